"""`bancada market validate | repair`: what is wrong with a series, and what can be mended on request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.market.typed import BasisOption, SymbolArgument, TimeframeOption, found
from bancada.cli.output import JsonFlag, language, say, show_findings, show_json, show_table
from bancada.cli.shown import decimal
from bancada.core.errors import BadInput
from bancada.core.values import to_json

if TYPE_CHECKING:
    from bancada.markets.validation.repairs import Repair
    from bancada.markets.validation.report import ValidationReport

__all__ = ["repair", "validate"]


def validate(
    symbol: SymbolArgument,
    production: Annotated[
        bool, typer.Option("--production", help="Refuse (exit code 6) what may not be trained on for production.")
    ] = False,
    timeframe: TimeframeOption = None,
    basis: BasisOption = None,
    json: JsonFlag = False,
) -> None:
    """Examine a series: integrity, gaps against the calendar, sessions, splits, volume, ticks, and whether it looks made up."""
    service = default_bench().market.validation
    info = found(symbol, timeframe, basis)
    if production:
        service.require_production(info)
    report = service.report(info)
    if json:
        show_json({"series": to_json(info), **report.to_json(language=language())})
        return
    say(
        f"{info.key}: {report.rows} bars, {report.first:%Y-%m-%d} to {report.last:%Y-%m-%d}",
        f"{info.key}: {report.rows} barras, {report.first:%Y-%m-%d} a {report.last:%Y-%m-%d}",
    )
    show_findings(report.findings)
    _show_examples(report)
    _show_proposals(service.proposals(report), symbol)


def repair(
    symbol: SymbolArgument,
    kind: Annotated[
        list[str] | None,
        typer.Option("--do", help="A repair that validate proposes; repeatable. Omitted: only list them."),
    ] = None,
    timeframe: TimeframeOption = None,
    basis: BasisOption = None,
    json: JsonFlag = False,
) -> None:
    """Mend a series, only as asked: a new version, recorded; `bancada market restore` brings back the one before."""
    service = default_bench().market.validation
    info = found(symbol, timeframe, basis)
    proposed = service.proposals(service.report(info))
    if not kind:
        if json:
            show_json({"series": to_json(info), "proposed": [to_json(one) for one in proposed]})
            return
        _show_proposals(proposed, symbol)
        return
    known = {one.kind.value for one in proposed}
    unknown = sorted(set(kind) - known)
    if unknown:
        raise BadInput("market_repair_not_proposed", repairs=unknown, proposed=sorted(known), symbol=symbol)
    mended = service.repair(info, [one for one in proposed if one.kind.value in kind])
    if json:
        records = [record.to_json() for record in mended.records]
        show_json({"series": to_json(mended.series), "records": records})
        return
    for record in mended.records:
        say(
            f"{record.repair.kind.value}: {record.rows_before} bars before, {record.rows_after} after",
            f"{record.repair.kind.value}: {record.rows_before} barras antes, {record.rows_after} depois",
        )
    if mended.series.key != info.key:
        say(
            f"Prices adjusted for splits are a series of their own: {mended.series.key}.",
            f"Preços ajustados por desdobramentos são uma série própria: {mended.series.key}.",
        )
        return
    say(
        f"{mended.series.key} is at version {mended.series.version}. The one before: bancada market restore {symbol}",
        f"{mended.series.key} está na versão {mended.series.version}. A anterior: bancada market restore {symbol}",
    )


def _show_examples(report: ValidationReport) -> None:
    rows = [
        (
            check.code,
            check.count,
            example.at if example.until is None else f"{example.at} – {example.until}",
            "  ".join(f"{name} {decimal(value, 4).rstrip('0').rstrip('.,')}" for name, value in example.values.items()),
        )
        for check in report.checks
        if check.finding
        for example in check.examples
    ]
    if rows:
        show_table(("check", "found", "where", "what stood there"), rows, wrap=3)


def _show_proposals(proposed: tuple[Repair, ...], symbol: str) -> None:
    if not proposed:
        say("No repair is proposed.", "Nenhum reparo é proposto.")
        return
    show_table(("repair", "bars"), [(one.kind.value, one.count) for one in proposed])
    say(
        f"None is done until asked: bancada market repair {symbol} --do {proposed[0].kind.value}",
        f"Nenhum é feito sem pedido: bancada market repair {symbol} --do {proposed[0].kind.value}",
    )
