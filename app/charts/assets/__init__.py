"""Charts of daily assets: pure functions of values, as the others."""

from app.charts.assets.prices import prices
from app.charts.assets.reliability import reliability
from app.charts.assets.training import epochs, settings

__all__ = ["epochs", "prices", "reliability", "settings"]
