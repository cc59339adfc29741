"""The rows of one part that a model answered, with what is known beside them. It knows no metric."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import InvalidTask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.assets.values import AssetAnswers, AssetModelPort, AssetSplit, AssetTable

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["PartRows", "Training", "answered", "make_part_rows", "training_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """What baselines know: training rows.

    Attributes
    ----------
    shares : ndarray of float64, shape (3,)
        Of the actions.
    mean : float
        Of the returns.
    """

    shares: Floats
    mean: float

    @property
    def majority(self) -> int:
        """Code of the most frequent action, the first of equals."""
        return int(self.shares.argmax())


@dataclass(frozen=True, slots=True, eq=False)
class PartRows:
    """One part's rows that were answered, in table order.

    Attributes
    ----------
    name : str
    n_asked : int
        Rows of the part.
    rows, instants, tickers : ndarray of int64, shape (m,)
        In the table; decision instants, ns; index of the ticker.
    truth, action : ndarray of int64, shape (m,)
        Codes: what the label calls for, and the most probable answer.
    probabilities : ndarray of float64, shape (m, 3)
    actual, expected : ndarray of float64, shape (m,)
        Returns over the horizon.
    close, price : ndarray of float64, shape (m,)
        At the decision, and at the horizon's end.
    last_action : ndarray of int64, shape (m,)
        The label that had just become known at the decision, that of `horizon` sessions before; the majority of training rows where the
        ticker has none.
    last_return : ndarray of float64, shape (m,)
        Likewise; the mean of training rows where there is none.
    """

    name: str
    n_asked: int
    rows: Ints
    instants: Ints
    tickers: Ints
    truth: Ints
    action: Ints
    probabilities: Floats
    actual: Floats
    expected: Floats
    close: Floats
    price: Floats
    last_action: Ints
    last_return: Floats

    def __len__(self) -> int:
        return len(self.rows)

    def of_ticker(self, code: int) -> NDArray[np.int64]:
        """Return positions (not rows of the table) of one ticker."""
        return np.flatnonzero(self.tickers == code)

    def at(self, positions: NDArray[np.int64]) -> PartRows:
        """Return the rows at some positions as a part of their own; all of them were answered."""
        own = {name: getattr(self, name)[positions] for name in _BY_ROW}
        return replace(self, n_asked=len(positions), **own)


_BY_ROW = tuple(one.name for one in fields(PartRows) if one.name not in ("name", "n_asked"))


def training_of(table: AssetTable, split: AssetSplit) -> Training:
    """Return what baselines know, from training rows alone."""
    counts = np.bincount(table.actions[split.train], minlength=3).astype(np.float64)
    return Training(counts / counts.sum(), float(table.returns[split.train].mean()))


def answered(model: AssetModelPort, table: AssetTable, split: AssetSplit, *, name: str) -> AssetAnswers:
    """Return a model's answers to one part; windows begin in the part.

    Raises
    ------
    InvalidTask
        No row of the part has a complete window.
    """
    rows = split.parts()[name]
    since = {"train": None, "validation": split.boundaries[0], "test": split.boundaries[1]}[name]
    answers = model.answers(table, rows, since=since)
    if not len(answers.rows):
        raise InvalidTask("assets_evaluation_no_rows", part=name, rows=len(rows), lookback=model.lookback)
    return answers


def make_part_rows(
    answers: AssetAnswers, table: AssetTable, training: Training, *, name: str, n_asked: int
) -> PartRows:
    """Return the answered rows with truth and what was known before."""
    rows = answers.rows
    tickers = table.ticker_of[rows]
    before = rows - table.horizon
    is_known = before >= table.offsets[tickers]
    before = np.where(is_known, before, 0)
    last_action, last_return = table.actions[before].astype(np.int64), table.returns[before]
    is_labelled = is_known & (last_action >= 0) & np.isfinite(last_return)
    return PartRows(
        name=name,
        n_asked=n_asked,
        rows=rows,
        instants=table.ts[rows],
        tickers=tickers,
        truth=table.actions[rows].astype(np.int64),
        action=answers.actions,
        probabilities=answers.probabilities,
        actual=table.returns[rows],
        expected=answers.returns,
        close=table.close[rows],
        price=table.close[rows + table.horizon],
        last_action=np.where(is_labelled, last_action, training.majority),
        last_return=np.where(is_labelled, last_return, training.mean),
    )
