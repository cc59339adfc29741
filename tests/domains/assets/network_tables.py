"""Tables of rows made up for tests of networks: features at random, answers that hang on the first one."""

from __future__ import annotations

import numpy as np

from bancada.domains.assets.values import AssetSplit, AssetTable

__all__ = ["DAY", "made_up_split", "made_up_table"]

DAY = 86_400 * 10**9
NO_TS = np.iinfo(np.int64).min


def made_up_table(
    lengths: tuple[int, ...] = (240, 240),
    n_features: int = 3,
    *,
    seed: int = 3,
    signal: float = 1.0,
    horizon: int = 2,
) -> AssetTable:
    """Return a table whose returns are `signal` times the first feature plus noise of half its size; each ticker's first row is incomplete."""
    rng = np.random.default_rng(seed)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    n_rows = int(offsets[-1])
    X = rng.standard_normal((n_rows, n_features)) * 0.1 + 1.0
    returns = 0.02 * (signal * (X[:, 0] - 1.0) / 0.1 + 0.5 * rng.standard_normal(n_rows))
    ts = np.concatenate([(max(lengths) - length + np.arange(length)) * DAY for length in lengths]).astype(np.int64)
    actions = np.select([returns > 0.015, returns < -0.015], [2, 0], 1).astype(np.int8)
    end_ts = ts + horizon * DAY
    unlabelled = end_ts > ts.max()
    actions[unlabelled], returns[unlabelled], end_ts[unlabelled] = -1, np.nan, NO_TS
    X[offsets[:-1]] = np.nan
    names = tuple(f"feature_{i}" for i in range(n_features))
    tickers = tuple(f"TICK{i}" for i in range(len(lengths)))
    return AssetTable(tickers, offsets, ts, names, X, np.ones(n_rows), actions, returns, end_ts, horizon, "0" * 64)


def made_up_split(table: AssetTable) -> AssetSplit:
    """Return the first 60% of the sessions, the next 20% and the last, purged."""
    rows, sessions = np.flatnonzero(table.is_learnable), np.unique(table.ts)
    first, second = (int(sessions[int(share * len(sessions))]) for share in (0.6, 0.8))
    ts, end = table.ts[rows], table.end_ts[rows]
    train, validation, test = rows[end < first], rows[(ts >= first) & (end < second)], rows[ts >= second]
    return AssetSplit(train, validation, test, len(rows) - len(train) - len(validation) - len(test), (first, second))
