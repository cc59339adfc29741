"""Writing a leaderboard down in MLflow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bancada.core.errors import MissingExtra
from bancada.core.leaderboard import FitStatus, Interval, LeaderboardRow, LeaderboardSummary
from bancada.core.task import Engine, Problem, SplitKind, SplitPlan, Task
from bancada.learning import tracking

TASK = Task("sensores.estado", "sensores", "estado", Problem.BINARY, ("lux",), SplitPlan(SplitKind.STRATIFIED), "F1")
ROWS = (
    LeaderboardRow(
        "rf",
        "Random Forest Classifier",
        1,
        FitStatus.OK,
        means={"F1": 0.9, "TT (Sec)": 0.1},
        stds={"F1": 0.01},
        intervals={"F1": Interval(0.88, 0.92)},
        holdout={"F1": 0.89},
        holdout_intervals={"F1": Interval(0.86, 0.92)},
    ),
    LeaderboardRow("gpc", "Gaussian Process", None, FitStatus.TIMED_OUT, reason="60 s"),
)
SUMMARY = LeaderboardSummary(
    run_id="run-1",
    task=TASK,
    engine=Engine.NATIVE,
    rows=ROWS,
    metrics=("F1",),
    greater_is_better={"F1": True},
    baseline="dummy",
    top=("rf",),
    n_train=800,
    n_holdout=200,
    dataset_sha256="ab" * 32,
    n_trials=11,
    finished=True,
    created_at=datetime(2026, 1, 2, tzinfo=UTC),
)


def test_without_mlflow_the_extra_to_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra) as caught:
        tracking.track(SUMMARY, uri="sqlite://")
    assert caught.value.facts["extra"] == "mlflow"


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A place that takes seconds to make, shared by the tests of this module."""
    pytest.importorskip("mlflow", reason="the extra mlflow is not installed")
    return f"sqlite:///{tmp_path_factory.mktemp('mlflow') / 'mlflow.db'}"


@pytest.mark.xdist_group("mlflow")
def test_a_training_becomes_one_run_with_its_figures_by_epoch(uri: str) -> None:
    from mlflow import MlflowClient

    epochs = [{"loss": 0.7, "val_loss": 0.69}, {"loss": 0.68, "val_loss": 0.675}]
    tracking.track_training("mine", {"units": 64}, epochs, experiment="lotofacil.dezenas", uri=uri)

    client = MlflowClient(tracking_uri=uri)
    experiment = client.get_experiment_by_name("lotofacil.dezenas")
    assert experiment is not None
    (run,) = client.search_runs([experiment.experiment_id])
    kept = client.get_metric_history(run.info.run_id, "val_loss")
    assert (run.info.run_name, run.info.status, run.data.params["units"]) == ("mine", "FINISHED", "64")
    assert [(entry.step, entry.value) for entry in kept] == [(1, 0.69), (2, 0.675)]


@pytest.mark.xdist_group("mlflow")
def test_a_comparison_becomes_one_run_with_one_nested_run_a_candidate(uri: str) -> None:
    from mlflow import MlflowClient

    tracking.track(SUMMARY, uri=uri)
    tracking.track(SUMMARY, uri=uri)
    tracking.track(replace(SUMMARY, run_id="run-2", rows=ROWS[:1]), uri=uri)
    client = MlflowClient(tracking_uri=uri)
    experiment = client.get_experiment_by_name("sensores.estado")
    assert experiment is not None
    runs = client.search_runs([experiment.experiment_id])
    parents = {r.info.run_name: r for r in runs if tracking.PARENT_TAG not in r.data.tags}
    children = [r for r in runs if r.data.tags.get(tracking.PARENT_TAG) == parents["run-1"].info.run_id]
    assert sorted(parents) == ["run-1", "run-2"]
    assert {r.info.run_name: r.info.status for r in children} == {"rf": "FINISHED", "gpc": "FAILED"}
    (best,) = [r for r in children if r.info.run_name == "rf"]
    assert best.data.metrics["holdout.F1"] == 0.89
    assert best.data.metrics["folds.F1.low"] == 0.88
    assert "folds.TT  Sec" in best.data.metrics
    assert parents["run-1"].data.params["sort"] == "F1"
