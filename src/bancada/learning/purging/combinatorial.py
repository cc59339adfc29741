"""Combinatorial purged cross-validation: every choice of test blocks is a fold, and folds make several whole histories out of sample."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import InvalidTask
from bancada.learning.purging.purged import around
from bancada.learning.purging.splitter import TimedSplitter, Timeline

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from bancada.learning.purging.spans import LabelSpans

__all__ = ["CombinatorialPurged"]

MOST_FOLDS = 20_000
"""Above, a choice of blocks is taken for a mistake: each fold is a fit."""


class CombinatorialPurged(TimedSplitter):
    """All choices of `n_test_blocks` among `n_blocks` blocks of time (Lopez de Prado 2018, 12.4).

    C(n, k) folds judge every row C(n-1, k-1) times, so that as many whole paths can be put together of what no fold trained on.

    Parameters
    ----------
    n_blocks : int
        At least 2.
    n_test_blocks : int
        From 1 to `n_blocks` - 1.
    spans, embargo, look_back
        As in `PurgedKFold`; the embargo follows each test block.

    Examples
    --------
    >>> CombinatorialPurged(4, 2).paths().tolist()
    [[0, 0, 1, 2], [1, 3, 3, 4], [2, 4, 5, 5]]
    """

    def __init__(
        self,
        n_blocks: int = 6,
        n_test_blocks: int = 2,
        *,
        spans: LabelSpans | None = None,
        embargo: int | None = None,
        look_back: int = 0,
    ) -> None:
        self.n_blocks = n_blocks
        self.n_test_blocks = n_test_blocks
        self.spans = spans
        self.embargo = embargo
        self.look_back = look_back

    # Any: scikit-learn's protocol.
    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:  # noqa: ARG002
        """Return how many folds are dealt: C(n_blocks, n_test_blocks)."""
        self._check()
        return comb(self.n_blocks, self.n_test_blocks)

    @property
    def n_paths(self) -> int:
        """Paths that can be put together: C(n_blocks - 1, n_test_blocks - 1)."""
        self._check()
        return comb(self.n_blocks - 1, self.n_test_blocks - 1)

    def paths(self) -> NDArray[np.int64]:
        """Return which fold judges each block on each path, shape (n_paths, n_blocks); the k-th fold of a block makes path k."""
        self._check()
        judged: list[list[int]] = [[] for _ in range(self.n_blocks)]
        for fold, chosen in enumerate(self._choices()):
            for block in chosen:
                judged[block].append(fold)
        return np.array(judged, dtype=np.int64).T.copy()

    def reconstruct(self, answers: Sequence[ArrayLike], n_rows: int) -> NDArray[Any]:
        """Put the folds' answers together to paths.

        Parameters
        ----------
        answers : sequence of array-like
            Of each fold, in the order and for the rows of `split`'s test positions.
        n_rows : int

        Returns
        -------
        ndarray, shape (n_paths, n_rows)
            Row by row as the caller's rows lie.

        Raises
        ------
        InvalidTask
            Not one answer a fold, or not one a row.
        """
        timeline = self._timeline(n_rows)
        blocks, choices = timeline.blocks(self.n_blocks), list(self._choices())
        given = [np.asarray(answer) for answer in answers]
        sizes = [sum(blocks[i][1] - blocks[i][0] for i in chosen) for chosen in choices]
        if [len(answer) for answer in given] != sizes:
            raise InvalidTask("answers_do_not_fit_folds", n_folds=len(choices), n_answers=len(given))
        whole = np.empty((self.n_paths, n_rows), dtype=np.result_type(*given))
        path = np.zeros(self.n_blocks, dtype=np.int64)
        for chosen, answer in zip(choices, given, strict=True):
            at = 0
            for i in chosen:
                places = np.arange(*blocks[i])
                whole[path[i], timeline.positions(places)] = answer[at : at + len(places)]
                at += len(places)
                path[i] += 1
        return whole

    def _choices(self) -> Iterator[tuple[int, ...]]:
        self._check()
        return combinations(range(self.n_blocks), self.n_test_blocks)

    def _check(self) -> None:
        if not 1 <= self.n_test_blocks < self.n_blocks:
            raise InvalidTask("blocks_do_not_fit", n_blocks=self.n_blocks, n_test_blocks=self.n_test_blocks)
        n_folds = comb(self.n_blocks, self.n_test_blocks)
        if n_folds > MOST_FOLDS:
            raise InvalidTask("too_many_folds", n_folds=n_folds, most=MOST_FOLDS)

    def _states(self, timeline: Timeline) -> Iterator[NDArray[np.uint8]]:
        blocks = timeline.blocks(self.n_blocks)
        for chosen in self._choices():
            yield around(timeline, tuple(blocks[i] for i in chosen))
