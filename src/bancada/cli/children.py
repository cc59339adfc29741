"""Programs of Bancada as child processes: a port that is free, an end that takes all of them along, however it comes."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from types import FrameType

__all__ = ["Kept", "interrupt", "port_problem", "start", "stop_all"]

_STOPPING_S = 10.0
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def port_problem(host: str, port: int) -> str:
    """Return why a server cannot listen there; empty where it can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def start(arguments: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start Python with `arguments`, as a process that on Linux ends when this one does, even where this one is killed.

    The kernel sends it SIGTERM when the thread that called this ends (prctl(2), PR_SET_PDEATHSIG): call from the main thread.
    """
    command = [sys.executable, *arguments]
    if sys.platform != "linux":
        return subprocess.Popen(command, env=environment)  # noqa: S603  # our own programs
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def end_with_parent() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before it was asked for
            os._exit(1)

    return subprocess.Popen(command, env=environment, preexec_fn=end_with_parent)  # noqa: PLW1509, S603  # takes no lock; our own programs


class Kept:
    """A program that is started again when it ends by itself: later each time it ends soon after its start.

    Parameters
    ----------
    arguments, environment
        As `start` takes them.
    pauses : sequence of float
        Seconds before the first start anew, the second, and so on; the last one for all after it.
    steady_s : float
        Seconds of life after which an end counts as the first again.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        pauses: Sequence[float] = (1.0, 5.0, 15.0, 60.0),
        steady_s: float = 120.0,
    ) -> None:
        self._arguments = arguments
        self._environment = environment
        self._pauses = pauses
        self._steady_s = steady_s
        self._n_ends = 0
        self._ended_at: float | None = None
        self._begin()

    def _begin(self) -> None:
        self._started_at = time.monotonic()
        self._ended_at = None
        self.process = start(self._arguments, self._environment)

    def look(self) -> int | None:
        """Return the exit code where the process has ended since the last look, else None; start it anew once its pause is over."""
        now = time.monotonic()
        if self._ended_at is not None:
            if now - self._ended_at >= self.pause_s:
                self._begin()
            return None
        code = self.process.poll()
        if code is not None:
            self._ended_at = now
            self._n_ends = 1 if now - self._started_at >= self._steady_s else self._n_ends + 1
        return code

    @property
    def pause_s(self) -> float:
        """Seconds between the last end and the next start."""
        return self._pauses[min(max(self._n_ends, 1), len(self._pauses)) - 1]


def stop_all(children: Iterable[subprocess.Popen[bytes]], *, within_s: float = _STOPPING_S) -> None:
    """Ask all children to end, and end those that have not after `within_s`."""
    left = [child for child in children if child.poll() is None]
    for child in left:
        child.terminate()
    deadline = time.monotonic() + within_s
    for child in left:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """End as on Ctrl-C: what SIGTERM is to do."""
    raise KeyboardInterrupt
