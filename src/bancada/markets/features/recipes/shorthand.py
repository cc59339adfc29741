"""Short ways to write recipes that recur."""

from __future__ import annotations

from bancada.markets.features.families.channels import ATR_FLOOR
from bancada.markets.features.pointwise import kernels as point
from bancada.markets.features.recipe import Recipe
from bancada.markets.features.rolling import kernels as rolling

__all__ = ["distance", "extremes", "means", "position", "ratio", "relative", "scaled", "weighted_sum"]


def means(x: str, windows: dict[str, int]) -> Recipe:
    """Return the recipe of means of `x` over windows, each under its name."""
    return Recipe(tuple(windows), (x,), rolling.means, each=tuple(windows.values()), span=max(windows.values()))


def extremes(x: str, sign: float, windows: dict[str, int]) -> Recipe:
    """Return the recipe of highest `x` over windows, each under its name; the lowest where `sign` is -1."""
    each = tuple(windows.values())
    return Recipe(tuple(windows), (x,), rolling.highest, (sign,), each=each, span=max(each))


def ratio(name: str, a: str, b: str, *, scale: float = 1.0, offset: float = 0.0, floor: float = 0.0) -> Recipe:
    """Return the recipe of scale a / b + offset."""
    return Recipe((name,), (a, b), point.ratio, (scale, offset, floor))


def relative(name: str, a: str, b: str) -> Recipe:
    """Return the recipe of a / b - 1."""
    return ratio(name, a, b, offset=-1.0)


def weighted_sum(name: str, a: str, b: str, *, wa: float = 1.0, wb: float = 1.0) -> Recipe:
    """Return the recipe of wa a + wb b."""
    return Recipe((name,), (a, b), point.sum_of, (wa, wb))


def position(
    name: str, x: str, low: str, high: str, *, scale: float = 1.0, offset: float = 0.0, floor: float = 0.0
) -> Recipe:
    """Return the recipe of scale (x - low) / (high - low) + offset."""
    return Recipe((name,), (x, low, high), point.position, (scale, offset, floor))


def distance(name: str, a: str, b: str) -> Recipe:
    """Return the recipe of (a - b) / atr_14."""
    return Recipe((name,), (a, b, "atr_14", "close"), point.distance, (ATR_FLOOR,))


def scaled(name: str, x: str, scale: float) -> Recipe:
    """Return the recipe of scale x."""
    return Recipe((name,), (x,), point.affine, (scale, 0.0))
