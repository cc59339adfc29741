"""The book of recipes, in an order in which each comes after what it is made of.

Names that are no feature are what features are made of. Loops find their inputs by these names.
"""

from __future__ import annotations

from functools import cache

from bancada.markets.features.recipe import Recipe
from bancada.markets.features.recipes.clock import clock
from bancada.markets.features.recipes.composites import composites, states
from bancada.markets.features.recipes.moves import momentum, prices, volatility
from bancada.markets.features.recipes.oscillators import averages, channels, oscillators
from bancada.markets.features.recipes.volume import flow, volume

__all__ = ["recipes"]


@cache
def recipes() -> tuple[Recipe, ...]:
    """Return all recipes."""
    families = (prices, momentum, volatility, averages, oscillators, channels, volume, flow, clock, composites, states)
    return tuple(recipe for family in families for recipe in family())
