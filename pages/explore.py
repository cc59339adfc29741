"""Explore: what a dataset holds, and what would hurt a model trained on it."""

import streamlit as st

from app import cache
from app.components import datasets, explore, header, importing, undo
from app.i18n import _

header.title(
    _("Explore"), _("What the data holds, and what would hurt a model trained on it."), action=importing.import_button
)
undo.offer()
infos = cache.bench().data.list()
if not infos:
    explore.nothing_here()
    datasets.trash()
    st.stop()
info = explore.choose(infos)
header.provenance(info)
importing.copy_anew(info)
explore.figures(info)
explore.draw_view(info)
explore.onward(info)
datasets.roles(info)
datasets.trash()
