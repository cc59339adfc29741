"""Bars over time: every bar counted once, sessions without one and bars out of place told apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from bancada.markets.bars import Bars, make_bars
from bancada.markets.timeframe import Timeframe
from bancada.markets.validation.coverage import MOST_DAYS, coverage

MONDAY = date(2024, 3, 4)


def bars_of(days: list[date], *, timeframe: Timeframe = Timeframe.H1, each: int = 3) -> Bars:
    """Return bars from nine in the morning in Sao Paulo, or daily ones at midnight UTC."""
    is_daily = timeframe is Timeframe.D1
    start = {day: datetime(day.year, day.month, day.day, 0 if is_daily else 12, tzinfo=UTC) for day in days}
    at = [start[day] + timedelta(hours=place) for day in days for place in range(1 if is_daily else each)]
    ts = [int(moment.timestamp()) * 1_000_000_000 for moment in at]
    ones = np.ones(len(ts))
    return make_bars("WDO", timeframe, ts=ts, open=ones, high=ones, low=ones, close=ones)


def test_a_hole_and_a_stray_saturday_are_told_by_their_day():
    days = [MONDAY + timedelta(days=step) for step in (0, 1, 3, 4, 5)]  # without Wednesday, with Saturday
    found = coverage(bars_of(days), exchange="BVMF")
    assert found.unit == "day"
    assert found.days == tuple(MONDAY + timedelta(days=step) for step in range(6))
    assert found.bars == (3, 3, 0, 3, 3, 3)
    assert found.missing == (0, 0, 1, 0, 0, 0)
    assert found.strays == (0, 0, 0, 0, 0, 3)


@pytest.mark.parametrize("exchange", ["", "NOWHERE"])
def test_without_a_calendar_nothing_is_missing_and_nothing_out_of_place(exchange: str):
    found = coverage(bars_of([MONDAY, MONDAY + timedelta(days=5)]), exchange=exchange)
    assert (found.bars, found.missing, found.strays) == ((3, 3), (0, 0), (0, 0))


def test_daily_bars_go_by_months_and_a_month_without_a_bar_stays_in_its_place():
    found = coverage(bars_of([date(2024, 1, 31), date(2024, 3, 1)], timeframe=Timeframe.D1), exchange="BVMF")
    assert found.unit == "month"
    assert found.days == (date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1))
    assert found.bars == (1, 0, 1)
    assert found.missing == (0, 19, 0)  # February 2024 had 21 weekdays, two of them carnival


def test_a_long_series_goes_by_months_and_loses_no_bar():
    days = [MONDAY + timedelta(days=step) for step in range(MOST_DAYS + 1)]
    found = coverage(bars_of(days), exchange="24/7")
    assert found.unit == "month"
    assert sum(found.bars) == 3 * len(days)
    assert not any(found.missing)
    assert not any(found.strays)
