"""Any frame written as CSV, the plain way or the Brazilian one, comes back as it was."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bancada import data
from bancada.data.content import fingerprint, from_frame, plain
from bancada.data.importers.files import read_file
from bancada.data.limits import Limits

# text that cannot be taken for a number, a date, a truth value or a missing one
_LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff")
_WORDS = st.text(_LETTERS, max_size=12).map(lambda text: f"w{text}w")
_NAMES = st.lists(_WORDS, min_size=2, max_size=5, unique=True)
_INTEGERS = st.integers(-(2**53), 2**53)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False, width=64).map(lambda value: value + 0.0)
_INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(lambda at: at.replace(microsecond=0))  # noqa: DTZ001  # files know no zone


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    names = draw(_NAMES)
    n_rows = draw(st.integers(3, 25))
    columns = {}
    for name in names:
        values = draw(st.sampled_from((_INTEGERS, _FLOATS, _WORDS, _INSTANTS, st.booleans())))
        cells = draw(st.lists(values, min_size=n_rows, max_size=n_rows))
        is_missing = draw(st.lists(st.booleans(), min_size=n_rows, max_size=n_rows)) if draw(st.booleans()) else []
        columns[name] = pd.Series(
            [None if lost else cell for cell, lost in zip(cells, is_missing or [False] * n_rows, strict=True)]
        )
    frame = pd.DataFrame(columns).dropna(axis="columns", how="all").dropna(how="all").reset_index(drop=True)
    return frame.assign(**{"last one": [f"r{i}" for i in range(len(frame))]})


def _cells(frame: pd.DataFrame, *, is_brazilian: bool) -> pd.DataFrame:
    """Return the frame as cells of text, numbers and dates written as asked."""
    form = "%d/%m/%Y %H:%M:%S" if is_brazilian else "%Y-%m-%d %H:%M:%S"

    def cell(value: object) -> str:
        if value is None or value is pd.NaT or value != value:  # noqa: PLR0124  # NaN alone differs from itself
            return ""
        if isinstance(value, datetime):
            return value.strftime(form)
        if isinstance(value, float):
            return repr(value).replace(".", ",") if is_brazilian else repr(value)
        return str(value)

    return frame.astype(object).map(cell)


@pytest.mark.parametrize("is_brazilian", [False, True], ids=["plain", "brazilian"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frame=frames())
def test_a_frame_written_as_text_is_read_back_the_same(frame: pd.DataFrame, *, is_brazilian: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        _cells(frame, is_brazilian=is_brazilian).to_csv(path, index=False, sep=";" if is_brazilian else ",")
        found = read_file(path, limits=Limits(), expected={}, shown_name=path.name)
    assert (found.bad, found.rows) == ((), len(frame))
    assert found.table.column_names == [name.strip() for name in frame.columns]
    for name, read in zip(frame.columns, found.table.columns, strict=True):
        expected, values = frame[name], read.to_pandas()
        assert values.isna().tolist() == expected.isna().tolist()
        present = [(a, b) for a, b in zip(values, expected, strict=True) if b == b and b is not None]  # noqa: PLR0124  # as above
        for value, wanted in present:
            assert (value.tz_localize(None) if isinstance(value, pd.Timestamp) else value) == wanted


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frame=frames(), change=st.data())
def test_the_fingerprint_tells_any_change_of_a_cell_of_order_and_of_names(
    frame: pd.DataFrame, change: st.DataObject
) -> None:
    before = fingerprint(plain(from_frame(frame))[0])
    assert before == fingerprint(plain(from_frame(frame.copy()))[0])
    row = change.draw(st.integers(0, len(frame) - 1))
    touched = frame.copy()
    touched.loc[row, "last one"] = None
    renamed = frame.rename(columns={"last one": "another"})
    variants = [touched, renamed, frame[frame.columns[::-1]], pd.concat([frame, frame.head(1)])]
    if len(frame) > 1:
        variants.append(frame.iloc[::-1])
    assert before not in [fingerprint(plain(from_frame(variant))[0]) for variant in variants if list(variant.columns)]


def test_a_fingerprint_tells_a_missing_number_from_a_zero_and_cells_from_their_neighbours() -> None:
    pairs = [
        (pd.DataFrame({"a": [0.0, 1.0]}), pd.DataFrame({"a": [np.nan, 1.0]})),
        (pd.DataFrame({"a": ["xy", "z"]}), pd.DataFrame({"a": ["x", "yz"]})),
        (pd.DataFrame({"a": ["", "z"]}), pd.DataFrame({"a": [None, "z"]})),
        (pd.DataFrame({"a": [True, False]}), pd.DataFrame({"a": [1, 0]})),
    ]
    for one, other in pairs:
        assert fingerprint(plain(from_frame(one))[0]) != fingerprint(plain(from_frame(other))[0])


def test_a_brazilian_file_goes_all_the_way_to_sql_and_back(tmp_path: Path, rng: np.random.Generator) -> None:
    frame = pd.DataFrame(
        {"média (%)": rng.normal(scale=1e4, size=500).round(3), "classe": rng.choice(["alta", "baixa"], 500)}
    )
    frame.to_csv(tmp_path / "série.csv", sep=";", decimal=",", index=False, encoding="latin-1")
    engine = data.open_engine(f"sqlite:///{tmp_path}/b.db")
    data.upgrade(engine)
    data.DatasetCatalogue(engine, folder=tmp_path / "one").add_file(tmp_path / "série.csv")
    found = data.DatasetCatalogue(engine, folder=tmp_path / "another without a copy").read("serie").frame
    engine.dispose()
    pd.testing.assert_frame_equal(found, frame)
