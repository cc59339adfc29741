"""Statistics of a history of draws, each beside what a fair game shows. Description only: it tests nothing and forecasts nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.dataset import Source
from bancada.core.errors import BadInput, InvalidSettings
from bancada.domains.lottery.constraints import EVEN, FRAME
from bancada.domains.lottery.game import BASE_RATE, N_COMBINATIONS, N_DRAWN, N_NUMBERS, UNIFORM_BRIER, hit_law, masks_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.lottery.draws import Draws

__all__ = ["Delays", "HeatMap", "Histogram", "HistoryStatistics", "NumberCounts", "describe", "heat_map", "total_law"]

Z_ONE, Z_ALL = 1.959964, 3.090232
"""Normal quantiles for 95% of one number, and of all 25 together (0.05 / 25 each, Bonferroni)."""
LARGEST_TOTAL = sum(range(N_NUMBERS - N_DRAWN + 1, N_NUMBERS + 1))


@dataclass(frozen=True, slots=True)
class NumberCounts:
    """How often each number came out. The fair bands are of the normal approximation, in draws.

    Attributes
    ----------
    counts : ndarray of int64, shape (25,)
        Number k at index k - 1.
    expected : float
        0.6 n.
    low, high : float
        95% band of a single number.
    low_all, high_all : float
        Band that holds all 25 at once with at least 95%.
    """

    counts: NDArray[np.int64]
    expected: float
    low: float
    high: float
    low_all: float
    high_all: float


@dataclass(frozen=True, slots=True)
class Delays:
    """How long each number has been out.

    Attributes
    ----------
    delays : ndarray of int64, shape (25,)
        Draws since it last came out; 0 where it is in the last one, all draws where it never came.
    longest : ndarray of int64, shape (25,)
        The most draws in a row without it.
    chances : ndarray of float64, shape (25,)
        P(delay at least this long) = 0.4 ** delay, at any moment: a long delay makes no number likelier.
    """

    delays: NDArray[np.int64]
    longest: NDArray[np.int64]
    chances: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of a whole number seen in each draw, beside the exact law.

    Attributes
    ----------
    values, counts : ndarray of int64, shape (n_values,)
    expected : ndarray of float64, shape (n_values,)
        Draws that the law gives, of as many as were counted.
    """

    values: NDArray[np.int64]
    counts: NDArray[np.int64]
    expected: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """How often each number came out in each stretch of draws.

    Attributes
    ----------
    first, last : ndarray of int64, shape (n_stretches,)
        Contests.
    z : ndarray of float64, shape (n_stretches, 25)
        (count - 0.6 n) / sqrt(0.24 n): beyond 2 about once in 20 by chance alone.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    z: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HistoryStatistics:
    """All that is shown of a history.

    Attributes
    ----------
    first, last, n_draws : int
    source : Source
    numbers : NumberCounts
    delays : Delays
    repeats, totals, evens, frames : Histogram
        Numbers shared with the draw before; sum of the numbers; even numbers; numbers on the frame of the card.
    """

    first: int
    last: int
    n_draws: int
    source: Source
    numbers: NumberCounts
    delays: Delays
    repeats: Histogram
    totals: Histogram
    evens: Histogram
    frames: Histogram


def describe(draws: Draws) -> HistoryStatistics:
    """Return the statistics of a history.

    Raises
    ------
    BadInput
        No draw at all.

    Examples
    --------
    >>> from bancada.domains.lottery.draws import make_draws
    >>> shown = describe(make_draws([1, 2], [range(1, 16), range(11, 26)]))
    >>> shown.numbers.counts.tolist()[9:12], shown.delays.delays.tolist()[9:12]
    ([1, 2, 2], [1, 0, 0])
    """
    if not len(draws):
        raise BadInput("no_draws_to_describe")
    return HistoryStatistics(
        first=draws.first,
        last=draws.last,
        n_draws=len(draws),
        source=draws.source,
        numbers=_number_counts(draws),
        delays=_delays(draws),
        repeats=_histogram(draws.repeats[1:], hit_law()),
        totals=_histogram(draws.numbers.sum(axis=1, dtype=np.int64), total_law()),
        evens=_histogram(_shared(draws, EVEN), hit_law(len(EVEN))),
        frames=_histogram(_shared(draws, FRAME), hit_law(len(FRAME))),
    )


def heat_map(draws: Draws, *, stretch: int = 100) -> HeatMap:
    """Return how often each number came out in each `stretch` draws, the last stretch being what is left.

    Raises
    ------
    InvalidSettings
        A stretch below 1.
    BadInput
        No draw at all.
    """
    if stretch < 1:
        raise InvalidSettings("heat_map_stretch", stretch=stretch)
    if not len(draws):
        raise BadInput("no_draws_to_describe")
    starts = np.arange(0, len(draws), stretch)
    stops = np.minimum(starts + stretch, len(draws))
    n = (stops - starts)[:, None]
    counts = np.add.reduceat(draws.indicators.astype(np.int64), starts, axis=0)
    z = (counts - BASE_RATE * n) / np.sqrt(UNIFORM_BRIER * n)
    return HeatMap(draws.contests[starts], draws.contests[stops - 1], z)


def total_law() -> NDArray[np.float64]:
    """Return P(the 15 numbers drawn sum to s) for s = 0..270, shape (271,): counted over all draws, one number at a time."""
    ways = np.zeros((N_DRAWN + 1, LARGEST_TOTAL + 1))
    ways[0, 0] = 1
    for number in range(1, N_NUMBERS + 1):
        ways[1:, number:] += ways[:-1, :-number].copy()
    return np.asarray(ways[N_DRAWN] / N_COMBINATIONS)


def _number_counts(draws: Draws) -> NumberCounts:
    n = len(draws)
    expected, deviation = BASE_RATE * n, float(np.sqrt(UNIFORM_BRIER * n))
    return NumberCounts(
        counts=draws.indicators.sum(axis=0, dtype=np.int64),
        expected=expected,
        low=max(expected - Z_ONE * deviation, 0.0),
        high=min(expected + Z_ONE * deviation, float(n)),
        low_all=max(expected - Z_ALL * deviation, 0.0),
        high_all=min(expected + Z_ALL * deviation, float(n)),
    )


def _delays(draws: Draws) -> Delays:
    n = len(draws)
    rows = np.arange(n)[:, None]
    seen = np.maximum.accumulate(np.where(draws.indicators > 0, rows, -1), axis=0)
    delays = (n - 1) - seen[-1]
    longest = (rows - seen).max(axis=0)
    return Delays(delays.astype(np.int64), longest.astype(np.int64), (1 - BASE_RATE) ** delays)


def _shared(draws: Draws, group: tuple[int, ...]) -> NDArray[np.int64]:
    return np.asarray(np.bitwise_count(draws.masks & masks_of(group)), dtype=np.int64)


def _histogram(found: NDArray[np.int64], law: NDArray[np.float64]) -> Histogram:
    """Return counts over the values that the law allows."""
    values = np.flatnonzero(law)
    counts = np.bincount(found, minlength=len(law))[values]
    return Histogram(values, counts, law[values] * len(found))
