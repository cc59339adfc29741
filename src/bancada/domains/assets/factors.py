"""Adjustment factors: the ratio of adjusted to raw prices, dated by the session on which it changes. It knows no store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars

__all__ = ["adjustment_factors", "factors_at"]

_RELATIVE = 1e-6
"""Prices that were kept in single precision somewhere differ by this much."""


def adjustment_factors(raw: Bars, adjusted: Bars, *, tick: float = 0.01) -> tuple[tuple[int, float], ...]:
    """Return the factors that make adjusted prices of raw ones, each with the instant from which it holds, oldest first.

    Prices are rounded to ticks, so that each close tells an interval in which its factor lies. A factor is held for as long as one value
    lies in the intervals of all its sessions; the next one begins with the first session that no such value fits. By construction raw
    times factor is the adjusted price to half a tick of each. A payout smaller than that is found a few sessions late, or not at all.

    Parameters
    ----------
    raw, adjusted : Bars
        The same ticker; sessions that only one of them has are passed over, and so are closes that are missing or not positive.
    tick : float
        What prices of either were rounded to.

    Returns
    -------
    tuple of (int, float)
        Empty where no session is in both.
    """
    ts, places, others = np.intersect1d(raw.ts, adjusted.ts, assume_unique=True, return_indices=True)
    paid, wanted = raw.close[places], adjusted.close[others]
    fits = (paid > tick) & (wanted > 0)
    low, high = _intervals(paid[fits], wanted[fits], tick / 2)
    return tuple((int(ts[fits][place]), factor) for place, factor in _held(low, high))


def _intervals(
    paid: NDArray[np.float64], wanted: NDArray[np.float64], half: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    slack = half + _RELATIVE * wanted
    return np.asarray((wanted - slack) / (paid + half)), np.asarray((wanted + slack) / (paid - half))


def _held(low: NDArray[np.float64], high: NDArray[np.float64]) -> list[tuple[int, float]]:
    """Return the places at which factors begin, and the middle of what each may be."""
    found: list[tuple[int, float]] = []
    begin, least, most = 0, 0.0, np.inf
    for place, (one_low, one_high) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        if max(least, one_low) > min(most, one_high):
            found.append((begin, (least + most) / 2))
            begin, least, most = place, one_low, one_high
        else:
            least, most = max(least, one_low), min(most, one_high)
    if len(low):
        found.append((begin, (least + most) / 2))
    return found


def factors_at(factors: tuple[tuple[int, float], ...], ts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the factor that holds at each instant, shape (n,); NaN before the first one."""
    if not factors:
        return np.full(len(ts), np.nan)
    begins = np.array([begin for begin, _ in factors], dtype=np.int64)
    values = np.array([np.nan, *(factor for _, factor in factors)])
    return np.asarray(values[np.searchsorted(begins, ts, side="right")])
