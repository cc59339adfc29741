"""`bancada market ...`: bars, what is wrong with them, what can be tried on them."""

from bancada.cli.market.app import app

__all__ = ["app"]
