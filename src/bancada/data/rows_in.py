"""Rows of a file that are to be answered, not kept: read as an import reads them, the unfit ones set aside. Knows no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.dataset import ColumnType
from bancada.core.prediction import RefusedRow
from bancada.data.content import to_frame
from bancada.data.importers.files import check_file, read_file
from bancada.data.limits import Limits

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["RowsIn", "read_rows"]


@dataclass(frozen=True, slots=True)
class RowsIn:
    """The rows of one file.

    Attributes
    ----------
    frame : DataFrame, shape (n_good, n_columns)
        Rows whose cells fit; columns that nobody expected are text as it stands.
    numbers : ndarray of int, shape (n_good,)
        Which row of the file each is, from 1, the header left out.
    rows : int
        Data rows of the file, refused ones included.
    refused : tuple of RefusedRow
        In the order of the file.
    cells : tuple of tuple of str
        Of each refused row, as they stand in the file; not always as many as there are columns.
    """

    frame: pd.DataFrame
    numbers: NDArray[np.int64]
    rows: int
    refused: tuple[RefusedRow, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()


def read_rows(
    path: Path, *, limits: Limits, expected: Mapping[str, ColumnType], shown_name: str | None = None
) -> RowsIn:
    """Return the rows of a CSV, Parquet or XLSX file; Brazilian files are read right without being told.

    Parameters
    ----------
    expected : mapping of str to ColumnType
        What columns must hold; a row with a cell that does not is refused. Other columns never are a reason.
    shown_name : str, optional
        What errors call the file, and whose extension tells its kind; its own name by default.

    Raises
    ------
    ImportRefused
        The file cannot be read at all.
    """
    name = shown_name or path.name
    check_file(path, name, limits=limits)
    parsed = read_file(path, limits=limits, expected=_OthersAsText(expected), shown_name=name)
    refused = tuple(RefusedRow(bad.row, bad.findings) for bad in parsed.bad)
    everywhere = np.arange(1, parsed.rows + 1, dtype=np.int64)
    numbers = np.delete(everywhere, [row.row - 1 for row in refused])
    return RowsIn(to_frame(parsed.table), numbers, parsed.rows, refused, tuple(bad.cells for bad in parsed.bad))


class _OthersAsText(Mapping[str, ColumnType]):
    """Expected types, where a column that was not named is text."""

    def __init__(self, types: Mapping[str, ColumnType]) -> None:
        self._types = types

    def __getitem__(self, name: str) -> ColumnType:
        return self._types.get(name, ColumnType.TEXT)

    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)
