"""Candidates: named factories of unfitted estimators, with PyCaret's ids and titles.

Every estimator is single-threaded (the grid of fits is what runs in parallel) and seeded. It knows nothing of data.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from bancada.core.task import Problem

if TYPE_CHECKING:
    from bancada.learning.pipeline import Scaling

__all__ = ["BASELINES", "Candidate", "candidates", "modules_of"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A named factory of an unfitted scikit-learn-compatible estimator.

    Attributes
    ----------
    id, title : str
        PyCaret's, where it has the candidate.
    factory : callable
        Takes the seed, returns the estimator. It travels to other processes by value.
    is_slow : bool
        Left out by `turbo`.
    needs_scaling : bool
        Whether columns are standardised before it; never for trees.
    cost_rank : int
        The larger, the longer a fit takes; orders the grid.
    max_rows : int or None
        Training rows above which a fit would take memory or time out of proportion; it is skipped, with the reason.
    """

    id: str
    title: str
    factory: Callable[[int], Any]  # Any: any scikit-learn-compatible estimator
    is_slow: bool = False
    needs_scaling: bool = False
    cost_rank: int = 10
    max_rows: int | None = None

    @property
    def scaling(self) -> Scaling:
        """What its pipeline does before it."""
        return "standard" if self.needs_scaling else "none"


BASELINES: Mapping[Problem, str] = {
    Problem.BINARY: "dummy",
    Problem.MULTICLASS: "dummy",
    Problem.MULTILABEL: "dummy",
    Problem.REGRESSION: "dummy",
    Problem.FORECAST: "naive",
}
"""What each problem is measured against; always compared, whatever is left out."""


def candidates(problem: Problem, *, turbo: bool = True) -> tuple[Candidate, ...]:
    """Return the candidates of a problem in PyCaret's order.

    Parameters
    ----------
    problem : Problem
    turbo : bool
        Leave out the slow ones (rbfsvm, gpc, mlp; kr, ard, mlp), as PyCaret does.
    """
    table = _TABLES[problem]
    return tuple(candidate for candidate in table if not (turbo and candidate.is_slow))


def build(home: str, params: Mapping[str, Any], seed: int) -> Any:  # Any: as above
    """Return an instance of `module:Class`, imported now, seeded where it can be."""
    module, name = home.split(":")
    cls = getattr(import_module(module), name)
    seeded = {"random_state": seed} if "random_state" in inspect.signature(cls).parameters else {}
    return cls(**seeded, **params)


def modules_of(compared: Iterable[Candidate]) -> tuple[str, ...]:
    """Return the modules that candidates of ours come from, each once; those of a caller's own are not known."""
    homes = [c.factory.args[0] for c in compared if isinstance(c.factory, partial) and c.factory.func is build]
    return tuple(dict.fromkeys(str(home).split(":", maxsplit=1)[0] for home in homes))


def _candidate(row: str, home: str, /, **params: Any) -> Candidate:  # Any: parameters of foreign constructors
    """Return a candidate from a row `id | title | cost | flags`; flags: s scaled, t left out by turbo, n max rows."""
    id_, title, cost, flags = (part.strip() for part in row.split("|"))
    words = flags.split()
    limit = next((int(word) for word in words if word.isdigit()), None)
    factory = partial(build, home, params)
    return Candidate(id_, title, factory, "t" in words, "s" in words, int(cost), limit)


_LINEAR = "sklearn.linear_model:"
_ENSEMBLE = "sklearn.ensemble:"
_LIGHTGBM = {"n_jobs": 1, "verbosity": -1, "deterministic": True, "force_row_wise": True}
_XGBOOST = {"n_jobs": 1, "verbosity": 0, "booster": "gbtree", "tree_method": "auto"}

_CLASSIFICATION = (
    _candidate("lr | Logistic Regression | 30 | s", _LINEAR + "LogisticRegression", max_iter=1000),
    _candidate("knn | K Neighbors Classifier | 35 | s", "sklearn.neighbors:KNeighborsClassifier", n_jobs=1),
    _candidate("nb | Naive Bayes | 5 |", "sklearn.naive_bayes:GaussianNB"),
    _candidate("dt | Decision Tree Classifier | 12 |", "sklearn.tree:DecisionTreeClassifier"),
    _candidate(
        "svm | SVM - Linear Kernel | 15 | s",
        _LINEAR + "SGDClassifier",
        loss="hinge",
        penalty="l2",
        tol=0.001,
        eta0=0.001,
        n_jobs=1,
    ),
    _candidate("rbfsvm | SVM - Radial Kernel | 92 | s t 50000", "bancada.learning.kernels:RadialSVM"),
    _candidate(
        "gpc | Gaussian Process Classifier | 99 | s t 4000",
        "sklearn.gaussian_process:GaussianProcessClassifier",
        copy_X_train=False,
        n_jobs=1,
    ),
    _candidate("mlp | MLP Classifier | 95 | s t", "sklearn.neural_network:MLPClassifier", max_iter=500),
    _candidate("ridge | Ridge Classifier | 6 | s", _LINEAR + "RidgeClassifier"),
    _candidate("rf | Random Forest Classifier | 80 |", _ENSEMBLE + "RandomForestClassifier", n_jobs=1),
    _candidate(
        "qda | Quadratic Discriminant Analysis | 7 |", "sklearn.discriminant_analysis:QuadraticDiscriminantAnalysis"
    ),
    _candidate("ada | Ada Boost Classifier | 60 |", _ENSEMBLE + "AdaBoostClassifier"),
    _candidate("gbc | Gradient Boosting Classifier | 90 |", _ENSEMBLE + "GradientBoostingClassifier"),
    _candidate("lda | Linear Discriminant Analysis | 8 |", "sklearn.discriminant_analysis:LinearDiscriminantAnalysis"),
    _candidate("et | Extra Trees Classifier | 70 |", _ENSEMBLE + "ExtraTreesClassifier", n_jobs=1),
    _candidate("xgboost | Extreme Gradient Boosting | 50 |", "xgboost:XGBClassifier", **_XGBOOST),
    _candidate("lightgbm | Light Gradient Boosting Machine | 55 |", "lightgbm:LGBMClassifier", **_LIGHTGBM),
    _candidate("dummy | Dummy Classifier | 1 |", "sklearn.dummy:DummyClassifier", strategy="prior"),
)

_REGRESSION = (
    _candidate("lr | Linear Regression | 6 |", _LINEAR + "LinearRegression", n_jobs=1),
    _candidate("lasso | Lasso Regression | 7 | s", _LINEAR + "Lasso"),
    _candidate("ridge | Ridge Regression | 5 | s", _LINEAR + "Ridge"),
    _candidate("en | Elastic Net | 7 | s", _LINEAR + "ElasticNet"),
    _candidate("lar | Least Angle Regression | 8 | s", _LINEAR + "Lars"),
    _candidate("llar | Lasso Least Angle Regression | 8 | s", _LINEAR + "LassoLars"),
    _candidate("omp | Orthogonal Matching Pursuit | 6 | s", _LINEAR + "OrthogonalMatchingPursuit"),
    _candidate("br | Bayesian Ridge | 9 | s", _LINEAR + "BayesianRidge"),
    _candidate("ard | Automatic Relevance Determination | 85 | s t 20000", _LINEAR + "ARDRegression", max_iter=1000),
    # Passive-aggressive as scikit-learn now spells it; the class of that name is deprecated.
    _candidate(
        "par | Passive Aggressive Regressor | 10 | s",
        _LINEAR + "SGDRegressor",
        loss="epsilon_insensitive",
        penalty=None,
        learning_rate="pa1",
        eta0=1.0,
    ),
    _candidate("ransac | Random Sample Consensus | 14 |", _LINEAR + "RANSACRegressor"),
    _candidate("tr | TheilSen Regressor | 65 |", _LINEAR + "TheilSenRegressor", n_jobs=1, max_iter=1000),
    _candidate("huber | Huber Regressor | 16 | s", _LINEAR + "HuberRegressor"),
    _candidate("kr | Kernel Ridge | 94 | s t 8000", "sklearn.kernel_ridge:KernelRidge"),
    _candidate("svm | Support Vector Regression | 88 | s 50000", "sklearn.svm:SVR"),
    _candidate("knn | K Neighbors Regressor | 30 | s", "sklearn.neighbors:KNeighborsRegressor", n_jobs=1),
    _candidate("dt | Decision Tree Regressor | 12 |", "sklearn.tree:DecisionTreeRegressor"),
    _candidate("rf | Random Forest Regressor | 91 |", _ENSEMBLE + "RandomForestRegressor", n_jobs=1),
    _candidate("et | Extra Trees Regressor | 80 |", _ENSEMBLE + "ExtraTreesRegressor", n_jobs=1),
    _candidate("ada | AdaBoost Regressor | 60 |", _ENSEMBLE + "AdaBoostRegressor"),
    _candidate("gbr | Gradient Boosting Regressor | 84 |", _ENSEMBLE + "GradientBoostingRegressor"),
    _candidate("mlp | MLP Regressor | 95 | s t", "sklearn.neural_network:MLPRegressor", max_iter=500),
    _candidate("xgboost | Extreme Gradient Boosting | 50 |", "xgboost:XGBRegressor", **_XGBOOST),
    _candidate("lightgbm | Light Gradient Boosting Machine | 55 |", "lightgbm:LGBMRegressor", **_LIGHTGBM),
    _candidate("dummy | Dummy Regressor | 1 |", "sklearn.dummy:DummyRegressor", strategy="mean"),
)

_NAIVE = (
    _candidate("naive | Naive Forecaster | 1 |", "bancada.learning.naive:PickedColumn", column=0),
    _candidate("snaive | Seasonal Naive Forecaster | 1 |", "bancada.learning.naive:PickedColumn", column=1),
)

_LABEL_IDS = {
    "lr",
    "knn",
    "nb",
    "dt",
    "svm",
    "ridge",
    "rf",
    "lda",
    "et",
    "xgboost",
    "lightgbm",
    "gbc",
    "ada",
    "mlp",
    "dummy",
}

_TABLES: Mapping[Problem, tuple[Candidate, ...]] = {
    Problem.BINARY: _CLASSIFICATION,
    Problem.MULTICLASS: _CLASSIFICATION,
    Problem.MULTILABEL: tuple(c for c in _CLASSIFICATION if c.id in _LABEL_IDS),
    Problem.REGRESSION: _REGRESSION,
    Problem.FORECAST: (*_NAIVE, *_REGRESSION),
}
