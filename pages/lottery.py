"""Loteria: what was drawn, what models make of it, tickets, and what chance says of all of it."""

import streamlit as st

from app import problems
from app.components import header, undo
from app.components.lottery import backtest, check, frame, generate, history, importing, ledger, training
from app.i18n import _

header.title(
    _("Lottery"),
    _("What was drawn, what models make of it, and what chance says of every ticket."),
    action=importing.ways_in,
)
frame.chance_line()
undo.offer()
importing.update_line()
record = frame.record()
if record is None:
    importing.nothing_here()
    st.stop()
frame.provenance(record)
frame.contests(record)
view = frame.choose_view()
with problems.shown():
    {
        "history": history.draw,
        "train": training.draw,
        "generate": generate.draw,
        "check": check.draw,
        "backtest": backtest.draw,
        "sealed": ledger.draw,
    }[view]()
