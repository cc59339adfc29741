"""How long one bar is."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Timeframe"]


class Timeframe(StrEnum):
    """The span of one bar, as analysts write it."""

    M1 = "1m"
    M5 = "5m"
    M15 = "15m"
    M30 = "30m"
    H1 = "1h"
    D1 = "1d"

    @property
    def seconds(self) -> int:
        """Its length; a day counts 24 hours."""
        return _SECONDS[self]

    @property
    def nanoseconds(self) -> int:
        """Its length, in the unit of `Bars.ts`."""
        return self.seconds * 1_000_000_000

    @property
    def is_intraday(self) -> bool:
        """Whether several bars make one session."""
        return self is not Timeframe.D1


_SECONDS = {
    Timeframe.M1: 60,
    Timeframe.M5: 300,
    Timeframe.M15: 900,
    Timeframe.M30: 1_800,
    Timeframe.H1: 3_600,
    Timeframe.D1: 86_400,
}
