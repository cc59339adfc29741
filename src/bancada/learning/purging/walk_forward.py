"""Walk-forward: each block is judged by a model of the rows before it whose outcomes were known by then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from bancada.core.errors import InvalidTask
from bancada.learning.purging.splitter import TEST, TRAIN, UNUSED, TimedSplitter, Timeline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.learning.purging.spans import LabelSpans

__all__ = ["WalkForward"]


class WalkForward(TimedSplitter):
    """Test blocks that tile the end of the rows, each after its training rows.

    **Look-ahead**: a training row goes where its label meets a test label: where it is not known by the first decision of the test
    block (less the look-back). Nothing after a test block is trained on in its fold.

    Parameters
    ----------
    n_splits : int
        At least 1.
    window : {"expanding", "rolling"}
        Train on all rows before the block, or on the latest `train_size` of them.
    train_size : int, optional
        Rolling: rows that each fold keeps after purging, by default as many as the first one can. Expanding: rows that the first
        fold must keep at least.
    test_size : int, optional
        Rows of a block; by default the rows over `n_splits` + 1, rounded down, as scikit-learn's TimeSeriesSplit has it. Rows of one
        instant stay together, so that blocks may be a little longer or shorter.
    spans, look_back
        As in `PurgedKFold`.
    embargo : int, optional
        Taken so that all splitters can be asked alike; it follows test blocks, after which nothing is trained on here.

    Examples
    --------
    >>> splitter = WalkForward(3, test_size=2, spans=LabelSpans.ahead(10, horizon=2))
    >>> [(train[-1].item(), test.tolist()) for train, test in splitter.split(np.zeros(10))]
    [(2, [4, 5]), (4, [6, 7]), (6, [8, 9])]
    """

    def __init__(
        self,
        n_splits: int = 5,
        *,
        window: Literal["expanding", "rolling"] = "expanding",
        train_size: int | None = None,
        test_size: int | None = None,
        spans: LabelSpans | None = None,
        embargo: int | None = None,
        look_back: int = 0,
    ) -> None:
        self.n_splits = n_splits
        self.window = window
        self.train_size = train_size
        self.test_size = test_size
        self.spans = spans
        self.embargo = embargo
        self.look_back = look_back

    # Any: scikit-learn's protocol.
    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:  # noqa: ARG002
        """Return how many folds are dealt."""
        return self.n_splits

    def _states(self, timeline: Timeline) -> Iterator[NDArray[np.uint8]]:
        self._check()
        n_rows = len(timeline)
        test_size = self.test_size or n_rows // (self.n_splits + 1)
        first = n_rows - test_size * self.n_splits
        if test_size < 1 or first < 1:
            raise InvalidTask("walk_too_long", n_rows=n_rows, n_splits=self.n_splits, test_size=test_size)
        kept = self.train_size
        for number, block in enumerate(timeline.between([first + i * test_size for i in range(self.n_splits)])):
            states = np.full(n_rows, UNUSED, dtype=np.uint8)
            states[: block[0]] = TRAIN
            states[slice(*block)] = TEST
            timeline.exclude(states, block)
            trained = np.flatnonzero(states[: block[0]] == TRAIN)
            if number == 0 and kept is not None and len(trained) < kept:
                raise InvalidTask("train_size_too_large", train_size=kept, found=len(trained))
            if self.window == "rolling":
                kept = kept or len(trained)
                states[: trained[max(len(trained) - kept, 0)] if len(trained) else 0] = UNUSED
            yield states

    def _check(self) -> None:
        sizes = (("n_splits", self.n_splits), ("train_size", self.train_size), ("test_size", self.test_size))
        wrong = [name for name, value in sizes if value is not None and value < 1]
        if self.window not in ("expanding", "rolling"):
            wrong.append("window")
        if wrong:
            raise InvalidTask("splitter_option_wrong", options=wrong)
