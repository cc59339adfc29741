"""What tables with selectable rows share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from app import state
from app.i18n import format_number, format_sent
from bancada.core.dataset import ColumnType, DatasetInfo

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler
    from streamlit.elements.arrow import DataframeStateInput
    from streamlit.elements.lib.column_types import ColumnConfig

__all__ = ["numbers_again", "raw_columns", "readable", "selected"]

MOST_CELLS = 20_000
"""Cells of a table that are written one by one; more would keep the page waiting."""


def selected(rows: Sequence[int]) -> DataframeStateInput:
    """Return the state of a table in which `rows` are selected."""
    return {"selection": {"rows": list(rows), "columns": [], "cells": []}}


def raw_columns(info: DatasetInfo) -> dict[str, ColumnConfig]:
    """Return how each column of a dataset is shown: unit in the head, numbers and moments by locale."""
    return {column.name: _shown(column.type, _head(column.name, column.unit)) for column in info.columns}


def numbers_again(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of objects as numbers where all that is in it are; as it stands otherwise."""
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    numbers = pd.to_numeric(column, errors="coerce")
    return numbers if numbers.notna().any() and numbers.isna().equals(column.isna()) else column


def readable(frame: pd.DataFrame, *, rounded: Sequence[str] = ()) -> pd.DataFrame | Styler:
    """Return a frame whose numbers are shown as they were sent, in the session's language; as it stands where it is large.

    Parameters
    ----------
    rounded : sequence of str
        Columns of figures, of which four significant digits are enough.
    """
    names = frame.select_dtypes("number").columns
    if names.empty or frame.size > MOST_CELLS or not (frame.index.is_unique and frame.columns.is_unique):
        return frame
    formats = {name: format_number if name in rounded else format_sent for name in names}
    return frame.style.format(formats, na_rep="–")  # type: ignore[arg-type]  # cells of number columns


def _head(name: str, unit: str) -> str:
    return f"{name} ({unit})" if unit else name


def _shown(kind: ColumnType, head: str) -> ColumnConfig:
    if kind is ColumnType.DATETIME:
        pattern = "DD/MM/YYYY HH:mm:ss" if state.language() == "pt_BR" else "YYYY-MM-DD HH:mm:ss"
        # As the file has it and as charts draw it: moments without a zone were taken as UTC, so a visitor's zone would move them.
        return st.column_config.DatetimeColumn(head, format=pattern, timezone="UTC")
    if kind in (ColumnType.INTEGER, ColumnType.FLOAT):
        return st.column_config.NumberColumn(head)
    return st.column_config.Column(head)
