"""`bancada lottery predict | check | wheel | verify | seals`: tickets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.lottery.shown import money, ticket
from bancada.cli.lottery.typed import numbers_typed, range_typed
from bancada.cli.lottery.written import check_target, write_tickets
from bancada.cli.output import JsonFlag, console, say, show_findings, show_json, show_table
from bancada.cli.shown import decimal, facts, messages, one_of
from bancada.core.errors import BadInput, NotFound, Refused
from bancada.core.values import to_json
from bancada.domains.lottery.choices import How

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bancada.domains.lottery.checker import CheckReport
    from bancada.domains.lottery.closures import Certificate
    from bancada.domains.lottery.seals import ScoredSeal, Seal
    from bancada.domains.lottery.tickets import TicketSet
    from bancada.services.lottery.forecasts import Forecast

__all__ = ["check", "predict", "seals", "verify", "wheel"]


def predict(
    model: Annotated[str | None, typer.Option(help="Saved model; the champion by default, 'uniform' for none.")] = None,
    tickets: Annotated[int, typer.Option(min=1, help="Number of tickets.")] = 1,
    how: Annotated[How, typer.Option(help="Most probable, sampled, or sampled with a largest overlap.")] = How.TOP,
    size: Annotated[int, typer.Option(min=15, max=20, help="Numbers on each ticket.")] = 15,
    temperature: Annotated[float, typer.Option(help="Of sampling.")] = 1.0,
    max_overlap: Annotated[int | None, typer.Option(help="Numbers that two diversified tickets may share.")] = None,
    fixed: Annotated[str, typer.Option(help="Numbers on every ticket, parted by spaces or commas.")] = "",
    excluded: Annotated[str, typer.Option(help="Numbers on no ticket, likewise.")] = "",
    even: Annotated[str | None, typer.Option(help="How many are even: 6-8, or 7.")] = None,
    sum_: Annotated[str | None, typer.Option("--sum", help="What they sum to: 180-210.")] = None,
    repeats: Annotated[str | None, typer.Option(help="How many were in the last draw: 8-10.")] = None,
    frame: Annotated[str | None, typer.Option(help="How many lie at the edge of the card: 9-11.")] = None,
    seed: Annotated[int | None, typer.Option(help="Makes a sampled set again.")] = None,
    seal: Annotated[
        bool, typer.Option("--seal", help="Store the tickets in the sealed ledger, before their draw.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(help="New file for the tickets: .txt, .csv, or .html to print.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Generate tickets for the next contest. Whatever the model, every ticket of 15 has the same odds."""
    from bancada.core.dataset import Source
    from bancada.domains.lottery.constraints import TicketRules
    from bancada.domains.lottery.economics import responsible_play
    from bancada.domains.lottery.export import PageNotes
    from bancada.domains.lottery.tickets import TicketRequest

    if output is not None:
        check_target(output)
    service = default_bench().lottery
    rules = TicketRules(
        fixed=numbers_typed(fixed),
        excluded=numbers_typed(excluded),
        even=range_typed(even),
        sum=range_typed(sum_),
        repeats=range_typed(repeats),
        frame=range_typed(frame),
    )
    request = TicketRequest(
        n_tickets=tickets,
        size=size,
        how=how,
        temperature=temperature,
        max_overlap=max_overlap,
        rules=rules,
        seed=seed,
    )
    forecast = service.forecasts.predict(model)
    found = service.tickets.generate(request, model=model)
    used_seed = None if how is How.TOP else found.seed  # where nothing is drawn at random there is none
    sealed = service.seals.seal(found.tickets, model=forecast.model, seed=used_seed) if seal else ()
    said = (*found.findings, *responsible_play())
    if output is not None:
        source = Source.SIMULATED if forecast.is_simulated else None
        contest = service.draws.upcoming().contest if service.draws.info() else None
        write_tickets(output, found.tickets, PageNotes(contest, forecast.model, source), quiet=json)
    if json:
        show_json(
            {
                "contest": forecast.contest,
                "open": to_json(service.draws.upcoming()),
                "model": forecast.model,
                "engine": forecast.engine,
                "simulated": forecast.is_simulated,
                "probabilities": forecast.probabilities.tolist(),
                "tickets": [list(numbers) for numbers in found.tickets],
                "n_admissible": found.n_admissible,
                "seed": found.seed,
                "seals": [to_json(one) for one in sealed],
                "messages": messages(said),
            }
        )
        return
    _show_tickets(forecast, found)
    show_findings(said)
    _show_sealed(sealed, forecast.contest)


def _show_tickets(forecast: Forecast, found: TicketSet) -> None:
    from bancada.domains.lottery.economics import price_at

    mark = " (simulated draws)" if forecast.is_simulated else ""
    say(f"{forecast.model}{mark}, after contest {forecast.contest - 1}:",
        f"{forecast.model}{' (sorteios simulados)' if mark else ''}, depois do concurso {forecast.contest - 1}:")  # fmt: skip
    for numbers in found.tickets:
        console.print(ticket(numbers), markup=False)
    price = money(found.n_bets * price_at().price_centavos)
    left = decimal(found.n_admissible, 0)
    say(
        f"Cost: {price}. Tickets that keep the rules: {left}.",
        f"Custo: {price}. Palpites que obedecem às regras: {left}.",
    )


def _show_sealed(sealed: Sequence[Seal], following: int) -> None:
    for one in sealed:
        say(
            f"Sealed for contest {one.contest} as number {one.id}: {one.sha256}",
            f"Selado para o concurso {one.contest} com o número {one.id}: {one.sha256}",
        )
    if sealed and sealed[0].contest != following:
        say(
            f"The record ends before contest {following}, so number {sealed[0].contest} is counted forward by the days of draws and "
            "may be off. Bring the record up to date: bancada lottery update",
            f"O histórico termina antes do concurso {following}; o número {sealed[0].contest} foi contado pelos dias de sorteio e "
            "pode estar errado. Atualize o histórico: bancada lottery update",
        )


def check(
    tickets: Annotated[list[str] | None, typer.Argument(help="Tickets, each in quotes: '1 2 3 ...'.")] = None,
    file: Annotated[Path | None, typer.Option(help="Text or CSV, one ticket a line; - for standard input.")] = None,
    contest: Annotated[int | None, typer.Option(min=1, help="Only this contest; all of them by default.")] = None,
    json: JsonFlag = False,
) -> None:
    """Check tickets of 15 to 20 numbers against the draws: hits, and prizes at each contest's own payout."""
    if bool(tickets) == (file is not None):
        raise BadInput("lottery_check_what")
    service = default_bench().lottery.tickets
    parsed = service.parse("\n".join(tickets or ()) if file is None else _read(file))
    report = service.check(parsed, contest=contest)
    if json:
        show_json(_check_json(report))
        return
    _show_check(report, contest)


# object: JSON values.
def _check_json(report: CheckReport) -> dict[str, object]:
    return {
        "tickets": [to_json(report.record(place)) for place in range(len(report.tickets))],
        "contests": [int(report.contests[0]), int(report.contests[-1])],
        "wins": [to_json(one) for one in report.wins()],
        "total_centavos": report.total_centavos,
        "known_centavos": report.known_centavos,
        "n_unknown": report.n_unknown,
        "cost_centavos": report.cost_centavos,
        **facts(report, "hit_counts", "expected_counts"),
        "messages": messages(report.findings),
    }


def _show_check(report: CheckReport, contest: int | None) -> None:
    rows = [
        (ticket(one.numbers), one.best_hits, one.mean_hits, one.expected_hits, money(one.known_centavos), money(one.cost_centavos))
        for one in (report.record(place) for place in range(len(report.tickets)))
    ]  # fmt: skip
    show_table(("ticket", "best", "mean hits", "chance", "prizes", "cost"), rows)
    won = report.wins(limit=20)
    show_table(
        ("ticket", "contest", "hits", "prize"),
        [(one.ticket + 1, one.contest, one.hits, money(one.amount_centavos)) for one in won],
    )
    if not won and contest is not None:
        say("No prize in this contest.", "Nenhum prêmio neste concurso.")
    show_findings(report.findings)


def wheel(
    numbers: Annotated[str, typer.Argument(help="The pool: 16 to 18 numbers, in quotes.")],
    guarantee: Annotated[int, typer.Option(help="Hits guaranteed where all 15 drawn numbers lie in the pool.")] = 14,
    json: JsonFlag = False,
) -> None:
    """Close a pool (fechamento): few tickets with a guarantee that is verified by enumeration."""
    from bancada.domains.lottery.economics import price_at, responsible_play

    found = default_bench().lottery.tickets.close(numbers_typed(numbers), guarantee=guarantee)
    proof = found.certificate
    said = (*proof.findings, *responsible_play())
    if json:
        show_json({**to_json(found), "messages": messages(said)})
        return
    for one in found.tickets:
        console.print(ticket(one), markup=False)
    say(
        f"{len(found.tickets)} tickets ({money(proof.cost_centavos(price_at().price_centavos))}). Of the {proof.n_subsets} draws inside the pool, the worst "
        f"gives {proof.worst} hits. All 15 lie in the pool once in {decimal(proof.pool_odds)} draws.",
        f"{len(found.tickets)} palpites ({money(proof.cost_centavos(price_at().price_centavos))}). Dos {proof.n_subsets} sorteios dentro do grupo, o pior "
        f"dá {proof.worst} acertos. As 15 dezenas caem no grupo uma vez em {decimal(proof.pool_odds)} sorteios.",
    )
    _show_best(proof)
    show_findings(said)


def _show_best(proof: Certificate) -> None:
    """Show the law of the best ticket's hits, over all draws and inside the pool."""
    say(
        "Hits of the best ticket, over all 3,268,760 draws and over those inside the pool:",
        "Acertos do melhor palpite, nos 3.268.760 sorteios possíveis e nos que caem no grupo:",
    )
    rows = [(hits, n, f"{decimal(100 * proof.probability(hits), 4)}%", inside)
            for hits, (n, inside) in enumerate(zip(proof.counts, proof.pool_counts, strict=True)) if n]  # fmt: skip
    show_table(
        ("hits", "draws", "at least", "in the pool"), [(h, decimal(n, 0), p, decimal(i, 0)) for h, n, p, i in rows]
    )


def verify(
    digest: Annotated[
        str | None, typer.Option(help="A digest that was published once: the chain must still hold it.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Recompute the chain of sealed tickets. Exit 6 where it is broken."""
    report = default_bench().lottery.seals.verify(published=digest)
    if json:
        show_json({**to_json(report), "messages": messages(report.findings)})
    else:
        say(f"{report.n} seals · {report.digest}", f"{report.n} selos · {report.digest}")
        show_findings(report.findings)
    if not report.is_whole:
        if report.first_broken is None:
            raise Refused("lottery_digest_missing", digest=digest)
        raise Refused("lottery_chain_broken", first=str(report.first_broken))


def seals(json: JsonFlag = False) -> None:
    """List sealed tickets with their hits, and weigh them as evidence."""
    service = default_bench().lottery.seals
    scored, weighed = service.list(), service.evidence()
    if json:
        show_json({"seals": [_seal_json(one) for one in scored], "evidence": [
            {**facts(one, "model", "n_contests", "n_tickets", "n_waiting", "n_late", "mean_hits", "n_tried", "threshold", "e_value",
                     "peak", "is_signal"), "messages": messages(one.findings)} for one in weighed]})  # fmt: skip
        return
    show_table(
        ("seal", "contest", "model", "ticket", "sealed", "hits", "late"),
        [
            (s.seal.id, s.seal.contest, s.seal.model, ticket(s.seal.numbers), f"{s.seal.sealed_at:%Y-%m-%d %H:%M}", s.hits, one_of("yes", "sim") if s.is_late else one_of("no", "não"))
            for s in scored
        ],
    )  # fmt: skip
    show_table(
        ("model", "contests", "tickets", "mean hits", "E", "signal from"),
        [
            (
                one.model or one_of("all together", "todos juntos"),
                one.n_contests,
                one.n_tickets,
                one.mean_hits,
                one.e_value,
                decimal(one.threshold, 0),
            )
            for one in weighed
        ],
    )
    for one in weighed[:1]:
        show_findings(one.findings)


# object: JSON values.
def _seal_json(one: ScoredSeal) -> dict[str, object]:
    return {**to_json(one.seal), "hits": one.hits, "drawn_on": one.drawn_on, "is_late": one.is_late}


def _read(file: Path) -> bytes:
    from bancada.domains.lottery.sheet import MAX_BYTES

    if str(file) == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    if not file.is_file():
        raise NotFound("file_not_found", file=str(file))
    with file.open("rb") as content:
        return content.read(MAX_BYTES + 1)
