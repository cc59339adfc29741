"""A leaderboard written down in MLflow: one run a comparison, one nested run a candidate. A training of its own is one run.

Called once by the driver afterwards, never from inside a fit. MLflow is an extra and is imported on first use.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from time import time
from typing import TYPE_CHECKING, Any

from bancada.core.errors import MissingExtra
from bancada.core.leaderboard import FitStatus, LeaderboardRow, LeaderboardSummary

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Metric

__all__ = ["track", "track_training"]

RUN_TAG = "bancada.run_id"
PARENT_TAG = "mlflow.parentRunId"


def track(summary: LeaderboardSummary, *, uri: str) -> None:
    """Log a comparison to MLflow; one that is there already is left as it is.

    Parameters
    ----------
    summary : LeaderboardSummary
        The experiment is named after its task.
    uri : str
        Tracking URI: `sqlite:///path` or a server's address. It is not set globally.

    Raises
    ------
    MissingExtra
        MLflow is not installed.
    """
    client = _client(uri)
    found = client.get_experiment_by_name(summary.task.name)
    experiment = found.experiment_id if found else client.create_experiment(summary.task.name)
    seen = client.search_runs([experiment], filter_string=f"tags.`{RUN_TAG}` = '{summary.run_id}'")
    if any(_is_whole(run) for run in seen):
        return
    for run in seen:  # of a logging that died half-way
        client.delete_run(run.info.run_id)
    tags = {RUN_TAG: summary.run_id, "bancada.dataset_sha256": summary.dataset_sha256}
    parent = client.create_run(experiment, run_name=summary.run_id, tags=tags).info.run_id
    _log_params(client, parent, _facts(summary))
    for row in summary.rows:
        _log_row(client, row, experiment=experiment, parent=parent, summary=summary)
    client.set_terminated(parent)


def _is_whole(run: Any) -> bool:  # Any: MLflow's Run, which is imported late
    return PARENT_TAG not in run.data.tags and run.info.status == "FINISHED"


def _log_row(
    client: MlflowClient, row: LeaderboardRow, *, experiment: str, parent: str, summary: LeaderboardSummary
) -> None:
    tags = {
        PARENT_TAG: parent,
        RUN_TAG: summary.run_id,
        "bancada.status": row.status.value,
        "bancada.reason": row.reason,
    }
    run = client.create_run(experiment, run_name=row.candidate, tags=tags).info.run_id
    _log_params(client, run, {"candidate": row.candidate, "title": row.title})
    client.log_batch(run, metrics=_metrics(row, at_ms=int(summary.created_at.timestamp() * 1000)))
    client.set_terminated(run, status="FINISHED" if row.status is FitStatus.OK else "FAILED")


def _client(uri: str) -> MlflowClient:
    if find_spec("mlflow") is None:
        raise MissingExtra(feature="tracking", package="mlflow", extra="mlflow")
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # docs/decisions/0009-no-telemetry.md
    from mlflow import MlflowClient  # an extra, and seconds to import

    return MlflowClient(tracking_uri=uri)


def _facts(summary: LeaderboardSummary) -> dict[str, Any]:  # Any: MLflow prints them
    split = summary.task.split
    return {
        "run_id": summary.run_id,
        "dataset": summary.task.dataset,
        "target": summary.task.target,
        "problem": summary.task.problem.value,
        "engine": summary.engine.value,
        "sort": summary.task.sort,
        "split": split.kind.value,
        "folds": split.folds,
        "holdout": split.holdout,
        "seed": split.seed,
        "baseline": summary.baseline,
        "top": ",".join(summary.top),
        "n_train": summary.n_train,
        "n_holdout": summary.n_holdout,
        "n_trials": summary.n_trials,
    }


def _log_params(client: MlflowClient, run: str, facts: dict[str, Any]) -> None:  # Any: likewise
    from mlflow.entities import Param

    client.log_batch(run, params=[Param(key, str(value)) for key, value in facts.items()])


def _metrics(row: LeaderboardRow, *, at_ms: int) -> list[Metric]:
    from mlflow.entities import Metric

    figures = {f"folds.{name}": value for name, value in row.means.items()}
    figures |= {f"folds.{name}.std": value for name, value in row.stds.items()}
    for name, interval in row.intervals.items():
        figures |= {f"folds.{name}.low": interval.low, f"folds.{name}.high": interval.high}
    figures |= {f"holdout.{name}": value for name, value in row.holdout.items()}
    for name, interval in row.holdout_intervals.items():
        figures |= {f"holdout.{name}.low": interval.low, f"holdout.{name}.high": interval.high}
    figures |= {"fit_time_s": row.fit_time_s, "predict_time_s": row.predict_time_s, "size_bytes": float(row.size_bytes)}
    if row.rank is not None:
        figures["rank"] = float(row.rank)
    return [Metric(_key(name), value, at_ms, 0) for name, value in figures.items()]


def _key(name: str) -> str:
    """Return `name` with what MLflow's keys may not hold ("TT (Sec)") made a space."""
    return "".join(char if char.isalnum() or char in "_-. :/" else " " for char in name).strip()


def track_training(
    name: str,
    params: Mapping[str, object],
    epochs: Sequence[Mapping[str, float]],
    *,
    experiment: str,
    uri: str,
) -> None:
    """Log one training to MLflow as one run, its figures by epoch.

    Parameters
    ----------
    name : str
        Of the run.
    params : mapping
        What the training was asked, printed.
    epochs : sequence of mappings
        Figures of each epoch, the first is step 1.
    experiment : str
        Made where it is not there.
    uri : str
        As in `track`.

    Raises
    ------
    MissingExtra
        MLflow is not installed.
    """
    client = _client(uri)
    from mlflow.entities import Metric

    found = client.get_experiment_by_name(experiment)
    home = found.experiment_id if found else client.create_experiment(experiment)
    run = client.create_run(home, run_name=name, tags={"bancada.training": name}).info.run_id
    _log_params(client, run, dict(params))
    at_ms = int(time() * 1000)
    for step, figures in enumerate(epochs, start=1):
        client.log_batch(run, metrics=[Metric(_key(key), value, at_ms, step) for key, value in figures.items()])
    client.set_terminated(run)
