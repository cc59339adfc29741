"""Recipes at work on a few bars at a time: arrays made once, loops bound to them once, and what goes on from bars to bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    nodes : dict of str to int
        Row of each name in `newest`.
    newest : ndarray of float64, shape (n_names, size)
        Everything, of the bars of the last step; the rows of `given` are filled in before `advance`.
    """

    def __init__(self, plan: Sequence[Recipe], *, given: Sequence[str], size: int) -> None:
        self.size = size
        self.nodes = {name: i for i, name in enumerate((*given, *(o for recipe in plan for o in recipe.outputs)))}
        self.newest = np.full((len(self.nodes), size), np.nan)
        self._past = max((recipe.span for recipe in plan), default=1) - 1
        wide = sorted({self.nodes[name] for recipe in plan if recipe.span > 1 for name in recipe.inputs})
        self._kept = {node: row for row, node in enumerate(wide)}
        self._tail = np.full((len(wide), self._past + size), np.nan)
        self._states = {recipe.outputs: np.zeros(recipe.cells) for recipe in plan if recipe.cells}
        self._given = self._pairs(given)
        self._steps = [self._step(recipe) for recipe in plan]

    @property
    def memory(self) -> list[Values]:
        """What goes on from step to step, as arrays to read or to overwrite: bars kept, then states."""
        return [self._tail[:, self.size :], *self._states.values()]

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
        """Make everything of the bars whose given rows are in `newest`."""
        past = self._tail[:, self.size :]
        self._tail[:, : self._past] = past if self.size >= self._past else past.copy()
        nodes, places = self._given
        self._tail[places, self._past :] = self.newest[nodes]
        for step in self._steps:
            step()

    def _step(self, recipe: Recipe) -> Callable[[], None]:
        """Return the recipe bound to the arrays that it reads and writes."""
        first = self.nodes[recipe.outputs[0]]
        rows = self.newest[first : first + len(recipe.outputs)]
        nodes, places = self._pairs(recipe.outputs)
        loop, arguments, newest = recipe.loop, self._arguments(recipe), self.newest
        tail, size = self._tail[:, self._past :], self.size
        is_wide, is_kept = recipe.span > 1, len(nodes) > 0
        out = np.empty((len(rows), recipe.span - 1 + size)) if is_wide else rows

        def step() -> None:
            loop(*arguments, out)
            if is_wide:
                rows[:] = out[:, -size:]
            if is_kept:
                tail[places] = newest[nodes]

        return step

    def _arguments(self, recipe: Recipe) -> list[Any]:  # Any: arrays and numbers, as the loop takes them
        nodes = [self.nodes[name] for name in recipe.inputs]
        if recipe.span > 1:
            begin = self._past + 1 - recipe.span
            inputs = [self._tail[self._kept[node], begin:] for node in nodes]
        else:
            inputs = [self.newest[node] for node in nodes]
        state = [self._states[recipe.outputs]] if recipe.cells else []
        each = [np.array(recipe.each, np.int64)] if recipe.each else []
        return [*state, *inputs, *recipe.constants, *each]

    def _pairs(self, names: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return, of these names, the rows in `newest` of those of which past values are kept, and where."""
        found = [self.nodes[name] for name in names if self.nodes[name] in self._kept]
        return np.array(found, np.int64), np.array([self._kept[node] for node in found], np.int64)
