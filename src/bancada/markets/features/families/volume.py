"""Volume with price, and the microstructure that trades, aggressor volume and VWAP allow. Absent columns are never filled."""

from __future__ import annotations

from bancada.markets.features.spec import FeatureSpec, settling_bars, windowed

__all__ = ["SPECS"]

_GRANVILLE = "Granville (1963), New Key to Stock Market Profits"
_CHAIKIN = "Chaikin, in Achelis (2000), Technical Analysis from A to Z"
_ELDER = "Elder (1993), Trading for a Living"
_FLOW = "Chordia, Roll & Subrahmanyam (2002), Journal of Financial Economics 65(1)"
_BARCLAY = "Barclay & Warner (1993), Journal of Financial Economics 34(3)"
_VWAP = "Berkowitz, Logue & Noser (1988), Journal of Finance 43(1)"
_HLCV = ("high", "low", "close", "volume")


def _volume(name: str, formula: str, source: str, unit: str, look_back: int, *columns: str) -> FeatureSpec:
    return windowed(name, "volume", formula, source, unit, look_back, *columns)


def _micro(name: str, formula: str, source: str, unit: str, look_back: int, *columns: str) -> FeatureSpec:
    return windowed(name, "microstructure", formula, source, unit, look_back, *columns)


_MULTIPLIER = "m = ((close - low) - (high - close)) / (high - low), 0 where high = low"

SPECS: tuple[FeatureSpec, ...] = (
    _volume(
        "obv_change_20",
        "OBV - OBV[-20]: sum of 20 of volume, signed as the close changed",
        _GRANVILLE,
        "volume",
        21,
        "close",
        "volume",
    ),
    _volume("obv_share_20", "obv_change_20 / sum(volume, 20)", _GRANVILLE, "-1 to 1", 21, "close", "volume"),
    _volume(
        "ad_change_20",
        f"change of the accumulation/distribution line over 20 bars: sum of m volume, {_MULTIPLIER}",
        _CHAIKIN,
        "volume",
        20,
        *_HLCV,
    ),
    _volume("chaikin_money_flow_20", "ad_change_20 / sum(volume, 20)", _CHAIKIN, "-1 to 1", 20, *_HLCV),
    FeatureSpec(
        "chaikin_oscillator",
        "volume",
        f"EMA(3) - EMA(10) of the running sum of m volume, {_MULTIPLIER}",
        _CHAIKIN,
        "volume",
        10,
        10 + settling_bars(2 / 11),
        _HLCV,
        is_recursive=True,
    ),
    FeatureSpec(
        "force_index_13",
        "volume",
        "EMA(13) of (close - close[-1]) volume",
        _ELDER,
        "price x volume",
        14,
        14 + settling_bars(2 / 14),
        ("close", "volume"),
        is_recursive=True,
    ),
    _volume("volume_ratio_20", "volume / mean(volume, 20)", _ELDER, "ratio", 20, "volume"),
    _volume(
        "volume_zscore_20",
        "(volume - mean(volume, 20)) / standard deviation of 20 (over 20)",
        "Lo & Wang (2000), Review of Financial Studies 13(2)",
        "standard deviations",
        20,
        "volume",
    ),
    _volume(
        "rolling_vwap_distance_20",
        "close / (sum(p volume, 20) / sum(volume, 20)) - 1, p = (high + low + close) / 3",
        _VWAP,
        "fraction",
        20,
        *_HLCV,
    ),
    _micro("buy_pressure", "buy_volume / volume", _FLOW, "0 to 1", 1, "volume", "buy_volume"),
    _micro("buy_pressure_20", "sum(buy_volume, 20) / sum(volume, 20)", _FLOW, "0 to 1", 20, "volume", "buy_volume"),
    _micro(
        "flow_imbalance",
        "(buy_volume - sell_volume) / (buy_volume + sell_volume)",
        _FLOW,
        "-1 to 1",
        1,
        "buy_volume",
        "sell_volume",
    ),
    _micro("flow_imbalance_20", "as flow_imbalance, of sums of 20", _FLOW, "-1 to 1", 20, "buy_volume", "sell_volume"),
    _micro("buy_sell_ratio", "buy_volume / sell_volume", _FLOW, "ratio", 1, "buy_volume", "sell_volume"),
    _micro(
        "buy_sell_ratio_20",
        "sum(buy_volume, 20) / sum(sell_volume, 20)",
        _FLOW,
        "ratio",
        20,
        "buy_volume",
        "sell_volume",
    ),
    _micro(
        "amihud_20",
        "mean of |ln(close / close[-1])| / (close volume) over the bars of the last 20 that traded",
        "Amihud (2002), Journal of Financial Markets 5(1), eq. 1",
        "return a unit of money",
        21,
        "close",
        "volume",
    ),
    _micro(
        "roll_spread_20",
        "2 sqrt(-c), c the covariance of 20 changes of close with those a bar before; 0 where c is not negative",
        "Roll (1984), Journal of Finance 39(4); zero as in Goyenko, Holden & Trzcinka (2009), Journal of Financial Economics 92(2)",
        "price",
        22,
        "close",
    ),
    _micro(
        "kyle_lambda_50",
        "slope of close - close[-1] on buy_volume - sell_volume, 50 bars",
        "Kyle (1985), Econometrica 53(6)",
        "price a unit of volume",
        51,
        "close",
        "buy_volume",
        "sell_volume",
    ),
    _micro(
        "trade_size_ratio_20",
        "(volume / trades) / (sum(volume, 20) / sum(trades, 20))",
        _BARCLAY,
        "ratio",
        20,
        "volume",
        "trades",
    ),
    _micro("vwap_distance", "close / vwap - 1", _VWAP, "fraction", 1, "close", "vwap"),
)
