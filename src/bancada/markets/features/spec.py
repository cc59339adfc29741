"""What a feature is, in words and numbers: name, formula, source, how far it looks back. No values, no computation."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["PRICE_COLUMNS", "SESSION_BARS", "FeatureSpec", "settling_bars", "windowed"]

PRICE_COLUMNS = ("open", "high", "low", "close")
SESSION_BARS = 1_440
"""One-minute bars of a session that never closes: the most that what is anchored at a session's first bar looks at."""


@dataclass(frozen=True, slots=True)
class FeatureSpec:
    """One feature, as the catalogue shows it.

    Attributes
    ----------
    name : str
    group : str
        Family that it is listed under ("momentum", "volatility", ...).
    formula : str
        In plain text; `[-k]` is the value k bars before, `mean(x, n)` runs over the last n bars, the current one included.
    source : str
        Book or paper of the definition.
    unit : str
        "price", "fraction", "0 to 100", "volume", ...
    look_back : int
        Bars a value looks at, the current one included: the first `look_back` - 1 values are NaN. For a recursive feature, the
        bars until its formula is seeded; for one anchored at the session, the most that a session has.
    warm_up : int
        Bars of a suffix after which the last value equals that of the whole series: to rounding for windows, to a relative
        error under 1e-8 for recursive features. Prices may have been a thousand times higher before, and the declared bars allow
        for it: on two years of WDO 5-minute bars half of them are enough (EMA of 200: 1,440 measured, RSI of 14: 236, ADX of 14:
        272).
    columns : tuple of str
        Columns of `Bars` that it needs.
    is_recursive : bool
        Whether old bars fade instead of leaving (EMA, Wilder's averages and what is made of them).
    is_intraday : bool
        Whether it means nothing on daily bars: time of day, sessions.
    is_anchored : bool
        Whether it counts sessions: it runs from the first bar of one, and is NaN until the first that begins inside the series, or it
        compares with earlier ones, and is NaN until enough of them are there.
    """

    name: str
    group: str
    formula: str
    source: str
    unit: str
    look_back: int
    warm_up: int
    columns: tuple[str, ...]
    is_recursive: bool = False
    is_intraday: bool = False
    is_anchored: bool = False


def windowed(  # noqa: PLR0917  # a row of the catalogue
    name: str, group: str, formula: str, source: str, unit: str, look_back: int, *columns: str
) -> FeatureSpec:
    """Return the spec of a feature over a window: what it looks at is also what it takes to warm up."""
    return FeatureSpec(name, group, formula, source, unit, look_back, look_back, columns)


def settling_bars(weight: float, *, error: float = 1e-12, stages: int = 1) -> int:
    """Return the bars until an exponential average has forgotten how it began.

    Parameters
    ----------
    weight : float
        Of the newest bar: 2 / (n + 1) for an EMA of n, 1 / n for Wilder's.
    error : float
        Share of the beginning that may remain. Smaller than the 1e-8 asked of values, since prices may have been a thousand
        times higher before.
    stages : int
        Averages taken of one another; what is left after n bars then grows with n to the power `stages` - 1.
    """
    single = math.log(error) / math.log1p(-weight)
    bars = single
    for _ in range(20):
        bars = single + (stages - 1) * math.log(max(bars * weight, 1.0)) / -math.log1p(-weight)
    return math.ceil(bars)
