"""`bancada predict`: one answer by hand, or many from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.output import JsonFlag, console, language, number, say, show_findings, show_json, show_table, shown
from bancada.core.errors import BadInput, SchemaError
from bancada.core.finding import Finding, Severity
from bancada.core.prediction import BatchReport, Prediction
from bancada.core.signature import Signature
from bancada.core.values import to_json
from bancada.services import Bench

__all__ = ["predict"]


def predict(
    model: Annotated[str, typer.Argument(help="Model name, or a task's name for its champion.")],
    set_: Annotated[list[str] | None, typer.Option("--set", help="FIELD=VALUE; repeat for each field.")] = None,
    file: Annotated[Path | None, typer.Option(help="CSV, Parquet or XLSX whose rows are answered.")] = None,
    out: Annotated[Path | None, typer.Option(help="CSV for answers beside rows; must not exist.")] = None,
    json: JsonFlag = False,
) -> None:
    """Answer one row given by --set, or every row of --file."""
    if bool(set_) == bool(file):
        raise typer.BadParameter("give either --set FIELD=VALUE ... or --file FILE")
    bench = default_bench()
    name = _named(bench, model)
    try:
        if file is not None:
            _batch(bench, name, file, out, json=json)
        else:
            _one(bench, name, set_ or [], json=json)
    finally:
        bench.predict.close()


def _named(bench: Bench, model: str) -> str:
    champion = bench.models.champions().get(model)
    return champion.name if champion is not None else model


def _one(bench: Bench, model: str, pairs: list[str], *, json: bool) -> None:
    prediction = bench.predict.one(model, _values(pairs, bench.predict.signature(model)), origin="cli")
    if json:
        marks = [{**to_json(mark), "message": mark.message(language())} for mark in prediction.marks]
        show_json({**to_json(prediction), "marks": marks})
        return
    _show(prediction)


def _values(pairs: list[str], signature: Signature) -> dict[str, str | float | None]:
    """Return field values; numbers of Brazilian form are read too. All mistakes at once."""
    numeric = {field.name: field.type.is_numeric for field in (*signature.inputs, *signature.fields)}
    values: dict[str, str | float | None] = {}
    problems = []
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or name not in numeric:
            problems.append(
                Finding("set_unknown_field", Severity.FAILURE, name, {"pair": pair, "known": list(numeric)})
            )
            continue
        try:
            values[name] = None if not text else _number(text) if numeric[name] else text
        except ValueError:
            problems.append(Finding("set_not_a_number", Severity.FAILURE, name, {"text": text}))
    if problems:
        raise SchemaError(problems=problems)
    return values


def _number(text: str) -> float:
    if text.strip().lower() in ("true", "false", "sim", "não", "nao"):
        return float(text.strip().lower() in ("true", "sim"))
    try:
        return float(text)
    except ValueError:
        return float(text.replace(".", "").replace(",", "."))


def _show(prediction: Prediction) -> None:
    console.print(str(prediction.answer), style="bold", markup=False)
    if prediction.probabilities:
        ranked = sorted(prediction.probabilities.items(), key=lambda pair: -pair[1])
        show_table(("class", "probability"), [(label, number(value)) for label, value in ranked])
    if prediction.contributions:
        say(
            "What moved this answer (each field replaced by its training median):",
            "O que moveu esta resposta (cada campo trocado pela sua mediana de treino):",
        )
        show_table(
            ("field", "value", "median", "difference"),
            [(c.name, c.value, c.reference, f"{c.difference:+.4f}") for c in prediction.contributions],
        )
    show_findings(prediction.marks)


def _batch(bench: Bench, model: str, file: Path, out: Path | None, *, json: bool) -> None:
    answers, report = bench.predict.batch(model, file, out=out, origin="cli")
    if json:
        rows = [] if out else answers.astype(object).where(answers.notna(), None).to_dict("records")
        show_json({"report": to_json(report), "rows": rows, "out": None if out is None else str(out)})
    else:
        if out is None:
            typer.echo(answers.to_csv(index=False), nl=False)
        _show_report(report, out)
    if report.rows and not report.answered:
        raise BadInput("batch_all_refused", rows=report.rows)


def _show_report(report: BatchReport, out: Path | None) -> None:
    for refusal in report.refused[:20]:
        for finding in refusal.findings:
            typer.echo(f"{refusal.row}: {shown(finding.message(language()))}", err=True)
    text = f"{report.rows} rows: {report.answered} answered, {len(report.refused)} refused, {report.marked} marked"
    texto = f"{report.rows} linhas: {report.answered} respondidas, {len(report.refused)} recusadas, {report.marked} marcadas"
    typer.echo((texto if language() == "pt_BR" else text) + (f" -> {out}" if out else ""), err=True)
