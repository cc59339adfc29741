"""Points to draw: few, from the true range, and marked where sampled."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest

from bancada.core.errors import InvalidTask
from bancada.data.explore import relation, series


@pytest.fixture
def frame(rng):
    n = 20_000
    return pd.DataFrame(
        {
            "at": pd.date_range("2025-01-01", periods=n, freq="min", tz="UTC"),
            "x": rng.normal(size=n),
            "y": np.where(rng.random(n) < 0.1, np.nan, rng.normal(size=n)),
            "kind": pd.Series(rng.choice(["a", "b"], n), dtype="str"),
        }
    )


def test_a_small_relation_is_shown_whole_with_its_row_numbers(make_dataset, frame):
    shown = relation(make_dataset(frame.head(100)), "x", "y")
    present = frame.head(100).dropna()
    assert (shown.sampled, shown.method) == (False, "all")
    assert shown.n_rows == shown.n_shown == len(present)
    assert shown.frame["row"].tolist() == present.index.tolist()
    np.testing.assert_array_equal(shown.frame["y"], present["y"])


def test_a_large_relation_is_sampled_and_says_so(make_dataset, frame):
    shown = relation(make_dataset(frame), "x", "y", by="kind", max_points=1000)
    assert (shown.sampled, shown.method, shown.n_shown) == (True, "random", 1000)
    assert shown.n_rows == frame.dropna().shape[0]
    rows = shown.frame["row"]
    assert rows.is_monotonic_increasing
    assert rows.is_unique
    np.testing.assert_array_equal(shown.frame["x"], frame["x"].iloc[rows])
    assert shown.frame["group"].tolist() == frame["kind"].iloc[rows].tolist()


def test_a_sampled_relation_keeps_the_true_range(make_dataset, frame):
    shown = relation(make_dataset(frame), "x", "y", max_points=50)
    present = frame.dropna()
    assert shown.frame["x"].agg(["min", "max"]).tolist() == present["x"].agg(["min", "max"]).tolist()
    assert shown.frame["y"].agg(["min", "max"]).tolist() == present["y"].agg(["min", "max"]).tolist()


def test_the_same_seed_shows_the_same_points_and_another_others(make_dataset, frame):
    dataset = make_dataset(frame)
    first = relation(dataset, "x", "y", max_points=100).frame
    pd.testing.assert_frame_equal(first, relation(dataset, "x", "y", max_points=100).frame)
    assert not first.equals(relation(dataset, "x", "y", max_points=100, seed=8).frame)


def test_a_relation_of_instants_and_words_keeps_their_types(make_dataset, frame):
    shown = relation(make_dataset(frame.head(10)), "at", "kind").frame
    assert isinstance(shown["x"].dtype, pd.DatetimeTZDtype)
    assert shown["y"].tolist() == frame["kind"].head(10).tolist()


@pytest.mark.parametrize("with_tsdownsample", [True, False], ids=["tsdownsample", "numpy"])
def test_a_long_series_keeps_its_extremes_in_few_points(make_dataset, frame, monkeypatch, with_tsdownsample):
    if not with_tsdownsample:
        monkeypatch.setitem(sys.modules, "tsdownsample", None)
    spiked = frame.assign(x=frame["x"].mask(frame.index == 777, 90.0).mask(frame.index == 15_000, -90.0))
    shown = series(make_dataset(spiked, time_column="at"), "x", max_points=200)
    assert shown.sampled
    assert shown.method == ("minmaxlttb" if with_tsdownsample else "minmax")
    assert shown.n_shown <= 200
    assert {777, 15_000} <= set(shown.frame["row"])
    assert shown.frame["x"].is_monotonic_increasing
    np.testing.assert_array_equal(shown.frame["y"], spiked["x"].iloc[shown.frame["row"]])


def test_a_series_by_group_shares_its_points_out(make_dataset, frame):
    shown = series(make_dataset(frame, time_column="at"), "x", by="kind", max_points=100)
    assert shown.frame.groupby("group").size().tolist() == [50, 50]
    assert shown.frame["group"].tolist() == frame["kind"].iloc[shown.frame["row"]].tolist()


def test_a_series_is_put_in_time_order(make_dataset, frame):
    shuffled = frame.head(300).sample(frac=1, random_state=1).reset_index(drop=True)
    shown = series(make_dataset(shuffled, time_column="at"), "x")
    assert shown.frame["x"].is_monotonic_increasing
    assert shown.frame["y"].tolist() == frame["x"].head(300).tolist()


def test_a_series_without_a_time_column_runs_along_the_rows(make_dataset, frame):
    shown = series(make_dataset(frame.head(20)), "y")
    assert shown.x == ""
    assert shown.frame["x"].tolist() == frame.head(20)["y"].dropna().index.tolist()


def test_a_series_of_nothing_is_empty(make_dataset):
    shown = series(make_dataset(pd.DataFrame({"x": [np.nan, np.nan]})), "x")
    assert (shown.n_rows, shown.n_shown, shown.sampled) == (0, 0, False)


@pytest.mark.parametrize("by", [None, "kind"])
def test_a_series_of_words_is_refused(make_dataset, frame, by):
    with pytest.raises(InvalidTask, match="kind"):
        series(make_dataset(frame), "kind", by=by)
