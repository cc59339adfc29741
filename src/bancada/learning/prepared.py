"""A frame and a Task made ready to be compared on: features, target codes, split, and what a reader must know.

The caller's frame is never changed. Rows keep the positions they had in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bancada.core.dataset import Column, ColumnType
from bancada.core.errors import InvalidTask
from bancada.core.finding import Finding, Severity
from bancada.core.signature import History
from bancada.core.task import Problem, SplitKind, Task
from bancada.learning.encoding import label_text, learn_fields
from bancada.learning.lags import (
    features_of_history,
    future_target,
    has_history,
    instants_of,
    lag_history,
    series_of,
)
from bancada.learning.purging.spans import LabelSpans
from bancada.learning.resampling import Resampling, by_blocks, by_groups, by_rows
from bancada.learning.split_findings import split_findings
from bancada.learning.splits import RowFacts, Split, spans_of, split_rows
from bancada.learning.splitter import plan_of, split_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Prepared", "prepare"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What every fit of a comparison shares.

    Attributes
    ----------
    task : Task
    features : DataFrame, shape (n_rows, n_features)
    target : ndarray or DataFrame
        Labels as they came, values as float, or 0/1 of each label; none missing.
    classes : ndarray or None
        Labels in the order of their codes, the positive one last in binary problems.
    split : Split
        Positions in `features`.
    rows : ndarray of int, shape (n_rows,)
        Positions in the caller's frame.
    columns : tuple of Column
    findings : tuple of Finding
    groups : ndarray of int or None, shape (n_rows,)
        Codes of the groups that a split keeps whole.
    history : History or None
        Forecasts: how the features were made of the caller's rows.
    spans : LabelSpans or None
        Time splits: of each row, its instant and when its target is known, as places among the table's instants.
    """

    task: Task
    features: pd.DataFrame
    target: Any  # Any: labels of any type
    classes: NDArray[Any] | None
    split: Split
    rows: NDArray[np.int64]
    columns: tuple[Column, ...] = ()
    findings: tuple[Finding, ...] = ()
    groups: NDArray[np.int64] | None = None
    history: History | None = None
    spans: LabelSpans | None = None

    def features_of(self, positions: NDArray[np.int64]) -> pd.DataFrame:
        """Return the features at some positions."""
        return self.features.iloc[positions]

    def target_of(self, positions: NDArray[np.int64]) -> Any:  # Any: as `target`
        """Return the target at some positions."""
        return self.target.iloc[positions] if hasattr(self.target, "iloc") else self.target[positions]

    @property
    def resampling(self) -> Resampling:
        """How rows of the holdout are drawn again: in blocks in time order, in whole groups where groups are kept, else one by one.

        Blocks need the rows as they lie in `split.holdout`.
        """
        if self.task.split.kind is SplitKind.TIME:
            return by_blocks
        return by_rows if self.groups is None else by_groups(self.groups[self.split.holdout])

    def codes(self, target: Any) -> NDArray[Any]:
        """Return label codes (or values, or 0/1) of a target."""
        if self.classes is None:
            return np.asarray(target)
        order = np.argsort(self.classes)
        return order[np.searchsorted(self.classes, np.asarray(target), sorter=order)]


# Any: a splitter of scikit-learn, which ships no types.
def prepare(
    frame: pd.DataFrame, task: Task, *, columns: Sequence[Column] = (), splitter: Any | None = None
) -> Prepared:
    """Return a frame made ready.

    A splitter deals the folds of the training part in place of the task's plan; the task of what is returned records it.

    Rows without a target (or, with time splits, without an instant) are left out and said so. Forecast problems get lag
    features in time order; rows whose past is too short or whose future is unknown are left out.

    Raises
    ------
    InvalidTask
        Columns that are not there, nothing to learn, or a split that does not fit.
    """
    missing = [
        c for c in (*task.targets, *task.features, task.split.group, task.split.time) if c and c not in frame.columns
    ]
    if missing:
        raise InvalidTask("columns_not_found", columns=missing, known=[str(c) for c in frame.columns][:40])
    kept, findings = _usable_rows(frame, task)
    if task.problem is Problem.FORECAST:
        return _prepared_forecast(frame, task, kept, findings, columns=columns, splitter=splitter)
    part = frame.iloc[kept]
    features, target = part[list(task.features)].reset_index(drop=True), _target(part, task)
    classes = _classes(target, task)
    rows = _row_facts(part, task, target, classes)
    task, split = _split(task, rows, splitter)
    findings += split_findings(task, split, rows)
    known = tuple(column for column in columns if column.name in task.features)
    return Prepared(
        task, features, target, classes, split, kept, known, tuple(findings), rows.groups, spans=spans_of(rows)
    )


def _prepared_forecast(
    frame: pd.DataFrame,
    task: Task,
    kept: NDArray[np.int64],
    findings: list[Finding],
    *,
    columns: Sequence[Column],
    splitter: Any | None,
) -> Prepared:
    part = frame.iloc[kept].reset_index(drop=True)
    if not len(part):
        raise InvalidTask("too_few_rows", n_rows=0, folds=task.split.folds, needed=2 * (task.split.folds + 1))
    instants = _instants(part, task)
    order = np.argsort(instants, kind="stable")
    part, kept, instants = part.iloc[order].reset_index(drop=True), kept[order], instants[order]
    history = _history(part, task)
    future, known = np.full(len(part), np.nan), np.zeros(len(part), dtype=np.int64)
    for rows in series_of(part, history.group):
        future[rows] = future_target(part[task.target].iloc[rows], horizon=task.horizon)
        known[rows] = np.concatenate([instants[rows][task.horizon :], instants[rows][:1].repeat(task.horizon)])[
            : len(rows)
        ]
    features = features_of_history(part, history)
    with_past = has_history(features, task.target)
    usable = with_past & np.isfinite(future)
    if not usable.all():
        facts = {"n_rows": int((~with_past).sum()), "history": history.rows, "horizon": task.horizon}
        facts["n_future"] = int((with_past & ~usable).sum())
        findings.append(Finding("rows_without_history", Severity.INFO, task.target, facts))
    facts_of_rows = RowFacts(int(usable.sum()), instants=instants[usable], known=known[usable])
    task, split = _split(task, facts_of_rows, splitter)
    findings += split_findings(task, split, facts_of_rows)
    fields = learn_fields(part.loc[usable, list(history.columns)].iloc[split.train], columns=columns)
    fields = tuple(
        replace(f, type=ColumnType.DATETIME, categories=(), mode=None)
        if f.name == history.time and f.type is ColumnType.CATEGORY
        else f
        for f in fields
    )
    return Prepared(
        task,
        features[usable].reset_index(drop=True),
        future[usable],
        None,
        split,
        kept[usable],
        findings=tuple(findings),
        history=replace(history, fields=fields),
        spans=spans_of(facts_of_rows),
    )


def _split(task: Task, rows: RowFacts, splitter: Any | None) -> tuple[Task, Split]:
    split = split_rows(rows, task.split)
    if splitter is None:
        return task, split
    split = split_by(splitter, split, rows)
    return replace(task, split=plan_of(task.split, split)), split


def _history(part: pd.DataFrame, task: Task) -> History:
    others = [name for name in task.features if name != task.target]
    assert task.split.time is not None  # noqa: S101  # a forecast is split by time
    return lag_history(
        part,
        target=task.target,
        others=others,
        time=task.split.time,
        group=task.split.group,
        horizon=task.horizon,
    )


def _usable_rows(frame: pd.DataFrame, task: Task) -> tuple[NDArray[np.int64], list[Finding]]:
    findings = []
    usable = np.ones(len(frame), dtype=bool)
    if task.problem is not Problem.FORECAST:
        usable = frame[list(task.targets)].notna().all(axis=1).to_numpy()
        if task.problem is Problem.REGRESSION:
            usable = usable & np.isfinite(
                pd.to_numeric(frame[task.target], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
            )
        if not usable.all():
            facts = {"n_rows": int((~usable).sum())}
            findings.append(Finding("rows_without_target", Severity.CAUTION, task.target, facts))
    if task.split.kind is SplitKind.TIME:
        timed = frame[task.split.time].notna().to_numpy()
        if not timed.all():
            facts = {"n_rows": int((~timed & usable).sum())}
            findings.append(Finding("rows_without_instant", Severity.CAUTION, task.split.time, facts))
        usable = usable & timed
    return np.flatnonzero(usable).astype(np.int64), findings


def _target(part: pd.DataFrame, task: Task) -> Any:  # Any: labels of any type
    if task.problem is Problem.MULTILABEL:
        labels = part[list(task.targets)].reset_index(drop=True)
        wrong = [name for name in labels.columns if not labels[name].isin([0, 1]).all()]
        if wrong:
            raise InvalidTask("labels_not_binary", columns=wrong)
        return labels.astype(int)
    values = part[task.target]
    if task.problem is Problem.REGRESSION:
        return values.to_numpy(dtype=float)
    return np.asarray(values.to_numpy(), dtype=None if values.dtype.kind in "biuf" else object)


def _classes(target: Any, task: Task) -> NDArray[Any] | None:
    if task.problem not in (Problem.BINARY, Problem.MULTICLASS):
        if not len(target):
            raise InvalidTask("too_few_rows", n_rows=0, folds=task.split.folds, needed=2 * (task.split.folds + 1))
        return None
    try:
        classes = np.unique(target)
    except TypeError as mixed:
        raise InvalidTask("labels_of_mixed_types", target=task.target) from mixed
    if len(classes) < 2:
        raise InvalidTask("single_class", target=task.target, label=label_text(classes[0]) if len(classes) else "-")
    if task.problem is Problem.BINARY and len(classes) != 2:
        raise InvalidTask("not_binary", target=task.target, n_classes=len(classes))
    if task.positive is not None and task.positive not in [label_text(label) for label in classes]:
        raise InvalidTask(
            "positive_not_found", target=task.target, label=task.positive, known=[label_text(c) for c in classes]
        )
    if len(classes) == 2 and task.positive is not None and label_text(classes[0]) == task.positive:
        classes = classes[::-1]
    return classes


def _row_facts(part: pd.DataFrame, task: Task, target: Any, classes: NDArray[Any] | None) -> RowFacts:
    facts = RowFacts(n_rows=len(part))
    if classes is not None:
        facts = replace(facts, strata=np.unique(target, return_inverse=True)[1])
    if task.split.kind is SplitKind.GROUP:
        facts = replace(facts, groups=pd.factorize(part[task.split.group], use_na_sentinel=False)[0])
    if task.split.kind is SplitKind.TIME:
        facts = replace(facts, instants=_instants(part, task))
    return facts


def _instants(part: pd.DataFrame, task: Task) -> NDArray[np.int64]:
    try:
        return instants_of(part[task.split.time])
    except (ValueError, TypeError) as unreadable:
        raise InvalidTask("time_not_sortable", column=task.split.time) from unreadable
