"""`bancada market rules | backtest`: a rule tried on a series, and what that is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bancada.bootstrap import default_bench
from bancada.cli.market.sheet import show_sheet
from bancada.cli.market.typed import BasisOption, SymbolArgument, TimeframeOption, assignments, day, found, grid
from bancada.cli.output import JsonFlag, language, show_json, show_table
from bancada.core.values import to_json
from bancada.markets.brazil.execution import Paper
from bancada.services.market.requests import BacktestRequest, Terms, WalkPlan

if TYPE_CHECKING:
    from bancada.markets.rules import Rule

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
    paper: Annotated[
        Literal["share", "etf", "bdr", "fii"] | None,
        typer.Option(
            "--paper",
            help="What taxes take a spot code of B3 for; may be left out where the code tells.",
        ),
    ] = None,
    risk_free: Annotated[
        float,
        typer.Option("--risk-free", help="Yearly rate the capital would earn without risk: 0.10; the CDI for shares."),
    ] = 0.0,
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
        capital=capital,
        size=size,
        cost_bps=cost_bps,
        cost_per_contract=cost_per_contract,
        slippage_ticks=slippage_ticks,
        stop_loss=stop_loss,
        take_profit=take_profit,
        is_flat_overnight=flat_overnight,
        allow_short=not long_only,
        paper=None if paper is None else Paper(paper),
        risk_free=risk_free,
    )
    request = BacktestRequest(rule, assignments(parameter or []), terms, day(start), day(end), random, seed)
    use = default_bench().market.backtests
    if walk_forward:
        done = use.walk_forward(info, request, WalkPlan(windows, rolling, grid(tried or [])))
    else:
        done = use.run(info, request)
    if json:
        from bancada.services.market.sheets import sheet_values

        show_json(sheet_values(done, language=language()))
        return
    show_sheet(done)


def _rule(one: Rule) -> dict[str, Any]:  # Any: JSON values
    return {
        "name": one.name,
        "title": one.title(language()),
        "about": one.describe(language()),
        "parameters": [to_json(parameter) for parameter in one.parameters],
    }
