"""Bancada's own form and its kin: a line of names, one of them a time, the prices under their English names."""

from __future__ import annotations

import re

from bancada.core.errors import BadInput
from bancada.markets.importers.layout import Clock, Head, Layout, Typed, filled, plain_number, quoted, slug
from bancada.markets.importers.naming import symbol_sql
from bancada.markets.importers.times import (
    EPOCH,
    WHOLE_MINUTE,
    clock_of,
    counted_sql,
    epoch_sql,
    form_of,
    has_offset_sql,
    iso_sql,
)
from bancada.markets.series import PriceBasis

__all__ = ["FORM", "match"]

FORM = "timestamp,open,high,low,close,volume,trades,buy_volume,sell_volume,vwap,symbol"
_TIMES = ("timestamp", "datetime", "date", "time", "ts", "open_time")
_PRICES = ("open", "high", "low", "close")
_DAY_OR_MONTH_FIRST = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}.*")
_OTHERS = ("volume", "trades", "buy_volume", "sell_volume", "vwap")


def match(head: Head) -> Layout | None:
    """Return how to read it where the first line names a time and the four prices; other columns are passed over.

    Raises
    ------
    BadInput
        `bars_dates_ambiguous`: day and month cannot be told apart.
    """
    for delimiter in (",", ";", "\t"):
        names = [slug(cell) for cell in head.cells(delimiter)]
        if set(_PRICES) <= set(names) and any(name in names for name in _TIMES) and len(set(names)) == len(names):
            return _layout(head, delimiter, names)
    return None


def _layout(head: Head, delimiter: str, names: list[str]) -> Layout:
    stamp = next(name for name in _TIMES if name in names)
    cell = head.first_cell(delimiter, names.index(stamp))
    if _DAY_OR_MONTH_FIRST.fullmatch(cell):
        raise BadInput("bars_dates_ambiguous", file=head.name, cell=cell[:30])
    is_epoch, clock = re.fullmatch(EPOCH, cell) is not None, clock_of(cell)
    of_clock = f"{'' if clock is Clock.INSTANT else 'NOT '}{has_offset_sql(quoted(stamp))}"
    numbers = [name for name in (*_PRICES, *_OTHERS) if name in names]
    texts = {name: filled(quoted(name)) for name in numbers}
    return Layout(
        importer="bancada",
        names=tuple(names),
        delimiter=delimiter,
        has_header=True,
        time=epoch_sql(counted_sql(quoted(stamp))) if is_epoch else iso_sql(quoted(stamp)),
        day="" if is_epoch else f"TRY_CAST({quoted(stamp)} AS TIMESTAMP)",
        clock=clock,
        numbers={name: plain_number(text) for name, text in texts.items()},
        texts=texts,
        outputs={PriceBasis.UNSTATED: {}},
        symbol=symbol_sql(quoted("symbol")) if "symbol" in names else "",
        version=2,
        of_clock="" if is_epoch else of_clock,
        typed=_typed(names, stamp, numbers, cell, of_clock),
    )


def _typed(names: list[str], stamp: str, numbers: list[str], cell: str, of_clock: str) -> Typed:
    kinds = dict.fromkeys(names, "VARCHAR") | dict.fromkeys(numbers, "DOUBLE")
    symbol = quoted("symbol") if "symbol" in names else ""
    if re.fullmatch(EPOCH, cell):
        return Typed(kinds | {stamp: "BIGINT"}, epoch_sql(quoted(stamp)), symbol, whole=WHOLE_MINUTE)
    if form := form_of(cell):
        return Typed(kinds | {stamp: "TIMESTAMP"}, quoted(stamp), symbol, form)
    return Typed(kinds, f"CASE WHEN {of_clock} THEN {iso_sql(quoted(stamp))} END", symbol)
