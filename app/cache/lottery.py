"""What the lottery page reads, and how long it may be kept. Keys are the record's identity, which is read afresh in every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cache.keeping import bench, frames, values

if TYPE_CHECKING:
    from bancada.core.dataset import DatasetInfo
    from bancada.domains.lottery.checker import CheckReport
    from bancada.domains.lottery.closures import Closure
    from bancada.domains.lottery.constraints import TicketRules
    from bancada.domains.lottery.draws import Draws
    from bancada.domains.lottery.statistics import HeatMap, HistoryStatistics
    from bancada.domains.lottery.tickets import Ticket
    from bancada.services.lottery.chance import Economics

__all__ = ["check", "closure", "count", "draws", "economics", "heat", "statistics"]


def draws(info: DatasetInfo) -> Draws:
    """Return all draws, oldest first; shared, as their arrays are read-only."""
    return _draws(info.cache_key)


@frames
def _draws(key: str) -> Draws:  # noqa: ARG001  # the key is what is hashed
    return bench().lottery.draws.draws()


def statistics(info: DatasetInfo) -> HistoryStatistics:
    """Return counts, delays, repeats, sums and shares beside what a fair game gives; shared."""
    return _statistics(info.cache_key)


@frames
def _statistics(key: str) -> HistoryStatistics:  # noqa: ARG001  # the key is what is hashed
    return bench().lottery.draws.statistics()


def heat(info: DatasetInfo, stretch: int) -> HeatMap:
    """Return how far each number's count lies from a fair game's, in every `stretch` draws; shared."""
    return _heat(info.cache_key, stretch)


@frames
def _heat(key: str, stretch: int) -> HeatMap:  # noqa: ARG001  # the key is what is hashed
    from bancada.domains.lottery.statistics import heat_map

    return heat_map(bench().lottery.draws.draws(), stretch=stretch)


def count(info: DatasetInfo, rules: TicketRules, size: int) -> int:
    """Return exactly how many tickets of `size` numbers keep the rules."""
    return _count(info.cache_key, rules, size)


@values
def _count(key: str, rules: TicketRules, size: int) -> int:  # noqa: ARG001  # rules may speak of the last draw
    return bench().lottery.tickets.count(rules, size=size)


@frames
def closure(pool: tuple[int, ...], guarantee: int) -> Closure:
    """Return the closure of a pool with its certificate, which is the same whatever was drawn; shared."""
    return bench().lottery.tickets.close(pool, guarantee=guarantee)


def check(info: DatasetInfo, tickets: tuple[Ticket, ...], contest: int | None) -> CheckReport:
    """Return tickets held against one contest, or all; shared, as its arrays are read-only."""
    return _check(info.cache_key, tickets, contest)


@frames
def _check(key: str, tickets: tuple[Ticket, ...], contest: int | None) -> CheckReport:  # noqa: ARG001  # as above
    return bench().lottery.tickets.check(tickets, contest=contest)


def economics(info: DatasetInfo) -> Economics:
    """Return prices, odds, what came back of what was spent over the record, and the cost of a year."""
    return _economics(info.cache_key)


@values
def _economics(key: str) -> Economics:  # noqa: ARG001  # as above
    return bench().lottery.chance.economics()
