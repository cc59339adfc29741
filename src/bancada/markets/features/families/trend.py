"""Averages of the close and what is read from them: levels in price, as charts show them."""

from __future__ import annotations

from bancada.markets.features.spec import FeatureSpec, settling_bars, windowed

__all__ = ["EMAS", "SMAS", "SPECS"]

EMAS = (9, 20, 50, 200)
SMAS = (10, 50, 200)
_ACHELIS = "Achelis (2000), Technical Analysis from A to Z"
_MULLOY = "Mulloy (1994), Technical Analysis of Stocks & Commodities 12:1"
_APPEL = "Appel (2005), Technical Analysis: Power Tools for Active Investors"


def _recursive(  # noqa: PLR0917  # a row of the catalogue
    name: str, formula: str, source: str, unit: str, look_back: int, warm_up: int
) -> FeatureSpec:
    return FeatureSpec(name, "trend", formula, source, unit, look_back, warm_up, ("close",), is_recursive=True)


def _ema(n: int) -> FeatureSpec:
    formula = f"a close + (1 - a) ema_{n}[-1], a = 2 / {n + 1}; begins with the mean of {n} closes"
    return _recursive(f"ema_{n}", formula, _ACHELIS, "price", n, n + settling_bars(2 / (n + 1)))


def _macd(name: str, formula: str, unit: str, source: str = _APPEL) -> FeatureSpec:
    return _recursive(name, formula, source, unit, 34, 34 + settling_bars(2 / 27, stages=2))


SPECS: tuple[FeatureSpec, ...] = (
    *(_ema(n) for n in EMAS),
    *(windowed(f"sma_{n}", "trend", f"mean(close, {n})", _ACHELIS, "price", n, "close") for n in SMAS),
    windowed("wma_20", "trend", "mean of 20 closes weighted 1, 2, ..., 20", _ACHELIS, "price", 20, "close"),
    _recursive(
        "dema_20", "2 e1 - e2, e1 = ema_20, e2 = EMA of e1", _MULLOY, "price", 39, 39 + settling_bars(2 / 21, stages=2)
    ),
    _recursive(
        "tema_20",
        "3 e1 - 3 e2 + e3, each the EMA(20) of the one before",
        _MULLOY,
        "price",
        58,
        58 + settling_bars(2 / 21, stages=3),
    ),
    _macd("macd", "EMA(12) - EMA(26) of close, both seeded at bar 26", "price"),
    _macd("macd_signal", "EMA(9) of macd", "price"),
    _macd("macd_histogram", "macd - macd_signal", "price"),
    _macd("ppo", "100 macd / EMA(26)", "percent", _ACHELIS),
    _recursive(
        "trix_15",
        "percent change over one bar of the EMA(15) of the EMA(15) of the EMA(15) of close",
        "Hutson (1983), Technical Analysis of Stocks & Commodities 1:5",
        "percent",
        44,
        44 + settling_bars(2 / 16, stages=3),
    ),
    windowed(
        "linear_slope_14",
        "trend",
        "slope of the least-squares line through 14 closes",
        _ACHELIS,
        "price a bar",
        14,
        "close",
    ),
)
