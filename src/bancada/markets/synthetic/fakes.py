"""Made-up bars of six kinds, to try the detection on: three that anyone would write, three that copy more of a market.

Open is the close before. In the plain kinds high and low lie an independent random distance beyond the body, and volume is drawn
independently, as made-up bars mostly are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.bars import Bars, make_bars
from bancada.markets.timeframe import Timeframe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["FAKES", "arithmetic", "block_bootstrap", "garch", "geometric", "normal", "uniform"]

_START = 100.0
_DEVIATION = 0.01
_EPOCH = 1_577_836_800_000_000_000


def normal(n_bars: int, *, rng: np.random.Generator) -> Bars:
    """Return bars whose simple returns are independent N(0, 1%)."""
    return _plain(_START * np.cumprod(1 + rng.normal(0, _DEVIATION, n_bars)), rng)


def uniform(n_bars: int, *, rng: np.random.Generator) -> Bars:
    """Return bars whose simple returns are independent and uniform with a deviation of 1%."""
    reach = _DEVIATION * np.sqrt(3)
    return _plain(_START * np.cumprod(1 + rng.uniform(-reach, reach, n_bars)), rng)


def geometric(n_bars: int, *, rng: np.random.Generator) -> Bars:
    """Return bars of a geometric Brownian motion, 24 steps a bar: open, high, low and close are those of its path."""
    steps = rng.normal(0, _DEVIATION / np.sqrt(24), (n_bars, 24))
    path = np.log(_START) + np.cumsum(steps).reshape(n_bars, 24)
    return _of_path(np.exp(path), rng)


def arithmetic(n_bars: int, *, rng: np.random.Generator) -> Bars:
    """Return bars of an arithmetic Brownian motion, 24 steps a bar, reflected at a tenth of its start."""
    steps = rng.normal(0, _START * _DEVIATION / np.sqrt(24), n_bars * 24)
    floor = _START / 10
    path = floor + np.abs(_START - floor + np.cumsum(steps))
    return _of_path(path.reshape(n_bars, 24), rng)


def garch(n_bars: int, *, rng: np.random.Generator) -> Bars:
    """Return bars of a GARCH(1,1) with alpha 0.09, beta 0.90 (Bollerslev 1986), whose range and volume follow its deviation."""
    shocks = rng.standard_normal(n_bars)
    returns, deviations = np.empty(n_bars), np.empty(n_bars)
    variance = _DEVIATION**2
    for t in range(n_bars):
        deviations[t] = np.sqrt(variance)
        returns[t] = deviations[t] * shocks[t]
        variance = 0.01 * _DEVIATION**2 + 0.09 * returns[t] ** 2 + 0.90 * variance
    close = _START * np.exp(np.cumsum(returns))
    beyond = deviations * np.abs(rng.standard_normal((2, n_bars))) / 2
    volume = np.round(1e8 * deviations * rng.lognormal(0, 0.3, n_bars))
    return _assembled(close, beyond[0], beyond[1], volume)


def block_bootstrap(n_bars: int, *, rng: np.random.Generator, real: Bars, block: int = 20) -> Bars:
    """Return blocks of real bars in random order, each shape taken against the close before, volume as it was (Künsch 1989)."""
    starts = rng.integers(1, len(real) - block, -(-n_bars // block))
    chosen = (starts[:, None] + np.arange(block)).ravel()[:n_bars]
    before = real.close[chosen - 1]
    shapes = {name: getattr(real, name)[chosen] / before for name in ("open", "high", "low", "close")}
    close = _START * np.cumprod(shapes["close"])
    previous = np.concatenate(([_START], close[:-1]))
    columns = {name: shape * previous for name, shape in shapes.items()}
    columns["close"] = close
    return make_bars("FAKE", Timeframe.D1, ts=_days(n_bars), volume=real.volume[chosen], **columns)


FAKES: dict[str, Callable[..., Bars]] = {
    "normal": normal,
    "uniform": uniform,
    "geometric Brownian": geometric,
    "arithmetic Brownian": arithmetic,
    "GARCH(1,1)": garch,
}
"""By name, all but the bootstrap, which needs real bars."""


def _plain(close: NDArray[np.floating], rng: np.random.Generator) -> Bars:
    beyond = np.abs(rng.normal(0, _DEVIATION / 2, (2, len(close))))
    return _assembled(close, beyond[0], beyond[1], rng.integers(100_000, 1_000_000, len(close)).astype(np.float64))


def _assembled(close: NDArray[np.floating], above: Values, below: Values, volume: Values) -> Bars:
    opened = np.concatenate(([_START], close[:-1]))
    high, low = np.maximum(opened, close) * (1 + above), np.minimum(opened, close) * (1 - below)
    return make_bars(
        "FAKE", Timeframe.D1, ts=_days(len(close)), open=opened, high=high, low=low, close=close, volume=volume
    )


def _of_path(path: Values, rng: np.random.Generator) -> Bars:
    close = path[:, -1]
    opened = np.concatenate(([_START], close[:-1]))
    high, low = np.maximum(opened, path.max(axis=1)), np.minimum(opened, path.min(axis=1))
    volume = np.round(rng.lognormal(13, 0.5, len(close)))
    return make_bars(
        "FAKE", Timeframe.D1, ts=_days(len(close)), open=opened, high=high, low=low, close=close, volume=volume
    )


def _days(n_bars: int) -> NDArray[np.int64]:
    return _EPOCH + np.arange(n_bars, dtype=np.int64) * Timeframe.D1.nanoseconds
