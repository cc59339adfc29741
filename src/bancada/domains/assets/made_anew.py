"""Whether the rows of a table know what came after them: they are made again from bars whose later part is another, or is not there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.leaks import LeakCheck, LeakCode, LeakStatus
from bancada.core.values import from_json
from bancada.domains.assets.preparing import PreprocessingService
from bancada.domains.assets.progress import Progress
from bancada.domains.assets.requests import PreparationRequest
from bancada.domains.assets.values import AssetTable, LoadedAssets, LoadedTicker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from bancada.domains.assets.values import Watch

    Positions = NDArray[np.int64]

__all__ = ["made_anew"]

_PLACES = 4
_MOST_TICKERS = 24
"""Tickers at a place, drawn anew for each: many are not all made again each time."""
_NAMED = 8


def made_anew(
    table: AssetTable, loaded: LoadedAssets, *, rng: np.random.Generator, watch: Watch | None = None
) -> LeakCheck:
    """Return whether a table's own rows stay as they are when bars after some instants are others, and when they are cut off.

    The whole preparation is done again, of all tickers at once, and what it gives is compared with what is trained on: features of rows up
    to the instant, and actions and returns whose label ends by then, to 1e-9 of their scale.

    Parameters
    ----------
    table : AssetTable
    loaded : LoadedAssets
        What the table was prepared from.
    rng : numpy.random.Generator
    watch : Watch, optional
        Asked before each place.

    Raises
    ------
    Cancelled
    """
    instants = np.unique(table.ts[table.is_learnable])
    if len(instants) < 3:  # one to stay and one to change
        instants = np.unique(table.ts)
    places = np.unique(rng.integers(len(instants) // 3, max(len(instants) - 1, 1), _PLACES))
    progress = Progress(watch, len(places))
    for at in instants[places].tolist():
        progress.check()
        changed = _changed_at(table, loaded, at, rng)
        if changed:
            row = int(np.searchsorted(instants, at))
            facts = {"row": row, "features": _few(changed), "n_features": len(changed)}
            return LeakCheck(LeakCode.FUTURE, LeakStatus.FAILED, facts)
    return LeakCheck(LeakCode.FUTURE, LeakStatus.PASSED, {"n_places": len(places), "n_features": len(table.names)})


def _changed_at(table: AssetTable, loaded: LoadedAssets, at: int, rng: np.random.Generator) -> list[str]:
    """Return the names of what rows up to an instant owe to bars after it."""
    drawn = np.sort(rng.permutation(len(loaded.tickers))[:_MOST_TICKERS])
    tickers = [loaded.tickers[i] for i in drawn if loaded.tickers[i].bars[loaded.tickers[i].basis].ts[0] <= at]
    if not tickers:
        return []
    own = np.flatnonzero((table.ts <= at) & np.isin(np.array(table.tickers)[table.ticker_of], _names(tickers)))
    others = tuple(_with_other_later(one, at, rng) for one in tickers)
    shorter = tuple(_cut(one, at) for one in tickers)
    found: dict[str, None] = {}
    for bars in (others, shorter):
        again = _prepared(table, LoadedAssets(bars))
        found |= dict.fromkeys(_changed(table, own, again, np.flatnonzero(again.ts <= at), at))
    return list(found)


def _names(tickers: list[LoadedTicker]) -> list[str]:
    return [one.ticker for one in tickers]


def _prepared(table: AssetTable, loaded: LoadedAssets) -> AssetTable:
    """Return what the preparation that made a table makes of other bars."""
    told = table.facts.get("request")
    request = PreparationRequest(horizon=table.horizon) if told is None else from_json(PreparationRequest, told)
    return PreprocessingService().prepare(loaded, replace(request, features=table.names))


def _with_other_later(one: LoadedTicker, at: int, rng: np.random.Generator) -> LoadedTicker:
    from bancada.markets.mutation import with_other_later

    bars = {
        basis: with_other_later(found, int(np.searchsorted(found.ts, at, side="right")) - 1, rng)
        for basis, found in one.bars.items()
    }
    return replace(one, bars=bars, factors=tuple(factor for factor in one.factors if factor[0] <= at))


def _cut(one: LoadedTicker, at: int) -> LoadedTicker:
    bars = {basis: found[: int(np.searchsorted(found.ts, at, side="right"))] for basis, found in one.bars.items()}
    return replace(one, bars=bars, factors=tuple(factor for factor in one.factors if factor[0] <= at))


def _changed(table: AssetTable, own: Positions, again: AssetTable, new: Positions, at: int) -> Iterator[str]:
    """Yield the names of what differs between rows of the table and the same ones made again."""
    from bancada.learning.leaks.columns import changed_columns

    if len(own) != len(new):
        yield from table.names
        return

    def column(name: str) -> NDArray[np.float64]:
        # A feature that too few bars allow is left out of the table: it is NaN in all of them.
        return again.X[new, again.names.index(name)] if name in again.names else np.full(len(new), np.nan)

    before, after = table.X[own], np.column_stack([column(name) for name in table.names])
    yield from (table.names[int(place)] for place in changed_columns(before, after))
    known, ended = (one.actions[rows] >= 0 for one, rows in ((table, own), (again, new)))
    known, ended = known & (table.end_ts[own] <= at), ended & (again.end_ts[new] <= at)
    for name, labels in (("action", "actions"), ("return", "returns")):
        first, second = getattr(table, labels)[own], getattr(again, labels)[new]
        fitting = [np.where(kept, values, np.nan)[:, None] for kept, values in ((known, first), (ended, second))]
        if changed_columns(*fitting):
            yield name


def _few(names: list[str]) -> list[str]:
    return names if len(names) <= _NAMED else [*names[:_NAMED], f"… (+{len(names) - _NAMED})"]
