"""How a tear sheet is printed: the verdict and what it asks, what to doubt, the figures beside holding and beside chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bancada.cli.market.sheet_parts import bps, shares, show_cells, show_falls, show_months, show_tax, show_trades
from bancada.cli.output import language, say, show_findings, show_table
from bancada.cli.shown import decimal, one_of
from bancada.core.messages import render
from bancada.markets.backtest.spec import Sizing
from bancada.services.market.cautions import is_below_holding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bancada.markets.backtest import BacktestSpec
    from bancada.markets.performance import Column, Condition, CostAnalysis, Figure, MultipleTesting, Setup
    from bancada.services.market.backtests import BacktestFound

__all__ = ["show_sheet"]


def show_sheet(done: BacktestFound) -> None:
    """Print a backtest as it was judged."""
    sheet = done.sheet
    _show_setup(sheet.setup)
    show_findings([sheet.verdict, *done.beside_holding])
    _show_conditions(sheet.conditions)
    show_findings(one for one in sheet.findings if not is_below_holding(one))
    _show_figures(sheet.columns)
    _show_costs(sheet.costs)
    show_trades(sheet.trades)
    show_falls(sheet.drawdowns)
    show_months(sheet.months, sheet.years)
    entered = one_of("net of the bars, trades entered", "líquido das barras, operações abertas")
    show_cells(one_of("By year", "Por ano"), sheet.years)
    show_cells(f"{one_of('By hour', 'Por hora')} ({entered})", sheet.hours)
    show_cells(f"{one_of('By regime', 'Por regime')} ({entered})", sheet.regimes)
    show_cells(one_of("By side", "Por lado"), sheet.sides)
    _show_testing(sheet.testing)
    show_tax(done)
    _show_windows(done)


def _show_setup(setup: Setup) -> None:
    told = ", ".join(f"{name}={value:g}" for name, value in setup.rule.parameters.items())
    stray = (
        one_of(f" and {setup.n_stray_days} days that are none", f" e {setup.n_stray_days} dias que não são pregão")
        if setup.n_stray_days
        else ""
    )
    say(
        f"{setup.rule.name} ({told}) on {setup.symbol} {setup.timeframe.value}, {setup.basis.value} prices, "
        f"{setup.first_on} to {setup.last_on}: {setup.n_bars} bars, {setup.n_sessions} sessions{stray}, {setup.n_rolls} rolls",
        f"{setup.rule.name} ({told}) em {setup.symbol} {setup.timeframe.value}, preços {setup.basis.value}, "
        f"{setup.first_on} a {setup.last_on}: {setup.n_bars} barras, {setup.n_sessions} pregões{stray}, {setup.n_rolls} rolagens",
    )
    spec = setup.spec
    rate = decimal(100 * setup.risk_free_annual, 2)
    say(
        f"capital {decimal(spec.capital, 2)}, size {_size(spec)}, {decimal(spec.costs.bps, 2)} bps and "
        f"{decimal(spec.costs.per_contract, 2)} a contract each side, slippage {decimal(spec.costs.slippage_ticks, 1)} ticks "
        f"+ {decimal(spec.costs.slippage_bps, 1)} bps, rate without risk {rate}% a year",
        f"capital {decimal(spec.capital, 2)}, tamanho {_size(spec)}, {decimal(spec.costs.bps, 2)} bps e "
        f"{decimal(spec.costs.per_contract, 2)} por contrato em cada lado, derrapagem {decimal(spec.costs.slippage_ticks, 1)} ticks "
        f"+ {decimal(spec.costs.slippage_bps, 1)} bps, taxa sem risco {rate}% ao ano",
    )
    say(
        f"beside it {setup.n_random} random strategies: {_dealt(setup.random_method)}",
        f"ao lado, {setup.n_random} estratégias aleatórias: {_dealt(setup.random_method)}",
    )


def _dealt(method: str) -> str:
    return {
        "shift": one_of("its positions turned round in time", "as posições da regra giradas no tempo"),
        "session_shift": one_of(
            "its positions turned round by whole sessions, each at its time of day",
            "as posições da regra giradas por pregões inteiros, cada uma em seu horário",
        ),
        "sessions": one_of("its sessions in a random order", "os pregões da regra em ordem aleatória"),
        "runs": one_of("its holdings in a random order", "as posições da regra em ordem aleatória"),
    }[method]


def _size(spec: BacktestSpec) -> str:
    if spec.sizing is Sizing.UNITS:
        return f"{spec.size:g}"
    whole = (
        one_of("of the capital", "do capital")
        if spec.sizing is Sizing.CAPITAL
        else one_of("of equity", "do patrimônio")
    )
    return f"{spec.size:.0%} {whole}"


def _show_conditions(conditions: Sequence[Condition]) -> None:
    rows = [
        (
            one_of("holds", "atendida") if one.holds else one_of("missed", "não atendida"),
            one.finding.message(language()),
            "-" if one.value is None else decimal(one.value, 3),
        )
        for one in conditions
    ]
    show_table(
        ("", one_of("condition", "condição"), one_of("found", "encontrado")),
        rows,
        title=one_of("What the verdict asks", "O que o veredito exige"),
        wrap=1,
    )


def _show_figures(columns: Sequence[Column]) -> None:
    own, held, chance = columns
    by_name = [{figure.name: figure for figure in column.figures} for column in (held, chance)]
    of_chance = [figure for figure in chance.figures if figure.name.startswith("chance_")]
    rows = [
        (
            render(f"performance_figure_{figure.name}", {}, language=language()),
            _value(figure) if figure not in of_chance else "-",
            "-" if figure.interval is None else _span(figure),
            *(_value(other[figure.name]) if figure.name in other else "-" for other in by_name),
        )
        for figure in (*own.figures, *of_chance)
    ]
    show_table(("figure", "rule", "95%", "buy and hold", "random, median"), rows)


def _value(figure: Figure) -> str:
    return "-" if figure.value is None else _written(figure.value, figure.kind.value)


def _span(figure: Figure) -> str:
    if figure.interval is None:
        return "-"
    low, high = (_written(end, figure.kind.value) for end in (figure.interval.low, figure.interval.high))
    return f"{low} {one_of('to', 'a')} {high}"


def _written(value: float, kind: str) -> str:
    if kind in ("share", "probability"):
        return f"{decimal(100 * value, 2)}%"
    return decimal(value, 0 if kind in ("count", "sessions") else 2)


def _show_costs(costs: CostAnalysis) -> None:
    say(
        f"Before costs {decimal(costs.before_costs, 2)}, slippage {decimal(costs.slippage, 2)}, fees {decimal(costs.fees, 2)}, "
        f"net {decimal(costs.net, 2)}; paid {bps(costs.paid_bps)}, break-even {bps(costs.break_even_bps)} a side",
        f"Antes dos custos {decimal(costs.before_costs, 2)}, derrapagem {decimal(costs.slippage, 2)}, taxas {decimal(costs.fees, 2)}, "
        f"líquido {decimal(costs.net, 2)}; pago {bps(costs.paid_bps)}, equilíbrio {bps(costs.break_even_bps)} por lado",
    )


def _show_testing(testing: MultipleTesting) -> None:
    say(
        f"Trials on this symbol: {testing.n_trials} (about {decimal(testing.n_effective, 1)} independent); probabilistic Sharpe "
        f"{shares(testing.probabilistic)}, deflated {shares(testing.deflated)}",
        f"Tentativas neste código: {testing.n_trials} (cerca de {decimal(testing.n_effective, 1)} independentes); Sharpe probabilístico "
        f"{shares(testing.probabilistic)}, deflacionado {shares(testing.deflated)}",
    )
    needed, deflated = _needed(testing.min_sessions), _needed(testing.min_sessions_deflated)
    say(
        f"Minimum track record for 95%, sessions: {needed} for a Sharpe ratio above 0, {deflated} for one above the best by luck; there are "
        f"{testing.n_sessions}",
        f"Histórico mínimo para 95%, em pregões: {needed} para um Sharpe acima de 0, {deflated} para um acima do melhor por sorte; há "
        f"{testing.n_sessions}",
    )
    if testing.skew is not None and testing.kurtosis is not None:
        skew, kurtosis = decimal(testing.skew, 2), decimal(testing.kurtosis, 1)
        say(
            f"Results of a session: skew {skew}, kurtosis {kurtosis} (3 for a Gaussian)",
            f"Resultados por pregão: assimetria {skew}, curtose {kurtosis} (3 na gaussiana)",
        )
    if testing.overfitting is not None and testing.superior is not None:
        overfit, superior = shares(testing.overfitting.probability), decimal(testing.superior.p_consistent, 3)
        n_rules = testing.superior.n_rules
        say(
            f"Among the {n_rules} trials over these very sessions: probability of overfitting {overfit}, p of the best one {superior}",
            f"Entre as {n_rules} tentativas nestes mesmos pregões: probabilidade de sobreajuste {overfit}, p da melhor {superior}",
        )


def _needed(sessions: float | None) -> str:
    return one_of("none would do", "nenhum bastaria") if sessions is None else decimal(sessions, 0)


def _show_windows(done: BacktestFound) -> None:
    if not done.windows:
        return
    show_table(
        ("trained from", "to", "judged from", "to", "chosen", "Sharpe before", "Sharpe after"),
        [
            (
                one.train_from,
                one.train_to,
                one.test_from,
                one.test_to,
                ", ".join(f"{name}={value:g}" for name, value in one.parameters.items()),
                *("-" if sharpe is None else decimal(sharpe, 3) for sharpe in (one.train_sharpe, one.test_sharpe)),
            )
            for one in done.windows
        ],
        title=one_of(
            f"Walk-forward among {done.n_combinations} sets of parameters (Sharpe of one session)",
            f"Walk-forward entre {done.n_combinations} conjuntos de parâmetros (Sharpe de um pregão)",
        ),
    )
