"""`bancada lottery backtest | randomness | odds`: what chance says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.lottery.shown import money
from bancada.cli.output import JsonFlag, language, say, show_findings, show_json, show_table
from bancada.cli.progress import progress_bar
from bancada.cli.shown import decimal, interval, messages, with_messages
from bancada.core.values import to_json
from bancada.domains.lottery.choices import Rule

if TYPE_CHECKING:
    from bancada.domains.lottery.economics import Returns
    from bancada.domains.lottery.significance import BacktestReport

__all__ = ["backtest", "odds", "randomness"]


def backtest(
    model: Annotated[str | None, typer.Option(help="Saved model.")] = None,
    rule: Annotated[Rule | None, typer.Option(help="Rule that needs no training.")] = None,
    from_: Annotated[int | None, typer.Option("--from", help="First contest bet on.")] = None,
    to: Annotated[int | None, typer.Option("--to", help="Last contest bet on.")] = None,
    k: Annotated[int, typer.Option(min=1, help="Draws that last-k looks back.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="Of the tickets of the rule uniform.")] = 7,
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
    alone, corrected = decimal(report.p_value, 4), decimal(report.p_adjusted, 4)
    effect, among = decimal(report.smallest_effect, 3), decimal(report.smallest_effect_adjusted, 3)
    say(
        f"p = {alone} (exact, one-sided), corrected for {report.n_tried} tried: {corrected}. "
        f"So many draws would show a gain of {effect} hit, and of {among} once all that was tried is counted.",
        f"p = {alone} (exato, unilateral), corrigido por {report.n_tried} tentativas: {corrected}. "
        f"Tantos sorteios mostrariam um ganho de {effect} acerto, e de {among} contado tudo o que foi tentado.",
    )
    show_findings(report.findings)


def randomness(
    histories: Annotated[int, typer.Option(min=100, max=100_000, help="Simulated fair histories.")] = 10_000,
    seed: Annotated[int, typer.Option(min=0, help="Of the simulation.")] = 7,
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
                "prices": [to_json(one) for one in found.prices],
                "returns": None if found.returns is None else to_json(found.returns),
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
    if found.returns is not None:
        _show_returns(found.returns)
    show_findings(found.findings)


def _show_returns(returns: Returns) -> None:
    """Show what came back by tier, from real payouts."""
    say(
        f"Paid in contests {returns.first} to {returns.last}, the {decimal(returns.n_contests, 0)} whose sales are known, net of income tax:",
        f"Pago nos concursos {returns.first} a {returns.last}, os {decimal(returns.n_contests, 0)} com arrecadação conhecida, já descontado o imposto de renda:",
    )
    show_table(
        ("hits", "prize", "centavos of each real"),
        [(one.hits, money(one.mean_prize_centavos), decimal(100 * one.share, 2)) for one in returns.tiers],
    )
    share, gain = decimal(100 * returns.share, 1), decimal(returns.break_even_gain, 2)
    say(
        f"In all {share} centavos of each real. To break even a ticket would need {gain} hit a draw more than 9.",
        f"Ao todo {share} centavos de cada real. Para empatar, um palpite precisaria de {gain} acerto por sorteio acima de 9.",
    )
