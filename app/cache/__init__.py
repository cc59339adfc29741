"""What the dashboard reads of datasets and models, and how long it may be kept; packs have a module each beside this one.

Keys hold `DatasetInfo.cache_key`: name, version and fingerprint, never a frame. The version is raised in the transaction that
writes, so a changed cell is seen at once; the identity itself is read afresh in every run. Frames are shared, not copied: whoever gets
one must not change it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.cache.keeping import bench, frames, settings, values

if TYPE_CHECKING:
    import pandas as pd

    from bancada.core.dataset import DatasetInfo
    from bancada.core.finding import Finding
    from bancada.core.model import ModelInfo
    from bancada.core.quality import QualityReport
    from bancada.data.explore import Relation
    from bancada.learning.evaluation import Evaluation

__all__ = [
    "bench",
    "broken_models",
    "correlation",
    "distribution",
    "evaluation",
    "forget",
    "model_evaluation",
    "overview",
    "quality",
    "relation",
    "rows",
    "rows_at",
    "series",
    "settings",
]


def quality(info: DatasetInfo, target: str | None) -> QualityReport:
    """Return the quality report of a dataset, judged for `target`."""
    return _quality(info.cache_key, info.name, target)


@values
def _quality(key: str, name: str, target: str | None) -> QualityReport:  # noqa: ARG001  # the key is what is hashed
    return bench().data.quality(name, target=target)


def rows(info: DatasetInfo, n: int = 500) -> pd.DataFrame:
    """Return the first `n` rows of a dataset."""
    return _frame(info.cache_key, info.name).head(n)


def rows_at(info: DatasetInfo, places: tuple[int, ...]) -> pd.DataFrame:
    """Return the rows of a dataset at these positions, from 0."""
    return _frame(info.cache_key, info.name).iloc[list(places)]


@frames
def _frame(key: str, name: str) -> pd.DataFrame:  # noqa: ARG001  # the key is what is hashed
    return bench().data.read(name).frame


def overview(info: DatasetInfo) -> pd.DataFrame:
    """Return one row per column of a dataset."""
    return _overview(info.cache_key, info.name)


@frames
def _overview(key: str, name: str) -> pd.DataFrame:  # noqa: ARG001  # the key is what is hashed
    return bench().data.overview(name)


def distribution(info: DatasetInfo, column: str, by: str | None) -> pd.DataFrame:
    """Return the counts of a column's values."""
    return _distribution(info.cache_key, info.name, column, by)


@frames
def _distribution(key: str, name: str, column: str, by: str | None) -> pd.DataFrame:  # noqa: ARG001  # as above
    return bench().data.distribution(name, column, by=by)


def correlation(info: DatasetInfo) -> pd.DataFrame:
    """Return the correlations between the columns of a dataset."""
    return _correlation(info.cache_key, info.name)


@frames
def _correlation(key: str, name: str) -> pd.DataFrame:  # noqa: ARG001  # the key is what is hashed
    return bench().data.correlation(name)


def relation(info: DatasetInfo, x: str, y: str, by: str | None) -> Relation:
    """Return points of two columns, down-sampled."""
    return _relation(info.cache_key, info.name, x, y, by)


@frames
def _relation(key: str, name: str, x: str, y: str, by: str | None) -> Relation:  # noqa: ARG001  # as above
    return bench().data.relation(name, x, y, by=by)


def series(info: DatasetInfo, column: str, by: str | None) -> Relation:
    """Return a column over time, down-sampled."""
    return _series(info.cache_key, info.name, column, by)


@frames
def _series(key: str, name: str, column: str, by: str | None) -> Relation:  # noqa: ARG001  # the key is what is hashed
    return bench().data.series(name, column, by=by)


@values
def evaluation(run_id: str, candidate: str) -> Evaluation:
    """Return the evaluation of a run's top candidate; a finished run never changes."""
    return bench().compare.evaluation(run_id, candidate)


def model_evaluation(info: ModelInfo) -> Evaluation | None:
    """Return the evaluation stored with a model; a model's files never change, and its moment of saving names them."""
    return _model_evaluation(info.name, info.saved_at.isoformat())


@values
def _model_evaluation(name: str, saved_at: str) -> Evaluation | None:  # noqa: ARG001  # the key is what is hashed
    return bench().models.evaluation(name)


def broken_models() -> tuple[tuple[str, str], ...]:
    """Return the models whose files do not verify, each with the first reason in the session's language."""
    infos = bench().models.list()
    found = _broken(tuple((info.name, info.saved_at.isoformat()) for info in infos if not info.is_legacy))
    return tuple((name, finding.message(state.language())) for name, finding in found)


@values
def _broken(models: tuple[tuple[str, str], ...]) -> tuple[tuple[str, Finding], ...]:
    checked = ((name, bench().models.verify(name)) for name, _saved_at in models)
    return tuple((name, findings[0]) for name, findings in checked if findings)


def forget() -> None:
    """Drop every cached read."""
    st.cache_data.clear()
    st.cache_resource.clear()
