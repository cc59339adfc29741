"""The catalogue of features, one list. It knows no values and imports no engine: cheap to show."""

from __future__ import annotations

from functools import cache

from bancada.markets.features.families import (
    channels,
    clock,
    composites,
    momentum,
    oscillators,
    trend,
    volatility,
    volume,
)
from bancada.markets.features.spec import FeatureSpec

__all__ = ["catalogue"]


@cache
def catalogue() -> tuple[FeatureSpec, ...]:
    """Return every feature, family by family, in the order of the rows of `Features`."""
    families = (momentum, volatility, trend, oscillators, channels, volume, clock, composites)
    return tuple(spec for family in families for spec in family.SPECS)
