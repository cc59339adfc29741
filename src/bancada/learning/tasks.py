"""From a table and a target to a Task: problem, features, split and metric, each chosen unless asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bancada.core.dataset import ColumnType, DatasetInfo
from bancada.core.errors import InvalidTask
from bancada.core.task import Problem, SplitKind, SplitPlan, Task
from bancada.learning.metrics import METRICS, default_sort, metric_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["make_task", "task_name"]

MAX_CLASSES = 20
"""Distinct whole numbers up to which a numeric target is taken for classes."""


def make_task(
    table: DatasetInfo | pd.DataFrame,
    *,
    target: str | Sequence[str],
    problem: Problem | str | None = None,
    split: SplitKind | str | None = None,
    folds: int = 5,
    holdout: float = 0.2,
    sort: str | None = None,
    group: str | None = None,
    time: str | None = None,
    seed: int = 7,
    name: str | None = None,
    dataset: str = "frame",
    features: Sequence[str] | None = None,
    horizon: int = 1,
    positive: str | None = None,
) -> Task:
    """Return the Task of predicting `target` from a table's other columns.

    Parameters
    ----------
    table : DatasetInfo or DataFrame
        An info's own time, group column and problem are taken where none is given; of a frame, its first datetime column.
    target : str or sequence of str
        Several 0/1 columns make a multilabel problem.
    problem : Problem, optional
        Inferred from the target: text, booleans and up to 20 distinct whole numbers are classes, other numbers are values.
        FORECAST must be asked for.
    split : SplitKind, optional
        Time order where the table has a time column, else stratified for classes and plain for values.
    folds, holdout, group, time, seed
        See `SplitPlan`.
    sort : str, optional
        Metric that ranks; Accuracy, R2, F1 (multilabel) or MAE (forecast) when None.
    name, dataset : str
        The task is called `<dataset>.<target>` when `name` is None.
    features : sequence of str, optional
        All columns but targets, group, time and free text when None.
    horizon : int
        Forecast problems: rows ahead.
    positive : str, optional
        Binary problems: the class counted as positive.

    Raises
    ------
    InvalidTask
        A column that is not there, a target that cannot be learned, a metric or split that does not fit.

    Examples
    --------
    >>> import pandas as pd
    >>> make_task(pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": ["a", "b", "a"]}), target="y").problem
    <Problem.BINARY: 'binary'>
    """
    kinds = _Kinds(table)
    targets = (target,) if isinstance(target, str) else tuple(target)
    kinds.require([*targets, *([group] if group else []), *([time] if time else []), *(features or [])])
    group = group or kinds.group
    time = time or kinds.time
    chosen = _problem(kinds, targets, problem)
    plan = _plan(chosen, split, folds=folds, holdout=holdout, seed=seed, group=group, time=time)
    if features is None:
        left_out = {*targets, group, time}
        features = [c for c in kinds.names if c not in left_out and not kinds.is_text(c)]
    if chosen is Problem.FORECAST and horizon < 1:
        raise InvalidTask("horizon_too_short", horizon=horizon)
    if chosen is not Problem.FORECAST and horizon != 1:
        raise InvalidTask("horizon_without_forecast", horizon=horizon, problem=chosen.value)
    if not features and chosen is not Problem.FORECAST:
        raise InvalidTask("no_usable_feature")
    return Task(
        name=name or task_name(kinds.dataset or dataset, targets[0]),
        dataset=kinds.dataset or dataset,
        target=targets[0],
        problem=chosen,
        features=tuple(features),
        split=plan,
        sort=_sort(chosen, sort),
        targets=targets,
        horizon=horizon if chosen is Problem.FORECAST else 0,
        positive=positive if chosen is Problem.BINARY else None,
    )


def task_name(dataset: str, target: str) -> str:
    """Return the slug a task's champions are kept by: `<dataset>.<target>`, other characters as '_'."""
    parts = [re.sub(r"[^A-Za-z0-9_-]+", "_", text).strip("_-") for text in (dataset[:32], target[:31])]
    return ".".join(part for part in parts if part) or "task"


class _Kinds:
    """Columns and their types, of an info or of a frame."""

    def __init__(self, table: DatasetInfo | pd.DataFrame) -> None:
        self.dataset, self.group, self.time, self.problem = "", None, None, None
        if isinstance(table, DatasetInfo):
            self.dataset, self.group, self.time = table.name, table.group_column, table.time_column
            self.problem, self.asked_target = table.problem, table.target
            self.types = {c.name: c.type for c in table.columns}
            self.distinct = {c.name: c.n_distinct for c in table.columns}
            self.texts = {c.name for c in table.columns if c.type is ColumnType.TEXT}
            return
        from bancada.learning.encoding import learn_fields

        self.asked_target = None
        self.types = {field.name: field.type for field in learn_fields(table)}
        self.distinct = {str(name): int(table[name].nunique()) for name in table.columns}
        dates = [name for name, type_ in self.types.items() if type_ is ColumnType.DATETIME]
        self.time = dates[0] if dates else None
        many = max(50, len(table) // 2)
        self.texts = {n for n, t in self.types.items() if t is ColumnType.CATEGORY and self.distinct[n] > many}
        self._whole = {
            name
            for name, type_ in self.types.items()
            if type_ is ColumnType.FLOAT and (table[name].dropna().astype(float) % 1 == 0).all()
        }

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.types)

    def is_text(self, name: str) -> bool:
        return name in self.texts

    def is_classes(self, name: str) -> bool:
        type_ = self.types[name]
        if type_ in (ColumnType.BOOLEAN, ColumnType.CATEGORY):
            return True
        whole = type_ is ColumnType.INTEGER or name in getattr(self, "_whole", ())
        return whole and self.distinct[name] <= MAX_CLASSES

    def require(self, names: Sequence[str]) -> None:
        missing = [name for name in names if name not in self.types]
        if missing:
            raise InvalidTask("columns_not_found", columns=missing, known=list(self.names)[:40])


def _problem(kinds: _Kinds, targets: tuple[str, ...], asked: Problem | str | None) -> Problem:
    if asked is None and kinds.problem is not None and targets == (kinds.asked_target,):
        asked = kinds.problem
    if asked is not None:
        problem = Problem(asked)
    elif len(targets) > 1:
        problem = Problem.MULTILABEL
    elif kinds.is_classes(targets[0]):
        problem = Problem.BINARY if kinds.distinct[targets[0]] == 2 else Problem.MULTICLASS
    elif kinds.types[targets[0]] in (ColumnType.TEXT, ColumnType.DATETIME):
        raise InvalidTask("target_cannot_be_learned", target=targets[0], type=kinds.types[targets[0]].value)
    else:
        problem = Problem.REGRESSION
    if (problem is Problem.MULTILABEL) != (len(targets) > 1):
        raise InvalidTask("targets_do_not_fit", problem=problem.value, n_targets=len(targets))
    if problem in (Problem.REGRESSION, Problem.FORECAST) and not kinds.types[targets[0]].is_numeric:
        raise InvalidTask("target_not_numeric", target=targets[0], problem=problem.value)
    if problem.is_classification and kinds.distinct[targets[0]] < 2:
        raise InvalidTask("single_class", target=targets[0], label="-")
    return problem


def _plan(
    problem: Problem,
    asked: SplitKind | str | None,
    *,
    folds: int,
    holdout: float,
    seed: int,
    group: str | None,
    time: str | None,
) -> SplitPlan:
    if asked is not None:
        kind, reason = SplitKind(asked), "asked"
    elif time is not None:
        kind, reason = SplitKind.TIME, "time_column_present"
    elif group is not None:
        kind, reason = SplitKind.GROUP, "group_column_present"
    elif problem in (Problem.BINARY, Problem.MULTICLASS):
        kind, reason = SplitKind.STRATIFIED, "classification_default"
    else:
        kind, reason = SplitKind.PLAIN, "regression_default"
    if problem is Problem.FORECAST and kind is not SplitKind.TIME:
        raise InvalidTask("forecast_needs_time")
    if (kind is SplitKind.TIME and time is None) or (kind is SplitKind.GROUP and group is None):
        raise InvalidTask("split_needs_column", split=kind.value, column=kind.value)
    if kind is SplitKind.STRATIFIED and problem not in (Problem.BINARY, Problem.MULTICLASS):
        raise InvalidTask("split_does_not_fit", split=kind.value)
    return SplitPlan(kind, folds, holdout, seed, group, time, reason)


def _sort(problem: Problem, asked: str | None) -> str:
    if asked is None:
        return default_sort(problem)
    metric = metric_of(problem, asked)
    if metric is None:
        known = [m.name for m in METRICS[problem]]
        raise InvalidTask("unknown_metric", metric=asked, problem=problem.value, known=known)
    return metric.name
