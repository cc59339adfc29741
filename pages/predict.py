"""Predict: what a saved model answers, how sure it is, and how usual the input."""

import streamlit as st

from app import cache
from app.components import header, predict
from app.i18n import _

header.title(_("Predict"), _("What a saved model answers, how sure it is, and how usual the input is."))
infos = [info for info in cache.bench().models.list() if not info.is_legacy]
if not infos:
    predict.nothing_here()
    st.stop()
info = predict.choose(infos)
predict.draw_standing(info)
predict.table(infos)
predict.draw_way(info)
