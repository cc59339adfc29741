"""Tables made up for tests of the evaluation, and models that answer from what they are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.domains.assets.requests import ModelType
from bancada.domains.assets.values import AssetAnswers, AssetModelPort, AssetSplit, AssetTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["DAY", "GivenModel", "made_split", "made_table", "table_of_prices"]

DAY = 86_400_000_000_000
START = 18_000 * DAY
NO_END = np.iinfo(np.int64).min


def table_of_prices(opens: Floats, closes: Floats, *, horizon: int = 2, width: float = 0.01) -> AssetTable:
    """Return the table of tickers with these prices, shape (n_tickers, n_sessions); actions by a threshold of `width`."""
    n_tickers, n = closes.shape
    returns, ends = np.full(closes.shape, np.nan), np.full(closes.shape, NO_END)
    returns[:, : n - horizon] = closes[:, horizon:] / opens[:, 1 : n - horizon + 1] - 1
    ends[:, : n - horizon] = START + np.arange(horizon, n) * DAY
    codes = 1 + (returns > width).astype(int) - (returns < -width).astype(int)
    return AssetTable(
        tickers=tuple(f"{letter * 4}3" for letter in "ABCDEFG"[:n_tickers]),
        offsets=np.arange(n_tickers + 1) * n,
        ts=np.tile(START + np.arange(n) * DAY, n_tickers),
        names=("one",),
        X=np.zeros((n_tickers * n, 1)),
        close=closes.ravel(),
        actions=np.where(np.isnan(returns), -1, codes).astype(np.int8).ravel(),
        returns=returns.ravel(),
        end_ts=ends.ravel(),
        horizon=horizon,
        sha256="0" * 64,
    )


def made_table(
    n_sessions: int = 300, n_tickers: int = 2, *, seed: int = 7, horizon: int = 2, drift: float = 0.0
) -> AssetTable:
    """Return tickers whose returns owe half of their variance to the market and nothing to the past."""
    rng = np.random.default_rng(seed)
    moves = drift + 0.015 * (rng.normal(size=(1, n_sessions)) + rng.normal(size=(n_tickers, n_sessions))) / np.sqrt(2)
    closes = 20 * np.exp(np.cumsum(moves, axis=1))
    opens = np.concatenate([closes[:, :1], closes[:, :-1]], axis=1) * np.exp(rng.normal(0, 0.003, closes.shape))
    return table_of_prices(opens, closes, horizon=horizon)


def made_split(table: AssetTable, *, train: float = 0.5, validation: float = 0.2) -> AssetSplit:
    """Return parts cut at the same sessions for all tickers, purged by the horizon."""
    n = len(table) // len(table.tickers)
    first, second = round(n * train), round(n * (train + validation))
    at = np.tile(np.arange(n), len(table.tickers))
    known = table.is_learnable
    parts = [
        np.flatnonzero(known & (at >= low) & (at + table.horizon < high))
        for low, high in ((0, first), (first, second), (second, n + table.horizon))
    ]
    return AssetSplit(*parts, n_purged=0, boundaries=(START + first * DAY, START + second * DAY))


@dataclass(frozen=True)
class GivenModel:
    """A model that answers what it was given, one answer a row of the table."""

    probabilities: Floats
    returns: Floats
    horizon: int = 2
    lookback: int = 1
    names: tuple[str, ...] = ("one",)
    model_type: ModelType = ModelType.RF

    def answers(self, table: AssetTable, rows: Ints, *, since: int | None = None) -> AssetAnswers:
        first = rows - self.lookback + 1
        is_own = first >= table.offsets[table.ticker_of[rows]]
        if since is not None:
            is_own &= table.ts[np.maximum(first, 0)] >= since
        chosen = rows[is_own]
        return AssetAnswers(chosen, self.probabilities[chosen], self.returns[chosen])


def of_actions(actions: Ints, *, returns: Floats | None = None, horizon: int = 2) -> GivenModel:
    """Return a model that is nearly sure of these actions, one a row of the table."""
    sure = np.full((len(actions), 3), 0.05)
    sure[np.arange(len(actions)), actions] = 0.9
    return GivenModel(sure, np.zeros(len(actions)) if returns is None else returns, horizon)


def at_random(table: AssetTable, *, seed: int = 7) -> GivenModel:
    """Return a model that knows nothing."""
    rng = np.random.default_rng(seed)
    return GivenModel(rng.dirichlet(np.full(3, 3.0), len(table)), rng.normal(0, 1e-3, len(table)), table.horizon)


if TYPE_CHECKING:
    _: AssetModelPort = GivenModel(np.empty((0, 3)), np.empty(0))
