"""Overview, distribution and correlation: the counts are right, missing values are where the docstrings put them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from bancada.core.errors import InvalidTask
from bancada.data.explore import correlation, distribution, overview
from bancada.data.explore.values import numbers, spread_rows


@pytest.fixture
def frame(rng):
    return pd.DataFrame(
        {
            "at": pd.date_range("2025-01-01", periods=500, freq="h", tz="UTC"),
            "value": np.where(rng.random(500) < 0.1, np.nan, rng.normal(10, 2, 500)),
            "count": rng.integers(0, 5, 500),
            "kind": pd.Series(rng.choice(["a", "b", "c"], 500, p=[0.6, 0.3, 0.1]), dtype="str"),
            "flag": rng.random(500) < 0.25,
        }
    )


def test_overview_has_one_row_a_column_in_order(make_dataset, frame):
    table = overview(make_dataset(frame)).set_index("name")
    assert list(table.index) == list(frame)
    assert table.loc["value", "missing_share"] == pytest.approx(frame["value"].isna().mean())
    assert table.loc["value", "median"] == pytest.approx(frame["value"].median())
    assert table.loc["flag", "maximum"] == 1.0
    assert table.loc["kind", "distinct"] == 3
    assert np.isnan(table.loc["kind", "minimum"])
    assert table.loc["at", "first_at"] == frame["at"].min()
    assert table.loc["at", "last_at"] == frame["at"].max()


def test_every_histogram_of_the_overview_has_twenty_counts_of_the_present_rows(make_dataset, frame):
    table = overview(make_dataset(frame)).set_index("name")
    assert {len(counts) for counts in table["histogram"]} == {20}
    assert sum(table.loc["value", "histogram"]) == frame["value"].notna().sum()
    assert table.loc["kind", "histogram"][:3] == frame["kind"].value_counts().tolist()


def test_overview_bears_columns_that_are_empty_and_values_that_are_infinite(make_dataset):
    frame = pd.DataFrame({"empty": [np.nan] * 4, "endless": [1.0, np.inf, -np.inf, 3.0]})
    table = overview(make_dataset(frame)).set_index("name")
    assert np.isnan(table.loc["empty", "median"])
    assert table.loc["endless", ["minimum", "maximum"]].tolist() == [1.0, 3.0]


def test_overview_of_no_rows_has_its_columns(make_dataset):
    table = overview(make_dataset(pd.DataFrame({"x": pd.Series([], dtype=float)})))
    assert table["missing_share"].tolist() == [0.0]


def test_a_distribution_counts_each_present_value_once(make_dataset, frame):
    table = distribution(make_dataset(frame), "value", bins=10)
    counts, edges = np.histogram(frame["value"].dropna(), bins=10)
    assert table["count"].tolist() == counts.tolist()
    np.testing.assert_allclose(table["left"], edges[:-1])
    np.testing.assert_allclose(table["right"], edges[1:])
    assert table["share"].sum() == pytest.approx(1)
    assert table["group"].isna().all()


def test_a_distribution_by_group_shares_its_bins_and_adds_up_in_each(make_dataset, frame):
    table = distribution(make_dataset(frame), "value", by="kind", bins=8)
    assert len(table) == 3 * 8
    assert table.groupby("group")["share"].sum().tolist() == pytest.approx([1, 1, 1])
    counted = table.groupby("group")["count"].sum()
    assert counted.to_dict() == frame.dropna()["kind"].value_counts().to_dict()


def test_a_distribution_of_categories_is_ordered_by_count(make_dataset, frame):
    table = distribution(make_dataset(frame), "kind", by="flag")
    assert table["category"].tolist() == ["a", "b", "c"] * 2
    assert table["group"].unique().tolist() == ["False", "True"]
    assert table["count"].sum() == 500


def test_a_distribution_of_instants_has_instants_as_edges(make_dataset, frame):
    table = distribution(make_dataset(frame), "at", bins=5)
    assert table["left"].iloc[0] == frame["at"].min()
    assert table["count"].tolist() == [100] * 5


def test_rare_categories_are_counted_together(make_dataset):
    frame = pd.DataFrame({"code": pd.Series([f"c{i % 60:02d}" for i in range(600)], dtype="str")})
    table = distribution(make_dataset(frame), "code")
    assert len(table) == 41
    assert table.iloc[-1][["category", "count"]].tolist() == ["…", 200]


def test_numbers_group_by_their_quartiles(make_dataset, frame):
    table = distribution(make_dataset(frame), "kind", by="value")
    assert table["group"].nunique() == 4
    assert table["count"].sum() == frame["value"].notna().sum()


def test_a_distribution_of_a_constant_and_of_nothing_do_not_fail(make_dataset):
    frame = pd.DataFrame({"same": [3.0] * 5, "empty": [np.nan] * 5})
    assert distribution(make_dataset(frame), "same")["count"].sum() == 5
    assert distribution(make_dataset(frame), "empty").empty


@pytest.mark.parametrize("language", ["en", "pt_BR"])
def test_an_unknown_column_is_named_with_the_ones_there_are(make_dataset, frame, language):
    with pytest.raises(InvalidTask) as raised:
        distribution(make_dataset(frame), "lux")
    message = raised.value.message(language)
    assert "lux" in message
    assert "kind" in message


def test_correlation_is_spearmans(make_dataset, rng):
    x = rng.normal(size=300)
    frame = pd.DataFrame({"x": x, "noise": rng.normal(size=300), "cubed": x**3 + rng.normal(size=300), "minus": -x})
    rho = correlation(make_dataset(frame))
    for a in frame:
        for b in frame:
            assert rho.loc[a, b] == pytest.approx(spearmanr(frame[a], frame[b]).statistic, abs=1e-12)


def test_correlation_puts_related_columns_side_by_side(make_dataset, rng):
    a, b = rng.normal(size=(2, 300))
    frame = pd.DataFrame(
        {"a1": a, "b1": b, "a2": -a + 0.1 * rng.normal(size=300), "b2": b + 0.1 * rng.normal(size=300)}
    )
    order = list(correlation(make_dataset(frame)))
    assert {order[0][0], order[1][0]} in ({"a"}, {"b"})
    assert order[0][0] == order[1][0]


def test_correlation_uses_the_rows_a_pair_has_in_common(make_dataset, rng):
    x = rng.normal(size=200)
    frame = pd.DataFrame({"x": x, "y": np.where(rng.random(200) < 0.3, np.nan, x), "same": np.ones(200)})
    rho = correlation(make_dataset(frame))
    assert rho.loc["x", "y"] == pytest.approx(1, abs=1e-3)
    assert np.isnan(rho.loc["same", "x"])


def test_correlation_of_many_rows_says_how_many_it_used(make_dataset, rng):
    frame = pd.DataFrame(rng.normal(size=(60_000, 3)), columns=list("abc"))
    rho = correlation(make_dataset(frame))
    assert rho.attrs == {"n_rows": 60_000, "n_used": 50_000, "n_left_out": 0}


def test_correlation_refuses_a_column_of_words(make_dataset, frame):
    with pytest.raises(InvalidTask, match="kind"):
        correlation(make_dataset(frame), columns=["value", "kind"])


def test_no_statistic_changes_the_frame(make_dataset, frame):
    before = frame.copy()
    dataset = make_dataset(frame)
    overview(dataset)
    distribution(dataset, "value", by="kind")
    correlation(dataset)
    pd.testing.assert_frame_equal(frame, before)


def test_a_sample_is_spread_over_the_rows_and_out_of_step_with_any_cycle():
    rows = spread_rows(1_000_000, 10_000)
    assert len(np.unique(rows)) == 10_000
    assert (np.bincount(rows // 100_000) == 1_000).all()
    assert len(np.unique(rows % 100)) == 100
    np.testing.assert_array_equal(rows, spread_rows(1_000_000, 10_000))


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (pd.Series([1, None, 3], dtype="Int64"), [1, np.nan, 3]),
        (pd.Series([True, None, False], dtype="boolean"), [1, np.nan, 0]),
        (pd.Series([True, None, False], dtype="object"), [1, np.nan, 0]),
        (pd.Series([1.5, np.inf, -np.inf]), [1.5, np.nan, np.nan]),
        (pd.to_datetime(pd.Series(["1970-01-01T00:00:01.5Z", None])), [1.5, np.nan]),
    ],
    ids=["nullable integers", "nullable booleans", "objects", "infinite", "instants"],
)
def test_numbers_of_any_column_are_floats_with_nan_for_missing(values, shown):
    np.testing.assert_array_equal(numbers(values), shown)
