"""What an import may cost. Knows no file format and no database."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one import; what exceeds one is refused before it costs memory.

    Attributes
    ----------
    file_bytes : int
        Size of a file on disk, and of everything a spreadsheet unpacks to.
    columns : int
    cell_chars : int
        Characters of one cell; longer ones are bad cells.
    rows : int
    expansion : int
        How many times its packed size a spreadsheet or a Parquet file may unpack to.
    line_bytes : int
        One physical line of a text file.
    """

    file_bytes: int = 500_000_000
    columns: int = 2_000
    cell_chars: int = 32_768
    rows: int = 20_000_000
    expansion: int = 100
    line_bytes: int = 8_388_608
