"""The leak battery of a forecaster: its features must not know later draws, and its holdout must be later than what it learned."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.leaks import LeakReport
from bancada.learning.leaks import LeakSubject, leak_battery
from bancada.learning.purging import LabelSpans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.lottery.features import Recipe

__all__ = ["leaks_of_forecaster"]

_MOST_DRAWS = 400


def leaks_of_forecaster(
    recipe: Recipe, drawn: NDArray[np.uint8], *, n_train: int, seed: int, at: datetime
) -> LeakReport:
    """Return what the battery finds.

    Parameters
    ----------
    recipe : Recipe
        What the forecaster sees.
    drawn : ndarray of 0/1, shape (n_draws, 25)
        All draws, the first `n_train` learned from; features are checked on the latest 400 (and as many as the recipe looks back on).
    n_train : int
    seed : int
    at : datetime
    """
    latest = drawn[-max(_MOST_DRAWS, 2 * recipe.n_history) :]
    places = np.arange(len(drawn), dtype=np.int64)
    holdout = places[n_train:]
    subject = LeakSubject(
        drawn,
        rows=latest,
        features=recipe.features,
        folds=[(places[:n_train], holdout)] if len(holdout) else [],
        # A draw is forecast from the one before it, and known when it is held.
        spans=LabelSpans(places - 1, places),
    )
    return leak_battery(subject, seed=seed, at=at)
