"""Checks of change: whether the last fifth of the rows looks like the first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtri

from bancada.core.dataset import Column, ColumnType
from bancada.core.finding import Severity
from bancada.data.explore.values import numbers, spread_rows
from bancada.data.quality.columns import is_identifier
from bancada.data.quality.subject import Noticed, Subject, noticed

__all__ = ["DRIFT_PSI", "chance_index", "drift", "stability_index"]

# Siddiqi (Credit Risk Scorecards, 2006): below 0.1 stable, above 0.25 a shift.
DRIFT_PSI = 0.25

_BINS = 10
_FEWEST_ROWS = 50
_MOST_ROWS = 20_000

Rows = NDArray[np.intp]
Counts = NDArray[np.float64]


def drift(subject: Subject) -> Iterator[Noticed]:
    """Yield each column whose values are shared out otherwise in the last fifth than in the first.

    In order of the time column where there is one, else of the rows. Up to 20,000 evenly spread rows of each fifth. A
    column is named when its population stability index is at least 0.25 and beyond what chance alone gives (see
    `chance_index`). Identifiers and instants change by nature and are left out; fifths of fewer than 50 rows are not judged.
    """
    first, last = _fifths(subject)
    if len(first) < _FEWEST_ROWS:
        return
    place = "time" if subject.time else "rows"
    for column in subject.columns:
        if column.type is ColumnType.DATETIME or is_identifier(subject, column):
            continue
        before, after = _shared_out(subject.frame[column.name], column, first, last)
        index = stability_index(before, after)
        if index < max(DRIFT_PSI, chance_index(before, after)):
            continue
        is_target = subject.target is not None and column.name == subject.target.name
        code = f"target_drift_in_{place}" if is_target else f"drift_in_{place}"
        facts = {"psi": round(index, 2), "sample_rows": len(first) + len(last)}
        yield noticed(code, Severity.CAUTION, index / 2, column=column.name, **facts)


def _fifths(subject: Subject) -> tuple[Rows, Rows]:
    """Return rows of the first and of the last fifth."""
    order = np.arange(subject.n_rows, dtype=np.intp)
    if subject.time:
        times = subject.frame[subject.time]
        order = np.flatnonzero(times.notna().to_numpy())
        if not times.is_monotonic_increasing:
            order = order[np.argsort(times.iloc[order].to_numpy(), kind="stable")]
    size = len(order) // 5
    spaced = spread_rows(size, _MOST_ROWS)
    return order[:size][spaced], order[len(order) - size :][spaced]


def _shared_out(values: pd.Series, column: Column, first: Rows, last: Rows) -> tuple[Counts, Counts]:
    """Return counts of both spans by bin: tenths of the first span's numbers or its most frequent words; then the missing."""
    if column.type in (ColumnType.INTEGER, ColumnType.FLOAT):
        before, after = numbers(values.iloc[first]), numbers(values.iloc[last])
        inner = np.linspace(0, 1, _BINS + 1)[1:-1]
        present = before[~np.isnan(before)]
        edges = np.unique(np.quantile(present, inner)) if present.size else np.zeros(0)
        return _by_edges(before, edges), _by_edges(after, edges)
    codes, words = pd.factorize(pd.concat([values.iloc[first], values.iloc[last]]))
    counts = [np.bincount(part + 1, minlength=len(words) + 1) for part in (codes[: len(first)], codes[len(first) :])]
    kept = np.argsort(-(counts[0] + counts[1])[1:], kind="stable")[:_BINS] + 1
    return _by_words(counts[0], kept), _by_words(counts[1], kept)


def _by_edges(values: Counts, edges: Counts) -> Counts:
    is_missing = np.isnan(values)
    # Edges belong to the bin below, so that a value many rows share is a bin's own end.
    bins = np.bincount(np.searchsorted(edges, values[~is_missing], side="left"), minlength=len(edges) + 1)
    return np.append(bins, is_missing.sum()).astype(np.float64)


def _by_words(counts: NDArray[np.intp], kept: NDArray[np.intp]) -> Counts:
    """Return the counts of the kept words, of all others together, and of the missing."""
    named = counts[kept]
    return np.array([*named, counts[1:].sum() - named.sum(), counts[0]], dtype=np.float64)


def stability_index(before: Counts, after: Counts) -> float:
    """Return the population stability index, sum of (p - q) ln(p / q) over bins, of counts with a half added to each.

    Bins that are empty on both sides are left out. 0 means shared out alike.
    """
    used = before + after > 0
    p, q = before[used] + 0.5, after[used] + 0.5
    p, q = p / p.sum(), q / q.sum()
    return float(((p - q) * np.log(p / q)).sum())


def chance_index(before: Counts, after: Counts) -> float:
    """Return the index that one in a thousand pairs of independent samples of one population exceeds.

    Yurdakul and Naranjo (Journal of Risk Model Validation, 2020): the index is near (1/n + 1/m) chi2(bins - 1).
    """
    n_bins = int((before + after > 0).sum())
    limit = chdtri(max(n_bins - 1, 1), 0.001) * (1 / before.sum() + 1 / after.sum())
    return float(limit)
