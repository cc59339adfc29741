"""`bancada market rules | backtest`: a rule tried on a series, and what that is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bancada.bootstrap import default_bench
from bancada.cli.market.typed import BasisOption, SymbolArgument, TimeframeOption, assignments, day, found, grid
from bancada.cli.output import JsonFlag, language, say, show_findings, show_json, show_table
from bancada.cli.shown import decimal, interval, one_of
from bancada.core.messages import render
from bancada.core.values import to_json
from bancada.markets.backtest.spec import Sizing
from bancada.services.market.requests import BacktestRequest, Terms, WalkPlan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bancada.markets.backtest import BacktestSpec
    from bancada.markets.performance import Cell, Column, Figure, MultipleTesting, TearSheet
    from bancada.services.market.backtests import BacktestFound

__all__ = ["backtest", "rules"]


def rules(json: JsonFlag = False) -> None:
    """List the rules that can be tried, with their parameters and ranges."""
    known = default_bench().market.backtests.rules()
    if json:
        show_json({"rules": [_rule(one) for one in known]})
        return
    show_table(
        ("rule", "what it does", "parameters"),
        [
            (
                one.name,
                one.describe(language()),
                ", ".join(f"{p.name}={p.default:g} ({p.low:g}..{p.high:g})" for p in one.parameters),
            )
            for one in known
        ],
        wrap=1,
    )


def backtest(
    symbol: SymbolArgument,
    rule: Annotated[str, typer.Option("--rule", help="As `bancada market rules` lists it.")] = "ema_cross",
    parameter: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE of the rule; repeatable.")] = None,
    capital: Annotated[float | None, typer.Option("--capital", min=0.01, help="Stated capital.")] = None,
    size: Annotated[
        float | None, typer.Option("--size", min=0.0, help="Contracts or shares a unit of position.")
    ] = None,
    cost_bps: Annotated[float | None, typer.Option("--cost-bps", min=0.0, help="Of the value of each side.")] = None,
    cost_per_contract: Annotated[
        float | None, typer.Option("--cost-per-contract", min=0.0, help="Of each side, in currency.")
    ] = None,
    slippage_ticks: Annotated[
        float, typer.Option("--slippage-ticks", min=0.0, help="That each fill is worse by.")
    ] = 1.0,
    stop_loss: Annotated[float | None, typer.Option("--stop-loss", help="Fraction of the entry price: 0.01.")] = None,
    take_profit: Annotated[float | None, typer.Option("--take-profit", help="Fraction of the entry price.")] = None,
    flat_overnight: Annotated[
        bool, typer.Option("--flat-overnight", help="Close at the session's last bar (day trade).")
    ] = False,
    long_only: Annotated[bool, typer.Option("--long-only", help="A short signal means flat.")] = False,
    start: Annotated[str | None, typer.Option("--from", help="First day, 2019-01-02.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="First day that is not used.")] = None,
    random: Annotated[int, typer.Option("--random", min=20, max=10_000, help="Random strategies beside it.")] = 500,
    seed: Annotated[int, typer.Option("--seed", help="Of what is drawn.")] = 7,
    walk_forward: Annotated[
        bool, typer.Option("--walk-forward", help="Choose parameters on earlier sessions; every set tried counts.")
    ] = False,
    windows: Annotated[
        int, typer.Option("--windows", min=1, max=50, help="Of --walk-forward: that are judged one after another.")
    ] = 5,
    rolling: Annotated[
        bool, typer.Option("--rolling", help="Of --walk-forward: choose on the latest sessions, not on all before.")
    ] = False,
    tried: Annotated[
        list[str] | None,
        typer.Option("--grid", help="Of --walk-forward: NAME=V1;V2;V3, repeatable; without it a few values around."),
    ] = None,
    timeframe: TimeframeOption = None,
    basis: BasisOption = None,
    json: JsonFlag = False,
) -> None:
    """Try a rule on a series: tear sheet with costs, beside buying and holding and random strategies with the same turnover."""
    info = found(symbol, timeframe, basis)
    terms = Terms(
        capital,
        size,
        cost_bps,
        cost_per_contract,
        slippage_ticks,
        stop_loss,
        take_profit,
        flat_overnight,
        not long_only,
    )
    request = BacktestRequest(rule, assignments(parameter or []), terms, day(start), day(end), random, seed)
    use = default_bench().market.backtests
    if walk_forward:
        done = use.walk_forward(info, request, WalkPlan(windows, rolling, grid(tried or [])))
    else:
        done = use.run(info, request)
    if json:
        show_json(_json(done))
        return
    _show(done.sheet)
    _show_windows(done)


# Any: JSON values.
def _rule(one: Any) -> dict[str, Any]:  # Any: a Rule holds a function, which no JSON has
    return {
        "name": one.name,
        "title": one.title(language()),
        "about": one.describe(language()),
        "parameters": [to_json(parameter) for parameter in one.parameters],
    }


def _json(done: BacktestFound) -> dict[str, Any]:  # Any: JSON values
    return {
        **to_json(done.sheet),
        "verdict_message": done.sheet.verdict.message(language()),
        "windows": [to_json(window) for window in done.windows],
        "n_combinations": done.n_combinations,
    }


def _show(sheet: TearSheet) -> None:
    setup, costs = sheet.setup, sheet.costs
    told = ", ".join(f"{name}={value:g}" for name, value in setup.rule.parameters.items())
    say(
        f"{setup.rule.name} ({told}) on {setup.symbol} {setup.timeframe.value}, {setup.basis.value} prices, "
        f"{setup.first_on} to {setup.last_on}: {setup.n_bars} bars, {setup.n_sessions} sessions, {setup.n_rolls} rolls",
        f"{setup.rule.name} ({told}) em {setup.symbol} {setup.timeframe.value}, preços {setup.basis.value}, "
        f"{setup.first_on} a {setup.last_on}: {setup.n_bars} barras, {setup.n_sessions} pregões, {setup.n_rolls} rolagens",
    )
    spec = setup.spec
    say(
        f"capital {decimal(spec.capital, 2)}, size {_size(spec)}, {decimal(spec.costs.bps, 2)} bps and "
        f"{decimal(spec.costs.per_contract, 2)} a contract each side, slippage {decimal(spec.costs.slippage_ticks, 1)} ticks "
        f"+ {decimal(spec.costs.slippage_bps, 1)} bps",
        f"capital {decimal(spec.capital, 2)}, tamanho {_size(spec)}, {decimal(spec.costs.bps, 2)} bps e "
        f"{decimal(spec.costs.per_contract, 2)} por contrato em cada lado, derrapagem {decimal(spec.costs.slippage_ticks, 1)} ticks "
        f"+ {decimal(spec.costs.slippage_bps, 1)} bps",
    )
    show_findings([sheet.verdict])
    show_findings(sheet.findings)
    _show_figures(sheet.columns)
    say(
        f"Before costs {decimal(costs.before_costs, 2)}, slippage {decimal(costs.slippage, 2)}, fees {decimal(costs.fees, 2)}, "
        f"net {decimal(costs.net, 2)}; paid {_bps(costs.paid_bps)}, break-even {_bps(costs.break_even_bps)} a side",
        f"Antes dos custos {decimal(costs.before_costs, 2)}, derrapagem {decimal(costs.slippage, 2)}, taxas {decimal(costs.fees, 2)}, "
        f"líquido {decimal(costs.net, 2)}; pago {_bps(costs.paid_bps)}, equilíbrio {_bps(costs.break_even_bps)} por lado",
    )
    entered = one_of("net of the bars, trades entered", "líquido das barras, operações abertas")
    for title, cells in (
        (one_of("By year", "Por ano"), sheet.years),
        (f"{one_of('By hour', 'Por hora')} ({entered})", sheet.hours),
        (f"{one_of('By regime', 'Por regime')} ({entered})", sheet.regimes),
        (one_of("By side", "Por lado"), sheet.sides),
    ):
        if cells:
            _show_cells(title, cells)
    _show_testing(sheet.testing)
    if sheet.tax is not None:
        say(
            f"Tax by the Brazilian rates: R$ {decimal(float(sheet.tax.total), 2)} over {len(sheet.tax.months)} months.",
            f"Imposto pelas alíquotas brasileiras: R$ {decimal(float(sheet.tax.total), 2)} em {len(sheet.tax.months)} meses.",
        )
        show_findings(sheet.tax.findings)


def _show_testing(testing: MultipleTesting) -> None:
    say(
        f"Trials on this series: {testing.n_trials} (about {decimal(testing.n_effective, 1)} independent); probabilistic Sharpe "
        f"{_share(testing.probabilistic)}, deflated {_share(testing.deflated)}",
        f"Tentativas nesta série: {testing.n_trials} (cerca de {decimal(testing.n_effective, 1)} independentes); Sharpe probabilístico "
        f"{_share(testing.probabilistic)}, deflacionado {_share(testing.deflated)}",
    )
    if testing.overfitting is not None and testing.superior is not None:
        overfit, superior = _share(testing.overfitting.probability), decimal(testing.superior.p_consistent, 3)
        n_rules = testing.superior.n_rules
        say(
            f"Among the {n_rules} trials over these very sessions: probability of overfitting {overfit}, p of the best one {superior}",
            f"Entre as {n_rules} tentativas nestes mesmos pregões: probabilidade de sobreajuste {overfit}, p da melhor {superior}",
        )


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


def _show_cells(title: str, cells: Sequence[Cell]) -> None:
    show_table(
        ("part", "sessions", "trades", "net", "mean trade", "95%"),
        [
            (
                cell.label,
                cell.n_sessions,
                cell.n_trades,
                decimal(cell.pnl, 2),
                "-" if cell.mean_trade is None else decimal(cell.mean_trade, 2),
                "-" if cell.interval is None else interval(cell.interval, 2),
            )
            for cell in cells
        ],
        title=title,
    )


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


def _size(spec: BacktestSpec) -> str:
    if spec.sizing is Sizing.UNITS:
        return f"{spec.size:g}"
    whole = (
        one_of("of the capital", "do capital")
        if spec.sizing is Sizing.CAPITAL
        else one_of("of equity", "do patrimônio")
    )
    return f"{spec.size:.0%} {whole}"


def _bps(value: float | None) -> str:
    return "-" if value is None else f"{decimal(value, 2)} bps"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{decimal(100 * value, 1)}%"
