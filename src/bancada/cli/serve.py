"""`bancada serve`: the HTTP API and a worker as child processes; both end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib.util import find_spec
from typing import Annotated

import typer

from bancada.bootstrap import default_settings, set_up
from bancada.cli.children import Kept, interrupt, port_problem, start, stop_all
from bancada.cli.output import say
from bancada.core.errors import AlreadyExists, BadInput, InvalidSettings, MissingExtra, Refused, WorkerHeld
from bancada.services import Bench
from bancada.settings import Settings, as_environment

__all__ = ["serve"]

_STARTING_S = 60.0
_STOPPING_S = 30.0
"""Longer than the server gives what is under way."""
_LOOPBACK = ("127.", "::1", "localhost")


def serve(
    host: Annotated[str | None, typer.Option(help="Address of the API; BANCADA_API_HOST by default.")] = None,
    port: Annotated[int | None, typer.Option(help="Port of the API; BANCADA_API_PORT by default.")] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes that serve; BANCADA_API_WORKERS by default.", min=1, max=64)
    ] = None,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Do no background runs here.")] = False,
) -> None:
    """Prepare what is missing, start the HTTP API and a worker, print the address. Ctrl-C stops both.

    Where there has never been a key, one with the role admin is made and shown once.
    """
    given = {"api_host": host, "api_port": port, "api_workers": workers}
    chosen = default_settings().model_copy(update={name: value for name, value in given.items() if value is not None})
    _check(chosen)
    bench = set_up(chosen)
    _first_key(bench)
    has_worker = bench.runs.has_worker()
    bench.close()
    if has_worker and not no_worker:
        say(
            "Another worker already serves this database and does the runs; this start brings none of its own.",
            "Outro worker já atende este banco e faz as execuções; esta partida não traz o seu.",
        )
    raise typer.Exit(_run(chosen, with_worker=not (no_worker or has_worker)))


def _check(chosen: Settings) -> None:
    """Refuse what would fail later, or be open to more than was meant."""
    if find_spec("uvicorn") is None or find_spec("fastapi") is None:
        raise MissingExtra(feature="bancada serve", package="fastapi", extra="api")
    if not chosen.api_host.startswith(_LOOPBACK) and not chosen.api_allowed_hosts:
        raise InvalidSettings("api_host_open", host=chosen.api_host)
    problem = port_problem(chosen.api_host, chosen.api_port)
    if problem:
        raise BadInput("api_port_taken", host=chosen.api_host, port=chosen.api_port, detail=problem)


def _first_key(bench: Bench) -> None:
    """Make the first key and show it, on standard error so that no log of standard output keeps it."""
    from bancada.data.access.values import Role

    if bench.access.keys.has_any():
        return
    try:
        new = bench.access.keys.create(Role.ADMIN, label="first", only_first=True)
    except AlreadyExists:  # another start was quicker
        return
    bench.access.audit.record("bancada serve", {"id": new.info.id, "role": new.info.role.value})
    say(
        "The first key, with the role admin, is on standard error below. It is shown this once; keep it safe.",
        "A primeira chave, com o papel admin, está abaixo, na saída de erros. Ela só é mostrada desta vez; guarde-a bem.",
    )
    sys.stdout.flush()
    sys.stderr.write(f"X-API-Key: {new.secret}\n")
    sys.stderr.flush()


def _run(chosen: Settings, *, with_worker: bool) -> int:
    children: list[subprocess.Popen[bytes]] = []
    worker: Kept | None = None
    previous = signal.signal(signal.SIGTERM, interrupt)
    try:
        environment = os.environ | as_environment(chosen)
        children.append(start(["-m", "bancada.api"], environment))
        if with_worker:
            worker = Kept(["-m", "bancada", "worker"], environment)
        return _watch(children[0], worker, chosen)
    except KeyboardInterrupt:
        say(
            "Stopping. A run in progress goes on at the next start.",
            "Parando. Uma execução em curso continua na próxima partida.",
        )
        return 0
    finally:
        signal.signal(signal.SIGTERM, previous)
        stop_all([*children, *([worker.process] if worker else [])], within_s=_STOPPING_S)


def _watch(server: subprocess.Popen[bytes], worker: Kept | None, chosen: Settings) -> int:
    host = f"[{chosen.api_host}]" if ":" in chosen.api_host else chosen.api_host
    address = f"http://{host}:{chosen.api_port}"
    _wait_until_up(server, chosen, address)
    say(
        f"The API is at {address}, its documentation at {address}/docs (Ctrl-C stops it)",
        f"A API está em {address}, sua documentação em {address}/docs (Ctrl-C encerra)",
    )
    sys.stdout.flush()
    while server.poll() is None:
        if worker is not None:
            _tell(worker.look(), worker.pause_s)
        time.sleep(0.2)
    return server.returncode


def _tell(code: int | None, pause_s: float) -> None:
    """Say that a worker has ended, where it has, and what comes of it."""
    if code is None:
        return
    if code == WorkerHeld.exit_code:
        say(
            f"The worker could not begin, as it says above: another one may already serve this database. It is tried again in {pause_s:g} s.",
            f"O worker não pôde começar, como ele diz acima: outro talvez já atenda este banco. Nova tentativa em {pause_s:g} s.",
        )
    else:
        say(
            f"The worker has ended (exit code {code}); it is started again in {pause_s:g} s. Runs wait for it, and go on where they were.",
            f"O worker terminou (código {code}); será iniciado de novo em {pause_s:g} s. As execuções esperam por ele e continuam de onde estavam.",
        )
    sys.stdout.flush()


def _wait_until_up(server: subprocess.Popen[bytes], chosen: Settings, address: str) -> None:
    deadline = time.monotonic() + _STARTING_S
    own = address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")
    while time.monotonic() < deadline and server.poll() is None:
        request = urllib.request.Request(f"{own}/health", headers={"Host": "localhost"})  # noqa: S310  # our own address
        try:
            with urllib.request.urlopen(request, timeout=1):  # noqa: S310  # likewise
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise Refused("api_not_up", host=chosen.api_host, port=chosen.api_port)
