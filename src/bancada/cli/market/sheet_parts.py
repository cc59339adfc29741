"""The parts of a printed tear sheet: trades, drawdowns, months, hours and regimes, tax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bancada.cli.output import say, show_findings, show_table
from bancada.cli.shown import decimal, interval, one_of
from bancada.markets.brazil.execution import Paper

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bancada.markets.performance import Cell, DatedDrawdown, TradeStatistics
    from bancada.services.market.backtests import BacktestFound

__all__ = ["bps", "shares", "show_cells", "show_falls", "show_months", "show_tax", "show_trades"]


_PAPERS = {
    Paper.SHARE: ("share or unit", "ação ou unit"),
    Paper.ETF: ("ETF", "ETF"),
    Paper.BDR: ("BDR", "BDR"),
    Paper.FII: ("real-estate fund", "fundo imobiliário"),
    Paper.FUTURE: ("future", "futuro"),
}


def bps(value: float | None) -> str:
    """Return a cost of a side; a dash for none."""
    return "-" if value is None else f"{decimal(value, 2)} bps"


def shares(value: float | None) -> str:
    """Return a fraction in per cent; a dash for none."""
    return "-" if value is None else f"{decimal(100 * value, 1)}%"


def show_trades(stats: TradeStatistics) -> None:
    """Print how the results of trades spread; nothing without a trade."""
    if not stats.n:
        return
    quantiles = " / ".join(decimal(value, 2) for value in stats.quantiles)
    skew, kurtosis = _number(stats.skew), _number(stats.kurtosis)
    say(
        f"Net results of trades, least, 5, 25, 50, 75, 95%, most: {quantiles}; skew {skew}, kurtosis {kurtosis}; longest run of gains "
        f"{stats.longest_won}, of losses {stats.longest_lost}",
        f"Resultados líquidos das operações, menor, 5, 25, 50, 75, 95%, maior: {quantiles}; assimetria {skew}, curtose {kurtosis}; maior "
        f"sequência de ganhos {stats.longest_won}, de perdas {stats.longest_lost}",
    )


def show_falls(falls: Sequence[DatedDrawdown]) -> None:
    """Print the deepest drawdowns with their dates; nothing where there are none."""
    if not falls:
        return
    show_table(
        (
            one_of("fall", "queda"),
            one_of("amount", "valor"),
            one_of("peak", "pico"),
            one_of("trough", "fundo"),
            one_of("recovered", "recuperado"),
            "sessions",
        ),
        [
            (
                shares(one.depth) if one.depth <= 1 else one_of("all capital", "todo o capital"),
                decimal(one.amount, 2),
                _on(one.peak_on, one_of("start", "início")),
                one.trough_on,
                _on(one.recovery_on, one_of("not yet", "ainda não")),
                one.sessions,
            )
            for one in falls
        ],
        title=one_of("Deepest drawdowns", "Maiores rebaixamentos"),
    )


def show_months(months: Sequence[Cell], years: Sequence[Cell]) -> None:
    """Print the net return on the capital of every month and year, in per cent."""
    share = {cell.label: decimal(100 * cell.share, 1) for cell in (*months, *years)}
    show_table(
        (one_of("year", "ano"), *(f"{month:02d}" for month in range(1, 13)), one_of("whole", "total")),
        [
            (year.label, *(share.get(f"{year.label}-{month:02d}", "") for month in range(1, 13)), share[year.label])
            for year in years
        ],
        title=one_of("Net return on the capital by month, %", "Retorno líquido sobre o capital por mês, %"),
    )


def show_cells(title: str, cells: Sequence[Cell]) -> None:
    """Print one way of parting a backtest; nothing where there is no part."""
    if not cells:
        return
    show_table(
        ("part", "sessions", "trades", "net", "mean trade", "95%"),
        [
            (
                cell.label,
                cell.n_sessions,
                cell.n_trades,
                decimal(cell.pnl, 2),
                _number(cell.mean_trade),
                "-" if cell.interval is None else interval(cell.interval, 2),
            )
            for cell in cells
        ],
        title=title,
    )


def show_tax(done: BacktestFound) -> None:
    """Print what an individual would owe; nothing where no tax was reckoned, which a finding explains."""
    from bancada.services.market.sheets import net_after_tax

    tax, after = done.sheet.tax, net_after_tax(done)
    if tax is None or after is None or done.paper is None:
        return
    owed, withheld, left, unused, net = (
        f"R$ {decimal(float(amount), 2)}" for amount in (tax.total, tax.withheld, tax.to_pay, tax.unused, after)
    )
    paper = _PAPERS[done.paper]
    say(
        f"Tax by the Brazilian rates, as {paper[0]}, over {len(tax.months)} months: owed {owed}; withheld by brokers {withheld}, "
        f"left to pay {left}, withheld and not set off {unused}; net after tax {net}",
        f"Imposto pelas alíquotas brasileiras, como {paper[1]}, em {len(tax.months)} meses: devido {owed}; retido pelas corretoras "
        f"{withheld}, a pagar {left}, retido e não compensado {unused}; líquido depois do imposto {net}",
    )
    show_findings(tax.findings)


def _on(day: date | None, otherwise: str) -> str:
    return otherwise if day is None else day.isoformat()


def _number(value: float | None) -> str:
    return "-" if value is None else decimal(value, 2)
