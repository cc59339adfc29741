"""`detect_synthetic_patterns`: windows of a series measured, judged by the joint rule of `evidence`, gathered into one verdict."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.bars import Bars
from bancada.markets.synthetic.evidence import MIN_BARS, REPEATED, STRONG, THRESHOLDS, Statistic, SyntheticEvidence
from bancada.markets.synthetic.statistics import (
    excess_kurtosis,
    range_persistence,
    repeated_share,
    return_persistence,
    volume_follows_range,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["WINDOW", "detect_stretch_by_stretch", "detect_synthetic_patterns"]

WINDOW = 1_000
"""Bars of one window."""
MAX_WINDOWS = 100
"""Windows measured at most, spread evenly: the cost of a long series stays that of 100,000 bars."""

_MEASURES = {
    "range_persistence": range_persistence,
    "excess_kurtosis": excess_kurtosis,
    "return_persistence": return_persistence,
    "volume_follows_range": volume_follows_range,
}


def detect_synthetic_patterns(bars: Bars) -> SyntheticEvidence:
    """Return the evidence that a series was made up rather than traded.

    Windows of 1,000 bars (all bars where there are fewer) lie evenly over the series. A window is condemned where at least two of its four
    statistics lie on the side of made-up series and one of these is the range's persistence or the relation of volume and range, where
    either is defined; one property alone condemns nothing. Blocks that occur twice, exactly, are looked for in the whole series.

    What it cannot do: a fake that copies volatility clustering (GARCH with a range that follows it, blocks of real bars drawn from a long
    record, or copied with a little noise) passes; benchmarks/synthetic.py says how often. A verdict of "not condemned" is no proof of a
    record.

    Parameters
    ----------
    bars : Bars
        In order of time. Bars with NaN are left out of the statistics that need them; volume may be NaN throughout.

    Returns
    -------
    SyntheticEvidence
        `is_enough` is False for fewer than 500 bars, or where prices never move.
    """
    if len(bars) < MIN_BARS:
        return SyntheticEvidence(False, False, len(bars), 0, 0.0, ())
    measured = np.array([[measure(window) for measure in _MEASURES.values()] for window in _windows(bars)])
    repeated = repeated_share(bars)
    against = _against(measured)
    judged = np.isfinite(measured).sum(axis=1) >= 2
    if not judged.any():
        return SyntheticEvidence(False, False, len(bars), len(measured), 0.0, _statistics(measured, repeated))
    strong = [list(_MEASURES).index(name) for name in STRONG]
    has_a_strong_one = against[:, strong].any(axis=1) | ~np.isfinite(measured[:, strong]).any(axis=1)
    share = float(np.mean((has_a_strong_one & (against.sum(axis=1) >= 2))[judged]))
    is_repeated = bool(repeated > THRESHOLDS[REPEATED])
    statistics = _statistics(measured, repeated)
    return SyntheticEvidence(share > 0.5 or is_repeated, True, len(bars), len(measured), share, statistics)


def detect_stretch_by_stretch(stretches: Iterable[Bars]) -> SyntheticEvidence:
    """Return the evidence on a series that comes in stretches, of which one is held at a time.

    Each is examined as `detect_synthetic_patterns` does; windows count alike, statistics are weighted by windows, and the share of repeated
    blocks by bars (a copy in another stretch is not seen).
    """
    found = [one for one in map(detect_synthetic_patterns, stretches) if one.is_enough]
    if not found:
        return SyntheticEvidence(False, False, 0, 0, 0.0, ())
    windows, n_bars = [one.n_windows for one in found], [one.n_bars for one in found]
    share = float(np.average([one.condemned_share for one in found], weights=windows))
    statistics = tuple(
        _together([one.statistics[place] for one in found], n_bars if name == REPEATED else windows)
        for place, name in enumerate((*_MEASURES, REPEATED))
    )
    is_repeated = any(one.name == REPEATED and one.speaks_against for one in statistics)
    return SyntheticEvidence(share > 0.5 or is_repeated, True, sum(n_bars), sum(windows), share, statistics)


def _together(parts: list[Statistic], weights: list[int]) -> Statistic:
    known = [(part.value, weight) for part, weight in zip(parts, weights, strict=True) if part.value is not None]
    if not known:
        return parts[0]
    name, limit = parts[0].name, parts[0].threshold
    value = float(np.average([value for value, _ in known], weights=[weight for _, weight in known]))
    return Statistic(name, value, limit, speaks_against=value > limit if name == REPEATED else value < limit)


def _windows(bars: Bars) -> list[Bars]:
    if len(bars) <= WINDOW:
        return [bars]
    n_windows = min(MAX_WINDOWS, -(-len(bars) // (WINDOW // 2)))
    starts = np.linspace(0, len(bars) - WINDOW, n_windows).astype(np.int64)
    return [bars[start : start + WINDOW] for start in np.unique(starts).tolist()]


def _against(measured: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which statistics of which window lie below their threshold; an undefined one does not."""
    limits = np.array([THRESHOLDS[name] for name in _MEASURES])
    below: NDArray[np.bool_] = measured < limits
    return below


def _statistics(measured: NDArray[np.float64], repeated: float) -> tuple[Statistic, ...]:
    found = []
    for place, name in enumerate(_MEASURES):
        known = measured[:, place][np.isfinite(measured[:, place])]
        value = float(np.median(known)) if len(known) else None
        found.append(
            Statistic(name, value, THRESHOLDS[name], speaks_against=value is not None and value < THRESHOLDS[name])
        )
    share = repeated if np.isfinite(repeated) else None
    limit = THRESHOLDS[REPEATED]
    return (*found, Statistic(REPEATED, share, limit, speaks_against=share is not None and share > limit))
