"""What moved an answer: one field at a time is replaced by its training median (or mode), and the difference is shown.

That is all it is: no share of the answer adds up, and fields that act together are not told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.dataset import ColumnType
from bancada.core.prediction import Contribution
from bancada.core.signature import Field
from bancada.learning.encoding import label_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Explanation"]


class Explanation:
    """The replacements of one signature.

    Parameters
    ----------
    fields : sequence of Field
        A field whose training values were all missing has no replacement and is left out.
    """

    __slots__ = ("_codes", "_columns", "_fields", "_places", "_references")

    def __init__(self, fields: Sequence[Field]) -> None:
        self._fields = tuple(fields)
        known = [(index, _reference(field)) for index, field in enumerate(self._fields)]
        self._columns = [index for index, found in known if found is not None]
        pairs = [found for _, found in known if found is not None]
        self._codes = np.array([code for code, _ in pairs], dtype=np.float64)
        self._references = [shown for _, shown in pairs]
        self._places = np.arange(1, len(pairs) + 1)

    def variants(self, row: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the row as sent, then one copy a field with that field replaced, shape (n_known + 1, n_fields)."""
        matrix = np.repeat(row, len(self._columns) + 1, axis=0)
        matrix[self._places, self._columns] = self._codes
        return matrix

    # Any: values from forms and JSON.
    def contributions(
        self, answers: NDArray[np.float64], row: NDArray[np.float64], values: Mapping[str, Any]
    ) -> tuple[Contribution, ...]:
        """Return the answer as sent minus each replaced one, largest first.

        Parameters
        ----------
        answers : ndarray, shape (n_known + 1,)
            Of `variants`: probability of the answered class, or value.
        """
        differences = (answers[0] - answers[1:]).tolist()
        found = [
            Contribution(self._fields[column].name, self._shown(column, row, values), reference, difference)
            for column, reference, difference in zip(self._columns, self._references, differences, strict=True)
        ]
        return tuple(sorted(found, key=lambda contribution: -abs(contribution.difference)))

    def _shown(self, column: int, row: NDArray[np.float64], values: Mapping[str, Any]) -> str | float | None:
        field, number = self._fields[column], float(row[0, column])
        if field.type is ColumnType.CATEGORY:
            sent = values.get(field.name)
            return None if sent is None else label_text(sent)
        return None if number != number else number  # noqa: PLR0124  # NaN


def _reference(field: Field) -> tuple[float, str | float] | None:
    """Return what replaces a field, as its code in the matrix and as it is shown."""
    if field.type is ColumnType.CATEGORY:
        if field.mode is None or field.mode not in field.categories:
            return None
        return float(field.categories.index(field.mode)), field.mode
    if field.median is None:
        return None
    median = float(round(field.median)) if field.type is ColumnType.BOOLEAN else float(field.median)
    return median, median
