"""Worker processes for tests, and waiting for what they do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bancada.core.ports import RunQueue
from bancada.core.run import RunInfo

PROGRAM = Path(__file__).with_name("program.py")
PATIENCE_S = 60.0


class WorkerProcess:
    """`program.py` in a process of its own."""

    def __init__(self, url: str, variant: str = "as-submitted") -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM), url, variant],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )

    def kill(self) -> None:
        """End it as a power cut would, and wait until it is gone."""
        if self._process.returncode is None:
            self._process.kill()
            self._process.communicate()

    def terminate(self) -> int:
        """Ask it to end; return the exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self.ended()[0]

    def ended(self) -> tuple[int, str]:
        """Wait for its end; return the exit status and all it printed."""
        printed, _ = self._process.communicate(timeout=PATIENCE_S)
        return self._process.returncode, printed


def eventually(is_so: Callable[[], bool]) -> None:
    """Wait until something is so; fail where it never is."""
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.02)


def end_of(client: RunQueue, run_id: str) -> RunInfo:
    """Follow a run to its end."""
    eventually(lambda: client.get(run_id).status.is_over)
    return client.get(run_id)


class Trace:
    """The files by which a `trace` job tells what it did and is held."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "trace.txt"
        self._gate = folder / "gate"
        self._gate.touch()

    def payload(self, *hold: str, deaf: tuple[str, ...] = ()) -> dict[str, object]:
        """Return a payload whose steps named in `hold` wait, and those in `deaf` do not listen to requests to stop."""
        return {"trace": str(self._file), "gate": str(self._gate), "hold": list(hold), "deaf": list(deaf)}

    def open_gate(self) -> None:
        """Let held steps go on."""
        self._gate.unlink()

    @property
    def steps(self) -> list[str]:
        """The steps that began, in order."""
        return self._file.read_text().split() if self._file.exists() else []
