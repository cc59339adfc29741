"""Positions that a model's answers call for, and the bars that they are traded on. It knows no costs.

A position is what `horizon` equal parts hold, each decided at one close, entered at the next open and kept for `horizon` sessions: 1 where
all decided "buy", -1 where all decided "sell" and short positions are allowed, 0 for "hold" (Jegadeesh and Titman 1993, "Returns to buying
winners and selling losers", Journal of Finance 48, section I, overlapping portfolios). What two parts would trade against each other at the
same open is not traded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.bars import Bars, make_bars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bancada.domains.assets.evaluation.part_rows import PartRows
    from bancada.domains.assets.values import AssetTable

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["TradedTicker", "decided_positions", "span_of", "traded_tickers"]


@dataclass(frozen=True, slots=True, eq=False)
class TradedTicker:
    """One ticker over the sessions of all.

    Attributes
    ----------
    code : int
        Index in the table's tickers.
    ticker : str
    bars : Bars
        On the basis that returns are reckoned on, one a session of the span; NaN where the ticker has none.
    positions : ndarray of float64, shape (n_sessions,)
        Decided at the close of each session, -1 to 1; NaN where the ticker has no bar.
    """

    code: int
    ticker: str
    bars: Bars
    positions: Floats


def span_of(part: PartRows, table: AssetTable) -> Ints:
    """Return the sessions of the table, of any ticker, from the first decision to the end of the last label, ns."""
    sessions = np.unique(table.ts)
    chosen: Ints = sessions[(sessions >= part.instants.min()) & (sessions <= table.end_ts[part.rows].max())]
    return chosen


def decided_positions(actions: Ints, *, horizon: int, allow_short: bool) -> Floats:
    """Return the position after each close: the mean of the last `horizon` decisions.

    Parameters
    ----------
    actions : ndarray of int64, shape (n,)
        Codes of `ACTION_NAMES`, one a session; -1 where nothing was decided, which counts as "hold".
    """
    wanted = np.where(actions >= 0, actions - 1.0, 0.0)
    if not allow_short:
        wanted = np.maximum(wanted, 0.0)
    sums = np.cumsum(wanted)
    # Rounded, so that a mean that comes back to what it was is not traded for its last binary digit.
    held: Floats = np.round((sums - np.concatenate([np.zeros(horizon), sums])[: len(sums)]) / horizon, 12)
    return held


def traded_tickers(
    part: PartRows, table: AssetTable, *, allow_short: bool, fills: Mapping[str, Bars] | None = None
) -> tuple[TradedTicker, ...]:
    """Return each answered ticker with its positions and bars.

    The open of a session, on the basis that returns are reckoned on, is its close times raw open over raw close where raw bars are given.
    Otherwise it is what the label of the session before was entered at; where there is no such label, it is missing, and an order waits.
    """
    span = span_of(part, table)
    return tuple(
        _traded(int(code), part, table, span, allow_short=allow_short, raw=(fills or {}).get(table.tickers[code]))
        for code in np.unique(part.tickers)
    )


def _traded(
    code: int, part: PartRows, table: AssetTable, span: Ints, *, allow_short: bool, raw: Bars | None
) -> TradedTicker:
    own = np.arange(table.offsets[code], table.offsets[code + 1])
    own = own[(table.ts[own] >= span[0]) & (table.ts[own] <= span[-1])]
    places = np.searchsorted(span, table.ts[own])
    actions = np.full(len(own), -1)
    chosen = part.of_ticker(code)
    actions[np.searchsorted(own, part.rows[chosen])] = part.action[chosen]
    opens, closes, positions = (np.full(len(span), np.nan) for _ in range(3))
    closes[places] = table.close[own]
    opens[places] = _opens(table, own, first=int(table.offsets[code])) if raw is None else _raw_opens(table, own, raw)
    positions[places] = decided_positions(actions, horizon=table.horizon, allow_short=allow_short)
    low, high = np.fmin(opens, closes), np.fmax(opens, closes)
    bars = make_bars(table.tickers[code], "1d", ts=span, open=opens, high=high, low=low, close=closes)
    return TradedTicker(code, table.tickers[code], bars, positions)


def _opens(table: AssetTable, own: Ints, *, first: int) -> Floats:
    """Return opens from the labels of the rows before: a return runs from the next open to the close `horizon` sessions on."""
    before = own - 1
    is_known = (before >= first) & np.isfinite(table.returns[np.maximum(before, 0)])
    ends = np.where(is_known, before + table.horizon, 0)
    return np.where(is_known, table.close[ends] / (1.0 + table.returns[np.maximum(before, 0)]), np.nan)


def _raw_opens(table: AssetTable, own: Ints, raw: Bars) -> Floats:
    at = np.searchsorted(raw.ts, table.ts[own])
    at = np.minimum(at, len(raw) - 1)
    is_known = raw.ts[at] == table.ts[own]
    return np.where(is_known, table.close[own] * raw.open[at] / raw.close[at], np.nan)
