"""One fit: a candidate on the training rows of a fold, judged on its test rows. Runs inside the fit processes."""

from __future__ import annotations

import io
import pickle
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cloudpickle  # type: ignore[import-untyped]  # ships no types
import numpy as np

from bancada.core.errors import InvalidTask
from bancada.core.leaderboard import Interval
from bancada.core.task import Problem
from bancada.learning.candidate import Candidate
from bancada.learning.encoding import encode, learn_fields
from bancada.learning.metrics import Answers, bootstrap_intervals, score
from bancada.learning.pipeline import TaskClassifier, TaskRegressor
from bancada.learning.prepared import Prepared
from bancada.learning.shared import read_shared

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "HOLDOUT",
    "FitRequest",
    "FitResult",
    "FoldFitter",
    "answers_from",
    "judge",
    "pipeline_for",
    "read_predictions",
]

HOLDOUT = -1
"""The fold number of the fit on the whole training part."""

_CACHE_BYTES = 512 * 1024**2


@dataclass(frozen=True, slots=True)
class FitRequest:
    """What a fit process is asked for: one candidate on some folds."""

    candidate: Candidate
    folds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FitResult:
    """What came of one fit. `pipeline` holds the pickled pipeline of the whole training part, else nothing."""

    fold: int
    scores: dict[str, float]
    fit_time_s: float
    predict_time_s: float
    size_bytes: int
    predictions: bytes = b""
    pipeline: bytes = b""
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    failure: str = ""


class FoldFitter:
    """The work function of native fits; encoded folds are kept while they fit into half a gigabyte.

    Parameters
    ----------
    folder : Path
        Of the shared `Prepared`.
    """

    def __init__(self, folder: Path) -> None:
        self.prepared: Prepared = read_shared(folder)
        self._encoded: dict[int, tuple[Any, Any, Any]] = {}  # Any: fields and two matrices

    def __call__(self, request: FitRequest) -> tuple[FitResult, ...]:
        """Return one result a fold asked for."""
        return tuple(self.fit(request.candidate, fold) for fold in request.folds)

    def make_ready(self, request: FitRequest) -> None:
        """Encode the rows that the request's first fit needs, outside its time."""
        for fold in request.folds[:1]:
            self._matrices(fold, *rows_of(self.prepared, fold))

    def fit(self, candidate: Candidate, fold: int) -> FitResult:
        """Fit and judge one candidate on one fold."""
        prepared = self.prepared
        train, test = rows_of(prepared, fold)
        fields, seen, unseen = self._matrices(fold, train, test)
        pipeline = pipeline_for(prepared, candidate)
        started = time.perf_counter()
        pipeline.fit_encoded(seen, prepared.target_of(train), fields=fields)
        fitted = time.perf_counter()
        answers = answer_matrix(prepared, pipeline, unseen, test) if len(test) else None
        answered = time.perf_counter()
        return judge(prepared, pipeline, answers, fold=fold, times=(fitted - started, answered - fitted))

    def _matrices(self, fold: int, train: NDArray[np.int64], test: NDArray[np.int64]) -> tuple[Any, Any, Any]:
        if fold not in self._encoded:
            seen = self.prepared.features_of(train)
            fields = learn_fields(seen, columns=self.prepared.columns)
            entry = (fields, encode(seen, fields), encode(self.prepared.features_of(test), fields))
            if (entry[1].nbytes + entry[2].nbytes) * (len(self.prepared.split.folds) + 1) > _CACHE_BYTES:
                self._encoded.clear()
            self._encoded[fold] = entry
        return self._encoded[fold]


def rows_of(prepared: Prepared, fold: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions trained on and judged on."""
    if fold == HOLDOUT:
        return prepared.split.train, prepared.split.holdout
    return prepared.split.folds[fold].train, prepared.split.folds[fold].test


def pipeline_for(
    prepared: Prepared, candidate: Candidate
) -> Any:  # Any: TaskClassifier | TaskRegressor share no base by type
    """Return the unfitted pipeline of a candidate."""
    task = prepared.task
    estimator = candidate.factory(task.split.seed)
    scaling, columns = candidate.scaling, prepared.columns
    if not task.problem.is_classification:
        return TaskRegressor(
            estimator,
            scaling=scaling,
            columns=columns,
            target=task.target,
            problem=task.problem,
            history=prepared.history,
        )
    return TaskClassifier(estimator, scaling=scaling, columns=columns, target=task.target, positive=task.positive)


def answer_matrix(prepared: Prepared, pipeline: Any, matrix: Any, test: NDArray[np.int64]) -> Answers:  # Any: as above
    """Return what a fitted pipeline answers on encoded rows, in the codes of the whole task."""
    problem = prepared.task.problem
    truth = prepared.codes(prepared.target_of(test))
    inner = pipeline.inner_
    if not problem.is_classification:
        values = np.asarray(inner.predict(matrix), dtype=float).reshape(-1)
        if not np.isfinite(values).all():
            raise InvalidTask("answers_not_finite", n_rows=int((~np.isfinite(values)).sum()))
        return Answers(problem, truth, values)
    proba = np.asarray(inner.predict_proba(matrix), dtype=float) if hasattr(inner, "predict_proba") else None
    if problem is Problem.MULTILABEL:
        answer = np.asarray(inner.predict(matrix))
        return Answers(problem, truth, answer, proba=None if proba is None else proba.reshape(answer.shape))
    assert prepared.classes is not None  # noqa: S101  # one-label classification always has them
    codes = prepared.codes(pipeline.classes_)
    answer = codes[np.asarray(inner.predict(matrix)).astype(int)]
    n_classes = len(prepared.classes)
    if proba is not None:
        # A class that the training rows of this fold did not hold has probability zero.
        full = np.zeros((len(answer), n_classes))
        full[:, codes] = proba
        proba = full
    decision = None
    if proba is None and problem is Problem.BINARY and hasattr(inner, "decision_function"):
        decision = np.asarray(inner.decision_function(matrix), dtype=float).reshape(-1)
    return Answers(problem, truth, answer, proba=proba, score=decision, n_classes=n_classes)


def judge(
    prepared: Prepared, pipeline: Any, answers: Answers | None, *, fold: int, times: tuple[float, float]
) -> FitResult:
    """Return the result of a fit whose answers are known; on the holdout with intervals and the pipeline itself."""
    kept = _pickled(pipeline) if fold == HOLDOUT else b""
    n_bytes = len(kept) or _pickled_size(pipeline)
    if answers is None:
        return FitResult(fold, {}, *times, n_bytes, pipeline=kept)
    _, test = rows_of(prepared, fold)
    intervals = {}
    if fold == HOLDOUT:
        intervals = bootstrap_intervals(answers, seed=prepared.task.split.seed, resampling=prepared.resampling)
    return FitResult(fold, score(answers), *times, n_bytes, _pack(prepared.rows[test], answers), kept, intervals)


def _pickled(pipeline: Any) -> bytes:  # Any: as above
    try:
        return pickle.dumps(pipeline, protocol=5)
    except (pickle.PicklingError, AttributeError):  # a class of the caller's own script travels by value
        data: bytes = cloudpickle.dumps(pipeline, protocol=5)
        return data


class _Scale(io.RawIOBase):
    """A file that keeps nothing but its length."""

    n_bytes = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # Any: whatever has a buffer
        size = memoryview(data).nbytes
        self.n_bytes += size
        return size


def _pickled_size(pipeline: Any) -> int:  # Any: as above
    """Return how long a pickled pipeline is, without holding it: a forest may be larger pickled than all else together."""
    scale = _Scale()
    try:
        pickle.dump(pipeline, scale, protocol=5)
    except (pickle.PicklingError, AttributeError):
        return len(_pickled(pipeline))
    return scale.n_bytes


def _pack(rows: NDArray[np.int64], answers: Answers) -> bytes:
    """Return an npz file: row (position in the caller's frame), truth, answer and, where there are, proba or score."""
    # Any: NumPy types keyword arrays as if they were its flag.
    arrays: dict[str, Any] = {"row": rows, "truth": answers.truth, "answer": answers.answer}
    if answers.proba is not None:
        arrays["proba"] = answers.proba.astype(np.float32)
    if answers.score is not None:
        arrays["score"] = answers.score.astype(np.float32)
    file = io.BytesIO()
    np.savez(file, n_classes=answers.n_classes, **arrays)
    return file.getvalue()


def read_predictions(data: bytes) -> dict[str, NDArray[Any]]:
    """Return the arrays of a trial's stored predictions: row, truth, answer, n_classes and proba or score; empty for nothing.

    `truth` and `answer` are class codes 0..n_classes-1 in the order of the task's classes, values, or 0/1 of each label.
    """
    if not data:
        return {}
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        return dict(file)


def answers_from(problem: Problem, data: bytes) -> Answers | None:
    """Return stored predictions as answers, or None where there are none."""
    arrays = read_predictions(data)
    if not arrays:
        return None
    proba, decision = arrays.get("proba"), arrays.get("score")
    return Answers(problem, arrays["truth"], arrays["answer"], proba, decision, int(arrays["n_classes"]))
