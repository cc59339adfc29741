"""Mercado: bars in, what is wrong with them, what can be learned from them, and what a rule would have brought."""

import streamlit as st

from app import problems
from app.components import header, undo
from app.components.market import backtest, bars, features, frame, importing, labels, picking, regimes, validation
from app.i18n import _

header.title(
    _("Market"),
    _(
        "What bars are worth: whether they can be trusted, what can be learned from them, what a rule brings after costs."
    ),
    action=importing.ways_in,
)
undo.offer()
importing.at_work()
series = picking.choose_series()
if series is None:
    importing.nothing_here()
    st.stop()
frame.provenance(series)
view = frame.choose_view()
with problems.shown():
    {
        "bars": bars.draw,
        "validation": validation.draw,
        "features": features.draw,
        "regimes": regimes.draw,
        "labels": labels.draw,
        "backtest": backtest.draw,
    }[view](series)
