"""What the trades of a backtest would have owed by the Brazilian rates, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components import findings
from app.components.market import written
from app.i18n import _, format_money, month_names
from bancada.services.market.sheets import net_after_tax

if TYPE_CHECKING:
    from bancada.markets.brazil.taxes import KindOfMonth, MonthlyTax, TaxKind
    from bancada.services.market.backtests import BacktestFound

__all__ = ["draw"]


def draw(found: BacktestFound) -> None:
    """Draw the months; nothing where the Brazilian view does not apply."""
    tax, after = found.sheet.tax, net_after_tax(found)
    if tax is None or after is None or found.paper is None:
        return
    st.markdown(
        _(
            "Tax by the Brazilian rates, taken as {paper}: **{tax}** over the span; the net result less tax is **{after}**. Losses are "
            "carried within each kind, so that one kind may owe while the other loses.",
            paper=written.paper(found.paper),
            tax=format_money(float(tax.total)),
            after=format_money(float(after)),
        )
    )
    st.caption(
        _(
            "Brokers withheld {withheld}; {to_pay} is left to pay. Withheld without a tax to be set off against: {unused}, which can be "
            "asked back in the yearly return.",
            withheld=format_money(float(tax.withheld)),
            to_pay=format_money(float(tax.to_pay)),
            unused=format_money(float(tax.unused)),
        )
    )
    written.table(
        [row for month in tax.months for row in _rows(month)],
        {
            "month": written.text_column(_("Month"), pinned=True),
            "kind": written.text_column(_("Kind")),
            "result": written.number_column(_("Result")),
            "exempt": written.number_column(_("Exempt")),
            "used": written.number_column(_("Losses set off")),
            "carried": written.number_column(_("Losses carried")),
            "taxable": written.number_column(_("Taxable")),
            "tax": written.number_column(_("Tax")),
            "withheld": written.number_column(_("Withheld")),
            "set_off": written.number_column(_("Set off")),
            "due": written.number_column(_("Due")),
        },
        key="market-tax",
    )
    findings.findings(tax.findings)


def _rows(month: MonthlyTax) -> list[dict[str, object]]:
    return [
        _row(month, kind, one)
        for kind, one in month.kinds.items()
        if any((one.result, one.exempt, one.tax, one.due, one.withheld))
    ]


def _row(month: MonthlyTax, kind: TaxKind, one: KindOfMonth) -> dict[str, object]:
    amounts = {
        "result": one.result,
        "exempt": one.exempt,
        "used": one.loss_used,
        "carried": one.loss_carried,
        "taxable": one.taxable,
        "tax": one.tax,
        "withheld": one.withheld,
        "set_off": one.set_off,
        "due": one.due,
    }
    return {
        "month": f"{month_names()[month.month.month - 1]} {month.month.year}",
        "kind": _kind(kind.value),
        **{name: format_money(float(amount)) for name, amount in amounts.items()},
    }


def _kind(code: str) -> str:
    return {"day_trade": _("day trade"), "common": _("common"), "fund": _("real-estate fund")}[code]
