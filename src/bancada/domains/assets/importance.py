"""What each feature is worth: what is lost when it is dealt anew among the validation rows (Breiman 2001, 10).

What is lost is balanced accuracy, not of the most probable action but of the one whose probability is raised most above its mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bancada.domains.assets.skill import balanced_accuracy
from bancada.domains.assets.values import AssetTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.assets.values import AssetAnswers, AssetModelPort

    Positions = NDArray[np.int64]

__all__ = ["N_REPEATS", "permutation_importance"]

N_REPEATS = 5


def permutation_importance(
    model: AssetModelPort,
    table: AssetTable,
    rows: Positions,
    *,
    n_repeats: int = N_REPEATS,
    seed: int = 7,
    step: Callable[[], None] | None = None,
) -> tuple[tuple[str, float, float], ...]:
    """Return name, mean and standard deviation of the fall of each feature, largest first.

    A forest's feature is dealt anew among `rows`. A model of windows keeps its windows whole: the feature's past is moved, ticker by
    ticker, to other sessions of the part (turned by at least a window where the part allows), so that it stays a past that can be, and
    tells nothing of the label.

    What falls is the balanced accuracy of the action raised most: the one whose probability is the most times its mean on these rows.
    Faint knowledge moves probabilities long before it moves one past the most frequent action's, and would otherwise be worth nothing.

    Parameters
    ----------
    model : AssetModelPort
    table : AssetTable
    rows : ndarray of int64
        Labelled rows that the model was not fitted on.
    n_repeats : int
        Times that a feature is dealt anew.
    seed : int
    step : callable, optional
        Called after each feature; may raise to stop.

    Returns
    -------
    tuple of (str, float, float)
        Empty where no row is answered. Below 0: the feature helped less than chance on these rows.
    """
    part, asked = _part(table, rows)
    plain = model.answers(part, asked)
    if not len(plain.rows):
        return ()
    usual = plain.probabilities.mean(axis=0)
    whole = balanced_accuracy(part.actions[plain.rows], _named(plain, usual))
    many = _repeated(part, n_repeats)
    asked_many = np.concatenate([asked + i * len(part) for i in range(n_repeats)])
    rng = np.random.default_rng(seed)
    found = []
    for name in model.names:
        column = table.names.index(name)
        X = many.X.copy()
        for i in range(n_repeats):
            at = slice(i * len(part), (i + 1) * len(part))
            X[at, column] = _dealt(part, column, asked, lookback=model.lookback, rng=rng)
        answers = model.answers(replace(many, X=X), asked_many)
        found.append((name, *_falls(part, whole, answers.rows, _named(answers, usual), n_repeats)))
        if step is not None:
            step()
    return tuple(sorted(found, key=lambda one: -one[1]))


def _named(answers: AssetAnswers, usual: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the action whose probability exceeds its usual one most; one that never has any is not named."""
    beside = np.where(usual > 0, usual, np.inf)
    return np.asarray((answers.probabilities / beside).argmax(axis=1))


def _part(table: AssetTable, rows: Positions) -> tuple[AssetTable, Positions]:
    """Return the part of the table from the first to the last of `rows`, ticker by ticker, and where they stand in it."""
    ticker_of, kept, offsets = table.ticker_of, [], [0]
    for ticker in range(len(table.tickers)):
        mine = rows[ticker_of[rows] == ticker]
        span = np.arange(mine.min(), mine.max() + 1) if len(mine) else np.empty(0, dtype=np.int64)
        kept.append(span)
        offsets.append(offsets[-1] + len(span))
    taken = np.concatenate(kept)
    return _taken(table, taken, table.tickers, np.array(offsets)), np.searchsorted(taken, np.sort(rows))


def _taken(table: AssetTable, at: Positions, tickers: tuple[str, ...], offsets: NDArray[np.int64]) -> AssetTable:
    columns = {name: getattr(table, name)[at] for name in ("ts", "X", "close", "actions", "returns", "end_ts")}
    return replace(table, tickers=tickers, offsets=offsets, **columns)


def _repeated(part: AssetTable, n: int) -> AssetTable:
    """Return the part `n` times, as if of as many times the tickers, so that one call answers for all repeats."""
    at = np.tile(np.arange(len(part)), n)
    offsets = np.concatenate([[0], *(part.offsets[1:] + i * len(part) for i in range(n))])
    return _taken(part, at, part.tickers * n, offsets)


def _dealt(
    part: AssetTable, column: int, asked: Positions, *, lookback: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    values = part.X[:, column].copy()
    if lookback == 1:
        values[asked] = values[rng.permutation(asked)]
        return values
    for start, end in zip(part.offsets[:-1].tolist(), part.offsets[1:].tolist(), strict=True):
        n = end - start
        least = min(lookback, n // 3)
        if n > 2:
            values[start:end] = np.roll(values[start:end], int(rng.integers(least, n - least + 1)))
    return values


def _falls(
    part: AssetTable, whole: float, rows: Positions, answers: NDArray[np.int64], n_repeats: int
) -> tuple[float, float]:
    repeat, place = np.divmod(rows, len(part))
    falls = [
        whole - balanced_accuracy(part.actions[place[repeat == i]], answers[repeat == i])
        for i in range(n_repeats)
        if (repeat == i).any()
    ]
    return float(np.mean(falls)), float(np.std(falls))
