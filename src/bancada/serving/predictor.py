"""A Predictor: one saved model, loaded once, answering rows from any thread.

It knows the signature and an engine; where the engine is ONNX Runtime, nothing here imports scikit-learn or TensorFlow, and
pandas only where the caller brings frames.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import BadInput
from bancada.core.model import ModelInfo
from bancada.core.prediction import BatchReport, Contribution, Prediction
from bancada.core.signature import History, Signature
from bancada.learning.encoding import Rows, marks
from bancada.learning.lags import features_of_history, has_history, is_lagged
from bancada.serving.answering import Answering
from bancada.serving.engine import Engine
from bancada.serving.explanation import Explanation
from bancada.serving.rows import RowEncoder, as_matrix, check_matrix

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["Predictor"]


class Predictor:
    """A saved model made ready to answer.

    **Thread safety**: all methods may be called from many threads at once.

    Parameters
    ----------
    info : ModelInfo
    engine : Engine or None
        None where the model has no signature: rows then go to the estimator as they come.
    estimator : estimator, optional
        The native model, where it was loaded.

    Attributes
    ----------
    info : ModelInfo
    name : str
    signature : Signature or None
    signature_sha256 : str
        Empty where there is none.
    engine : {"onnx", "native"}
    estimator : estimator or None
    """

    # Any in this class: rows from callers, labels of any type, estimators of libraries that ship no types.
    def __init__(self, info: ModelInfo, *, engine: Engine | None, estimator: Any = None) -> None:
        self.info = info
        self.name = info.name
        self.signature: Signature | None = info.signature
        self.signature_sha256 = "" if info.signature is None else info.signature.sha256
        self.estimator = estimator
        self.engine = "native" if engine is None else engine.name
        self._engine = engine
        if engine is None or info.signature is None:
            return
        self._fields = info.signature.fields
        self._row = RowEncoder(self._fields)
        self._answering = Answering(info.signature, engine.kind)
        self._explanation = Explanation(self._fields)

    def predict(self, rows: Rows) -> NDArray[Any]:
        """Return answers: labels as they were in training, or values.

        Parameters
        ----------
        rows : DataFrame, list of mappings, or list or ndarray of rows in signature order

        Returns
        -------
        ndarray, shape (n_rows,)
            Several labels a row: 0/1, shape (n_rows, n_labels). Forecasts of a table: the value `signature.history.horizon` rows
            after each row, NaN where it has too few rows before it.

        Raises
        ------
        SchemaError
            With every problem of every field at once.
        """
        if self._engine is None or self.signature is None:
            return np.asarray(self.estimator.predict(rows))
        history = self.signature.history
        if history is not None and hasattr(rows, "columns") and not is_lagged(rows.columns, history):
            return self._forecasts(rows, history)
        return self._answering.labels(self._run(self._engine, rows))

    def predict_proba(self, rows: Rows) -> NDArray[np.float64]:
        """Return class probabilities, shape (n_rows, n_classes), in the order of `signature.classes`.

        Raises
        ------
        BadInput
            The model gives no probabilities.
        SchemaError
        """
        if self._engine is None or self.signature is None:
            if not hasattr(self.estimator, "predict_proba"):
                raise BadInput("model_without_probabilities", model=self.name)
            return np.asarray(self.estimator.predict_proba(rows), dtype=np.float64)
        if self._engine.kind != "probabilities":
            raise BadInput("model_without_probabilities", model=self.name)
        return self._run(self._engine, rows)

    def answer(self, values: Mapping[str, Any], *, explain: bool = True) -> Prediction:
        """Answer one row given by field name.

        Parameters
        ----------
        values : mapping
            A value a field; None where unknown. Names beside the fields are ignored.
        explain : bool
            Whether to measure what moved the answer: one more run over n_fields + 1 rows.

        Returns
        -------
        Prediction
            Values outside the training range are answered and marked; the probability is never altered by a mark.

        Raises
        ------
        BadInput
            The model has no signature, or it forecasts and the values are not its lag features.
        SchemaError
            With every problem at once.
        """
        started = perf_counter()
        engine, signature = self._engine, self.signature
        if engine is None or signature is None:
            raise BadInput("model_without_signature", model=self.name)
        if signature.history is not None:
            _check_lags(values, signature.history, signature.names, model=self.name)
        row, is_usual = self._row.encode(values)
        contributions: tuple[Contribution, ...] = ()
        if explain:
            outputs = engine.run(self._explanation.variants(row))
            answer, column = self._answering.one(outputs)
            contributions = self._explanation.contributions(outputs[:, column], row, values)
        else:
            outputs = engine.run(row)
            answer, column = self._answering.one(outputs)
        shares = outputs[0].tolist() if engine.kind == "probabilities" else ()
        return Prediction(
            model=self.name,
            answer=answer,
            engine=engine.name,
            latency_ms=(perf_counter() - started) * 1e3,
            probabilities=dict(zip(signature.classes, shares, strict=False)),
            marks=() if is_usual else marks(row, values, self._fields),
            contributions=contributions,
        )

    def answers(self, rows: Sequence[Mapping[str, Any]]) -> tuple[Prediction, ...]:
        """Answer several rows given by field name in one run of the engine, all of them or none.

        What `answer` says of each without explaining it; `latency_ms` is each one's share.

        Raises
        ------
        BadInput
            As `answer`.
        SchemaError
            With every problem of every row at once.
        """
        started = perf_counter()
        engine, signature = self._engine, self.signature
        if engine is None or signature is None:
            raise BadInput("model_without_signature", model=self.name)
        if signature.history is not None:
            for values in rows:
                _check_lags(values, signature.history, signature.names, model=self.name)
        matrix = as_matrix(rows, self._fields)
        check_matrix(matrix, self._fields)
        outputs = engine.run(matrix)
        share = (perf_counter() - started) * 1e3 / max(1, len(rows))
        shares = outputs.tolist() if engine.kind == "probabilities" else [()] * len(rows)
        return tuple(
            Prediction(
                model=self.name,
                answer=self._answering.one(outputs[place : place + 1])[0],
                engine=engine.name,
                latency_ms=share,
                probabilities=dict(zip(signature.classes, shares[place], strict=False)),
                marks=marks(matrix[place], values, self._fields),
            )
            for place, values in enumerate(rows)
        )

    def answer_frame(self, frame: pd.DataFrame) -> tuple[pd.DataFrame, BatchReport]:
        """Answer a batch: every row is either answered or refused with its reasons.

        Parameters
        ----------
        frame : DataFrame
            Columns beside the fields are kept and ignored. Text that reads as a number counts as one.

        Returns
        -------
        answers : DataFrame
            The rows as they came, then `prediction`, `probability_<class>` for each class, `marked` (whether a value is
            unusual), `marks` (the fields it speaks of) and, where rows were refused, `refused` (the reasons, in English).
        report : BatchReport

        Raises
        ------
        BadInput
            The model has no signature.
        SchemaError
            A column of the signature is missing altogether.
        """
        from bancada.serving.batch import answer_frame

        if self._engine is None or self.signature is None:
            raise BadInput("model_without_signature", model=self.name)
        return answer_frame(frame, model=self.name, signature=self.signature, engine=self._engine)

    def _forecasts(self, frame: pd.DataFrame, history: History) -> NDArray[np.float64]:
        features = features_of_history(frame, history)
        known, answers = has_history(features, history.target), np.full(len(features), np.nan)
        if known.any():
            answers[known] = self.predict(features[known])
        return answers

    def _run(self, engine: Engine, rows: Rows) -> NDArray[np.float64]:
        matrix = as_matrix(rows, self._fields)
        check_matrix(matrix, self._fields)
        if not len(matrix):
            return np.empty((0, max(1, len(self.signature.classes) if self.signature else 1)))
        return engine.run(matrix)


# Any: values from forms and JSON.
def _check_lags(values: Mapping[str, Any], history: History, names: tuple[str, ...], *, model: str) -> None:
    """Raise BadInput where one row is no forecast's: it needs what came before."""
    own = [name for name in names if name.startswith(f"{history.target}[")]
    if any(values.get(name) is None for name in own):
        raise BadInput("forecast_needs_history", model=model, rows=history.rows, columns=list(history.columns))
