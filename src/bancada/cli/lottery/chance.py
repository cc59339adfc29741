"""`bancada lottery backtest | randomness | odds`: what chance says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.lottery.shown import decimal, interval, messages, money, with_messages
from bancada.cli.output import JsonFlag, language, say, show_findings, show_json, show_table
from bancada.cli.progress import progress_bar
from bancada.domains.lottery.choices import Rule

if TYPE_CHECKING:
    from bancada.domains.lottery.significance import BacktestReport

__all__ = ["backtest", "odds", "randomness"]


def backtest(
    model: Annotated[str | None, typer.Option(help="Saved model.")] = None,
    rule: Annotated[Rule | None, typer.Option(help="Rule that needs no training.")] = None,
    from_: Annotated[int | None, typer.Option("--from", help="First contest bet on.")] = None,
    to: Annotated[int | None, typer.Option("--to", help="Last contest bet on.")] = None,
    k: Annotated[int, typer.Option(min=1, help="Draws that last-k looks back.")] = 100,
    seed: Annotated[int, typer.Option(help="Of the tickets of the rule uniform.")] = 7,
    blocks: Annotated[int, typer.Option(min=1, help="Times that a model is fitted anew on draws it has seen.")] = 5,
    json: JsonFlag = False,
) -> None:
    """Judge a model or a rule on past draws: hits beside chance, exact p-value, corrected for all that was tried.

    A model is judged as it is on contests after the last it learned from; for earlier ones it is fitted anew before each
    block of contests, on the draws before it.
    """
    from bancada.services.lottery.requests import BacktestRequest

    request = BacktestRequest(
        rule=rule.value if rule else "", model=model or "", first=from_, last=to, k=k, seed=seed, blocks=blocks
    )
    with progress_bar(model or request.rule, quiet=json) as on_progress:
        report = default_bench().lottery.chance.backtest(request, on_progress=on_progress)
    if json:
        show_json(with_messages(report, report.findings))
        return
    _show_backtest(report)


def _show_backtest(report: BacktestReport) -> None:
    is_portuguese = language() == "pt_BR"
    say(
        f"{report.name}: contests {report.first} to {report.last}, {report.n_draws} draws ({report.source.value})",
        f"{report.name}: concursos {report.first} a {report.last}, {report.n_draws} sorteios ({report.source.value})",
    )
    rows: list[tuple[str, float, str, float | None]] = [
        ("acertos por sorteio" if is_portuguese else "hits a draw", report.mean_hits, interval(report.interval), 9.0)
    ]
    for name, score in (("log-loss", report.log_loss), ("Brier", report.brier)):
        if score is not None:
            rows.append((name, score.mean, interval(score.interval, 4), score.uniform))
    show_table(("what", "value", "95%", "chance"), rows)
    show_table(
        ("hits", "draws", "expected"), [(count.hits, count.n_draws, count.expected) for count in report.distribution]
    )
    say(
        f"p = {report.p_value:.4f} (exact, one-sided), corrected for {report.n_tried} tried: {report.p_adjusted:.4f}. "
        f"So many draws would show a gain of {report.smallest_effect:.3f} hit.",
        f"p = {report.p_value:.4f} (exato, unilateral), corrigido por {report.n_tried} tentativas: {report.p_adjusted:.4f}. "
        f"Tantos sorteios mostrariam um ganho de {report.smallest_effect:.3f} acerto.",
    )
    show_findings(report.findings)


def randomness(
    histories: Annotated[int, typer.Option(min=100, max=100_000, help="Simulated fair histories.")] = 10_000,
    seed: Annotated[int, typer.Option(help="Of the simulation.")] = 7,
    json: JsonFlag = False,
) -> None:
    """Test the record for what a fair game would not give, whole and by blocks of 1,000 contests."""
    with progress_bar("p = (1 + b) / (1 + N)", quiet=json) as on_progress:
        report = default_bench().lottery.chance.randomness(n_histories=histories, seed=seed, on_progress=on_progress)
    if json:
        show_json(with_messages(report, report.findings))
        return
    show_table(
        ("test", "from", "to", "statistic", "degrees", "p", "p corrected"),
        [
            (one.test.value, one.first, one.last, one.statistic, one.degrees, one.p_value, one.p_adjusted)
            for one in report.results
        ],
    )
    show_findings(report.findings)


def odds(
    size: Annotated[
        int | None, typer.Option(min=15, max=20, help="Numbers on the ticket; all sizes by default.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Show what playing costs, the exact odds, and what comes back."""
    found = default_bench().lottery.chance.economics()
    shown = [one for one in found.odds if size in (None, one.size)]
    if json:
        show_json(
            {
                "odds": [
                    {
                        "size": one.size,
                        "n_bets": one.n_bets,
                        "cost_centavos": one.cost_centavos,
                        "any_prize": one.any_prize,
                        "one_in": {str(hits): one.one_in(hits) for hits in one.chances},
                    }
                    for one in shown
                ],
                "share_returned": None if found.returns is None else found.returns.share,
                "break_even_gain": found.break_even_gain,
                "year": {"n_draws": found.year.n_draws, "cost_centavos": found.year.cost_centavos},
                "messages": messages(found.findings),
            }
        )
        return
    show_table(
        ("numbers", "bets", "cost", "15", "14", "13", "12", "11"),
        [
            (
                one.size,
                one.n_bets,
                money(one.cost_centavos),
                *(f"1 : {decimal(one.one_in(h))}" for h in (15, 14, 13, 12, 11)),
            )
            for one in shown
        ],
    )
    show_findings(found.findings)
