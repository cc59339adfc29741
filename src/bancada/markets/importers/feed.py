"""The lines of a text file as Arrow batches, each with its number. It knows no format beyond what separates cells."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

__all__ = ["SCHEMA", "UNIT", "LineFeed", "numbered_lines"]

BLOCK = 4 << 20
UNIT = "\x1f"
"""Between the cells of a line whose quotes have been read."""

SCHEMA = pa.schema([("_line", pa.int64()), ("_text", pa.string()), ("_packed", pa.string())])


def numbered_lines(path: Path, *, has_header: bool) -> Iterator[tuple[list[int], list[str]]]:
    """Yield blocks of lines that are not blank, with their 1-based numbers; the first of them is passed over where it is a header."""
    number, rest, is_header = 0, b"", has_header
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            lines = (rest + block).split(b"\n")
            rest = lines.pop() if block else b""
            texts = [line.decode().removesuffix("\r") for line in lines]
            kept = [(at, text) for at, text in enumerate(texts, start=number + 1) if text and not text.isspace()]
            number += len(lines)
            if kept and is_header:
                del kept[0]
                is_header = False
            yield [at for at, _ in kept], [text for _, text in kept]
            if not block:
                return


class LineFeed:
    """The rows of a text file, to be read once by a query; it counts what it has given and keeps the trailer.

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
        for numbers, texts in numbered_lines(self._path, has_header=self._has_header):
            if self._trailer and texts and texts[-1].startswith(self._trailer):
                numbers.pop()
                self.last = texts.pop()
            self.rows += len(texts)
            yield batch_of(numbers, texts, self._delimiter)
            self._on_bytes(sum(map(len, texts)))


def batch_of(numbers: list[int], texts: list[str], delimiter: str) -> Any:  # Any: Arrow ships no types
    """Return lines as a record batch of `SCHEMA`."""
    packed = [_packed(text, delimiter) if '"' in text else None for text in texts] if delimiter else None
    column = pa.nulls(len(texts), pa.string()) if packed is None else pa.array(packed, pa.string())
    return pa.record_batch([pa.array(numbers, pa.int64()), pa.array(texts, pa.string()), column], schema=SCHEMA)


def _packed(text: str, delimiter: str) -> str:
    try:
        cells = next(csv.reader([text], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return text.replace('"', "")
    return UNIT.join(cells)
