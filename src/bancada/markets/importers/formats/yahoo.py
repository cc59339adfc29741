"""Daily bars as Yahoo Finance gives them: prices adjusted for splits, beside a close adjusted for payouts too."""

from __future__ import annotations

from bancada.core.finding import Finding, Severity
from bancada.markets.importers.layout import Clock, Head, Layout, filled, plain_number, quoted, slug
from bancada.markets.importers.naming import symbol_sql
from bancada.markets.importers.times import clock_of, has_offset_sql, iso_sql
from bancada.markets.series import PriceBasis

__all__ = ["FORM", "match"]

FORM = "Date,Open,High,Low,Close,Adj Close,Volume"
_NUMBERS = ("open", "high", "low", "close", "adj_close", "volume")
_UNSPLIT = """
    SELECT coalesce(max(abs(ln(ratio / earlier))) > ln(1.25), false) FROM (
        SELECT adj_close / close AS ratio, lag(adj_close / close) OVER (PARTITION BY symbol ORDER BY ts) AS earlier FROM taken
        WHERE adj_close > 0 AND close > 0
    )
"""
"""Adjusted close / close of Yahoo moves with payouts only; a step of a quarter or more is a split that the close still shows."""

_TOTAL = {
    "open": "open * (adj_close / close)",
    "high": "high * (adj_close / close)",
    "low": "low * (adj_close / close)",
    "close": "adj_close",
}


def match(head: Head) -> Layout | None:
    """Return how to read it where the first line names a date, the prices and "Adj Close", in any order.

    It gives two series: the prices as they stand, which Yahoo has divided by later splits, and the same times adjusted close /
    close, which are total return. Volume is left as Yahoo adjusts it. Other sources write the same names over prices as traded; those
    are told by their splits (`_UNSPLIT`), and the first series is then raw.
    """
    names = [slug(cell) for cell in head.cells(",")]
    stamp = next((name for name in ("date", "datetime") if name in names), None)
    if stamp is None or not {"open", "high", "low", "close", "adj_close"} <= set(names) or len(set(names)) < len(names):
        return None
    texts = {name: filled(quoted(name)) for name in _NUMBERS if name in names}
    cell, clock = quoted(stamp), clock_of(head.first_cell(",", names.index(stamp)))
    return Layout(
        importer="yahoo",
        names=tuple(names),
        delimiter=",",
        has_header=True,
        time=iso_sql(cell),
        day=f"TRY_CAST({cell} AS TIMESTAMP)",
        clock=clock,
        version=2,
        of_clock=f"{'' if clock is Clock.INSTANT else 'NOT '}{has_offset_sql(cell)}",
        numbers={name: plain_number(text) for name, text in texts.items()},
        texts=texts,
        required=("open", "high", "low", "close", "adj_close"),
        outputs={PriceBasis.SPLIT_ADJUSTED: {}, PriceBasis.TOTAL_RETURN: _TOTAL},
        symbol=next((symbol_sql(quoted(name)) for name in ("symbol", "ticker") if name in names), ""),
        unsplit=_UNSPLIT,
        findings=(Finding("yahoo_two_series", Severity.INFO),),
    )
