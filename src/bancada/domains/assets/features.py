"""Which features of the market's catalogue serve daily bars: ratios only, that look back a few months at most. It computes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bancada.core.finding import Finding, Severity
from bancada.markets.features.spec import FeatureSpec

__all__ = ["DAILY_FEATURES", "is_scale_free", "longest_memory", "unfit_features"]

DAILY_FEATURES: tuple[str, ...] = (
    "momentum_pct_1",
    "momentum_pct_2",
    "momentum_pct_3",
    "momentum_pct_5",
    "momentum_pct_10",
    "momentum_pct_20",
    "returns_50",
    "volatility_5",
    "volatility_20",
    "volatility_50",
    "parkinson_10",
    "garman_klass_20",
    "yang_zhang_20",
    "ppo",
    "trix_15",
    "rsi_14",
    "cmo_14",
    "stoch_k",
    "cci_20",
    "mfi_14",
    "ultimate_oscillator",
    "roc_25",
    "aroon_25",
    "adx_14",
    "bollinger_position",
    "bollinger_width",
    "donchian_position",
    "keltner_position",
    "natr_14",
    "range_pct",
    "body_pct",
    "gap",
    "range_ratio_20",
    "obv_share_20",
    "chaikin_money_flow_20",
    "volume_ratio_20",
    "volume_zscore_20",
    "rolling_vwap_distance_20",
    "weekday_sin",
    "weekday_cos",
    "month_day_sin",
    "month_day_cos",
    "close_to_ema_9",
    "close_to_ema_20",
    "close_to_ema_50",
    "trend_strength",
    "ema_20_slope_5",
    "macd_relative",
    "di_spread_14",
    "efficiency_ratio_10",
    "volatility_ratio",
    "return_autocorrelation_20",
    "up_share_20",
    "drawdown_50",
    "runup_50",
)
"""In the order of the catalogue. The longest look-back is 51 bars (`returns_50`, `volatility_50`), so that the 51st session of a
series is the first that has all of them, and of a span within it the first; recursive ones have forgotten how they began after 1,087 (`trend_strength`). Left out: what is a price or a volume;
what says the same as another (a z-score of the close beside Bollinger's position, Williams's %R beside the stochastic); averages over 200
sessions, which take most of a year from each ticker; months, of which two years hold two each; states with a threshold; shares of a
session's range, which a session at one price has not, so that every row from the 51st on has all."""

_LEVELS = frozenset(
    {
        "price",
        "price a bar",
        "price a unit of volume",
        "price x volume",
        "return a unit of money",
        "volume",
    }
)


def is_scale_free(spec: FeatureSpec) -> bool:
    """Whether a constant factor on all prices, or on all volumes, leaves the feature as it is: its unit is that of no level."""
    return spec.unit not in _LEVELS


def longest_memory() -> int:
    """Return the bars after which no feature that may be asked for remembers how it began."""
    from bancada.markets.features import catalogue

    return max(spec.warm_up for spec in catalogue() if is_scale_free(spec) and not spec.is_intraday)


def unfit_features(names: Sequence[str]) -> Iterator[Finding]:
    """Yield what is wrong with names asked for: unknown, levels of prices or volumes, of no meaning on daily bars, or repeated."""
    from bancada.markets.features import catalogue

    specs = {spec.name: spec for spec in catalogue()}
    known = [specs[name] for name in names if name in specs]
    wrong = {
        "assets_features_unknown": [name for name in names if name not in specs],
        "assets_features_levels": [spec.name for spec in known if not is_scale_free(spec)],
        "assets_features_intraday": [spec.name for spec in known if spec.is_intraday and is_scale_free(spec)],
        "assets_features_repeated": sorted({name for name in names if names.count(name) > 1}),
    }
    for code, found in wrong.items():
        if found:
            yield Finding(code, Severity.FAILURE, "features", {"names": found})
