"""Rows of plain values as a frame, for a table or a download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["of"]


# object: cells of words and numbers, shown and never computed with.
def of(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return rows as a frame."""
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    return pd.DataFrame(list(rows))
