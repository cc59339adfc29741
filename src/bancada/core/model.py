"""A Model in the store, as values: what it is, what is known of it, who is champion."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bancada.core.finding import Finding
from bancada.core.leaderboard import Interval
from bancada.core.leaks import LeakReport
from bancada.core.signature import Signature
from bancada.core.task import Problem

__all__ = ["Certificate", "ChampionRecord", "FileRecord", "GateVerdict", "Lineage", "MetricFigure", "ModelInfo"]


@dataclass(frozen=True, slots=True)
class MetricFigure:
    """A metric beside its baseline and its interval, with the split that it comes from.

    Attributes
    ----------
    name : str
        PyCaret's column name.
    value : float
    interval : Interval or None
    baseline : float or None
        The dummy's value on the same rows.
    split : str
        "folds" (mean over test folds) or "holdout".
    greater_is_better : bool
    """

    name: str
    value: float
    split: str
    greater_is_better: bool = True
    interval: Interval | None = None
    baseline: float | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whether the ONNX export answers as the original does.

    Attributes
    ----------
    accepted : bool
    n_rows : int
        Rows compared.
    n_recorded : int
        Distinct recorded rows among them; the others were drawn from these, cell by cell, within the training range.
    max_difference : float or None
        Largest |difference| of probabilities, or of predictions over the target's scale.
    reason : str
        Why refused; empty when accepted.
    opset : int or None
    """

    accepted: bool
    n_rows: int
    max_difference: float | None = None
    reason: str = ""
    opset: int | None = None
    n_recorded: int = 0


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a model comes from."""

    dataset: str = ""
    dataset_sha256: str = ""
    dataset_source: str = ""
    run_id: str = ""
    split: str = ""
    n_train: int = 0
    n_holdout: int = 0
    n_trials: int = 0
    seed: int | None = None
    engine: str = ""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file of a model, as the manifest lists it."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Everything shown about a model, read without opening its artefact.

    Attributes
    ----------
    name : str
        Slug.
    title : str
        Free text in any language.
    task : str
        Task name; empty for models saved without one.
    kind : str
        Candidate id, or the estimator's class name.
    problem : Problem or None
    main_metric : MetricFigure or None
        The metric that ranked it, on the holdout where there is one.
    metrics : tuple of MetricFigure
    saved_at : datetime
    format : int
        Registry format of the entry; 0 for legacy entries.
    notes : str
    tags : tuple of str
    is_champion : bool
    is_legacy : bool
        Listed, not loadable until adopted.
    signature : Signature or None
    certificate : Certificate or None
    lineage : Lineage or None
    leaks : LeakReport or None
        What the leak battery found when it was trained; None where none was run.
    files : tuple of FileRecord
    versions : dict of str to str
        Libraries at the time of saving.
    metadata : dict
        Whatever the caller handed to `save_model`.
    """

    name: str
    saved_at: datetime
    format: int
    title: str = ""
    task: str = ""
    kind: str = ""
    problem: Problem | None = None
    main_metric: MetricFigure | None = None
    metrics: tuple[MetricFigure, ...] = ()
    notes: str = ""
    tags: tuple[str, ...] = ()
    is_champion: bool = False
    is_legacy: bool = False
    signature: Signature | None = None
    certificate: Certificate | None = None
    lineage: Lineage | None = None
    leaks: LeakReport | None = None
    files: tuple[FileRecord, ...] = ()
    versions: dict[str, str] = field(default_factory=dict)
    # Any: JSON values that belong to the caller.
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChampionRecord:
    """One reign: which model served a task from when on.

    Attributes
    ----------
    task, name : str
    since : datetime
    previous : str or None
        Who served before.
    forced : bool
        Whether the gate had refused; a rollback to such a reign keeps it.
    reason : str
        Of the promotion, or of the rollback where what it gives back was not forced.
    rolled_back : bool
        Whether a rollback gave the task back.
    rollback_reason : str
        Why, where `reason` is still that of the force.
    """

    task: str
    name: str
    since: datetime
    previous: str | None = None
    forced: bool = False
    reason: str = ""
    rolled_back: bool = False
    rollback_reason: str = ""


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """What the gate of a promotion found.

    Attributes
    ----------
    passed : bool
        No finding of severity `failure`.
    findings : tuple of Finding
        One per check, passed ones with severity `info`.
    """

    passed: bool
    findings: tuple[Finding, ...] = ()
