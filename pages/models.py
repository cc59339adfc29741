"""Models: what is saved, how good each is, and which one serves its task."""

import streamlit as st

from app import cache
from app.components import header, models
from app.i18n import _

header.title(_("Models"), _("What is saved, how good each model is, and which one serves its task."))
infos = cache.bench().models.list()
if not infos:
    models.nothing_here()
    models.trash()
    st.stop()
models.draw_chosen(models.choose(infos))
models.trash()
