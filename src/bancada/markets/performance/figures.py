"""A figure of a tear sheet: its value, its interval, or why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from bancada.core.leaderboard import Interval
from bancada.core.messages import render

__all__ = ["Figure", "FigureKind", "figure"]


class FigureKind(StrEnum):
    """What a figure counts, so that every door can write it as its readers do."""

    MONEY = "money"
    """Currency of the capital."""
    SHARE = "share"
    """A fraction: 0.01 is 1%."""
    RATIO = "ratio"
    PROBABILITY = "probability"
    COUNT = "count"
    SESSIONS = "sessions"
    BARS = "bars"
    BPS = "bps"
    """Hundredths of a percent."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes
    ----------
    name : str
        "sharpe", "max_drawdown", ...
    kind : FigureKind
    value : float or None
        None where it is undefined.
    interval : Interval or None
        95%; None where there is none to be had, or the figure is a plain count.
    reason : str
        Code of the sentence that says why it is undefined; empty otherwise.
    """

    name: str
    kind: FigureKind
    value: float | None
    interval: Interval | None = None
    reason: str = ""

    def why(self, language: str) -> str:
        """Return in `language` why there is no value; empty where there is one."""
        return render(self.reason, {}, language=language) if self.reason else ""


def figure(
    name: str, kind: FigureKind, value: float | None, *, interval: Interval | None = None, reason: str = ""
) -> Figure:
    """Return a figure; a value that is NaN or infinite is undefined, for `reason`."""
    if value is None or not math.isfinite(value):
        return Figure(name, kind, None, None, reason)
    return Figure(name, kind, float(value), interval)
