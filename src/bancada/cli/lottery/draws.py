"""`bancada lottery import | update | status | statistics`: the record of draws."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.lottery.shown import ticket
from bancada.cli.output import JsonFlag, console, say, show_findings, show_json, show_table
from bancada.cli.progress import progress_bar
from bancada.cli.shown import decimal, with_messages
from bancada.core.values import to_json

if TYPE_CHECKING:
    from bancada.domains.lottery.archive import DrawImport
    from bancada.domains.lottery.draws import Draws

__all__ = ["import_", "statistics", "status", "update"]


def import_(
    file: Annotated[Path, typer.Argument(help="Official spreadsheet, JSON of the official API, or CSV.")],
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Take the good draws, write the others to a file.")
    ] = False,
    json: JsonFlag = False,
) -> None:
    """Import draws. A file with a draw that breaks a rule is refused whole, and its contests are named."""
    report = default_bench().lottery.draws.import_file(file, skip_bad=skip_bad)
    if json:
        show_json(with_messages(report, report.findings))
        return
    _show_import(report)


def update(json: JsonFlag = False) -> None:
    """Fetch the draws that are missing from the official results; without a network it stops and says so."""
    draws = default_bench().lottery.draws
    with progress_bar("Lotofácil", quiet=json) as on_progress:
        report = draws.update(on_progress=on_progress)
    if json:
        show_json(with_messages(report, report.findings))
        return
    say(
        f"{report.fetched} draws fetched; the record ends at contest {report.last or '-'}.",
        f"{report.fetched} sorteios obtidos; o histórico termina no concurso {report.last or '-'}.",
    )
    show_findings(report.findings)


def status(json: JsonFlag = False) -> None:
    """Show the record, its last draw and the next contest."""
    service = default_bench().lottery.draws
    info = service.info()
    if info is None:
        _no_draws(json=json)
        return
    draws, coming = service.draws(), service.upcoming()
    if json:
        show_json(
            {
                "dataset": to_json(info),
                "last": {"contest": draws.last, "date": _day(draws), "numbers": draws.numbers[-1].tolist()},
                "next": to_json(coming),
            }
        )
        return
    say(
        f"{info.rows} draws, contests {draws.first} to {draws.last} · {info.source.value} · {info.origin} · {info.sha256[:12]}",
        f"{info.rows} sorteios, concursos {draws.first} a {draws.last} · {info.source.value} · {info.origin} · {info.sha256[:12]}",
    )
    day = _day(draws)
    console.print(f"{draws.last} ({day or '-'}): {ticket(draws.numbers[-1].tolist())}", markup=False)
    sure = ("", "") if not coming.is_estimated else (" (estimated)", " (estimado)")
    say(
        f"Next open contest: {coming.contest}{sure[0]}, {coming.draw_on}",
        f"Próximo concurso aberto: {coming.contest}{sure[1]}, {coming.draw_on}",
    )


def statistics(json: JsonFlag = False) -> None:
    """Show how often each number was drawn, beside what a fair game gives."""
    service = default_bench().lottery.draws
    if service.info() is None:
        _no_draws(json=json)
        return
    found = service.statistics()
    numbers, delays = found.numbers, found.delays
    rows = [
        {
            "number": k + 1,
            "draws": int(numbers.counts[k]),
            "delay": int(delays.delays[k]),
            "longest": int(delays.longest[k]),
        }
        for k in range(len(numbers.counts))
    ]
    band = {name: getattr(numbers, name) for name in ("expected", "low", "high", "low_all", "high_all")}
    if json:
        show_json({"n_draws": found.n_draws, "source": found.source.value, "numbers": rows, **band})
        return
    show_table(
        ("number", "draws", "delay", "longest"),
        [(f"{row['number']:02}", row["draws"], row["delay"], row["longest"]) for row in rows],
    )
    say(
        f"A fair game gives {decimal(numbers.expected)} draws to each number, 95 times in 100 between {numbers.low:.0f} and "
        f"{numbers.high:.0f}; all 25 at once between {numbers.low_all:.0f} and {numbers.high_all:.0f}.",
        f"Um jogo honesto dá {decimal(numbers.expected)} sorteios a cada dezena, 95 vezes em 100 entre {numbers.low:.0f} e "
        f"{numbers.high:.0f}; as 25 ao mesmo tempo entre {numbers.low_all:.0f} e {numbers.high_all:.0f}.",
    )


def _day(draws: Draws) -> str | None:
    """Return the day of the last draw, None where it is unknown."""
    day = draws.dates[-1].item()
    return None if day is None else str(day)


def _no_draws(*, json: bool) -> None:
    if json:
        show_json({"dataset": None, "last": None, "next": None})
        return
    say(
        "No draws yet. Import the official spreadsheet: bancada lottery import FILE",
        "Nenhum sorteio ainda. Importe a planilha oficial: bancada lottery import ARQUIVO",
    )


def _show_import(report: DrawImport) -> None:
    if report.already_imported:
        say(
            "This very file had come in before: nothing was added.",
            "Este mesmo arquivo já havia entrado: nada foi acrescentado.",
        )
        return
    counts = (report.accepted, report.refused, report.repeated)
    say(
        "{} draws accepted, {} refused, {} were there already.".format(*counts),
        "{} sorteios aceitos, {} recusados, {} já estavam lá.".format(*counts),
    )
    if report.refused_file:
        say(
            f"Refused draws with reasons: {report.refused_file}",
            f"Sorteios recusados com os motivos: {report.refused_file}",
        )
    show_findings(report.findings)
