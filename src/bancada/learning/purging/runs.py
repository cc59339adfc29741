"""What a picture of any splitter is drawn from: of each fold, runs of rows of one state. It knows nothing of charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.learning.purging.splitter import DealtFold, TimedSplitter

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FoldMap", "FoldRuns", "Run", "State", "fold_map"]


class State(StrEnum):
    """What became of a row in a fold."""

    TRAIN = "train"
    TEST = "test"
    PURGED = "purged"
    EMBARGOED = "embargoed"
    UNUSED = "unused"


_STATES = tuple(State)


@dataclass(frozen=True, slots=True)
class Run:
    """Rows from `start` up to, not including, `end` that share a state."""

    start: int
    end: int
    state: State


@dataclass(frozen=True, slots=True)
class FoldRuns:
    """The runs of one fold, without gaps, in the order of rows."""

    runs: tuple[Run, ...]

    def count(self, state: State) -> int:
        """Return how many rows have a state."""
        return sum(run.end - run.start for run in self.runs if run.state is state)


@dataclass(frozen=True, slots=True)
class FoldMap:
    """How a splitter deals rows.

    Attributes
    ----------
    splitter : str
        Name of its class.
    n_rows : int
    folds : tuple of FoldRuns
    """

    splitter: str
    n_rows: int
    folds: tuple[FoldRuns, ...]


# Any: a splitter of scikit-learn, which ships no types; its classes and groups likewise.
def fold_map(splitter: Any, n_rows: int, *, y: Any = None, groups: Any = None) -> FoldMap:
    """Return how any splitter deals `n_rows` rows; purged and embargoed rows are told apart for those of this package.

    Parameters
    ----------
    splitter : splitter
        Of this package, or whatever has scikit-learn's `split`.
    n_rows : int
    y, groups : array-like, optional
        For splitters that need them.

    Raises
    ------
    InvalidTask
        As the splitter's `split`.
    """
    folds = splitter.deal(n_rows) if isinstance(splitter, TimedSplitter) else _dealt(splitter, n_rows, y, groups)
    return FoldMap(type(splitter).__name__, n_rows, tuple(FoldRuns(_runs(fold, n_rows)) for fold in folds))


def _dealt(splitter: Any, n_rows: int, y: Any, groups: Any) -> Iterator[DealtFold]:
    none = np.empty(0, dtype=np.int64)
    for train, test in splitter.split(np.zeros((n_rows, 1)), y, groups):
        # skfolio's combinatorial splitter gives one array of positions a test block.
        judged = np.concatenate([np.asarray(part) for part in test]) if isinstance(test, list) else test
        yield DealtFold(_positions(train), _positions(judged), none, none, none)


def _positions(part: Any) -> NDArray[np.int64]:
    found = np.asarray(part)
    return np.flatnonzero(found) if found.dtype == bool else found.astype(np.int64)


def _runs(fold: DealtFold, n_rows: int) -> tuple[Run, ...]:
    if not n_rows:
        return ()
    codes = np.full(n_rows, len(_STATES) - 1, dtype=np.uint8)
    for code, part in enumerate((fold.train, fold.test, fold.purged, fold.embargoed)):
        codes[part] = code
    starts = np.concatenate([[0], np.flatnonzero(np.diff(codes)) + 1])
    ends = [*starts[1:].tolist(), n_rows]
    return tuple(Run(a, b, _STATES[codes[a]]) for a, b in zip(starts.tolist(), ends, strict=True))
