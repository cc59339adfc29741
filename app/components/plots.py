"""A chart on a page: a sentence that says what it shows, the figure, and its data to download."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import streamlit as st

from app import charts, state
from app.components import downloads
from app.i18n import separators

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

__all__ = ["Look", "look", "plot"]

_CONFIG = {"displayModeBar": False}


class Look(TypedDict):
    """What every chart is told of its surroundings."""

    theme: charts.Theme
    separators: str


def look() -> Look:
    """Return the theme and the separators of this visitor."""
    return {"theme": state.theme(), "separators": separators()}


def plot(figure: Figure, sentence: str, *, data: pd.DataFrame | None = None, name: str) -> None:
    """Draw a chart.

    Parameters
    ----------
    figure : plotly Figure
    sentence : str
        What it shows.
    data : DataFrame, optional
        What was drawn, to download.
    name : str
        Of the file, and the key of the chart on its page.
    """
    st.markdown(sentence)
    st.plotly_chart(figure, theme=None, key=f"chart-{name}", config=_CONFIG, alt=sentence)
    if data is not None:
        downloads.frame_button(data, name)
