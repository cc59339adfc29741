"""A stream of features: one bar in, one vector out, at a cost that does not depend on what came before."""

from __future__ import annotations

import hashlib
import json
import struct
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from bancada.core.errors import BadInput
from bancada.core.finding import Finding
from bancada.markets.bars import Bars
from bancada.markets.features.catalogue import catalogue
from bancada.markets.features.columns import base_columns, clock_of, clocks
from bancada.markets.features.recipe import BASE, Recipe, closure
from bancada.markets.features.recipes.book import recipes
from bancada.markets.features.spec import FeatureSpec
from bancada.markets.timeframe import Timeframe

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["FeatureStream"]

CHUNK = 4_096
FORMAT = 1
NAN = float("nan")


class FeatureStream:
    """Features of the newest bar. Made by `FeatureEngine.incremental`, or by `from_bytes`.

    It holds the last bars that the longest window needs and, of what never leaves a window, a few numbers; an update reads and
    writes these alone. Not for several threads at a time.

    Attributes
    ----------
    names : tuple of str
        Of the values that `update` returns, in the order of the catalogue.
    left_out : dict of str to Finding
        Features that the history's columns do not allow.
    ts : int or None
        Opening instant of the last bar seen.
    """

    def __init__(self, specs: tuple[FeatureSpec, ...], *, timeframe: Timeframe, zone: str) -> None:
        self.names = tuple(spec.name for spec in specs)
        self.left_out: dict[str, Finding] = {}
        self.ts: int | None = None
        self.timeframe = timeframe
        self.zone = zone
        self._clock = ZoneInfo(zone) if timeframe.is_intraday else None
        self._fingerprint = hashlib.sha256(repr(specs).encode()).hexdigest()
        self._plan = closure(recipes(), self.names)
        self._nodes = {name: i for i, name in enumerate((*BASE, *(o for r in self._plan for o in r.outputs)))}
        self._chosen = np.array([self._nodes[name] for name in self.names], np.int64)
        self._kept = _kept(self._plan, self._nodes)
        self._width = max((recipe.span for recipe in self._plan), default=1)
        self._newest = np.full(len(self._nodes), np.nan)
        self._tail = np.full((len(self._kept), self._width), np.nan)
        self._states = {recipe.outputs: np.zeros(recipe.carried.cells) for recipe in self._plan if recipe.carried}
        self._steps = [self._step(recipe) for recipe in self._plan]
        self._base_kept = _pairs(BASE, self._nodes, self._kept)

    @classmethod
    def after(cls, history: Bars, *, specs: tuple[FeatureSpec, ...], left_out: dict[str, Finding]) -> FeatureStream:
        """Return a stream of these features that has seen these bars."""
        stream = cls(specs, timeframe=history.timeframe, zone=history.zone)
        stream.left_out = left_out
        stream._see(history)
        return stream

    @property
    def values(self) -> Values:
        """The features at the last bar seen, shape (n_features,); NaN before the first."""
        return self._newest[self._chosen]

    def update(  # noqa: PLR0917  # the columns of a bar, in their order
        self,
        ts: int,
        open: float,  # noqa: A002  # the column's word
        high: float,
        low: float,
        close: float,
        volume: float = NAN,
        trades: float = NAN,
        buy_volume: float = NAN,
        sell_volume: float = NAN,
        vwap: float = NAN,
    ) -> Values:
        """Return the features at this bar, shape (n_features,), once it has closed.

        A bar without one of its prices gives NaN and parts the series, as in `FeatureEngine.compute`.

        Raises
        ------
        BadInput
            A bar that does not open after the last one.
        """
        if self.ts is not None and ts <= self.ts:
            raise BadInput("feature_time_goes_back", ts=ts, last=self.ts)
        self.ts = ts
        newest = self._newest
        newest[:9] = (open, high, low, close, volume, trades, buy_volume, sell_volume, vwap)
        newest[:9][~np.isfinite(newest[:9])] = np.nan
        if np.isnan(newest[:4]).any():
            newest[:9] = np.nan
        newest[9:11] = clock_of(ts, zone=self._clock)
        self._tail[:, :-1] = self._tail[:, 1:]
        nodes, places = self._base_kept
        self._tail[places, -1] = newest[nodes]
        for step in self._steps:
            step()
        return newest[self._chosen]

    def to_bytes(self) -> bytes:
        """Return the state, to go on from it elsewhere: a header in JSON, then plain numbers."""
        header = {
            "format": FORMAT,
            "names": self.names,
            "fingerprint": self._fingerprint,
            "timeframe": self.timeframe.value,
            "zone": self.zone,
            "ts": self.ts,
        }
        text = json.dumps(header).encode()
        return struct.pack("<I", len(text)) + text + b"".join(part.astype("<f8").tobytes() for part in self._parts())

    @classmethod
    def from_bytes(cls, data: bytes) -> FeatureStream:
        """Return the stream that `to_bytes` saved.

        Raises
        ------
        BadInput
            What is no state, or one of features that have since been defined otherwise.
        """
        header, numbers = _read(data)
        wanted = set(header["names"])
        specs = tuple(spec for spec in catalogue() if spec.name in wanted)
        stream = cls(specs, timeframe=Timeframe(header["timeframe"]), zone=header["zone"])
        sizes = [part.size for part in stream._parts()]
        if header["fingerprint"] != stream._fingerprint or len(numbers) != sum(sizes):
            raise BadInput("feature_state_of_another_catalogue")
        for part, piece in zip(stream._parts(), np.split(numbers, np.cumsum(sizes)[:-1]), strict=True):
            part[...] = piece.reshape(part.shape)
        stream.ts = header["ts"]
        return stream

    def _parts(self) -> list[Values]:
        return [self._newest, self._tail, *self._states.values()]

    def _step(self, recipe: Recipe) -> Callable[[], None]:
        """Return the recipe for the newest bar, bound to the arrays that it reads and writes."""
        first = self._nodes[recipe.outputs[0]]
        rows = self._newest[first : first + len(recipe.outputs)]
        nodes, places = _pairs(recipe.outputs, self._nodes, self._kept)
        loop, arguments = recipe.loop, self._arguments(recipe)
        newest, tail = self._newest, self._tail
        is_wide = recipe.span > 1 and recipe.carried is None
        out = np.empty((len(rows), recipe.span)) if is_wide else rows.reshape(-1, 1)
        if recipe.carried:
            loop = recipe.carried.loop

        def step() -> None:
            loop(*arguments, out)
            if is_wide:
                rows[:] = out[:, -1]
            if len(nodes):
                tail[places, -1] = newest[nodes]

        return step

    def _arguments(self, recipe: Recipe) -> list[Any]:  # Any: arrays and numbers, as the loop takes them
        if recipe.carried:
            nodes = [self._nodes[name] for name in recipe.carried.inputs]
            return [self._states[recipe.outputs], *(self._newest[i : i + 1] for i in nodes)]
        nodes = [self._nodes[name] for name in recipe.inputs]
        if recipe.span == 1:
            inputs = [self._newest[i : i + 1] for i in nodes]
        else:
            inputs = [self._tail[self._kept[i], -recipe.span :] for i in nodes]
        return [*inputs, *recipe.constants, *([np.array(recipe.each, np.int64)] if recipe.each else [])]

    def _see(self, history: Bars) -> None:
        """Go through a history in chunks, each with the bars before it that the longest window needs."""
        if not len(history):
            return
        columns = base_columns(history) | clocks(history)
        width = self._width
        past = np.full((len(self._nodes), width), np.nan)
        for start in range(0, len(history), CHUNK):
            stop = min(start + CHUNK, len(history))
            block = np.concatenate((past, np.full((len(past), stop - start), np.nan)), axis=1)
            for i, name in enumerate(BASE):
                block[i, width:] = columns[name][start:stop]
            for recipe in self._plan:
                self._fill(recipe, block)
            past = block[:, -width:]
        self._newest[:] = past[:, -1]
        self._tail[:] = past[list(self._kept)]
        self.ts = int(history.ts[-1])

    def _fill(self, recipe: Recipe, block: Values) -> None:
        first = self._nodes[recipe.outputs[0]]
        begin = self._width if recipe.carried else 0
        out = np.empty((len(recipe.outputs), block.shape[1] - begin))
        if recipe.carried:
            inputs = [block[self._nodes[name], begin:] for name in recipe.carried.inputs]
            recipe.carried.loop(self._states[recipe.outputs], *inputs, out)
        else:
            inputs = [block[self._nodes[name]] for name in recipe.inputs]
            each = [np.array(recipe.each, np.int64)] if recipe.each else []
            recipe.loop(*inputs, *recipe.constants, *each, out)
        block[first : first + len(out), self._width :] = out[:, self._width - begin :]


def _kept(plan: tuple[Recipe, ...], nodes: dict[str, int]) -> dict[int, int]:
    """Return the nodes of which past values are needed, each with its row among those kept."""
    wide = {nodes[name] for recipe in plan if recipe.span > 1 and not recipe.carried for name in recipe.inputs}
    return {node: row for row, node in enumerate(sorted(wide))}


def _pairs(
    names: tuple[str, ...], nodes: dict[str, int], kept: dict[int, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, of these names, the nodes of which past values are kept, and the rows where."""
    found = [nodes[name] for name in names if nodes[name] in kept]
    return np.array(found, np.int64), np.array([kept[node] for node in found], np.int64)


def _read(data: bytes) -> tuple[dict[str, Any], Values]:  # Any: a header, checked by its use
    try:
        (length,) = struct.unpack_from("<I", data)
        header = json.loads(data[4 : 4 + length])
        numbers = np.frombuffer(data[4 + length :], "<f8")
        if header["format"] != FORMAT:
            raise BadInput("feature_state_unreadable", detail=f"format {header['format']}")
        _ = (
            header["names"],
            header["fingerprint"],
            Timeframe(header["timeframe"]),
            ZoneInfo(header["zone"]),
            header["ts"],
        )
    except (struct.error, ValueError, KeyError, TypeError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput("feature_state_unreadable", detail=str(error)[:200]) from error
    return header, numbers
