"""The present instant, where no other clock is handed in."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["utc_now"]


def utc_now() -> datetime:
    """Return the present instant, aware, UTC."""
    return datetime.now(UTC)
