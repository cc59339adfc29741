"""Checks of what a column holds: nothing, always the same, a number of its own in every row, or a muddle."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bancada.core.dataset import Column, ColumnType
from bancada.core.finding import Severity
from bancada.data.quality.subject import Noticed, Subject, noticed, percent

__all__ = [
    "constants",
    "identifiers",
    "is_identifier",
    "missing",
    "mixed_spellings",
    "near_constants",
    "numbers_as_text",
]

NEAR_CONSTANT_SHARE = 0.99
NUMBER_SHARE = 0.9
_MISSING_CAUTION = 0.05
_MISSING_FAILURE = 0.5
_FEWEST_ROWS = 20
_WORDS = (ColumnType.CATEGORY, ColumnType.TEXT)


def missing(subject: Subject) -> Iterator[Noticed]:
    """Yield each column with missing values; the target's are rows that teach nothing."""
    for column in subject.columns:
        count = subject.n_missing[column.name]
        if not count:
            continue
        share = count / subject.n_rows
        is_target = subject.target is not None and column.name == subject.target.name
        code = "missing_target" if is_target else "missing_values"
        severity = Severity.INFO if share < _MISSING_CAUTION else Severity.CAUTION
        if share > _MISSING_FAILURE:
            severity = Severity.FAILURE
        yield noticed(code, severity, share, column=column.name, count=count, percent=percent(share))


def constants(subject: Subject) -> Iterator[Noticed]:
    """Yield each column with a single value, or none; a constant target leaves nothing to learn."""
    for column in subject.columns:
        if subject.n_distinct[column.name] > 1:
            continue
        if subject.target is not None and column.name == subject.target.name:
            yield noticed("constant_target", Severity.FAILURE, 1, column=column.name)
        elif subject.n_present(column.name):
            value = str(subject.frame[column.name].dropna().iloc[0])[:40]
            yield noticed("constant_column", Severity.CAUTION, 1, column=column.name, value=value)


def near_constants(subject: Subject) -> Iterator[Noticed]:
    """Yield each feature whose present values are the same in more than 99 of 100 rows."""
    for column in subject.features():
        n_present, n_distinct = subject.n_present(column.name), subject.n_distinct[column.name]
        # So many distinct values leave no room for one in 99 of 100 rows.
        if n_distinct < 2 or n_distinct - 1 >= (1 - NEAR_CONSTANT_SHARE) * n_present:
            continue
        counts = subject.frame[column.name].value_counts()
        share = counts.iloc[0] / n_present
        if share > NEAR_CONSTANT_SHARE:
            facts = {"value": str(counts.index[0])[:40], "percent": percent(share)}
            yield noticed("near_constant_column", Severity.CAUTION, 1, column=column.name, **facts)


def identifiers(subject: Subject) -> Iterator[Noticed]:
    """Yield each feature that has a value of its own in every row."""
    for column in subject.features():
        if is_identifier(subject, column):
            yield noticed(
                "identifier_column", Severity.CAUTION, 1, column=column.name, distinct=subject.n_distinct[column.name]
            )


def is_identifier(subject: Subject, column: Column) -> bool:
    """Return whether a column numbers or names its rows.

    Words: at least 99 of 100 present values occur once. Integers: all distinct, and either in the order of the rows or
    filling two thirds of their range. Measured numbers (floats) never count. Fewer than 20 rows are not judged.
    """
    n_present, n_distinct = subject.n_present(column.name), subject.n_distinct[column.name]
    if n_present < _FEWEST_ROWS:
        return False
    if column.type in _WORDS:
        return n_distinct >= 0.99 * n_present
    if column.type is not ColumnType.INTEGER or n_distinct < n_present:
        return False
    values = subject.frame[column.name].dropna()
    is_dense = int(values.max()) - int(values.min()) + 1 <= 1.5 * n_present
    return is_dense or values.is_monotonic_increasing or values.is_monotonic_decreasing


def mixed_spellings(subject: Subject) -> Iterator[Noticed]:
    """Yield each column where values differ only in case or in spaces around them ("Sim", "sim ")."""
    for column in subject.columns:
        if column.type is not ColumnType.CATEGORY:
            continue
        found = pd.Series(subject.frame[column.name].dropna().unique(), dtype="str")
        plain = found.str.strip().str.casefold()
        mixed = found[plain.duplicated(keep=False)]
        if len(mixed):
            yield noticed(
                "mixed_spellings", Severity.CAUTION, 1, column=column.name, values=sorted(map(repr, mixed))[:6]
            )


def numbers_as_text(subject: Subject) -> Iterator[Noticed]:
    """Yield each column of words that are nearly all numbers, with some of the words that are not."""
    for column in subject.columns:
        if column.type not in _WORDS:
            continue
        found = pd.Series(subject.frame[column.name].dropna().unique()[:10_000], dtype="str")
        is_number = np.asarray(pd.to_numeric(found.str.strip().str.replace(",", "."), errors="coerce").notna())
        share = is_number.mean() if len(found) >= _FEWEST_ROWS else 0.0
        if NUMBER_SHARE <= share < 1:
            others = [repr(word[:20]) for word in found[~is_number][:5]]
            yield noticed("numbers_as_text", Severity.CAUTION, 1, column=column.name, values=others)
