"""The step `train`: a model of the kind asked for, fitted on training rows, with what its features are worth on validation rows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.finding import Finding, Severity
from bancada.core.values import to_json
from bancada.domains.assets.importance import permutation_importance
from bancada.domains.assets.progress import Progress
from bancada.domains.assets.requests import ModelType, TrainRequest
from bancada.domains.assets.values import ACTION_NAMES, TrainedAssets

if TYPE_CHECKING:
    from bancada.domains.assets.values import AssetModelPort, AssetSplit, AssetTable, Watch

__all__ = ["TrainingService"]


@dataclass(frozen=True, slots=True)
class TrainingService:
    """Trains forests and networks. Keras is loaded for a network only, scikit-learn for a forest only."""

    def train(
        self, table: AssetTable, split: AssetSplit, request: TrainRequest, *, watch: Watch | None = None
    ) -> TrainedAssets:
        """Return a fitted model; nothing of validation or test rows enters it, but that a network stops by its validation loss.

        Parameters
        ----------
        table : AssetTable
        split : AssetSplit
            Of this table.
        request : TrainRequest
        watch : Watch, optional
            Told of each fit or epoch; asked between them whether to stop.

        Raises
        ------
        BadInput
            Options that cannot be used, all at once.
        InvalidTask
            Training rows of one action alone, or too few.
        MissingExtra
            A network, without Keras.
        Cancelled
        """
        started = time.perf_counter()
        if request.model_type is ModelType.RF:
            fit = _forest(table, split, request, watch)
        else:
            fit = _network(table, split, request, watch)
        progress = Progress(watch, len(fit.model.names))
        importance = permutation_importance(
            fit.model, table, split.validation, seed=request.seed, step=lambda: progress.step("importance")
        )
        return TrainedAssets(
            model=fit.model,
            request=to_json(request),
            log=fit.log,
            importance=importance,
            n_train=len(split.train),
            n_trials=fit.n_trials,
            seconds=time.perf_counter() - started,
            findings=(*fit.findings, *_one_answer(fit.model, table, split)),
        )


def _one_answer(model: AssetModelPort, table: AssetTable, split: AssetSplit) -> tuple[Finding, ...]:
    """Return a caution where the model names the same action on every validation row."""
    answers = model.answers(table, split.validation, since=split.boundaries[0])
    named = np.unique(answers.actions)
    if len(named) != 1:
        return ()
    facts = {"action": ACTION_NAMES[int(named[0])], "n_rows": len(answers.rows)}
    return (Finding("assets_one_answer", Severity.CAUTION, None, facts),)


@dataclass(frozen=True, slots=True)
class _Fit:
    model: AssetModelPort
    log: dict[str, Any]  # Any: JSON
    n_trials: int
    findings: tuple[Finding, ...] = ()


def _forest(table: AssetTable, split: AssetSplit, request: TrainRequest, watch: Watch | None) -> _Fit:
    from bancada.domains.assets.forest_training import n_parts, train_forest

    progress = Progress(watch, n_parts(request.forest))
    fit = train_forest(table, split, request.forest, seed=request.seed, progress=progress)
    return _Fit(fit.model, fit.log, fit.n_trials, fit.findings)


def _network(table: AssetTable, split: AssetSplit, request: TrainRequest, watch: Watch | None) -> _Fit:
    from bancada.domains.assets.lstm_training import train_lstm

    model, log, n_trials = train_lstm(table, split, request.lstm, seed=request.seed, watch=watch)
    return _Fit(model, log, n_trials)
