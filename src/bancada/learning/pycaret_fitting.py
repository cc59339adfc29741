"""Fits made by PyCaret 4, on the very rows and folds that our own fits use. Runs inside a fit process; PyCaret is imported here only."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import clone

from bancada.core.task import Problem
from bancada.learning.candidate import Candidate
from bancada.learning.fitting import HOLDOUT, FitRequest, FitResult, FoldFitter
from bancada.learning.metrics import METRICS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PycaretFitter"]

_ROUND = 12
"""Decimals of PyCaret's table, as many as it lets through."""
_NAMES = {"Precision": "Prec."}


class PycaretFitter:
    """The work function of PyCaret's engine.

    Folds are scored by PyCaret. The fit on the whole training part takes PyCaret's estimator, with its settings, into our own pipeline,
    so that it can be saved, served and scored on the holdout like any other.

    Notes
    -----
    PyCaret splits a holdout off by itself and imputes with means of all its training rows, folds' test rows included. It is given
    the training part only, and its training rows are then set to be all of them: its public interface has no way to say so.

    Parameters
    ----------
    folder : Path
        Of the shared `Prepared`.
    """

    def __init__(self, folder: Path) -> None:
        self._native = FoldFitter(folder)
        prepared = self._native.prepared
        split = prepared.split
        # Walk-forward folds may judge on rows that the training part leaves out before the holdout.
        self._positions = np.unique(np.concatenate([split.train, *(fold.test for fold in split.folds)]))
        self._experiment = self._set_up()

    def __call__(self, request: FitRequest) -> tuple[FitResult, ...]:
        """Return one result a fold asked for."""
        if request.folds == (HOLDOUT,):
            return (self._native.fit(self._ours(request.candidate), HOLDOUT),)
        return self._fit_folds(request)

    def _set_up(self) -> Any:  # Any: PyCaret ships no types
        os.environ.setdefault(
            "PYCARET_CUSTOM_LOGGING_PATH", os.devnull
        )  # else it writes logs.log where the caller stands
        from pycaret.tasks import ClassificationExperiment, RegressionExperiment

        prepared = self._native.prepared
        frame = prepared.features_of(self._positions).reset_index(drop=True)
        frame["__target__"] = prepared.codes(prepared.target_of(self._positions))
        kind = ClassificationExperiment if prepared.task.problem is not Problem.REGRESSION else RegressionExperiment
        experiment = kind(target="__target__", session_id=prepared.task.split.seed, train_size=0.5)
        experiment.fit(frame)
        state = experiment._fit_state  # noqa: SLF001  # see Notes
        state["X_train_transformed"] = experiment.get_config("X_transformed")
        state["y_train_transformed"] = experiment.get_config("y_transformed")
        return experiment

    def _fit_folds(self, request: FitRequest) -> tuple[FitResult, ...]:
        pairs = [self._places(fold) for fold in request.folds]
        started = time.perf_counter()
        created = self._experiment.create_model(request.candidate.id, fold=_Given(pairs), round=_ROUND)
        # PyCaret says no time a fold, and fits once more on everything.
        each = (time.perf_counter() - started) / (len(pairs) + 1)
        if created.metrics is None:
            return tuple(
                FitResult(fold, {}, 0.0, 0.0, 0, failure="PyCaret: every fold failed") for fold in request.folds
            )
        # PyCaret writes 0 for what an estimator without probabilities cannot have.
        can_rank = hasattr(created.pipeline.steps[-1][1], "predict_proba")
        metrics = METRICS[self._native.prepared.task.problem]
        results = []
        for place, fold in enumerate(request.folds):
            # Likewise for what a fold of a single class leaves undefined.
            has_classes = self._has_classes(fold)
            known = {
                m.name for m in metrics if (can_rank or not m.needs_proba) and (has_classes or not m.needs_classes)
            }
            row = created.metrics.loc[f"Fold {place}"].rename(_NAMES)
            scores = {name: float(value) for name, value in row.items() if name in known and np.isfinite(value)}
            failure = "" if scores else "PyCaret: this fold failed, it does not say why"
            results.append(FitResult(fold, scores, each, 0.0, 0, failure=failure))
        return tuple(results)

    def _has_classes(self, fold: int) -> bool:
        prepared = self._native.prepared
        return len(np.unique(prepared.codes(prepared.target_of(prepared.split.folds[fold].test)))) > 1

    def _places(self, fold: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        rows = self._native.prepared.split.folds[fold]
        return np.searchsorted(self._positions, rows.train), np.searchsorted(self._positions, rows.test)

    def _ours(self, candidate: Candidate) -> Candidate:
        created = self._experiment.create_model(candidate.id, cross_validation=False)
        estimator = clone(created.pipeline.steps[-1][1])
        if "n_jobs" in estimator.get_params():
            estimator.set_params(n_jobs=1)
        return replace(candidate, factory=partial(_as_it_is, estimator), needs_scaling=False)


class _Given:
    """A splitter that yields the folds it was given; PyCaret 4.0.0a8 needs an object where it documents a number."""

    def __init__(self, pairs: list[tuple[NDArray[np.int64], NDArray[np.int64]]]) -> None:
        self._pairs = pairs

    def split(self, X: object, y: object = None) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:  # noqa: ARG002
        yield from self._pairs


def _as_it_is(estimator: Any, seed: int) -> Any:  # noqa: ARG001  # the seed is PyCaret's session already
    return estimator
