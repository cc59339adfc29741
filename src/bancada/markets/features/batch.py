"""A whole series at once: what a library makes of it first, then everything else in stretches that two threads share.

Stretches are cut at the same bars whatever follows and however many threads there are, so that more bars never change the last
digit of a past value. Each begins with bars that are walked through and not written, enough for the longest window and session.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.bars import Bars
from bancada.markets.features.columns import base_columns, clocks
from bancada.markets.features.recipe import BASE, Recipe, Whole, closure
from bancada.markets.features.recipes.book import recipes
from bancada.markets.features.walk import Walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["compute"]

STEP = 8_192
"""Bars a step: what they need stays in the cache, and calls cost little."""
STRETCH = 16 * STEP
WARM_UP = 9_216
"""Over the longest look-back of what is not made whole: six sessions of 1,440 bars, and windows of 71 in all."""


def compute(bars: Bars, names: Sequence[str], *, values: Values, threads: int) -> None:
    """Write the features `names` of the bars into the rows of `values`."""
    if not len(bars) or not len(names):
        return
    plan = closure(recipes(), names, way="whole")
    columns = base_columns(bars)
    rows = {name: values[row] for row, name in enumerate(names)}
    made = dict(columns)
    with ThreadPoolExecutor(threads, thread_name_prefix="features") as pool:
        begun = [pool.submit(_make_whole, whole, r.outputs, columns, rows) for r in plan if (whole := r.whole)]
        for future in begun:
            made |= future.result()
        rest = [recipe for recipe in plan if not recipe.whole]
        work = _Stretches(bars, rest, made, {n: row for row, n in enumerate(names)}, values)
        for done in [pool.submit(work.share) for _ in range(threads)]:
            done.result()


def _make_whole(
    whole: Whole, outputs: tuple[str, ...], columns: dict[str, Values], rows: dict[str, Values]
) -> dict[str, Values]:
    """Make what a library makes of whole series, in the rows of the result where it is wanted there."""
    out = [rows[name] if name in rows else np.empty(len(columns["close"])) for name in outputs]
    whole.loop(*(columns[name] for name in whole.inputs), out)
    return dict(zip(outputs, out, strict=True))


class _Stretches:
    """The stretches of one series that are still to be done; threads take one after another."""

    def __init__(
        self, bars: Bars, plan: Sequence[Recipe], made: dict[str, Values], rows: dict[str, int], values: Values
    ) -> None:
        needed = {name for recipe in plan for name in recipe.inputs}
        self._whole = [name for name in made if name not in BASE and name in needed]
        self._bars = bars
        self._plan = plan
        self._made = made
        self._rows = rows
        self._values = values
        self._starts: Iterator[int] = iter(range(0, len(bars), STRETCH))
        self._lock = Lock()

    def share(self) -> None:
        """Do stretches until none is left."""
        if not self._plan:
            return
        walk = Walk(self._plan, given=(*BASE, *self._whole), size=STEP)
        written = walk.runs(self._rows)
        while (start := self._next()) is not None:
            self._do(walk, start, written)

    def _next(self) -> int | None:
        with self._lock:
            return next(self._starts, None)

    def _do(self, walk: Walk, start: int, written: list[tuple[Values, slice]]) -> None:
        walk.forget()
        stop = min(start + STRETCH, len(self._bars))
        begin = max(start - WARM_UP, 0)
        ticks = clocks(self._bars[begin:stop])
        for a in range(begin, stop, STEP):
            b = min(a + STEP, stop)
            for name, row in zip((*BASE, *self._whole), walk.given, strict=True):
                source = ticks[name][a - begin : b - begin] if name in ticks else self._made[name][a:b]
                row[: b - a] = source
                row[b - a :] = source[-1]  # padding is computed and never written
            walk.advance()
            first = max(start - a, 0)
            for made, places in written:
                self._values[places, a + first : b] = made[:, first : b - a]
