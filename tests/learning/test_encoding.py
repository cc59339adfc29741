"""Rows to the matrix: one definition for training and serving."""

import datetime as dt
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.dataset import Column, ColumnType
from bancada.core.errors import SchemaError
from bancada.learning.encoding import MAX_CATEGORIES, encode, learn_fields, marks

FRAME = pd.DataFrame(
    {
        "lux": [10.0, 20.0, 30.0, np.nan],
        "count": [1, 2, 3, 4],
        "on": [True, False, True, True],
        "room": ["b", "a", None, "b"],
        "at": pd.to_datetime(["2024-01-01", "2024-01-02", None, "2024-01-04"], utc=True),
    }
)
FIELDS = learn_fields(FRAME, columns=[Column("lux", ColumnType.FLOAT, unit="lux")])


def test_fields_say_type_unit_range_median_and_categories() -> None:
    lux, count, on, room, at = FIELDS
    assert (lux.type, lux.unit, lux.minimum, lux.median, lux.maximum) == (ColumnType.FLOAT, "lux", 10.0, 20.0, 30.0)
    assert lux.quantiles[0] == 10.0
    assert lux.quantiles[-1] == 30.0
    assert (count.type, on.type, at.type) == (ColumnType.INTEGER, ColumnType.BOOLEAN, ColumnType.DATETIME)
    assert (room.type, room.categories, room.mode) == (ColumnType.CATEGORY, ("a", "b"), "b")


def test_frames_mappings_lists_and_arrays_give_the_same_matrix() -> None:
    expected = encode(FRAME, FIELDS)
    mappings = FRAME.to_dict("records")
    lists = [list(row.values()) for row in mappings]
    for rows in (mappings, lists, np.array(lists, dtype=object)):
        np.testing.assert_array_equal(encode(rows, FIELDS), expected)
    np.testing.assert_array_equal(expected[:, 2], [1, 0, 1, 1])
    np.testing.assert_array_equal(expected[:, 3], [1, 0, np.nan, 1])
    assert expected[0, 4] == dt.datetime(2024, 1, 1, tzinfo=dt.UTC).timestamp()


def test_a_numeric_array_is_encoded_as_its_rows_are_whatever_the_fields(rng: np.random.Generator) -> None:
    frame = pd.DataFrame({"number": rng.normal(size=50), "flag": rng.random(50) > 0.5, "code": rng.integers(1, 4, 50)})
    frame["code"] = frame["code"].astype(str)
    frame["at"] = pd.date_range("2024-01-01", periods=50)
    fields = learn_fields(frame)
    seconds = frame["at"].to_numpy().astype("datetime64[s]").astype(float)
    array = np.column_stack([frame.number, frame.flag, frame.code.astype(float), seconds])
    array[3, :2], array[7, 2] = np.nan, 9.0
    by_row = encode([list(row) for row in array], fields)
    np.testing.assert_array_equal(encode(array, fields), by_row)
    assert np.isnan(by_row[7, 2])
    np.testing.assert_array_equal(encode(pd.DataFrame(array, columns=frame.columns), fields), by_row)
    assert encode(np.array([[1, 1, 2, 3]]), fields).tolist() == [[1.0, 1.0, 1.0, 3.0]]


@pytest.mark.parametrize("rows", [np.ones((2, 3)), np.ones(5), np.ones((2, 5, 1))], ids=["narrow", "flat", "deep"])
def test_an_array_of_another_shape_is_refused(rows: np.ndarray) -> None:
    with pytest.raises(SchemaError, match="signature order"):
        encode(rows, FIELDS)


def test_a_number_that_is_no_truth_value_is_named_by_its_row() -> None:
    fields = learn_fields(pd.DataFrame({"on": [True, False]}))
    with pytest.raises(SchemaError, match=r"row 2 holds 2\.0"):
        encode(np.array([[1.0], [2.0]]), fields)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(-1e9, 1e9) | st.none(), st.sampled_from(["p", "q", "r"]) | st.none()), min_size=1))
def test_a_frame_and_its_rows_are_encoded_alike(rows: list[tuple[float | None, str | None]]) -> None:
    frame = pd.DataFrame(rows, columns=["n", "c"]).astype({"n": float})
    fields = learn_fields(frame)
    by_row = encode([{"n": n, "c": c} for n, c in rows], fields)
    np.testing.assert_array_equal(encode(frame, fields), by_row)


def test_every_problem_of_the_rows_is_told_at_once() -> None:
    with pytest.raises(SchemaError) as caught:
        encode([{"lux": "bright", "on": "perhaps", "room": "a"}], FIELDS)
    problems = {(finding.column, finding.code) for finding in caught.value.facts["problems"]}
    assert problems == {
        ("lux", "value_of_wrong_type"),
        ("on", "value_of_wrong_type"),
        ("count", "column_missing"),
        ("at", "column_missing"),
    }
    assert "bright" in str(caught.value)
    assert "Falta a coluna count" in caught.value.message("pt_BR")


def test_rows_of_another_length_are_refused() -> None:
    with pytest.raises(SchemaError, match="5 values"):
        encode([[1.0, 2.0]], FIELDS)


def test_numbers_in_text_are_not_guessed_and_categories_written_as_numbers_match() -> None:
    fields = learn_fields(pd.DataFrame({"grade": [1, 2, 3]}), columns=[Column("grade", ColumnType.CATEGORY)])
    np.testing.assert_array_equal(encode([[1], ["2"], [3.0], [4]], fields)[:, 0], [0, 1, 2, np.nan])
    with pytest.raises(SchemaError):
        encode([{"lux": "15"}], FIELDS[:1])


def test_only_the_most_frequent_categories_are_kept() -> None:
    values = [f"v{i:04d}" for i in range(500)] + ["often"] * 5
    (field,) = learn_fields(pd.DataFrame({"c": values}))
    assert len(field.categories) == MAX_CATEGORIES
    assert "often" in field.categories


def test_an_empty_column_has_no_range_and_is_encoded_as_missing() -> None:
    frame = pd.DataFrame({"x": [None, None]}, dtype=float)
    (field,) = learn_fields(frame)
    assert field.minimum is None
    assert np.isnan(encode(frame, (field,))).all()


def test_marks_tell_what_is_unusual() -> None:
    raw = {"lux": 99.0, "count": None, "on": True, "room": "attic", "at": "2024-01-02T00:00:00+00:00"}
    row = encode([raw], FIELDS)
    found = [(mark.column, mark.code) for mark in marks(row, raw, FIELDS)]
    assert found == [("lux", "outside_training_range"), ("count", "missing_value"), ("room", "unknown_category")]
    assert marks(encode([[15.0, 2, True, "a", "2024-01-02"]], FIELDS), [15.0, 2, True, "a", "2024-01-02"], FIELDS) == ()


def test_importing_it_loads_neither_scikit_learn_nor_pandas() -> None:
    code = (
        "import sys, bancada.learning.encoding; print([m for m in ('sklearn', 'pandas', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_of_the_floor_resolves() -> None:
    import bancada.learning as floor

    assert floor.__all__ == sorted(floor.__all__)
    for name in floor.__all__:
        assert getattr(floor, name) is not None
    with pytest.raises(AttributeError, match="nothing_here"):
        _ = floor.nothing_here
