"""`bancada keys ...`: who may call the HTTP API, and what was done through it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.output import JsonFlag, say, show_findings, show_json, show_table
from bancada.core.errors import Refused
from bancada.core.finding import Severity
from bancada.core.values import to_json
from bancada.data.access.values import KeyLimits, Role

__all__ = ["app"]

app = typer.Typer(help="Keys of the HTTP API, and the audit of what was done with them.", no_args_is_help=True)


@app.command(epilog="Example: bancada keys create --role read --label planilha")
def create(
    role: Annotated[
        Role, typer.Option(help="read asks and predicts; train starts runs and promotes; admin may do everything.")
    ],
    label: Annotated[str, typer.Option(help="What you will know it by.")] = "",
    rate_per_minute: Annotated[
        int | None,
        typer.Option(
            help="Requests of this key in a minute; BANCADA_API_RATE_PER_MINUTE by default.", min=1, max=10**6
        ),
    ] = None,
    max_body_mb: Annotated[
        int | None,
        typer.Option(help="Largest body of this key, in MB; BANCADA_API_MAX_BODY_MB at most.", min=1, max=10**6),
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Make a key and show its secret, this once."""
    access = default_bench().access
    limits = KeyLimits(rate_per_minute, max_body_mb)
    new = access.keys.create(role, label=label, limits=limits)
    own = {name: limit for name, limit in to_json(limits).items() if limit is not None}
    access.audit.record("bancada keys create", {"id": new.info.id, "role": role.value, **own})
    if json:
        show_json({**to_json(new.info), "secret": new.secret})
        return
    say(
        f"Key {new.info.id} with the role {role.value}. The secret is shown this once; send it in the header X-API-Key:",
        f"Chave {new.info.id} com o papel {role.value}. O segredo só é mostrado desta vez; envie-o no cabeçalho X-API-Key:",
    )
    typer.echo(new.secret)


@app.command("list", epilog="Example: bancada keys list --json")
def list_keys(json: JsonFlag = False) -> None:
    """List keys without their secrets, revoked ones too."""
    keys = default_bench().access.keys.list()
    if json:
        show_json([to_json(key) for key in keys])
        return
    rows = [
        (
            key.id,
            key.role.value,
            key.label,
            key.limits.rate_per_minute,
            key.limits.max_body_mb,
            _at(key.created_at),
            _at(key.revoked_at),
        )
        for key in keys
    ]
    show_table(("key", "role", "label", "a minute", "body, MB", "made", "revoked"), rows)


@app.command(epilog="Example: bancada keys revoke 3f2a90c1d4e5")
def revoke(
    key: Annotated[str, typer.Argument(help="Id of the key, as `bancada keys list` shows it.", metavar="KEY")],
    json: JsonFlag = False,
) -> None:
    """Stop a key; servers that run turn it away within 2 seconds."""
    access = default_bench().access
    info = access.keys.revoke(key)
    access.audit.record("bancada keys revoke", {"id": info.id})
    if json:
        show_json(to_json(info))
        return
    say(f"Key {info.id} no longer opens anything.", f"A chave {info.id} não abre mais nada.")


@app.command(epilog="Example: bancada keys audit --verify")
def audit(
    limit: Annotated[int, typer.Option(help="Lines shown, the latest first.", min=1, max=100_000)] = 50,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check the whole chain instead; exit 6 where it does not hold.")
    ] = False,
    json: JsonFlag = False,
) -> None:
    """Show what was done through the API and with its keys, or check that nothing was changed or taken out."""
    if verify:
        _verify(json=json)
        return
    lines = default_bench().access.audit.list(limit=limit)
    if json:
        show_json([{"seq": line.seq, **to_json(line.entry), "hash": line.hash} for line in lines])
        return
    rows = [
        (
            line.seq,
            _at(line.entry.at),
            line.entry.key_id,
            line.entry.action,
            _pairs(line.entry.subject),
            line.entry.status or "-",
        )
        for line in lines
    ]
    show_table(("line", "at", "key", "what", "subject", "status"), rows, wrap=4)


def _verify(*, json: bool) -> None:
    findings = default_bench().access.audit.verify()
    if json:
        show_json([to_json(finding) for finding in findings])
    elif findings:
        show_findings(findings)
    else:
        say(
            "The audit holds: every line follows from those before it.",
            "A auditoria confere: cada linha segue das anteriores.",
        )
    if any(finding.severity is Severity.FAILURE for finding in findings):
        raise Refused("audit_broken", findings=list(findings))


def _at(instant: datetime | None) -> str:
    return "-" if instant is None else f"{instant:%Y-%m-%d %H:%M:%S}"


def _pairs(subject: dict[str, object]) -> str:
    return " ".join(f"{name}={value}" for name, value in subject.items())
