"""Volume with price, and microstructure."""

from __future__ import annotations

from bancada.markets.features.carried import kernels as carried
from bancada.markets.features.pointwise import kernels as point
from bancada.markets.features.recipe import Recipe, Whole
from bancada.markets.features.recipes import indicators
from bancada.markets.features.recipes.shorthand import means, ratio, relative, scaled, weighted_sum
from bancada.markets.features.rolling import kernels as rolling

__all__ = ["flow", "volume"]

HLC = ("high", "low", "close")


def volume() -> tuple[Recipe, ...]:
    """Return the recipes of volume with price."""
    placed = ("signed", "money_up", "money_down", "placed", "money", "cost", "traded")
    inputs = ("close", "typical", "span", "low", "high", "volume", "log_return")
    at_once = Whole(indicators.chaikin_oscillator, (*HLC, "volume"))
    return (
        Recipe(placed, inputs, point.flows, span=2),
        means("volume", {"volume_20": 20}),
        means("signed", {"signed_20": 20}),
        means("placed", {"placed_20": 20}),
        scaled("obv_change_20", "signed_20", 20.0),
        scaled("ad_change_20", "placed_20", 20.0),
        ratio("obv_share_20", "signed_20", "volume_20"),
        ratio("chaikin_money_flow_20", "placed_20", "volume_20"),
        Recipe(("chaikin_oscillator",), ("placed",), carried.chaikin, cells=carried.CHAIKIN, whole=at_once),
        means("money_up", {"money_up_14": 14}),
        means("money_down", {"money_down_14": 14}),
        Recipe(("mfi_14",), ("money_up_14", "money_down_14"), point.imbalance, (50.0, 50.0)),
        ratio("volume_ratio_20", "volume", "volume_20"),
        Recipe(("volume_deviation_20",), ("volume",), rolling.deviations, (0,), each=(20,), span=20),
        Recipe(("volume_zscore_20",), ("volume", "volume_20", "volume_deviation_20", "volume"), point.distance, (0.0,)),
        means("money", {"money_20": 20}),
        ratio("vwap_20", "money_20", "volume_20"),
        relative("rolling_vwap_distance_20", "close", "vwap_20"),
        means("cost", {"cost_20": 20}),
        means("traded", {"traded_20": 20}),
        ratio("amihud_20", "cost_20", "traded_20", floor=1e-3),
    )


def flow() -> tuple[Recipe, ...]:
    """Return the recipes of microstructure."""
    changes = ("change_covariance", "change_variance", "change_variance_before")
    flows = ("flow_covariance", "flow_change_variance", "flow_variance")
    return (
        ratio("buy_pressure", "buy_volume", "volume"),
        means("buy_volume", {"buy_20": 20}),
        means("sell_volume", {"sell_20": 20}),
        ratio("buy_pressure_20", "buy_20", "volume_20"),
        Recipe(("flow_imbalance",), ("buy_volume", "sell_volume"), point.imbalance, (1.0, 0.0)),
        Recipe(("flow_imbalance_20",), ("buy_20", "sell_20"), point.imbalance, (1.0, 0.0)),
        ratio("buy_sell_ratio", "buy_volume", "sell_volume"),
        ratio("buy_sell_ratio_20", "buy_20", "sell_20"),
        weighted_sum("flow", "buy_volume", "sell_volume", wa=1.0, wb=-1.0),
        Recipe(flows, ("momentum_1", "flow"), rolling.covariances, (50,), span=50),
        ratio("kyle_lambda_50", "flow_covariance", "flow_variance"),
        Recipe(("momentum_before",), ("momentum_1",), rolling.before, (1,), span=2),
        Recipe(changes, ("momentum_1", "momentum_before"), rolling.covariances, (20,), span=20),
        Recipe(("roll_spread_20",), changes, point.roll_spread),
        ratio("trade_size", "volume", "trades"),
        means("trades", {"trades_20": 20}),
        ratio("trade_size_20", "volume_20", "trades_20"),
        ratio("trade_size_ratio_20", "trade_size", "trade_size_20"),
        relative("vwap_distance", "close", "vwap"),
    )
