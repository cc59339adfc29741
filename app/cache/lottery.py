"""What the lottery page reads, and how long it may be kept. Keys are the record's identity, which is read afresh in every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cache.keeping import bench, frames

if TYPE_CHECKING:
    from bancada.core.dataset import DatasetInfo
    from bancada.domains.lottery.draws import Draws
    from bancada.domains.lottery.statistics import HistoryStatistics

__all__ = ["draws", "statistics"]


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
