"""Values of features against formulas written out plainly, and against TA-Lib where it defines the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import talib

from bancada.markets.bars import Bars, make_bars
from bancada.markets.features.engine import FeatureEngine
from bancada.markets.features.matrix import Features
from tests.markets.features.nasty import Shape, nasty_bars

BARS = nasty_bars(Shape(11), 900)
O, H, L, C, V = (np.array(getattr(BARS, name)) for name in ("open", "high", "low", "close", "volume"))  # noqa: E741  # prices, as the papers write them
FEATURES = FeatureEngine().compute(BARS)
R = np.concatenate(([np.nan], np.diff(np.log(C))))

TALIB: dict[str, Callable[[], np.ndarray]] = {
    "sma_50": lambda: talib.SMA(C, 50),
    "wma_20": lambda: talib.WMA(C, 20),
    "dema_20": lambda: talib.DEMA(C, 20),
    "macd_histogram": lambda: talib.MACD(C, 12, 26, 9)[2],
    "bollinger_upper": lambda: talib.BBANDS(C, 20, 2.0, 2.0)[0],
    "bollinger_middle": lambda: talib.BBANDS(C, 20, 2.0, 2.0)[1],
    "bollinger_lower": lambda: talib.BBANDS(C, 20, 2.0, 2.0)[2],
    "stoch_k": lambda: talib.STOCH(H, L, C, 14, 3, 0, 3, 0)[0],
    "stoch_d": lambda: talib.STOCH(H, L, C, 14, 3, 0, 3, 0)[1],
    "stochrsi_k": lambda: talib.STOCHRSI(C, 14, 14, 3, 0)[0],
    "stochrsi_d": lambda: talib.STOCHRSI(C, 14, 14, 3, 0)[1],
    "natr_14": lambda: talib.NATR(H, L, C, 14),
    "adx_14": lambda: talib.ADX(H, L, C, 14),
    "adxr_14": lambda: talib.ADXR(H, L, C, 14),
    "cci_20": lambda: talib.CCI(H, L, C, 20),
    "williams_r_14": lambda: talib.WILLR(H, L, C, 14),
    "mfi_14": lambda: talib.MFI(H, L, C, V, 14),
    "roc_25": lambda: talib.ROC(C, 25),
    "trix_15": lambda: talib.TRIX(C, 15),
    "ultimate_oscillator": lambda: talib.ULTOSC(H, L, C, 7, 14, 28),
    "aroon_down_25": lambda: talib.AROON(H, L, 25)[0],
    "aroon_up_25": lambda: talib.AROON(H, L, 25)[1],
    "aroon_25": lambda: talib.AROONOSC(H, L, 25),
    "balance_of_power": lambda: talib.BOP(O, H, L, C),
    "true_range": lambda: talib.TRANGE(H, L, C),
    "donchian_upper": lambda: talib.MAX(H, 20),
    "donchian_lower": lambda: talib.MIN(L, 20),
    "momentum_7": lambda: talib.MOM(C, 7),
    "momentum_pct_7": lambda: talib.ROCP(C, 7),
    "obv_change_20": lambda: pd.Series(talib.OBV(C, V)).diff(20).to_numpy(),
    "ad_change_20": lambda: pd.Series(talib.AD(H, L, C, V)).diff(20).to_numpy(),
    "chaikin_oscillator": lambda: talib.ADOSC(H, L, C, V, 3, 10),
}


@pytest.mark.parametrize("name", TALIB)
def test_an_indicator_is_as_talib_defines_it(name: str) -> None:
    expected = TALIB[name]()
    start = int(np.flatnonzero(~np.isnan(FEATURES[name]))[0])
    np.testing.assert_allclose(FEATURES[name][max(start, 45) :], expected[max(start, 45) :], rtol=1e-8, atol=1e-8)


def windows(x: np.ndarray, n: int) -> np.ndarray:
    """Return the trailing windows of x, shape (len(x) - n + 1, n)."""
    return np.lib.stride_tricks.sliding_window_view(x, n)


def same(features: Features, name: str, expected: np.ndarray, *, atol: float = 1e-12) -> None:
    """Assert that the last values of a feature are these."""
    np.testing.assert_allclose(features[name][-len(expected) :], expected, rtol=1e-9, atol=atol)


def test_rsi_is_wilders() -> None:
    change = np.diff(C)
    up, down = np.maximum(change[:14], 0).mean(), np.maximum(-change[:14], 0).mean()
    expected = []
    for move in change[14:]:
        up, down = (13 * up + max(move, 0)) / 14, (13 * down + max(-move, 0)) / 14
        expected.append(100 - 100 / (1 + up / down))
    same(FEATURES, "rsi_14", np.array(expected))


def test_atr_is_wilders() -> None:
    reach = np.maximum(H[1:], C[:-1]) - np.minimum(L[1:], C[:-1])
    average = reach[:14].mean()
    expected = [average := (13 * average + r) / 14 for r in reach[14:]]
    same(FEATURES, "atr_14", np.array(expected))


def test_volatility_estimators_are_the_papers() -> None:
    n = 20
    rs = np.log(H / C) * np.log(H / O) + np.log(L / C) * np.log(L / O)
    gk = 0.5 * np.log(H / L) ** 2 - (2 * np.log(2) - 1) * np.log(C / O) ** 2
    overnight, body = np.log(O[1:] / C[:-1]), np.log(C / O)[1:]
    k = 0.34 / (1.34 + (n + 1) / (n - 1))
    yang_zhang = windows(overnight, n).var(axis=1, ddof=1) + k * windows(body, n).var(axis=1, ddof=1)
    yang_zhang += (1 - k) * windows(rs[1:], n).mean(axis=1)
    same(FEATURES, "volatility_20", windows(R[1:], n).std(axis=1, ddof=1))
    same(FEATURES, "parkinson_20", np.sqrt(windows(np.log(H / L) ** 2, n).mean(axis=1) / (4 * np.log(2))))
    same(FEATURES, "garman_klass_20", np.sqrt(windows(gk, n).mean(axis=1)))
    same(FEATURES, "rogers_satchell_20", np.sqrt(windows(rs, n).mean(axis=1)))
    same(FEATURES, "yang_zhang_20", np.sqrt(yang_zhang))


def test_liquidity_measures_are_the_papers() -> None:
    change, flow = np.diff(C), (np.array(BARS.buy_volume) - np.array(BARS.sell_volume))[1:]
    slope = [np.polyfit(x, y, 1)[0] for x, y in zip(windows(flow, 50)[-60:], windows(change, 50)[-60:], strict=True)]
    same(FEATURES, "kyle_lambda_50", np.array(slope))
    pairs = zip(windows(change[1:], 20), windows(change[:-1], 20), strict=True)
    covariance = np.array([np.cov(a, b, ddof=0)[0, 1] for a, b in pairs])
    same(FEATURES, "roll_spread_20", 2 * np.sqrt(np.maximum(-covariance, 0)))
    same(FEATURES, "amihud_20", windows(np.abs(R[1:]) / (C * V)[1:], 20).mean(axis=1))


def test_the_correlation_of_returns_is_pearsons_but_for_the_means() -> None:
    pairs = list(zip(windows(R[2:], 20), windows(R[1:-1], 20), strict=True))
    same(FEATURES, "return_autocorrelation_20", np.array([np.corrcoef(a, b)[0, 1] for a, b in pairs]))


def test_bars_that_never_traded_are_left_out_of_amihuds_mean() -> None:
    volume = V.copy()
    volume[-10:-2] = 0.0
    bars = make_bars("X", "1m", ts=BARS.ts, open=O, high=H, low=L, close=C, volume=volume)
    traded = volume[-20:] > 0
    expected = (np.abs(R[-20:][traded]) / (C * volume)[-20:][traded]).mean()
    same(FeatureEngine(["amihud_20"]).compute(bars), "amihud_20", np.array([expected]))


def test_the_cycles_follow_the_local_clock_through_daylight_saving() -> None:
    instants = pd.date_range("2018-11-02 00:00", "2018-11-06 00:00", freq="7min", tz="America/Sao_Paulo")
    n = len(instants)
    flat = np.full(n, 10.0)
    ts = instants.tz_convert("UTC").as_unit("ns").asi8
    bars = make_bars("X", "5m", ts=ts, open=flat, high=flat, low=flat, close=flat)
    features = FeatureEngine().compute(bars)
    minute = instants.hour * 60 + instants.minute
    same(features, "minute_sin", np.sin(2 * np.pi * minute.to_numpy() / 1440))
    same(features, "weekday_cos", np.cos(2 * np.pi * instants.weekday.to_numpy() / 7))
    same(features, "month_day_sin", np.sin(2 * np.pi * (instants.day.to_numpy() - 1) / 31))
    same(features, "month_cos", np.cos(2 * np.pi * (instants.month.to_numpy() - 1) / 12))


@pytest.mark.parametrize("day", ["1999-12-31", "2000-02-29", "2024-02-29", "2023-03-01", "1969-07-20", "2100-03-01"])
def test_months_and_days_are_those_of_the_calendar(day: str) -> None:
    when = pd.Timestamp(day)
    one = np.ones(1)
    bars = make_bars("X", "1d", ts=[when.as_unit("ns").value], open=one, high=one, low=one, close=one)
    features = FeatureEngine().compute(bars)
    same(features, "month_sin", np.array([np.sin(2 * np.pi * (when.month - 1) / 12)]))
    same(features, "month_day_cos", np.array([np.cos(2 * np.pi * (when.day - 1) / 31)]))
    same(features, "weekday_sin", np.array([np.sin(2 * np.pi * when.weekday() / 7)]))


def test_session_features_run_from_the_open_of_the_local_day() -> None:
    day = slice(800, 900)
    typical = ((H + L + C) / 3)[day]
    same(FEATURES, "minutes_since_open", np.arange(100.0))
    same(FEATURES, "session_return", np.log(C[day] / O[800]))
    same(FEATURES, "session_gap", np.full(100, np.log(O[800] / C[799])))
    high, low = np.maximum.accumulate(H[day]), np.minimum.accumulate(L[day])
    same(FEATURES, "session_position", (C[day] - low) / (high - low))
    same(FEATURES, "session_vwap_distance", C[day] / ((typical * V[day]).cumsum() / V[day].cumsum()) - 1)
    placed = ((C - L) - (H - C)) / (H - L) * V
    same(FEATURES, "session_ad", placed[day].cumsum(), atol=1e-9)


def test_returns_are_counted_in_the_state_of_the_bar_before() -> None:
    state = FEATURES["trend_state"]
    expected = windows((R[1:] * state[:-1])[-149:], 50).mean(axis=1)
    assert set(np.unique(state[~np.isnan(state)])) == {-1.0, 0.0, 1.0}
    same(FEATURES, "trend_returns_50", expected)


def test_a_wide_bar_is_one_that_moves_more_than_the_same_minute_of_the_week_before() -> None:
    bars = nasty_bars(Shape(12), 400 * 9)
    features = FeatureEngine(["volatility_20", "wide_state"]).compute(bars)
    now = features["volatility_20"].reshape(9, 400)
    for day in range(6, 9):
        expected = (now[day] > 1.5 * np.median(now[day - 5 : day], axis=0)).astype(float)
        np.testing.assert_array_equal(features["wide_state"].reshape(9, 400)[day], expected)
    assert 0.02 < np.nanmean(features["wide_state"]) < 0.6


def test_volatility_that_follows_the_clock_alone_is_never_wide() -> None:
    rng = np.random.default_rng(3)
    sizes = np.tile(np.where(np.arange(400) < 60, 10.0, 1.0), 12) * np.where(rng.random(4_800) < 0.5, 1e-4, -1e-4)
    close = 100 * np.exp(np.cumsum(sizes))
    bars = nasty_bars(Shape(12), 4_800)
    regular = make_bars("X", "1m", ts=bars.ts, open=close, high=close, low=close, close=close)
    state = FeatureEngine(["wide_state"]).compute(regular)["wide_state"]
    assert np.nanmax(state) == 0.0


def still(n: int) -> Bars:
    """Return bars that move for a while and then stand still."""
    close = np.concatenate((C[:300], np.full(n, C[299])))
    width = np.concatenate((np.full(300, 0.01), np.zeros(n)))
    ts = np.arange(300 + n) * 60_000_000_000
    volume = np.ones(300 + n)
    return make_bars("X", "1m", ts=ts, open=close, high=close + width, low=close - width, close=close, volume=volume)


def test_where_nothing_moves_ratios_are_missing_and_levels_are_not() -> None:
    features = FeatureEngine().compute(still(200))
    gone = {n for n in features.names if np.isnan(features[n][-1])}
    ratios = {
        "rsi_14",
        "stochrsi_k",
        "adx_14",
        "plus_di_14",
        "stoch_k",
        "cci_20",
        "mfi_14",
        "cmo_14",
        "bollinger_position",
    }
    assert ratios <= gone
    assert {"ema_20", "bollinger_upper", "volatility_20", "atr_14", "macd", "returns_5"}.isdisjoint(gone)
    assert features["volatility_20"][-1] == features["bollinger_width"][-1] == 0.0


def test_a_ratio_of_averages_ends_at_the_seventieth_bar_without_movement() -> None:
    features = FeatureEngine(["rsi_14", "plus_di_14"]).compute(still(80))
    assert [int(np.isnan(features[name][300:]).argmax()) for name in features.names] == [69, 69]
