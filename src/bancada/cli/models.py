"""`bancada models`: everything about saved models."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.output import JsonFlag, console, language, number, say, show_findings, show_json, show_table, shown
from bancada.cli.shown import one_of, reasons, reign
from bancada.core.errors import BadInput, NotFound, TamperedModel
from bancada.core.finding import Finding, Severity
from bancada.core.model import ChampionRecord, ModelInfo
from bancada.core.values import to_json

__all__ = ["app"]

app = typer.Typer(help="Saved models: look, promote, roll back, let go.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Model name.")]


@app.command(name="list", epilog="Example: bancada models list --json")
def list_(json: JsonFlag = False) -> None:
    """List models, newest first."""
    service = default_bench().models
    infos = service.list()
    if json:
        show_json([to_json(info) for info in infos])
        return
    for notice in service.summary().notices:
        show_findings([notice])
    if not infos:
        say(
            "No models yet. Compare and save: bancada compare DATASET --save-top 1",
            "Nenhum modelo ainda. Compare e salve: bancada compare DATASET --save-top 1",
        )
        return
    headers = ("name", "champion", "task", "kind", "metric", "value", "baseline", "split", "saved", "notes")
    show_table(headers, [_row(info) for info in infos])


@app.command(epilog="Example: bancada models show estado-rf --json")
def show(name: Name, json: JsonFlag = False) -> None:
    """Show everything known of a model."""
    service = default_bench().models
    if json:
        show_json(to_json(service.info(name)))
        return
    console.print(service.card(name), markup=False, soft_wrap=True)


@app.command(epilog="Example: bancada models card estado-rf > card.md")
def card(name: Name, json: JsonFlag = False) -> None:
    """Print the model's card, Markdown."""
    text = default_bench().models.card(name)
    if json:
        show_json({"name": name, "card": text})
        return
    typer.echo(shown(text))


@app.command(epilog='Example: bancada models annotate estado-rf --title "Estado da esteira 3" --tag piloto')
def annotate(
    name: Name,
    title: Annotated[str | None, typer.Option(help="Free title in any language.")] = None,
    notes: Annotated[str | None, typer.Option(help="Notes.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Tag; repeat for several. Replaces those there.")] = None,
    json: JsonFlag = False,
) -> None:
    """Change title, notes or tags."""
    info = default_bench().models.annotate(name, title=title, notes=notes, tags=None if tag is None else tuple(tag))
    _answer_model(info, json=json)


@app.command(epilog="Example: bancada models rename estado-rf esteira-3")
def rename(old: Name, new: Annotated[str, typer.Argument(help="New name.")], json: JsonFlag = False) -> None:
    """Rename a model; champions and history follow."""
    _answer_model(default_bench().models.rename(old, new), json=json)


@app.command(epilog="Example: bancada models promote estado-rf")
def promote(
    name: Name,
    task: Annotated[str | None, typer.Option(help="Task; the model's own by default.")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Although the gate refuses; needs --reason, is journalled.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what the gate says.")] = False,
    json: JsonFlag = False,
) -> None:
    """Make a model its task's champion, if the gate lets it."""
    service = default_bench().models
    if dry_run:
        verdict = service.gate(name, task=task)
        if json:
            show_json({**to_json(verdict), "messages": [f.message(language()) for f in verdict.findings]})
            return
        show_findings(verdict.findings)
        return
    record = service.promote(name, task=task, force=force, reason=reason)
    _answer_champion(record, json=json)


@app.command(epilog="Example: bancada models champion sensores.estado --as-of 2026-11-01T12:00")
def champion(
    task: Annotated[str | None, typer.Argument(help="Task; all of them by default.")] = None,
    as_of: Annotated[datetime | None, typer.Option(help="Who it was at this instant (UTC).")] = None,
    history: Annotated[bool, typer.Option("--history", help="Every reign.")] = False,
    json: JsonFlag = False,
) -> None:
    """Show who is champion, or was."""
    service = default_bench().models
    if task is None:
        records = list(service.champions().values())
    elif history:
        records = list(service.history(task))
    else:
        found = service.champion(task, as_of=None if as_of is None else _aware(as_of))
        if found is None:
            if as_of is not None:
                raise NotFound("champion_not_then", task=task, instant=f"{_aware(as_of):%Y-%m-%d %H:%M:%S} UTC")
            raise NotFound("champion_not_found", task=task)
        records = [found]
    if json:
        values = [to_json(record) for record in records]
        show_json(values[0] if task and not history else values)
        return
    headers = ("task", "champion", "since", "previous", one_of("how", "como"), "reason")
    show_table(
        headers, [(r.task, r.name, f"{r.since:%Y-%m-%d %H:%M:%S}", r.previous, reign(r), reasons(r)) for r in records]
    )


@app.command(epilog="Example: bancada models rollback sensores.estado --reason 'errava à noite'")
def rollback(
    task: Annotated[str, typer.Argument(help="Task.")],
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    json: JsonFlag = False,
) -> None:
    """Give the task back to the champion before."""
    _answer_champion(default_bench().models.rollback(task, reason=reason), json=json)


@app.command(epilog="Example: bancada models diff estado-rf estado-lr")
def diff(a: Name, b: Annotated[str, typer.Argument(help="The other model.")], json: JsonFlag = False) -> None:
    """Show in what two models differ."""
    found = default_bench().models.diff(a, b)
    if json:
        show_json(to_json(found))
        return
    groups = ("facts", "metrics", "signature", "lineage", "versions", "metadata", "files")
    rows = [(group, row.field, row.a, row.b) for group in groups for row in getattr(found, group)]
    show_table(("group", "what", a, b), rows)


@app.command(epilog="Example: bancada models delete estado-rf")
def delete(name: Name, json: JsonFlag = False) -> None:
    """Move a model to the trash; `bancada models restore` brings it back."""
    service = default_bench().models
    service.delete(name)
    if json:
        show_json({"deleted": name})
        return
    say(
        f"{name} is in the trash. Undo: bancada models restore {name}",
        f"{name} está na lixeira. Desfazer: bancada models restore {name}",
    )


@app.command(epilog="Example: bancada models restore estado-rf")
def restore(
    name: Annotated[str | None, typer.Argument(help="Model name or trash id; lists the trash when omitted.")] = None,
    json: JsonFlag = False,
) -> None:
    """Bring a model back from the trash."""
    service = default_bench().models
    trash = service.trash()
    if name is None:
        if json:
            show_json([to_json(item) for item in trash])
            return
        show_table(("id", "name", "deleted"), [(i.id, i.name, f"{i.deleted_at:%Y-%m-%d %H:%M:%S}") for i in trash])
        return
    latest = next((item.id for item in trash if name in (item.id, item.name)), name)
    _answer_model(service.restore(latest), json=json)


@app.command(epilog="Example: bancada models verify --json")
def verify(
    name: Annotated[str | None, typer.Argument(help="Model; all by default.")] = None, json: JsonFlag = False
) -> None:
    """Check signature and hashes of a model's files."""
    service = default_bench().models
    names = [name] if name else [info.name for info in service.list() if not info.is_legacy]
    found = {each: service.verify(each) for each in names}
    if json:
        show_json(
            {
                each: [{**to_json(f), "message": f.message(language())} for f in findings]
                for each, findings in found.items()
            }
        )
    else:
        for each, findings in found.items():
            say(
                f"{each}: {'intact' if not findings else 'not intact'}",
                f"{each}: {'íntegro' if not findings else 'não íntegro'}",
            )
            show_findings(findings)
    broken = [each for each, findings in found.items() if findings]
    if broken:
        raise TamperedModel("verification_failed", names=broken)


@app.command(epilog="Example: bancada models adopt antigo --trust 'I trust this pickle'")
def adopt(
    name: Name,
    trust: Annotated[
        str, typer.Option(help="The phrase that says that you trust this pickle to run code on this machine.")
    ] = "",
    json: JsonFlag = False,
) -> None:
    """Take in a .pkl or .joblib from before; loading a pickle can run any code."""
    _answer_model(default_bench().models.adopt(name, trust=trust), json=json)


@app.command(epilog="Example: bancada models export estado-rf estado-rf.zip")
def export(name: Name, file: Annotated[Path, typer.Argument(help="File to write.")], json: JsonFlag = False) -> None:
    """Write one model as a single file."""
    path = default_bench().models.export(name, file)
    if json:
        show_json({"name": name, "file": str(path)})
        return
    say(f"Written: {path}", f"Gravado: {path}")


@app.command(name="import", epilog="Example: bancada models import estado-rf.zip estado-rf")
def import_(
    file: Annotated[Path, typer.Argument(help="File that `export` wrote, or an .onnx or .skops file of another tool.")],
    name: Annotated[str, typer.Argument(help="Name to save it under.")],
    trust: Annotated[
        str, typer.Option(help="The phrase that says that you trust the installation that signed the file.")
    ] = "",
    json: JsonFlag = False,
) -> None:
    """Take a model in from a file; pickles and other formats that carry code are refused by name."""
    _answer_model(default_bench().models.import_file(file, name, trust=trust), json=json)


@app.command(epilog="Example: bancada models acknowledge --reason 'registro refeito depois da queda de energia'")
def acknowledge(
    reason: Annotated[str, typer.Option(help="Why; it is written into the journal.")] = "", json: JsonFlag = False
) -> None:
    """Say that the store's notices were seen: they are shown no more, and stay in the journal."""
    if not reason.strip():
        raise BadInput("reason_missing")
    service = default_bench().models
    seen = service.summary().notices
    service.acknowledge(reason=reason)
    if json:
        show_json({"acknowledged": [{**to_json(f), "message": f.message(language())} for f in seen]})
        return
    say(f"Notices acknowledged: {len(seen)}", f"Avisos reconhecidos: {len(seen)}")


@app.command(epilog="Example: bancada models resign --after-key-loss --reason 'disco novo'")
def resign(
    after_key_loss: Annotated[
        bool, typer.Option("--after-key-loss", help="Required: says that the old key is lost.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    json: JsonFlag = False,
) -> None:
    """Sign every model anew after the loss of the key: you trust the files as they lie in the store now."""
    if not after_key_loss:
        raise typer.BadParameter("say --after-key-loss: signing anew trusts the files as they lie in the store now")
    service = default_bench().models
    names = service.resign(reason=reason)
    left_out = {
        i.name: found for i in service.list() if not i.is_legacy and (found := _failures(service.verify(i.name)))
    }
    if json:
        reasons = {name: [finding.message(language()) for finding in found] for name, found in left_out.items()}
        show_json({"resigned": list(names), "left_out": reasons})
    else:
        say(
            "Trusted: that the manifests and files of these models are what they were when the lost key signed them.",
            "Confiança: que os manifestos e arquivos destes modelos são os mesmos de quando a chave perdida os assinou.",
        )
        say(f"Signed anew: {', '.join(names) or 'none'}", f"Assinados de novo: {', '.join(names) or 'nenhum'}")
        for name, found in left_out.items():
            say(f"Left out: {name}", f"Deixado de fora: {name}")
            show_findings(found)
    if left_out:
        raise TamperedModel("resign_left_out", names=list(left_out))


def _failures(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is Severity.FAILURE]


def _answer_model(info: ModelInfo, *, json: bool) -> None:
    if json:
        show_json(to_json(info))
        return
    show_table(
        ("name", "title", "task", "kind", "tags", "notes"),
        [(info.name, info.title, info.task, info.kind, ", ".join(info.tags), info.notes)],
    )


def _answer_champion(record: ChampionRecord, *, json: bool) -> None:
    if json:
        show_json(to_json(record))
        return
    say(
        f"Champion of {record.task}: {record.name} (before: {record.previous or 'none'})",
        f"Campeão de {record.task}: {record.name} (antes: {record.previous or 'nenhum'})",
    )


def _row(info: ModelInfo) -> tuple[object, ...]:
    main = info.main_metric
    return (
        info.name, "★" if info.is_champion else "", info.task, f"{info.kind}{' (legacy)' if info.is_legacy else ''}",
        None if main is None else main.name, number(None if main is None else main.value),
        number(None if main is None else main.baseline), None if main is None else main.split,
        f"{info.saved_at:%Y-%m-%d %H:%M}", info.notes,
    )  # fmt: skip


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
