"""Start the worker and the dashboard as child processes, say where they are, stop both together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from bancada.cli.children import interrupt, port_problem, stop_all
from bancada.cli.output import say
from bancada.core.errors import BadInput, Refused
from bancada.settings import Settings, as_environment

__all__ = ["launch"]

_ROOT = Path(__file__).resolve().parents[3]
_STARTING_S = 60.0


def launch(settings: Settings, *, host: str, port: int, with_worker: bool = True) -> int:
    """Run the dashboard, and a worker, over these settings until the dashboard ends or a signal comes; returns the exit code."""
    main = _ROOT / "app" / "main.py"
    if not main.is_file():
        raise Refused("dashboard_missing", path="app/main.py")
    problem = port_problem(host, port)
    if problem:
        raise BadInput("port_taken", host=host, port=port, detail=problem)
    children: list[subprocess.Popen[bytes]] = []
    previous = signal.signal(signal.SIGTERM, interrupt)
    try:
        # The dashboard stands in the folder of its look; the settings of the folder this was started in go along.
        environment = os.environ | as_environment(settings)
        dashboard = subprocess.Popen(_streamlit(main, host, port), cwd=_ROOT, env=environment)  # noqa: S603  # our own programs
        children.append(dashboard)
        worker = None
        if with_worker:
            worker = subprocess.Popen([sys.executable, "-m", "bancada", "worker"], env=environment)
            children.append(worker)
        return _watch(dashboard, worker, host=host, port=port)
    except KeyboardInterrupt:
        say(
            "Stopping. A run in progress goes on at the next start.",
            "Parando. Uma execução em curso continua na próxima partida.",
        )
        return 0
    finally:
        signal.signal(signal.SIGTERM, previous)
        stop_all(children)


def _streamlit(main: Path, host: str, port: int) -> list[str]:
    return [
        sys.executable, "-m", "streamlit", "run", str(main), "--server.address", host, "--server.port", str(port),
        "--server.headless", "true",
    ]  # fmt: skip


def _watch(dashboard: subprocess.Popen[bytes], worker: subprocess.Popen[bytes] | None, *, host: str, port: int) -> int:
    _wait_until_up(dashboard, host, port)
    say(
        f"Bancada is at http://{host}:{port} (Ctrl-C stops it)",
        f"A Bancada está em http://{host}:{port} (Ctrl-C encerra)",
    )
    told = False
    while dashboard.poll() is None:
        if worker is not None and worker.poll() is not None and not told:
            told = True
            say(
                "The worker of this start has ended (another one may already serve this database); training waits for a worker.",
                "O worker desta partida terminou (talvez outro já atenda este banco); treinos esperam por um worker.",
            )
        time.sleep(0.5)
    return dashboard.returncode


def _wait_until_up(dashboard: subprocess.Popen[bytes], host: str, port: int) -> None:
    deadline = time.monotonic() + _STARTING_S
    while time.monotonic() < deadline and dashboard.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{host}:{port}/_stcore/health", timeout=1):  # our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise Refused("dashboard_not_up", host=host, port=port)
