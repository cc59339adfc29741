"""The backtest once more, as a plain loop over events: slow, and simple enough to be checked by eye.

It keeps profit by increments from mark to mark where the library keeps cash, so that the two share no arithmetic.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from bancada.markets.backtest import BacktestSpec, Sizing
from bancada.markets.bars import Bars


@dataclass
class Trade:
    """A round trip while it lasts."""

    entry_bar: int
    side: int
    opened: list[tuple[float, float]] = field(default_factory=list)
    closed: list[tuple[float, float]] = field(default_factory=list)
    costs: float = 0.0
    gross: float = 0.0
    mae: float = 0.0
    mfe: float = 0.0
    exit_bar: int = -1
    reason: str = ""


def usable(price: float) -> bool:
    """Return whether a price was traded."""
    return math.isfinite(price) and price != 0.0


class Account:
    """Equity, units held and the open trade."""

    def __init__(self, spec: BacktestSpec) -> None:
        self.spec = spec
        self.equity = spec.capital
        self.held = 0.0
        self.mark = 0.0
        self.entry = 0.0
        self.trade: Trade | None = None
        self.trades: list[Trade] = []

    def see(self, price: float) -> None:
        """Mark to a price."""
        won = self.held * (price - self.mark) * self.spec.multiplier
        self.equity += won
        self.mark = price
        if self.trade:
            self.trade.gross += won

    def pass_by(self, price: float) -> None:
        """Let the open trade know a price of a bar that it was held through."""
        if self.trade and usable(price):
            value = self.trade.gross + self.held * (price - self.mark) * self.spec.multiplier
            self.trade.mae = min(self.trade.mae, value)
            self.trade.mfe = max(self.trade.mfe, value)

    def fill(self, bar: int, after: float, base: float, reason: str) -> None:
        """Trade until `after` units are held, all of them entering or all of them leaving."""
        units = after - self.held
        if units == 0.0:
            return
        costs = self.spec.costs
        slip = (
            0.0 if reason == "take_profit" else costs.slippage_ticks * costs.tick + costs.slippage_bps / 1e4 * abs(base)
        )
        price = base + math.copysign(slip, units)
        paid = abs(units) * (costs.per_contract + costs.bps / 1e4 * abs(price) * self.spec.multiplier)
        lost = abs(units) * slip * self.spec.multiplier
        self.see(base)
        if self.trade is None:
            self.trade = Trade(bar, int(math.copysign(1, units)))
            self.entry = price
        elif abs(after) > abs(self.held):
            self.entry = (self.entry * self.held + price * units) / after
        legs = self.trade.opened if abs(after) > abs(self.held) else self.trade.closed
        legs.append((abs(units), price))
        self.held = after
        self.equity -= lost + paid
        self.trade.gross -= lost
        self.trade.costs += paid
        if after == 0.0:
            self.end(bar, reason)

    def end(self, bar: int, reason: str) -> None:
        """Put the open trade among the ended ones."""
        assert self.trade
        self.trade.exit_bar, self.trade.reason = bar, reason
        self.trade.mae = min(self.trade.mae, self.trade.gross)
        self.trade.mfe = max(self.trade.mfe, self.trade.gross)
        self.trades.append(self.trade)
        self.trade = None

    def move(self, bar: int, target: float, base: float, reason: str) -> None:
        """Trade to a target; through zero as two trades."""
        if self.held * target < 0.0:
            self.fill(bar, 0.0, base, reason)
        self.fill(bar, target, base, reason)


def units_of(position: float, account: Account) -> float | None:
    """Return what a position stands for, None where no price is known yet."""
    spec = account.spec
    if spec.sizing is Sizing.UNITS or position == 0.0:
        return position * spec.size
    if account.mark == 0.0:
        return None
    money = max(account.equity, 0.0) if spec.sizing is Sizing.EQUITY else spec.capital
    units = position * spec.size * money / (abs(account.mark) * spec.multiplier)
    return math.trunc(units / spec.lot) * spec.lot if spec.lot else units


def stopped(account: Account, first: float, high: float, low: float) -> tuple[str, float] | None:
    """Return why and at which price the bar ends the position."""
    spec, side = account.spec, math.copysign(1.0, account.held)

    def away(distance: float | None) -> float:
        if distance is None:
            return math.inf
        return distance * (spec.costs.tick if spec.stops_in == "ticks" else abs(account.entry))

    stop, take = account.entry - side * away(spec.stop_loss), account.entry + side * away(spec.take_profit)
    worst, best = (low, high) if side > 0 else (high, low)
    if side * first <= side * stop:
        return "stop_loss", first
    if side * first >= side * take:
        return "take_profit", first
    if usable(worst) and side * worst <= side * stop:
        return "stop_loss", stop
    if usable(best) and side * best >= side * take:
        return "take_profit", take
    return None


def roll(account: Account, bar: int, target: float, first: float) -> None:
    """Leave the old contract at its last price, take the target in the new one; stops keep their distance from the price."""
    old, entry, gap = account.held, account.entry, first - account.mark
    account.move(bar, 0.0, account.mark, "roll")
    account.mark = first
    account.move(bar, target, first, "roll")
    if old * target > 0.0:
        added = max(abs(target) - abs(old), 0.0)
        account.entry = ((entry + gap) * (abs(target) - added) + account.entry * added) / abs(target)


def replay(  # noqa: C901  # every rule of the order of events, one after another
    bars: Bars, positions: list[float], spec: BacktestSpec, rolls: set[int], ends: set[int]
) -> tuple[list[float], Account]:
    """Return the equity at each close and the account after the last."""
    account, equity = Account(spec), []
    wanted, target, rolling = 0.0, 0.0, False
    columns = zip(*(x.tolist() for x in (bars.open, bars.high, bars.low, bars.close)), positions, strict=True)
    for bar, (first, high, low, last, decided) in enumerate(columns):
        if bar in rolls and account.held:
            rolling = True
        if usable(first):
            if rolling:
                roll(account, bar, target, first)
                rolling = False
            account.move(bar, target, first, "target")
            account.see(first)
            hit = stopped(account, first, high, low) if account.held else None
            if hit:
                account.move(bar, 0.0, hit[1], hit[0])
                account.see(first)
                target = 0.0
            account.pass_by(high)
            account.pass_by(low)
        if usable(last) and not rolling:
            account.see(last)
            if bar in ends and spec.flat_at_session_end:
                account.move(bar, 0.0, last, "session_end")
        equity.append(account.equity)
        if bar in ends and spec.flat_at_session_end and spec.lapse_at_session_end:
            decided = 0.0  # noqa: PLW2901  # nothing decided here outlives the session
        chosen = decided if spec.allow_short else max(decided, 0.0)
        if not math.isnan(decided) and chosen != wanted:
            units = units_of(chosen, account)
            if units is not None:
                wanted, target = chosen, units
    if account.trade and not spec.close_at_end:
        account.end(len(positions) - 1, "open")
    if account.held and spec.close_at_end:
        account.move(len(positions) - 1, 0.0, account.mark, "last_bar")
        equity[-1] = account.equity
    return equity, account
