"""The features of Bancada as one writes them with pandas: rolling, ewm, shift; intermediates shared where one would share them.

Those that pandas does by itself stand apart from those for which one writes `rolling.apply`, a call of Python a window.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

WINDOWS = (5, 10, 20, 50)
EMAS = (9, 20, 50, 200)


def pandas_features(bars: pd.DataFrame) -> dict[str, pd.Series]:
    """Return features by name; recursive ones begin otherwise than TA-Lib's and agree once they have settled."""
    with np.errstate(divide="ignore", invalid="ignore"):
        trend = _trend(bars)
        ranges = _ranges(bars)
        return {
            **_momentum(bars),
            **_volatility(bars),
            **trend,
            **ranges,
            **_oscillators(bars, ranges),
            **_channels(bars, trend, ranges),
            **_volume(bars),
            **_microstructure(bars),
            **_composites(bars, trend, ranges),
        }


def applied_features(bars: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the features for which one writes `rolling.apply`."""
    high, low, close = bars.high, bars.low, bars.close
    price = (high + low + close) / 3
    away = price.rolling(20).apply(lambda window: np.abs(window - window.mean()).mean(), raw=True)
    weights, places = np.arange(1, 21) / 210, np.arange(14) - 6.5
    up = 4 * high.rolling(26).apply(np.argmax, raw=True)
    down = 4 * low.rolling(26).apply(np.argmin, raw=True)
    return {
        "wma_20": close.rolling(20).apply(lambda window: window @ weights, raw=True),
        "linear_slope_14": close.rolling(14).apply(lambda window: window @ places / 227.5, raw=True),
        "cci_20": (price - price.rolling(20).mean()) / (0.015 * away),
        "aroon_up_25": up,
        "aroon_down_25": down,
        "aroon_25": up - down,
    }


def _momentum(bars: pd.DataFrame) -> dict[str, pd.Series]:
    close, log = bars.close, np.log(bars.close)
    return {
        **{f"momentum_{k}": close.diff(k) for k in range(1, 21)},
        **{f"momentum_pct_{k}": close.pct_change(k) for k in range(1, 21)},
        **{f"returns_{k}": log.diff(k) for k in WINDOWS},
    }


def _volatility(bars: pd.DataFrame) -> dict[str, pd.Series]:
    opened, high, low, close = (np.log(bars[name]) for name in ("open", "high", "low", "close"))
    changes, night, day = close.diff(), opened - close.shift(), close - opened
    wide = (high - low) ** 2
    garman = 0.5 * wide - (2 * np.log(2) - 1) * day**2
    rogers = (high - close) * (high - opened) + (low - close) * (low - opened)
    found = {}
    for n in WINDOWS:
        found[f"volatility_{n}"] = changes.rolling(n).std()
        found[f"parkinson_{n}"] = np.sqrt(wide.rolling(n).mean() / (4 * np.log(2)))
        found[f"garman_klass_{n}"] = np.sqrt(garman.rolling(n).mean())
        mean = rogers.rolling(n).mean()
        found[f"rogers_satchell_{n}"] = np.sqrt(mean)
        k = 0.34 / (1.34 + (n + 1) / (n - 1))
        found[f"yang_zhang_{n}"] = np.sqrt(night.rolling(n).var() + k * day.rolling(n).var() + (1 - k) * mean)
    return found


def _ema(values: pd.Series, n: int) -> pd.Series:
    return values.ewm(span=n, adjust=False, min_periods=n).mean()


def _trend(bars: pd.DataFrame) -> dict[str, pd.Series]:
    close = bars.close
    found = {f"ema_{n}": _ema(close, n) for n in EMAS} | {f"sma_{n}": close.rolling(n).mean() for n in (10, 50, 200)}
    once = found["ema_20"]
    twice = _ema(once, 20)
    slow = _ema(close, 26)
    found["dema_20"] = 2 * once - twice
    found["tema_20"] = 3 * once - 3 * twice + _ema(twice, 20)
    found["macd"] = _ema(close, 12) - slow
    found["macd_signal"] = _ema(found["macd"], 9)
    found["macd_histogram"] = found["macd"] - found["macd_signal"]
    found["ppo"] = 100 * found["macd"] / slow
    found["trix_15"] = 100 * _ema(_ema(_ema(close, 15), 15), 15).pct_change()
    return found


def _wilder(values: pd.Series, n: int = 14) -> pd.Series:
    return values.ewm(alpha=1 / n, adjust=False, min_periods=n).mean()


def _ranges(bars: pd.DataFrame) -> dict[str, pd.Series]:
    opened, high, low, close = bars.open, bars.high, bars.low, bars.close
    before, height = close.shift(), high - low
    reach = pd.concat([high - low, (high - before).abs(), (low - before).abs()], axis=1).max(axis=1, skipna=False)
    body = pd.concat([opened, close], axis=1)
    atr = _wilder(reach)
    return {
        "true_range": reach,
        "atr_14": atr,
        "natr_14": 100 * atr / close,
        "range_pct": height / close,
        "body_pct": (close - opened) / opened,
        "upper_shadow": (high - body.max(axis=1)) / height,
        "lower_shadow": (body.min(axis=1) - low) / height,
        "close_position": (close - low) / height,
        "gap": np.log(opened / before),
        "range_ratio_20": height / height.rolling(20).mean(),
    }


def _oscillators(bars: pd.DataFrame, ranges: dict[str, pd.Series]) -> dict[str, pd.Series]:
    high, low, close, change = bars.high, bars.low, bars.close, bars.close.diff()
    up, down = change.clip(lower=0), -change.clip(upper=0)
    rise, fall = up.rolling(14).sum(), down.rolling(14).sum()
    top, bottom = high.rolling(14).max(), low.rolling(14).min()
    stoch = (100 * (close - bottom) / (top - bottom)).rolling(3).mean()
    bought = close - pd.concat([low, close.shift()], axis=1).min(axis=1, skipna=False)
    shares = [bought.rolling(n).sum() / ranges["true_range"].rolling(n).sum() for n in (7, 14, 28)]
    price = (high + low + close) / 3
    money = price * bars.volume
    paid = money.where(price.diff() > 0, 0.0).rolling(14).sum()
    taken = money.where(price.diff() < 0, 0.0).rolling(14).sum()
    rsi = 100 - 100 / (1 + _wilder(up) / _wilder(down))
    least = rsi.rolling(14).min()
    stochrsi = 100 * (rsi - least) / (rsi.rolling(14).max() - least)
    return {
        "rsi_14": rsi,
        "stochrsi_k": stochrsi,
        "stochrsi_d": stochrsi.rolling(3).mean(),
        "cmo_14": 100 * (rise - fall) / (rise + fall),
        "stoch_k": stoch,
        "stoch_d": stoch.rolling(3).mean(),
        "williams_r_14": -100 * (top - close) / (top - bottom),
        "mfi_14": 100 * paid / (paid + taken),
        "ultimate_oscillator": 100 * (4 * shares[0] + 2 * shares[1] + shares[2]) / 7,
        "roc_25": 100 * close.pct_change(25),
        "balance_of_power": (close - bars.open) / (high - low),
        **_directions(high, low, ranges["true_range"]),
    }


def _directions(high: pd.Series, low: pd.Series, reach: pd.Series) -> dict[str, pd.Series]:
    above, below = high.diff(), -low.diff()
    plus, minus = above.where((above > below) & (above > 0), 0.0), below.where((below > above) & (below > 0), 0.0)
    span = _wilder(reach)
    plus_di, minus_di = 100 * _wilder(plus) / span, 100 * _wilder(minus) / span
    adx = _wilder(100 * (plus_di - minus_di).abs() / (plus_di + minus_di))
    return {
        "plus_di_14": plus_di,
        "minus_di_14": minus_di,
        "adx_14": adx,
        "adxr_14": (adx + adx.shift(13)) / 2,
        "di_spread_14": plus_di - minus_di,
    }


def _channels(bars: pd.DataFrame, trend: dict[str, pd.Series], ranges: dict[str, pd.Series]) -> dict[str, pd.Series]:
    close = bars.close
    middle, spread = close.rolling(20).mean(), close.rolling(20).std(ddof=0)
    upper, lower = middle + 2 * spread, middle - 2 * spread
    top, bottom = bars.high.rolling(20).max(), bars.low.rolling(20).min()
    above, below = trend["ema_20"] + 2 * ranges["atr_14"], trend["ema_20"] - 2 * ranges["atr_14"]
    return {
        "bollinger_middle": middle,
        "bollinger_upper": upper,
        "bollinger_lower": lower,
        "bollinger_position": (close - lower) / (upper - lower),
        "bollinger_width": (upper - lower) / middle,
        "donchian_upper": top,
        "donchian_lower": bottom,
        "donchian_middle": (top + bottom) / 2,
        "donchian_position": (close - bottom) / (top - bottom),
        "keltner_upper": above,
        "keltner_lower": below,
        "keltner_position": (close - below) / (above - below),
        "close_zscore_20": (close - middle) / spread,
    }


def _volume(bars: pd.DataFrame) -> dict[str, pd.Series]:
    high, low, close, volume = bars.high, bars.low, bars.close, bars.volume
    total, mean = volume.rolling(20).sum(), volume.rolling(20).mean()
    signed = (np.sign(close.diff()) * volume).rolling(20).sum()
    flow = ((close - low) - (high - close)) / (high - low) * volume
    placed, line = flow.rolling(20).sum(), flow.cumsum()
    price = (high + low + close) / 3
    return {
        "obv_change_20": signed,
        "obv_share_20": signed / total,
        "ad_change_20": placed,
        "chaikin_money_flow_20": placed / total,
        "chaikin_oscillator": _ema(line, 3) - _ema(line, 10),
        "force_index_13": _ema(close.diff() * volume, 13),
        "volume_ratio_20": volume / mean,
        "volume_zscore_20": (volume - mean) / volume.rolling(20).std(ddof=0),
        "rolling_vwap_distance_20": close / ((price * volume).rolling(20).sum() / total) - 1,
    }


def _microstructure(bars: pd.DataFrame) -> dict[str, pd.Series]:
    close, volume, bought, sold = bars.close, bars.volume, bars.buy_volume, bars.sell_volume
    change, flow = close.diff(), bars.buy_volume - bars.sell_volume
    sums = {name: bars[name].rolling(20).sum() for name in ("volume", "buy_volume", "sell_volume", "trades")}
    both = sums["buy_volume"] + sums["sell_volume"]
    return {
        "buy_pressure": bought / volume,
        "buy_pressure_20": sums["buy_volume"] / sums["volume"],
        "flow_imbalance": flow / (bought + sold),
        "flow_imbalance_20": (sums["buy_volume"] - sums["sell_volume"]) / both,
        "buy_sell_ratio": bought / sold,
        "buy_sell_ratio_20": sums["buy_volume"] / sums["sell_volume"],
        "amihud_20": (np.log(close).diff().abs() / (close * volume)).rolling(20).mean(),
        "kyle_lambda_50": change.rolling(50).cov(flow) / flow.rolling(50).var(),
        "trade_size_ratio_20": (volume / bars.trades) / (sums["volume"] / sums["trades"]),
        "vwap_distance": close / bars.vwap - 1,
    }


def _composites(bars: pd.DataFrame, trend: dict[str, pd.Series], ranges: dict[str, pd.Series]) -> dict[str, pd.Series]:
    close, atr, change = bars.close, ranges["atr_14"], bars.close.diff()
    log = np.log(close).diff()
    return {
        **{f"close_to_ema_{n}": close / trend[f"ema_{n}"] - 1 for n in EMAS},
        **{f"ema_{n}_distance": (close - trend[f"ema_{n}"]) / atr for n in EMAS},
        "trend_strength": (trend["ema_20"] - trend["ema_50"]) / atr,
        "ema_20_slope_5": trend["ema_20"].pct_change(5),
        "macd_relative": trend["macd_histogram"] / close,
        "efficiency_ratio_10": close.diff(10).abs() / change.abs().rolling(10).sum(),
        "volatility_ratio": log.rolling(5).std() / log.rolling(50).std(),
        "return_autocorrelation_20": log.rolling(20).corr(log.shift()),
        "up_share_20": (change > 0).astype(float).rolling(20).mean(),
        "drawdown_50": close / close.rolling(50).max() - 1,
        "runup_50": close / close.rolling(50).min() - 1,
    }
