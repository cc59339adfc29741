"""Checks of rows: there are some, and none is there twice."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from bancada.core.finding import Severity
from bancada.data.quality.subject import Noticed, Subject, noticed, percent

__all__ = ["count_duplicates", "duplicates", "few_rows"]

FEW_ROWS = 100


def count_duplicates(frame: pd.DataFrame) -> int:
    """Return how many rows equal an earlier one in every column, missing values being equal to each other.

    Rows are compared by a 64-bit hash: among a million rows the chance of one false match is 3 in 100 million.
    """
    if frame.empty:
        return 0
    return int(pd.util.hash_pandas_object(frame, index=False, categorize=True).duplicated().sum())


def few_rows(subject: Subject) -> Iterator[Noticed]:
    """Yield that there is nothing to learn from, or little."""
    if subject.n_rows == 0:
        yield noticed("no_rows", Severity.FAILURE, 1)
    elif subject.n_rows < FEW_ROWS:
        yield noticed("few_rows", Severity.CAUTION, 1 - subject.n_rows / FEW_ROWS, count=subject.n_rows)


def duplicates(subject: Subject, n_duplicates: int) -> Iterator[Noticed]:
    """Yield that rows repeat: copies on both sides of a split are answers seen beforehand."""
    if n_duplicates:
        share = n_duplicates / subject.n_rows
        severity = Severity.CAUTION if share >= 0.01 else Severity.INFO
        yield noticed("duplicate_rows", severity, share / 0.2, count=n_duplicates, percent=percent(share))
