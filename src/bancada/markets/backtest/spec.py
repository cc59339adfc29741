"""What a backtest is told beside bars and positions: capital, size, what trading costs, stops. It knows no engine."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bancada.core.errors import BadInput

__all__ = ["BacktestSpec", "Costs", "Sizing"]


class Sizing(StrEnum):
    """What one unit of a position is."""

    UNITS = "units"
    """`size` contracts or shares, always."""
    EQUITY = "equity"
    """The share `size` of the equity at the close of the decision; reckoned anew only when the target changes."""
    CAPITAL = "capital"
    """The share `size` of the stated capital at the close of the decision, whatever was won or lost; reckoned anew as above. What a position
    is worth when it is taken neither grows nor shrinks with prices, as a Sharpe ratio on stated capital supposes."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What one side of a trade costs; every fill is one side.

    Attributes
    ----------
    bps : float
        Share of the traded value, in 1e-4.
    per_contract : float
        Currency a contract or share.
    slippage_ticks, slippage_bps : float
        How much worse than the bar's price a fill is; both are added. It moves the fill price, so it is part of the gross
        result of a trade; a take-profit is a limit order and has none.
    tick : float
        Price step of the instrument.
    """

    bps: float = 0.0
    per_contract: float = 0.0
    slippage_ticks: float = 0.0
    slippage_bps: float = 0.0
    tick: float = 0.01

    def __post_init__(self) -> None:
        wrong = [f"{name}={value}" for name in _COSTS if not 0.0 <= (value := getattr(self, name)) < math.inf]
        if not 0.0 < self.tick < math.inf:
            wrong.append(f"tick={self.tick}")
        if wrong:
            raise BadInput("backtest_settings", settings=wrong)

    @property
    def is_free(self) -> bool:
        """Whether trading costs nothing at all, which no market offers."""
        return not any(getattr(self, name) for name in _COSTS)


_COSTS = ("bps", "per_contract", "slippage_ticks", "slippage_bps")


@dataclass(frozen=True, slots=True)
class BacktestSpec:
    """The terms of a backtest.

    Attributes
    ----------
    capital : float
        Stated capital, currency: where equity starts. Nothing is called in when equity falls below zero.
    size : float
        Contracts or shares a unit of position; with the others the share of equity or capital a unit.
    sizing : Sizing
    multiplier : float
        Currency a point of price and contract (WDO 10, WIN 0.20, a share 1).
    lot : float
        But for `Sizing.UNITS`, quantities are rounded towards zero to multiples of it; 0 rounds nothing.
    costs : Costs
    stop_loss, take_profit : float or None
        Distance from the average entry price, as a fraction of it or in ticks; None for none.
    stops_in : {"fraction", "ticks"}
    allow_short : bool
        Where False, a negative target means flat.
    flat_at_session_end : bool
        Close at the close of a session's last bar; the target in force is taken up again at the next session's open.
    lapse_at_session_end : bool
        With `flat_at_session_end`: a target decided in one session is not taken up in the next, which begins flat until one of its own
        closes decides otherwise. For rules of the session (`Rule.is_session_bound`).
    close_at_end : bool
        Close what is held at the last close, with its costs; where False it stays open, marked to that close.

    Raises
    ------
    BadInput
        All values that cannot be used, at once.
    """

    capital: float
    size: float = 1.0
    sizing: Sizing = Sizing.UNITS
    multiplier: float = 1.0
    lot: float = 0.0
    costs: Costs = field(default_factory=Costs)
    stop_loss: float | None = None
    take_profit: float | None = None
    stops_in: Literal["fraction", "ticks"] = "fraction"
    allow_short: bool = True
    flat_at_session_end: bool = False
    lapse_at_session_end: bool = False
    close_at_end: bool = True

    def __post_init__(self) -> None:
        positive = {"capital": self.capital, "size": self.size, "multiplier": self.multiplier}
        positive |= {n: v for n in ("stop_loss", "take_profit") if (v := getattr(self, n)) is not None}
        wrong = [f"{name}={value}" for name, value in positive.items() if not 0.0 < value < math.inf]
        if not 0.0 <= self.lot < math.inf:
            wrong.append(f"lot={self.lot}")
        if self.stops_in not in ("fraction", "ticks"):
            wrong.append(f"stops_in={self.stops_in}")
        if wrong:
            raise BadInput("backtest_settings", settings=wrong)

    @property
    def has_stops(self) -> bool:
        """Whether a bar's range can end a trade."""
        return self.stop_loss is not None or self.take_profit is not None
