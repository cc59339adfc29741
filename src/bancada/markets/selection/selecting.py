"""The rule over several training sets: what most of them choose. It sees training rows only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.selection.scoring import Figures, measure, taken
from bancada.markets.selection.values import FeatureScore, Selection, SelectionRule, Verdict

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    from bancada.markets.selection.scoring import Target

    Positions = NDArray[np.int64]

__all__ = ["select_features", "time_blocks"]

_MIN_ROWS = 50
_MIN_SHIFTS = 2
_ROUNDING = 1e-12


def time_blocks(n_rows: int, n_blocks: int) -> list[Positions]:
    """Return positions of `n_blocks` periods of neighbouring rows, as even as can be."""
    return [block.astype(np.int64) for block in np.array_split(np.arange(n_rows), n_blocks)]


def select_features(
    X: pd.DataFrame | NDArray[np.float64],
    y: ArrayLike,
    *,
    folds: Iterable[tuple[Positions, Positions]] | None = None,
    names: Sequence[str] | None = None,
    rule: SelectionRule | None = None,
) -> Selection:
    """Return the features that tell most of the label, without repetition, in most folds.

    1. On the training rows of each fold, columns that are missing too often or constant go; the others' relevance, noise and correlations
       are measured (`selection.scoring.measure`).
    2. Of two that are correlated beyond `max_correlation` in the mean over folds, the one with less mean relevance goes.
    3. Each fold chooses among the rest (`selection.scoring.taken`).
    4. Kept are those that at least half of the folds choose and that tell more than their noise in the mean, by the share of folds and then by
       relevance, at most `n_max`; where these are fewer than `n_min`, the next ones fill up and are marked `filled`.

    The outcome has seen the training rows of all folds: to score a model that selects, put a `FeatureSelector` into its pipeline.

    Parameters
    ----------
    X : frame or ndarray of float, shape (n_rows, n_features)
        In time order; NaN counts as missing.
    y : ndarray, shape (n_rows,)
        Float: a number to be learned, NaN for rows without a label. Integers, booleans or words: classes, a negative
        integer for rows without a label.
    folds : iterable of (train, test) positions, optional
        What a splitter's `split` deals; only the training side is read, and never what a splitter purged. Five periods of all rows when
        absent, so give training rows only.
    names : sequence of str, optional
        Of the columns; the frame's, or `x0` upward.
    rule : SelectionRule, optional

    Raises
    ------
    BadInput
        Lengths that differ, a fold with fewer than 50 labelled rows, no feature that can be used, fewer than two shifts.
    """
    rule = rule or SelectionRule()
    if rule.n_shifts < _MIN_SHIFTS:
        raise BadInput("selection_shifts", n_shifts=rule.n_shifts)
    columns = _names(X, names)
    values = np.asarray(X, dtype=np.float64)
    target = _target(y)
    if len(values) != len(target):
        raise BadInput("selection_lengths_differ", rows=len(values), given=len(target))
    trains = time_blocks(len(target), 5) if folds is None else [np.asarray(train) for train, _ in folds]
    rng = np.random.default_rng(rule.seed)
    figures = []
    for number, train in enumerate(trains, start=1):
        known = train[np.isfinite(target[train]) if target.dtype.kind == "f" else target[train] >= 0]
        if len(known) < _MIN_ROWS:
            raise BadInput("selection_few_rows", fold=number, rows=len(known), needed=_MIN_ROWS)
        figures.append(measure(values[known], target[known], rule=rule, rng=rng))
    return _agreed(columns, figures, rule)


def _target(y: ArrayLike) -> Target:
    """Return numbers as float64, classes as int64; words are numbered in their order."""
    given = np.asarray(y)
    if given.dtype.kind == "f":
        return given.astype(np.float64)
    if given.dtype.kind in "bui":
        return given.astype(np.int64)
    return np.unique(given, return_inverse=True)[1].astype(np.int64)


def _names(X: pd.DataFrame | NDArray[np.float64], names: Sequence[str] | None) -> tuple[str, ...]:
    given = names if names is not None else getattr(X, "columns", None)
    columns = tuple(f"x{i}" for i in range(X.shape[1])) if given is None else tuple(str(name) for name in given)
    if len(columns) != X.shape[1]:
        raise BadInput("selection_lengths_differ", rows=X.shape[1], given=len(columns))
    return columns


def _agreed(columns: tuple[str, ...], figures: list[Figures], rule: SelectionRule) -> Selection:
    relevance = np.array([_mean([one.relevance[c] for one in figures]) for c in range(len(columns))])
    noise = np.array([_mean([one.noise[c] for one in figures]) for c in range(len(columns))])
    beside = _redundant(relevance, np.mean([one.correlation for one in figures], axis=0), rule)
    pool = [c for c in range(len(columns)) if c not in beside and np.isfinite(relevance[c])]
    shares = np.zeros(len(columns))
    for one in figures:
        shares[taken(one, pool, rule=rule)] += 1 / len(figures)
    candidates = [int(c) for c in np.lexsort((-np.nan_to_num(relevance), -shares)) if shares[c] > 0]
    if not candidates:
        raise BadInput("selection_nothing_left", n_features=len(columns))
    is_good = (shares >= rule.min_folds - _ROUNDING) & (relevance > noise)
    kept = [c for c in candidates if is_good[c]][: rule.n_max]
    filled = [c for c in candidates if c not in kept][: max(rule.n_min - len(kept), 0)]
    verdicts = dict.fromkeys(kept, Verdict.KEPT) | dict.fromkeys(filled, Verdict.FILLED)
    verdicts |= dict.fromkeys(beside, Verdict.REDUNDANT)
    scores = []
    for c, name in enumerate(columns):
        verdict = verdicts.get(c) or (Verdict.BEYOND if is_good[c] else _reason(c, figures, relevance[c] <= noise[c]))
        runs_along = columns[beside[c]] if c in beside else ""
        told, by_chance = (float(x[c]) if np.isfinite(x[c]) else None for x in (relevance, noise))
        scores.append(FeatureScore(name, verdict, told, by_chance, float(shares[c]), runs_along))
    return Selection(tuple(columns[c] for c in kept + filled), tuple(scores), len(figures), rule)


def _redundant(relevance: NDArray[np.float64], correlation: NDArray[np.float64], rule: SelectionRule) -> dict[int, int]:
    """Return, for each column that runs along with a better one that stays, which one that is."""
    kept: list[int] = []
    beside: dict[int, int] = {}
    order = np.argsort(-np.nan_to_num(relevance, nan=-1.0), kind="stable").tolist()
    for column in (c for c in order if np.isfinite(relevance[c])):
        rivals = [other for other in kept if correlation[column, other] > rule.max_correlation]
        if rivals:
            beside[column] = rivals[0]
        else:
            kept.append(column)
    return beside


def _reason(column: int, figures: list[Figures], is_noise: np.bool_) -> Verdict:
    """Return why a feature that is neither kept nor redundant went."""
    said = [one.unusable[column] for one in figures if column in one.unusable]
    if 2 * len(said) > len(figures):
        return Counter(said).most_common(1)[0][0]
    return Verdict.NOISE if is_noise else Verdict.UNSTABLE


def _mean(values: list[float]) -> float:
    there = [value for value in values if np.isfinite(value)]
    return float(np.mean(there)) if there else float("nan")
