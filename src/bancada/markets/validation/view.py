"""A stretch of bars as the checks see it: in order of time, with the session and the second of day of each bar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from bancada.markets.bars import OPTIONAL, PRICES, Bars
from bancada.markets.instruments import Instrument, contract
from bancada.markets.series import Continuous, PriceBasis
from bancada.markets.sessions.clock import DAY_SECONDS, local_seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Subject", "View", "joined", "sort_bars", "view", "when"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of the series whose bars are looked at.

    Attributes
    ----------
    instrument : Instrument or None
    exchange : str
        Name of a calendar; empty where unknown.
    basis : PriceBasis or None
        None where nobody was asked.
    continuous : Continuous or None
    """

    instrument: Instrument | None
    exchange: str
    basis: PriceBasis | None
    continuous: Continuous | None

    def is_chain(self, symbol: str) -> bool:
        """Return whether the series is a chain of contracts."""
        future = contract(symbol)
        return self.continuous is not None or (future is not None and future.is_continuous)


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Bars in order of time, of which `counted` are judged and the others give context.

    Attributes
    ----------
    bars : Bars
    counted : slice
    session, second : ndarray of int64, shape (n,)
        Date of the session (days since 1970), seconds after its midnight on the exchange's clock.
    subject : Subject
    """

    bars: Bars
    counted: slice
    session: NDArray[np.int64]
    second: NDArray[np.int64]
    subject: Subject


def view(bars: Bars, *, counted: slice, subject: Subject) -> View:
    """Return the stretch with its clock worked out; `bars` must be in order of time."""
    local = local_seconds(bars.ts, bars.zone if bars.timeframe.is_intraday else "UTC")
    return View(bars, counted, local // DAY_SECONDS, local % DAY_SECONDS, subject)


def sort_bars(bars: Bars) -> Bars:
    """Return the bars in order of time, those of one instant as they stood; the same object where they are already."""
    if len(bars) < 2 or bool((bars.ts[1:] >= bars.ts[:-1]).all()):
        return bars
    return bars[np.argsort(bars.ts, kind="stable").astype(np.int64)]


def joined(earlier: Bars, later: Bars) -> Bars:
    """Return two stretches of one series end to end; a column that one lacks is NaN there."""
    arrays = {
        name: np.concatenate((getattr(earlier, name), getattr(later, name))) for name in ("ts", *PRICES, "volume")
    }
    for name in OPTIONAL:
        parts = (getattr(earlier, name), getattr(later, name))
        if any(part is not None for part in parts):
            sizes = (len(earlier), len(later))
            arrays[name] = np.concatenate(
                [np.full(n, np.nan) if a is None else a for a, n in zip(parts, sizes, strict=True)]
            )
    return replace(later, **arrays)  # type: ignore[arg-type]  # names and arrays are paired above


def when(ts: int, bars: Bars) -> str:
    """Return an instant as people write it: the date of a daily bar, else date and time on the exchange's clock."""
    moment = datetime.fromtimestamp(ts // 1_000_000_000, tz=UTC)
    if not bars.timeframe.is_intraday:
        return moment.strftime("%Y-%m-%d")
    return moment.astimezone(ZoneInfo(bars.zone)).strftime("%Y-%m-%d %H:%M")
