"""Splits that nobody adjusted for are found with their ratio; crashes and rolls are none."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from bancada.markets.bars import PRICES, Bars, make_bars
from bancada.markets.validation import ProductionDataValidator, RepairKind, apply, propose
from bancada.markets.validation.splits import find_splits
from tests.markets.validation.series import daily

AT = 60
DAY = datetime(2024, 1, 1, tzinfo=UTC)


def split(bars: Bars, *, new: int, old: int, at: int = AT, shares: float | None = None) -> Bars:
    """Return the bars as they would have traded with a split before position `at`."""
    after = np.arange(len(bars)) >= at
    factor = np.where(after, new / old, 1.0)
    columns = {name: getattr(bars, name) / factor for name in PRICES}
    volume = bars.volume * np.where(after, new / old if shares is None else shares, 1.0)
    return make_bars(bars.symbol, "1d", ts=bars.ts, **columns, volume=volume)


@pytest.mark.parametrize(("new", "old"), [(2, 1), (3, 1), (3, 2), (10, 1), (1, 10), (1, 2), (5, 2), (1, 25)])
def test_a_split_is_found_with_its_ratio_on_its_day(new: int, old: int) -> None:
    bars = split(daily(), new=new, old=old)
    found = find_splits(bars)
    assert [(one.at, one.new, one.old, one.has_volume) for one in found] == [(AT, new, old, True)]


def test_a_split_of_unknown_volume_is_found_and_marked() -> None:
    found = find_splits(split(daily(), new=2, old=1, shares=np.nan))
    assert [(one.at, one.has_volume) for one in found] == [(AT, False)]


def test_a_crash_is_no_split_though_it_halves_the_price() -> None:
    crash = split(daily(), new=2, old=1, shares=1.0)
    restless = {name: getattr(crash, name).copy() for name in (*PRICES, "volume")}
    restless["volume"][AT] *= 20
    busy = make_bars("PETR4", "1d", ts=crash.ts, **restless)
    assert find_splits(busy) == ()


def test_a_gap_at_a_roll_is_no_split() -> None:
    bars = split(daily(symbol="WDO$N"), new=2, old=1)
    assert ProductionDataValidator().validate(bars).check("bars_split_like") is None


def test_the_adjustment_that_is_proposed_removes_the_jump_and_keeps_the_money_traded() -> None:
    bars = split(daily(), new=4, old=1)
    validator = ProductionDataValidator()
    report = validator.validate(bars)
    repairs = propose(report)
    assert [(one.kind, one.new, one.old, one.before) for one in repairs] == [
        (RepairKind.ADJUST_SPLIT, 4, 1, bars.ts[AT])
    ]
    repaired = apply(bars, repairs, at=DAY)
    assert validator.validate(repaired.bars).check("bars_split_like").count == 0
    np.testing.assert_allclose(repaired.bars.close * repaired.bars.volume, bars.close * bars.volume)
    np.testing.assert_array_equal(repaired.bars.close[AT:], bars.close[AT:])
    assert repaired.records[0].changed == AT
