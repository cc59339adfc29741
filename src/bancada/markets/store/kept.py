"""Columns of long series, laid out for reading: each a file of its own that is mapped into memory rather than read.

A copy and no more: whatever is missing, short or changed here is made again from the store. It knows no catalogue and no format.
"""

from __future__ import annotations

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.bars import OPTIONAL, Bars, make_bars
from bancada.markets.store.port import VALUES
from bancada.markets.timeframe import Timeframe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Column = NDArray[np.int64] | NDArray[np.float64]

__all__ = ["LEAST_ROWS", "KeptColumns"]

LEAST_ROWS = 200_000
"""Shorter series are read from their store faster than a copy would be worth."""

_NOTE = "series.json"


class KeptColumns:
    """Mapped copies of whole series, bounded in size; those read longest ago go first.

    **Threads and processes**: a copy appears whole or not at all; one that is removed while it is read stays as it is for its reader.

    Parameters
    ----------
    folder : Path
    max_bytes : int
    """

    def __init__(self, folder: Path, *, max_bytes: int = 8_000_000_000) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self._checked: set[tuple[str, int]] = set()

    def find(self, key: str) -> Bars | None:
        """Return the copy kept under a key, in the zone "UTC"; None where there is none, or it is not what was written."""
        place = self._place(key)
        try:
            told = json.loads((place / _NOTE).read_bytes())
            columns = {name: np.load(place / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in told["sums"]}
            mark = (place.name, (place / _NOTE).stat().st_mtime_ns)
            if mark not in self._checked:
                if any(_sum(column) != told["sums"][name] for name, column in columns.items()):
                    raise ValueError(key)  # noqa: TRY301  # caught below with everything else that a damaged copy raises
                self._checked.add(mark)
            os.utime(place)
            return make_bars(told["symbol"], Timeframe(told["timeframe"]), zone="UTC", **columns)
        except (OSError, ValueError, TypeError, KeyError, EOFError):
            if place.is_dir():
                shutil.rmtree(place, ignore_errors=True)
            return None

    def keep(self, key: str, bars: Bars) -> None:
        """Keep a copy; a full or read-only disk keeps none, which costs time and nothing else."""
        columns: dict[str, Column] = {"ts": bars.ts}
        for name in VALUES:
            column = getattr(bars, name)
            if column is not None or name not in OPTIONAL:
                columns[name] = column
        place, draft = self._place(key), None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._make_room(sum(column.nbytes for column in columns.values()))
            draft = Path(mkdtemp(prefix="draft-", dir=self.folder))
            for name, column in columns.items():
                np.save(draft / f"{name}.npy", column, allow_pickle=False)
            sums = {name: _sum(column) for name, column in columns.items()}
            note = {"symbol": bars.symbol, "timeframe": bars.timeframe.value, "sums": sums}
            (draft / _NOTE).write_text(json.dumps(note), encoding="utf-8")
            draft.rename(place)
        except OSError:
            if draft is not None:
                shutil.rmtree(draft, ignore_errors=True)

    def _place(self, key: str) -> Path:
        return self.folder / sha256(key.encode()).hexdigest()[:32]

    def _make_room(self, wanted: int) -> None:
        """Remove what was read longest ago until the copy to come fits."""
        places = sorted((path for path in self.folder.iterdir() if path.is_dir()), key=lambda one: one.stat().st_mtime)
        sizes = [sum(file.stat().st_size for file in path.iterdir()) for path in places]
        total = sum(sizes) + wanted
        for path, size in zip(places, sizes, strict=True):
            if total <= self.max_bytes:
                return
            shutil.rmtree(path, ignore_errors=True)
            total -= size


def _sum(column: Column) -> int:
    """Return a sum that tells a damaged column from a whole one; not one that withstands an attacker, who could change the store."""
    bits = column.view(np.uint64)
    return int(bits.sum(dtype=np.uint64)) ^ len(bits)
