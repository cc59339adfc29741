"""Recipes at work on a few bars at a time: arrays made once, loops bound to them once, and what goes on from bars to bars."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.markets.features.recipe import Recipe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["Walk"]


class Walk:
    """Goes through a series `size` bars at a time.

    It keeps the last bars of what windows need and the states of what is carried; nothing else of the past. A walk of one bar at
    a time costs what its newest bar costs.

    Parameters
    ----------
    plan : sequence of Recipe
        Each after what it is made of.
    given : sequence of str
        Names that are handed in, row by row, with each step.
    size : int
        Bars a step.

    Attributes
    ----------
    given : ndarray of float64, shape (n_given, size)
        The bars of a step, to be filled in before `advance`.
    """

    def __init__(self, plan: Sequence[Recipe], *, given: Sequence[str], size: int) -> None:
        self.size = size
        self.given = np.full((len(given), size), np.nan)
        self._made: dict[tuple[str, ...], Values] = {}
        self._past = max((recipe.span for recipe in plan), default=1) - 1
        wide = sorted({name for recipe in plan if recipe.span > 1 for name in recipe.inputs})
        self._kept = {name: row for row, name in enumerate(wide)}
        self._tail = np.full((len(wide), self._past + size), np.nan)
        self._states = {recipe.outputs: np.zeros(recipe.cells) for recipe in plan if recipe.cells}
        self._rows = dict(zip(given, self.given, strict=True))
        self._keep_given = self._keeper(given, self.given)
        self._steps = [self._step(recipe) for recipe in plan]

    @property
    def memory(self) -> list[Values]:
        """What goes on from step to step, as arrays to read or to overwrite: bars kept, then states."""
        return [self._tail[:, self.size :], *self._states.values()]

    def runs(self, rows: dict[str, int]) -> list[tuple[Values, slice]]:
        """Return which arrays, written anew by every step, belong in which rows of a result: neighbours together."""
        return [run for outputs, made in self._made.items() for run in _runs(outputs, made, rows)]

    def go_on_from(self, other: Walk) -> None:
        """Take over what another walk of the same plan remembers."""
        for mine, theirs in zip(self.memory, other.memory, strict=True):
            mine[...] = theirs

    def forget(self) -> None:
        """Stand before the first bar again."""
        self._tail[:] = np.nan
        for state in self._states.values():
            state[:] = 0.0

    def advance(self) -> None:
        """Make everything of the bars that are given."""
        past = self._tail[:, self.size :]
        self._tail[:, : self._past] = past if self.size >= self._past else past.copy()
        self._keep_given()
        for step in self._steps:
            step()

    def _step(self, recipe: Recipe) -> Callable[[], None]:
        """Return the recipe bound to the arrays that it reads and writes."""
        out = np.full((len(recipe.outputs), recipe.span - 1 + self.size), np.nan)
        made = out[:, recipe.span - 1 :]
        self._made[recipe.outputs] = made
        loop, arguments = recipe.loop, self._arguments(recipe)
        self._rows |= zip(recipe.outputs, made, strict=True)
        if self._kept.keys().isdisjoint(recipe.outputs):
            return lambda: loop(*arguments, out)
        keep = self._keeper(recipe.outputs, made)

        def step() -> None:
            loop(*arguments, out)
            keep()

        return step

    def _arguments(self, recipe: Recipe) -> list[Any]:  # Any: arrays and numbers, as the loop takes them
        if recipe.span > 1:
            begin = self._past + 1 - recipe.span
            inputs = [self._tail[self._kept[name], begin:] for name in recipe.inputs]
        else:
            inputs = [self._rows[name] for name in recipe.inputs]
        state = [self._states[recipe.outputs]] if recipe.cells else []
        each = [np.array(recipe.each, np.int64)] if recipe.each else []
        return [*state, *inputs, *recipe.constants, *each]

    def _keeper(self, names: Sequence[str], rows: Values) -> Callable[[], None]:
        """Return what copies, of these rows, those of which past values are needed to where they are kept."""
        chosen = np.array([i for i, name in enumerate(names) if name in self._kept], np.int64)
        places = np.array([self._kept[names[i]] for i in chosen], np.int64)
        tail = self._tail[:, self._past :]

        def keep() -> None:
            tail[places] = rows[chosen]

        return keep


def _runs(outputs: tuple[str, ...], made: Values, rows: dict[str, int]) -> Iterator[tuple[Values, slice]]:
    begin = 0
    for i, name in enumerate(outputs, 1):
        row = rows.get(name)
        following = rows.get(outputs[i]) if i < len(outputs) else None
        if row is not None and following == row + 1:
            continue
        if row is not None:
            yield made[begin:i], slice(row + 1 - (i - begin), row + 1)
        begin = i
