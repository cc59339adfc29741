"""Monthly tax of an individual on gains at B3: what is taxed, what is exempt, what losses are carried, what is to be paid.

Three kinds never mix: day trades, other ("common") operations, and shares of real-estate funds. A loss is carried within its kind and
offsets later gains of that kind (IN RFB 1.585/2015, art. 64). Gains of common share sales on the spot market are exempt in months whose
such sales come to at most R$ 20,000 (Lei 11.033/2004, art. 3); an exempt gain uses up no loss, and a loss of such a month is carried.
What brokers withheld is set off against the tax of its kind and carried on. A payment below R$ 10 waits for the next month.

Not tax advice. Not covered: debtors abroad, shares from before 2005, subscription rights, corporate events, gold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import groupby

from bancada.core.finding import Finding, Severity
from bancada.markets.brazil.execution import Execution, Paper
from bancada.markets.brazil.matching import Matching, Result, match
from bancada.markets.brazil.tax_table import CHECKED_ON, TaxRates, rates_on

__all__ = ["KindOfMonth", "MonthlyTax", "TaxKind", "TaxStatement", "monthly_tax"]

_CENTAVO = Decimal("0.01")
_ZERO = Decimal(0)


class TaxKind(StrEnum):
    """Kinds of gains whose losses do not mix."""

    DAY_TRADE = "day_trade"
    COMMON = "common"
    FUND = "fund"


@dataclass(frozen=True, slots=True)
class KindOfMonth:
    """One kind of gains in one month, in reais.

    Attributes
    ----------
    result : Decimal
        Net gain or loss of the month, fees taken off, exempt gains left out.
    exempt : Decimal
        Gain that is exempt; 0 in months that are not.
    loss_used, loss_carried : Decimal
        Of earlier months, set off in this one; left for later ones. Positive numbers.
    taxable, tax, set_off, due : Decimal
        What is taxed; the tax on it; what brokers had withheld until then and is set off; what is left to pay.
    withheld : Decimal
        By brokers in this month, set off or not.
    """

    result: Decimal = _ZERO
    exempt: Decimal = _ZERO
    loss_used: Decimal = _ZERO
    loss_carried: Decimal = _ZERO
    taxable: Decimal = _ZERO
    tax: Decimal = _ZERO
    set_off: Decimal = _ZERO
    due: Decimal = _ZERO
    withheld: Decimal = _ZERO


@dataclass(frozen=True, slots=True)
class MonthlyTax:
    """One month.

    Attributes
    ----------
    month : date
        Its first day.
    kinds : dict of TaxKind to KindOfMonth
    share_sales : Decimal
        Common sales of shares on the spot market, which decide on the exemption.
    due : Decimal
        Of all kinds.
    waiting : Decimal
        Of earlier months, below the least payment until now.
    payable : Decimal
        What is to be paid by the last working day of the next month; 0 where it waits.
    """

    month: date
    kinds: Mapping[TaxKind, KindOfMonth]
    share_sales: Decimal
    due: Decimal
    waiting: Decimal
    payable: Decimal


@dataclass(frozen=True, slots=True)
class TaxStatement:
    """All months with a result, and what a reader must know."""

    months: tuple[MonthlyTax, ...]
    findings: tuple[Finding, ...]

    @property
    def total(self) -> Decimal:
        """Tax of all months, what brokers withheld of it and what still waits included."""
        return self._sum("tax")

    @property
    def withheld(self) -> Decimal:
        """What brokers withheld in all."""
        return self._sum("withheld")

    @property
    def to_pay(self) -> Decimal:
        """What is left to pay after what was withheld."""
        return self._sum("due")

    @property
    def unused(self) -> Decimal:
        """What was withheld and has met no tax to be set off against; it can be asked back in the yearly return."""
        return self.withheld - self._sum("set_off")

    def _sum(self, name: str) -> Decimal:
        return sum((getattr(kind, name) for month in self.months for kind in month.kinds.values()), _ZERO)


@dataclass(frozen=True, slots=True)
class _Carried:
    losses: Mapping[TaxKind, Decimal] = field(default_factory=lambda: dict.fromkeys(TaxKind, _ZERO))
    withheld: Mapping[TaxKind, Decimal] = field(default_factory=lambda: dict.fromkeys(TaxKind, _ZERO))
    waiting: Decimal = _ZERO


def monthly_tax(executions: Iterable[Execution]) -> TaxStatement:
    """Return the tax of every month in which something was realised or sold.

    Parameters
    ----------
    executions : iterable of Execution
        All of one person, raw prices, of one day in the order of trading. What came before them is taken as not held.

    Raises
    ------
    BadInput
        Executions that are none, or from before the table of rates.
    """
    matching = match(executions)
    carried = _Carried()
    months = []
    for month, results, sales in _by_month(matching):
        found, carried = _month(month, results, sales, carried)
        months.append(found)
    return TaxStatement(tuple(months), tuple(_findings(matching, months)))


_Sales = list[tuple[date, str, Paper, Decimal]]


def _by_month(matching: Matching) -> Iterator[tuple[date, list[Result], _Sales]]:
    results = {
        month: list(group)
        for month, group in groupby(sorted(matching.results, key=lambda r: r.on), key=lambda r: r.on.replace(day=1))
    }
    sales = {
        month: list(group)
        for month, group in groupby(sorted(matching.sales, key=lambda s: s[0]), key=lambda s: s[0].replace(day=1))
    }
    for month in sorted(results.keys() | sales.keys()):
        yield month, results.get(month, []), sales.get(month, [])


def _month(month: date, results: list[Result], sales: _Sales, carried: _Carried) -> tuple[MonthlyTax, _Carried]:
    rates = rates_on(month)
    share_sales = sum((value for _, _, paper, value in sales if paper is Paper.SHARE), _ZERO)
    is_exempt = share_sales <= rates.exempt_sales
    withheld = _withheld(results, sales, rates)
    kinds, losses, left = {}, {}, {}
    for kind in TaxKind:
        of_kind = [result for result in results if _kind(result) is kind]
        rate = {TaxKind.DAY_TRADE: rates.day_trade, TaxKind.COMMON: rates.common, TaxKind.FUND: rates.fund}[kind]
        gained = _gained(of_kind, is_exempt=is_exempt and kind is TaxKind.COMMON)
        available = carried.withheld[kind] + withheld[kind]
        taxed = _taxed(gained, rate, loss=carried.losses[kind], available=available)
        kinds[kind] = replace(taxed, withheld=withheld[kind])
        losses[kind] = taxed.loss_carried
        left[kind] = available - taxed.set_off
    due = sum((kind.due for kind in kinds.values()), _ZERO)
    total = due + carried.waiting
    payable = total if total >= rates.minimum_payment else _ZERO
    found = MonthlyTax(month, kinds, share_sales, due, carried.waiting, payable)
    return found, _Carried(losses, left, total - payable)


def _kind(result: Result) -> TaxKind:
    if result.paper is Paper.FII:
        return TaxKind.FUND
    return TaxKind.DAY_TRADE if result.is_day_trade else TaxKind.COMMON


def _gained(results: list[Result], *, is_exempt: bool) -> KindOfMonth:
    total = _centavos(result.gain for result in results)
    of_shares = _centavos(result.gain for result in results if result.paper is Paper.SHARE)
    exempt = of_shares if is_exempt and of_shares > 0 else _ZERO
    return KindOfMonth(result=total - exempt, exempt=exempt)


def _centavos(gains: Iterable[Decimal]) -> Decimal:
    """Return a sum in whole centavos: shares of fees and of average costs run on behind them."""
    return sum(gains, _ZERO).quantize(_CENTAVO, ROUND_HALF_UP)


def _taxed(gained: KindOfMonth, rate: Decimal, *, loss: Decimal, available: Decimal) -> KindOfMonth:
    if gained.result <= 0:
        return replace(gained, loss_carried=loss - gained.result)
    used = min(loss, gained.result)
    taxable = gained.result - used
    tax = (taxable * rate).quantize(_CENTAVO, ROUND_HALF_UP)
    set_off = min(available, tax)
    return replace(
        gained,
        loss_used=used,
        loss_carried=loss - used,
        taxable=taxable,
        tax=tax,
        set_off=set_off,
        due=tax - set_off,
    )


def _withheld(results: list[Result], sales: _Sales, rates: TaxRates) -> dict[TaxKind, Decimal]:
    """Return what brokers withheld in a month (IN RFB 1.585/2015, arts. 63 and 65).

    Of day trades a share of each day's net gain. Of everything else a tiny share of the value of sales, and of futures of the sum of daily
    settlements where it is positive when a position is closed, which is the position's gross result.
    """
    found = dict.fromkeys(TaxKind, _ZERO)
    in_day = sorted((r for r in results if r.is_day_trade), key=lambda r: (r.on, _kind(r).value))
    for (_, kind), group in groupby(in_day, key=lambda r: (r.on, _kind(r))):
        gain = sum((result.gain for result in group), _ZERO)
        found[kind] += (max(gain, _ZERO) * rates.withheld_day_trade).quantize(_CENTAVO, ROUND_DOWN)
    settled = sum(
        (max(r.gain + r.fees, _ZERO) for r in results if r.paper is Paper.FUTURE and not r.is_day_trade), _ZERO
    )
    sold = {
        kind: sum((value for _, _, paper, value in sales if paper in papers), _ZERO)
        for kind, papers in ((TaxKind.FUND, {Paper.FII}), (TaxKind.COMMON, set(Paper) - {Paper.FII, Paper.FUTURE}))
    }
    for kind, base in ((TaxKind.FUND, sold[TaxKind.FUND]), (TaxKind.COMMON, sold[TaxKind.COMMON] + settled)):
        amount = (base * rates.withheld_sales).quantize(_CENTAVO, ROUND_DOWN)
        found[kind] += amount if amount > rates.withheld_minimum else _ZERO
    return found


def _findings(matching: Matching, months: list[MonthlyTax]) -> Iterator[Finding]:
    yield Finding("tax_not_advice", Severity.INFO, None, {"date": CHECKED_ON.isoformat()})
    if matching.positions:
        held = sorted(matching.positions)
        yield Finding("tax_still_held", Severity.INFO, None, {"symbols": held})
    if months and months[-1].month > CHECKED_ON:
        yield Finding(
            "tax_table_may_be_old",
            Severity.CAUTION,
            None,
            {"date": CHECKED_ON.isoformat(), "month": f"{months[-1].month:%Y-%m}"},
        )
