"""Pipelines: an estimator with all that it needs between a table's rows and its answer, learned from training rows only.

A pipeline knows fields and labels, and nothing of folds, runs or stores. `inner_` is a plain scikit-learn Pipeline on the
float matrix of `learning.encoding`, which is what is exported to ONNX.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, clone
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.utils.metaestimators import available_if

from bancada.core.dataset import Column, ColumnType
from bancada.core.errors import InvalidTask
from bancada.core.signature import Field, History, Signature
from bancada.core.task import Problem
from bancada.learning.encoding import encode, label_text, learn_fields
from bancada.learning.lags import features_of_history, has_history, is_lagged

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["Scaling", "TaskClassifier", "TaskRegressor", "preprocessor"]

Scaling = Literal["none", "standard"]


def preprocessor(fields: Sequence[Field], *, scaling: Scaling = "none") -> list[tuple[str, Any]]:
    """Return the steps between the encoded matrix and an estimator.

    Numbers: missing ones become the training median. Categories: one column each; a missing or unknown one is all zeros.
    Scaling, where asked for, comes last and covers all columns. No step at all where nothing is to be done, so that a
    complete numeric table reaches the estimator as it is.
    """
    numbers = [i for i, f in enumerate(fields) if f.type is not ColumnType.CATEGORY]
    # A field with one category or none tells nothing; it is left out.
    choices = [i for i, f in enumerate(fields) if f.type is ColumnType.CATEGORY and len(f.categories) > 1]
    parts: list[tuple[str, Any, list[int]]] = []
    if numbers:
        parts.append(("numbers", SimpleImputer(strategy="median", keep_empty_features=True), numbers))
    if choices:
        levels = [np.arange(len(fields[i].categories), dtype=float) for i in choices]
        hot = OneHotEncoder(categories=levels, handle_unknown="ignore", sparse_output=False)
        fill = SimpleImputer(strategy="constant", fill_value=-1.0, keep_empty_features=True)
        parts.append(("choices", Pipeline([("fill", fill), ("hot", hot)]), choices))
    if not parts:
        raise InvalidTask("no_usable_feature")
    steps: list[tuple[str, Any]] = [("columns", ColumnTransformer(parts))]
    if not choices:
        steps = [("numbers", parts[0][1] if len(numbers) == len(fields) else ColumnTransformer(parts))]
    if scaling == "standard":
        steps.append(("scale", StandardScaler()))
    return steps


def _inner_has(name: str) -> Any:  # Any: what available_if takes is untyped
    def check(pipeline: _TaskPipeline) -> bool:
        inner = getattr(pipeline, "inner_", None)
        return hasattr(inner if inner is not None else pipeline.estimator, name)

    return check


class _TaskPipeline(BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """What both kinds share: fields and matrix."""

    estimator: Any  # Any: any scikit-learn-compatible estimator
    scaling: Scaling
    columns: Sequence[Column]
    fields_: tuple[Field, ...]
    inner_: Pipeline

    def encoded(self, frame: Any) -> NDArray[np.float64]:
        """Return rows as the matrix that `inner_` takes, shape (n_rows, n_fields)."""
        return encode(frame, self.fields_)

    def _learn(self, frame: pd.DataFrame) -> tuple[tuple[Field, ...], NDArray[np.float64]]:
        fields = learn_fields(frame, columns=self.columns)
        return fields, encode(frame, fields)

    def _build(self, fields: tuple[Field, ...], last: Any) -> Pipeline:
        self.fields_ = fields
        self.n_features_in_ = len(fields)
        self.feature_names_in_ = np.array([field.name for field in fields], dtype=object)
        self.inner_ = Pipeline([*preprocessor(fields, scaling=self.scaling), ("estimator", last)])
        return self.inner_


class TaskClassifier(ClassifierMixin, _TaskPipeline):  # type: ignore[misc]  # likewise
    """A classifier of table rows that answers with the labels it was given.

    Parameters
    ----------
    estimator : classifier
        Unfitted; fitted as a clone on label codes 0..k-1.
    scaling : {"none", "standard"}
    columns : sequence of Column
        Declared types and units.
    target : str
        Name in the signature.
    positive : label, optional
        Binary problems: the class that gets code 1; the second in sorted order when None. Compared as text.
    threshold : float, optional
        Binary problems: the probability of `classes_[1]` from which it is answered; None means the likelier class.

    Attributes
    ----------
    fields_, inner_, signature_
    classes_ : ndarray
        Labels in the order of the probability columns; for multilabel targets the names of the labels.
    """

    def __init__(
        self,
        estimator: Any = None,
        *,
        scaling: Scaling = "none",
        columns: Sequence[Column] = (),
        target: str = "target",
        positive: Any = None,
        threshold: float | None = None,
    ) -> None:
        self.estimator = estimator
        self.scaling = scaling
        self.columns = columns
        self.target = target
        self.positive = positive
        self.threshold = threshold

    def fit(self, frame: pd.DataFrame, y: Any) -> Self:
        """Fit on rows and labels; `y` with several columns of 0/1 is a multilabel target.

        Raises
        ------
        InvalidTask
            A missing label, or fewer than two classes.
        """
        fields, matrix = self._learn(frame)
        return self.fit_encoded(matrix, y, fields=fields)

    def fit_encoded(self, matrix: NDArray[np.float64], y: Any, *, fields: tuple[Field, ...]) -> Self:
        """Fit on a matrix that was encoded with `fields` before."""
        if np.ndim(y) == 2:
            return self._fit_labels(matrix, y, fields)
        self.problem_ = Problem.BINARY
        classes, codes = _coded(np.asarray(y), self.positive, self.target)
        self.classes_ = classes
        if len(classes) > 2:
            self.problem_ = Problem.MULTICLASS
        self._build(fields, clone(self.estimator)).fit(matrix, codes)
        return self

    def _fit_labels(self, matrix: NDArray[np.float64], y: Any, fields: tuple[Field, ...]) -> Self:
        self.problem_ = Problem.MULTILABEL
        names = getattr(y, "columns", range(np.shape(y)[1]))
        self.classes_ = np.array([str(name) for name in names], dtype=object)
        self._build(fields, OneVsRestClassifier(clone(self.estimator))).fit(matrix, np.asarray(y).astype(int))
        return self

    def predict(self, frame: Any) -> NDArray[Any]:
        """Return labels, shape (n_rows,); multilabel: 0/1, shape (n_rows, n_labels)."""
        matrix = self.encoded(frame)
        if self.problem_ is Problem.MULTILABEL:
            return np.asarray(self.inner_.predict(matrix))
        if self.threshold is not None and self.problem_ is Problem.BINARY and hasattr(self.inner_, "predict_proba"):
            codes = (self.inner_.predict_proba(matrix)[:, 1] >= self.threshold).astype(int)
        else:
            codes = np.asarray(self.inner_.predict(matrix)).astype(int)
        labels: NDArray[Any] = np.asarray(self.classes_)[codes]
        return labels

    @available_if(_inner_has("predict_proba"))  # type: ignore[untyped-decorator]  # scikit-learn ships no types
    def predict_proba(self, frame: Any) -> NDArray[np.float64]:
        """Return probabilities, shape (n_rows, n_classes), in the order of `classes_`."""
        return np.asarray(self.inner_.predict_proba(self.encoded(frame)))

    @available_if(_inner_has("decision_function"))  # type: ignore[untyped-decorator]  # likewise
    def decision_function(self, frame: Any) -> NDArray[np.float64]:
        """Return the estimator's own scores."""
        return np.asarray(self.inner_.decision_function(self.encoded(frame)))

    @property
    def signature_(self) -> Signature:
        """The input contract learned in `fit`."""
        return Signature(
            fields=self.fields_,
            target=self.target,
            problem=self.problem_,
            classes=tuple(label_text(label) for label in self.classes_),
            class_type=_class_type(self.classes_),
            threshold=self.threshold,
        )


class TaskRegressor(RegressorMixin, _TaskPipeline):  # type: ignore[misc]  # likewise
    """A regressor of table rows.

    Parameters
    ----------
    estimator : regressor
        Unfitted; fitted as a clone.
    scaling, columns, target
        As in `TaskClassifier`.
    problem : Problem
        REGRESSION, or FORECAST where it is fitted on lag features.
    history : History, optional
        How lag features are made of a table's rows, so that `predict` takes those too.

    Attributes
    ----------
    fields_, inner_, signature_
    """

    def __init__(
        self,
        estimator: Any = None,
        *,
        scaling: Scaling = "none",
        columns: Sequence[Column] = (),
        target: str = "target",
        problem: Problem = Problem.REGRESSION,
        history: History | None = None,
    ) -> None:
        self.estimator = estimator
        self.scaling = scaling
        self.columns = columns
        self.target = target
        self.problem = problem
        self.history = history

    def fit(self, frame: pd.DataFrame, y: Any) -> Self:
        """Fit on rows and values; InvalidTask where a value is missing or infinite."""
        fields, matrix = self._learn(frame)
        return self.fit_encoded(matrix, y, fields=fields)

    def fit_encoded(self, matrix: NDArray[np.float64], y: Any, *, fields: tuple[Field, ...]) -> Self:
        """Fit on a matrix that was encoded with `fields` before."""
        values = np.asarray(y, dtype=np.float64)
        if not np.isfinite(values).all():
            raise InvalidTask("target_missing", target=self.target, n_missing=int((~np.isfinite(values)).sum()))
        self._build(fields, clone(self.estimator)).fit(matrix, values)
        return self

    def predict(self, frame: Any) -> NDArray[np.float64]:
        """Return values, shape (n_rows,).

        Forecasts of a table with its columns as they were compared: NaN where a row has too few rows before it.
        """
        history = getattr(self, "history", None)
        if history is None or not hasattr(frame, "columns") or is_lagged(frame.columns, history):
            return np.asarray(self.inner_.predict(self.encoded(frame)), dtype=np.float64).reshape(-1)
        features = features_of_history(frame, history)
        known, answers = has_history(features, history.target), np.full(len(features), np.nan)
        if known.any():
            answers[known] = self.predict(features[known])
        return answers

    @property
    def signature_(self) -> Signature:
        """The input contract learned in `fit`."""
        history = getattr(self, "history", None)
        return Signature(self.fields_, self.target, self.problem, class_type=ColumnType.FLOAT, history=history)


def _coded(labels: NDArray[Any], positive: Any, target: str) -> tuple[NDArray[Any], NDArray[np.int64]]:
    missing = np.array([label is None or label != label for label in labels], dtype=bool)  # noqa: PLR0124  # NaN
    if missing.any():
        raise InvalidTask("target_missing", target=target, n_missing=int(missing.sum()))
    classes, codes = np.unique(labels, return_inverse=True)
    if len(classes) < 2:
        raise InvalidTask("single_class", target=target, label=label_text(classes[0]) if len(classes) else "-")
    if len(classes) == 2 and positive is not None and label_text(classes[0]) == label_text(positive):
        return classes[::-1], 1 - codes
    return classes, codes


def _class_type(classes: NDArray[Any]) -> ColumnType:
    kinds = {"b": ColumnType.BOOLEAN, "i": ColumnType.INTEGER, "u": ColumnType.INTEGER, "f": ColumnType.FLOAT}
    if classes.dtype.kind == "O" and all(isinstance(label, bool | np.bool_) for label in classes):
        return ColumnType.BOOLEAN
    return kinds.get(classes.dtype.kind, ColumnType.CATEGORY)
