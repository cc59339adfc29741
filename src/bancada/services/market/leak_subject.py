"""What the leak battery looks at of a series: features that can be made anew, labels, folds, and a way to learn that selects inside folds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from bancada.learning.leaks import LeakSubject
    from bancada.learning.purging import LabelSpans, TimedSplitter
    from bancada.markets.bars import Bars
    from bancada.markets.features import Features
    from bancada.markets.labels import Labels

    Positions = NDArray[np.int64]

__all__ = ["LEAK_BUDGET_S", "LEAK_ROWS", "MUTATED", "Learnable", "leak_subject"]

LEAK_ROWS = 4_000
"""Latest labelled bars that the battery deals into folds and learns from: as many as its null target looks at."""
MUTATED = 6_000
"""Latest bars on which the future is mutated."""
LEAK_BUDGET_S = 12.0
"""Seconds for null targets."""
GOLDEN_LIMIT = 0.5
"""Skill of one feature alone that a market does not give: an AUC of 0.75, or a rank correlation of 0.5 with what comes. On two years of WDO
5-minute bars the best of 175 features reaches 0.26, over all kinds of labels."""
SELECTED_FROM_ROWS = 300
LEAST_ROWS = 50
"""Of training rows that features are selected by."""


@dataclass(frozen=True, slots=True, eq=False)
class Learnable:
    """Labelled bars of a series with what is known at each and how they are dealt.

    Attributes
    ----------
    rows : ndarray of int64, shape (n_rows,)
        Positions of the labelled bars.
    labels : Labels
        Of all bars.
    features : Features
        Of all bars.
    spans : LabelSpans
        Of the rows, in positions of bars.
    splitter : TimedSplitter
        Of the rows.
    """

    rows: Positions
    labels: Labels
    features: Features
    spans: LabelSpans
    splitter: TimedSplitter

    @property
    def folds(self) -> tuple[tuple[Positions, Positions], ...]:
        """Training and test places among the rows, of each fold."""
        return tuple(self.splitter.split(np.zeros((len(self.rows), 1))))


def leak_subject(bars: Bars, given: Learnable) -> LeakSubject:
    """Return what the battery looks at.

    Features are made anew by the engine, so that a changed future shows. What is fitted in each fold is a selection of features and a
    shallow forest behind it: what a battery needs is not the best model but one that finds a leak, of the selection too.
    """
    import pandas as pd

    from bancada.learning.leaks import LeakSubject
    from bancada.markets.features import FeatureEngine
    from bancada.markets.mutation import with_other_later

    y = given.labels.values[given.rows]
    engine, folds, is_classification = FeatureEngine(given.features.names), given.folds, bool(given.labels.classes)
    selects = min(len(train) for train, _ in folds) >= LEAST_ROWS
    subject = LeakSubject(
        X=pd.DataFrame(given.features.values[:, given.rows].T, columns=list(given.features.names)),
        y=y,
        is_classification=is_classification,
        folds=folds,
        spans=given.spans,
        estimator=lambda: _model(is_classification=is_classification, selects=selects),
        rows=bars[-MUTATED:],
        features=lambda some: engine.compute(some).frame(),
        mutate=with_other_later,
        golden_limit=GOLDEN_LIMIT,
    )
    return replace(subject, transform=lambda X, train: _selected(X.iloc[train], y[train])) if selects else subject


# Any: scikit-learn ships no types.
def _model(*, is_classification: bool, selects: bool) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.pipeline import make_pipeline

    kind = HistGradientBoostingClassifier if is_classification else HistGradientBoostingRegressor
    model = kind(max_iter=20, max_depth=3, random_state=7)
    return make_pipeline(_selector(), model) if selects else model


def _selector() -> Any:
    from bancada.markets.selection import FeatureSelector, SelectionRule

    return FeatureSelector(SelectionRule(max_rows=SELECTED_FROM_ROWS, n_shifts=2), n_blocks=1)


def _selected(X: pd.DataFrame, y: NDArray[Any]) -> pd.DataFrame:
    """Return training rows as they reach the model."""
    kept: pd.DataFrame = _selector().set_output(transform="pandas").fit_transform(X, y)
    return kept
