"""Ativos: bars of tickers in, six steps to a model, what it is worth, what it says, and who is champion."""

import streamlit as st

from app import problems
from app.components import header, undo
from app.components.assets import asking, bars, champions, frame, picking, pipeline, reporting
from app.i18n import _

header.title(
    _("Assets"),
    _("From daily bars to a model that says sell, hold or buy, what it is worth, and what it says of a ticker."),
)
frame.what_to_expect()
undo.offer()
picked = picking.draw()
if picked is None:
    frame.nothing_here()
    st.stop()
view = frame.choose_view()
with problems.shown():
    {
        "data": bars.draw,
        "pipeline": pipeline.draw,
        "report": reporting.draw,
        "predict": asking.draw,
        "champions": champions.draw,
    }[view](picked)
