"""The leak battery of a training: rows made anew from bars, labels across parts, single features, and shuffled actions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.leaks import LeakCode, LeakReport
from bancada.domains.assets.made_anew import made_anew
from bancada.domains.assets.requests import ModelType
from bancada.domains.assets.splitting import inner_folds, label_spans
from bancada.domains.assets.values import ACTION_NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.assets.values import AssetSplit, AssetTable, LoadedAssets, Watch
    from bancada.learning.leaks import LeakSubject

    Positions = NDArray[np.int64]

__all__ = ["GOLDEN_LIMIT", "leaks_of_assets", "subject_of_assets"]

GOLDEN_LIMIT = 0.25
"""Skill of one feature alone in telling rows that called for buying from rows that called for selling, |2 AUC - 1|, that a market does not
give. On PETR4, VALE3, ITUB4, BBDC4 and ABEV3, 2020 to 2026, the best of 55 features has 0.06, and tomorrow's return, the plainest leak there
is, 0.67. `hold` is passed over: it asks for the size of a move, which can be known, and would thin out what is looked for."""
_MOST_LIMIT = 0.5
_DEVIATIONS = 4.0
"""Standard deviations of a feature that tells nothing below which it is not golden: on few rows, the luckiest of 55 reaches three."""
_N_DRAWS = 8
_INNER_FOLDS = 2
_DIRECTED = tuple(ACTION_NAMES.index(name) for name in ("sell", "buy"))


def leaks_of_assets(
    table: AssetTable,
    split: AssetSplit,
    *,
    model_type: ModelType,
    seed: int,
    at: datetime,
    loaded: LoadedAssets | None = None,
    watch: Watch | None = None,
) -> LeakReport:
    """Return what the battery finds. What it costs is bounded in rows and fits, not in seconds: a busy machine skips nothing.

    Parameters
    ----------
    table : AssetTable
    split : AssetSplit
    model_type : ModelType
        A forest is also judged in the folds that its settings are searched by.
    seed : int
    at : datetime
        When; aware, UTC.
    loaded : LoadedAssets, optional
        What the table was prepared from. With it, rows are made anew from bars whose later ones are others, and held against the
        table's; without it that check is skipped and says so.
    watch : Watch, optional

    Raises
    ------
    Cancelled
    """
    from bancada.learning.leaks import leak_battery

    is_cancelled = None if watch is None else watch.is_cancelled
    found = leak_battery(
        subject_of_assets(table, split, model_type=model_type),
        seed=seed,
        at=at,
        n_draws=_N_DRAWS,
        is_cancelled=is_cancelled,
    )
    if loaded is None:
        return found
    future = made_anew(table, loaded, rng=np.random.default_rng(seed), watch=watch)
    checks = [future if one.code is LeakCode.FUTURE else one for one in found.checks]
    return LeakReport.of(checks, ran_at=at, seed=seed)


def subject_of_assets(table: AssetTable, split: AssetSplit, *, model_type: ModelType) -> LeakSubject:
    """Return what the battery looks at: the rows of all parts in time order, each part judged by the ones before it.

    Test rows are among them, for a label that reaches into them is what would flatter the figure that the gate reads. Nothing is chosen
    by what the battery finds on them.
    """
    import pandas as pd

    from bancada.learning.leaks import LeakSubject

    rows = np.concatenate(list(split.parts().values()))
    rows = rows[np.argsort(table.ts[rows], kind="stable")]
    actions = table.actions[rows].astype(np.int64)
    directed = np.flatnonzero(np.isin(actions, _DIRECTED))
    return LeakSubject(
        X=pd.DataFrame(table.X[rows], columns=list(table.names)),
        y=actions,
        is_classification=True,
        folds=_folds(table, split, rows, model_type),
        spans=label_spans(table, rows),
        estimator=_model,
        golden_limit=_golden_limit(table, rows[directed]),
        golden_rows=directed,
    )


def _golden_limit(table: AssetTable, rows: Positions) -> float:
    """Return the skill that a feature alone must stay below: more where there are so few rows that chance reaches it.

    The standard deviation of 2 AUC - 1 without skill is that of Mann and Whitney (1947), of as many independent rows as there are
    horizons of sessions: rows of one session move together, and labels of neighbours overlap.
    """
    n = len(np.unique(table.ts[rows])) / table.horizon / 2
    deviation = float(np.sqrt((2 * n + 1) / (3 * n * n))) if n > 0 else np.inf
    return min(max(GOLDEN_LIMIT, _DEVIATIONS * deviation), _MOST_LIMIT)


def _folds(
    table: AssetTable, split: AssetSplit, rows: Positions, model_type: ModelType
) -> tuple[tuple[Positions, Positions], ...]:
    """Return which rows are learned from and judged on, by places among `rows`."""
    pairs = [(split.train, split.validation), (np.concatenate([split.train, split.validation]), split.test)]
    if model_type is ModelType.RF:
        inner = inner_folds(table, split.train, _INNER_FOLDS)
        pairs = [*((split.train[train], split.train[test]) for train, test in inner), *pairs]
    place = np.full(len(table), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    return tuple((np.sort(place[train]), np.sort(place[test])) for train, test in pairs if len(test))


def _model() -> Any:  # Any: scikit-learn ships no types
    """Return a shallow model: what a battery needs is not the best one but one that finds a leak."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(max_iter=15, max_depth=3, random_state=7)
