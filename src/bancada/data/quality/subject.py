"""What the checks look at, and what they answer with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bancada.core.dataset import Column, ColumnType, Dataset
from bancada.core.errors import InvalidTask
from bancada.core.finding import Finding, Severity
from bancada.data.explore.values import numbers

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["Check", "Noticed", "Subject", "noticed", "percent", "subject_of"]

MAX_CLASSES = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """A dataset under examination, with what several checks need worked out once.

    Attributes
    ----------
    dataset : Dataset
    frame : pandas.DataFrame
    columns : tuple of Column
    target : Column or None
    target_is_class : bool
    time : str or None
        Column that orders the rows.
    n_missing, n_distinct : dict of str to int
        By column, counted on the frame.
    """

    dataset: Dataset
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    target: Column | None
    target_is_class: bool
    time: str | None
    n_missing: dict[str, int]
    n_distinct: dict[str, int]

    @property
    def n_rows(self) -> int:
        """Rows of the frame."""
        return len(self.frame)

    def n_present(self, name: str) -> int:
        """Return how many rows have a value in the column."""
        return self.n_rows - self.n_missing[name]

    def features(self) -> Iterator[Column]:
        """Yield the columns a model would learn from: neither target nor instants, and not empty."""
        for column in self.columns:
            is_target = self.target is not None and column.name == self.target.name
            if not is_target and column.type is not ColumnType.DATETIME and self.n_present(column.name):
                yield column

    def numeric(self) -> Iterator[tuple[Column, NDArray[np.float64]]]:
        """Yield integer and float columns, target included, with their values; NaN where missing."""
        for column in self.columns:
            if column.type in (ColumnType.INTEGER, ColumnType.FLOAT) and self.n_present(column.name):
                yield column, numbers(self.frame[column.name])


@dataclass(frozen=True, slots=True)
class Noticed:
    """A finding and how bad a case of its kind it is.

    Attributes
    ----------
    finding : Finding
    extent : float
        0 to 1: the share of the kind's points that this case takes.
    """

    finding: Finding
    extent: float


Check = Callable[[Subject], Iterable[Noticed]]


# Any: facts are printed in a sentence, never computed with.
def noticed(code: str, severity: Severity, extent: float, *, column: str | None = None, **facts: Any) -> Noticed:
    """Return a finding with its extent, held within 0 and 1."""
    return Noticed(Finding(code, severity, column, facts), min(max(extent, 0.0), 1.0))


def percent(share: float) -> float:
    """Return a share as a percentage with three significant digits, so that a rare thing is not shown as none."""
    return float(f"{100 * share:.3g}")


def subject_of(dataset: Dataset, target: str | None) -> Subject:
    """Return the dataset ready to be checked; InvalidTask where the target is not one of its columns."""
    frame = dataset.frame
    name = target or dataset.info.target
    described = dataset.info.column(name) if name else None
    if name and (described is None or name not in frame):
        raise InvalidTask("column_not_in_dataset", column=name, dataset=dataset.info.name, columns=list(frame))
    columns = tuple(column for column in dataset.info.columns if column.name in frame)
    n_distinct = {column.name: int(frame[column.name].nunique()) for column in columns}
    return Subject(
        dataset=dataset,
        frame=frame,
        columns=columns,
        target=described,
        target_is_class=described is not None and _is_class(dataset, described, n_distinct[described.name]),
        time=dataset.info.time_column,
        n_missing={column.name: int(frame[column.name].isna().sum()) for column in columns},
        n_distinct=n_distinct,
    )


def _is_class(dataset: Dataset, target: Column, n_distinct: int) -> bool:
    """Return whether the target is a class: as the dataset says, else by its type and its number of values."""
    if dataset.info.problem is not None and dataset.info.target == target.name:
        return dataset.info.problem.is_classification
    if target.type in (ColumnType.CATEGORY, ColumnType.TEXT, ColumnType.BOOLEAN):
        return True
    return n_distinct <= (MAX_CLASSES if target.type is ColumnType.INTEGER else 2)
