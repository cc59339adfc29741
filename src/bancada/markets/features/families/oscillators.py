"""Oscillators and directional movement, as TA-Lib defines them where it does."""

from __future__ import annotations

from bancada.markets.features.spec import PRICE_COLUMNS, FeatureSpec, windowed

__all__ = ["ADX_WARM_UP", "SPECS", "WILDER_WARM_UP"]

WILDER_WARM_UP = 700
"""50 periods of 14: what is left is 1e-22, so that a ratio of averages holds even after moves a billion times larger."""
ADX_WARM_UP = 950
_WILDER = "Wilder (1978), New Concepts in Technical Trading Systems"
_CHANDE = "Chande & Kroll (1994), The New Technical Trader"
_LANE = "Lane (1984), Technical Analysis of Stocks & Commodities 2:3"
_AROON = "Chande (1995), Technical Analysis of Stocks & Commodities 13:9"
_HLC = ("high", "low", "close")
_STILL = "; begins anew after 70 bars without {what}"


def _wilder(
    name: str, formula: str, unit: str, look_back: int, warm_up: int, *columns: str, source: str = _WILDER
) -> FeatureSpec:
    return FeatureSpec(name, "oscillator", formula, source, unit, look_back, warm_up, columns, is_recursive=True)


def _oscillator(name: str, formula: str, source: str, unit: str, look_back: int, *columns: str) -> FeatureSpec:
    return windowed(name, "oscillator", formula, source, unit, look_back, *columns)


_MOVES = _STILL.format(what="a change of close")
_DIRECTED = _STILL.format(what="directional movement")

SPECS: tuple[FeatureSpec, ...] = (
    _wilder(
        "rsi_14",
        "100 u / (u + d), u and d Wilder averages of 14 rises and falls" + _MOVES,
        "0 to 100",
        15,
        WILDER_WARM_UP,
        "close",
    ),
    _wilder(
        "stochrsi_k",
        "100 (rsi_14 - lowest 14) / (highest 14 - lowest 14); NaN while rsi_14 moves less than 0.001",
        "0 to 100",
        28,
        WILDER_WARM_UP + 150,
        "close",
        source=_CHANDE,
    ),
    _wilder("stochrsi_d", "mean(stochrsi_k, 3)", "0 to 100", 30, WILDER_WARM_UP + 152, "close", source=_CHANDE),
    _oscillator(
        "cmo_14",
        "100 (u - d) / (u + d), u and d sums of 14 rises and falls (TA-Lib's takes Wilder averages, which is 2 RSI - 100)",
        _CHANDE,
        "-100 to 100",
        15,
        "close",
    ),
    _oscillator(
        "stoch_k",
        "mean of 3 of 100 (close - lowest low of 14) / (highest high of 14 - lowest low of 14)",
        _LANE,
        "0 to 100",
        16,
        *_HLC,
    ),
    _oscillator("stoch_d", "mean(stoch_k, 3)", _LANE, "0 to 100", 18, *_HLC),
    _oscillator(
        "williams_r_14",
        "-100 (highest high of 14 - close) / (highest high of 14 - lowest low of 14)",
        "Williams (1979), How I Made One Million Dollars Last Year Trading Commodities",
        "-100 to 0",
        14,
        *_HLC,
    ),
    _oscillator(
        "cci_20",
        "(p - mean(p, 20)) / (0.015 mean absolute deviation of 20), p = (high + low + close) / 3",
        "Lambert (1980), Commodities, October",
        "none",
        20,
        *_HLC,
    ),
    _oscillator(
        "mfi_14",
        "100 positive / (positive + negative), sums of 14 of p volume where p rose and fell, p = (high + low + close) / 3",
        "Quong & Soudack (1989), Technical Analysis of Stocks & Commodities 7:3",
        "0 to 100",
        15,
        *_HLC,
        "volume",
    ),
    _oscillator(
        "ultimate_oscillator",
        "100 (4 b7 + 2 b14 + b28) / 7, bn = sum of close - min(low, close[-1]) over sum of true range, n bars",
        "Williams (1985), Technical Analysis of Stocks & Commodities 3:4",
        "0 to 100",
        29,
        *_HLC,
    ),
    _oscillator(
        "roc_25",
        "100 (close / close[-25] - 1)",
        "Murphy (1999), Technical Analysis of the Financial Markets, ch. 10",
        "percent",
        26,
        "close",
    ),
    _oscillator("aroon_up_25", "100 (25 - bars since the highest high of 26) / 25", _AROON, "0 to 100", 26, "high"),
    _oscillator("aroon_down_25", "100 (25 - bars since the lowest low of 26) / 25", _AROON, "0 to 100", 26, "low"),
    _oscillator("aroon_25", "aroon_up_25 - aroon_down_25", _AROON, "-100 to 100", 26, "high", "low"),
    _oscillator(
        "balance_of_power",
        "(close - open) / (high - low)",
        "Livshin (2001), Technical Analysis of Stocks & Commodities 19:8",
        "-1 to 1",
        1,
        *PRICE_COLUMNS,
    ),
    _wilder(
        "plus_di_14",
        "100 Wilder sum of upward movement / Wilder sum of true range" + _DIRECTED,
        "0 to 100",
        15,
        WILDER_WARM_UP,
        *_HLC,
    ),
    _wilder(
        "minus_di_14",
        "100 Wilder sum of downward movement / Wilder sum of true range" + _DIRECTED,
        "0 to 100",
        15,
        WILDER_WARM_UP,
        *_HLC,
    ),
    _wilder(
        "adx_14",
        "Wilder average of 100 |plus_di - minus_di| / (plus_di + minus_di)" + _DIRECTED,
        "0 to 100",
        28,
        ADX_WARM_UP,
        *_HLC,
    ),
    _wilder("adxr_14", "(adx_14 + adx_14[-13]) / 2", "0 to 100", 41, ADX_WARM_UP + 13, *_HLC),
)
