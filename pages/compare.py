"""Train and compare: which model answers the target best on these rows, and by how much."""

import streamlit as st

from app import cache, problems
from app.components import compare, comparison, explore, header
from app.i18n import _

header.title(
    _("Train and compare"), _("Which model answers best on these rows, by how much, and against what baseline.")
)
infos = cache.bench().data.list()
if not infos:
    explore.nothing_here()
    st.stop()
left, right = st.columns((4, 8), gap="large")
with left.container(border=True), problems.shown():
    request = compare.choices(infos)
    compare.how_it_will_be_judged(request)
    compare.submit_button(request)
with right, problems.shown():
    comparison.draw(infos)
