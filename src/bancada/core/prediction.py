"""Answers of a model, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bancada.core.finding import Finding

__all__ = ["BatchReport", "Contribution", "Prediction", "PredictionRecord", "RefusedRow"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """How far the answer moves when one field alone is replaced by its training median (or mode).

    Attributes
    ----------
    name : str
    value : str or float or None
        What was sent.
    reference : str or float or None
        What replaced it.
    difference : float
        Answer as sent minus answer with the replacement: probability of the answered class, or the predicted value.
    """

    name: str
    value: str | float | None
    reference: str | float | None
    difference: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """One answer.

    Attributes
    ----------
    model : str
    answer : str or float or int or bool
        Class label, or predicted value.
    probabilities : dict of str to float
        By class; empty for regression. Never altered by marks.
    marks : tuple of Finding
        How usual the input is: values outside the training range, unknown categories, missing values.
    contributions : tuple of Contribution
        Largest |difference| first; empty when not asked for.
    engine : str
        "onnx" or "native".
    latency_ms : float
    """

    model: str
    answer: str | float | int | bool
    engine: str
    latency_ms: float
    probabilities: dict[str, float] = field(default_factory=dict)
    marks: tuple[Finding, ...] = ()
    contributions: tuple[Contribution, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of a batch that was not answered.

    Attributes
    ----------
    row : int
        1-based data row of the file.
    findings : tuple of Finding
    """

    row: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What became of a batch: every row of the file is either answered or refused."""

    model: str
    rows: int
    answered: int
    refused: tuple[RefusedRow, ...]
    marked: int
    latency_ms: float
    engine: str


@dataclass(frozen=True, slots=True)
class PredictionRecord:
    """One logged answer.

    Attributes
    ----------
    model : str
    signature_sha256 : str
    inputs : dict
        Field to value, as sent.
    answer : str
    probability : float or None
        Of the answered class.
    latency_ms : float
    answered_at : datetime
    origin : str
        "manual", "batch", "python", "cli", "api".
    """

    model: str
    signature_sha256: str
    inputs: dict[str, str | float | int | bool | None]
    answer: str
    latency_ms: float
    answered_at: datetime
    origin: str
    probability: float | None = None
