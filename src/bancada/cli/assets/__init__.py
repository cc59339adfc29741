"""`bancada assets ...`: models of daily bars, from loading to asking."""

from bancada.cli.assets.app import app

__all__ = ["app"]
