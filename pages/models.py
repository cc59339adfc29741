"""Models: what is saved, how good each is, and which one serves its task."""

import streamlit as st

from app import cache
from app.components import header, model_store, models, undo
from app.i18n import _

header.title(
    _("Models"),
    _("What is saved, how good each model is, and which one serves its task."),
    action=model_store.import_button,
)
undo.offer()
model_store.notices()
infos = cache.bench().models.list()
if not infos:
    models.nothing_here()
    model_store.trash()
    st.stop()
models.draw_chosen(models.choose(infos))
model_store.trash()
