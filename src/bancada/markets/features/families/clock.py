"""Time of day, seasons, and what has happened since the session's first bar."""

from __future__ import annotations

from bancada.markets.features.spec import PRICE_COLUMNS, SESSION_BARS, FeatureSpec

__all__ = ["SPECS"]

_CYCLE = "Andersen & Bollerslev (1997), Journal of Empirical Finance 4(2-3)"
_SEASON = "French (1980), Journal of Financial Economics 8(1)"
_MONTH = "Rozeff & Kinney (1976), Journal of Financial Economics 3(4)"
_TURN = "Ariel (1987), Journal of Financial Economics 18(1)"
_GAO = "Gao, Han, Li & Zhou (2018), Journal of Financial Economics 129(2)"
_VWAP = "Berkowitz, Logue & Noser (1988), Journal of Finance 43(1)"
_CHAIKIN = "Chaikin, in Achelis (2000), Technical Analysis from A to Z"


def _cycle(name: str, formula: str, source: str, *, is_intraday: bool = False) -> FeatureSpec:
    return FeatureSpec(name, "time", formula, source, "-1 to 1", 1, 1, ("ts",), is_intraday=is_intraday)


def _anchored(name: str, formula: str, source: str, unit: str, *columns: str) -> FeatureSpec:
    bars = SESSION_BARS + 1
    return FeatureSpec(name, "session", formula, source, unit, bars, bars, columns, is_intraday=True, is_anchored=True)


SPECS: tuple[FeatureSpec, ...] = (
    _cycle("minute_sin", "sin(2 pi minute of the local day / 1440), at the bar's opening", _CYCLE, is_intraday=True),
    _cycle("minute_cos", "cos(2 pi minute of the local day / 1440), at the bar's opening", _CYCLE, is_intraday=True),
    _cycle("weekday_sin", "sin(2 pi weekday / 7), Monday 0", _SEASON),
    _cycle("weekday_cos", "cos(2 pi weekday / 7), Monday 0", _SEASON),
    _cycle("month_day_sin", "sin(2 pi (day of the month - 1) / 31)", _TURN),
    _cycle("month_day_cos", "cos(2 pi (day of the month - 1) / 31)", _TURN),
    _cycle("month_sin", "sin(2 pi (month - 1) / 12)", _MONTH),
    _cycle("month_cos", "cos(2 pi (month - 1) / 12)", _MONTH),
    _anchored("minutes_since_open", "minutes from the session's first bar to this one", _CYCLE, "minutes", "ts"),
    _anchored("session_return", "ln(close / open of the session)", _GAO, "log return", "ts", *PRICE_COLUMNS),
    _anchored(
        "session_gap", "ln(open of the session / last close before it)", _GAO, "log return", "ts", *PRICE_COLUMNS
    ),
    _anchored(
        "session_position",
        "(close - session's low) / (session's high - session's low), so far",
        _GAO,
        "fraction",
        "ts",
        *PRICE_COLUMNS,
    ),
    _anchored(
        "session_vwap_distance",
        "close / session's VWAP so far - 1, of (high + low + close) / 3",
        _VWAP,
        "fraction",
        "ts",
        *PRICE_COLUMNS,
        "volume",
    ),
    _anchored(
        "session_ad",
        "accumulation/distribution line from 0 at the session's open",
        _CHAIKIN,
        "volume",
        "ts",
        *PRICE_COLUMNS,
        "volume",
    ),
)
