"""The engine: all features of a series at once, by two threads, each loop writing its own rows."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.bars import Bars
from bancada.markets.features.catalogue import catalogue
from bancada.markets.features.columns import available, base_columns, clocks, known_columns
from bancada.markets.features.matrix import Features
from bancada.markets.features.recipe import Recipe, closure
from bancada.markets.features.recipes.book import recipes
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
        with ThreadPoolExecutor(self.threads, thread_name_prefix="features") as pool:
            _Work(bars, closure(recipes(), names), names, values).run(pool)
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


class _Work:
    """One computation: what is made so far, and how many recipes still want it."""

    def __init__(self, bars: Bars, plan: tuple[Recipe, ...], names: tuple[str, ...], values: Values) -> None:
        self._rows = {name: row for row, name in enumerate(names)}
        self._values = values
        self._plan = plan
        self._made: dict[str, Values] = base_columns(bars)
        if any({"minute", "day"} & set(recipe.inputs) for recipe in plan):
            self._made |= clocks(bars)
        self._wanted = Counter(name for recipe in plan for name in set(recipe.inputs))
        self._lock = threading.Lock()

    def run(self, pool: ThreadPoolExecutor) -> None:
        """Make everything; recipes are handed out in order, so that what one waits for has always begun."""
        futures: dict[str, Future[None]] = {}
        for recipe in self._plan:
            before = {id(f): f for name in recipe.inputs if (f := futures.get(name)) is not None}
            future = pool.submit(self._make, recipe, tuple(before.values()))
            futures |= dict.fromkeys(recipe.outputs, future)
        for future in futures.values():
            future.result()

    def _make(self, recipe: Recipe, before: tuple[Future[None], ...]) -> None:
        for future in before:
            future.result()
        out = self._block(recipe)
        # Any: arrays and numbers, as the loop takes them
        arguments: list[Any] = [*(self._made[name] for name in recipe.inputs), *recipe.constants]
        if recipe.each:
            arguments.append(np.array(recipe.each, np.int64))
        recipe.loop(*arguments, out)
        for name, row in zip(recipe.outputs, out, strict=True):
            place = self._rows.get(name)
            if place is not None and row.base is not self._values:
                self._values[place] = row
                row = self._values[place]  # noqa: PLW2901  # lets go of the block
            if name in self._wanted:
                self._made[name] = row
        self._let_go(recipe)

    def _block(self, recipe: Recipe) -> Values:
        """Return the rows to write: those of the result where they lie together there, else new ones."""
        places = [self._rows.get(name, -1) for name in recipe.outputs]
        first = places[0]
        if first >= 0 and places == list(range(first, first + len(places))):
            return self._values[first : first + len(places)]
        return np.empty((len(places), self._values.shape[1]))

    def _let_go(self, recipe: Recipe) -> None:
        with self._lock:
            for name in set(recipe.inputs):
                self._wanted[name] -= 1
                if not self._wanted[name]:
                    self._made.pop(name, None)
