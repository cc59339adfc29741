"""`detect_synthetic_patterns`: windows of a series measured, judged by the joint rule of `evidence`, gathered into one verdict."""

from __future__ import annotations

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

__all__ = ["WINDOW", "detect_synthetic_patterns"]

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
    statistics lie on the side of made-up series and one of these is the range's persistence or the relation of volume and range; one
    property alone condemns nothing. Blocks that occur twice are looked for in the whole series.

    What it cannot do: a fake that copies volatility clustering (GARCH with a range that follows it, blocks of real bars drawn from a long
    record) passes; benchmarks/synthetic.py says how often. A verdict of "not condemned" is no proof of a record.

    Parameters
    ----------
    bars : Bars
        In order of time. Bars with NaN are left out of the statistics that need them; volume may be NaN throughout.

    Returns
    -------
    SyntheticEvidence
        `is_enough` is False for fewer than 250 bars, or where prices never move.
    """
    if len(bars) < MIN_BARS:
        return SyntheticEvidence(False, False, len(bars), 0, 0.0, ())
    measured = np.array([[measure(window) for measure in _MEASURES.values()] for window in _windows(bars)])
    repeated = repeated_share(bars)
    against = _against(measured)
    judged = np.isfinite(measured[:, 0]) & np.isfinite(measured[:, 1])
    if not judged.any():
        return SyntheticEvidence(False, False, len(bars), len(measured), 0.0, _statistics(measured, repeated))
    has_a_strong_one = against[:, [list(_MEASURES).index(name) for name in STRONG]].any(axis=1)
    share = float(np.mean((has_a_strong_one & (against.sum(axis=1) >= 2))[judged]))
    is_repeated = bool(repeated > THRESHOLDS[REPEATED])
    statistics = _statistics(measured, repeated)
    return SyntheticEvidence(share > 0.5 or is_repeated, True, len(bars), len(measured), share, statistics)


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
