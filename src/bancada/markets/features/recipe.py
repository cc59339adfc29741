"""A recipe: the loop that makes some features, or what others are made of, from columns and from what other recipes made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

__all__ = ["BASE", "Loop", "Recipe", "Whole", "closure"]

BASE = ("open", "high", "low", "close", "volume", "trades", "buy_volume", "sell_volume", "vwap", "minute", "day")
"""What recipes start from: the columns of `Bars`, the minute of the local day, and the local day since 1970."""

Loop = Callable[..., Any]
"""Any: compiled loops have no types; each takes its inputs, its constants and writes the rows of its last argument."""


@dataclass(frozen=True, slots=True)
class Whole:
    """The same values over a whole series at once, by a library that keeps no state.

    Attributes
    ----------
    loop : callable
        ``loop(*inputs, out)``, `out` a sequence of rows.
    inputs : tuple of str
        Columns of `Bars`.
    """

    loop: Loop
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """One loop over bars in their order.

    Attributes
    ----------
    outputs : tuple of str
        Names of the rows that it writes.
    inputs : tuple of str
    loop : callable
        ``loop([state,] *inputs, *constants, [each,] out)``.
    constants : tuple of float or int or ndarray
    each : tuple of int
        A window or lag for each output, where outputs can be made one without the other; passed as an int64 array.
    span : int
        Bars of the inputs that a value needs, the current one included; 1 where a state is carried.
    cells : int
        Length of the state that the loop carries from bar to bar, zeros at the beginning; 0 where it carries none.
    whole : Whole or None
        How the same is made of a whole series, where a library does.
    """

    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    loop: Loop
    constants: tuple[Any, ...] = ()  # Any: numbers and tables
    each: tuple[int, ...] = ()
    span: int = 1
    cells: int = 0
    whole: Whole | None = None

    def only(self, needed: set[str]) -> Recipe:
        """Return the recipe for the outputs needed; the same where outputs come together."""
        if not self.each:
            return self
        kept = [(name, each) for name, each in zip(self.outputs, self.each, strict=True) if name in needed]
        slack = self.span - max(self.each)
        windows = tuple(each for _, each in kept)
        return replace(self, outputs=tuple(name for name, _ in kept), each=windows, span=max(windows) + slack)


def closure(
    recipes: Iterable[Recipe], names: Iterable[str], *, way: Literal["bar by bar", "whole"]
) -> tuple[Recipe, ...]:
    """Return what makes `names`, and nothing that does not, each after what it is made of.

    What a library makes of whole series needs columns alone; the `way` says whether it will.
    """
    needed = set(names)
    chosen = []
    for recipe in reversed(tuple(recipes)):
        if needed.isdisjoint(recipe.outputs):
            continue
        chosen.append(recipe.only(needed))
        if recipe.whole is None or way == "bar by bar":
            needed |= set(recipe.inputs)
    return tuple(reversed(chosen))
