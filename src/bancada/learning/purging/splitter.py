"""What time-aware splitters share: rows in the order of their decisions, test blocks of whole instants, purging and embargo.

Laws, held by property tests: no training label meets a test label of its fold, on either side; no training row starts within the embargo
after a test block; rows of one instant are never on both sides.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator

from bancada.core.errors import InvalidTask
from bancada.learning.purging.spans import LabelSpans, meeting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Positions = NDArray[np.int64]

__all__ = ["Block", "DealtFold", "TimedSplitter", "Timeline"]

Block = tuple[int, int]
"""First and past-the-last place in the order of decisions."""

TRAIN, TEST, PURGED, EMBARGOED, UNUSED = range(5)


@dataclass(frozen=True, slots=True)
class DealtFold:
    """Positions of the rows of one fold by what became of them; each ascending in time, `unused` where none of the others.

    Attributes
    ----------
    train, test : ndarray of int64
    purged : ndarray of int64
        Would be trained on, were it not that their label meets one of the test's.
    embargoed : ndarray of int64
        Likewise, were it not that they follow a test block too closely.
    unused : ndarray of int64
        Not this fold's: after the test rows of a walk forward, or before its rolling window.
    """

    train: Positions
    test: Positions
    purged: Positions
    embargoed: Positions
    unused: Positions


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows in the order of their decisions.

    Attributes
    ----------
    order : ndarray of int64 or None
        Position of each place; None where rows came in order.
    decided : ndarray of int64
        Decisions, ascending.
    starts : ndarray of int64
        The same less the look-back: where what a row knows begins.
    ends : ndarray of int64
    latest_ends : ndarray of int64
        Running maximum of `ends`.
    embargo : int
    """

    order: Positions | None
    decided: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    latest_ends: NDArray[np.int64]
    embargo: int

    def __len__(self) -> int:
        return len(self.ends)

    def cut(self, place: int) -> int:
        """Return `place` moved back to the first row of its instant."""
        if place >= len(self):
            return len(self)
        return int(np.searchsorted(self.decided, self.decided[place], side="left"))

    def blocks(self, n_blocks: int) -> tuple[Block, ...]:
        """Return blocks of as equal sizes as whole instants allow, the first ones larger, as scikit-learn's KFold has them."""
        size, larger = divmod(len(self), n_blocks)
        sizes = np.full(n_blocks, size)
        sizes[:larger] += 1
        return self.between([0, *np.cumsum(sizes)[:-1].tolist()])

    def between(self, places: Sequence[int]) -> tuple[Block, ...]:
        """Return the blocks that begin at some places, each up to the next one; InvalidTask where an instant leaves one empty."""
        starts = [self.cut(place) for place in places]
        found = tuple(zip(starts, [*starts[1:], len(self)], strict=True))
        if any(end <= start for start, end in found):
            raise InvalidTask("too_few_instants_to_split", n_rows=len(self), n_blocks=len(found))
        return found

    def exclude(self, states: NDArray[np.uint8], block: Block) -> None:
        """Mark rows that a test block forbids to train on, where they are to be trained on so far."""
        a, b = block
        known = int(self.ends[a:b].max())
        first = int(np.searchsorted(self.latest_ends, self.starts[a], side="right"))
        last = int(np.searchsorted(self.starts, known, side="left"))
        for low, high in ((min(first, a), a), (b, max(last, b))):
            met = meeting(
                self.starts[low:high],
                self.ends[low:high],
                test_starts=self.starts[a:b],
                test_ends=self.ends[a:b],
            )
            part = states[low:high]
            part[met & (part == TRAIN)] = PURGED
        low = max(b, last)
        part = states[low : max(int(np.searchsorted(self.starts, known + self.embargo, side="left")), low)]
        part[part == TRAIN] = EMBARGOED

    def positions(self, places: Positions) -> Positions:
        """Return the positions of some places."""
        return places if self.order is None else self.order[places]


class TimedSplitter(BaseEstimator, ABC):  # type: ignore[misc]  # scikit-learn ships no types
    """What the splitters share; see each for its parameters.

    Rows may come in any order: blocks are dealt in the order of `spans.starts`, positions are those of the caller's rows.
    """

    spans: LabelSpans | None
    embargo: int | None
    look_back: int

    @abstractmethod
    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Return how many folds are dealt."""

    @abstractmethod
    def _states(self, timeline: Timeline) -> Iterator[NDArray[np.uint8]]:
        """Yield of each fold what becomes of each place."""

    # Any: scikit-learn's protocol takes whatever has rows.
    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[tuple[Positions, Positions]]:  # noqa: ARG002
        """Yield the positions to train on and to judge on, of each fold.

        Parameters
        ----------
        X : array-like, shape (n_rows, ...)
            Only its length counts.
        y, groups : object
            Not used.

        Raises
        ------
        InvalidTask
            Spans of another length, too few rows or instants, or a fold that purging leaves nothing to train on.
        """
        for fold in self.deal(_length(X)):
            yield fold.train, fold.test

    def deal(self, n_rows: int) -> Iterator[DealtFold]:
        """Yield each fold with what became of every row; InvalidTask as `split`."""
        timeline = self._timeline(n_rows)
        for number, states in enumerate(self._states(timeline), start=1):
            parts = [timeline.positions(np.flatnonzero(states == state)) for state in range(UNUSED + 1)]
            fold = DealtFold(*parts)
            if not len(fold.train):
                raise InvalidTask("purging_leaves_nothing", fold=number, n_purged=len(fold.purged))
            yield fold

    def bound(self, spans: LabelSpans) -> TimedSplitter:
        """Return the same splitter for these labels."""
        return type(self)(**{**self.get_params(deep=False), "spans": spans})

    def _timeline(self, n_rows: int) -> Timeline:
        spans = LabelSpans.ahead(n_rows, horizon=0) if self.spans is None else self.spans
        if len(spans) != n_rows:
            raise InvalidTask("spans_of_other_rows", n_spans=len(spans), n_rows=n_rows)
        embargo = spans.longest if self.embargo is None else self.embargo
        wrong = [name for name, value in (("embargo", embargo), ("look_back", self.look_back)) if value < 0]
        if wrong:
            raise InvalidTask("splitter_option_negative", options=wrong)
        order = None
        if np.any(spans.starts[1:] < spans.starts[:-1]):
            order = np.argsort(spans.starts, kind="stable").astype(np.int64)
            spans = spans.take(order)
        latest = np.maximum.accumulate(spans.ends) if n_rows else spans.ends
        return Timeline(order, spans.starts, spans.starts - self.look_back, spans.ends, latest, embargo)


def _length(X: Any) -> int:
    shape = getattr(X, "shape", None)
    return int(shape[0]) if shape is not None and len(shape) else len(X)
