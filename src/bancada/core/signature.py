"""A Signature: the input contract of a model, learned in training."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from bancada.core.dataset import ColumnType
from bancada.core.task import Problem

__all__ = ["Field", "History", "Signature"]


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a model.

    Attributes
    ----------
    name : str
    type : ColumnType
    unit : str
    minimum, maximum : float or None
        Range of the training rows; values outside are allowed and marked.
    median : float or None
        Of the training rows; what replaces this field when its share in an answer is measured.
    mode : str or None
        Category fields: the most frequent training value, used likewise.
    categories : tuple of str
        Category fields: training values, in the order of their codes 0..n-1.
    missing_allowed : bool
        Whether the pipeline imputes it.
    quantiles : tuple of float
        Training quantiles 0, 0.05, 0.25, 0.5, 0.75, 0.95, 1 of a numeric field, else empty.
    """

    name: str
    type: ColumnType
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    median: float | None = None
    mode: str | None = None
    categories: tuple[str, ...] = ()
    missing_allowed: bool = True
    quantiles: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """What a forecast is made from: rows of a table in time order, from which its lag features are computed.

    Attributes
    ----------
    target : str
        Column whose future is forecast.
    others : tuple of str
        Columns that may explain it.
    time : str
        Column that orders the rows.
    horizon : int
        Rows ahead that are forecast.
    season : int
        Rows a season takes.
    rows : int
        Rows of a series that one forecast needs, the present one included.
    group : str or None
        Column that names series; each has a history of its own.
    fields : tuple of Field
        The columns of such a table, with what training rows held.
    """

    target: str
    others: tuple[str, ...]
    time: str
    horizon: int
    season: int
    rows: int
    group: str | None = None
    fields: tuple[Field, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns a table needs."""
        return tuple(dict.fromkeys((self.time, *([self.group] if self.group else ()), self.target, *self.others)))

    @property
    def target_field(self) -> Field:
        """The target as a number."""
        return Field(self.target, ColumnType.FLOAT)


@dataclass(frozen=True, slots=True)
class Signature:
    """The input contract of a model.

    Attributes
    ----------
    fields : tuple of Field
        In the order of the model's matrix: numbers as they are, booleans as 0/1, categories as the index in
        `Field.categories` (NaN where unknown or missing), datetimes as seconds since the epoch.
    target : str
    problem : Problem
    classes : tuple of str
        Class labels in the order of the probability columns; empty for regression.
    class_type : ColumnType
        Type that labels are given back as.
    threshold : float or None
        Binary problems: the probability of `classes[1]` from which it is answered; None means argmax.
    history : History or None
        Forecasts: the table that `fields`, which are lag features, are computed from.
    """

    fields: tuple[Field, ...]
    target: str
    problem: Problem
    classes: tuple[str, ...] = ()
    class_type: ColumnType = ColumnType.CATEGORY
    threshold: float | None = None
    history: History | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Field names in order."""
        return tuple(field.name for field in self.fields)

    @property
    def inputs(self) -> tuple[Field, ...]:
        """What a caller sends: the columns of the table that forecasts are made from, else the fields."""
        return self.fields if self.history is None else self.history.fields

    @property
    def sha256(self) -> str:
        """Hash of what a caller must send: names, types and order, not the ranges seen."""
        contract: list[tuple[object, ...]] = [(f.name, f.type.value, f.unit) for f in self.inputs]
        if self.history is not None:
            contract.append((self.history.horizon, self.history.season))
        text = json.dumps([contract, self.target, self.problem.value, self.classes], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def differences(self, other: Signature) -> tuple[str, ...]:
        """Return the names of fields that were added, removed or changed type between two signatures, sorted."""
        mine = {f.name: f.type for f in self.inputs}
        theirs = {f.name: f.type for f in other.inputs}
        return tuple(sorted(n for n in mine.keys() | theirs.keys() if mine.get(n) != theirs.get(n)))

    # object: plain JSON values.
    def to_json(self) -> dict[str, object]:
        """Return plain JSON values."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]  # json.loads is untyped
