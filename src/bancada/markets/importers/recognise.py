"""Which format a file of bars has, told by what is in it; its ending counts for nothing."""

from __future__ import annotations

from bancada.core.errors import BadInput, ImportRefused
from bancada.markets.importers.formats import b3_daily, bancada, binance, cotahist, mt5, profit, yahoo
from bancada.markets.importers.layout import Head, Layout

__all__ = ["FORMATS", "recognise"]

FORMATS = {
    "cotahist": cotahist.FORM,
    "mt5": mt5.FORM,
    "binance": binance.FORM,
    "yahoo": yahoo.FORM,
    "b3-daily": b3_daily.FORM,
    "profit": profit.FORM,
    "bancada": bancada.FORM,
}
"""What each format looks like, by importer."""

_MATCHES = (cotahist.match, mt5.match, binance.match, yahoo.match, b3_daily.match, profit.match, bancada.match)
SHOWN = 12


def recognise(head: Head) -> Layout:
    """Return how to read the file.

    Raises
    ------
    ImportRefused
        `header_only`: names and no rows.
    BadInput
        `bars_format_unknown`, with the columns that were found and the formats that are known; `yahoo_three_headers`.
    """
    found = next((layout for match in _MATCHES if (layout := match(head)) is not None), None)
    if found is None and _has_three_headers(head):
        raise BadInput("yahoo_three_headers", file=head.name)
    if found is None:
        columns = _columns(head.header)
        raise BadInput("bars_format_unknown", file=head.name, columns=columns, known=list(FORMATS.values()))
    if found.has_header and not any(line.strip() for line in _after_header(head)):
        raise ImportRefused("header_only", file=head.name, columns=len(found.names))
    return found


def _after_header(head: Head) -> tuple[str, ...]:
    first = next(number for number, line in enumerate(head.lines) if line.strip())
    return head.lines[first + 1 :]


def _has_three_headers(head: Head) -> bool:
    """Whether it is a frame of yfinance with symbols above its columns."""
    return [line.split(",")[0] for line in head.lines[:3]] == ["Price", "Ticker", "Date"]


def _columns(header: str) -> list[str]:
    delimiter = max(";\t,|", key=header.count)
    return [cell.strip()[:40] for cell in header.split(delimiter)[:SHOWN] if cell.strip()] or ["-"]
