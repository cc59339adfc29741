"""Rates of tax on gains at B3 for individuals resident in Brazil, dated, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bancada.core.errors import BadInput

__all__ = ["CHECKED_ON", "TAX_RATES", "TaxRates", "rates_on"]

CHECKED_ON = date(2025, 12, 31)
"""Day up to which the tables are known to hold; results after it carry a finding that says so."""


@dataclass(frozen=True, slots=True)
class TaxRates:
    """What held in a period.

    Attributes
    ----------
    since : date
    until : date or None
        Last day; None while it holds.
    day_trade, common, fund : Decimal
        Share of net gains: day trades; other operations; shares of real-estate funds (FII), day trades among them.
    withheld_day_trade : Decimal
        Share of a day's net gain in day trades that the broker withholds.
    withheld_sales : Decimal
        Share of the value of other sales that the broker withholds.
    withheld_minimum : Decimal
        Reais a month of withholding on sales up to which nothing is withheld.
    exempt_sales : Decimal
        Reais of common sales of shares on the spot market a month up to which their gains are exempt.
    minimum_payment : Decimal
        Reais below which a payment is added to the next.
    source : str
    """

    since: date
    until: date | None
    day_trade: Decimal
    common: Decimal
    fund: Decimal
    withheld_day_trade: Decimal
    withheld_sales: Decimal
    withheld_minimum: Decimal
    exempt_sales: Decimal
    minimum_payment: Decimal
    source: str


TAX_RATES = (
    TaxRates(
        since=date(2005, 1, 1),
        until=None,
        day_trade=Decimal("0.20"),
        common=Decimal("0.15"),
        fund=Decimal("0.20"),
        withheld_day_trade=Decimal("0.01"),
        withheld_sales=Decimal("0.00005"),
        withheld_minimum=Decimal("1.00"),
        exempt_sales=Decimal("20000.00"),
        minimum_payment=Decimal("10.00"),
        source="Lei 11.033/2004, arts. 2 and 3; Lei 8.668/1993, art. 18; IN RFB 1.585/2015, arts. 56 to 65; Lei 9.430/1996, art. 68",
    ),
)


def rates_on(day: date) -> TaxRates:
    """Return the rates that hold on a day; BadInput `tax_before_table` for days before the table begins."""
    found = next((row for row in reversed(TAX_RATES) if row.since <= day), None)
    if found is None or (found.until is not None and day > found.until):
        raise BadInput("tax_before_table", date=day.isoformat(), since=TAX_RATES[0].since.isoformat())
    return found
