"""Klines as Binance publishes them: twelve cells, times in milliseconds or, since 2025, microseconds.

Source: https://github.com/binance/binance-public-data, "Klines".
"""

from __future__ import annotations

import re

from bancada.markets.importers.layout import Clock, Head, Layout, Typed, filled, plain_number, quoted, slug
from bancada.markets.importers.times import EPOCH, WHOLE_MINUTE, counted_sql, epoch_sql, iso_sql
from bancada.markets.series import PriceBasis

__all__ = ["FORM", "match"]

FORM = "open_time,open,high,low,close,volume,close_time,quote_volume,trades,taker_buy_base,taker_buy_quote,ignore"
_NAMES = tuple(FORM.split(","))
_NUMBERS = ("open", "high", "low", "close", "volume", "quote_volume", "trades", "taker_buy_base")
_OUTPUTS = {
    "buy_volume": "taker_buy_base",
    "sell_volume": "volume - taker_buy_base",
    "vwap": "CASE WHEN volume > 0 THEN quote_volume / volume END",
}


def match(head: Head) -> Layout | None:
    """Return how to read it where the first line bears Binance's names, or is a row of eleven or twelve numbers that begins with a time.

    What takers bought becomes `buy_volume`, the rest of the volume `sell_volume`; the volume in the quote currency divided by the
    volume is `vwap`, NaN where nothing was traded. Prices and times are as Binance's, in UTC.
    """
    cells = head.cells(",")
    if len(cells) not in (11, 12):
        return None
    has_header = slug(cells[0]) == "open_time" and slug(cells[6]) == "close_time"
    is_bare = bool(re.fullmatch(EPOCH, cells[0]) and re.fullmatch(EPOCH, cells[6]))
    return _layout(head, len(cells), has_header=has_header) if has_header or is_bare else None


def _layout(head: Head, width: int, *, has_header: bool) -> Layout:
    names, texts = _NAMES[:width], {name: filled(quoted(name)) for name in _NUMBERS}
    rows = [line for line in head.lines if line.strip()][int(has_header) :]
    is_epoch = not rows or re.fullmatch(EPOCH, rows[0].split(",")[0].strip()) is not None
    kinds = dict.fromkeys(names, "VARCHAR") | dict.fromkeys(_NUMBERS, "DOUBLE")
    typed = Typed(kinds | {"open_time": "BIGINT"}, epoch_sql(quoted("open_time")), whole=WHOLE_MINUTE)
    return Layout(
        importer="binance",
        names=names,
        delimiter=",",
        has_header=has_header,
        time=epoch_sql(counted_sql(quoted("open_time"))) if is_epoch else iso_sql(quoted("open_time")),
        clock=Clock.INSTANT,
        numbers={name: plain_number(text) for name, text in texts.items()},
        texts=texts,
        outputs={PriceBasis.RAW: _OUTPUTS},
        exchange="24/7",
        zone="UTC",
        typed=typed if is_epoch else None,
    )
