"""What a visitor of the market page chooses and types, as typed accessors; short codes, for the address."""

from __future__ import annotations

from app.state import Choice, Draft

__all__ = [
    "BANDS",
    "DAYS",
    "IMPORTED",
    "LINES",
    "MENDED",
    "OPEN",
    "RECEIVING",
    "SEARCH",
    "SERIES",
    "SPAN",
    "VIEW",
    "ZOOM",
    "ZOOMS",
]

VIEW = Choice("market-view", "bars")
SERIES = Choice("series", "")
"""Symbol, timeframe and basis, parted by commas."""
OPEN = Draft("market-open")
"""Series (as `SERIES` has it) that the page opens when it is drawn next."""
SEARCH = Choice("series-search", "")
RECEIVING = Draft("market-import.work")
"""A file on its way in, or one that did not come in."""
IMPORTED = Draft("market-import.report")

SPAN = Choice("bars", 1_000)
"""Latest bars that are drawn; 0 for all."""
ZOOM = Choice("between", "")
"""First and last day, or opening instants on the exchange's clock, of a stretch that was chosen or dragged out; parted by a comma."""
ZOOMS = Draft("market-zooms")
"""How often the span was changed so."""
DAYS = Draft("market-days")
LINES = Draft("market-lines")
BANDS = Choice("regime-bands", default=False)

MENDED = Draft("market-mended")
"""What the last repairs of this visitor did."""
