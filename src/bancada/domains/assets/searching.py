"""The search for a forest's settings: drawn at random, judged on purged folds in time, one fit after the other so that it can be stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import BadInput
from bancada.domains.assets.requests import ForestOptions
from bancada.domains.assets.skill import balanced_accuracy, matthews

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.assets.progress import Progress

    Fold = tuple[NDArray[np.int64], NDArray[np.int64]]

__all__ = ["SCORE", "TREES", "Search", "check_options", "search_forest", "stratified_folds"]

SCORE = "balanced_accuracy"
"""What settings are ranked by: guessing gives 1 over the number of actions, whatever their shares."""

SEARCH_TREES = 100
"""Trees of a forest that is only judged: twice as many cost twice the time and move a score by less than its folds differ."""
TREES = 200
"""Trees of the forest that is kept."""

_SPACE: dict[str, list[Any]] = {  # Any: values of several types
    "max_depth": [3, 4, 6, 8, 12],
    "min_samples_leaf": [10, 20, 50, 100],
    "max_features": ["sqrt", 0.2],
    "class_weight": [None, "balanced"],
    "max_samples": [0.3, 0.6],
}
"""Leaves stay large and every tree sees a part of the rows: single rows of daily returns are noise, and neighbours tell nearly the same."""


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found.

    Attributes
    ----------
    params : dict
        The best setting, with the number of trees that are to be kept.
    settings : tuple of dict
        JSON: every setting tried, best first, with mean and standard deviation of its scores over folds.
    n_fits : int
    """

    params: dict[str, Any]  # Any: as the space
    settings: tuple[dict[str, Any], ...]  # Any: JSON
    n_fits: int


def check_options(options: ForestOptions) -> None:
    """Raise BadInput naming all options that cannot be used."""
    limits = {"n_iter": (1, 200), "folds": (2, 20), "n_estimators": (1, 2_000)}
    values = {"n_iter": options.n_iter, "folds": options.folds, "n_estimators": options.n_estimators}
    wrong = [
        f"{name}={value} ({limits[name][0]}-{limits[name][1]})"
        for name, value in values.items()
        if value is not None and not limits[name][0] <= value <= limits[name][1]
    ]
    if options.n_jobs == 0 or options.n_jobs < -1:
        wrong.append(f"n_jobs={options.n_jobs} (-1, 1-)")
    if wrong:
        raise BadInput("assets_options", options=wrong)


def stratified_folds(actions: NDArray[np.int8], *, n_folds: int, seed: int) -> tuple[Fold, ...]:
    """Return rows dealt to folds by action and not by time; labels of neighbours then stand on both sides."""
    from sklearn.model_selection import StratifiedKFold

    dealt = StratifiedKFold(n_folds, shuffle=True, random_state=seed).split(np.zeros((len(actions), 1)), actions)
    return tuple((train.astype(np.int64), test.astype(np.int64)) for train, test in dealt)


def search_forest(
    X: NDArray[np.float64],
    actions: NDArray[np.int8],
    folds: Sequence[Fold],
    *,
    options: ForestOptions,
    seed: int,
    progress: Progress,
) -> Search:
    """Return the best of `options.n_iter` settings by balanced accuracy over folds; of equals, the first drawn.

    Parameters
    ----------
    X : ndarray, shape (n_rows, n_features)
        Training rows, none missing.
    actions : ndarray of int8, shape (n_rows,)
    folds : sequence of (train, test)
        Positions in X.
    options : ForestOptions
    seed : int
        Of what is drawn and of every forest.
    progress : Progress
        One part a fit.

    Raises
    ------
    Cancelled
        Between two fits.
    """
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.model_selection import RandomizedSearchCV

    progress.check()
    search = RandomizedSearchCV(
        RandomForestClassifier(random_state=seed, n_jobs=options.n_jobs),
        space_of(options),
        n_iter=options.n_iter,
        scoring=_Scorer(progress, options.n_iter * len(folds)),
        cv=list(folds),
        refit=False,
        random_state=seed,
        error_score="raise",
    )
    search.fit(X, actions)
    settings = _settings(search.cv_results_)
    best = {**settings[0]["params"], "n_estimators": options.n_estimators or TREES}
    return Search(best, settings, len(folds) * len(settings))


def space_of(options: ForestOptions) -> dict[str, list[Any]]:  # Any: as the space
    """Return what settings are drawn from; the number of trees is none of them, since more only cost more."""
    return {"n_estimators": [options.n_estimators or SEARCH_TREES], **_SPACE}


class _Scorer:
    """Judges a fitted forest, says that one more fit is done, and is where the search stops on request."""

    def __init__(self, progress: Progress, n_fits: int) -> None:
        self._progress = progress
        self._n_fits = n_fits
        self._done = 0

    # Any: scikit-learn's protocol.
    def __call__(self, forest: Any, X: Any, actions: Any) -> dict[str, float]:
        answers = forest.set_params(n_jobs=None).predict(X)  # threads would add up trees in any order
        self._done += 1
        self._progress.step(f"fit {self._done}/{self._n_fits}")
        return {SCORE: balanced_accuracy(actions, answers), "mcc": matthews(actions, answers)}


# Any: scikit-learn's table of results; JSON.
def _settings(results: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    means = np.asarray(results[f"mean_test_{SCORE}"], dtype=np.float64)
    return tuple(
        {
            "params": dict(results["params"][at]),
            "mean": float(means[at]),
            "std": float(results[f"std_test_{SCORE}"][at]),
            "mcc_mean": float(results["mean_test_mcc"][at]),
            "mcc_std": float(results["std_test_mcc"][at]),
        }
        for at in np.argsort(-means, kind="stable")
    )
