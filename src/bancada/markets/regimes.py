"""Regimes: what kind of market each bar closed in, by rules that look back only.

Indicators are TA-Lib's (exponential averages seeded by a simple one; Wilder's ATR and ADX of 14 bars: Wilder, 1978, "New Concepts in
Technical Trading Systems"). A missing price starts them anew after it, so that one gap does not blind all that follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.core.leaderboard import Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars

__all__ = [
    "HIGH_VOLATILITY",
    "TREND_ADX",
    "Regime",
    "RegimeRow",
    "RegimeSummary",
    "Regimes",
    "high_volatility",
    "range_volatility",
    "regimes",
    "summarise_regimes",
]

TREND_ADX = 25.0
"""Above it a market trends, below it ranges: Wilder's reading."""
HIGH_VOLATILITY = 1.5
"""Times the usual volatility of the same time of day."""
_AVERAGES = (9, 20, 50)
_PERIOD = 14
_VOLATILITY_WINDOW = 20
_MIN_HISTORY = 20
_MIN_BLOCKS = 5
_Z = 1.959963984540054


class Regime(StrEnum):
    """What kind of market a bar closed in; `Regimes.codes` counts them in this order."""

    UNDEFINED = "undefined"
    TREND_UP = "trend_up"
    TREND_DOWN = "trend_down"
    RANGING = "ranging"
    HIGH_VOLATILITY = "high_volatility"


_CODE = {regime: code for code, regime in enumerate(Regime)}


@dataclass(frozen=True, slots=True, eq=False)
class Regimes:
    """One regime a bar.

    Attributes
    ----------
    codes : ndarray of int8, shape (n,)
        Positions in `names`.
    names : tuple of str
    """

    codes: NDArray[np.int8]
    names: tuple[str, ...] = tuple(regime.value for regime in Regime)

    def __len__(self) -> int:
        return len(self.codes)

    def are(self, regime: Regime) -> NDArray[np.bool_]:
        """Return which bars closed in one regime."""
        return np.asarray(self.codes == _CODE[regime])


@dataclass(frozen=True, slots=True)
class RegimeRow:
    """One regime over a series.

    Attributes
    ----------
    regime : Regime
    share : float
        Of all bars.
    n_bars, n_spells : int
        A spell is a run of bars in one regime.
    mean_spell : float
        Bars; NaN where there is none. The last spell counts as long as it has lasted.
    mean_return : float
        Mean return of the bar after one that closed in the regime, close to close, as a fraction; NaN where there is none.
    interval : Interval or None
        95% of that mean; None where too few blocks of bars hold the regime.
    """

    regime: Regime
    share: float
    n_bars: int
    n_spells: int
    mean_spell: float
    mean_return: float
    interval: Interval | None


@dataclass(frozen=True, slots=True, eq=False)
class RegimeSummary:
    """What the regimes of a series look like.

    Attributes
    ----------
    rows : tuple of RegimeRow
        In the order of `Regime`.
    transitions : ndarray of float64, shape (5, 5)
        Share of the bars of one regime (row) whose next bar is of another (column); a row of NaN where there are none.
    """

    rows: tuple[RegimeRow, ...]
    transitions: NDArray[np.float64]


def regimes(bars: Bars) -> Regimes:
    """Return the regime that each bar closed in.

    By precedence:

    - high_volatility: `high_volatility`.
    - trend_up: EMA 9 > EMA 20 > EMA 50, ADX > 25, close above all three; trend_down: all of it mirrored.
    - ranging: ADX < 25 and the close within one ATR of EMA 20.
    - undefined: none of these, or too few bars (49 for EMA 50, 27 for ADX) since the start or the last missing price.

    Causal: bar t's regime looks at bars up to t, recursively to the first; more data never changes it.
    """
    codes = np.full(len(bars), _CODE[Regime.UNDEFINED], dtype=np.int8)
    fast, middle, slow = (_per_segment(bars, "EMA", period) for period in _AVERAGES)
    adx, atr = _per_segment(bars, "ADX", _PERIOD), _per_segment(bars, "ATR", _PERIOD)
    close = bars.close
    with np.errstate(invalid="ignore"):
        is_trend = adx > TREND_ADX
        up = (fast > middle) & (middle > slow) & (close > fast) & is_trend
        down = (fast < middle) & (middle < slow) & (close < fast) & is_trend
        ranging = (adx < TREND_ADX) & (np.abs(close - middle) <= atr)
    for regime, where in (
        (Regime.RANGING, ranging),
        (Regime.TREND_DOWN, down),
        (Regime.TREND_UP, up),
        (Regime.HIGH_VOLATILITY, high_volatility(bars)),
    ):
        codes[where] = _CODE[regime]
    codes.flags.writeable = False
    return Regimes(codes)


def range_volatility(bars: Bars, *, window: int = _VOLATILITY_WINDOW) -> NDArray[np.float64]:
    """Return Parkinson's volatility of the last `window` bars, per bar, as a fraction, shape (n,).

    sqrt(mean(ln(high / low)**2) / (4 ln 2)): Parkinson (1980), "The extreme value method for estimating the variance of the rate of
    return", Journal of Business 53. Gaps between bars do not enter, so a roll or a night is no volatility. The first `window` - 1 values
    are NaN, and those whose window holds a missing or non-positive price.
    """
    found = np.full(len(bars), np.nan)
    if len(bars) < window:
        return found
    is_priced = (bars.high > 0) & (bars.low > 0)
    squares = np.log(np.where(is_priced, bars.high, np.nan) / np.where(is_priced, bars.low, np.nan)) ** 2
    windows = np.lib.stride_tricks.sliding_window_view(squares, window)
    found[window - 1 :] = np.sqrt(windows.mean(axis=1) / (4 * np.log(2)))
    return found


def high_volatility(bars: Bars) -> NDArray[np.bool_]:
    """Return which bars closed in high volatility, shape (n,).

    Where Parkinson's volatility of the last 20 bars is over 1.5 times the median of the same measure at the same local time of day on
    earlier sessions, all of them. Volatility has a daily shape, so a pooled median would find the hour instead. Daily bars have one time of
    day. False with fewer than 20 earlier values at that time, a median of zero, or a missing price in the window.
    """
    from bancada.markets.expanding.quantiles import expanding_median

    volatility = range_volatility(bars)
    usual = expanding_median(volatility, _times_of_day(bars), min_count=_MIN_HISTORY)
    with np.errstate(invalid="ignore"):
        return (usual > 0) & (volatility > HIGH_VOLATILITY * usual)


def summarise_regimes(bars: Bars, found: Regimes) -> RegimeSummary:
    """Return how common and how lasting each regime is, what follows it, and the return of the bar after it.

    The interval of a mean takes blocks of about n**(1/3) bars (`learning.resampling.block_length`) for independent and the mean as a ratio
    of block sums: mean -+ 1.96 sqrt(B / (B - 1) sum((s_b - mean n_b)**2)) / sum(n_b), the cluster-robust standard error (Cochran, 1977,
    "Sampling Techniques", equation 6.9 applied to blocks). Returns across a roll are in it where the series holds them.

    Raises
    ------
    BadInput
        Regimes of another series.
    """
    if len(bars) != len(found):
        raise BadInput("regimes_lengths_differ", rows=len(bars), given=len(found))
    codes = found.codes.astype(np.int64)
    following = np.full(len(bars), np.nan)
    if len(bars) > 1:
        following[:-1] = bars.close[1:] / np.where(bars.close[:-1] > 0, bars.close[:-1], np.nan) - 1
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    spells = np.bincount(codes[starts], minlength=len(Regime))
    counts = np.bincount(codes, minlength=len(Regime))
    rows = []
    for regime, code in _CODE.items():
        n_bars, n_spells = int(counts[code]), int(spells[code])
        mean, interval = _mean(np.where(codes == code, following, np.nan))
        spell = n_bars / n_spells if n_spells else float("nan")
        rows.append(RegimeRow(regime, n_bars / max(len(bars), 1), n_bars, n_spells, spell, mean, interval))
    return RegimeSummary(tuple(rows), _transitions(codes))


def _transitions(codes: NDArray[np.int64]) -> NDArray[np.float64]:
    k = len(Regime)
    pairs = np.bincount(codes[:-1] * k + codes[1:], minlength=k * k).reshape(k, k).astype(float)
    totals = pairs.sum(axis=1, keepdims=True)
    shares = np.full((k, k), np.nan)
    np.divide(pairs, totals, out=shares, where=totals > 0)
    return shares


def _mean(values: NDArray[np.float64]) -> tuple[float, Interval | None]:
    """Return the mean of what is not NaN, and its interval over blocks of neighbours."""
    from bancada.learning.resampling import block_length

    is_there = np.isfinite(values)
    if not is_there.any():
        return float("nan"), None
    blocks = np.arange(len(values)) // block_length(len(values))
    sizes = np.bincount(blocks, weights=is_there)
    sums = np.bincount(blocks, weights=np.where(is_there, values, 0.0))
    sizes, sums = sizes[sizes > 0], sums[sizes > 0]
    mean, n_blocks = float(sums.sum() / sizes.sum()), len(sizes)
    if n_blocks < _MIN_BLOCKS:
        return mean, None
    half = _Z * np.sqrt(n_blocks / (n_blocks - 1) * np.sum((sums - mean * sizes) ** 2)) / sizes.sum()
    return mean, Interval(mean - float(half), mean + float(half))


def _times_of_day(bars: Bars) -> NDArray[np.int64]:
    """Return the local second of the day at which each bar opens; 0 for daily bars, whose instant is a label."""
    from bancada.markets.sessions.clock import DAY_SECONDS, local_seconds

    if not bars.timeframe.is_intraday:
        return np.zeros(len(bars), dtype=np.int64)
    return local_seconds(bars.ts, bars.zone) % DAY_SECONDS


def _per_segment(bars: Bars, indicator: str, period: int) -> NDArray[np.float64]:
    """Return an indicator of TA-Lib, computed anew after each bar with a missing price."""
    import talib

    found = np.full(len(bars), np.nan)
    for segment in _segments(bars, at_least=period):
        prices = (bars.close,) if indicator == "EMA" else (bars.high, bars.low, bars.close)
        found[segment] = getattr(talib, indicator)(*(price[segment] for price in prices), timeperiod=period)
    return found


def _segments(bars: Bars, *, at_least: int) -> Iterator[slice]:
    """Yield the runs of at least so many bars whose prices are all there."""
    is_whole = np.isfinite(bars.high) & np.isfinite(bars.low) & np.isfinite(bars.close)
    edges = np.flatnonzero(np.diff(is_whole.astype(np.int8), prepend=0, append=0))
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if stop - start >= at_least:
            yield slice(start, stop)
