"""Which findings about bars concern the bars that were chosen, and how equal ones about several tickers are told as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bancada.core.finding import Finding
    from bancada.domains.assets.values import LoadedTicker
    from bancada.markets.validation import Check

__all__ = ["gathered", "noticed_within"]

_DAY = len("2024-01-31")


def noticed_within(loaded: LoadedTicker) -> tuple[Finding, ...]:
    """Return what validating a ticker's series found, less what is known to lie in other years than the chosen ones.

    A check keeps a few of its places. It is left out only where it keeps all of them and none meets the span from the first loaded bar to
    the last; whatever is not known stays.
    """
    bars = loaded.bars[loaded.basis]
    if not len(bars):
        return loaded.report.findings
    first, last = _day(int(bars.ts[0])), _day(int(bars.ts[-1]))
    elsewhere = [one.finding for one in loaded.report.checks if _lies_elsewhere(one, first, last)]
    return tuple(one for one in loaded.report.findings if one not in elsewhere)


def gathered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with those that differ in their ticker alone told as one, in the order in which each was first told.

    The fact `ticker` of one about several is a list.
    """
    found: list[tuple[Finding, list[str]]] = []
    for one in findings:
        alike = next((names for other, names in found if names and _differ_in_ticker(one, other)), None)
        if alike is None:
            found.append((one, [one.facts["ticker"]] if isinstance(one.facts.get("ticker"), str) else []))
        else:
            alike.append(one.facts["ticker"])
    return tuple(replace(one, facts={**one.facts, "ticker": names}) if len(names) > 1 else one for one, names in found)


def _differ_in_ticker(one: Finding, other: Finding) -> bool:
    if not isinstance(one.facts.get("ticker"), str):
        return False
    return replace(one, facts={**one.facts, "ticker": ""}) == replace(other, facts={**other.facts, "ticker": ""})


def _lies_elsewhere(check: Check, first: str, last: str) -> bool:
    if check.finding is None or not check.examples:
        return False
    places = min(check.count, int(check.finding.facts.get("gaps", check.count)))
    if places > len(check.examples):
        return False
    return all((one.until or one.at)[:_DAY] < first or one.at[:_DAY] > last for one in check.examples)


def _day(ts: int) -> str:
    return datetime.fromtimestamp(ts / 1e9, tz=UTC).date().isoformat()
