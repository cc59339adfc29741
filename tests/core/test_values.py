"""Values of core: to JSON and back without loss, and names that any file system reads alike."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.adjustment import Adjustment
from bancada.core.dataset import Column, ColumnType, DatasetInfo, ImportReport
from bancada.core.errors import InvalidName
from bancada.core.finding import Finding, Severity
from bancada.core.leaderboard import Interval, LeaderboardSummary, Trial
from bancada.core.model import ChampionRecord, GateVerdict, ModelInfo
from bancada.core.prediction import BatchReport, Prediction, PredictionRecord
from bancada.core.quality import QualityReport
from bancada.core.run import RunInfo
from bancada.core.signature import Field, Signature
from bancada.core.task import Problem, Task
from bancada.core.values import check_slug, dump_bytes, from_json, load_bytes, to_json

VALUES = (
    DatasetInfo, ImportReport, Trial, LeaderboardSummary, ModelInfo, ChampionRecord, GateVerdict, Prediction,
    PredictionRecord, BatchReport, Adjustment, QualityReport, RunInfo, Signature, Task,
)  # fmt: skip

finite = st.floats(allow_nan=False, allow_infinity=False, width=32)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31) | finite | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)
st.register_type_strategy(float, finite)
st.register_type_strategy(int, st.integers(-(2**53), 2**53))
st.register_type_strategy(str, words)
st.register_type_strategy(
    Finding,
    st.builds(Finding, words, st.sampled_from(Severity), st.none() | words, st.dictionaries(words, plain, max_size=2)),
)
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))


def instances(cls: type) -> st.SearchStrategy[object]:
    """Return a strategy for a dataclass, its free JSON values included."""
    free = {
        name: st.dictionaries(words, plain, max_size=2) for name in ("metadata", "payload", "result", "error_facts")
    }
    return st.builds(cls, **{name: values for name, values in free.items() if name in cls.__dataclass_fields__})


@pytest.mark.parametrize("cls", VALUES, ids=[cls.__name__ for cls in VALUES])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_value_comes_back_from_json_as_it_was(cls: type, data: st.DataObject) -> None:
    value = data.draw(instances(cls))
    assert from_json(cls, to_json(value)) == value
    assert load_bytes(cls, dump_bytes(value)) == value


def test_what_is_not_a_number_is_absent_in_json() -> None:
    assert to_json(Interval(math.nan, math.inf)) == {"low": None, "high": None}


def test_json_of_a_value_is_plain_enough_for_any_reader() -> None:
    record = ChampionRecord("sensores.estado", "rf", datetime(2026, 1, 2, tzinfo=UTC))
    assert orjson.loads(orjson.dumps(to_json(record)))["since"] == "2026-01-02T00:00:00Z"


def test_a_value_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="since"):
        from_json(ChampionRecord, {"task": "a", "name": "b", "since": "yesterday"})


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", fullmatch=True))
def test_a_slug_is_taken_as_it_is_unless_it_is_a_device(name: str) -> None:
    if name.upper() in {"CON", "PRN", "AUX", "NUL"} or name.upper()[:3] in {"COM", "LPT"}:
        return
    assert check_slug(name) == name


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a..b", "a.", "-a", "_a", ".a", "a/b", "a\\b", "a b", "á", "a\n", "a\x00", "nul", "COM1.txt", "a" * 65,
     "\u202ea", "~", "C:", "a:b"],
)  # fmt: skip
def test_a_name_that_a_file_system_could_misread_is_refused(name: str) -> None:
    with pytest.raises(InvalidName):
        check_slug(name)


def test_a_name_that_is_no_text_is_refused() -> None:
    with pytest.raises(InvalidName):
        check_slug(7)  # type: ignore[arg-type]  # what a caller without types may send


def signature() -> Signature:
    """Return a signature of two fields."""
    fields = (Field("lux", ColumnType.FLOAT, "lux", 0.0, 900.0), Field("sala", ColumnType.CATEGORY, categories=("a",)))
    return Signature(fields, "estado", Problem.BINARY, ("alerta", "normal"))


def test_the_hash_of_a_signature_is_of_what_a_caller_must_send() -> None:
    one = signature()
    same = replace(one, fields=(replace(one.fields[0], maximum=1.0), one.fields[1]), threshold=0.3)
    assert same.sha256 == one.sha256
    for other in (
        replace(one, fields=one.fields[::-1]),
        replace(one, fields=(replace(one.fields[0], unit="klux"), one.fields[1])),
        replace(one, fields=(replace(one.fields[0], name="luz"), one.fields[1])),
        replace(one, target="x"),
        replace(one, classes=("normal", "alerta")),
    ):
        assert other.sha256 != one.sha256


def test_differences_of_signatures_are_the_fields_that_came_went_or_changed_type() -> None:
    one = signature()
    fields = (replace(one.fields[0], type=ColumnType.INTEGER), Field("hora", ColumnType.FLOAT))
    assert one.differences(replace(one, fields=fields)) == ("hora", "lux", "sala")
    assert one.differences(one) == ()


def test_a_dataset_is_cached_under_its_name_version_and_content() -> None:
    info = from_json(
        DatasetInfo,
        {
            "name": "a", "pack": "tables", "source": "imported", "origin": "a.csv", "table": "a", "rows": 1, "columns": [],
            "sha256": "f" * 64, "version": 3, "imported_at": "2026-01-01T00:00:00Z",
        },
    )  # fmt: skip
    assert info.cache_key == "a:3:ffffffffffffffff"
    assert replace(info, version=4).cache_key != info.cache_key
    assert replace(info, columns=(Column("x", ColumnType.FLOAT),)).column("x") is not None
    assert info.column("x") is None


def test_core_loads_no_engine() -> None:
    code = (
        "import sys, pkgutil, importlib, bancada.core as core\n"
        "for found in pkgutil.walk_packages(core.__path__, 'bancada.core.'): importlib.import_module(found.name)\n"
        "print(*sorted({'pandas', 'numpy', 'sklearn', 'sqlalchemy', 'onnxruntime', 'dbos', 'duckdb'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (3, "invalid_name_type"),
        ("", "invalid_name_characters"),
        ("a b", "invalid_name_characters"),
        ("a..b", "invalid_name_dots"),
        ("a.", "invalid_name_dots"),
        ("nul.txt", "invalid_name_device"),
    ],
)
def test_what_is_wrong_with_a_name_is_said_in_both_languages(name: object, code: str) -> None:
    with pytest.raises(InvalidName) as caught:
        check_slug(name)
    assert caught.value.code == code
    assert caught.value.message("pt_BR").startswith(("O nome", "Um nome"))
    assert caught.value.message("en").startswith(("The name", "A name"))
