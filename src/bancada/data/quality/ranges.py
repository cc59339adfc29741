"""Checks of how far numbers lie: beyond the bulk, beyond what is possible, or on a value that stands for none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bancada.core.finding import Severity
from bancada.data.quality.subject import Noticed, Subject, noticed, percent

__all__ = ["fences", "impossible", "infinite", "outliers", "placeholders"]

# What programs write where a sensor or a person gave nothing.
PLACEHOLDERS = (-999999.0, -99999.0, -9999.0, -999.0, -99.0, -1.0, 999.0, 9999.0, 99999.0, 999999.0)

_FEWEST_VALUES = 20
_FEWEST_PLACEHOLDERS = 5
_NORMAL_MAD = 1.4826

Floats = NDArray[np.float64]


def outliers(subject: Subject) -> Iterator[Noticed]:
    """Yield each numeric column with values beyond its fences; see `fences`. Few distinct values (10) are not judged."""
    for column, values in subject.numeric():
        present = values[~np.isnan(values)]
        if len(present) < _FEWEST_VALUES or subject.n_distinct[column.name] <= 10:
            continue
        low, high = fences(present)
        count = int(((present < low) | (present > high)).sum())
        if not count:
            continue
        share = count / len(present)
        yield noticed(
            "outliers",
            Severity.CAUTION if share >= 0.01 else Severity.INFO,
            share / 0.05,
            column=column.name,
            count=count,
            percent=percent(share),
            low=_short(low),
            high=_short(high),
            minimum=_short(present.min()),
            maximum=_short(present.max()),
        )


def fences(present: Floats) -> tuple[float, float]:
    """Return the values beyond which a number is an outlier.

    Tukey's outer fences (Exploratory Data Analysis, 1977: three interquartile ranges beyond the quartiles) with each side
    measured by its own half of the box, as Kimber (1990) does for skewed data, and no half below a quarter of the box:
    q1 - 6 max(m - q1, iqr / 4) and q3 + 6 max(q3 - m, iqr / 4); for symmetric data that is 3 iqr. Where half of the values
    are equal and the box has no width: 5 robust standard deviations (1.4826 MAD over the values that differ from the
    median) around the median.

    Parameters
    ----------
    present : ndarray, shape (n,)
        Without NaN, n at least 1.
    """
    q1, median, q3 = np.quantile(present, [0.25, 0.5, 0.75])
    box = q3 - q1
    if box > 0:
        return float(q1 - 6 * max(median - q1, box / 4)), float(q3 + 6 * max(q3 - median, box / 4))
    away = np.abs(present - median)
    spread = 5 * _NORMAL_MAD * float(np.median(away[away > 0])) if (away > 0).any() else 0.0
    return float(median - spread), float(median + spread)


def impossible(subject: Subject) -> Iterator[Noticed]:
    """Yield each column with values outside the range that its pack declares possible."""
    for column, values in subject.numeric():
        low = -np.inf if column.declared_minimum is None else column.declared_minimum
        high = np.inf if column.declared_maximum is None else column.declared_maximum
        count = int(((values < low) | (values > high)).sum())
        if count:
            share = count / subject.n_rows
            limits = {"low": low if np.isfinite(low) else "-∞", "high": high if np.isfinite(high) else "∞"}
            facts = {"count": count, "percent": percent(share), "unit": column.unit, **limits}
            yield noticed("impossible_values", Severity.FAILURE, 0.3 + share, column=column.name, **facts)


def infinite(subject: Subject) -> Iterator[Noticed]:
    """Yield each column with infinite numbers, which most models refuse and all other checks leave out."""
    for column, values in subject.numeric():
        count = int(np.isnan(values).sum()) - subject.n_missing[column.name]
        if count:
            facts = {"count": count, "percent": percent(count / subject.n_rows)}
            yield noticed(
                "infinite_values", Severity.FAILURE, 0.3 + count / subject.n_rows, column=column.name, **facts
            )


def placeholders(subject: Subject) -> Iterator[Noticed]:
    """Yield each value like -999 that occurs five times or more, is the column's end, and lies beyond the others' fences."""
    for column, values in subject.numeric():
        present = values[~np.isnan(values)]
        if len(present) < _FEWEST_VALUES:
            continue
        for end in {float(present.min()), float(present.max())} & set(PLACEHOLDERS):
            at_end = present == end
            count, others = int(at_end.sum()), present[~at_end]
            if count < _FEWEST_PLACEHOLDERS or len(others) < _FEWEST_VALUES:
                continue
            low, high = fences(others)
            if not low <= end <= high:
                facts = {"value": _short(end), "count": count, "percent": percent(count / subject.n_rows)}
                yield noticed("placeholder_values", Severity.CAUTION, 1, column=column.name, **facts)


def _short(value: float) -> float:
    return float(f"{value:.6g}")
