"""A Task: what is to be learned from a Dataset, and how it will be judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Engine", "Problem", "SplitKind", "SplitPlan", "Task"]


class Problem(StrEnum):
    """The kind of answer that is learned."""

    BINARY = "binary"
    MULTICLASS = "multiclass"
    REGRESSION = "regression"
    MULTILABEL = "multilabel"
    FORECAST = "forecast"

    @property
    def is_classification(self) -> bool:
        """Whether the answer is a class (or several)."""
        return self in (Problem.BINARY, Problem.MULTICLASS, Problem.MULTILABEL)


class SplitKind(StrEnum):
    """How rows are dealt to folds."""

    STRATIFIED = "stratified"
    PLAIN = "plain"
    GROUP = "group"
    TIME = "time"


class Engine(StrEnum):
    """Who fits the candidates."""

    NATIVE = "native"
    PYCARET = "pycaret"


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """How rows are dealt to training, test folds and holdout.

    Attributes
    ----------
    kind : SplitKind
    folds : int
        At least 2.
    holdout : float
        Share of rows kept away from the comparison, in [0, 0.5]; with time splits the latest rows, with group splits whole
        groups. 0 means none.
    seed : int
    group, time : str or None
        Column that names groups, or orders rows.
    reason : str
        Code of why this kind was chosen ("time_column_present", "asked", "classification_default", "regression_default"), or
        "splitter" where a caller's own splitter dealt the folds; `kind` is then how the holdout was drawn.
    test_share : float or None
        Splitters: rows judged over rows trained on, the mean over folds.
    """

    kind: SplitKind
    folds: int = 5
    holdout: float = 0.2
    seed: int = 7
    group: str | None = None
    time: str | None = None
    reason: str = "asked"
    test_share: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be learned from a Dataset.

    Attributes
    ----------
    name : str
        Slug that champions are kept by: `<dataset>.<target>`.
    dataset : str
    target : str
        Target column; for multilabel problems the first of `targets`.
    problem : Problem
    features : tuple of str
        Columns that may be used, in order; group and time columns are left out.
    split : SplitPlan
    sort : str
        Metric that ranks, by PyCaret's column name ("Accuracy", "R2").
    targets : tuple of str
        All target columns of a multilabel problem, else `(target,)`.
    horizon : int
        Forecast problems: rows between the last known row and the target, at least 1.
    positive : str or None
        Binary problems: the class counted as positive; the second in sorted order when None.
    """

    name: str
    dataset: str
    target: str
    problem: Problem
    features: tuple[str, ...]
    split: SplitPlan
    sort: str
    targets: tuple[str, ...] = ()
    horizon: int = 0
    positive: str | None = None
