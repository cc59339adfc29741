"""`bancada data`: import, list, show, quality, delete."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.output import JsonFlag, language, number, say, show_findings, show_json, show_table
from bancada.core.dataset import Column, ColumnType, DatasetInfo, ImportReport
from bancada.core.values import to_json

__all__ = ["app"]

app = typer.Typer(help="Datasets: bring rows in, look at them, judge their quality.", no_args_is_help=True)

_DIALECT = {
    "format": "formato",
    "encoding": "codificação",
    "delimiter": "separador",
    "decimal": "decimal",
    "date_order": "ordem da data",
    "sheet": "planilha",
}

Name = Annotated[str, typer.Argument(help="Dataset name.")]


@app.command(name="import", epilog="Example: bancada data import occupancy.csv --target Occupancy")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV, Parquet or XLSX file.")],
    name: Annotated[str | None, typer.Option(help="Dataset name; the file's by default.")] = None,
    target: Annotated[str | None, typer.Option(help="Column to be learned.")] = None,
    time: Annotated[str | None, typer.Option(help="Column that orders the rows.")] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Take the good rows, write the others to a file.")
    ] = False,
    url: Annotated[str | None, typer.Option(help="Database URL; FILE is then a table's name.")] = None,
    json: JsonFlag = False,
) -> None:
    """Import a file, or a table of a connected database. All rows or none."""
    service = default_bench().data
    if url:
        report = service.import_table(url, str(file), name=name, target=target, time=time)
    else:
        report = service.import_file(file, name=name, target=target, time=time, skip_bad=skip_bad)
    if json:
        show_json(to_json(report))
        return
    _show_report(report)


@app.command(name="list", epilog="Example: bancada data list --json")
def list_(json: JsonFlag = False) -> None:
    """List the datasets, newest first."""
    infos = default_bench().data.list()
    if json:
        show_json([to_json(info) for info in infos])
        return
    if not infos:
        say(
            "No datasets yet. Import one: bancada data import FILE",
            "Nenhum dataset ainda. Importe um: bancada data import ARQUIVO",
        )
        return
    show_table(
        ("name", "rows", "columns", "target", "problem", "source", "imported"),
        [
            (i.name, i.rows, len(i.columns), i.target, i.problem, i.source.value, f"{i.imported_at:%Y-%m-%d %H:%M}")
            for i in infos
        ],
    )


@app.command(epilog="Example: bancada data show occupancy")
def show(name: Name, json: JsonFlag = False) -> None:
    """Show a dataset's columns."""
    info = default_bench().data.info(name)
    if json:
        show_json(to_json(info))
        return
    _show_identity(info)
    show_table(
        ("column", "type", "unit", "missing", "distinct", "minimum", "maximum"),
        [
            (c.name, c.type.value, c.unit, c.n_missing, c.n_distinct, _bound(c, c.minimum), _bound(c, c.maximum))
            for c in info.columns
        ],
    )


@app.command(epilog="Example: bancada data quality occupancy --target Occupancy")
def quality(
    name: Name,
    target: Annotated[str | None, typer.Option(help="Column to be learned; the dataset's by default.")] = None,
    json: JsonFlag = False,
) -> None:
    """Judge a dataset: findings ranked by what they would do to a model."""
    report = default_bench().data.quality(name, target=target)
    if json:
        findings = [{**to_json(f), "message": f.message(language())} for f in report.findings]
        show_json({**to_json(report), "findings": findings})
        return
    say(f"Quality of {name}: {report.score:.0f} of 100", f"Qualidade de {name}: {report.score:.0f} de 100")
    show_findings(report.findings)


@app.command(epilog="Example: bancada data delete occupancy")
def delete(name: Name, json: JsonFlag = False) -> None:
    """Move a dataset to the trash; `bancada data restore` brings it back."""
    default_bench().data.delete(name)
    if json:
        show_json({"deleted": name})
        return
    say(
        f"{name} is in the trash. Undo: bancada data restore {name}",
        f"{name} está na lixeira. Desfazer: bancada data restore {name}",
    )


@app.command(epilog="Example: bancada data restore occupancy")
def restore(name: Name, json: JsonFlag = False) -> None:
    """Bring a dataset back from the trash."""
    info = default_bench().data.restore(name)
    if json:
        show_json(to_json(info))
        return
    _show_identity(info)


def _bound(column: Column, value: float | None) -> str:
    if value is None or column.type is not ColumnType.DATETIME:
        return number(value)
    return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M:%S}"


def _show_identity(info: DatasetInfo) -> None:
    parts = [info.name, f"{info.rows} x {len(info.columns)}", info.source.value, info.origin, info.sha256[:12]]
    if info.target:
        parts.append(f"target {info.target} ({info.problem})")
    say(" · ".join(parts), " · ".join(parts))


def _show_report(report: ImportReport) -> None:
    name = report.dataset.name
    if report.already_imported:
        say(
            f"This very file is already in {name}: nothing was added.",
            f"Este mesmo arquivo já está em {name}: nada foi acrescentado.",
        )
        return
    counts = (report.accepted, report.refused, report.repeated)
    say(
        "{}: {} rows accepted, {} refused, {} were there already.".format(name, *counts),
        "{}: {} linhas aceitas, {} recusadas, {} já estavam lá.".format(name, *counts),
    )
    say(
        "Recognised: " + ", ".join(f"{key} {value}" for key, value in report.dialect.items()),
        "Reconhecido: " + ", ".join(f"{_DIALECT.get(key, key)} {value}" for key, value in report.dialect.items()),
    )
    if report.refused_file:
        say(
            f"Refused rows with reasons: {report.refused_file}",
            f"Linhas recusadas com os motivos: {report.refused_file}",
        )
    show_findings(report.findings)
