"""Purged k-fold: every row is judged once, by a model that trained on rows of both sides whose labels do not touch the judged ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import InvalidTask
from bancada.learning.purging.splitter import TEST, Block, TimedSplitter, Timeline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.learning.purging.spans import LabelSpans

__all__ = ["PurgedKFold"]


class PurgedKFold(TimedSplitter):
    """K-fold in blocks of time, purged and embargoed (Lopez de Prado 2018, 7.4.3).

    Parameters
    ----------
    n_splits : int
        At least 2.
    spans : LabelSpans, optional
        Of the rows that will be split; by default each row is labelled at once, in the order of rows.
    embargo : int, optional
        Time after the last outcome of a test block within which no training row may start, in the unit of the spans; by default the
        longest span.
    look_back : int
        Time before its decision from which a row knows what it knows (the window of a sequence); purging and embargo count from there.

    Examples
    --------
    >>> splitter = PurgedKFold(3, spans=LabelSpans.ahead(12, horizon=2), embargo=1)
    >>> [train.tolist() for train, _ in splitter.split(np.zeros(12))]
    [[6, 7, 8, 9, 10, 11], [0, 1, 2, 10, 11], [0, 1, 2, 3, 4, 5, 6]]
    """

    def __init__(
        self,
        n_splits: int = 5,
        *,
        spans: LabelSpans | None = None,
        embargo: int | None = None,
        look_back: int = 0,
    ) -> None:
        self.n_splits = n_splits
        self.spans = spans
        self.embargo = embargo
        self.look_back = look_back

    # Any: scikit-learn's protocol.
    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:  # noqa: ARG002
        """Return how many folds are dealt."""
        return self.n_splits

    def _states(self, timeline: Timeline) -> Iterator[NDArray[np.uint8]]:
        if self.n_splits < 2:
            raise InvalidTask("too_few_folds", folds=self.n_splits)
        for block in timeline.blocks(self.n_splits):
            yield around(timeline, (block,))


def around(timeline: Timeline, blocks: tuple[Block, ...]) -> NDArray[np.uint8]:
    """Return what becomes of each place where some blocks are judged on and all else may be trained on."""
    states = np.zeros(len(timeline), dtype=np.uint8)
    for a, b in blocks:
        states[a:b] = TEST
    for block in blocks:
        timeline.exclude(states, block)
    return states
