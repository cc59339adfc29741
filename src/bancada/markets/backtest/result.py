"""What a backtest answers: equity, every fill, every trade. It knows no engine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.backtest.spec import BacktestSpec
from bancada.markets.bars import Bars

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["FILL", "TRADE", "Backtest", "Reason"]


class Reason(IntEnum):
    """Why a fill happened, and so why a trade ended."""

    TARGET = 0
    """The decided position changed; at the open."""
    STOP_LOSS = 1
    TAKE_PROFIT = 2
    SESSION_END = 3
    """At the close of a session's last bar."""
    ROLL = 4
    """The contract ended: out of the old one at the last price known of it, into the new one at its first open."""
    LAST_BAR = 5
    """The bars ended: at the last close."""
    OPEN = 6
    """Only of a trade: not ended, marked to the last close, without the costs of leaving."""


FILL = np.dtype(
    [
        ("bar", np.int64),
        ("units", np.float64),
        ("price", np.float64),
        ("cost", np.float64),
        ("slippage", np.float64),
        ("held", np.float64),
        ("reason", np.int64),
    ]
)
"""A fill: bar, signed contracts or shares, price with slippage in it, costs and slippage in currency, units held after it,
`Reason`. All fills are at the open but for stops (at their level, or the open where it lies beyond), `SESSION_END` and
`LAST_BAR` (at the close) and the old contract's side of a `ROLL` (its last close, charged in the new contract's first bar)."""

TRADE = np.dtype(
    [
        ("entry_bar", np.int64),
        ("exit_bar", np.int64),
        ("side", np.int64),
        ("quantity", np.float64),
        ("entry_price", np.float64),
        ("exit_price", np.float64),
        ("gross", np.float64),
        ("costs", np.float64),
        ("net", np.float64),
        ("slippage", np.float64),
        ("mae", np.float64),
        ("mfe", np.float64),
        ("reason", np.int64),
        ("bars_held", np.int64),
    ]
)
"""A trade, from flat (or from the other side, or from the roll) to flat.

side is 1 or -1; quantity all units opened in it; prices are averages over its fills; gross, costs, net = gross - costs,
slippage (already in gross) in currency; mae <= 0 <= mfe the worst and the best open result in currency, by highs and lows of
the bars held to their end and by the exit price (the bar of an exit inside it counts the exit only, since the order of
prices within it is unknown); bars_held = exit_bar - entry_bar; `Reason` of its last fill."""


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """The answer of `backtest`.

    Attributes
    ----------
    bars : Bars
    spec : BacktestSpec
    equity : ndarray of float64, shape (n,)
        Capital plus everything won and lost and paid, marked to each close; never NaN.
    fills : structured ndarray, dtype `FILL`
    trades : structured ndarray, dtype `TRADE`
    """

    bars: Bars
    spec: BacktestSpec
    equity: NDArray[np.float64]
    fills: NDArray[np.void]
    trades: NDArray[np.void]

    @property
    def pnl(self) -> NDArray[np.float64]:
        """Change of equity in each bar, costs paid, currency, shape (n,)."""
        return np.diff(self.equity, prepend=self.spec.capital)

    @property
    def position(self) -> NDArray[np.float64]:
        """Contracts or shares held after each close, signed, shape (n,)."""
        bars = self.fills["bar"]
        lengths = np.diff(np.concatenate(([0], bars, [len(self.equity)])))
        return np.repeat(np.concatenate(([0.0], self.fills["held"])), lengths)

    @property
    def costs(self) -> NDArray[np.float64]:
        """Costs paid in each bar, slippage left out, currency, shape (n,)."""
        return np.bincount(self.fills["bar"], self.fills["cost"], len(self.equity)).astype(np.float64, copy=False)

    @property
    def n_fills(self) -> int:
        """How many sides were traded."""
        return len(self.fills)

    @property
    def net(self) -> float:
        """What was won in all, costs paid, currency."""
        return float(self.equity[-1] - self.spec.capital) if len(self.equity) else 0.0

    @property
    def traded_value(self) -> float:
        """Value of all fills, currency; both sides of a trade count."""
        return float(np.abs(self.fills["units"] * self.fills["price"]).sum() * self.spec.multiplier)

    @property
    def turnover(self) -> float:
        """Traded value as a multiple of the stated capital."""
        return self.traded_value / self.spec.capital

    @property
    def exposure(self) -> float:
        """Share of closes at which something was held; NaN without bars."""
        return float(np.count_nonzero(self.position) / len(self.equity)) if len(self.equity) else float("nan")

    def trades_frame(self) -> pd.DataFrame:
        """Return the trades as a new frame, with aware instants and the reason's name."""
        import pandas as pd

        frame = pd.DataFrame(self.trades)
        for which in ("entry", "exit"):
            opened = self.bars.ts[self.trades[f"{which}_bar"]]
            frame[f"{which}_ts"] = pd.to_datetime(opened, unit="ns", utc=True)
        frame["reason"] = [Reason(code).name.lower() for code in self.trades["reason"]]
        return frame
