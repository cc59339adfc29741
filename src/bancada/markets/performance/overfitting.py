"""Whether the best of several rules is best by luck: the probability of backtest overfitting."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = ["Overfitting", "backtest_overfitting"]

_CELLS = 1_000_000
"""Sharpe ratios reckoned at a time: some tens of megabytes."""


@dataclass(frozen=True, slots=True)
class Overfitting:
    """What choosing the best rule of one half of the time gives in the other half.

    Attributes
    ----------
    probability : float
        Share of the splits in which the best rule inside comes no better than the median outside.
    n_rules, n_blocks, n_splits, n_sessions : int
    logits : tuple of float
        log(w / (1 - w)), w the relative rank outside of the best rule inside, one a split; 0 is the median.
    slope, intercept, r2 : float
        Of its Sharpe ratio outside on that inside, by least squares: below 0, the better inside the worse outside. NaN where the inside ones do
        not differ.
    probability_of_loss : float
        Share of the splits in which it loses outside.
    best_inside, best_outside : tuple of float
        Its Sharpe ratios of one session, one a split.
    """

    probability: float
    n_rules: int
    n_blocks: int
    n_splits: int
    n_sessions: int
    logits: tuple[float, ...]
    slope: float
    intercept: float
    r2: float
    probability_of_loss: float
    best_inside: tuple[float, ...]
    best_outside: tuple[float, ...]


def backtest_overfitting(returns: ArrayLike, *, n_blocks: int = 16) -> Overfitting:
    """Return the probability of backtest overfitting by combinatorially symmetric cross-validation.

    Bailey, Borwein, López de Prado and Zhu (2017), "The probability of backtest overfitting", Journal of Computational Finance 20(4), section 2:
    time is cut into blocks, every half of them is once the inside, the rule of best Sharpe ratio inside is ranked outside. A tie with the
    median counts as overfitting, as the paper's integral up to 0 does. A rule that makes nothing at all in a half has 0 there.

    Parameters
    ----------
    returns : array_like, shape (n_sessions, n_rules)
        Of each session and each rule tried, not only the good ones; sessions with NaN are left out.
    n_blocks : int
        Even, at least 2; 16 gives 12,870 splits. As equal as can be, the first ones longer.

    Raises
    ------
    BadInput
        Fewer than two rules, blocks odd or fewer than two, or fewer than two sessions a block.
    """
    matrix = np.asarray(returns, dtype=np.float64)
    matrix = matrix[np.isfinite(matrix).all(axis=1)]
    n_sessions, n_rules = matrix.shape
    if n_rules < 2 or n_blocks < 2 or n_blocks % 2 or n_sessions < 2 * n_blocks:
        raise BadInput("performance_blocks_wrong", rules=n_rules, blocks=n_blocks, rows=n_sessions)
    chosen_in, chosen_out, relative = _judged(matrix, n_blocks)
    logits = np.log(relative / (1 - relative))
    slope, intercept, r2 = _line(chosen_in, chosen_out)
    return Overfitting(
        probability=float(np.mean(logits <= 1e-12)),
        n_rules=n_rules,
        n_blocks=n_blocks,
        n_splits=len(logits),
        n_sessions=n_sessions,
        logits=tuple(logits.tolist()),
        slope=slope,
        intercept=intercept,
        r2=r2,
        probability_of_loss=float(np.mean(chosen_out < 0)),
        best_inside=tuple(chosen_in.tolist()),
        best_outside=tuple(chosen_out.tolist()),
    )


def _judged(matrix: Floats, n_blocks: int) -> tuple[Floats, Floats, Floats]:
    """Return of every split the best Sharpe ratio inside, that rule's ratio outside and its relative rank there."""
    # Sums over blocks are enough for mean and deviation; the common shift keeps digits where a mean is large beside its deviation.
    shift, n_rules = matrix.mean(axis=0), matrix.shape[1]
    sizes = np.full(n_blocks, len(matrix) // n_blocks)
    sizes[: len(matrix) % n_blocks] += 1
    firsts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    centred = matrix - shift
    sums, squares = np.add.reduceat(centred, firsts, axis=0), np.add.reduceat(centred**2, firsts, axis=0)
    halves, parts = _choices(n_blocks), []
    step = max(1, _CELLS // n_rules)
    for chosen in (halves[begin : begin + step] for begin in range(0, len(halves), step)):
        inside, outside = (_sharpes(part, sizes, sums, squares, shift) for part in (chosen, 1.0 - chosen))
        rows, best = np.arange(len(chosen)), inside.argmax(axis=1)
        there = outside[rows, best]
        below, equal = (outside < there[:, None]).sum(axis=1), (outside == there[:, None]).sum(axis=1)
        parts.append((inside[rows, best], there, (below + (equal + 1) / 2) / (n_rules + 1)))
    first, second, third = (np.concatenate(column) for column in zip(*parts, strict=True))
    return first, second, third


def _choices(n_blocks: int) -> Floats:
    """Return every half of the blocks as a row of ones and zeros."""
    chosen = np.zeros((math.comb(n_blocks, n_blocks // 2), n_blocks))
    for row, blocks in enumerate(combinations(range(n_blocks), n_blocks // 2)):
        chosen[row, list(blocks)] = 1.0
    return chosen


def _sharpes(chosen: Floats, sizes: NDArray[np.int64], sums: Floats, squares: Floats, shift: Floats) -> Floats:
    n = (chosen @ sizes)[:, None]
    means = chosen @ sums / n
    spread = np.maximum((chosen @ squares - n * means**2) / (n - 1), 0.0)
    flat = spread <= 1e-28 + 1e-20 * shift**2
    ratios: Floats = np.where(flat, 0.0, (means + shift) / np.sqrt(np.where(flat, 1.0, spread)))
    return ratios


def _line(x: Floats, y: Floats) -> tuple[float, float, float]:
    """Return slope, intercept and R2 of y on x; NaN where x does not vary."""
    across, along = x - x.mean(), y - y.mean()
    spread = float(across @ across)
    if spread <= 1e-24:
        return math.nan, math.nan, math.nan
    slope = float(across @ along) / spread
    total = float(along @ along)
    return slope, float(y.mean() - slope * x.mean()), slope**2 * spread / total if total > 0 else math.nan
