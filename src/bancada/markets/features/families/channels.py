"""Ranges, bands and channels: how wide bars are, and where the close stands."""

from __future__ import annotations

from bancada.markets.features.families.oscillators import WILDER_WARM_UP
from bancada.markets.features.spec import PRICE_COLUMNS, FeatureSpec, settling_bars, windowed

__all__ = ["ATR_FLOOR", "SPECS"]

ATR_FLOOR = 1e-6
"""Share of the price under which an average true range is too small to divide by."""
_WILDER = "Wilder (1978), New Concepts in Technical Trading Systems"
_BOLLINGER = "Bollinger (2002), Bollinger on Bollinger Bands"
_DONCHIAN = "Donchian (1960), High finance in copper, Financial Analysts Journal 16(6)"
_KELTNER = "Keltner (1960), How to Make Money in Commodities; with ATR, Raschke & Connors (1995), Street Smarts"
_CANDLES = "Nison (1991), Japanese Candlestick Charting Techniques"
_HLC = ("high", "low", "close")


def _bands(name: str, formula: str, unit: str) -> FeatureSpec:
    return windowed(name, "channel", formula, _BOLLINGER, unit, 20, "close")


def _donchian(name: str, formula: str, unit: str, *columns: str) -> FeatureSpec:
    return windowed(name, "channel", formula, _DONCHIAN, unit, 20, *columns)


def _keltner(name: str, formula: str, unit: str) -> FeatureSpec:
    warm_up = max(WILDER_WARM_UP, 20 + settling_bars(2 / 21, error=1e-18))
    return FeatureSpec(name, "channel", formula, _KELTNER, unit, 20, warm_up, _HLC, is_recursive=True)


def _range(name: str, formula: str, unit: str, look_back: int, *columns: str, source: str = _CANDLES) -> FeatureSpec:
    return windowed(name, "range", formula, source, unit, look_back, *columns)


def _atr(name: str, formula: str, unit: str, look_back: int = 15) -> FeatureSpec:
    return FeatureSpec(name, "range", formula, _WILDER, unit, look_back, WILDER_WARM_UP, _HLC, is_recursive=True)


SPECS: tuple[FeatureSpec, ...] = (
    _bands("bollinger_middle", "mean(close, 20)", "price"),
    _bands(
        "bollinger_upper", "bollinger_middle + 2 s, s the standard deviation of 20 closes (over 20, not 19)", "price"
    ),
    _bands("bollinger_lower", "bollinger_middle - 2 s", "price"),
    _bands(
        "bollinger_position",
        "(close - bollinger_lower) / (bollinger_upper - bollinger_lower), also called %b",
        "fraction",
    ),
    _bands("bollinger_width", "(bollinger_upper - bollinger_lower) / bollinger_middle", "fraction"),
    _donchian("donchian_upper", "highest high of 20", "price", "high"),
    _donchian("donchian_lower", "lowest low of 20", "price", "low"),
    _donchian("donchian_middle", "(donchian_upper + donchian_lower) / 2", "price", "high", "low"),
    _donchian("donchian_position", "(close - donchian_lower) / (donchian_upper - donchian_lower)", "fraction", *_HLC),
    _keltner("keltner_upper", "ema_20 + 2 atr_14", "price"),
    _keltner("keltner_lower", "ema_20 - 2 atr_14", "price"),
    _keltner(
        "keltner_position",
        f"(close - keltner_lower) / (keltner_upper - keltner_lower); NaN where atr_14 is at most {ATR_FLOOR:g} of the close",
        "fraction",
    ),
    _range("true_range", "max(high, close[-1]) - min(low, close[-1])", "price", 2, *_HLC, source=_WILDER),
    _atr("atr_14", "Wilder average of 14 true ranges", "price"),
    _atr("natr_14", "100 atr_14 / close", "percent"),
    _range("range_pct", "(high - low) / close", "fraction", 1, *_HLC),
    _range("body_pct", "(close - open) / open", "fraction", 1, "open", "close"),
    _range("upper_shadow", "(high - max(open, close)) / (high - low)", "fraction", 1, *PRICE_COLUMNS),
    _range("lower_shadow", "(min(open, close) - low) / (high - low)", "fraction", 1, *PRICE_COLUMNS),
    _range("close_position", "(close - low) / (high - low)", "fraction", 1, *_HLC),
    _range("gap", "ln(open / close[-1])", "log return", 2, "open", "close"),
    _range("range_ratio_20", "(high - low) / mean(high - low, 20)", "ratio", 20, "high", "low"),
)
