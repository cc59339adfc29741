"""What is to be known of a series beside its bars: what nobody stated, what was refused, what could not be checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.finding import Finding, Severity
from bancada.markets.series import PriceBasis, SeriesInfo
from bancada.markets.sessions.days import Calendar
from bancada.markets.sessions.hours import hours_of, product_of
from bancada.markets.sessions.rolls import roll_positions
from bancada.markets.validation.traded import Traded
from bancada.markets.validation.view import Subject

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["of_calendar", "of_import", "of_rolls", "of_series"]


def of_series(symbol: str, subject: Subject, info: SeriesInfo | None) -> list[Finding]:
    """Return what the series leaves unstated, and whether it says of itself that it was made up."""
    found = []
    if info is not None and info.is_simulated:
        found.append(Finding("bars_simulated", Severity.CAUTION, facts={"symbol": symbol}))
    if subject.basis is PriceBasis.UNSTATED:
        found.append(Finding("bars_basis_unstated", Severity.CAUTION, facts={"symbol": symbol}))
    if subject.is_chain(symbol):
        chain = subject.continuous
        if chain is None or "unstated" in (chain.adjustment, chain.roll_rule):
            found.append(Finding("bars_chain_unstated", Severity.CAUTION, facts={"symbol": symbol}))
    return found


def of_import(refused: Sequence[Finding]) -> list[Finding]:
    """Return the rows that the import refused, with the reasons; each reason's fact `count` says how many, else it is one."""
    if not refused:
        return []
    count = sum(int(reason.facts.get("count", 1)) for reason in refused)
    facts = {"count": count, "reasons": list(refused)}
    return [Finding("bars_refused", Severity.CAUTION, facts=facts)]


def of_calendar(table: Traded, subject: Subject, sessions: Calendar | None, *, is_intraday: bool) -> list[Finding]:
    """Return what the calendar and the table of hours could not say."""
    if sessions is None:
        return [Finding("bars_no_calendar", Severity.INFO, facts={"exchange": subject.exchange or "?"})]
    found = []
    beyond = ~sessions.covers(table.day)
    if beyond.any():
        facts = {"exchange": subject.exchange, "count": int(beyond.sum()), "of": len(table)}
        found.append(Finding("bars_beyond_calendar", Severity.INFO, facts=facts))
    if is_intraday:
        product = product_of(subject.instrument, subject.exchange)
        unknown = int((~hours_of(product, table.day).known).sum())
        if unknown:
            facts = {"count": unknown, "of": len(table)}
            found.append(Finding("bars_hours_unknown", Severity.INFO, facts=facts))
    return found


def of_rolls(symbol: str, table: Traded, subject: Subject, sessions: Calendar | None) -> list[Finding]:
    """Return how many rolls a chain has by its contracts' expiry, and the widest gap at one.

    A roll that falls into a hole of the data is counted apart: what lies across it is more than a roll.
    """
    if subject.instrument is None or subject.instrument.roll is None or not subject.is_chain(symbol):
        return []
    daily = table.daily(symbol)
    every = roll_positions(daily, subject.instrument)
    at = every if sessions is None else every[~_is_after_hole(table, every, sessions)]
    gap = daily.open[at] / daily.close[at - 1] - 1
    if not np.isfinite(gap).any():
        return []
    widest = int(np.nanargmax(np.abs(gap)))
    facts = {
        "count": len(at),
        "date": str(np.datetime64(int(table.day[at[widest]]), "D")),
        "gap": float(gap[widest]),
        "rule": subject.instrument.roll.value,
        "unseen": len(every) - len(at),
    }
    return [Finding("bars_rolls", Severity.INFO, facts=facts)]


def _is_after_hole(table: Traded, at: NDArray[np.int64], sessions: Calendar) -> NDArray[np.bool_]:
    """Return which of these rows follow a session of the calendar that has no bar."""
    if not len(at):
        return np.zeros(0, dtype=np.bool_)
    expected = sessions.between(int(table.day[0]), int(table.day[-1]))
    missing = expected[~np.isin(expected, table.day)]
    return np.asarray(np.searchsorted(missing, table.day[at]) > np.searchsorted(missing, table.day[at - 1]))
