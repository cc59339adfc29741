"""Charts of daily assets: pure functions of values, as the others."""

from app.charts.assets.prices import prices
from app.charts.assets.reliability import reliability

__all__ = ["prices", "reliability"]
