"""Bancada's own form and its kin: a line of names, one of them a time, the prices under their English names."""

from __future__ import annotations

import re

from bancada.markets.importers.layout import Head, Layout, Typed, filled, plain_number, quoted, slug
from bancada.markets.importers.naming import symbol_sql
from bancada.markets.importers.times import EPOCH, clock_of, epoch_sql, form_of, has_offset_sql, iso_sql
from bancada.markets.series import PriceBasis

__all__ = ["FORM", "match"]

FORM = "timestamp,open,high,low,close,volume,trades,buy_volume,sell_volume,vwap,symbol"
_TIMES = ("timestamp", "datetime", "date", "time", "ts", "open_time")
_PRICES = ("open", "high", "low", "close")
_OTHERS = ("volume", "trades", "buy_volume", "sell_volume", "vwap")


def match(head: Head) -> Layout | None:
    """Return how to read it where the first line names a time and the four prices; other columns are passed over."""
    for delimiter in (",", ";", "\t"):
        names = [slug(cell) for cell in head.cells(delimiter)]
        if set(_PRICES) <= set(names) and any(name in names for name in _TIMES) and len(set(names)) == len(names):
            return _layout(head, delimiter, names)
    return None


def _layout(head: Head, delimiter: str, names: list[str]) -> Layout:
    stamp = next(name for name in _TIMES if name in names)
    cell = head.first_cell(delimiter, names.index(stamp))
    is_epoch = re.fullmatch(EPOCH, cell) is not None
    numbers = [name for name in (*_PRICES, *_OTHERS) if name in names]
    texts = {name: filled(quoted(name)) for name in numbers}
    return Layout(
        importer="bancada",
        names=tuple(names),
        delimiter=delimiter,
        has_header=True,
        time=epoch_sql(quoted(stamp)) if is_epoch else iso_sql(quoted(stamp)),
        day="" if is_epoch else f"TRY_CAST({quoted(stamp)} AS TIMESTAMP)",
        clock=clock_of(cell),
        numbers={name: plain_number(text) for name, text in texts.items()},
        texts=texts,
        outputs={PriceBasis.UNSTATED: {}},
        symbol=symbol_sql(quoted("symbol")) if "symbol" in names else "",
        valid_in_zone="" if is_epoch else f"NOT {has_offset_sql(quoted(stamp))}",
        typed=_typed(names, stamp, numbers, cell),
    )


def _typed(names: list[str], stamp: str, numbers: list[str], cell: str) -> Typed:
    kinds = dict.fromkeys(names, "VARCHAR") | dict.fromkeys(numbers, "DOUBLE")
    symbol = quoted("symbol") if "symbol" in names else ""
    if re.fullmatch(EPOCH, cell):
        return Typed(kinds | {stamp: "BIGINT"}, epoch_sql(quoted(stamp)), symbol)
    form = form_of(cell)
    kinds[stamp] = "TIMESTAMP" if form else "TIMESTAMPTZ"
    return Typed(kinds, f"{quoted(stamp)}::TIMESTAMP", symbol, form)
