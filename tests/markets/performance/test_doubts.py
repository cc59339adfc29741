"""What a tear sheet says against itself: days that are no session, sessions that are missing, money that would have earned, other looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bancada.core.finding import Finding, Severity
from bancada.core.values import dump_bytes, load_bytes
from bancada.markets.backtest import BacktestSpec
from bancada.markets.bars import Bars, make_bars
from bancada.markets.performance import (
    Annual,
    Chosen,
    RuleTested,
    TearSheet,
    Tried,
    chosen_of,
    deepest_drawdowns,
    make_daily_pnl,
)
from bancada.markets.performance.attendance import attendance
from tests.markets.performance.made import HOUR, SPEC, coins, hourly_bars, series_of, sheet

DAYS = ("2018-12-20", "2018-12-21", "2018-12-22", "2018-12-26", "2019-01-03", "2019-01-04")
"""Thursday, Friday, a Saturday, and after Christmas, three sessions missing (27, 28 December and 2 January), two more days."""


def bars_on(*days: str) -> Bars:
    """Return eight hours of each day, rising."""
    starts = np.array([int(datetime.fromisoformat(f"{day}T13:00+00:00").timestamp()) for day in days]) * 10**9
    ts = (starts[:, np.newaxis] + np.arange(8) * HOUR).ravel()
    price = 100.0 + np.arange(len(ts))
    return make_bars("TEST3", "1h", ts=ts, open=price, high=price, low=price, close=price)


def found(one: TearSheet, code: str) -> Finding:
    """Return the finding of a code, of which there is one."""
    (only,) = [finding for finding in one.findings if finding.code == code]
    return only


def codes(one: TearSheet) -> set[str]:
    return {finding.code for finding in one.findings}


def test_attendance_tells_stray_days_and_holes_by_the_calendar() -> None:
    one = attendance(bars_on(*DAYS), exchange="BVMF")
    assert (one.n_sessions, one.n_stray_days) == (5, 1)
    assert np.flatnonzero(one.strays).tolist() == list(range(16, 24))
    assert one.resumes.tolist() == [32]
    assert one.n_missing.tolist() == [3]


@pytest.mark.parametrize("exchange", ["", "nowhere"])
def test_without_a_calendar_every_day_is_a_session_and_none_is_missing(exchange: str) -> None:
    one = attendance(bars_on(*DAYS), exchange=exchange)
    assert (one.n_sessions, one.n_stray_days, one.strays.any(), len(one.resumes)) == (6, 0, False, 0)


def test_trading_on_a_day_without_a_session_is_told_with_its_fills_and_its_result() -> None:
    bars, positions = bars_on(*DAYS), np.zeros(48)
    positions[17:20] = 1.0
    spec = BacktestSpec(10_000.0, size=10.0)
    one = sheet(bars, positions, spec, series=series_of(bars, exchange="BVMF"))
    finding = found(one, "performance_stray_bars")
    assert finding.severity is Severity.CAUTION
    assert finding.facts == {"symbol": "TEST3", "bars": 8, "days": 1, "fills": 2, "net": 30.0}
    assert "8 bars of TEST3" in finding.message("en")
    assert (one.setup.n_sessions, one.setup.n_stray_days) == (5, 1)
    idle = sheet(bars, np.zeros(48), spec, series=series_of(bars, exchange="BVMF"))
    assert found(idle, "performance_stray_bars").severity is Severity.INFO


def test_missing_sessions_are_told_and_whether_a_position_was_held_through_them() -> None:
    bars, positions = bars_on(*DAYS), np.zeros(48)
    positions[28:34] = 1.0
    info = series_of(bars, exchange="BVMF")
    held = found(sheet(bars, positions, BacktestSpec(10_000.0, size=10.0), series=info), "performance_holes_held")
    assert held.severity is Severity.CAUTION
    assert held.facts == {"symbol": "TEST3", "missing": 3, "longest": 3, "held": 3, "net": 10.0}
    flat = sheet(bars, np.zeros(48), series=info)
    assert found(flat, "performance_holes").severity is Severity.INFO
    assert "performance_holes_held" not in codes(flat)


@pytest.mark.real_data
def test_the_saturdays_and_the_gap_of_december_2018_in_the_real_file_are_told(real_data: Path) -> None:
    table = pd.read_csv(real_data / "intraday" / "WDO_M5_2018_2019_mt5.csv.gz", sep="\t")
    local = pd.to_datetime(table["<DATE>"] + " " + table["<TIME>"], format="%Y.%m.%d %H:%M:%S")
    ts = local.dt.tz_localize("America/Sao_Paulo").dt.tz_convert("UTC").dt.as_unit("ns").astype("int64").to_numpy()
    prices = {name: table[f"<{name.upper()}>"].to_numpy(float) for name in ("open", "high", "low", "close")}
    one = attendance(make_bars("WDO", "5m", ts=ts, **prices), exchange="BVMF")
    assert (one.n_sessions, one.n_stray_days) == (472, 2)
    strays = pd.to_datetime(ts[one.strays], unit="ns", utc=True)
    assert set(strays.day_name()) == {"Saturday"}
    resumed = pd.to_datetime(ts[one.resumes], unit="ns", utc=True).strftime("%Y-%m-%d")
    assert dict(zip(resumed, one.n_missing.tolist(), strict=True)) == {
        "2018-12-13": 8,
        "2019-01-03": 10,
        "2019-10-16": 1,
        "2019-12-04": 2,
    }


@pytest.mark.parametrize(
    ("symbol", "exchange", "rate", "is_told"),
    [
        ("PETR4", "BVMF", 0.0, True),
        ("PETR4", "BVMF", 0.1, False),
        ("WDOZ18", "BVMF", 0.0, False),
        ("WIN", "", 0.0, False),
        ("AAPL", "XNYS", 0.0, True),
        ("BTCUSDT", "24/7", 0.0, True),
        ("SOMETHING", "", 0.0, False),
    ],
)
def test_a_position_paid_in_full_gives_up_interest_unless_a_rate_is_set(
    symbol: str, exchange: str, rate: float, is_told: bool
) -> None:
    bars = replace(hourly_bars(np.random.default_rng(3), 20), symbol=symbol)
    one = sheet(bars, np.zeros(160), series=series_of(bars, exchange=exchange), annual=Annual(risk_free=rate))
    assert ("performance_no_risk_free" in codes(one)) is is_told


def test_any_other_trial_on_the_symbol_is_a_look_at_the_sessions() -> None:
    assert chosen_of("one", []) is chosen_of("one", ["one", "one"]) is Chosen.BEFOREHAND
    assert chosen_of("one", ["one", "other"]) is chosen_of("one", ["other"]) is Chosen.IN_SAMPLE
    bars = hourly_bars(np.random.default_rng(3), 20)
    rule = RuleTested("made", chosen=Chosen.IN_SAMPLE)
    finding = found(sheet(bars, np.zeros(160), rule=rule, tried=Tried(7)), "performance_in_sample")
    assert finding.facts == {"rule": "made", "symbol": "TEST3", "trials": 7}


def test_a_lost_capital_is_the_reason_why_its_shares_are_undefined() -> None:
    bars = hourly_bars(np.random.default_rng(3), 60, drift=-0.002)
    lost = sheet(bars, np.ones(len(bars)), replace(SPEC, capital=100.0))
    for column in (lost.strategy, lost.buy_and_hold):
        for name in ("growth", "calmar", "max_drawdown", "max_drawdown_bars"):
            assert (column[name].value, column[name].reason) == (None, "performance_capital_lost")
    amount = lost.strategy["max_drawdown_amount"].value
    assert amount is not None
    assert amount > 100.0
    assert "performance_ruined" in codes(lost)
    rising = sheet(
        bars_on(*DAYS), np.ones(48), replace(SPEC, costs=replace(SPEC.costs, per_contract=0, slippage_ticks=0))
    )
    assert rising.strategy["calmar"].reason == "performance_no_drawdown"


def test_the_deepest_drawdowns_have_their_dates() -> None:
    pnl = [-10.0, 20.0, -5.0, -25.0, 40.0, -1.0, 2.0, -30.0, 10.0]
    falls = deepest_drawdowns(make_daily_pnl(np.arange(9), pnl, capital=100.0))
    assert [fall.depth for fall in falls] == pytest.approx([30 / 110, 30 / 121, 10 / 100, 1 / 120])
    deepest, open_one, first, _ = falls
    assert (deepest.peak_on, deepest.trough_on, deepest.recovery_on) == tuple(date(1970, 1, day) for day in (2, 4, 5))
    assert (deepest.amount, deepest.sessions, deepest.recovery_sessions) == (30.0, 3, 1)
    assert (open_one.peak_on, open_one.trough_on, open_one.recovery_on) == (date(1970, 1, 7), date(1970, 1, 8), None)
    assert (first.peak_on, first.trough_on, first.recovery_on) == (None, date(1970, 1, 1), date(1970, 1, 2))


def test_the_sheet_holds_the_five_deepest_drawdowns_the_record_needed_and_the_shape_in_its_json() -> None:
    bars = hourly_bars(np.random.default_rng(3), 300)
    one = sheet(bars, coins(bars, np.random.default_rng(5)), series=series_of(bars))
    back = load_bytes(TearSheet, dump_bytes(one))
    assert back.drawdowns == one.drawdowns
    assert len(one.drawdowns) == 5
    assert [fall.depth for fall in one.drawdowns] == sorted((fall.depth for fall in one.drawdowns), reverse=True)
    assert one.drawdowns[0].depth == pytest.approx(one.strategy["max_drawdown"].value)
    assert one.drawdowns[0].sessions == one.strategy["drawdown_sessions"].value
    assert back.testing == one.testing
    assert one.testing.skew is not None
    assert one.testing.kurtosis is not None
    assert back.setup.random_method == "session_shift"


def test_holding_shows_what_it_paid(rng: np.random.Generator) -> None:
    bars = hourly_bars(rng, 30)
    one = sheet(bars, coins(bars, rng))
    assert one.buy_and_hold["fees"].value == pytest.approx(2 * 10.0 * 0.02)
    assert one.buy_and_hold["slippage"].value == pytest.approx(2 * 10.0 * 0.01)
    assert one.strategy["fees"].value == pytest.approx(one.costs.fees)
    assert one.strategy["slippage"].value == pytest.approx(one.costs.slippage)
