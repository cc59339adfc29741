"""Whether a model tells rises from falls: the figure that decides. It asks only rows that called for buying or selling.

Knowing how much prices will move, and not where to, makes `hold` rarer or more frequent at the right times, and that alone lifts every
figure taken from the three actions above what chance gets. It cannot lift this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.domains.assets.evaluation.figures import MAIN_NAME
from bancada.domains.assets.evaluation.measuring import baseline_of, measure_of
from bancada.domains.assets.values import ACTION_NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.assets.evaluation.figures import Measure
    from bancada.domains.assets.evaluation.part_rows import PartRows
    from bancada.domains.assets.evaluation.resampling import Sessions

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["CHANCE", "direction_figures", "direction_measure", "score_of"]

CHANCE = 0.5
"""The area of scores that know nothing of the direction."""
_SELL, _BUY = ACTION_NAMES.index("sell"), ACTION_NAMES.index("buy")
_CELLS = 2_000_000
"""Weights that are held at a time: resamples of many tickers would not fit into memory at once."""


def direction_measure(part: PartRows, sessions: Sessions) -> Measure:
    """Return "AUC (direction)" beside "chance", 0.5, and "persistence", the last action known taken for a score.

    None where no row, or in more than one resample of twenty none, called for buying, or none for selling; without an interval where fewer
    than ten rows called for either.
    """
    own = direction_figures(part.truth, score_of(part.probabilities), sessions)
    last = direction_figures(part.truth, part.last_action.astype(np.float64), sessions)
    chance = np.where(np.isfinite(own), CHANCE, np.nan)
    blocks = sessions.n_blocks
    baselines = (
        baseline_of("chance", chance, own, blocks, of=MAIN_NAME),
        baseline_of("persistence", last, own, blocks, of=MAIN_NAME),
    )
    fewer = min(int(np.count_nonzero(part.truth == code)) for code in (_SELL, _BUY))
    return measure_of(MAIN_NAME, own, blocks, baselines, n_rows=fewer)


def score_of(probabilities: Floats) -> Floats:
    """Return the probability of buying less that of selling, shape (n,), of probabilities of shape (n, 3)."""
    score: Floats = probabilities[:, _BUY] - probabilities[:, _SELL]
    return score


def direction_figures(truth: Ints, score: Floats, sessions: Sessions) -> Floats:
    """Return the area under the ROC curve of a score, buying against selling, as it is and of each resample.

    The share of pairs of one row that called for buying and one that called for selling in which the first has the higher score, ties
    counted half: Mann and Whitney (1947), "On a test of whether one of two random variables is stochastically larger than the other";
    Hanley and McNeil (1982), "The meaning and use of the area under a receiver operating characteristic (ROC) curve", section "The
    Wilcoxon statistic". A session that was drawn twice gives its rows twice.

    Parameters
    ----------
    truth : ndarray of int64, shape (n_rows,)
        Codes; rows that called for holding are passed over.
    score : ndarray of float64, shape (n_rows,)
    sessions : Sessions
        Of the rows.

    Returns
    -------
    ndarray of float64, shape (1 + n_resamples,)
        NaN where no row called for buying or none for selling.
    """
    bought, sold = np.flatnonzero(truth == _BUY), np.flatnonzero(truth == _SELL)
    sold = sold[np.argsort(score[sold], kind="stable")]
    below, through = (np.searchsorted(score[sold], score[bought], side=side) for side in ("left", "right"))
    weights = np.vstack([np.ones((1, len(sessions))), sessions.weights])
    found = np.empty(len(weights))
    size = max(1, _CELLS // max(1, len(bought) + len(sold)))
    for first in range(0, len(weights), size):
        drawn = weights[first : first + size]
        of_bought, of_sold = drawn[:, sessions.codes[bought]], drawn[:, sessions.codes[sold]]
        counted = np.hstack([np.zeros((len(drawn), 1)), np.cumsum(of_sold, axis=1)])
        won = (of_bought * (counted[:, below] + counted[:, through])).sum(axis=1) / 2
        pairs = of_bought.sum(axis=1) * counted[:, -1]
        found[first : first + size] = np.divide(won, pairs, out=np.full(len(drawn), np.nan), where=pairs > 0)
    return found
