"""`bancada market import | download | list | remove | restore | adopt`: series of bars."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.market.typed import BasisOption, SymbolArgument, TimeframeOption, day, found
from bancada.cli.output import JsonFlag, fail, language, say, show_findings, show_json, show_table
from bancada.cli.progress import progress_bar
from bancada.cli.shown import with_messages
from bancada.core.errors import BancadaError, Cancelled
from bancada.core.values import to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bancada.markets.series import SeriesInfo
    from bancada.services.market.series import BarsImport, ImportRequest

__all__ = ["adopt", "download", "import_", "list_", "remove", "restore"]

SHOWN = 20
"""Series of an import that are listed; a day of all of B3 has thousands."""


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="MetaTrader 5, Profit, Binance, COTAHIST, Yahoo, or plain CSV; packed too. One or several."
        ),
    ],
    symbol: Annotated[
        str | None, typer.Option("--symbol", help="Where neither the file nor its name tells it.")
    ] = None,
    timeframe: TimeframeOption = None,
    basis: BasisOption = None,
    market: Annotated[
        list[str] | None,
        typer.Option(
            "--market",
            help="Of COTAHIST: take only these (spot, fractional, term, futures, calls, puts, ...); repeatable.",
        ),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option("--zone", help="Of instants without one (America/Sao_Paulo), where the file does not tell."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse the whole file for one bad row.")] = False,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", help="Where stored bars differ, take those of the file; without it nothing comes in."
        ),
    ] = False,
    json: JsonFlag = False,
) -> None:
    """Import bars. The format is recognised from the file; bad rows are set aside in a file, counted and named.

    Of several files each comes in by itself, and one that is refused stops no other; the exit code is that of the worst.
    """
    from bancada.services.market.series import ImportRequest

    request = ImportRequest(
        symbol, timeframe, basis, zone, tuple(market or ()), strict, "replace" if replace else "refuse"
    )
    if len(files) == 1:
        _show(_imported(files[0], request, json=json), json=json)
    else:
        _import_several(files, request, json=json)


def _imported(file: Path, request: ImportRequest, *, json: bool) -> BarsImport:
    with progress_bar(file.name, quiet=json) as on_progress:
        return default_bench().market.series.import_file(file, request, on_progress=on_progress)


def _import_several(files: Sequence[Path], request: ImportRequest, *, json: bool) -> None:
    """Import one file after another; with `--json` one list, of reports and of errors with the file they are of."""
    told: list[object] = []
    worst = 0
    for file in files:
        try:
            report = _imported(file, request, json=json)
        except Cancelled:
            raise
        except BancadaError as error:
            worst = max(worst, error.exit_code)
            told.append({"file": str(file), "error": _error(error)})
            if not json:
                say(f"{file}: refused.", f"{file}: recusado.")
                fail(error)
            continue
        told.append(with_messages(report, report.findings))
        if not json:
            _show(report, json=False)
    if json:
        show_json(told)
    raise typer.Exit(worst)


def _error(error: BancadaError) -> dict[str, object]:
    return {"code": error.code, "message": error.message(language()), "facts": error.facts}


def download(
    symbols: Annotated[list[str], typer.Argument(help="As Yahoo Finance writes them: PETR4.SA, AAPL.")],
    start: Annotated[str, typer.Option("--from", help="First day, 2020-01-31.")],
    end: Annotated[str | None, typer.Option("--to", help="Last day; today when omitted.")] = None,
    json: JsonFlag = False,
) -> None:
    """Fetch daily bars of Yahoo Finance; what was fetched today is not fetched again."""
    first, last = day(start), day(end)
    until = date.today() if last is None else last.date()  # noqa: DTZ011  # the day as people at this machine name it
    report = default_bench().market.series.download(symbols, start=first.date() if first else until, end=until)
    _show(report, json=json)


def list_(
    search: Annotated[str, typer.Argument(help="Part of a symbol.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="Series shown at most.")] = 200,
    json: JsonFlag = False,
) -> None:
    """List the series of bars."""
    service = default_bench().market.series
    series, count = service.list(search=search, limit=limit), service.count(search=search)
    if json:
        show_json({"series": [to_json(info) for info in series], "count": count})
        return
    if not series:
        say("No series yet: bancada market import FILE", "Nenhuma série ainda: bancada market import ARQUIVO")
        return
    show_series(series)
    if count > len(series):
        say(
            f"{count - len(series)} more: --limit, or part of a symbol.",
            f"Mais {count - len(series)}: --limit, ou parte de um código.",
        )


def remove(
    symbol: SymbolArgument, timeframe: TimeframeOption = None, basis: BasisOption = None, json: JsonFlag = False
) -> None:
    """Take a series out; `bancada market restore` brings it back."""
    info = found(symbol, timeframe, basis)
    default_bench().market.series.delete(info.key)
    if json:
        show_json({"deleted": to_json(info.key)})
        return
    say(
        f"{info.key} is out: {info.rows} bars. To bring it back: bancada market restore {info.key.symbol}",
        f"{info.key} foi retirada: {info.rows} barras. Para trazê-la de volta: bancada market restore {info.key.symbol}",
    )


def restore(
    symbol: SymbolArgument, timeframe: TimeframeOption = None, basis: BasisOption = None, json: JsonFlag = False
) -> None:
    """Bring back a series that was removed, or the version before its last repair."""
    service = default_bench().market.series
    info = service.restore(service.restorable(symbol, timeframe=timeframe, basis=basis))
    if json:
        show_json(to_json(info))
        return
    say(f"{info.key} is back: {info.rows} bars.", f"{info.key} está de volta: {info.rows} barras.")


def adopt(
    basis: BasisOption = None,
    zone: Annotated[
        str | None, typer.Option("--zone", help="Of the exchange, where the symbol does not tell it.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Take up series that someone else wrote into the store of bars (BANCADA_BARS_URL)."""
    adopted = default_bench().market.series.adopt(basis=basis, zone=zone)
    if json:
        show_json(with_messages(adopted, adopted.findings))
        return
    say(f"{len(adopted.series)} series taken up.", f"{len(adopted.series)} séries incorporadas.")
    show_findings(adopted.findings)
    show_series(adopted.series[:SHOWN])


def show_series(series: Sequence[SeriesInfo]) -> None:
    """Print series as a table."""
    show_table(
        ("symbol", "timeframe", "basis", "rows", "from", "to", "source", "version", "origin"),
        [
            (
                info.key.symbol,
                info.key.timeframe.value,
                info.key.basis.value,
                info.rows,
                f"{info.first:%Y-%m-%d}",
                f"{info.last:%Y-%m-%d}",
                info.source.value,
                info.version,
                info.origin,
            )
            for info in series
        ],
    )


def _show(report: BarsImport, *, json: bool) -> None:
    if json:
        show_json(with_messages(report, report.findings))
        return
    if report.already_imported:
        say(
            "This very file had come in before: nothing was added.",
            "Este mesmo arquivo já havia entrado: nada foi acrescentado.",
        )
    else:
        say(
            f"{report.file_name} ({report.format}): rows {report.rows}, accepted {report.accepted}, refused {report.refused}, "
            f"left out {report.left_out}, there already {report.repeated}.",
            f"{report.file_name} ({report.format}): linhas {report.rows}, aceitas {report.accepted}, recusadas {report.refused}, "
            f"deixadas de fora {report.left_out}, já presentes {report.repeated}.",
        )
    if report.refused_file:
        say(
            f"Refused rows with reasons: {report.refused_file}",
            f"Linhas recusadas com os motivos: {report.refused_file}",
        )
    show_findings(report.findings)
    show_series(report.series[:SHOWN])
    if len(report.series) > SHOWN:
        say(f"and {len(report.series) - SHOWN} more series.", f"e mais {len(report.series) - SHOWN} séries.")
