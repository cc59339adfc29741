"""One value that a user gives for one cell, checked against the column it goes to. Knows no SQL."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from bancada.core.dataset import ColumnType, DatasetInfo
from bancada.core.errors import InvalidTask

__all__ = ["cell_value"]


# Any: what a user or a caller hands over, before it is checked; likewise below.
def cell_value(info: DatasetInfo, *, row: int, column: str, value: Any) -> tuple[int, Any]:
    """Return the column's position and the value in its type; None, NaN and NaT mean missing.

    Raises
    ------
    InvalidTask
        `row_not_in_dataset`, `column_not_in_dataset`, `value_does_not_fit`.
    """
    names = [known.name for known in info.columns]
    if column not in names:
        raise InvalidTask("column_not_in_dataset", dataset=info.name, column=column, columns=names)
    if not 0 <= row < info.rows:
        raise InvalidTask("row_not_in_dataset", row=row, rows=info.rows)
    position = names.index(column)
    kind = info.columns[position].type
    if value is None or value != value:  # noqa: PLR0124  # NaN and NaT alone differ from themselves
        return position, None
    plain = value.item() if isinstance(value, np.generic) and not isinstance(value, np.datetime64) else value
    try:
        return position, _READERS[kind](plain)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidTask("value_does_not_fit", column=column, value=str(value)[:80], type=kind.value) from error


def _integer(value: Any) -> int:
    if isinstance(value, float) and not value.is_integer():
        raise ValueError("a fraction")
    whole = int(value)
    if not -(2**63) <= whole < 2**63:
        raise OverflowError("beyond 64 bits")
    return whole


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("not finite")
    return number


def _truth(value: Any) -> bool:
    if value in (True, False):
        return bool(value)
    word = str(value).strip().lower()
    if word not in _WORDS:
        raise ValueError("no truth value")
    return _WORDS[word]


def _text(value: Any) -> str | None:
    text = str(value)
    if "\0" in text:
        raise ValueError("a NUL character")
    return text


def _instant(value: Any) -> datetime:
    stamp = pd.Timestamp(value)
    aware = stamp.tz_localize(UTC) if stamp.tzinfo is None else stamp.tz_convert(UTC)
    return aware.floor("us").to_pydatetime()


_WORDS = {"true": True, "false": False, "verdadeiro": True, "falso": False}

_READERS: dict[ColumnType, Callable[[Any], Any]] = {
    ColumnType.INTEGER: _integer,
    ColumnType.FLOAT: _number,
    ColumnType.BOOLEAN: _truth,
    ColumnType.CATEGORY: _text,
    ColumnType.TEXT: _text,
    ColumnType.DATETIME: _instant,
}
