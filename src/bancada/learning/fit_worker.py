"""The process that fits: `python -m bancada.learning.fit_worker`, started and spoken to by `learning.nursery`.

Named modules as arguments, it is a nursery: it imports them once and then forks a child for each socket it is handed on standard input.
It stays single-threaded, so that forking is safe, and ends with its children when that socket does. Without arguments it is a worker
itself, spoken to over standard input and output.

A worker reads pickled messages from its parent (first how to make the work function, then payloads one at a time) and answers
with outcomes, saying first when what a payload needs is ready and its time begins. At the end of input it exits at once, in the middle of a fit too. It knows nothing of what the work is.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import socket
import sys
import threading
import warnings
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

__all__ = ["main"]


def main() -> None:
    """Serve payloads until the parent closes the pipe."""
    warnings.simplefilter("ignore")
    if len(sys.argv) > 1:
        control = socket.socket(fileno=os.dup(0))
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        mine = _fork_on_request(control, sys.argv[1:])
        _serve(mine.makefile("rb"), mine.makefile("wb"))
    else:
        out = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)  # whatever a library prints must not get into the pipe
        _serve(sys.stdin.buffer, out)


def _fork_on_request(control: socket.socket, modules: list[str]) -> socket.socket:
    """Fork for every socket that arrives and bury every child that is named; return in the children, with their socket."""
    for name in modules:
        with suppress(ImportError, OSError):  # who needs it fails by itself, with the reason
            import_module(name)
    gc.freeze()  # a collection in a child would otherwise copy the pages it shares
    children: set[int] = set()
    while True:
        message, sockets, _, _ = socket.recv_fds(control, 64, 1)
        if sockets:
            child = os.fork()
            if child == 0:
                control.close()
                return socket.socket(fileno=sockets[0])
            os.close(sockets[0])
            children.add(child)
        elif message:
            child = int(message)
            children.discard(child)
            control.send(str(_buried(child)).encode())
        else:
            for child in children:
                _buried(child)
            os._exit(0)


def _buried(child: int) -> int:
    """Return the exit status of a child, killed where it still runs; until here its number cannot be another's."""
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _serve(source: BinaryIO, out: BinaryIO) -> None:
    inbox: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(source, inbox), daemon=True).start()
    make_work, folder = pickle.loads(inbox.get())  # noqa: S301  # written by the parent that started this process
    work = make_work(Path(folder))
    make_ready = getattr(work, "make_ready", None)
    _send(out, ("ready", os.getpid()))
    while True:
        payload = inbox.get()
        try:
            request = pickle.loads(payload)  # noqa: S301  # likewise
            if make_ready is not None:
                make_ready(request)
            _send(out, ("begun", None))
            answer = ("done", work(request))
        except Exception as error:  # noqa: BLE001  # a foreign estimator may raise anything; it becomes a failed fit
            answer = ("failed", _reason(error))
        _send(out, answer)


def _listen(source: BinaryIO, inbox: SimpleQueue[bytes]) -> None:
    while True:
        try:
            inbox.put(pickle.load(source))  # noqa: S301  # likewise
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(0)


def _send(out: BinaryIO, message: tuple[str, Any]) -> None:
    pickle.dump(message, out, protocol=5)
    out.flush()


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:500]


if __name__ == "__main__":
    main()
