"""Tasks: what is chosen when nothing is said, and what is refused."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from bancada.core.dataset import Column, ColumnType, DatasetInfo, Source
from bancada.core.errors import InvalidTask
from bancada.core.task import Problem, SplitKind
from bancada.core.values import check_slug
from bancada.learning import make_task
from bancada.learning.lags import future_target, lag_frame, season_length
from bancada.learning.tasks import task_name


@pytest.fixture
def frame(rng: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "x": rng.normal(size=80),
            "note": [f"free text {i}" for i in range(80)],
            "shop": rng.choice(["n", "s"], 80),
            "two": rng.choice(["a", "b"], 80),
            "three": rng.integers(0, 3, 80),
            "many": rng.integers(0, 1000, 80),
            "flag": rng.integers(0, 2, 80),
        }
    )


@pytest.mark.parametrize(
    ("target", "problem", "sort", "split"),
    [
        ("two", Problem.BINARY, "Accuracy", SplitKind.STRATIFIED),
        ("three", Problem.MULTICLASS, "Accuracy", SplitKind.STRATIFIED),
        ("x", Problem.REGRESSION, "R2", SplitKind.PLAIN),
        ("many", Problem.REGRESSION, "R2", SplitKind.PLAIN),
        (["flag", "three"], Problem.MULTILABEL, "F1", SplitKind.PLAIN),
    ],
    ids=["text", "few integers", "floats", "many integers", "several"],
)
def test_problem_metric_and_split_follow_from_the_target(
    target: str | list[str], problem: Problem, sort: str, split: SplitKind, frame: pd.DataFrame
) -> None:
    task = make_task(frame, target=target)
    assert (task.problem, task.sort, task.split.kind) == (problem, sort, split)
    assert "note" not in task.features
    assert not set(task.targets) & set(task.features)


def test_a_time_column_brings_time_order_and_its_reason(frame: pd.DataFrame) -> None:
    timed = frame.assign(at=pd.date_range("2024", periods=80))
    task = make_task(timed, target="two")
    assert (task.split.kind, task.split.time, task.split.reason) == (SplitKind.TIME, "at", "time_column_present")
    assert "at" not in task.features
    asked = make_task(timed, target="two", split="stratified")
    assert (asked.split.kind, asked.split.reason, asked.split.time) == (SplitKind.STRATIFIED, "asked", "at")


def test_a_group_column_brings_whole_groups(frame: pd.DataFrame) -> None:
    task = make_task(frame, target="two", group="shop")
    assert (task.split.kind, task.split.group) == (SplitKind.GROUP, "shop")
    assert "shop" not in task.features


def test_a_dataset_gives_its_own_columns_and_name() -> None:
    columns = (
        Column("when", ColumnType.DATETIME, n_distinct=99),
        Column("lux", ColumnType.FLOAT, n_distinct=90),
        Column("remark", ColumnType.TEXT, n_distinct=90),
        Column("state", ColumnType.CATEGORY, n_distinct=2, categories=("off", "on")),
    )
    info = DatasetInfo(
        "rooms",
        "sensors",
        Source.SIMULATED,
        "",
        "rooms",
        100,
        columns,
        "0" * 64,
        1,
        datetime.now(UTC),
        time_column="when",
    )
    task = make_task(info, target="state")
    assert (task.name, task.dataset, task.features) == ("rooms.state", "rooms", ("lux",))
    assert (task.problem, task.split.kind) == (Problem.BINARY, SplitKind.TIME)


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"target": "nowhere"}, "columns_not_found"),
        ({"target": "two", "sort": "R2"}, "unknown_metric"),
        ({"target": "two", "problem": "regression"}, "target_not_numeric"),
        ({"target": "two", "split": "time"}, "split_needs_column"),
        ({"target": "x", "split": "stratified"}, "split_does_not_fit"),
        ({"target": "x", "problem": "forecast", "split": "plain"}, "forecast_needs_time"),
        ({"target": ["flag", "three"], "problem": "binary"}, "targets_do_not_fit"),
        ({"target": "two", "features": []}, "no_usable_feature"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_fit_is_refused_by_name(choices: dict, code: str, frame: pd.DataFrame) -> None:
    with pytest.raises(InvalidTask) as caught:
        make_task(frame, **choices)
    assert caught.value.code == code
    assert "?" not in str(caught.value)


@pytest.mark.parametrize(
    "words", [("Vendas 2024", "preço (R$)"), ("a" * 90, "b" * 90), ("..", "%")], ids=["accents", "long", "odd"]
)
def test_a_task_is_always_named_by_a_slug(words: tuple[str, str]) -> None:
    assert check_slug(task_name(*words))


def test_lag_features_do_not_change_when_later_rows_do(rng: np.random.Generator) -> None:
    frame = pd.DataFrame({"y": rng.normal(size=120), "x": rng.normal(size=120)})
    changed = frame.copy()
    changed.loc[80:, :] = 1e6
    before, after = (lag_frame(f, target="y", horizon=3, season=24) for f in (frame, changed))
    pd.testing.assert_frame_equal(before.iloc[:80], after.iloc[:80])


def test_the_naive_columns_are_the_last_value_and_that_of_the_season() -> None:
    frame = pd.DataFrame({"y": np.arange(100.0)})
    lags = lag_frame(frame, target="y", horizon=3, season=7)
    future = future_target(frame.y, horizon=3)
    assert lags["y[t]"].iloc[50] == 50.0
    assert future.iloc[50] == 53.0
    assert lags["y[season]"].iloc[50] == 53.0 - 7
    assert lag_frame(frame, target="y", horizon=10, season=7)["y[season]"].iloc[50] == 60.0 - 14


@pytest.mark.parametrize(("step", "season"), [("h", 24), ("D", 7), ("7D", 52)], ids=["hours", "days", "weeks"])
def test_the_season_follows_from_the_usual_step(step: str, season: int) -> None:
    assert season_length(pd.Series(pd.date_range("2024", periods=60, freq=step))) == season
