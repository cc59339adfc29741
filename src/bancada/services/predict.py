"""Use cases over answers: one by hand, many from a file, and what was answered before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from bancada import data, registry, serving
from bancada.core.errors import BadInput
from bancada.core.ports import Clock, PredictionSink
from bancada.core.prediction import BatchReport, Prediction, PredictionRecord
from bancada.core.signature import Signature
from bancada.services.batch import check_free, in_file_order, whole_report, write_whole

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PredictService"]

Value = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class _Engines:
    """What answers: predictors, each loaded once, and the log."""

    cache: serving.PredictorCache
    log: serving.PredictionLog


@dataclass(frozen=True, slots=True)
class PredictService:
    """Answers of saved models, each logged. Engines load, and the log's thread starts, with the first answer.

    Parameters
    ----------
    store : registry.ModelStore
    sink : PredictionSink
        Where the log goes, for reading it back.
    limits : data.Limits
    clock : Clock
    """

    store: registry.ModelStore
    sink: PredictionSink
    limits: data.Limits
    clock: Clock
    _first_use: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)
    _made: list[_Engines] = field(default_factory=list, init=False, repr=False, compare=False)

    def signature(self, model: str) -> Signature:
        """Return what a model wants to be sent; BadInput where it has no signature."""
        signature = self._engines.cache.get(model).signature
        if signature is None:
            raise BadInput("model_without_signature", model=model)
        return signature

    def one(
        self, model: str, values: Mapping[str, Value], *, explain: bool = True, origin: str = "manual"
    ) -> Prediction:
        """Answer one row given by field name; SchemaError names every value that does not fit."""
        predictor = self._engines.cache.get(model)
        prediction = predictor.answer(values, explain=explain)
        self._log_one(predictor, values, prediction, origin=origin)
        return prediction

    def ready(self, model: str) -> serving.Predictor | None:
        """Return what answers for a model where it is loaded and still the one under that name, else None; never waits."""
        return self._made[0].cache.ready(model) if self._made else None

    def now(
        self, predictor: serving.Predictor, values: Mapping[str, Value], *, explain: bool = False, origin: str = "api"
    ) -> Prediction:
        """Answer one row by a predictor that `ready` gave, never waiting for the log: where it is full the line is dropped and counted."""
        prediction = predictor.answer(values, explain=explain)
        self._log_one(predictor, values, prediction, origin=origin, patience_s=0.0)
        return prediction

    def many(
        self, model: str, rows: Sequence[Mapping[str, Value]], *, explain: bool = False, origin: str = "api"
    ) -> tuple[Prediction, ...]:
        """Answer several rows, all of them or none; SchemaError names every value of every row that does not fit."""
        predictor = self._engines.cache.get(model)
        if explain:
            answers = tuple(predictor.answer(values, explain=True) for values in rows)
        else:
            answers = predictor.answers(rows)
        for values, prediction in zip(rows, answers, strict=True):
            self._log_one(predictor, values, prediction, origin=origin, patience_s=BATCH_PATIENCE_S)
        return answers

    def log_counts(self) -> serving.LogCounts:
        """Return what became of the lines of the log so far."""
        return self._made[0].log.counts if self._made else serving.LogCounts(0, 0, 0)

    def batch(
        self,
        model: str,
        path: Path,
        *,
        out: Path | None = None,
        origin: str = "batch",
        shown_name: str | None = None,
    ) -> tuple[pd.DataFrame, BatchReport]:
        """Answer every row of a CSV, XLSX or Parquet file; with `out`, write answers beside rows as CSV, whole or not at all.

        Parameters
        ----------
        shown_name : str, optional
            What errors call the file; its own name by default.

        Returns
        -------
        answers : DataFrame
            Every row of the file in its order. A refused one has its cells as they stand, no prediction, and its reasons in
            `refused` and `motivos`; both columns are there only where a row was refused.
        report : BatchReport

        Raises
        ------
        ImportRefused
            The file cannot be read.
        SchemaError
            A field of the signature is missing altogether.
        AlreadyExists
            `out` exists.
        BadInput
            The model has no signature, `out` cannot be written, or rows that a forecast rests on cannot be read.
        """
        if out is not None:
            check_free(out)
        signature = self.signature(model)
        expected = {field.name: field.type for field in signature.inputs}
        rows = data.read_rows(path, limits=self.limits, expected=expected, shown_name=shown_name)
        if signature.history is not None and rows.refused:
            raise BadInput("history_unreadable", n_rows=len(rows.refused), row=rows.refused[0].row)
        predictor = self._engines.cache.get(model)
        started = self.clock()
        answers, good = predictor.answer_frame(rows.frame)
        report = whole_report(rows, good)
        self._log_batch(predictor, rows.frame, answers, good, started=started, origin=origin)
        answers = in_file_order(rows, answers, report)
        if out is not None:
            write_whole(answers, out)
        return answers, report

    def record(self, record: PredictionRecord) -> None:
        """Log an answer that another service gave."""
        self._engines.log.add(record)

    def batch_rows(
        self, model: str, rows: Sequence[Mapping[str, Value]], *, origin: str = "api"
    ) -> tuple[pd.DataFrame, BatchReport]:
        """Answer rows given by field name: as `batch`, each is answered or refused with its reasons.

        Raises
        ------
        SchemaError
            A field of the signature is in no row.
        BadInput
            The model has no signature.
        """
        import pandas as pd

        predictor = self._engines.cache.get(model)
        frame = pd.DataFrame.from_records(list(rows)).astype(object)
        started = self.clock()
        answers, report = predictor.answer_frame(frame)
        self._log_batch(predictor, frame, answers, report, started=started, origin=origin)
        return answers, report

    def history(self, model: str | None = None, *, limit: int = 100) -> tuple[PredictionRecord, ...]:
        """Return the latest answers, newest first; those of the last 200 ms may be missing."""
        return self.sink.recent(model=model, limit=limit)

    def close(self) -> None:
        """Write out what is still in memory."""
        for engines in self._made:
            engines.log.close()

    @property
    def _engines(self) -> _Engines:
        with self._first_use:
            if not self._made:
                self._made.append(_Engines(serving.PredictorCache(self.store), serving.PredictionLog(self.sink)))
            return self._made[0]

    def _log_one(
        self,
        predictor: serving.Predictor,
        values: Mapping[str, Value],
        prediction: Prediction,
        *,
        origin: str,
        patience_s: float | None = None,
    ) -> None:
        record = PredictionRecord(
            model=predictor.name,
            signature_sha256=predictor.signature_sha256,
            inputs=dict(values),
            answer=str(prediction.answer),
            latency_ms=prediction.latency_ms,
            answered_at=self.clock(),
            origin=origin,
            probability=prediction.probabilities.get(str(prediction.answer)),
        )
        if patience_s is None:
            self._engines.log.add(record)
        else:
            self._engines.log.add(record, patience_s=patience_s)

    def _log_batch(
        self,
        predictor: serving.Predictor,
        rows: pd.DataFrame,
        answers: pd.DataFrame,
        report: BatchReport,
        *,
        started: datetime,
        origin: str,
    ) -> None:
        if predictor.signature is None or not report.answered:
            return
        names = [field.name for field in predictor.signature.inputs if field.name in rows.columns]
        refused = {refusal.row - 1 for refusal in report.refused}
        sent = rows[names].astype(object).where(rows[names].notna(), None).to_dict("records")
        for number, (inputs, answer) in enumerate(zip(sent, answers["prediction"], strict=True)):
            if number in refused:
                continue
            self._engines.log.add(
                PredictionRecord(
                    model=predictor.name,
                    signature_sha256=predictor.signature.sha256,
                    inputs={str(key): _plain(value) for key, value in inputs.items()},
                    answer=str(answer),
                    latency_ms=report.latency_ms / report.answered,
                    answered_at=started,
                    origin=origin,
                ),
                patience_s=BATCH_PATIENCE_S,
            )


BATCH_PATIENCE_S = 10.0
"""How long a row of a batch waits for room in the log: nobody waits for its single answer, so none need be dropped on a busy disk."""


def _plain(value: object) -> Value:
    return value if value is None or isinstance(value, str | float | int | bool) else str(value)
