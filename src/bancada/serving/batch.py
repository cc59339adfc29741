"""Answers of a whole frame: in chunks, so that memory is bounded, with every row answered or refused."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.dataset import ColumnType
from bancada.core.finding import Finding, Severity
from bancada.core.prediction import BatchReport, RefusedRow
from bancada.core.signature import Field, History, Signature
from bancada.learning.lags import features_of_history, has_history, is_lagged
from bancada.serving.answering import Answering
from bancada.serving.engine import Engine
from bancada.serving.rows import encode_fit_rows

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["CHUNK_ROWS", "answer_frame"]

CHUNK_ROWS = 20_000
_INPUT_SUFFIX = " (input)"


def answer_frame(
    frame: pd.DataFrame, *, model: str, signature: Signature, engine: Engine
) -> tuple[pd.DataFrame, BatchReport]:
    """Return answers beside the rows, and what became of each; see `Predictor.answer_frame`."""
    import pandas as pd

    started = perf_counter()
    answering = Answering(signature, engine.kind)
    parts: list[pd.DataFrame] = []
    refused: list[RefusedRow] = []
    history = signature.history
    is_table = history is not None and not is_lagged(frame.columns, history)
    rows = features_of_history(frame, history) if history is not None and is_table else frame
    for start in range(0, max(len(frame), 1), CHUNK_ROWS):
        chunk = rows.iloc[start : start + CHUNK_ROWS]
        matrix, unfit = encode_fit_rows(chunk, signature.fields)
        if history is not None:
            _refuse_without_history(chunk, history, unfit)
        refused += [_refusal(start, row, findings) for row, findings in sorted(unfit.items())]
        parts.append(_answered(matrix, sorted(unfit), signature=signature, engine=engine, answering=answering))
    answers = pd.concat(parts, ignore_index=True)
    beside = frame.reset_index(drop=True)
    beside = beside.rename(
        columns={name: f"{name}{_INPUT_SUFFIX}" for name in answers.columns if name in beside.columns}
    )
    if refused:
        reasons = {row.row - 1: " ".join(finding.message("en") for finding in row.findings) for row in refused}
        answers["refused"] = pd.Series(reasons, dtype=object).reindex(answers.index).fillna("")
    report = BatchReport(
        model=model,
        rows=len(frame),
        answered=len(frame) - len(refused),
        refused=tuple(refused),
        marked=int(answers["marked"].sum()),
        latency_ms=(perf_counter() - started) * 1e3,
        engine=engine.name,
    )
    return pd.concat([beside, answers], axis=1), report


def _refuse_without_history(chunk: pd.DataFrame, history: History, unfit: dict[int, list[Finding]]) -> None:
    for row in np.flatnonzero(~has_history(chunk, history.target)).tolist():
        facts = {"history": history.rows, "row": row + 1}
        unfit.setdefault(row, []).append(Finding("history_too_short", Severity.FAILURE, history.target, facts))


def _refusal(start: int, row: int, findings: Sequence[Finding]) -> RefusedRow:
    shifted = tuple(Finding(f.code, f.severity, f.column, {**f.facts, "row": start + row + 1}) for f in findings)
    return RefusedRow(start + row + 1, shifted)


def _answered(
    matrix: NDArray[np.float64],
    unfit: list[int],
    *,
    signature: Signature,
    engine: Engine,
    answering: Answering,
) -> pd.DataFrame:
    import pandas as pd

    fit = np.setdiff1d(np.arange(len(matrix)), unfit)
    outputs = engine.run(matrix[fit]) if len(fit) else np.empty((0, max(1, len(signature.classes))))
    labels = answering.texts(outputs) if answering.is_multilabel else answering.labels(outputs)
    columns: dict[str, pd.Series[Any]] = {"prediction": pd.Series(labels, index=fit)}
    if engine.kind == "probabilities":
        shares = outputs.T
        columns |= {
            f"probability_{name}": pd.Series(share, index=fit)
            for name, share in zip(signature.classes, shares, strict=True)
        }
    table = pd.DataFrame(columns, index=pd.RangeIndex(len(matrix)))
    unusual = _unusual(matrix, signature.fields)
    unusual[unfit] = False
    table["marked"] = np.asarray(unusual.any(axis=1))
    names = np.array([field.name for field in signature.fields], dtype=object)
    table["marks"] = [", ".join(names[row]) if row.any() else "" for row in unusual]
    return table


def _unusual(matrix: NDArray[np.float64], fields: Sequence[Field]) -> NDArray[np.bool_]:
    """Return which cells `learning.encoding.marks` would speak of."""
    unusual = np.isnan(matrix)
    for index, field in enumerate(fields):
        if field.type is ColumnType.CATEGORY or field.minimum is None or field.maximum is None:
            continue
        column = matrix[:, index]
        unusual[:, index] |= (column < field.minimum) | (column > field.maximum)
    return unusual
