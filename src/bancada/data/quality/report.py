"""The quality report: all checks, what each kind of finding costs, and the order in which to read them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from types import MappingProxyType

from bancada.core.dataset import Dataset
from bancada.core.quality import QualityReport
from bancada.data.quality.columns import (
    constants,
    identifiers,
    missing,
    mixed_spellings,
    near_constants,
    numbers_as_text,
)
from bancada.data.quality.drift import drift
from bancada.data.quality.ranges import impossible, infinite, outliers, placeholders
from bancada.data.quality.rows import count_duplicates, duplicates, few_rows
from bancada.data.quality.subject import Check, Noticed, Subject, subject_of
from bancada.data.quality.target import balance, class_counts, leaks

__all__ = ["COSTS", "Cost", "assess"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a kind of finding takes from the score.

    Attributes
    ----------
    each : float
        Points that a case of extent 1 takes; a case of lesser extent takes its share.
    most : float
        Points that all cases of the kind take at most.
    """

    each: float
    most: float


COSTS = MappingProxyType(
    {
        "no_rows": Cost(100, 100),
        "constant_target": Cost(100, 100),
        "leaking_column": Cost(40, 40),
        "leaking_number": Cost(40, 40),
        "missing_target": Cost(40, 40),
        "tiny_classes": Cost(15, 15),
        "impossible_values": Cost(15, 30),
        "infinite_values": Cost(15, 30),
        "few_rows": Cost(20, 20),
        "duplicate_rows": Cost(20, 20),
        "missing_values": Cost(15, 30),
        "target_drift_in_time": Cost(12, 12),
        "target_drift_in_rows": Cost(12, 12),
        "class_imbalance": Cost(10, 10),
        "drift_in_time": Cost(8, 24),
        "drift_in_rows": Cost(6, 18),
        "placeholder_values": Cost(6, 12),
        "identifier_column": Cost(5, 10),
        "outliers": Cost(5, 15),
        "numbers_as_text": Cost(5, 10),
        "mixed_spellings": Cost(4, 8),
        "constant_column": Cost(2, 6),
        "near_constant_column": Cost(1, 4),
    }
)

CHECKS: tuple[Check, ...] = (
    missing,
    constants,
    near_constants,
    identifiers,
    mixed_spellings,
    numbers_as_text,
    outliers,
    impossible,
    infinite,
    placeholders,
    balance,
    leaks,
    drift,
)


def assess(dataset: Dataset, *, target: str | None = None) -> QualityReport:
    """Return what is wrong with a dataset, worst for a model first.

    Parameters
    ----------
    dataset : Dataset
        Its frame is only read.
    target : str, optional
        Column to be learned; the dataset's own where omitted. Without any, checks of the target are left out.

    Returns
    -------
    QualityReport
        `score` is 100 less the points of each kind of finding in `penalties`, at least 0; `COSTS` has the points. Findings
        are ordered by the points they take alone.

    Raises
    ------
    InvalidTask
        A target that the dataset has not.

    Notes
    -----
    Counts are of every row. Leaks and drift are judged on evenly spread samples, whose size is the finding's fact
    `sample_rows`. Missing values are NaN, None and NaT; infinite numbers are present but
    left out of every check but their own.

    Examples
    --------
    >>> report = assess(dataset, target="estado")  # doctest: +SKIP
    >>> [finding.code for finding in report.findings]  # doctest: +SKIP
    ['drift_in_time', 'missing_values']
    """
    subject = subject_of(dataset, target)
    n_duplicates = count_duplicates(subject.frame)
    found = sorted(_run_checks(subject, n_duplicates), key=_rank)
    penalties = _penalties(found)
    n_cells = subject.n_rows * len(subject.columns)
    return QualityReport(
        dataset=dataset.info.name,
        score=round(max(0.0, 100 - sum(penalties.values())), 1),
        penalties=penalties,
        findings=tuple(case.finding for case in found),
        rows=subject.n_rows,
        duplicates=n_duplicates,
        missing_share=sum(subject.n_missing.values()) / n_cells if n_cells else 0.0,
        class_counts=class_counts(subject),
    )


def _run_checks(subject: Subject, n_duplicates: int) -> list[Noticed]:
    found = [*few_rows(subject), *duplicates(subject, n_duplicates)]
    if subject.n_rows:
        for check in CHECKS:
            found.extend(check(subject))
    return found


def _points(case: Noticed) -> float:
    return COSTS[case.finding.code].each * case.extent


def _rank(case: Noticed) -> tuple[float, str, str]:
    return -_points(case), case.finding.code, case.finding.column or ""


def _penalties(found: list[Noticed]) -> dict[str, float]:
    """Return points by kind, the costliest first."""
    sums: dict[str, float] = defaultdict(float)
    for case in found:
        sums[case.finding.code] += _points(case)
    held = {code: round(min(points, COSTS[code].most), 1) for code, points in sums.items()}
    return dict(sorted(held.items(), key=lambda item: (-item[1], item[0])))
