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
from bancada.markets.features.columns import base_columns, clock_of, clocks
from bancada.markets.features.listing import catalogue
from bancada.markets.features.recipe import BASE, closure
from bancada.markets.features.recipes.book import recipes
from bancada.markets.features.spec import FeatureSpec
from bancada.markets.features.walk import Walk
from bancada.markets.timeframe import Timeframe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["FeatureStream"]

STEP = 4_096
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
        self._plan = closure(recipes(), self.names, way="bar by bar")
        self._walk = Walk(self._plan, given=BASE, size=1)
        self._bar = self._walk.given[:, 0]
        self._values = np.full(len(self.names), np.nan)
        self._written = self._walk.runs({name: row for row, name in enumerate(self.names)})

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
        return self._values.copy()

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
        columns = self._bar[:9]
        columns[:] = (open, high, low, close, volume, trades, buy_volume, sell_volume, vwap)
        columns[~np.isfinite(columns)] = np.nan
        if np.isnan(columns[:4]).any():
            columns[:] = np.nan
        self._bar[9:] = clock_of(ts, zone=self._clock)
        self._walk.advance()
        for made, places in self._written:
            self._values[places] = made[:, 0]
        return self._values.copy()

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
        return [self._values, *self._walk.memory]

    def _see(self, history: Bars) -> None:
        """Go through a history in large steps."""
        columns = base_columns(history) | clocks(history)
        rows = np.stack([columns[name] for name in BASE])
        walk = self._walk
        for start in range(0, len(history), STEP):
            part = rows[:, start : start + STEP]
            if walk.size != part.shape[1]:
                following = Walk(self._plan, given=BASE, size=part.shape[1])
                following.go_on_from(walk)
                walk = following
            walk.given[:] = part
            walk.advance()
        if len(history):
            self.ts = int(history.ts[-1])
            for made, places in walk.runs({name: row for row, name in enumerate(self.names)}):
                self._values[places] = made[:, -1]
        if walk is not self._walk:
            self._walk.go_on_from(walk)


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
