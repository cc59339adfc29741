"""What tables with selectable rows share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamlit.elements.arrow import DataframeStateInput

__all__ = ["selected"]


def selected(rows: Sequence[int]) -> DataframeStateInput:
    """Return the state of a table in which `rows` are selected."""
    return {"selection": {"rows": list(rows), "columns": [], "cells": []}}
