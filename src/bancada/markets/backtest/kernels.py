"""The compiled loops of the backtest. What they mean is said in `engine.backtest`; a plain event loop in the tests holds them.

Money is kept as cash plus units times the last usable price, so a bar without a fill costs one multiplication.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from bancada.markets.backtest.result import TRADE

__all__ = ["FULL", "INFINITE", "Terms", "simulate", "trades_of"]

# The numbers of result.Reason, spelled out for Numba.
TARGET, STOP_LOSS, TAKE_PROFIT, SESSION_END, ROLL, LAST_BAR, OPEN = range(7)
FULL, INFINITE = -1, -2


class Terms(NamedTuple):
    """`BacktestSpec` in numbers: rates as fractions of price, distances in price, infinite where there is no stop."""

    capital: float
    size: float
    of_value: bool
    of_equity: bool
    lot: float
    multiplier: float
    rate: float
    per_contract: float
    slip: float
    slip_rate: float
    has_stops: bool
    stop: float
    stop_rate: float
    take: float
    take_rate: float
    lapses: bool
    shorts: bool
    close_at_end: bool


@njit(cache=True, nogil=True, forceinline=True)
def _usable(price: float) -> bool:
    return price - price < abs(price)  # finite and not zero in one comparison, which is felt


@njit(cache=True, nogil=True, forceinline=True)
def _quantity(position: float, equity: float, mark: float, terms: Terms) -> float:
    """Return the units that a position stands for; NaN where money cannot be turned into units yet."""
    if not terms.of_value or position == 0.0:
        return position * terms.size
    if mark == 0.0:
        return np.nan
    money = max(equity, 0.0) if terms.of_equity else terms.capital
    units = position * terms.size * money / (abs(mark) * terms.multiplier)
    return np.trunc(units / terms.lot) * terms.lot if terms.lot > 0.0 else units


@njit(cache=True, nogil=True, forceinline=True)
def _fill(book, n, i, held, after, base, reason, cash, terms):  # type: ignore[no-untyped-def]  # noqa: PLR0917  # Numba inlines it
    """Write one fill from `held` to `after` units at a price around `base`; return the price and the cash left."""
    units = after - held
    slip = 0.0 if reason == TAKE_PROFIT else terms.slip + terms.slip_rate * abs(base)
    price = base + np.copysign(slip, units)
    cost = abs(units) * (terms.per_contract + terms.rate * abs(price) * terms.multiplier)
    row = book[n]
    row.bar = i
    row.units = units
    row.price = price
    row.cost = cost
    row.slippage = abs(units) * slip * terms.multiplier
    row.held = after
    row.reason = reason
    return price, cash - units * price * terms.multiplier - cost


@njit(cache=True, nogil=True, forceinline=True)
def _entry(entry: float, held: float, after: float, price: float) -> float:
    """Return the average entry price that stops are measured from, after a fill."""
    if held * after <= 0.0:
        return price
    if abs(after) <= abs(held):
        return entry
    return (entry * held + price * (after - held)) / after


@njit(cache=True, nogil=True, forceinline=True)
def _stopped(  # noqa: PLR0917  # Numba inlines it
    side: float, entry: float, first: float, high: float, low: float, terms: Terms
) -> tuple[int, float]:
    """Return why a bar ends the position, TARGET for not at all, and the price before slippage; the stop comes first."""
    stop = entry - side * (terms.stop + terms.stop_rate * abs(entry))
    take = entry + side * (terms.take + terms.take_rate * abs(entry))
    worst, best = (low, high) if side > 0.0 else (high, low)
    if side * (first - stop) <= 0.0:
        return STOP_LOSS, first
    if side * (first - take) >= 0.0:
        return TAKE_PROFIT, first
    if _usable(worst) and side * (worst - stop) <= 0.0:
        return STOP_LOSS, stop
    if _usable(best) and side * (best - take) >= 0.0:
        return TAKE_PROFIT, take
    return TARGET, first


@njit(cache=True, nogil=True, forceinline=True)
def _quiet(i, until, closes, positions, wanted, cash, worth, equity):  # type: ignore[no-untyped-def]  # noqa: PLR0917  # Numba inlines it
    """Mark bars in which nothing is decided or filled; return the first one that is not so."""
    k, end = np.uintp(i), np.uintp(until)  # unsigned, so that no index is asked whether it counts from the end
    while k < end and positions[k] == wanted and _usable(closes[k]):
        equity[k] = cash + worth * closes[k]
        k += np.uintp(1)
    return np.intp(k)


@njit(cache=True, nogil=True)
def simulate(opens, highs, lows, closes, positions, rolls, ends, terms, equity, book):  # type: ignore[no-untyped-def]  # noqa: C901, PLR0912, PLR0915, PLR0917  # one pass, and Numba takes no keywords cheaply
    """Fill `equity`, shape (n,), and `book`, dtype `FILL`; return how many fills there were and the last price.

    Long because the state of one pass lives in it. rolls and ends are ascending int64 positions. Instead of a number of fills
    it returns FULL where the book is too small (growing it here would make every bar six times slower) and INFINITE where a
    position is.
    """
    cash, held, entry, mark = terms.capital, 0.0, 0.0, 0.0
    wanted, target, is_rolling = 0.0, 0.0, False
    n, n_rolls, n_ends, i = 0, 0, 0, -1
    while i + 1 < len(closes):
        i += 1
        if target == held and not is_rolling and not (terms.has_stops and held != 0.0):
            until = min(
                rolls[n_rolls] if n_rolls < len(rolls) else len(closes),
                ends[n_ends] if n_ends < len(ends) else len(closes),
            )
            busy = _quiet(i, until, closes, positions, wanted, cash, held * terms.multiplier, equity)
            if busy > i:
                mark = closes[busy - 1]
                i = busy
                if i == len(closes):
                    break
        if n + 4 > len(book):
            return FULL, mark
        if n_rolls < len(rolls) and rolls[n_rolls] == i:
            n_rolls += 1
            is_rolling = held != 0.0
        if (target != held or is_rolling) and _usable(opens[i]):
            if is_rolling:
                before = held
                _, cash = _fill(book, n, i, held, 0.0, mark, ROLL, cash, terms)
                n += 1
                entry += opens[i] - mark  # the levels of the stops move with the gap
                if target != 0.0:
                    price, cash = _fill(book, n, i, 0.0, target, opens[i], ROLL, cash, terms)
                    n += 1
                    entry = _entry(entry, before, target, price)
                is_rolling = False
            else:
                price, cash = _fill(book, n, i, held, target, opens[i], TARGET, cash, terms)
                n += 1
                entry = _entry(entry, held, target, price)
            held, mark = target, opens[i]
        if terms.has_stops and held != 0.0 and _usable(opens[i]):
            reason, base = _stopped(np.sign(held), entry, opens[i], highs[i], lows[i], terms)
            if reason != TARGET:
                _, cash = _fill(book, n, i, held, 0.0, base, reason, cash, terms)
                n += 1
                held, target = 0.0, 0.0
        if _usable(closes[i]) and not is_rolling:
            mark = closes[i]
            if n_ends < len(ends) and ends[n_ends] == i and held != 0.0:
                _, cash = _fill(book, n, i, held, 0.0, mark, SESSION_END, cash, terms)
                n += 1
                held = 0.0
        elif _usable(opens[i]) and not is_rolling:
            mark = opens[i]
        equity[i] = cash + held * terms.multiplier * mark
        position = positions[i]
        if position < 0.0 and not terms.shorts:
            position = 0.0
        if n_ends < len(ends) and ends[n_ends] == i:
            n_ends += 1
            if terms.lapses:
                position = 0.0
        if position != wanted and position == position:  # noqa: PLR0124  # not NaN
            if np.isinf(position):
                return INFINITE, mark
            units = _quantity(position, equity[i], mark, terms)
            if not np.isnan(units):
                wanted, target = position, units
    if terms.close_at_end and held != 0.0:
        last = len(closes) - 1
        _, cash = _fill(book, n, last, held, 0.0, mark, LAST_BAR, cash, terms)
        n += 1
        equity[last] = cash
    return n, mark


@njit(cache=True, nogil=True)
def _excursion(trade, flow, held, first, last, opens, highs, lows, multiplier):  # type: ignore[no-untyped-def]  # compiled for what comes  # noqa: PLR0917
    """Widen the extremes of a trade by the bars first..last-1; flow is what its fills took in so far, in points."""
    top, bottom = -np.inf, np.inf
    j, end = np.uintp(first), np.uintp(max(first, last))
    while j < end:
        if _usable(opens[j]):
            top = max(top, highs[j] if _usable(highs[j]) else top)
            bottom = min(bottom, lows[j] if _usable(lows[j]) else bottom)
        j += np.uintp(1)
    for price in (top, bottom):
        if np.isfinite(price):
            value = (flow + held * price) * multiplier
            trade.mae = min(trade.mae, value)
            trade.mfe = max(trade.mfe, value)


@njit(cache=True, nogil=True)
def _parts(held: float, after: float) -> tuple[float, float]:
    """Return the units of a fill that leave a position, and those that enter one."""
    if held * after < 0.0:
        return -held, after
    if abs(after) >= abs(held):
        return 0.0, after - held
    return after - held, 0.0


@njit(cache=True, nogil=True)
def _begin(trade, fill):  # type: ignore[no-untyped-def]  # compiled for what comes
    trade.entry_bar = fill.bar
    trade.side = 1 if fill.held > 0.0 else -1
    trade.quantity = 0.0
    trade.entry_price = 0.0
    trade.exit_price = 0.0
    trade.costs = 0.0
    trade.slippage = 0.0
    trade.mae = 0.0
    trade.mfe = 0.0


@njit(cache=True, nogil=True)
def _pay(trade, fill, part):  # type: ignore[no-untyped-def]  # compiled for what comes
    """Charge a trade with its part of a fill, which two trades share where a position turns round."""
    share = part / fill.units
    trade.costs += share * fill.cost
    trade.slippage += share * fill.slippage


@njit(cache=True, nogil=True)
def _end(trade, flow, bar, reason, multiplier):  # type: ignore[no-untyped-def]  # compiled for what comes
    """Turn the sums of a trade into averages and results; flow is all that its fills took in, in points."""
    trade.exit_bar = bar
    trade.reason = reason
    trade.bars_held = bar - trade.entry_bar
    trade.gross = flow * multiplier
    trade.net = trade.gross - trade.costs
    trade.entry_price /= trade.quantity
    trade.exit_price /= trade.quantity
    trade.mae = min(trade.mae, trade.gross)
    trade.mfe = max(trade.mfe, trade.gross)


@njit(cache=True, nogil=True)
def trades_of(fills, opens, highs, lows, mark, multiplier):  # type: ignore[no-untyped-def]  # compiled for what comes  # noqa: PLR0917
    """Return the trades that these fills make, dtype `TRADE`; one still open is ended at `mark`, the last price."""
    trades = np.empty(len(fills) + 1, dtype=TRADE)
    n, held, flow = 0, 0.0, 0.0
    for k in range(len(fills)):
        fill, trade = fills[k], trades[n]
        if held != 0.0:
            until = fill.bar + 1 if fill.reason in (SESSION_END, LAST_BAR) else fill.bar
            _excursion(trade, flow, held, fills[k - 1].bar, until, opens, highs, lows, multiplier)
        leaving, entering = _parts(held, fill.held)
        if leaving != 0.0:
            _pay(trade, fill, leaving)
            trade.exit_price += abs(leaving) * fill.price
            flow -= leaving * fill.price
            if entering != 0.0 or fill.held == 0.0:
                _end(trade, flow, fill.bar, fill.reason, multiplier)
                n, held, flow = n + 1, 0.0, 0.0
        if entering != 0.0:
            trade = trades[n]
            if held == 0.0:
                _begin(trade, fill)
            _pay(trade, fill, entering)
            trade.quantity += abs(entering)
            trade.entry_price += abs(entering) * fill.price
            flow -= entering * fill.price
        held = fill.held
    if held != 0.0:
        trade = trades[n]
        _excursion(trade, flow, held, fills[-1].bar, len(opens), opens, highs, lows, multiplier)
        trade.exit_price += abs(held) * mark
        _end(trade, flow + held * mark, len(opens) - 1, OPEN, multiplier)
        n += 1
    return trades[:n]
