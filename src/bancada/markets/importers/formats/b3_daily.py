"""Daily bars of one share of B3 as circulated with the names dateStock, ticker, openValueStock and so on."""

from __future__ import annotations

from bancada.core.finding import Finding, Severity
from bancada.markets.importers.layout import Clock, Head, Layout, filled, plain_number, quoted
from bancada.markets.importers.naming import symbol_sql
from bancada.markets.series import PriceBasis
from bancada.markets.timeframe import Timeframe

__all__ = ["FORM", "match"]

FORM = "dateStock,ticker,nameCompany,openValueStock,highValueStock,lowValueStock,closeValueStock,quantityStock"
_NUMBERS = {
    "openValueStock": "open",
    "highValueStock": "high",
    "lowValueStock": "low",
    "closeValueStock": "close",
    "quantityStock": "volume",
}


def match(head: Head) -> Layout | None:
    """Return how to read it where the first line bears these names.

    The file does not say what was done to its prices. They lie below those traded, the further back the more, with more digits than
    a price of B3 has: they are taken for total return, and `b3_daily_basis_believed` says so.
    """
    names = head.cells(",")
    if not {"dateStock", "ticker", *_NUMBERS} - {"quantityStock"} <= set(names) or len(set(names)) < len(names):
        return None
    texts = {number: filled(quoted(name)) for name, number in _NUMBERS.items() if name in names}
    return Layout(
        importer="b3-daily",
        names=tuple(names),
        delimiter=",",
        has_header=True,
        time='TRY_CAST("dateStock" AS TIMESTAMP)',
        clock=Clock.LOCAL,
        numbers={name: plain_number(text) for name, text in texts.items()},
        texts=texts,
        outputs={PriceBasis.TOTAL_RETURN: {}},
        symbol=symbol_sql(quoted("ticker")),
        timeframe=Timeframe.D1,
        exchange="BVMF",
        zone="America/Sao_Paulo",
        findings=(Finding("b3_daily_basis_believed", Severity.CAUTION),),
    )
