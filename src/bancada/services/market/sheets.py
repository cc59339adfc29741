"""A tear sheet as JSON values: sentences beside codes, tax in whole centavos, distributions instead of every draw."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.values import to_json

if TYPE_CHECKING:
    from bancada.markets.brazil.taxes import KindOfMonth, MonthlyTax, TaxStatement
    from bancada.markets.performance import MultipleTesting, Overfitting
    from bancada.services.market.backtests import BacktestFound

__all__ = ["net_after_tax", "sheet_values"]

_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_DRAWS = ("logits", "best_inside", "best_outside")
"""One value a split of an overfitting test: 12,870 of each."""


# Any: JSON values.
def sheet_values(found: BacktestFound, *, language: str) -> dict[str, Any]:
    """Return a backtest as it was judged, as JSON values.

    Parameters
    ----------
    found : BacktestFound
    language : str
        "en" or "pt_BR": of the sentences, which stand beside their codes in the order of these.

    Returns
    -------
    dict
        The fields of `TearSheet`; `verdict_message`, `messages` of its findings, `conditions` with theirs; `windows` and
        `n_combinations` of a walk-forward. Amounts of tax are integers, `..._centavos`. Of the test of overfitting, quantiles of its
        `logits`, `best_inside` and `best_outside`.
    """
    sheet = found.sheet
    bare = replace(sheet, tax=None, testing=_without_draws(sheet.testing))
    return {
        **to_json(bare),
        "verdict_message": sheet.verdict.message(language),
        "messages": [finding.message(language) for finding in sheet.findings],
        "conditions": [{**to_json(one), "message": one.finding.message(language)} for one in sheet.conditions],
        "testing": {**to_json(_without_draws(sheet.testing)), "overfitting": _overfitting(sheet.testing.overfitting)},
        "tax": None if sheet.tax is None else _tax(found, sheet.tax, language),
        "windows": [to_json(window) for window in found.windows],
        "n_combinations": found.n_combinations,
    }


def net_after_tax(found: BacktestFound) -> Decimal | None:
    """Return the net result less the tax on it, in reais, whoever pays it in; None where no tax was reckoned."""
    tax = found.sheet.tax
    return None if tax is None else Decimal(repr(float(found.backtest.net))).quantize(Decimal("0.01")) - tax.total


def _without_draws(testing: MultipleTesting) -> MultipleTesting:
    over = testing.overfitting
    if over is None:
        return testing
    return replace(testing, overfitting=replace(over, logits=(), best_inside=(), best_outside=()))


def _overfitting(over: Overfitting | None) -> dict[str, Any] | None:  # Any: JSON values
    if over is None:
        return None
    told = to_json(replace(over, logits=(), best_inside=(), best_outside=()))
    return {**told, **{name: _quantiles(getattr(over, name)) for name in _DRAWS}}


def _quantiles(values: tuple[float, ...]) -> dict[str, float]:
    return {
        f"{share:g}": value for share, value in zip(_QUANTILES, np.quantile(values, _QUANTILES).tolist(), strict=True)
    }


def _tax(found: BacktestFound, tax: TaxStatement, language: str) -> dict[str, Any]:  # Any: JSON values
    return {
        "paper": found.paper,
        "months": [_month(one) for one in tax.months],
        "total_centavos": _centavos(tax.total),
        "withheld_centavos": _centavos(tax.withheld),
        "to_pay_centavos": _centavos(tax.to_pay),
        "unused_centavos": _centavos(tax.unused),
        "net_after_tax_centavos": _centavos(net_after_tax(found) or Decimal(0)),
        "findings": [to_json(one) for one in tax.findings],
        "messages": [one.message(language) for one in tax.findings],
    }


def _month(month: MonthlyTax) -> dict[str, Any]:  # Any: JSON values
    return {
        "month": month.month.isoformat(),
        "kinds": {kind.value: _amounts(one) for kind, one in month.kinds.items()},
        **{
            f"{name}_centavos": _centavos(getattr(month, name)) for name in ("share_sales", "due", "waiting", "payable")
        },
    }


def _amounts(kind: KindOfMonth) -> dict[str, int]:
    return {f"{one.name}_centavos": _centavos(getattr(kind, one.name)) for one in fields(kind)}


def _centavos(reais: Decimal) -> int:
    return int((reais * 100).to_integral_value())
