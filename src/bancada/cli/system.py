"""`bancada up | worker | setup | settings | doctor`: the installation itself."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Annotated

import typer

from bancada.bootstrap import default_settings, set_up
from bancada.bootstrap import worker as make_worker
from bancada.cli.checks import examine
from bancada.cli.launch import launch
from bancada.cli.output import JsonFlag, console, language, say, show_json, show_table, word
from bancada.core.errors import Refused
from bancada.core.finding import Severity
from bancada.settings import in_force

__all__ = ["doctor", "settings", "setup", "up", "worker"]


def up(
    port: Annotated[int | None, typer.Option(help="Port of the dashboard; BANCADA_PORT by default.")] = None,
    host: Annotated[str | None, typer.Option(help="Address of the dashboard; this machine alone by default.")] = None,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Start no worker: another program runs one.")] = False,
) -> None:
    """Prepare what is missing, start the worker and the dashboard, print the address. Ctrl-C stops both."""
    chosen = default_settings()
    set_up(chosen).close()
    raise typer.Exit(launch(chosen, host=host or chosen.host, port=port or chosen.port, with_worker=not no_worker))


def worker() -> None:
    """Do background runs until stopped; one worker per jobs database."""
    chosen = default_settings()
    logging.basicConfig(level=chosen.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("dbos").setLevel(logging.WARNING)  # its own upgrades would bury the address of the dashboard
    set_up(chosen).close()
    make_worker(chosen).serve()


def setup(json: JsonFlag = False) -> None:
    """Create schemas, upgrade the database, load demo data where there is none; may be repeated."""
    bench = set_up(default_settings())
    names = [info.name for info in bench.data.list()]
    if json:
        show_json({"datasets": names})
        return
    say(f"Ready. Datasets: {', '.join(names)}", f"Pronto. Datasets: {', '.join(names)}")


def settings(json: JsonFlag = False) -> None:
    """Print every setting in force and where its value came from."""
    rows = in_force(default_settings())
    if json:
        show_json([asdict(row) for row in rows])
        return
    show_table(
        ("setting", "value", "from", "what"), [(r.name, r.value or '""', r.origin, r.description) for r in rows], wrap=3
    )


def doctor(json: JsonFlag = False) -> None:
    """Examine the installation: Python, extras, databases, store, key, worker. Exit 6 where something fails."""
    findings = examine(default_settings())
    if json:
        show_json(
            [
                {"code": f.code, "severity": f.severity.value, "message": f.message(language()), "facts": f.facts}
                for f in findings
            ]
        )
    else:
        for finding in findings:
            console.print(
                f"[{word(finding.severity.value)}] {finding.message(language())}", markup=False, soft_wrap=True
            )
    failed = [finding for finding in findings if finding.severity is Severity.FAILURE]
    if failed:
        raise Refused("doctor_failed", count=len(failed))
