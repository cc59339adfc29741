"""Use cases over datasets: bring rows in, look at them, judge their quality, let go of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bancada import data
from bancada.core.dataset import Dataset, DatasetInfo, ImportReport, Source
from bancada.core.pack import Pack
from bancada.core.quality import QualityReport
from bancada.core.task import Problem

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DataService"]


@dataclass(frozen=True, slots=True)
class DataService:
    """Datasets: import, explore, assess, delete.

    Parameters
    ----------
    catalogue : data.DatasetCatalogue
    packs : tuple of Pack
        Whose declared units and ranges are used for tables that fit them, and whose demo data can be loaded.
    """

    catalogue: data.DatasetCatalogue
    packs: tuple[Pack, ...]

    def import_file(
        self,
        path: Path,
        *,
        name: str | None = None,
        target: str | None = None,
        time: str | None = None,
        skip_bad: bool = False,
        origin: str | None = None,
    ) -> ImportReport:
        """Import a CSV, Parquet or XLSX file: all rows or none, or with `skip_bad` the good ones.

        Raises
        ------
        ImportRefused, InvalidName, InvalidTask, DatasetExists
        """
        return self.catalogue.add_file(
            Path(path), name=name, target=target, time=time, skip_bad=skip_bad, origin=origin
        )

    def import_table(
        self, url: str, table: str, *, name: str | None = None, target: str | None = None, time: str | None = None
    ) -> ImportReport:
        """Copy a table of a connected database; its age is shown from then on."""
        return self.catalogue.connect(url, table, name=name, target=target, time=time)

    def load_demo(self, *, seed: int = 7) -> tuple[ImportReport, ...]:
        """Add the simulated rows of every pack that has them; nothing is added twice."""
        reports = []
        for pack in self.packs:
            if pack.demo is None or pack.demo_dataset is None:
                continue
            reports.append(
                self.catalogue.add_frame(
                    pack.demo(seed),
                    name=pack.demo_dataset,
                    pack=pack.name,
                    source=Source.SIMULATED,
                    origin=f"{pack.demo_origin}, seed {seed}",
                    table=pack.table,
                    target=pack.target,
                    time=pack.time_column,
                    columns=pack.columns,
                )
            )
        return tuple(reports)

    def list(self) -> tuple[DatasetInfo, ...]:
        """Return all datasets, newest first."""
        return self.catalogue.list()

    def info(self, name: str) -> DatasetInfo:
        """Return the identity of a dataset; DatasetNotFound."""
        return self.catalogue.info(name)

    def read(self, name: str) -> Dataset:
        """Return the rows of a dataset; the frame is shared, never mutate it."""
        return self.catalogue.read(name)

    def imports(self, name: str | None = None) -> tuple[data.ImportRecord, ...]:
        """Return what came in, newest first."""
        return self.catalogue.imports(name)

    def quality(self, name: str, *, target: str | None = None) -> QualityReport:
        """Return findings ranked by what they would do to a model; `target` defaults to the dataset's."""
        dataset = self.read(name)
        return data.assess(dataset, target=target or dataset.info.target)

    def set_roles(
        self,
        name: str,
        *,
        target: str | None = None,
        problem: Problem | None = None,
        time: str | None = None,
        group: str | None = None,
    ) -> DatasetInfo:
        """Choose target, problem, time or group column; what is None stays as it is."""
        return self.catalogue.set_roles(name, target=target, problem=problem, time=time, group=group)

    # Any: a cell's value, checked against the column's type.
    def set_value(self, name: str, *, row: int, column: str, value: Any) -> DatasetInfo:
        """Change one cell, by 0-based row; every cached read of the dataset is stale from then on."""
        return self.catalogue.set_value(name, row=row, column=column, value=value)

    def delete(self, name: str) -> None:
        """Move a dataset to the trash."""
        self.catalogue.delete(name)

    def deleted(self) -> tuple[DatasetInfo, ...]:
        """Return the datasets in the trash."""
        return self.catalogue.deleted()

    def restore(self, name: str) -> DatasetInfo:
        """Bring a dataset back from the trash."""
        return self.catalogue.restore(name)

    def purge(self, name: str) -> None:
        """Remove a dataset in the trash for good."""
        self.catalogue.purge(name)

    def overview(self, name: str) -> pd.DataFrame:
        """Return one row per column: type, missing, distinct, range, small histogram."""
        return data.explore.overview(self.read(name))

    def distribution(self, name: str, column: str, *, by: str | None = None) -> pd.DataFrame:
        """Return counts of a column's values, by group when `by` is given."""
        return data.explore.distribution(self.read(name), column, by=by)

    def correlation(self, name: str) -> pd.DataFrame:
        """Return Spearman correlations, columns ordered by similarity."""
        return data.explore.correlation(self.read(name))

    def relation(self, name: str, x: str, y: str, *, by: str | None = None) -> data.explore.Relation:
        """Return points of two columns, down-sampled and marked so."""
        return data.explore.relation(self.read(name), x, y, by=by)

    def series(self, name: str, column: str, *, by: str | None = None) -> data.explore.Relation:
        """Return a column over time, down-sampled and marked so."""
        return data.explore.series(self.read(name), column, by=by)
