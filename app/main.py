"""The dashboard's entry: language, frame, navigation, page. `streamlit run app/main.py`."""

import streamlit as st

from app import navigation, problems
from app.components import frame

st.set_page_config(page_title="Bancada", page_icon=":material/construction:", layout="wide")
with problems.shown():
    frame.settle_language()
    frame.style()
    page = navigation.build()
    frame.draw_sidebar()
    page.run()
