"""What a reader must know of a split: why it is in time order, who looks ahead, which parts hold a single class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.finding import Finding, Severity
from bancada.core.task import SplitKind, Task
from bancada.learning.metrics import METRICS
from bancada.learning.splits import RowFacts, Split
from bancada.learning.splitter import SPLITTER, looks_ahead

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["split_findings"]


def split_findings(task: Task, split: Split, rows: RowFacts) -> list[Finding]:
    """Return what a reader must know of how rows were dealt."""
    findings = []
    n_ahead = looks_ahead(split, rows, task.split) if task.split.reason == SPLITTER else 0
    if n_ahead:
        facts = {"n_folds": n_ahead, "folds": len(split.folds)}
        findings.append(Finding("splitter_looks_ahead", Severity.CAUTION, task.split.time, facts))
    if task.split.reason == "time_column_present":
        findings.append(Finding("split_in_time_order", Severity.INFO, task.split.time))
    elif task.split.time is not None and task.split.kind is not SplitKind.TIME:
        findings.append(Finding("shuffled_though_timed", Severity.CAUTION, task.split.time))
    if task.split.holdout and len(split.holdout) < 100:
        findings.append(Finding("holdout_small", Severity.CAUTION, None, {"n_rows": len(split.holdout)}))
    if rows.strata is not None:
        counts = np.bincount(rows.strata[split.train])
        if counts.min() < task.split.folds:
            facts = {"n_rows": int(counts.min()), "folds": task.split.folds}
            findings.append(Finding("rare_class", Severity.CAUTION, task.target, facts))
        findings += _one_class_findings(task, split, rows.strata)
    return findings


def _one_class_findings(task: Task, split: Split, strata: NDArray[np.int64]) -> list[Finding]:
    metrics = [metric.name for metric in METRICS[task.problem] if metric.needs_classes]
    facts: dict[str, Any] = {"metrics": ", ".join(metrics)}  # Any: facts of a sentence
    findings = []
    n_folds, n_whole = len(split.folds), sum(len(np.unique(strata[fold.test])) > 1 for fold in split.folds)
    if n_whole < n_folds:
        counts = {"n_folds": n_folds - n_whole, "folds": n_folds, "n_whole": n_whole, "sort": task.sort}
        code = "folds_of_one_class" if n_whole > 1 or task.sort not in metrics else "sort_on_few_folds"
        findings.append(Finding(code, Severity.CAUTION, task.target, facts | counts))
    if len(split.holdout) and len(np.unique(strata[split.holdout])) < 2:
        findings.append(Finding("holdout_of_one_class", Severity.CAUTION, task.target, facts))
    return findings
