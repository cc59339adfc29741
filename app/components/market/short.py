"""The state of a view whose series is too short for it: how many bars it has, and how many it needs."""

from __future__ import annotations

from app.components import empty
from app.i18n import _, format_number, ngettext

__all__ = ["LEAST_EXAMINED", "LEAST_FEATURES", "LEAST_REGIMES", "features", "labels", "regimes"]

LEAST_FEATURES = 30
"""Bars from which three in four features have a value."""
LEAST_REGIMES = 51
"""Bars from which a regime other than "undefined" can hold, with a bar to follow it: the slowest average runs over 50."""
LEAST_EXAMINED = 100
"""Bars under which nothing found against a series says little."""


def features(n_bars: int) -> bool:
    """Return whether a series is too short for features, and say so."""
    return _told(
        n_bars,
        LEAST_FEATURES,
        _(
            "Three in four features have a value from {n} bars on; most look back 10 to 28.",
            n=format_number(LEAST_FEATURES),
        ),
    )


def regimes(n_bars: int) -> bool:
    """Return whether a series is too short for regimes, and say so."""
    return _told(
        n_bars,
        LEAST_REGIMES,
        _(
            "A regime needs at least {n} bars: its slowest average runs over 50, and one bar has to follow.",
            n=format_number(LEAST_REGIMES),
        ),
    )


def labels(n_bars: int, least: int) -> bool:
    """Return whether a series is too short for labels that need `least` bars, and say so."""
    return _told(
        n_bars,
        least,
        _(
            "These labels need at least {n} bars: the volatility window, an entry, and the horizon after it.",
            n=format_number(least),
        ),
    )


def _told(n_bars: int, least: int, why: str) -> bool:
    if n_bars >= least:
        return False
    empty.empty(
        ":material/hourglass_empty:",
        ngettext("{n} bar is too few for this", "{n} bars are too few for this", n_bars),
        f"{why} " + _("Import a longer stretch of this series, or choose another one."),
    )
    return True
