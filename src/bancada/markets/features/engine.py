"""The engine: features of a series, at once or bar by bar."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.bars import Bars
from bancada.markets.features.batch import compute
from bancada.markets.features.columns import available, known_columns
from bancada.markets.features.listing import catalogue
from bancada.markets.features.matrix import Features
from bancada.markets.features.spec import FeatureSpec
from bancada.markets.features.stream import FeatureStream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["FeatureEngine"]


class FeatureEngine:
    """Computes features of bars, over a whole series or bar by bar.

    **Look-ahead.** A value at bar t uses bars up to t, its close included; more bars never change it. **Missing bars.** A bar
    without a price parts the series: features begin anew after it. **Missing columns** leave out what needs them, and say so.
    **Rolls.** The engine knows no contracts: in a chain that nobody adjusted, the gap of a roll is a move of the price, which differences,
    returns and windows see for as long as they look back, averages until they settle, and `session_gap` for a session.

    Parameters
    ----------
    names : iterable of str, optional
        Features wanted; all of the catalogue when omitted. Rows come in the order of the catalogue, whatever the order here.
    threads : int
        Loops that run at the same time; they hold no interpreter lock.

    Raises
    ------
    BadInput
        Names that the catalogue does not have.

    Examples
    --------
    >>> import numpy as np
    >>> from bancada.markets.bars import make_bars
    >>> prices = np.array([10.0, 11.0, 12.0])
    >>> ts = np.arange(3) * 86_400_000_000_000
    >>> bars = make_bars("PETR4", "1d", ts=ts, open=prices, high=prices, low=prices, close=prices)
    >>> FeatureEngine(["momentum_1"]).compute(bars)["momentum_1"]
    array([nan,  1.,  1.])
    """

    def __init__(self, names: Iterable[str] | None = None, *, threads: int = 2) -> None:
        self.specs = _chosen(names)
        self.threads = threads

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the features' definitions: changes when one of them does."""
        return hashlib.sha256(repr(self.specs).encode()).hexdigest()

    def names_for(self, bars: Bars) -> tuple[str, ...]:
        """Return the features that these bars allow: the rows that `compute` makes of them."""
        kept, _ = available(self.specs, known=known_columns(bars), timeframe=bars.timeframe)
        return tuple(spec.name for spec in kept)

    def compute(self, bars: Bars, *, out: Values | None = None) -> Features:
        """Return all features at every bar.

        Parameters
        ----------
        bars : Bars
            Oldest first.
        out : ndarray of float64, shape (len(self.names_for(bars)), len(bars)), C order, optional
            Written and shared by the result, which saves the cost of fresh memory; whoever writes it again changes the result.

        Raises
        ------
        BadInput
            An `out` of another shape, order or type.
        """
        kept, left_out = available(self.specs, known=known_columns(bars), timeframe=bars.timeframe)
        names = tuple(spec.name for spec in kept)
        values = _matrix(out, (len(names), len(bars)))
        compute(bars, names, values=values, threads=self.threads)
        shown = values.view()
        shown.flags.writeable = False
        return Features(names, shown, bars.ts, left_out)

    def incremental(self, history: Bars) -> FeatureStream:
        """Return a stream that goes on after `history`, whose features at its last bar are those of `compute`.

        A column that holds no value in the history is taken as absent; with a history of no bars, only those that it lacks.
        """
        kept, left_out = available(self.specs, known=known_columns(history), timeframe=history.timeframe)
        return FeatureStream.after(history, specs=kept, left_out=left_out)


def _chosen(names: Iterable[str] | None) -> tuple[FeatureSpec, ...]:
    if names is None:
        return catalogue()
    wanted = set(names)
    unknown = wanted - {spec.name for spec in catalogue()}
    if unknown:
        raise BadInput("features_unknown", names=", ".join(sorted(unknown)))
    return tuple(spec for spec in catalogue() if spec.name in wanted)


def _matrix(out: Values | None, shape: tuple[int, int]) -> Values:
    if out is None:
        return np.empty(shape)
    if out.shape != shape or out.dtype != np.float64 or not out.flags.c_contiguous or not out.flags.writeable:
        raise BadInput("features_out_misfit", found=list(out.shape), expected=list(shape))
    return out
