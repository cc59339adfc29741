"""Averages, bands, oscillators and channels."""

from __future__ import annotations

from bancada.markets.features.carried import kernels as carried
from bancada.markets.features.families.trend import SMAS
from bancada.markets.features.pointwise import kernels as point
from bancada.markets.features.recipe import Recipe, Whole
from bancada.markets.features.recipes import indicators
from bancada.markets.features.recipes.shorthand import distance, extremes, means, position, ratio, weighted_sum
from bancada.markets.features.rolling import kernels as rolling

__all__ = ["averages", "channels", "oscillators"]

HLC = ("high", "low", "close")
RSI_FLOOR = 1e-3
"""Points that RSI must have moved for its place among them to mean something."""


def averages() -> tuple[Recipe, ...]:
    """Return the recipes of averages of the close and its bands."""
    levels = ("ema_9", "ema_20", "ema_50", "ema_200", "macd", "macd_signal", "ppo", "dema_20", "tema_20", "trix_15")
    made = (*levels, "force_index_13")
    at_once = Whole(indicators.close_averages, ("close", "volume"))
    bands = ("bollinger_upper", "bollinger_lower", "bollinger_position", "bollinger_width", "close_zscore_20")
    return (
        Recipe(("force",), ("momentum_1", "volume"), point.product),
        Recipe(made, ("close", "force"), carried.averages, cells=carried.AVERAGES, whole=at_once),
        weighted_sum("macd_histogram", "macd", "macd_signal", wa=1.0, wb=-1.0),
        means("close", {"bollinger_middle": 20, **{f"sma_{n}": n for n in SMAS}}),
        Recipe(("wma_20",), ("close",), indicators.weighted_mean, (20,), span=20),
        Recipe(("linear_slope_14",), ("close",), indicators.linear_slope, (14,), span=14),
        Recipe(("close_deviation_20",), ("close",), rolling.deviations, (0,), each=(20,), span=20),
        Recipe(bands, ("close", "bollinger_middle", "close_deviation_20"), point.bands),
    )


def oscillators() -> tuple[Recipe, ...]:
    """Return the recipes of oscillators and directional movement."""
    wilder = Whole(indicators.wilder_averages, HLC)
    directed = Whole(indicators.directional_movement, HLC)
    directions = ("plus_di_14", "minus_di_14", "adx_14")
    return (
        Recipe(
            ("rsi_14", "atr_14"), ("rise", "fall", "true_range"), carried.wilder, cells=carried.WILDER, whole=wilder
        ),
        Recipe(directions, HLC, carried.directional, cells=carried.DIRECTIONAL, whole=directed),
        Recipe(("adxr_14",), ("adx_14",), rolling.with_before, (13,), span=14),
        weighted_sum("di_spread_14", "plus_di_14", "minus_di_14", wa=1.0, wb=-1.0),
        extremes("rsi_14", 1.0, {"rsi_high": 14}),
        extremes("rsi_14", -1.0, {"rsi_low": 14}),
        position("stochrsi_k", "rsi_14", "rsi_low", "rsi_high", scale=100.0, floor=RSI_FLOOR),
        means("stochrsi_k", {"stochrsi_d": 3}),
        extremes("high", 1.0, {"high_14": 14, "donchian_upper": 20}),
        extremes("low", -1.0, {"low_14": 14, "donchian_lower": 20}),
        position("fast_k", "close", "low_14", "high_14", scale=100.0),
        means("fast_k", {"stoch_k": 3}),
        means("stoch_k", {"stoch_d": 3}),
        position("williams_r_14", "close", "low_14", "high_14", scale=100.0, offset=-100.0),
        means("rise", {"rise_14": 14, "rise_10": 10}),
        means("fall", {"fall_14": 14, "fall_10": 10}),
        Recipe(("cmo_14",), ("rise_14", "fall_14"), point.imbalance, (100.0, 0.0)),
        means("typical", {"typical_20": 20}),
        Recipe(("cci_20",), ("typical", "typical_20"), rolling.mean_deviations, (20,), span=20),
        Recipe(("aroon_up_25", "aroon_down_25"), ("high", "low"), rolling.aroon, (25,), span=26),
        weighted_sum("aroon_25", "aroon_up_25", "aroon_down_25", wa=1.0, wb=-1.0),
        means("buying", {f"buying_{n}": n for n in (7, 14, 28)}),
        means("true_range", {f"reach_{n}": n for n in (7, 14, 28)}),
        *(
            ratio(f"bought_{n}", f"buying_{n}", f"reach_{n}", scale=w)
            for n, w in ((7, 400.0), (14, 200.0), (28, 100.0))
        ),
        weighted_sum("bought", "bought_7", "bought_14"),
        weighted_sum("ultimate_oscillator", "bought", "bought_28", wa=1.0 / 7.0, wb=1.0 / 7.0),
    )


def channels() -> tuple[Recipe, ...]:
    """Return the recipes of channels and ranges."""
    return (
        weighted_sum("donchian_middle", "donchian_upper", "donchian_lower", wa=0.5, wb=0.5),
        position("donchian_position", "close", "donchian_lower", "donchian_upper"),
        weighted_sum("keltner_upper", "ema_20", "atr_14", wa=1.0, wb=2.0),
        weighted_sum("keltner_lower", "ema_20", "atr_14", wa=1.0, wb=-2.0),
        ratio("natr_14", "atr_14", "close", scale=100.0),
        distance("ema_20_distance", "close", "ema_20"),
        Recipe(("keltner_position",), ("ema_20_distance",), point.affine, (0.25, 0.5)),
        means("span", {"span_20": 20}),
        ratio("range_ratio_20", "span", "span_20"),
    )
