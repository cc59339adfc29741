"""Training labels that meet a test label of their fold, counted before and after purging."""

from __future__ import annotations

import numpy as np

from bancada.core.finding import Finding, Severity
from bancada.core.leaks import LeakCheck, LeakCode, LeakStatus
from bancada.learning.leaks.subject import LeakSubject
from bancada.learning.purging.spans import meeting

__all__ = ["label_overlap"]


def label_overlap(subject: LeakSubject) -> LeakCheck:
    """Count, over all folds, rows trained on whose label meets a test label, and those that would without purging.

    Would-be training rows are all rows that are not judged; where a fold trains on nothing later than its test rows, only earlier ones.
    """
    spans = subject.spans
    if spans is None:
        return _skipped("leak_no_spans")
    if not subject.folds:
        return _skipped("leak_no_folds")
    before, after, n_folds = 0, 0, 0
    for train, test in subject.folds:
        starts = spans.starts[test]
        met = meeting(spans.starts, spans.ends, test_starts=starts, test_ends=spans.ends[test])
        n_met = int(met[train].sum())
        is_open = np.ones(len(spans), dtype=bool)
        is_open[test] = False
        if len(train) and spans.starts[train].max() <= starts.min():
            is_open &= spans.starts < starts.min()
        before += int((met & is_open).sum())
        after += n_met
        n_folds += n_met > 0
    facts = {"before": max(before, after), "after": after, "n_folds": n_folds}
    return LeakCheck(LeakCode.OVERLAP, LeakStatus.FAILED if after else LeakStatus.PASSED, facts)


def _skipped(why: str) -> LeakCheck:
    return LeakCheck(LeakCode.OVERLAP, LeakStatus.SKIPPED, {"why": Finding(why, Severity.INFO)})
