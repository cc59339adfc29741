"""A Pack: what is particular to one kind of data, as a value. Packs fill it in; it must know none of them, and no engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bancada.core.dataset import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Pack", "Promotion", "Scenario"]


class Promotion(StrEnum):
    """What the gate asks of a model's main metric before it may serve."""

    BEATS = "beats"
    """Better than the baseline beyond its interval."""
    NOT_WORSE = "not_worse"
    """Not worse than the baseline beyond its interval: all that data without a pattern can give."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named example of inputs, offered where a model is asked.

    Attributes
    ----------
    name : str
        Slug, unique in its pack ("normal", "hot").
    title : str
        English; translated where it is shown.
    inputs : mapping of str to float or str
        Column to value, in the declared units.
    """

    name: str
    title: str
    inputs: Mapping[str, float | str]


@dataclass(frozen=True, slots=True)
class Pack:
    """What a domain pack says of its data.

    Attributes
    ----------
    name : str
        Slug; the same word in `DatasetInfo.pack` and in the folder's name.
    title : str
        English; translated where it is shown.
    summary : str
        One English sentence: what the data is; translated likewise.
    table : str or None
        SQL table that holds the pack's rows; None where each dataset has its own.
    columns : tuple of Column
        Columns the pack declares: type, unit and possible range; empty where any table will do.
    target, time_column : str or None
        What is learned and what orders the rows unless one says otherwise.
    demo : callable of int to DataFrame, or None
        Seed to simulated rows with the declared columns; the same seed gives the same rows.
    demo_dataset : str or None
        Slug of the dataset that the demo rows become.
    demo_origin : str
        What the demo rows are, in English, kept as `DatasetInfo.origin`.
    features : callable of DataFrame to DataFrame, or None
        Pure; features of row t may look at rows up to t only. None where the columns are the features.
    icons, labels : mapping of str to str
        By column, for input fields; labels are English and translated where they are shown.
    scenarios : tuple of Scenario
    migrations : Path or None
        Folder of Alembic revisions of the tables that the pack brings.
    tasks : tuple of str
        Names of tasks that the pack judges by `promotion`.
    promotion : Promotion
    """

    name: str
    title: str
    summary: str
    table: str | None = None
    columns: tuple[Column, ...] = ()
    target: str | None = None
    time_column: str | None = None
    demo: Callable[[int], pd.DataFrame] | None = None
    demo_dataset: str | None = None
    demo_origin: str = ""
    features: Callable[[pd.DataFrame], pd.DataFrame] | None = None
    icons: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    scenarios: tuple[Scenario, ...] = ()
    migrations: Path | None = None
    tasks: tuple[str, ...] = ()
    promotion: Promotion = Promotion.BEATS

    def column(self, name: str) -> Column | None:
        """Return the declared column called `name`, or None."""
        return next((column for column in self.columns if column.name == name), None)
