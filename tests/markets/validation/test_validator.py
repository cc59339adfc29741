"""ProductionDataValidator: a clean series passes, one broken bar is found where it is, in one piece or in chunks."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput
from bancada.core.finding import Finding, Severity
from bancada.markets.bars import make_bars
from bancada.markets.series import Continuous, PriceBasis
from bancada.markets.validation import ProductionDataValidator
from tests.markets.validation.series import SECOND, changed, daily, intraday, ordinal, stated

VALIDATOR = ProductionDataValidator()
DAILY, INTRADAY = daily(), intraday()


def found(report):
    """Return the codes of the findings."""
    return {one.code for one in report.findings}


@given(seed=st.integers(0, 2**31))
@settings(max_examples=15, deadline=None)
def test_a_clean_series_has_no_finding_at_all(seed: int) -> None:
    for bars in (daily(60, seed=seed), intraday(2, seed=seed)):
        report = VALIDATOR.validate(bars, info=stated(bars))
        assert report.findings == ()
        assert report.passed
        assert all(check.count == 0 for check in report.checks)


BREAKS = {
    "bars_not_finite": lambda bars, at: {"high": np.nan},
    "bars_not_positive": lambda bars, at: {"low": -1.0},
    "bars_order_broken": lambda bars, at: {"high": bars.low[at] - 0.01, "vwap": bars.low[at]},
    "bars_volume_negative": lambda bars, at: {"volume": -5.0, "buy_volume": -2.0, "sell_volume": -3.0},
    "bars_volume_zero": lambda bars, at: {"volume": 0.0, "buy_volume": 0.0, "sell_volume": 0.0},
    "bars_volume_unknown": lambda bars, at: {"volume": np.nan, "buy_volume": np.nan, "sell_volume": np.nan},
    "bars_sides_differ": lambda bars, at: {"buy_volume": bars.volume[at] + 1},
    "bars_vwap_outside": lambda bars, at: {"vwap": bars.high[at] * 1.01},
    "bars_off_tick": lambda bars, at: {"low": bars.low[at] - 0.003},
}


@pytest.mark.parametrize("code", BREAKS)
@given(at=st.integers(0, len(DAILY) - 1))
@settings(max_examples=8, deadline=None)
def test_one_broken_bar_is_found_where_it_is_and_nothing_else(code: str, at: int) -> None:
    bars = changed(DAILY, at, **BREAKS[code](DAILY, at))
    report = VALIDATOR.validate(bars, info=stated(bars))
    check = report.check(code)
    assert check is not None
    assert (check.count, check.of) == (1, len(bars))
    assert [example.ts for example in check.examples] == [bars.ts[at]]
    assert found(report) == {code}


@given(at=st.integers(1, len(INTRADAY) - 1), size=st.integers(1, 200))
@settings(max_examples=10, deadline=None)
def test_chunks_give_the_report_of_the_whole(at: int, size: int) -> None:
    bars = changed(INTRADAY, at, high=1.0, volume=0.0)[:400]
    chunks = [bars[start : start + size] for start in range(0, len(bars), size)]
    assert VALIDATOR.validate_many(chunks).to_json() == VALIDATOR.validate(bars).to_json()


@given(order=st.permutations(range(12)))
@settings(max_examples=20, deadline=None)
def test_bars_out_of_order_are_counted_and_judged_in_order_all_the_same(order: list[int]) -> None:
    bars = DAILY[:12][np.array(order)]
    report = VALIDATOR.validate(bars)
    late = sum(one < max(order[:at]) for at, one in enumerate(order) if at)
    assert report.check("bars_unsorted").count == late
    assert report.passed is (late == 0)
    assert found(report) <= {"bars_unsorted"}


@given(at=st.lists(st.integers(0, len(DAILY) - 1), min_size=1, max_size=9, unique=True))
@settings(max_examples=10, deadline=None)
def test_every_repeated_bar_is_counted_once(at: list[int]) -> None:
    positions = np.sort(np.concatenate((np.arange(len(DAILY)), at)))
    report = VALIDATOR.validate(DAILY[positions])
    assert report.check("bars_repeated").count == len(at)
    assert not report.passed


def test_sessions_missing_in_a_row_are_told_as_one_gap_with_its_dates() -> None:
    kept = np.ones(len(DAILY), dtype=bool)
    kept[40:60] = False
    kept[50] = True
    check = VALIDATOR.validate(DAILY[kept]).check("bars_missing_sessions")
    assert (check.count, check.of) == (19, len(DAILY))
    assert check.severity is Severity.CAUTION
    assert [one.values["sessions"] for one in check.examples] == [19]
    assert check.examples[0].ts == DAILY.ts[40]
    assert "19" in check.finding.message("en")


@given(at=st.integers(1, len(INTRADAY) - 2))
@settings(max_examples=15, deadline=None)
def test_one_bar_missing_within_a_session_is_found(at: int) -> None:
    check = VALIDATOR.validate(INTRADAY[np.delete(np.arange(len(INTRADAY)), at)]).check("bars_missing_inside")
    assert check.count == 1
    assert check.of == len(INTRADAY)
    assert check.examples[0].ts == INTRADAY.ts[at]
    assert check.finding.severity is Severity.CAUTION


def test_bars_missing_in_a_thin_series_are_how_the_market_is() -> None:
    check = VALIDATOR.validate(INTRADAY[::2]).check("bars_missing_inside")
    assert check.share == pytest.approx(0.5, abs=0.01)
    assert check.severity is Severity.INFO


def test_bars_of_a_saturday_lie_on_a_day_without_a_session_and_are_not_called_out_of_hours() -> None:
    saturday = (ordinal("2023-01-14") * 86_400 + 6 * 3_600) * SECOND
    bars = changed(INTRADAY, len(INTRADAY) - 1, ts=saturday)
    report = VALIDATOR.validate(bars)
    assert [one.at for one in report.check("bars_off_session").examples] == ["2023-01-14 03:00"]
    assert report.check("bars_out_of_hours").count == 0


def test_a_bar_after_the_close_is_out_of_hours_and_one_of_the_closing_call_is_not() -> None:
    last = int(INTRADAY.ts[-1])
    call, night = (changed(INTRADAY, len(INTRADAY) - 1, ts=last + minutes * 60 * SECOND) for minutes in (5, 60))
    assert VALIDATOR.validate(call).check("bars_out_of_hours").count == 0
    assert VALIDATOR.validate(night).check("bars_out_of_hours").count == 1


def test_prices_that_stand_still_though_volume_is_traded_are_stale() -> None:
    bars = DAILY
    for at in range(31, 36):
        bars = changed(bars, at, **{name: getattr(bars, name)[30] for name in ("open", "high", "low", "close", "vwap")})
    check = VALIDATOR.validate(bars).check("bars_stale")
    assert check.count == 6
    assert check.examples[0].ts == DAILY.ts[30]


def test_a_price_that_leaps_and_comes_back_is_a_spike_and_one_that_stays_is_none() -> None:
    at = 100
    wrong = INTRADAY.close[at] * 1.2
    spike = changed(INTRADAY, at, close=wrong, high=wrong)
    assert [one.ts for one in VALIDATOR.validate(spike).check("bars_spike").examples] == [INTRADAY.ts[at]]
    scale = np.where(np.arange(len(INTRADAY)) >= at, 1.2, 1.0)
    columns = {name: getattr(INTRADAY, name) * scale for name in ("open", "high", "low", "close")}
    stays = make_bars("WDOG23", "5m", ts=INTRADAY.ts, **columns, volume=INTRADAY.volume)
    report = VALIDATOR.validate(stays)
    assert report.check("bars_spike").count == 0
    assert report.check("bars_jump").severity is Severity.INFO
    assert report.check("bars_jump").count == 1


@pytest.mark.parametrize(
    "continuous", [None, Continuous("WDO", adjustment="ratio"), Continuous("WDO", adjustment="difference")]
)
def test_only_raw_prices_are_held_to_the_tick_grid(continuous: Continuous | None) -> None:
    bars = changed(INTRADAY, 7, low=INTRADAY.low[7] - 0.2)
    basis = PriceBasis.RAW if continuous else PriceBasis.TOTAL_RETURN
    report = VALIDATOR.validate(bars, info=stated(bars, basis=basis, continuous=continuous))
    assert report.check("bars_off_tick") is None
    for chain in (Continuous("WDO", "last_session_before_expiry", "none"), Continuous("WDO")):
        raw = VALIDATOR.validate(bars, info=stated(bars, continuous=chain))
        assert raw.check("bars_off_tick").count == 1


def test_prices_under_a_hundred_ticks_are_not_held_to_the_grid() -> None:
    bars = changed(DAILY, 3, open=0.0145, high=0.0152, low=0.0139, close=0.0142)
    assert VALIDATOR.validate(bars, info=stated(bars)).check("bars_off_tick").count == 0


def test_what_nobody_stated_is_a_caution() -> None:
    chain = make_bars(
        "WDO$N", "5m", ts=INTRADAY.ts, open=INTRADAY.open, high=INTRADAY.high, low=INTRADAY.low, close=INTRADAY.close
    )
    report = VALIDATOR.validate(chain, info=stated(chain, basis=PriceBasis.UNSTATED, continuous=Continuous("WDO")))
    assert {"bars_basis_unstated", "bars_chain_unstated", "bars_volume_unknown"} == found(report)
    assert report.passed


def test_rows_that_the_import_refused_are_told_with_their_reasons() -> None:
    reasons = [Finding("bars_repeated", facts={"count": 3}), Finding("bars_not_finite", facts={"count": 1})]
    report = VALIDATOR.validate(DAILY, refused=reasons)
    assert report.findings[0].code == "bars_refused"
    assert report.findings[0].facts["count"] == 4
    assert report.passed


def test_without_a_calendar_gaps_are_not_judged_and_the_report_says_so() -> None:
    bars = make_bars(
        "ACME",
        "1d",
        ts=DAILY.ts[::3],
        open=DAILY.open[::3],
        high=DAILY.high[::3],
        low=DAILY.low[::3],
        close=DAILY.close[::3],
    )
    report = VALIDATOR.validate(bars)
    assert "bars_no_calendar" in found(report)
    assert report.check("bars_missing_sessions") is None


def test_bars_beyond_the_calendar_do_not_break_the_report() -> None:
    days = (np.arange(200) + ordinal("2040-10-01")) * 86_400 * SECOND
    flat = np.full(200, 10.0)
    bars = make_bars("PETR4", "1d", ts=days, open=flat, high=flat, low=flat, close=flat)
    assert "bars_beyond_calendar" in found(VALIDATOR.validate(bars))


def test_hours_before_the_table_begins_are_called_unknown_and_no_bar_out_of_hours() -> None:
    old = changed(intraday(2, first="2018-01-08"), 0)
    bars = make_bars(
        "WDO", "5m", ts=old.ts - 3 * 365 * 86_400 * SECOND, open=old.open, high=old.high, low=old.low, close=old.close
    )
    report = VALIDATOR.validate(bars)
    assert "bars_hours_unknown" in found(report)
    assert report.check("bars_out_of_hours").count == 0


def test_no_bars_at_all_is_a_failure_and_no_crash() -> None:
    report = VALIDATOR.validate(DAILY[:0])
    assert found(report) == {"bars_empty"}
    assert not report.passed
    with pytest.raises(BadInput, match="No bars"):
        VALIDATOR.validate_many([])


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_any_garbage_is_reported_and_never_crashed_on(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 30))
    column = st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32), min_size=n, max_size=n)
    days = data.draw(st.lists(st.integers(0, 40_000), min_size=n, max_size=n))
    bars = make_bars(
        "PETR4",
        data.draw(st.sampled_from(["1d", "5m"])),
        ts=np.array(days) * 43_200 * SECOND,
        **{name: data.draw(column) for name in ("open", "high", "low", "close", "volume", "vwap", "buy_volume")},
    )
    report = VALIDATOR.validate(bars, info=stated(bars))
    assert report.rows == n
    for language in ("en", "pt_BR"):
        json.dumps(report.to_json(language=language), allow_nan=False)
