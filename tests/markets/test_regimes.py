"""Regimes against rules written out bar by bar; more data never changes a past one."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput
from bancada.markets.bars import Bars, make_bars
from bancada.markets.expanding.quantiles import expanding_median, expanding_quantiles
from bancada.markets.regimes import (
    Regime,
    Regimes,
    high_volatility,
    range_volatility,
    regimes,
    summarise_regimes,
)

HOUR = 3_600_000_000_000


def shifting(n: int, *, seed: int = 5) -> Bars:
    """Return hourly bars whose volatility has a daily shape and spells of its own, and whose drift turns."""
    rng = np.random.default_rng(seed)
    t = np.arange(n)
    scale = 0.002 * (1 + 0.8 * np.cos(2 * np.pi * t / 24)) * np.where(t // 97 % 5 == 3, 3.0, 1.0)
    drift = 0.0015 * np.sign(np.sin(2 * np.pi * t / 310))
    close = 50 * np.exp(np.cumsum(drift + scale * rng.standard_normal(n)))
    opened = np.r_[50.0, close[:-1]]
    high = np.maximum(opened, close) * np.exp(scale * rng.random(n))
    low = np.minimum(opened, close) * np.exp(-scale * rng.random(n))
    return make_bars("X", "1h", ts=t * HOUR, open=opened, high=high, low=low, close=close, zone="America/Sao_Paulo")


def emas(close: np.ndarray, period: int) -> np.ndarray:
    """Return the exponential average seeded by the simple one of its first period."""
    found = np.full(len(close), np.nan)
    found[period - 1] = close[:period].mean()
    for i in range(period, len(close)):
        found[i] = found[i - 1] + 2 / (period + 1) * (close[i] - found[i - 1])
    return found


def wilder(bars: Bars, period: int = 14) -> tuple[np.ndarray, np.ndarray]:
    """Return ATR and ADX as Wilder's book works them, bar by bar."""
    high, low, close = bars.high, bars.low, bars.close
    n = len(bars)
    ranges = np.r_[np.nan, np.maximum(high[1:], close[:-1]) - np.minimum(low[1:], close[:-1])]
    up, down = np.r_[np.nan, np.diff(high)], np.r_[np.nan, -np.diff(low)]
    plus, minus = np.where((up > down) & (up > 0), up, 0), np.where((down > up) & (down > 0), down, 0)
    atr = np.full(n, np.nan)
    atr[period] = ranges[1 : period + 1].mean()
    for i in range(period + 1, n):
        atr[i] = (atr[i - 1] * (period - 1) + ranges[i]) / period
    sums = [values[1:period].sum() for values in (ranges, plus, minus)]
    dx, adx = np.full(n, np.nan), np.full(n, np.nan)
    for i in range(period, n):
        sums = [s - s / period + v[i] for s, v in zip(sums, (ranges, plus, minus), strict=True)]
        dx[i] = 100 * abs(sums[1] - sums[2]) / (sums[1] + sums[2])
    adx[2 * period - 1] = dx[period : 2 * period].mean()
    for i in range(2 * period, n):
        adx[i] = (adx[i - 1] * (period - 1) + dx[i]) / period
    return atr, adx


def test_regimes_are_the_stated_rules_in_the_stated_precedence() -> None:
    bars = shifting(1_500)
    found = regimes(bars)
    fast, middle, slow = (emas(bars.close, period) for period in (9, 20, 50))
    atr, adx = wilder(bars)
    is_wild = high_volatility(bars)
    seen = set()
    for t, code in enumerate(found.codes):
        price = bars.close[t]
        wanted = Regime.UNDEFINED
        if is_wild[t]:
            wanted = Regime.HIGH_VOLATILITY
        elif adx[t] > 25 and fast[t] > middle[t] > slow[t] and price > max(fast[t], middle[t], slow[t]):
            wanted = Regime.TREND_UP
        elif adx[t] > 25 and fast[t] < middle[t] < slow[t] and price < min(fast[t], middle[t], slow[t]):
            wanted = Regime.TREND_DOWN
        elif adx[t] < 25 and abs(price - middle[t]) <= atr[t]:
            wanted = Regime.RANGING
        assert found.names[code] == wanted, t
        seen.add(wanted)
    assert seen == set(Regime)
    assert np.array_equal(found.are(Regime.UNDEFINED), found.codes == 0)


def test_high_volatility_is_over_the_median_of_earlier_bars_of_the_same_time_of_day() -> None:
    bars = shifting(1_500)
    squares = np.log(bars.high / bars.low) ** 2
    volatility = np.array([np.sqrt(squares[max(t - 19, 0) : t + 1].mean() / (4 * np.log(2))) for t in range(1_500)])
    np.testing.assert_allclose(range_volatility(bars)[19:], volatility[19:], rtol=1e-12)
    wild = high_volatility(bars)
    for t in range(1_500):
        past = [volatility[i] for i in range(t % 24, t, 24) if i >= 19]
        assert wild[t] == (len(past) >= 20 and volatility[t] > 1.5 * np.median(past))
    assert 0.05 < wild.mean() < 0.5


def test_a_clock_that_alone_moves_volatility_is_no_high_volatility() -> None:
    n = 96 * 60
    t = np.arange(n)
    scale = 0.001 * np.where(t % 96 < 8, 6.0, 1.0)
    flat = np.full(n, 100.0)
    bars = make_bars("X", "15m", ts=t * HOUR // 4, open=flat, high=flat * (1 + scale), low=flat, close=flat, zone="UTC")
    volatility = range_volatility(bars)
    assert np.nanmax(volatility) > 1.5 * np.nanmedian(volatility)
    assert not high_volatility(bars).any()


def test_a_missing_price_starts_the_rules_anew_and_blinds_nothing_for_long() -> None:
    bars = shifting(600)
    close = bars.close.copy()
    close[300] = np.nan
    found = regimes(replace(bars, close=close))
    fresh = regimes(bars[301:])
    is_calm = ~high_volatility(bars)[301:]
    assert np.array_equal(found.codes[301:][is_calm], fresh.codes[is_calm])
    assert np.array_equal(found.codes[:300], regimes(bars).codes[:300])
    assert found.codes[301:].any()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**31), cut=st.integers(1, 899), scale=st.floats(0.2, 5.0))
def test_more_data_or_other_data_later_never_changes_a_past_regime(seed: int, cut: int, scale: float) -> None:
    bars = shifting(900, seed=seed)
    later = np.where(np.arange(900) < cut, 1.0, scale)
    other = replace(bars, **{name: getattr(bars, name) * later for name in ("open", "high", "low", "close")})
    whole = regimes(bars).codes[:cut]
    assert np.array_equal(regimes(bars[:cut]).codes, whole)
    assert np.array_equal(regimes(other).codes[:cut], whole)


def test_daily_bars_have_one_time_of_day() -> None:
    bars = shifting(400)
    daily = replace(bars, timeframe="1d", ts=np.arange(400) * 24 * HOUR)
    assert np.array_equal(
        high_volatility(
            make_bars("X", "1d", ts=daily.ts, open=bars.open, high=bars.high, low=bars.low, close=bars.close)
        ),
        range_volatility(bars) > 1.5 * expanding_median(range_volatility(bars), min_count=20),
    )


@pytest.mark.parametrize("n", [0, 1, 19, 50])
def test_few_bars_have_a_regime_each_and_constant_prices_trend_nowhere(n: int) -> None:
    flat = np.full(n, 7.0)
    bars = make_bars("X", "1d", ts=np.arange(n), open=flat, high=flat, low=flat, close=flat)
    found = regimes(bars)
    assert len(found) == n
    assert set(found.codes.tolist()) <= {0, found.names.index("ranging")}
    assert sum(row.n_bars for row in summarise_regimes(bars, found).rows) == n


def test_a_summary_counts_shares_spells_transitions_and_what_follows() -> None:
    codes = np.array([0, 1, 1, 1, 0, 3, 3, 1], dtype=np.int8)
    close = np.array([10.0, 11, 12, 12, 9, 9, 10, 10])
    bars = make_bars("X", "1d", ts=np.arange(8), open=close, high=close, low=close, close=close)
    summary = summarise_regimes(bars, Regimes(codes))
    up = summary.rows[1]
    assert (up.regime, up.share, up.n_spells, up.mean_spell) == (Regime.TREND_UP, 0.5, 2, 2.0)
    assert up.mean_return == pytest.approx(np.mean([12 / 11 - 1, 0, 9 / 12 - 1]))
    assert summary.transitions[1].tolist() == pytest.approx([1 / 3, 2 / 3, 0, 0, 0])
    assert np.isnan(summary.transitions[2]).all()
    assert np.isnan(summary.rows[2].mean_spell)
    assert summary.rows[2].interval is None


def test_the_interval_of_what_follows_covers_zero_on_a_walk_and_knows_a_drift() -> None:
    covered = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        close = 100 * np.exp(np.cumsum(0.01 * rng.standard_normal(1_000)))
        bars = make_bars("X", "1d", ts=np.arange(1_000), open=close, high=close, low=close, close=close)
        codes = Regimes((np.arange(1_000) // 10 % 2).astype(np.int8))
        interval = summarise_regimes(bars, codes).rows[0].interval
        assert interval is not None
        covered.append(interval.low < 0.00005 < interval.high)
    assert np.mean(covered) >= 0.85
    rising = 100 * np.exp(np.arange(300) * 0.01)
    bars = make_bars("X", "1d", ts=np.arange(300), open=rising, high=rising, low=rising, close=rising)
    drift = summarise_regimes(bars, Regimes(np.zeros(300, dtype=np.int8))).rows[0].interval
    assert drift is not None
    assert drift.low > 0.009


def test_regimes_of_another_series_are_refused() -> None:
    with pytest.raises(BadInput, match="another series"):
        summarise_regimes(shifting(30), Regimes(np.zeros(29, dtype=np.int8)))


@settings(max_examples=30, deadline=None)
@given(
    values=st.lists(st.one_of(st.just(float("nan")), st.integers(-4, 4).map(float)), max_size=40),
    data=st.data(),
)
def test_an_expanding_quantile_is_that_of_the_earlier_values_of_its_group(
    values: list[float], data: st.DataObject
) -> None:
    n = len(values)
    groups = np.array(data.draw(st.lists(st.integers(5, 7), min_size=n, max_size=n)), dtype=np.int64)
    series, shares = np.array(values, dtype=float), (0.1, 0.5, 1.0)
    known = np.arange(1, n + 1)
    found = expanding_quantiles(series, known, shares=shares, groups=groups, min_count=2)
    for t in range(n):
        past = series[:t][groups[:t] == groups[t]]
        past = past[~np.isnan(past)]
        wanted = np.quantile(past, shares) if len(past) >= 2 else np.full(3, np.nan)
        np.testing.assert_allclose(found[t], wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.real_data
def test_real_minutes_of_the_dollar_future_are_in_every_regime(real_data: Path) -> None:
    with gzip.open(real_data / "intraday" / "WDO_M5_2018_2019_mt5.csv.gz") as file:
        frame = pd.read_csv(file, sep="\t")
    local = pd.to_datetime(frame["<DATE>"] + " " + frame["<TIME>"]).dt.tz_localize("America/Sao_Paulo")
    bars = make_bars(
        "WDO",
        "5m",
        ts=local.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(),
        open=frame["<OPEN>"],
        high=frame["<HIGH>"],
        low=frame["<LOW>"],
        close=frame["<CLOSE>"],
    )
    found = regimes(bars)
    summary = summarise_regimes(bars, found)
    assert all(row.share > 0.02 for row in summary.rows)
    assert all(row.mean_spell > 1.5 for row in summary.rows)
    hours = pd.Series(found.are(Regime.HIGH_VOLATILITY)).groupby(local.dt.hour).mean()
    busy = hours[hours.index.isin(range(10, 17))]
    assert busy.max() < 4 * busy.min()
