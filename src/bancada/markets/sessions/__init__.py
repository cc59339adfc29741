"""Sessions: on which days and at which hours a market trades, and which session a bar belongs to.

Names resolve on first use (PEP 562), so that naming the package reads no calendar.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.markets.sessions.clock import local_seconds, session_of
    from bancada.markets.sessions.days import ALWAYS_OPEN, Calendar, calendar
    from bancada.markets.sessions.hours import SessionHours, hours_of, is_inside, product_of
    from bancada.markets.sessions.rolls import expiry_of, roll_positions
    from bancada.markets.sessions.year import bars_per_year, sessions_per_year

_HOME = {
    "ALWAYS_OPEN": "days",
    "Calendar": "days",
    "SessionHours": "hours",
    "bars_per_year": "year",
    "calendar": "days",
    "expiry_of": "rolls",
    "hours_of": "hours",
    "is_inside": "hours",
    "local_seconds": "clock",
    "product_of": "hours",
    "roll_positions": "rolls",
    "session_of": "clock",
    "sessions_per_year": "year",
}

__all__ = [
    "ALWAYS_OPEN",
    "Calendar",
    "SessionHours",
    "bars_per_year",
    "calendar",
    "expiry_of",
    "hours_of",
    "is_inside",
    "local_seconds",
    "product_of",
    "roll_positions",
    "session_of",
    "sessions_per_year",
]


def __getattr__(name: str) -> Any:  # Any: whatever the module of that name holds
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
