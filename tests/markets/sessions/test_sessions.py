"""Session days, hours on the exchange's clock, expiry and rolls, bars a year."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada.markets.bars import Bars, make_bars
from bancada.markets.instruments import instrument
from bancada.markets.sessions import (
    bars_per_year,
    calendar,
    expiry_of,
    hours_of,
    is_inside,
    local_seconds,
    product_of,
    roll_positions,
    session_of,
    sessions_per_year,
)
from bancada.markets.timeframe import Timeframe

SECOND = 1_000_000_000
EPOCH = date(1970, 1, 1)


def ordinals(*days: str) -> np.ndarray:
    """Return days since 1970."""
    return np.array([(date.fromisoformat(day) - EPOCH).days for day in days], dtype=np.int64)


def at(*instants: str, symbol: str = "WDO", timeframe: str = "5m", zone: str = "America/Sao_Paulo") -> Bars:
    """Return bars that open at these local times."""
    ts = [int(datetime.fromisoformat(one).replace(tzinfo=ZoneInfo(zone)).timestamp()) * SECOND for one in instants]
    flat = np.full(len(ts), 100.0)
    return make_bars(symbol, timeframe, ts=np.array(ts), open=flat, high=flat, low=flat, close=flat, zone=zone)


@given(st.lists(st.integers(1_200_000_000, 1_900_000_000), min_size=1, max_size=30))
@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "America/New_York", "UTC"])
def test_local_seconds_are_what_the_zone_database_says(zone: str, moments: list[int]) -> None:
    found = local_seconds(np.array(moments) * SECOND, zone)
    walls = [datetime.fromtimestamp(one, tz=ZoneInfo(zone)).replace(tzinfo=UTC) for one in moments]
    assert found.tolist() == [int(wall.timestamp()) for wall in walls]


def test_the_hour_on_which_clocks_change_is_split_at_the_right_second() -> None:
    start = int(datetime(2018, 11, 4, 3, tzinfo=UTC).timestamp())  # Sao Paulo's last spring forward at midnight
    found = local_seconds(np.array([start - 1, start]) * SECOND, "America/Sao_Paulo")
    assert np.diff(found).tolist() == [3_601]


def test_a_bar_belongs_to_the_session_of_its_local_date_and_a_daily_bar_to_its_label() -> None:
    assert (
        session_of(at("2019-01-10 09:00", "2019-01-10 23:30")).tolist() == ordinals("2019-01-10", "2019-01-10").tolist()
    )
    day = make_bars("PETR4", "1d", ts=np.array(["2019-01-10"], "datetime64[D]"), open=[1], high=[1], low=[1], close=[1])
    assert session_of(day).tolist() == ordinals("2019-01-10").tolist()


def test_holidays_of_the_exchange_are_no_sessions_and_a_day_it_opened_against_habit_is_one() -> None:
    sessions = calendar("BVMF")
    assert sessions is not None
    days = ordinals("2018-12-24", "2018-12-25", "2019-11-20", "2020-11-20", "2022-01-25", "2019-09-07")
    assert sessions.has(days).tolist() == [False, False, False, True, True, False]


def test_an_exchange_that_nobody_knows_has_no_calendar() -> None:
    assert calendar("") is None
    assert calendar("NOWHERE") is None
    always = calendar("24/7")
    assert always is not None
    assert always.has(ordinals("2023-12-25")).all()


@pytest.mark.parametrize(
    ("day", "closes"),
    [
        ("2018-03-09", "18:15"),  # winter in New York, no daylight saving in Brazil
        ("2018-03-12", "18:00"),  # New York went ahead
        ("2018-10-31", "18:00"),
        ("2018-11-05", "18:15"),  # New York went back, Brazil ahead
        ("2019-03-11", "18:00"),
        ("2019-11-04", "18:15"),
        ("2020-11-03", "18:30"),
    ],
)
def test_the_dollar_future_closes_by_the_clock_of_new_york(day: str, closes: str) -> None:
    hours = hours_of("dollar_future", ordinals(day))
    assert f"{hours.closes[0] // 3600:02d}:{hours.closes[0] % 3600 // 60:02d}" == closes
    assert hours.opens[0] == 9 * 3_600


@pytest.mark.parametrize("product", ["dollar_future", "index_future", "spot"])
def test_ash_wednesday_opens_at_one_in_the_afternoon(product: str) -> None:
    hours = hours_of(product, ordinals("2018-02-14", "2019-03-06", "2019-03-07"))
    assert (hours.opens[:2] == 13 * 3_600).all()
    assert hours.opens[2] < 13 * 3_600


def test_hours_of_futures_are_not_those_of_shares() -> None:
    morning = at("2019-05-15 09:00", "2019-05-15 09:55", "2019-05-15 17:55")
    assert is_inside(morning, product="dollar_future").all()
    assert is_inside(morning, product="spot").tolist() == [False, False, True]


def test_a_bar_stamped_at_the_close_is_inside_and_one_after_it_is_not() -> None:
    bars = at("2019-05-15 08:55", "2019-05-15 09:00", "2019-05-15 18:00", "2019-05-15 18:05")
    assert is_inside(bars, product="dollar_future").tolist() == [False, True, True, False]


def test_where_the_table_says_nothing_no_bar_is_called_outside() -> None:
    assert is_inside(at("2012-05-15 03:00"), product="dollar_future").all()
    assert is_inside(at("2019-05-15 03:00"), product="").all()
    assert not hours_of("dollar_future", ordinals("2012-05-15")).known.any()


def test_a_market_without_hours_is_always_open() -> None:
    assert product_of(None, "24/7") == "24/7"
    bars = at("2024-01-01 00:00", "2024-01-06 23:55", zone="UTC")
    assert is_inside(bars, product="24/7").all()


@pytest.mark.parametrize(
    ("symbol", "year", "month", "day"),
    [
        ("WDO", 2019, 1, "2019-01-02"),
        ("DOL", 2018, 4, "2018-04-02"),
        ("WIN", 2019, 10, "2019-10-16"),
        ("WIN", 2020, 2, "2020-02-12"),
        ("IND", 2017, 2, "2017-02-15"),
        ("WIN", 2024, 12, "2024-12-18"),
    ],
)
def test_a_contract_expires_on_the_day_of_its_rule(symbol: str, year: int, month: int, day: str) -> None:
    found = instrument(symbol)
    assert found is not None
    assert expiry_of(found, year=year, month=month).isoformat() == day


@given(year=st.integers(2009, 2035), month=st.sampled_from([2, 4, 6, 8, 10, 12]))
def test_the_index_expires_on_a_wednesday_within_three_days_of_the_15th_unless_it_is_a_holiday(
    year: int, month: int
) -> None:
    found = instrument("WIN")
    assert found is not None
    day = expiry_of(found, year=year, month=month)
    assert abs((day - date(year, month, 15)).days) <= 3 or day.weekday() != 2
    sessions = calendar("BVMF")
    assert sessions is not None
    assert sessions.has(np.array([(day - EPOCH).days])).all()


def test_what_does_not_expire_is_refused_and_an_odd_month_of_the_index_too() -> None:
    share, index = instrument("PETR4"), instrument("WIN")
    assert share is not None
    assert index is not None
    with pytest.raises(ValueError, match="does not expire"):
        expiry_of(share, year=2024, month=2)
    with pytest.raises(ValueError, match="no contract"):
        expiry_of(index, year=2024, month=3)


def test_a_chain_rolls_at_the_first_bar_of_the_day_the_dollar_expires_and_the_day_after_the_index_does() -> None:
    bars = at("2019-01-30 17:00", "2019-02-01 09:00", "2019-02-01 09:05", "2019-02-13 17:00", "2019-02-14 09:00")
    dollar, index, share = instrument("WDO"), instrument("WIN"), instrument("PETR4")
    assert dollar is not None
    assert index is not None
    assert share is not None
    assert roll_positions(bars, dollar).tolist() == [1]
    assert roll_positions(bars, index).tolist() == [4]
    assert roll_positions(bars, share).tolist() == []
    assert roll_positions(bars[:0], dollar).tolist() == []


def test_a_roll_inside_a_gap_of_the_data_is_at_the_first_bar_after_it() -> None:
    dollar = instrument("WDO")
    assert dollar is not None
    assert roll_positions(at("2018-11-30 09:15", "2019-01-03 09:00", "2019-01-03 09:05"), dollar).tolist() == [1]


def test_a_year_has_as_many_sessions_as_the_calendar_counts() -> None:
    assert sessions_per_year("BVMF") == pytest.approx(247.84)
    assert sessions_per_year("24/7") == pytest.approx(365.24)
    assert sessions_per_year("NOWHERE") == 252.0


def test_bars_of_a_year_follow_the_hours_of_the_product() -> None:
    dollar = instrument("WDO")
    daily = bars_per_year(Timeframe.D1, exchange="BVMF", instrument=dollar)
    hourly, five = (bars_per_year(one, exchange="BVMF", instrument=dollar) for one in (Timeframe.H1, Timeframe.M5))
    assert daily == sessions_per_year("BVMF")
    assert five == pytest.approx(12 * hourly)
    assert 9.0 < hourly / daily < 9.5
    assert bars_per_year(Timeframe.H1, exchange="24/7") == pytest.approx(365.24 * 24)
    assert bars_per_year(Timeframe.M30, exchange="XNYS") == pytest.approx(sessions_per_year("XNYS") * 13)
