"""A recipe: the loop that makes some features, or what others are made of, from columns and from what other recipes made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

__all__ = ["BASE", "Carried", "Loop", "Recipe", "closure"]

BASE = ("open", "high", "low", "close", "volume", "trades", "buy_volume", "sell_volume", "vwap", "minute", "day")
"""What recipes start from: the columns of `Bars`, the minute of the local day, and the local day since 1970."""

Loop = Callable[..., Any]
"""Any: compiled loops have no types; each takes its inputs, its constants and writes the rows of its last argument."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The same values bar by bar.

    Attributes
    ----------
    loop : callable
        Called with the state, the inputs and the rows to write.
    cells : int
        Length of its state, which begins as zeros.
    inputs : tuple of str
        Where they are others than the recipe's.
    """

    loop: Loop
    cells: int
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """One loop.

    Attributes
    ----------
    outputs : tuple of str
        Names of the rows that it writes.
    inputs : tuple of str
    loop : callable
        ``loop(*inputs, *constants, [each,] out)``, over all bars.
    constants : tuple of float or int or ndarray
    each : tuple of int
        A window or lag for each output, where outputs can be made one without the other; passed as an int64 array.
    span : int
        Bars of the inputs that a value needs, the current one included; of what is carried, 1.
    carried : Carried or None
        None for windows, whose loop over the last `span` bars is the value of the newest.
    """

    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    loop: Loop
    constants: tuple[Any, ...] = ()  # Any: numbers and tables
    each: tuple[int, ...] = ()
    span: int = 1
    carried: Carried | None = None

    def only(self, needed: set[str]) -> Recipe:
        """Return the recipe for the outputs needed; the same where outputs come together."""
        if not self.each:
            return self
        kept = [(name, each) for name, each in zip(self.outputs, self.each, strict=True) if name in needed]
        slack = self.span - max(self.each)
        windows = tuple(each for _, each in kept)
        return replace(self, outputs=tuple(name for name, _ in kept), each=windows, span=max(windows) + slack)


def closure(recipes: Iterable[Recipe], names: Iterable[str]) -> tuple[Recipe, ...]:
    """Return what makes `names`, and nothing that does not, in the order given: each after what it is made of."""
    needed = set(names)
    chosen = []
    for recipe in reversed(tuple(recipes)):
        if needed.isdisjoint(recipe.outputs):
            continue
        chosen.append(recipe.only(needed))
        needed |= {*recipe.inputs, *(recipe.carried.inputs if recipe.carried else ())}
    return tuple(reversed(chosen))
