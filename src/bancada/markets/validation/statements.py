"""What is to be known of a series beside its bars: what nobody stated, what was refused, what could not be checked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bancada.core.finding import Finding, Severity
from bancada.markets.series import PriceBasis, SeriesInfo
from bancada.markets.sessions.days import Calendar
from bancada.markets.sessions.hours import hours_of, product_of
from bancada.markets.sessions.rolls import roll_positions
from bancada.markets.validation.traded import Traded
from bancada.markets.validation.view import Subject

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


def of_rolls(symbol: str, table: Traded, subject: Subject) -> list[Finding]:
    """Return how many rolls a chain has by its contracts' expiry, and the widest gap at one."""
    if subject.instrument is None or subject.instrument.roll is None or not subject.is_chain(symbol):
        return []
    daily = table.daily(symbol)
    at = roll_positions(daily, subject.instrument)
    if not len(at):
        return []
    gap = daily.open[at] / daily.close[at - 1] - 1
    widest = int(np.nanargmax(np.abs(gap))) if np.isfinite(gap).any() else 0
    day = str(np.datetime64(int(table.day[at[widest]]), "D"))
    facts = {"count": len(at), "date": day, "gap": float(gap[widest]), "rule": subject.instrument.roll.value}
    return [Finding("bars_rolls", Severity.INFO, facts=facts)]
