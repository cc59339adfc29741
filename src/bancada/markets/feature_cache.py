"""Computed features kept on disk, so that the same bars and the same code are worked through once.

An entry is keyed by fingerprints of the bars and of the features (definitions asked for, code of the markets, versions of what computes), so
nothing in it grows old. It is two files: the matrix as `.npy`, read as a memory map, and a `.json` that is written last and without which
the first does not count. Any number of processes may share a folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from filelock import FileLock

from bancada.core.errors import BadInput
from bancada.core.finding import Finding, Severity
from bancada.markets.bars import OPTIONAL, PRICES
from bancada.markets.features.matrix import Features

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars
    from bancada.markets.features.engine import FeatureEngine
    from bancada.markets.series import SeriesInfo

__all__ = ["Computes", "FeatureCache", "data_fingerprint", "feature_fingerprint"]

_STALE_S = 3_600
_COMPUTING = ("numpy", "numba", "ta-lib")


class Computes(Protocol):
    """What the cache asks of an engine of features."""

    @property
    def fingerprint(self) -> str:
        """What changes with the features asked for and with their definitions."""

    def compute(self, bars: Bars) -> Features:
        """Return the features of these bars; the same bars always give the same."""


if TYPE_CHECKING:
    _: Computes = FeatureEngine()


class FeatureCache:
    """Features of series, computed once a fingerprint.

    **Concurrency.** Threads and processes may share a folder: entries are written under a lock and appear whole; one that is being read
    may be removed meanwhile, which leaves its reader's map as it is.

    **Integrity.** An entry is summed up and compared when a process first opens it; one that is short, unreadable or differs is removed
    and computed anew.

    Parameters
    ----------
    folder : Path
        Made when first written to.
    max_bytes : int
        Of all matrices together; beyond it, entries go that were used longest ago. A matrix larger than this is not kept at all.

    Raises
    ------
    BadInput
        A bound below zero.
    """

    def __init__(self, folder: Path, *, max_bytes: int = 4_000_000_000) -> None:
        if max_bytes < 0:
            raise BadInput("feature_cache_bound", max_bytes=max_bytes)
        self.folder = folder
        self.max_bytes = max_bytes
        self._seen: dict[str, tuple[int, int]] = {}

    def features(self, bars: Bars, engine: Computes, *, info: SeriesInfo | None = None) -> Features:
        """Return the engine's features of these bars, from disk where they are there.

        Parameters
        ----------
        bars : Bars
        engine : FeatureEngine
        info : SeriesInfo, optional
            Identity of the series that `bars` is all of; saves hashing the bars. Ignored where its rows, first or last instant are not the
            bars', and their content is hashed instead.
        """
        key = hashlib.sha256(f"{_data_key(bars, info)}\n{feature_fingerprint(engine)}".encode()).hexdigest()[:40]
        found = self._read(key, bars)
        if found is None:
            found = engine.compute(bars)
            if found.values.nbytes <= self.max_bytes:
                self._write(key, found)
        return found

    @property
    def size_bytes(self) -> int:
        """Bytes of all entries."""
        return sum(size for _, size, _ in self._entries())

    def clear(self) -> None:
        """Remove every entry."""
        if self.folder.is_dir():
            with self._lock():
                for _, _, key in self._entries():
                    self._remove(key)

    def _read(self, key: str, bars: Bars) -> Features | None:
        note, matrix = self._paths(key)
        try:
            told = json.loads(note.read_bytes())
            values = np.load(matrix, mmap_mode="r", allow_pickle=False)
            if not self._is_whole(key, values, told, (len(told["names"]), len(bars))):
                self._discard(key)
                return None
            left_out = {name: _finding(given) for name, given in told["left_out"].items()}
            os.utime(note)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError, EOFError):
            self._discard(key)
            return None
        return Features(tuple(told["names"]), values.view(np.ndarray), bars.ts, left_out)

    # Any: what JSON gave.
    def _is_whole(self, key: str, values: NDArray[np.float64], told: Any, shape: tuple[int, int]) -> bool:
        """Return whether a matrix is what was written; summed up once a process and file."""
        if values.dtype != np.float64 or values.shape != shape:
            return False
        found = self._paths(key)[1].stat()
        identity = (found.st_mtime_ns, found.st_ino)
        if self._seen.get(key) != identity:
            if _sums(values) != told["sums"]:
                return False
            self._seen[key] = identity
        return True

    def _discard(self, key: str) -> None:
        with self._lock():
            self._remove(key)

    def _write(self, key: str, found: Features) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        note, matrix = self._paths(key)
        told = {
            "names": list(found.names),
            "left_out": {name: asdict(finding) for name, finding in found.left_out.items()},
            "sums": _sums(found.values),
        }
        with self._lock():
            temporary = self.folder / f".tmp-{secrets.token_hex(8)}"
            try:
                with temporary.open("wb") as file:
                    np.save(file, np.ascontiguousarray(found.values), allow_pickle=False)
                note.unlink(missing_ok=True)
                temporary.replace(matrix)
                temporary.write_text(json.dumps(told), encoding="utf-8")
                temporary.replace(note)
            finally:
                temporary.unlink(missing_ok=True)
            self._shrink(keep=key)

    def _shrink(self, *, keep: str) -> None:
        """Remove what was used longest ago until the bound holds, and what crashed writers left."""
        for path in self.folder.glob(".tmp-*"):
            if path.stat().st_mtime < time.time() - _STALE_S:
                path.unlink(missing_ok=True)
        entries = sorted(self._entries())
        total = sum(size for _, size, _ in entries)
        for _, size, key in entries:
            if total <= self.max_bytes:
                return
            if key != keep:
                self._remove(key)
                total -= size

    def _entries(self) -> list[tuple[int, int, str]]:
        """Return when each entry was last used, its bytes and its key."""
        found = []
        for matrix in self.folder.glob("*.npy"):
            note = matrix.with_suffix(".json")
            try:
                used = note.stat().st_mtime_ns if note.exists() else 0
                found.append((used, matrix.stat().st_size, matrix.stem))
            except FileNotFoundError:
                continue
        return found

    def _remove(self, key: str) -> None:
        for path in self._paths(key):
            path.unlink(missing_ok=True)
        self._seen.pop(key, None)

    def _paths(self, key: str) -> tuple[Path, Path]:
        return self.folder / f"{key}.json", self.folder / f"{key}.npy"

    def _lock(self) -> FileLock:
        return FileLock(self.folder / ".lock")


def data_fingerprint(bars: Bars) -> str:
    """Return the SHA-256 of everything in the bars that a feature may look at: columns, instants, timeframe, zone."""
    digest = hashlib.sha256(f"{bars.timeframe.value} {bars.zone} {len(bars)}".encode())
    for name in ("ts", *PRICES, "volume", *OPTIONAL):
        array = getattr(bars, name)
        digest.update(f"\n{name} {array is not None}\n".encode())
        if array is not None:
            digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def feature_fingerprint(engine: Computes) -> str:
    """Return the SHA-256 of what an engine computes, the code of the markets and the versions of what computes."""
    return hashlib.sha256(f"{_code()}\n{engine.fingerprint}".encode()).hexdigest()


def _data_key(bars: Bars, info: SeriesInfo | None) -> str:
    if info is not None and len(bars) == info.rows and info.rows:
        edges = [round(moment.timestamp()) for moment in (info.first, info.last)]
        if [int(bars.ts[i]) // 1_000_000_000 for i in (0, -1)] == edges:
            return f"{info.cache_key} {bars.zone}"
    return data_fingerprint(bars)


@cache
def _code() -> str:
    """Return the SHA-256 of all modules of the markets; a change in any of them makes entries anew."""
    digest = hashlib.sha256(" ".join(version(package) for package in _COMPUTING).encode())
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sums(values: NDArray[np.float64]) -> list[list[int]]:
    """Return two sums of each row's bits: whichever bit changes, and rows that change places, show."""
    words = values.view(np.uint64)
    added, mixed = np.add.reduce(words, axis=1), np.bitwise_xor.reduce(words, axis=1)
    return [[int(a), int(b)] for a, b in zip(added, mixed, strict=True)]


# Any: what JSON gave.
def _finding(told: dict[str, Any]) -> Finding:
    return Finding(told["code"], Severity(told["severity"]), told["column"], told["facts"])
