"""Runs: what works now, what waits, what failed and why."""

import streamlit as st

from app import cache
from app.components import header, runs
from app.i18n import _

header.title(_("Runs"), _("What works now, what waits, what failed and why."))
found = cache.bench().runs.list()
runs.worker_line()
if not found:
    runs.nothing_here()
    st.stop()
chosen = runs.choose(found)
if chosen is not None:
    runs.draw_run(chosen)
