"""Programs of Bancada as child processes: a port that is free, an end that takes all of them along."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterable
from types import FrameType

__all__ = ["interrupt", "port_problem", "stop_all"]

_STOPPING_S = 10.0


def port_problem(host: str, port: int) -> str:
    """Return why a server cannot listen there; empty where it can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return ""


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
