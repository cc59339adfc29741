"""The lines of a text file as Arrow batches, each with its number. It knows no format beyond what separates cells."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

__all__ = ["SCHEMA", "UNIT", "LineFeed", "lines_of", "numbered_rows"]

BLOCK = 4 << 20
UNIT = "\x1f"
"""Between the cells of a line whose quotes have been read."""

SCHEMA = pa.schema([("_line", pa.int64()), ("_text", pa.string()), ("_packed", pa.string())])


def lines_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield blocks of lines with the 1-based number of the first, line ends taken off; blank lines are among them."""
    number, rest = 1, b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            end = block.rfind(b"\n")
            if end < 0:
                rest += block
                continue
            texts = (rest + block[:end]).decode().replace("\r\n", "\n").removesuffix("\r").split("\n")
            rest = block[end + 1 :]
            yield number, texts
            number += len(texts)
    if rest:
        yield number, [rest.decode().removesuffix("\r")]


def numbered_rows(path: Path, *, has_header: bool) -> Iterator[tuple[Sequence[int], list[str]]]:
    """Yield blocks of lines that are not blank, with their numbers; the first of them is passed over where it is a header."""
    is_header = has_header
    for first, texts in lines_of(path):
        numbers: Sequence[int] = range(first, first + len(texts))
        kept = [text for text in texts if text and not text.isspace()]
        if len(kept) < len(texts):
            numbers = [number for number, text in zip(numbers, texts, strict=True) if text and not text.isspace()]
        skipped = int(is_header and bool(kept))
        is_header = is_header and not kept
        yield numbers[skipped:], kept[skipped:]


class LineFeed:
    """The rows of a text file, to be read once by a query; it counts what it has given and keeps the last line.

    Parameters
    ----------
    path : Path
        UTF-8 text.
    delimiter : str
        Empty where records have a fixed width.
    trailer : str
        What a line that is no row begins with; empty where there is none.
    on_bytes : callable
        Told how many characters of text have been given, from the thread that reads.
    """

    def __init__(
        self, path: Path, *, delimiter: str, has_header: bool, trailer: str, on_bytes: Callable[[int], None]
    ) -> None:
        self._path = path
        self._delimiter = delimiter
        self._has_header = has_header
        self._trailer = trailer
        self._on_bytes = on_bytes
        self.rows = 0
        self.last = ""

    def reader(self) -> Any:  # Any: Arrow ships no types
        """Return the rows as a reader of record batches of `SCHEMA`."""
        return pa.RecordBatchReader.from_batches(SCHEMA, self._batches())

    def _batches(self) -> Iterator[Any]:  # Any: Arrow ships no types
        for numbers, texts in numbered_rows(self._path, has_header=self._has_header):
            n = len(texts)
            self.last = texts[-1] if texts else self.last
            n -= bool(self._trailer and texts and texts[-1].startswith(self._trailer))
            self.rows += n
            yield batch_of(numbers[:n], texts[:n], self._delimiter)
            self._on_bytes(sum(map(len, texts)))


def batch_of(numbers: Sequence[int], texts: list[str], delimiter: str) -> Any:  # Any: Arrow ships no types
    """Return lines as a record batch of `SCHEMA`."""
    packed = [_packed(text, delimiter) if '"' in text else None for text in texts] if delimiter else None
    column = pa.nulls(len(texts), pa.string()) if packed is None else pa.array(packed, pa.string())
    return pa.record_batch(
        [pa.array(np.asarray(numbers, dtype=np.int64)), pa.array(texts, pa.string()), column], schema=SCHEMA
    )


def _packed(text: str, delimiter: str) -> str:
    try:
        cells = next(csv.reader([text], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return text.replace('"', "")
    return UNIT.join(cells)
