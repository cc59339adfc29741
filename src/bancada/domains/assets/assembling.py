"""One ticker's features and labels, and the table that tickers make together. It knows no request but that of the labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.domains.assets.kept import table_sha256
from bancada.domains.assets.requests import ActionRule, PreparationRequest
from bancada.domains.assets.values import ACTION_NAMES, AssetTable, LoadedTicker
from bancada.markets.bars import OPTIONAL, PRICES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars
    from bancada.markets.labels import Labels

__all__ = ["Part", "part_of", "series_facts", "table_of", "warm_up"]

_NO_INSTANT = int(np.iinfo(np.int64).min)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What becomes of one ticker.

    Attributes
    ----------
    ticker : str
    bars : Bars
        On the basis that returns are reckoned on, n of them.
    features : dict of str to ndarray, shape (n,)
        Those that the bars allow.
    actions : ndarray of int8, shape (n,)
    returns : ndarray of float64, shape (n,)
    ends : ndarray of int64, shape (n,)
        As `AssetTable` has them.
    """

    ticker: str
    bars: Bars
    features: dict[str, NDArray[np.float64]]
    actions: NDArray[np.int8]
    returns: NDArray[np.float64]
    ends: NDArray[np.int64]

    def lacks(self, name: str) -> bool:
        """Whether the ticker cannot have a feature: a column is absent, or no bar past the feature's warm-up has a value."""
        values = self.features.get(name)
        return values is None or (len(values) > warm_up([name]) and not np.isfinite(values).any())

    def last(self, rows: int) -> Part:
        """Return the part of its last bars."""
        kept = slice(max(len(self.bars) - rows, 0), None)
        features = {name: values[kept] for name, values in self.features.items()}
        return Part(self.ticker, self.bars[kept], features, self.actions[kept], self.returns[kept], self.ends[kept])


def part_of(
    one: LoadedTicker, names: Sequence[str], *, asked: PreparationRequest | None, most: int | None = None
) -> Part:
    """Return features of a ticker's bars, and labels where a request says which.

    Parameters
    ----------
    one : LoadedTicker
        What is before its bars is looked back on, and is in no row.
    names : sequence of str
    asked : PreparationRequest or None
        None: no row has a label.
    most : int, optional
        Bars that are looked at, the last ones.
    """
    from bancada.markets.features import FeatureEngine

    memory = max(warm_up(names), 0 if asked is None else asked.window + 1)
    bars = _joined(one, memory)
    if most is not None:
        bars = bars[max(len(bars) - most, 0) :]
    # Daily series are short: a second thread would cost more than it saves.
    features = FeatureEngine(names, threads=1).compute(bars)
    named = dict(zip(features.names, features.values, strict=True))
    labels = _no_labels(len(bars)) if asked is None else _labels(bars, asked)
    return Part(one.ticker, bars, named, *labels).last(len(one.bars[one.basis]))


def _joined(one: LoadedTicker, memory: int) -> Bars:
    """Return a ticker's bars with at most `memory` of those before them."""
    bars, before = one.bars[one.basis], one.before
    if before is None or not len(before):
        return bars
    before = before[max(len(before) - memory, 0) :]
    columns = {
        name: None if column is None else np.concatenate([getattr(before, name), column])
        for name in ("ts", *PRICES, "volume", *OPTIONAL)
        for column in (getattr(bars, name),)
    }
    return replace(bars, **columns)  # type: ignore[arg-type]  # columns by their own names


def _no_labels(n: int) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.int64]]:
    return np.full(n, -1, dtype=np.int8), np.full(n, np.nan), np.full(n, _NO_INSTANT, dtype=np.int64)


def _labels(bars: Bars, asked: PreparationRequest) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.int64]]:
    """Return action, return and end of each bar: all three or none."""
    from bancada.markets.labels import forward_returns

    returns = forward_returns(bars, horizon=asked.horizon)
    actions = _actions(bars, asked)
    known = returns.known & actions.known
    return (
        np.where(known, actions.values, -1).astype(np.int8),
        np.where(known, returns.values, np.nan),
        np.where(known, returns.end_ts, _NO_INSTANT),
    )


def _actions(bars: Bars, asked: PreparationRequest) -> Labels:
    from bancada.markets.labels import action_by_threshold, action_by_volatility

    if asked.rule is ActionRule.THRESHOLD:
        return action_by_threshold(bars, horizon=asked.horizon, threshold=asked.threshold)
    return action_by_volatility(bars, horizon=asked.horizon, k=asked.width, window=asked.window)


def warm_up(names: Sequence[str]) -> int:
    """Return the bars after which none of some features remembers how it began; 1 where there are none."""
    from bancada.markets.features import catalogue

    wanted = set(names)
    return max((spec.warm_up for spec in catalogue() if spec.name in wanted), default=1)


def series_facts(one: LoadedTicker) -> dict[str, Any]:  # Any: JSON
    """Return what a table keeps of the series that a ticker's rows were made from."""
    info, bars = one.series[one.basis], one.bars[one.basis]
    first, last = (str(ts.astype("datetime64[ns]").astype("datetime64[D]")) for ts in (bars.ts[0], bars.ts[-1]))
    return {
        "ticker": one.ticker,
        "basis": one.basis,
        "fill_basis": one.fill_basis,
        "sha256": info.sha256,
        "source": info.source.value,
        "rows": len(bars),
        "first": first,
        "last": last,
    }


# Any: JSON.
def table_of(parts: Sequence[Part], names: tuple[str, ...], *, horizon: int, facts: dict[str, Any]) -> AssetTable:
    """Return the table of some tickers, counts of its actions among the facts, with its fingerprint."""
    columns = [np.column_stack([part.features[name] for name in names]) for part in parts]
    table = AssetTable(
        tickers=tuple(part.ticker for part in parts),
        offsets=np.cumsum([0, *(len(part.bars) for part in parts)], dtype=np.int64),
        ts=np.concatenate([part.bars.ts for part in parts]),
        names=names,
        X=np.ascontiguousarray(np.concatenate(columns)),
        close=np.concatenate([part.bars.close for part in parts]),
        actions=np.concatenate([part.actions for part in parts]),
        returns=np.concatenate([part.returns for part in parts]),
        end_ts=np.concatenate([part.ends for part in parts]),
        horizon=horizon,
        sha256="",
    )
    found = np.bincount(table.actions[table.is_learnable], minlength=len(ACTION_NAMES))
    told = replace(table, facts={**facts, "actions": dict(zip(ACTION_NAMES, found.tolist(), strict=True))})
    for array in (told.offsets, told.ts, told.X, told.close, told.actions, told.returns, told.end_ts):
        array.flags.writeable = False
    return replace(told, sha256=table_sha256(told))
