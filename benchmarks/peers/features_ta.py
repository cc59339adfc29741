"""The package `ta` on the same bars, in an environment of its own: all that it has, and what Bancada defines as it does.

Run: `python features_ta.py BARS.npz FOLDER`. Writes FOLDER/<feature>.npy for the features that both define alike, and prints
`{"all_s": ..., "all_columns": ..., "same_s": ..., "peak_bytes": ...}`.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import ta
from ta import momentum, trend, volatility, volume


def main() -> None:
    warnings.simplefilter("ignore")  # of `ta` itself, which predates the pandas that it runs with
    bars = pd.DataFrame(dict(np.load(sys.argv[1])))
    started = perf_counter()
    found = same_features(bars)
    same_s = perf_counter() - started
    for name, values in found.items():
        np.save(Path(sys.argv[2]) / f"{name}.npy", values.to_numpy(dtype=float))
    del found
    started = perf_counter()
    table = ta.add_all_ta_features(bars.copy(), "open", "high", "low", "close", "volume")
    print(
        json.dumps(
            {
                "all_s": perf_counter() - started,
                "all_columns": table.shape[1] - bars.shape[1],
                "same_s": same_s,
                "peak_bytes": highest(),
            }
        )
    )


def highest() -> int:
    """Return the most bytes that this process has held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def same_features(bars: pd.DataFrame) -> dict[str, pd.Series]:
    """Return features under Bancada's names, in Bancada's units."""
    high, low, close, traded = bars.high, bars.low, bars.close, bars.volume
    macd, adx = trend.MACD(close), trend.ADXIndicator(high, low, close)
    bands, channel = volatility.BollingerBands(close), volatility.DonchianChannel(high, low, close)
    keltner = volatility.KeltnerChannel(high, low, close, 20, 14, original_version=False)
    stoch = momentum.StochasticOscillator(high, low, close, 14, 3)
    return {
        **{f"ema_{n}": trend.EMAIndicator(close, n).ema_indicator() for n in (9, 20, 50, 200)},
        **{f"sma_{n}": trend.SMAIndicator(close, n).sma_indicator() for n in (10, 50, 200)},
        "wma_20": trend.WMAIndicator(close, 20).wma(),
        "macd": macd.macd(),
        "macd_signal": macd.macd_signal(),
        "macd_histogram": macd.macd_diff(),
        "trix_15": trend.TRIXIndicator(close, 15).trix(),
        "ppo": momentum.PercentagePriceOscillator(close).ppo(),
        "cci_20": trend.CCIIndicator(high, low, close, 20).cci(),
        "adx_14": adx.adx(),
        "plus_di_14": adx.adx_pos(),
        "minus_di_14": adx.adx_neg(),
        "rsi_14": momentum.RSIIndicator(close, 14).rsi(),
        "ultimate_oscillator": momentum.UltimateOscillator(high, low, close).ultimate_oscillator(),
        "stoch_k": stoch.stoch_signal(),
        "williams_r_14": momentum.WilliamsRIndicator(high, low, close, 14).williams_r(),
        "roc_25": momentum.ROCIndicator(close, 25).roc(),
        "bollinger_middle": bands.bollinger_mavg(),
        "bollinger_upper": bands.bollinger_hband(),
        "bollinger_lower": bands.bollinger_lband(),
        "bollinger_position": bands.bollinger_pband(),
        "bollinger_width": bands.bollinger_wband() / 100,
        "donchian_upper": channel.donchian_channel_hband(),
        "donchian_lower": channel.donchian_channel_lband(),
        "donchian_middle": channel.donchian_channel_mband(),
        "donchian_position": channel.donchian_channel_pband(),
        "atr_14": volatility.AverageTrueRange(high, low, close, 14).average_true_range(),
        "keltner_upper": keltner.keltner_channel_hband(),
        "keltner_lower": keltner.keltner_channel_lband(),
        "mfi_14": volume.MFIIndicator(high, low, close, traded, 14).money_flow_index(),
        "chaikin_money_flow_20": volume.ChaikinMoneyFlowIndicator(high, low, close, traded, 20).chaikin_money_flow(),
        "force_index_13": volume.ForceIndexIndicator(close, traded, 13).force_index(),
    }


if __name__ == "__main__":
    main()
