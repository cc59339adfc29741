"""The trades of a backtest as a distribution: how often, how much, how long, which way, and how they ended."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.backtest.result import Reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["QUANTILES", "Histogram", "TradeStatistics", "trade_statistics"]

QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
_MOST_BINS = 40


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many trades had a net result between neighbouring edges; the last bin holds its upper edge too."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TradeStatistics:
    """What the trades were like; amounts in currency, net of costs. A mean of nothing is None.

    Attributes
    ----------
    n, n_long, n_short, n_won, n_lost : int
        Neither won nor lost is a net result of 0.
    win_rate : float or None
        Won over all, those of 0 among all.
    mean, deviation : float or None
        Expectancy of a trade, and its sample deviation.
    mean_won, mean_lost : float or None
    payoff : float or None
        Mean gain over mean loss.
    profit_factor : float or None
        Sum of gains over sum of losses; None where nothing was lost.
    best, worst : float or None
    longest_won, longest_lost : int
        Trades in a row.
    mean_bars, median_bars, mean_bars_won, mean_bars_lost : float or None
        Bars held.
    mean_mae, mean_mfe : float or None
        Worst and best open result, adverse one below 0.
    skew, kurtosis : float or None
        Of the net results; kurtosis is 3 for a Gaussian.
    quantiles : tuple of float
        Of the net results at `QUANTILES`; empty without trades.
    histogram : Histogram
    by_reason : dict of str to int
        How many ended why ("target", "stop_loss", ...), commonest first.
    """

    n: int
    n_long: int
    n_short: int
    n_won: int
    n_lost: int
    win_rate: float | None
    mean: float | None
    deviation: float | None
    mean_won: float | None
    mean_lost: float | None
    payoff: float | None
    profit_factor: float | None
    best: float | None
    worst: float | None
    longest_won: int
    longest_lost: int
    mean_bars: float | None
    median_bars: float | None
    mean_bars_won: float | None
    mean_bars_lost: float | None
    mean_mae: float | None
    mean_mfe: float | None
    skew: float | None
    kurtosis: float | None
    quantiles: tuple[float, ...]
    histogram: Histogram
    by_reason: dict[str, int]


def trade_statistics(trades: NDArray[np.void]) -> TradeStatistics:
    """Return the statistics of trades, dtype `backtest.result.TRADE`, in order of entry."""
    net, bars = trades["net"], trades["bars_held"].astype(np.float64)
    won, lost = net > 0, net < 0
    mean_won, mean_lost = _mean(net[won]), _mean(net[lost])
    skew, kurtosis = _shape(net)
    return TradeStatistics(
        n=len(net),
        n_long=int((trades["side"] > 0).sum()),
        n_short=int((trades["side"] < 0).sum()),
        n_won=int(won.sum()),
        n_lost=int(lost.sum()),
        win_rate=_mean(won.astype(np.float64)),
        mean=_mean(net),
        deviation=float(net.std(ddof=1)) if len(net) > 1 else None,
        mean_won=mean_won,
        mean_lost=mean_lost,
        payoff=-mean_won / mean_lost if mean_won is not None and mean_lost is not None else None,
        profit_factor=float(net[won].sum() / -net[lost].sum()) if lost.any() else None,
        best=float(net.max()) if len(net) else None,
        worst=float(net.min()) if len(net) else None,
        longest_won=_longest_run(won),
        longest_lost=_longest_run(lost),
        mean_bars=_mean(bars),
        median_bars=float(np.median(bars)) if len(bars) else None,
        mean_bars_won=_mean(bars[won]),
        mean_bars_lost=_mean(bars[lost]),
        mean_mae=_mean(trades["mae"]),
        mean_mfe=_mean(trades["mfe"]),
        skew=skew,
        kurtosis=kurtosis,
        quantiles=tuple(np.quantile(net, QUANTILES).tolist()) if len(net) else (),
        histogram=_histogram(net),
        by_reason=_reasons(trades["reason"]),
    )


def _mean(values: Floats) -> float | None:
    return float(values.mean()) if len(values) else None


def _longest_run(flags: NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8))).reshape(-1, 2)
    return int((edges[:, 1] - edges[:, 0]).max(initial=0))


def _shape(net: Floats) -> tuple[float | None, float | None]:
    if len(net) < 4 or np.ptp(net) == 0:
        return None, None
    centred = net - net.mean()
    spread = float(np.mean(centred**2))
    return float(np.mean(centred**3)) / spread**1.5, float(np.mean(centred**4)) / spread**2


def _histogram(net: Floats) -> Histogram:
    """Return the histogram in bins of Freedman and Diaconis (1981), at most 40."""
    if not len(net):
        return Histogram((), ())
    low, high = float(net.min()), float(net.max())
    quartiles = np.subtract(*np.quantile(net, [0.75, 0.25]))
    width = 2 * float(quartiles) / math.cbrt(len(net))
    n_bins = min(_MOST_BINS, max(1, math.ceil((high - low) / width))) if width > 0 else min(_MOST_BINS, 10)
    counts, edges = np.histogram(net, bins=n_bins)
    return Histogram(tuple(edges.tolist()), tuple(counts.tolist()))


def _reasons(codes: NDArray[np.int64]) -> dict[str, int]:
    found, counts = np.unique(codes, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return {Reason(int(found[i])).name.lower(): int(counts[i]) for i in order}
