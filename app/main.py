"""The dashboard's entry: language, frame, navigation, page. `streamlit run app/main.py`."""

import streamlit as st

from app import navigation, problems
from app.components import frame

st.set_page_config(page_title="Bancada", page_icon=frame.MARK, layout="wide")
with problems.shown():
    frame.settle_language()
    frame.style()
    page = navigation.build()
    frame.draw_sidebar()
    problems.show_held()
    page.run()
