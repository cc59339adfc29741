"""The leak battery of a training: features made anew from bars, labels across parts, single features, and shuffled actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.leaks import LeakReport
from bancada.domains.assets.requests import ModelType
from bancada.domains.assets.splitting import inner_folds, label_spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.assets.values import AssetSplit, AssetTable, LoadedAssets, Watch
    from bancada.learning.leaks import LeakSubject

    Positions = NDArray[np.int64]

__all__ = ["BUDGET_S", "leaks_of_assets", "subject_of_assets"]

BUDGET_S = 5.0
"""Seconds for null targets."""
GOLDEN_LIMIT = 0.5
"""Skill of one feature alone that a market does not give: an AUC of 0.75."""
MUTATED = 1_500
"""Latest bars on which the future is mutated."""
_INNER_FOLDS = 2


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
    """Return what the battery finds.

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
        What the table was prepared from. With it features are made anew from bars whose later ones are others; without it that check
        is skipped and says so.
    watch : Watch, optional

    Raises
    ------
    Cancelled
    """
    from bancada.learning.leaks import leak_battery

    return leak_battery(
        subject_of_assets(table, split, model_type=model_type, loaded=loaded),
        seed=seed,
        at=at,
        budget_s=BUDGET_S,
        is_cancelled=None if watch is None else watch.is_cancelled,
    )


def subject_of_assets(
    table: AssetTable, split: AssetSplit, *, model_type: ModelType, loaded: LoadedAssets | None = None
) -> LeakSubject:
    """Return what the battery looks at: the rows of all parts in time order, each part judged by the ones before it.

    Test rows are among them, for a label that reaches into them is what would flatter the figure that the gate reads. Nothing is chosen
    by what the battery finds on them.
    """
    import pandas as pd

    from bancada.learning.leaks import LeakSubject

    rows = np.concatenate(list(split.parts().values()))
    rows = rows[np.argsort(table.ts[rows], kind="stable")]
    subject = LeakSubject(
        X=pd.DataFrame(table.X[rows], columns=list(table.names)),
        y=table.actions[rows].astype(np.int64),
        is_classification=True,
        folds=_folds(table, split, rows, model_type),
        spans=label_spans(table, rows),
        estimator=_model,
        golden_limit=GOLDEN_LIMIT,
    )
    return subject if loaded is None else _made_anew(subject, table.names, loaded)


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


def _made_anew(subject: LeakSubject, names: tuple[str, ...], loaded: LoadedAssets) -> LeakSubject:
    """Return the subject with the bars of the ticker that has most, from which features can be made again."""
    from bancada.markets.features import FeatureEngine
    from bancada.markets.mutation import with_other_later

    longest = max((one.bars[one.basis] for one in loaded.tickers), key=len)
    engine = FeatureEngine(names)
    return replace(
        subject, rows=longest[-MUTATED:], features=lambda bars: engine.compute(bars).frame(), mutate=with_other_later
    )


def _model() -> Any:  # Any: scikit-learn ships no types
    """Return a shallow model: what a battery needs is not the best one but one that finds a leak."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(max_iter=15, max_depth=3, random_state=7)
