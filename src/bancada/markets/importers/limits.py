"""What an import of bars may cost: larger files than tables of the user's, since a year of an exchange is one file."""

from __future__ import annotations

from bancada.data.limits import Limits

__all__ = ["BAR_LIMITS"]

BAR_LIMITS = Limits(file_bytes=4_000_000_000, columns=64, rows=60_000_000, line_bytes=262_144)
"""A year of COTAHIST unpacks to about 600 MB, ten million bars of one minute to about 800 MB."""
