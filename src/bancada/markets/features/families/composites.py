"""Features made of others, in relative form, and what returns were in each state of the market. States are known at their bar."""

from __future__ import annotations

from bancada.markets.features.families.channels import ATR_FLOOR
from bancada.markets.features.families.oscillators import ADX_WARM_UP, WILDER_WARM_UP
from bancada.markets.features.families.trend import EMAS
from bancada.markets.features.spec import SESSION_BARS, FeatureSpec, settling_bars, windowed

__all__ = ["SPECS"]

_OWN = "Bancada"
_KAUFMAN = "Kaufman (1995), Smarter Trading"
_HLC = ("high", "low", "close")
_STATE_WARM_UP = max(ADX_WARM_UP, 50 + settling_bars(2 / 51, error=1e-18))


def _relative(name: str, formula: str, unit: str, look_back: int, warm_up: int, *columns: str) -> FeatureSpec:
    return FeatureSpec(name, "composite", formula, _OWN, unit, look_back, warm_up, columns, is_recursive=True)


def _composite(name: str, formula: str, unit: str, look_back: int, *columns: str, source: str = _OWN) -> FeatureSpec:
    return windowed(name, "composite", formula, source, unit, look_back, *columns)


def _state(name: str, formula: str, unit: str, look_back: int = 50, more: int = 0) -> FeatureSpec:
    warm_up = _STATE_WARM_UP + more
    return FeatureSpec(name, "regime", formula, _OWN, unit, look_back + more, warm_up, _HLC, is_recursive=True)


def _wide(name: str, formula: str, unit: str, more: int = 0) -> FeatureSpec:
    """Return the spec of what compares with the same minute of five sessions: volatility has a daily shape, and without it would be the hour."""
    bars = 6 * SESSION_BARS + 20 + more
    columns = ("ts", "close")
    return FeatureSpec(name, "regime", formula, _OWN, unit, bars, bars, columns, is_intraday=True, is_anchored=True)


def _distance(n: int) -> FeatureSpec:
    formula = f"(close - ema_{n}) / atr_14; NaN where atr_14 is at most {ATR_FLOOR:g} of the close"
    warm_up = max(WILDER_WARM_UP, n + settling_bars(2 / (n + 1), error=1e-18))
    return _relative(f"ema_{n}_distance", formula, "ATRs", max(n, 15), warm_up, *_HLC)


SPECS: tuple[FeatureSpec, ...] = (
    *(
        _relative(f"close_to_ema_{n}", f"close / ema_{n} - 1", "fraction", n, n + settling_bars(2 / (n + 1)), "close")
        for n in EMAS
    ),
    *(_distance(n) for n in EMAS),
    _relative(
        "trend_strength",
        f"(ema_20 - ema_50) / atr_14; NaN where atr_14 is at most {ATR_FLOOR:g} of the close",
        "ATRs",
        50,
        max(WILDER_WARM_UP, 50 + settling_bars(2 / 51, error=1e-18)),
        *_HLC,
    ),
    _relative("ema_20_slope_5", "ema_20 / ema_20[-5] - 1", "fraction", 25, 25 + settling_bars(2 / 21), "close"),
    _relative("macd_relative", "macd_histogram / close", "fraction", 34, 34 + settling_bars(2 / 27, stages=2), "close"),
    _relative("di_spread_14", "plus_di_14 - minus_di_14", "-100 to 100", 15, WILDER_WARM_UP, *_HLC),
    _composite(
        "close_zscore_20",
        "(close - mean(close, 20)) / standard deviation of 20 (over 20)",
        "standard deviations",
        20,
        "close",
    ),
    _composite(
        "efficiency_ratio_10",
        "|close - close[-10]| / sum(|close - close[-1]|, 10)",
        "0 to 1",
        11,
        "close",
        source=_KAUFMAN,
    ),
    _composite("volatility_ratio", "volatility_5 / volatility_50", "ratio", 51, "close"),
    _composite(
        "return_autocorrelation_20",
        "correlation of 20 log returns with those a bar before",
        "-1 to 1",
        22,
        "close",
        source="Lo & MacKinlay (1988), Review of Financial Studies 1(1)",
    ),
    _composite(
        "up_share_20", "share of the last 20 bars that closed higher than the bar before", "0 to 1", 21, "close"
    ),
    _composite("drawdown_50", "close / highest close of 50 - 1", "fraction", 50, "close"),
    _composite("runup_50", "close / lowest close of 50 - 1", "fraction", 50, "close"),
    _state(
        "trend_state",
        "1 where ema_9 > ema_20 > ema_50, adx_14 > 25 and the close is above all three; -1 mirrored; 0 otherwise",
        "-1, 0 or 1",
    ),
    _state("ranging_state", "1 where adx_14 < 25 and the close is within one atr_14 of ema_20; 0 otherwise", "0 or 1"),
    _wide(
        "wide_state",
        "1 where volatility_20 > 1.5 times its median at the same minute of the last 5 sessions, of which 3 must have it; 0 otherwise",
        "0 or 1",
    ),
    _state("trend_share_50", "share of the last 50 bars in which trend_state was not 0", "0 to 1", 50, 49),
    _state("ranging_share_50", "share of the last 50 bars in which ranging_state was 1", "0 to 1", 50, 49),
    _wide("wide_share_50", "share of the last 50 bars in which wide_state was 1", "0 to 1", 49),
    _state(
        "trend_returns_50",
        "mean over 50 bars of the log return times trend_state a bar before",
        "log return a bar",
        50,
        50,
    ),
    _state(
        "ranging_returns_50",
        "mean over 50 bars of the log return times ranging_state a bar before",
        "log return a bar",
        50,
        50,
    ),
    _wide(
        "wide_returns_50",
        "mean over 50 bars of the log return times wide_state a bar before",
        "log return a bar",
        50,
    ),
)
