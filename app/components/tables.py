"""What tables with selectable rows share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from app import state
from bancada.core.dataset import ColumnType, DatasetInfo

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.elements.arrow import DataframeStateInput
    from streamlit.elements.lib.column_types import ColumnConfig

__all__ = ["localized", "raw_columns", "selected"]


def selected(rows: Sequence[int]) -> DataframeStateInput:
    """Return the state of a table in which `rows` are selected."""
    return {"selection": {"rows": list(rows), "columns": [], "cells": []}}


def raw_columns(info: DatasetInfo) -> dict[str, ColumnConfig]:
    """Return how each column of a dataset is shown: unit in the head, numbers and moments by locale."""
    return {column.name: _shown(column.type, _head(column.name, column.unit)) for column in info.columns}


def localized(frame: pd.DataFrame) -> dict[str, ColumnConfig]:
    """Return how the numbers of any frame are shown: by locale."""
    names = frame.select_dtypes("number").columns
    return {str(name): st.column_config.NumberColumn(format="localized") for name in names}


def _head(name: str, unit: str) -> str:
    return f"{name} ({unit})" if unit else name


def _shown(kind: ColumnType, head: str) -> ColumnConfig:
    if kind is ColumnType.DATETIME:
        pattern = "DD/MM/YYYY HH:mm:ss" if state.language() == "pt_BR" else "YYYY-MM-DD HH:mm:ss"
        return st.column_config.DatetimeColumn(head, format=pattern, timezone=str(state.time_zone()))
    if kind in (ColumnType.INTEGER, ColumnType.FLOAT):
        return st.column_config.NumberColumn(head, format="localized")
    return st.column_config.Column(head)
