"""Trading rules: named, causal ways from bars to positions. They are simple on purpose: something to measure, not advice.

Every rule decides at the close of a bar from that bar and those before it; the backtest fills at the next open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import talib

from bancada.core.errors import BadInput, NotFound
from bancada.core.messages import render
from bancada.markets.backtest.targets import held_targets
from bancada.markets.bars import Bars
from bancada.markets.sessions.clock import session_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["RULES", "Parameter", "Rule", "positions", "rule"]

_MINUTE = 60_000_000_000
_ROUNDING = 1e-10


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that a rule can be told.

    Attributes
    ----------
    name : str
    default, low, high : float
        Both ends are allowed.
    is_whole : bool
        Whether only whole numbers make sense.
    """

    name: str
    default: float
    low: float
    high: float
    is_whole: bool = True

    def title(self, language: str) -> str:
        """Return its name and unit for people."""
        return render(f"rule_parameter_{self.name}", {}, language=language)

    def allows(self, value: float) -> bool:
        """Whether a value can be used."""
        return self.low <= value <= self.high and (not self.is_whole or float(value).is_integer())


@dataclass(frozen=True, slots=True)
class Rule:
    """A named way from bars to positions.

    Attributes
    ----------
    name : str
    decide : callable
        Takes bars, complete parameters and the session of each bar; returns positions, NaN where nothing is decided.
    parameters : tuple of Parameter
    order : tuple of (str, str)
        Pairs of parameters of which the first must be smaller.
    is_intraday : bool
        Whether it needs bars shorter than a day.
    is_session_bound : bool
        Whether what it decides holds within a session only. It cannot know a session's last bar, so a backtest that is flat overnight must
        let its targets lapse there: `BacktestSpec.lapse_at_session_end`.
    """

    name: str
    decide: Callable[[Bars, Mapping[str, float], NDArray[np.int64]], NDArray[np.float64]]
    parameters: tuple[Parameter, ...] = ()
    order: tuple[tuple[str, str], ...] = ()
    is_intraday: bool = False
    is_session_bound: bool = False

    def title(self, language: str) -> str:
        """Return its name for people."""
        return render(f"rule_title_{self.name}", {}, language=language)

    def describe(self, language: str) -> str:
        """Return what it does, in a sentence."""
        return render(f"rule_about_{self.name}", {}, language=language)

    def complete(self, given: Mapping[str, float]) -> Mapping[str, float]:
        """Return all parameters, the given ones and the defaults of the others.

        Raises
        ------
        BadInput
            All that it does not know, that lie outside their range, or in the wrong order.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        values = {name: given.get(name, parameter.default) for name, parameter in known.items()}
        wrong = [f"{name}={value}" for name, value in given.items() if name not in known]
        wrong += [f"{name}={value}" for name, value in values.items() if not known[name].allows(value)]
        wrong += [f"{a}={values[a]} >= {b}={values[b]}" for a, b in self.order if not values[a] < values[b]]
        if wrong:
            ranges = [f"{p.name} ({p.low:g}..{p.high:g})" for p in self.parameters]
            raise BadInput("rule_parameters", name=self.name, wrong=wrong, known=ranges)
        return values


def rule(name: str) -> Rule:
    """Return the rule of a name.

    Raises
    ------
    NotFound
        No such rule; the error names those there are.
    """
    if name not in RULES:
        raise NotFound("rule_unknown", name=name, known=sorted(RULES))
    return RULES[name]


def positions(
    bars: Bars, name: str, parameters: Mapping[str, float] | None = None, *, sessions: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Return what a rule decides at the close of each bar.

    Parameters
    ----------
    bars : Bars, n of them
        A price that is NaN, infinite or zero counts as the last one before it.
    name : str
        Key of `RULES`.
    parameters : mapping of str to float, optional
        Those that differ from the defaults.
    sessions : array of int, shape (n,), optional
        Session of each bar, for the rules that ask; by default the date on the exchange's clock.

    Returns
    -------
    ndarray of float64, shape (n,)
        -1, 0 or 1; 0 until the rule has seen enough bars. Position t depends on bars up to t only.

    Raises
    ------
    NotFound
        No such rule.
    BadInput
        Parameters that it cannot take; a rule of the session on daily bars.

    Examples
    --------
    >>> import numpy as np
    >>> from bancada.markets.bars import make_bars
    >>> price = np.array([1.0, 2.0, 3.0, 2.0, 1.0])
    >>> bars = make_bars("X", "1d", ts=np.arange(5), open=price, high=price, low=price, close=price)
    >>> positions(bars, "momentum", {"lookback": 2}).tolist()
    [0.0, 0.0, 1.0, 0.0, -1.0]
    """
    found = rule(name)
    values = found.complete(parameters or {})
    if found.is_intraday and not bars.timeframe.is_intraday:
        raise BadInput("rule_needs_intraday", name=name)
    if not len(bars):
        return np.empty(0)
    return held_targets(found.decide(bars, values, _sessions(bars, found, sessions)))


def _sessions(bars: Bars, found: Rule, given: ArrayLike | None) -> NDArray[np.int64]:
    if not found.is_intraday:
        return np.empty(0, dtype=np.int64)
    return session_of(bars) if given is None else np.asarray(given, dtype=np.int64)


def _seen(price: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return prices with each missing one replaced by the last before it; TA-Lib passes over leading NaN only."""
    usable = np.isfinite(price) & (price != 0.0)
    known = np.maximum.accumulate(np.where(usable, np.arange(len(price)), -1))
    return np.where(known < 0, np.nan, price[known])


def _before(values: NDArray[np.float64], n_bars: int = 1) -> NDArray[np.float64]:
    """Return what stood so many bars before; NaN in the first ones."""
    shifted = np.full(len(values), np.nan)
    shifted[n_bars:] = values[: max(len(values) - n_bars, 0)]
    return shifted


def _side(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sign of a difference, 0 for NaN and for what is only rounding, as where prices stand still."""
    apart = np.abs(one - other) > _ROUNDING * np.abs(other)
    return np.where(apart, np.sign(one - other), 0.0)


def _events(*cases: tuple[NDArray[np.bool_], float]) -> NDArray[np.float64]:
    """Return decisions, the first case that holds deciding; NaN where none does."""
    conditions, values = zip(*cases, strict=True)
    return np.select(conditions, values, np.nan)


def _both_ways(
    long: tuple[NDArray[np.bool_], NDArray[np.bool_]], short: tuple[NDArray[np.bool_], NDArray[np.bool_]]
) -> NDArray[np.float64]:
    """Return positions from (enter, leave) of either side; an entry of one side ends the other."""
    (buy, sell), (short_in, short_out) = long, short
    up = held_targets(_events((buy, 1.0), (sell | short_in, 0.0)))
    down = held_targets(_events((short_in, -1.0), (short_out | buy, 0.0)))
    return up + down


def _buy_and_hold(bars: Bars, _: Mapping[str, float], __: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.ones(len(bars))


def _ema_cross(bars: Bars, values: Mapping[str, float], _: NDArray[np.int64]) -> NDArray[np.float64]:
    close = _seen(bars.close)
    fast, slow = (np.asarray(talib.EMA(close, int(values[name]))) for name in ("fast", "slow"))
    return _side(fast, slow)


def _donchian(bars: Bars, values: Mapping[str, float], _: NDArray[np.int64]) -> NDArray[np.float64]:
    high, low, close = (_seen(price) for price in (bars.high, bars.low, bars.close))
    top, floor = (_before(talib.MAX(high, int(values[name]))) for name in ("entry", "exit"))
    bottom, ceiling = (_before(talib.MIN(low, int(values[name]))) for name in ("entry", "exit"))
    return _both_ways((close > top, close < ceiling), (close < bottom, close > floor))


def _momentum(bars: Bars, values: Mapping[str, float], _: NDArray[np.int64]) -> NDArray[np.float64]:
    close = _seen(bars.close)
    before = _before(close, int(values["lookback"]))
    is_far = np.abs(close - before) > values["threshold"] * np.abs(before)
    return np.where(is_far, _side(close, before), 0.0)


def _rsi_reversal(bars: Bars, values: Mapping[str, float], _: NDArray[np.int64]) -> NDArray[np.float64]:
    close = _seen(bars.close)
    has_moved = np.maximum.accumulate(np.abs(np.diff(close, prepend=close[0])) > 0.0)
    strength = np.where(has_moved, talib.RSI(close, int(values["period"])), np.nan)  # TA-Lib says 0 of what never moved
    return _both_ways((strength < values["low"], strength >= 50.0), (strength > values["high"], strength <= 50.0))


def _bollinger_reversal(bars: Bars, values: Mapping[str, float], _: NDArray[np.int64]) -> NDArray[np.float64]:
    close, width = _seen(bars.close), float(values["width"])
    upper, middle, lower = talib.BBANDS(close, int(values["period"]), width, width)
    side = _side(close, middle)
    return _both_ways(
        ((close < lower) & (side < 0.0), side >= 0.0),
        ((close > upper) & (side > 0.0), side <= 0.0),
    )


def _opening_range(bars: Bars, values: Mapping[str, float], sessions: NDArray[np.int64]) -> NDArray[np.float64]:
    first = np.flatnonzero(np.diff(sessions, prepend=sessions[0] - 1))
    owner = np.cumsum(np.diff(sessions, prepend=sessions[0] - 1) != 0) - 1
    elapsed = bars.ts - bars.ts[first][owner]
    is_opening = elapsed < values["opening_minutes"] * _MINUTE
    is_over = elapsed + bars.timeframe.nanoseconds >= values["hold_minutes"] * _MINUTE
    top = np.fmax.reduceat(np.where(is_opening, _traded(bars.high), -np.inf), first)[owner]
    bottom = np.fmin.reduceat(np.where(is_opening, _traded(bars.low), np.inf), first)[owner]
    close = _traded(bars.close)
    return _events((is_opening | is_over, 0.0), (close > top, 1.0), (close < bottom, -1.0))


def _traded(price: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return prices with NaN for each missing one; a session must not open at yesterday's."""
    return np.where(np.isfinite(price) & (price != 0.0), price, np.nan)


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        made.name: made
        for made in (
            Rule("buy_and_hold", _buy_and_hold),
            Rule(
                "ema_cross",
                _ema_cross,
                (Parameter("fast", 9, 2, 500), Parameter("slow", 20, 3, 2_000)),
                (("fast", "slow"),),
            ),
            Rule("donchian", _donchian, (Parameter("entry", 20, 2, 2_000), Parameter("exit", 10, 2, 2_000))),
            Rule(
                "momentum",
                _momentum,
                (Parameter("lookback", 20, 1, 5_000), Parameter("threshold", 0.0, 0.0, 1.0, is_whole=False)),
            ),
            Rule(
                "rsi_reversal",
                _rsi_reversal,
                (
                    Parameter("period", 14, 2, 500),
                    Parameter("low", 30, 1, 50, is_whole=False),
                    Parameter("high", 70, 50, 99, is_whole=False),
                ),
            ),
            Rule(
                "bollinger_reversal",
                _bollinger_reversal,
                (Parameter("period", 20, 2, 500), Parameter("width", 2.0, 0.1, 10.0, is_whole=False)),
            ),
            Rule(
                "opening_range",
                _opening_range,
                (Parameter("opening_minutes", 30, 1, 600), Parameter("hold_minutes", 480, 2, 1_440)),
                (("opening_minutes", "hold_minutes"),),
                is_intraday=True,
                is_session_bound=True,
            ),
        )
    }
)
"""The rules by name; a rule's own figures are no promise, which its backtest beside chance shows."""
