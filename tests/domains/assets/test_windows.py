"""Windows: whole ones only, of one ticker, within their part, gathered as they stand in the table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.domains.assets.windows import window_names, windows_of
from tests.domains.assets.network_tables import DAY, made_up_table

LENGTHS = st.lists(st.integers(1, 25), min_size=1, max_size=4).map(tuple)


@settings(max_examples=60, deadline=None)
@given(LENGTHS, st.integers(1, 12), st.integers(0, 2**31), st.data())
def test_a_window_lies_in_one_ticker_and_its_part_and_lacks_nothing(
    lengths: tuple[int, ...], lookback: int, seed: int, data: st.DataObject
) -> None:
    table = made_up_table(lengths, seed=seed)
    rng = np.random.default_rng(seed)
    X = np.where(rng.random(table.X.shape) < 0.03, np.nan, table.X)
    table = replace(table, X=X)
    since = data.draw(st.one_of(st.none(), st.integers(0, 25).map(lambda day: day * DAY)))
    rows = rng.permutation(len(table))

    found = windows_of(table, rows, lookback=lookback, since=since)

    ticker_of, wanted = table.ticker_of, []
    for row in rows.tolist():
        places = np.arange(row - lookback + 1, row + 1)
        is_whole = places[0] >= 0 and (ticker_of[places] == ticker_of[row]).all() and np.isfinite(X[places]).all()
        if is_whole and (since is None or (table.ts[places] >= since).all()):
            wanted.append(row)
    assert found.rows.tolist() == wanted
    for row, flat in zip(found.rows, found.flat(), strict=True):
        np.testing.assert_array_equal(flat, X[row - lookback + 1 : row + 1].astype(np.float32).reshape(-1))


@given(st.integers(1, 7))
def test_batches_are_all_windows_in_order(n_rows: int) -> None:
    found = windows_of(made_up_table((9, 8)), np.arange(17), lookback=3)

    np.testing.assert_array_equal(np.concatenate(list(found.batches(n_rows))), found.flat())
    assert all(len(batch) <= n_rows for batch in found.batches(n_rows))


def test_rows_after_the_last_one_are_not_looked_at() -> None:
    table = made_up_table((30,))
    other = replace(table, X=np.concatenate([table.X[:20], table.X[20:] * 3]))

    known, changed = (windows_of(one, np.arange(20), lookback=5).flat() for one in (table, other))

    np.testing.assert_array_equal(known, changed)


def test_a_value_that_single_precision_cannot_hold_leaves_its_windows_out() -> None:
    table = made_up_table((12,))
    X = table.X.copy()
    X[6, 1] = 1e300

    found = windows_of(replace(table, X=X), np.arange(12), lookback=3)

    assert found.rows.tolist() == [3, 4, 5, 9, 10, 11]


@pytest.mark.parametrize("rows", [[], [0, 1]], ids=["none asked for", "none whole"])
def test_no_window_is_no_row_of_the_right_width(rows: list[int]) -> None:
    found = windows_of(made_up_table((12,)), np.array(rows, dtype=np.int64), lookback=4)

    assert len(found) == 0
    assert found.flat().shape == (0, 12)
    assert list(found.batches(5)) == []


def test_names_of_a_window_count_back_from_its_last_row() -> None:
    assert window_names(("a", "b"), 3) == ("a[-2]", "b[-2]", "a[-1]", "b[-1]", "a[0]", "b[0]")
