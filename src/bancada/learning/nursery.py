"""Where fit processes come from: forked from one that has imported what fits need, or started one by one.

Forking costs milliseconds and shares the memory of the libraries; it is done on Linux only, from a process of our own that has a
single thread (the caller's may have many, and other systems' libraries do not survive a fork). Nothing here imports the caller's
`__main__`, which `multiprocessing` would. It knows nothing of work items.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Protocol, Self, cast

__all__ = ["ForkNursery", "Line", "Nursery", "SpawnNursery", "open_nursery"]

_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_COMMAND = (sys.executable, "-m", "bancada.learning.fit_worker")
_FAREWELL_S = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """The line to one process.

    Attributes
    ----------
    reader, writer : file
        What it says, and what is said to it; the reader ends with the process.
    end : callable
        Takes its process id, kills it where it still runs, returns its exit status.
    """

    reader: BinaryIO
    writer: BinaryIO
    end: Callable[[int], int]


class Nursery(Protocol):
    """Starts worker processes; a context manager that leaves none behind."""

    def start(self) -> Line:
        """Ask for a process, without waiting for it: it says `ready` with its id, or its line ends."""

    def last_words(self) -> str:
        """Return the end of what the processes wrote to standard error."""

    def close(self) -> None:
        """End every process at once."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def open_nursery(*, n_threads: int | None = 1, preload: Sequence[str] = ()) -> Nursery:
    """Return the nursery that suits this system.

    Parameters
    ----------
    n_threads : int or None
        Threads that BLAS and OpenMP may use in each process; None leaves it to them.
    preload : sequence of str
        Modules to import once, from now on, beside the caller; they must start no threads. With none, processes start one by one.
    """
    environment = _environment(n_threads)
    if preload and sys.platform == "linux":
        return ForkNursery(environment, preload)
    return SpawnNursery(environment)


def _environment(n_threads: int | None) -> dict[str, str]:
    environment = dict(os.environ)
    environment["PYTHONPATH"] = os.pathsep.join(entry for entry in sys.path if entry)
    if n_threads is not None:
        environment |= dict.fromkeys(_THREADS, str(n_threads))
    # PyArrow's allocator would start a thread of its own, at import; glibc's would keep what one large forest took for good.
    return environment | {"JE_ARROW_MALLOC_CONF": "background_thread:false", "MALLOC_MMAP_THRESHOLD_": "131072"}


class _Overheard:
    """The last lines of a pipe, read as they come."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._last: threading.Thread | None = None

    def listen(self, pipe: BinaryIO) -> None:
        self._last = threading.Thread(target=self._read, args=(pipe,), daemon=True)
        self._last.start()

    def text(self) -> str:
        if self._last is not None:
            self._last.join(_FAREWELL_S)  # what a process says as it ends may still be on its way
        return b"".join(self._lines)[-500:].decode(errors="replace").strip()

    def _read(self, pipe: BinaryIO) -> None:
        with pipe:
            for line in pipe:
                self._lines.append(line)
                del self._lines[:-20]


class ForkNursery:
    """Processes forked from one that imported first.

    Parameters
    ----------
    environment : dict
    preload : sequence of str
        Modules.
    """

    def __init__(self, environment: dict[str, str], preload: Sequence[str]) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            # Our own interpreter on our own module; a session of its own, so that all of it can be killed at once.
            self._popen = subprocess.Popen(  # noqa: S603
                [*_COMMAND, *preload],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=environment,
                start_new_session=True,
            )
        self._overheard = _Overheard()
        self._overheard.listen(cast("BinaryIO", self._popen.stderr))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> Line:
        """See `Nursery.start`."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            with suppress(BrokenPipeError, ConnectionResetError):  # it is gone; the line ends at once and tells
                socket.send_fds(self._control, [b"+"], [theirs.fileno()])
            return Line(ours.makefile("rb"), ours.makefile("wb"), self._end)

    def last_words(self) -> str:
        """See `Nursery.last_words`."""
        return self._overheard.text()

    def close(self) -> None:
        """See `Nursery.close`."""
        self._control.close()
        if self._popen.returncode is not None:
            return
        # Left to itself it buries its children; importing, it has none and need not be waited for long. While it is not waited
        # for, its number and that of its group cannot be another's.
        until = time.monotonic() + _FAREWELL_S
        asked = os.WEXITED | os.WNOHANG | os.WNOWAIT
        while time.monotonic() < until and os.waitid(os.P_PID, self._popen.pid, asked) is None:
            time.sleep(0.005)
        os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()

    def _end(self, pid: int) -> int:
        try:
            self._control.send(str(pid).encode())
            answer = self._control.recv(64)
        except (BrokenPipeError, ConnectionResetError):
            answer = b""
        if not answer:
            raise RuntimeError(f"the process that fit processes come from has died: {self.last_words()}")
        return int(answer)


@dataclass
class SpawnNursery:
    """Processes started one by one, each importing for itself.

    Parameters
    ----------
    environment : dict
    """

    environment: dict[str, str]
    _started: list[subprocess.Popen[bytes]] = field(init=False, default_factory=list)
    _overheard: _Overheard = field(init=False, default_factory=_Overheard)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> Line:
        """See `Nursery.start`."""
        pipe = subprocess.PIPE
        # As above.
        popen = subprocess.Popen(_COMMAND, stdin=pipe, stdout=pipe, stderr=pipe, env=self.environment)  # noqa: S603
        self._started.append(popen)
        self._overheard.listen(cast("BinaryIO", popen.stderr))

        def end(_: int) -> int:
            popen.kill()
            self._started.remove(popen)
            return popen.wait()

        return Line(cast("BinaryIO", popen.stdout), cast("BinaryIO", popen.stdin), end)

    def last_words(self) -> str:
        """See `Nursery.last_words`."""
        return self._overheard.text()

    def close(self) -> None:
        """See `Nursery.close`."""
        for popen in self._started:
            popen.kill()
        for popen in self._started:
            popen.wait()
        self._started.clear()


if TYPE_CHECKING:
    _forked: Nursery = ForkNursery({}, ())
    _spawned: Nursery = SpawnNursery({})
