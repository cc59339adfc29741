"""Each finding is there when its defect is planted, and absent when it is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bancada.core.dataset import Column, ColumnType
from bancada.core.errors import InvalidTask
from bancada.core.finding import Severity
from bancada.core.messages import SENTENCES
from bancada.core.task import Problem
from bancada.core.values import from_json, to_json
from bancada.data.quality import assess
from bancada.data.quality.report import COSTS

N = 2_000
DECLARED = (Column("heat", ColumnType.FLOAT, unit="°C", declared_minimum=-40.0, declared_maximum=125.0),)


@pytest.fixture
def clean() -> pd.DataFrame:
    """Return rows without a defect, with a target that the columns say something about."""
    rng = np.random.default_rng(11)
    heat, load = rng.normal(25, 4, N).clip(14, 36), rng.uniform(0, 10, N)
    noise = rng.normal(0, 2, N)
    return pd.DataFrame(
        {
            "at": pd.date_range("2025-01-01", periods=N, freq="min", tz="UTC"),
            "heat": heat,
            "load": load,
            "count": rng.integers(0, 40, N),
            "site": pd.Series(rng.choice(["north", "south", "east"], N), dtype="str"),
            "state": pd.Series(np.where(heat - 25 + load - 5 + noise > 0, "bad", "good"), dtype="str"),
        }
    )


def found(dataset, **options):
    """Return pairs of code and column of a report."""
    return {(finding.code, finding.column) for finding in assess(dataset, **options).findings}


def rows(frame, share):
    """Return a mask of the given share of rows, spread evenly."""
    return (np.arange(len(frame)) % round(1 / share)) == 0


def with_missing(f):
    return f.assign(load=f["load"].mask(rows(f, 0.1)))


def with_missing_target(f):
    return f.assign(state=f["state"].mask(rows(f, 0.1)))


def with_duplicates(f):
    return pd.concat([f, f.head(300)], ignore_index=True)


def with_leak(f):
    rng = np.random.default_rng(1)
    return f.assign(code=(f["state"] == "bad") * 10 + rng.normal(0, 1, len(f)))


def with_leak_in_words(f):
    rng = np.random.default_rng(1)
    number = rng.integers(0, 15, len(f)) * 2 + (f["state"] == "bad")
    return f.assign(code=("k" + number.astype(str)).astype("str"))


def with_leak_in_gaps(f):
    return f.assign(repair=f["load"].where(f["state"] == "bad"))


def with_drift(f):
    return f.assign(load=f["load"] + np.where(f.index >= 0.8 * len(f), 6, 0))


def with_drifting_words(f):
    return f.assign(site=f["site"].mask(f.index >= 0.8 * len(f), "west"))


def with_drifting_gaps(f):
    return f.assign(load=f["load"].mask((f.index >= 0.8 * len(f)) & rows(f, 0.5)))


PLANTED = {
    "missing": (with_missing, "missing_values", "load"),
    "missing target": (with_missing_target, "missing_target", "state"),
    "duplicates": (with_duplicates, "duplicate_rows", None),
    "constant": (lambda f: f.assign(unit="mm"), "constant_column", "unit"),
    "constant target": (lambda f: f.assign(state="good"), "constant_target", "state"),
    "near-constant": (lambda f: f.assign(mode=np.where(rows(f, 0.005), 1, 0)), "near_constant_column", "mode"),
    "outlier": (lambda f: f.assign(load=f["load"].mask(f.index == 5, 1e6)), "outliers", "load"),
    "outlier among equals": (
        lambda f: f.assign(rain=np.where(rows(f, 0.1), f["load"] / 10, 0.0)).assign(
            rain=lambda g: g["rain"].mask(g.index == 5, 500.0)
        ),
        "outliers",
        "rain",
    ),
    "impossible": (lambda f: f.assign(heat=f["heat"].mask(f.index == 5, -300.0)), "impossible_values", "heat"),
    "infinite": (lambda f: f.assign(heat=f["heat"].mask(f.index == 5, np.inf)), "infinite_values", "heat"),
    "placeholder": (lambda f: f.assign(load=f["load"].mask(rows(f, 0.02), -999.0)), "placeholder_values", "load"),
    "tiny class": (lambda f: f.assign(state=f["state"].mask(f.index < 3, "odd")), "tiny_classes", "state"),
    "imbalance": (lambda f: f.assign(state=np.where(rows(f, 0.02), "bad", "good")), "class_imbalance", "state"),
    "leak": (with_leak, "leaking_column", "code"),
    "leak in words": (with_leak_in_words, "leaking_column", "code"),
    "leak in gaps": (with_leak_in_gaps, "leaking_column", "repair"),
    "drift": (with_drift, "drift_in_time", "load"),
    "drift in words": (with_drifting_words, "drift_in_time", "site"),
    "drift in gaps": (with_drifting_gaps, "drift_in_time", "load"),
    "drift of the target": (
        lambda f: f.assign(state=f["state"].mask(f.index >= 0.8 * len(f), "bad")),
        "target_drift_in_time",
        "state",
    ),
    "row numbers": (lambda f: f.assign(row=np.arange(len(f)) * 7), "identifier_column", "row"),
    "row names": (
        lambda f: f.assign(tag=pd.Series([f"n-{i}" for i in range(len(f))], dtype="str")),
        "identifier_column",
        "tag",
    ),
    "spellings": (lambda f: f.assign(site=f["site"].mask(f.index == 5, " North")), "mixed_spellings", "site"),
    "numbers as text": (
        lambda f: f.assign(price=(f["count"].astype(str) + ",5").mask(rows(f, 0.05), "n/d").astype("str")),
        "numbers_as_text",
        "price",
    ),
    "few rows": (lambda f: f.head(60), "few_rows", None),
    "no rows": (lambda f: f.head(0), "no_rows", None),
}


def test_clean_rows_have_no_finding_and_full_score(make_dataset, clean):
    report = assess(make_dataset(clean, declared=DECLARED, target="state", time_column="at"))
    assert report.findings == ()
    assert report.score == 100
    assert (report.rows, report.duplicates, report.missing_share) == (N, 0, 0)
    assert report.class_counts == clean["state"].value_counts().to_dict()


@pytest.mark.parametrize(("plant", "code", "column"), PLANTED.values(), ids=PLANTED)
def test_a_planted_defect_is_found_and_costs_points(make_dataset, clean, plant, code, column):
    dataset = make_dataset(plant(clean), declared=DECLARED, target="state", time_column="at")
    report = assess(dataset)
    assert (code, column) in {(finding.code, finding.column) for finding in report.findings}
    assert code in report.penalties
    assert report.score == pytest.approx(max(0, 100 - sum(report.penalties.values())), abs=0.05)


@pytest.mark.parametrize("plant", [plant for plant, _, _ in PLANTED.values()], ids=PLANTED)
@pytest.mark.parametrize("language", ["en", "pt_BR"])
def test_every_finding_reads_whole_in_both_languages(make_dataset, clean, plant, language):
    dataset = make_dataset(plant(clean), declared=DECLARED, target="state", time_column="at")
    sentences = {finding.code: finding.message(language) for finding in assess(dataset).findings}
    assert sentences
    assert not [code for code, sentence in sentences.items() if "?" in sentence or sentence.startswith(f"{code}:")]


def test_an_endless_numeric_target_is_not_judged_for_leaks(make_dataset, clean):
    frame = clean.assign(ratio=np.inf)
    assert ("infinite_values", "ratio") in found(make_dataset(frame, target="ratio", problem=Problem.REGRESSION))


def test_every_kind_of_finding_has_a_sentence_and_is_planted_here():
    planted = {code for _, code, _ in PLANTED.values()}
    elsewhere = {"leaking_number", "drift_in_rows", "target_drift_in_rows"}
    assert set(COSTS) == planted | elsewhere
    assert set(COSTS) <= set(SENTENCES)


def test_a_column_that_almost_is_the_numeric_target_is_found(make_dataset, clean):
    frame = clean.assign(fahrenheit=clean["heat"] * 1.8 + 32 + np.random.default_rng(1).normal(0, 0.1, N))
    assert ("leaking_number", "fahrenheit") in found(make_dataset(frame), target="heat")
    assert not any(code.startswith("leaking") for code, _ in found(make_dataset(clean), target="heat"))


def test_without_a_time_column_drift_is_of_the_rows(make_dataset, clean):
    sorted_by_answer = clean.drop(columns="at").sort_values("state", ignore_index=True)
    assert ("target_drift_in_rows", "state") in found(make_dataset(sorted_by_answer, target="state"))
    assert ("drift_in_rows", "load") in found(make_dataset(with_drift(clean).drop(columns="at")))


def test_drift_follows_time_and_not_the_order_of_rows(make_dataset, clean):
    shuffled = with_drift(clean).sample(frac=1, random_state=3).reset_index(drop=True)
    assert ("drift_in_time", "load") in found(make_dataset(shuffled, time_column="at"))
    assert ("drift_in_rows", "load") not in found(make_dataset(shuffled))


def test_the_worst_for_a_model_comes_first(make_dataset, clean):
    frame = with_missing(with_leak(clean)).assign(unit="mm")
    findings = assess(make_dataset(frame, target="state", time_column="at")).findings
    assert [finding.code for finding in findings] == ["leaking_column", "constant_column", "missing_values"]
    assert findings[0].severity is Severity.FAILURE


def test_more_missing_costs_more(make_dataset, clean):
    scores = [assess(make_dataset(clean.assign(load=clean["load"].mask(rows(clean, s))))).score for s in (0.1, 0.5)]
    assert scores[0] > scores[1]


def test_without_a_target_only_the_columns_are_judged(make_dataset, clean):
    report = assess(make_dataset(with_leak(clean)))
    assert report.class_counts == {}
    assert report.findings == ()


def test_a_target_asked_for_goes_before_the_datasets_own(make_dataset, clean):
    report = assess(make_dataset(clean, target="state"), target="site")
    assert set(report.class_counts) == {"north", "south", "east"}


def test_the_problem_chosen_decides_whether_a_number_is_a_class(make_dataset, clean):
    dataset = make_dataset(clean, target="count", problem=Problem.REGRESSION)
    assert assess(dataset).class_counts == {}
    as_class = replace(dataset, info=replace(dataset.info, problem=Problem.MULTICLASS))
    assert len(assess(as_class).class_counts) == 40


@pytest.mark.parametrize("language", ["en", "pt_BR"])
def test_an_unknown_target_is_named_with_the_columns_there_are(make_dataset, clean, language):
    with pytest.raises(InvalidTask) as raised:
        assess(make_dataset(clean), target="estado")
    assert "estado" in raised.value.message(language)
    assert "site" in raised.value.message(language)


def test_a_report_survives_json_and_leaves_the_frame_alone(make_dataset, clean):
    frame = with_leak(with_missing(clean))
    before = frame.copy()
    report = assess(make_dataset(frame, target="state", time_column="at"))
    assert from_json(type(report), to_json(report)) == report
    pd.testing.assert_frame_equal(frame, before)


def test_sampled_judgements_say_how_many_rows_they_used(make_dataset):
    rng = np.random.default_rng(5)
    answer = rng.random(60_000) < 0.4
    frame = pd.DataFrame({"copy": answer * 1.0 + rng.normal(0, 0.05, 60_000), "answer": answer})
    findings = assess(make_dataset(frame, target="answer")).findings
    assert [finding.facts["sample_rows"] for finding in findings if finding.code == "leaking_column"] == [20_000]


def test_whole_columns_of_nothing_do_not_stop_the_checks(make_dataset, clean):
    frame = clean.assign(empty=np.nan, blank=pd.Series([None] * N, dtype="str"), never=pd.Series([pd.NaT] * N))
    codes = found(make_dataset(frame, target="state", time_column="at"))
    assert {("missing_values", "empty"), ("missing_values", "blank"), ("missing_values", "never")} == codes


def test_wide_tables_are_judged_on_fewer_rows(make_dataset):
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.normal(size=(4_000, 300)), columns=[f"c{i}" for i in range(300)])
    frame["answer"] = frame["c7"] > 0
    findings = assess(make_dataset(frame, target="answer")).findings
    assert [finding.column for finding in findings if finding.code == "leaking_column"] == ["c7"]


@pytest.mark.real_data
def test_light_gives_occupancy_away_in_the_real_file(make_dataset, real_data):
    names = ["row", "at", "Temperature", "Humidity", "Light", "CO2", "HumidityRatio", "Occupancy"]
    path = real_data / "sensors" / "occupancy_datatraining.txt"
    frame = pd.read_csv(path, names=names, header=0, parse_dates=["at"])
    frame["at"] = frame["at"].dt.tz_localize("UTC")
    report = assess(make_dataset(frame, target="Occupancy", time_column="at"))
    assert [f.column for f in report.findings if f.code == "leaking_column"] == ["Light"]
    assert report.findings[0].column == "Light"
    assert ("identifier_column", "row") in {(f.code, f.column) for f in report.findings}
    assert report.class_counts == {"0": 6414, "1": 1729}
