"""Repairs: proposed from what was found, done only when asked, each recorded; what is repaired validates clean."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.markets.validation import ProductionDataValidator, RepairKind, apply, propose
from bancada.markets.validation.repairs import fingerprint
from tests.markets.validation.series import SECOND, changed, daily, intraday, ordinal

VALIDATOR = ProductionDataValidator()
NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
DAILY, INTRADAY = daily(), intraday()


def test_a_clean_series_needs_no_repair() -> None:
    assert propose(VALIDATOR.validate(DAILY)) == ()
    repaired = apply(DAILY, (), at=NOW)
    assert repaired.bars is DAILY
    assert repaired.records == ()


@given(order=st.permutations(range(20)), twice=st.lists(st.integers(0, 19), max_size=4), bad=st.integers(0, 19))
@settings(max_examples=20, deadline=None)
def test_what_was_proposed_mends_every_failure_it_names(order: list[int], twice: list[int], bad: int) -> None:
    bars = changed(DAILY[:20][np.array([*order, *twice])], bad, low=0.0)
    repaired = apply(bars, propose(VALIDATOR.validate(bars)), at=NOW)
    assert VALIDATOR.validate(repaired.bars).passed
    assert np.all(np.diff(repaired.bars.ts) > 0)
    assert set(repaired.bars.ts) <= set(bars.ts)


def test_each_repair_is_recorded_with_rows_and_fingerprints_that_follow_each_other() -> None:
    bars = changed(DAILY[np.array([1, 0, 2, 2, 3, 4])], 5, close=-1.0)
    repaired = apply(bars, propose(VALIDATOR.validate(bars)), at=NOW)
    kinds = [record.repair.kind for record in repaired.records]
    assert kinds == [RepairKind.SORT, RepairKind.DROP_NOT_POSITIVE, RepairKind.DROP_REPEATED]
    assert [(r.rows_before, r.rows_after, r.changed) for r in repaired.records] == [(6, 6, 2), (6, 5, 1), (5, 4, 1)]
    shas = [(r.sha256_before, r.sha256_after) for r in repaired.records]
    assert shas[0][0] == fingerprint(bars)
    assert [one[1] for one in shas] == [*(one[0] for one in shas[1:]), fingerprint(repaired.bars)]
    assert repaired.records[0].to_json()["at"] == NOW.isoformat()


def test_of_bars_of_one_instant_the_last_is_kept() -> None:
    bars = changed(DAILY[np.array([0, 1, 1])], 2, volume=7.0)
    repaired = apply(bars, propose(VALIDATOR.validate(bars)), at=NOW)
    assert repaired.bars.volume[-1] == 7.0


def test_bars_of_a_saturday_and_of_the_night_are_dropped_each_by_its_own_repair() -> None:
    saturday = (ordinal("2023-01-14") * 86_400 + 15 * 3_600) * SECOND
    night = (ordinal("2023-01-13") * 86_400 + 23 * 3_600) * SECOND
    n = len(INTRADAY)
    bars = changed(changed(INTRADAY, n - 1, ts=saturday), n - 2, ts=night)
    repairs = propose(VALIDATOR.validate(bars))
    assert [one.kind for one in repairs] == [RepairKind.DROP_OFF_SESSION, RepairKind.DROP_OUT_OF_HOURS]
    assert [one.changed for one in apply(bars, repairs, at=NOW).records] == [1, 1]


@pytest.mark.parametrize("column", ["ts", "close", "volume", "vwap"])
def test_a_fingerprint_changes_with_any_value(column: str) -> None:
    assert fingerprint(changed(DAILY, 5, **{column: 12345})) != fingerprint(DAILY)
    assert fingerprint(changed(DAILY, 5)) == fingerprint(DAILY)
