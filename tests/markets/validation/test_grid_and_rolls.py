"""Bars off the grid of their timeframe, and rolls that a hole in the data hides."""

from __future__ import annotations

import numpy as np
import pytest

from bancada.markets.bars import Bars, make_bars
from bancada.markets.validation import ProductionDataValidator
from tests.markets.validation.series import SECOND, changed, daily, intraday, ordinal, stated

VALIDATOR = ProductionDataValidator()


def hourly(minute: int) -> Bars:
    """Return bars of one hour that begin at this minute."""
    ts = (ordinal("2023-01-09") * 86_400 + np.arange(13, 20) * 3_600 + minute * 60) * SECOND
    flat = np.full(len(ts), 10.0)
    return make_bars("X", "1h", ts=ts, open=flat, high=flat, low=flat, close=flat, volume=flat, zone="UTC")


def test_a_bar_at_no_multiple_of_its_timeframe_is_found() -> None:
    bars = intraday(2)
    off = changed(bars, 7, ts=bars.ts[7] + 17 * SECOND)
    check = VALIDATOR.validate(off, info=stated(off)).check("bars_off_grid")
    assert (check.count, check.of, [one.ts for one in check.examples]) == (1, len(bars), [off.ts[7]])
    assert check.finding is not None


def test_a_day_that_is_no_midnight_is_found() -> None:
    bars = daily(30)
    off = changed(bars, 3, ts=bars.ts[3] + 3 * 3_600 * SECOND)
    assert VALIDATOR.validate(off, info=stated(off)).check("bars_off_grid").count == 1


@pytest.mark.parametrize(("minute", "count"), [(0, 0), (30, 0), (45, 0), (17, 7)])
def test_hours_may_begin_with_a_session_at_any_quarter(minute: int, count: int) -> None:
    assert VALIDATOR.validate(hourly(minute)).check("bars_off_grid").count == count


def test_a_roll_inside_a_hole_of_the_data_is_counted_apart() -> None:
    whole = daily(130, symbol="WDO", first="2023-01-02")
    days = whole.ts // (86_400 * SECOND)
    holed = whole[(days < ordinal("2023-02-15")) | (days > ordinal("2023-03-20"))]
    (seen,) = [one for one in VALIDATOR.validate(whole).findings if one.code == "bars_rolls"]
    (less,) = [one for one in VALIDATOR.validate(holed).findings if one.code == "bars_rolls"]
    assert seen.facts["unseen"] == 0
    assert (less.facts["count"], less.facts["unseen"]) == (seen.facts["count"] - 1, 1)
    assert not "2023-02-15" <= less.facts["date"] <= "2023-03-21"
