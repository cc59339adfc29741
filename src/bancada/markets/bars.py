"""Bars: one series in memory, as read-only arrays of one length, oldest first. It knows no storage and no file."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.timeframe import Timeframe

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

__all__ = ["OPTIONAL", "PRICES", "Bars", "make_bars"]

PRICES = ("open", "high", "low", "close")
OPTIONAL = ("trades", "buy_volume", "sell_volume", "vwap")
"""Columns that a source may lack."""


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Bars of one series; made by `make_bars`, which checks lengths and makes the arrays read-only.

    Attributes
    ----------
    symbol : str
    timeframe : Timeframe
    ts : ndarray of int64, shape (n,)
        Opening instant of each bar, nanoseconds since 1970 UTC. A daily bar's is midnight UTC of its session's date: a label.
    open, high, low, close : ndarray of float64, shape (n,)
        Prices. NaN nowhere in what importers accept; validation and features say what they do with it.
    volume : ndarray of float64, shape (n,)
        Shares, contracts or coins; NaN where unknown.
    trades, buy_volume, sell_volume, vwap : ndarray of float64, shape (n,), or None
        None where the source has no such column; NaN in single bars.
    zone : str
        IANA zone of the exchange, in which hours of day and sessions are meant.
    """

    symbol: str
    timeframe: Timeframe
    ts: NDArray[np.int64]
    open: NDArray[np.float64]
    high: NDArray[np.float64]
    low: NDArray[np.float64]
    close: NDArray[np.float64]
    volume: NDArray[np.float64]
    trades: NDArray[np.float64] | None = None
    buy_volume: NDArray[np.float64] | None = None
    sell_volume: NDArray[np.float64] | None = None
    vwap: NDArray[np.float64] | None = None
    zone: str = "America/Sao_Paulo"

    def __len__(self) -> int:
        return len(self.ts)

    @property
    def columns(self) -> tuple[str, ...]:
        """The optional columns that are there."""
        return tuple(name for name in OPTIONAL if getattr(self, name) is not None)

    def __getitem__(self, chosen: slice | NDArray[np.bool_] | NDArray[np.int64]) -> Bars:
        """Return the chosen bars, which must stay in their order; a slice copies nothing."""
        parts = {name: None if (a := getattr(self, name)) is None else a[chosen] for name in _ARRAYS}
        return replace(self, **parts)  # type: ignore[arg-type]  # names and arrays are paired above

    def frame(self) -> pd.DataFrame:
        """Return a new frame: column `ts` as aware UTC instants, then the columns that are there."""
        import pandas as pd

        columns = {name: array for name in _ARRAYS[1:] if (array := getattr(self, name)) is not None}
        return pd.DataFrame({"ts": pd.to_datetime(self.ts, unit="ns", utc=True), **columns})


_ARRAYS = tuple(f.name for f in fields(Bars) if f.name not in ("symbol", "timeframe", "zone"))


def make_bars(
    symbol: str,
    timeframe: Timeframe | str,
    *,
    ts: ArrayLike,
    open: ArrayLike,  # noqa: A002  # the field's word
    high: ArrayLike,
    low: ArrayLike,
    close: ArrayLike,
    volume: ArrayLike | None = None,
    trades: ArrayLike | None = None,
    buy_volume: ArrayLike | None = None,
    sell_volume: ArrayLike | None = None,
    vwap: ArrayLike | None = None,
    zone: str = "America/Sao_Paulo",
) -> Bars:
    """Return bars over these columns; an array that is float64 (or int64 for `ts`) already is shared, not copied.

    Raises
    ------
    BadInput
        Columns of different lengths, or what is no number.
    """
    instants = np.asarray(ts)
    if instants.dtype.kind == "M":
        instants = instants.astype("datetime64[ns]")
    given = {
        "open": open,
        "high": high,
        "low": low,
        "close": close,
        "volume": np.full(len(instants), np.nan) if volume is None else volume,
        "trades": trades,
        "buy_volume": buy_volume,
        "sell_volume": sell_volume,
        "vwap": vwap,
    }
    try:
        arrays = {name: None if a is None else _frozen(np.asarray(a, dtype=np.float64)) for name, a in given.items()}
        stamps = _frozen(instants.astype(np.int64, copy=False))
    except (TypeError, ValueError) as error:
        raise BadInput("bars_not_numbers", symbol=symbol, detail=str(error)[:200]) from error
    lengths = {name: len(array) for name, array in arrays.items() if array is not None}
    if set(lengths.values()) != {len(stamps)}:
        raise BadInput("bars_lengths_differ", symbol=symbol, rows=len(stamps), lengths=sorted(set(lengths.values())))
    return Bars(symbol, Timeframe(timeframe), stamps, **arrays, zone=zone)  # type: ignore[arg-type]  # the prices are never None


def _frozen(array: NDArray) -> NDArray:  # type: ignore[type-arg]  # of whatever it holds
    view = array.view()
    view.flags.writeable = False
    return view
