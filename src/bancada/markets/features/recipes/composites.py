"""Features made of others, and returns by the state of the market."""

from __future__ import annotations

from bancada.markets.features.anchored import kernels as anchored
from bancada.markets.features.families.trend import EMAS
from bancada.markets.features.pointwise import kernels as point
from bancada.markets.features.recipe import Recipe
from bancada.markets.features.recipes.shorthand import distance, extremes, means, ratio, relative, weighted_sum
from bancada.markets.features.rolling import kernels as rolling

__all__ = ["composites", "states"]

VOLATILITY_FLOOR = 1e-9
"""Return of one bar under which a volatility is rounding."""


def composites() -> tuple[Recipe, ...]:
    """Return the recipes of features made of others."""
    pairs = ("return_covariance", "return_variance", "return_variance_before")
    return (
        *(relative(f"close_to_ema_{n}", "close", f"ema_{n}") for n in EMAS),
        *(distance(f"ema_{n}_distance", "close", f"ema_{n}") for n in EMAS if n != 20),
        distance("trend_strength", "ema_20", "ema_50"),
        Recipe(("ema_20_slope_5",), ("ema_20",), rolling.ratios, (1.0,), each=(5,), span=6),
        ratio("macd_relative", "macd_histogram", "close"),
        weighted_sum("path_10", "rise_10", "fall_10", wa=10.0, wb=10.0),
        Recipe(("efficiency_ratio_10",), ("momentum_10", "path_10"), point.size_ratio),
        ratio("volatility_ratio", "volatility_5", "volatility_50", floor=VOLATILITY_FLOOR),
        Recipe(("return_before",), ("log_return",), rolling.before, (1,), span=2),
        Recipe(pairs, ("log_return", "return_before"), rolling.covariances, (20,), span=20),
        Recipe(("return_autocorrelation_20",), pairs, point.correlation, (VOLATILITY_FLOOR**2,)),
        means("rose", {"up_share_20": 20}),
        extremes("close", 1.0, {"close_high_50": 50}),
        extremes("close", -1.0, {"close_low_50": 50}),
        relative("drawdown_50", "close", "close_high_50"),
        relative("runup_50", "close", "close_low_50"),
    )


def states() -> tuple[Recipe, ...]:
    """Return the recipes of states of the market and of returns in them."""
    inputs = ("close", "ema_9", "ema_20", "ema_50", "adx_14", "atr_14")
    kinds = ("trend", "ranging", "wide")
    return (
        Recipe(("trend_state", "ranging_state"), inputs, point.states),
        Recipe(
            ("volatility_usual",), ("day", "minute", "close", "volatility_20"), anchored.usual, cells=anchored.USUAL
        ),
        Recipe(("wide_state",), ("volatility_20", "volatility_usual"), point.wide),
        *(Recipe((f"{k}_return", f"in_{k}"), ("log_return", f"{k}_state"), point.in_state, span=2) for k in kinds),
        *(means(f"in_{k}", {f"{k}_share_50": 50}) for k in kinds),
        *(means(f"{k}_return", {f"{k}_returns_50": 50}) for k in kinds),
    )
