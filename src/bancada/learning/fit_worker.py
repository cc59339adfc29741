"""The process that fits: `python -m bancada.learning.fit_worker`, spoken to over its own pipes by `learning.executor`.

It reads pickled messages from its parent on standard input (first how to make the work function, then payloads one at a time) and
writes outcomes to what was its standard output. It ends with its parent: at the end of input it exits at once, in the middle
of a fit too. It knows nothing of what the work is.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import warnings
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

__all__ = ["main"]


def main() -> None:
    """Serve payloads until the parent closes the pipe."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get into the pipe
    warnings.simplefilter("ignore")
    inbox: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, inbox), daemon=True).start()
    make_work, folder = pickle.loads(inbox.get())  # noqa: S301  # written by the parent that started this process
    work = make_work(Path(folder))
    _send(out, ("ready", None))
    while True:
        payload = inbox.get()
        try:
            answer = ("done", work(pickle.loads(payload)))  # noqa: S301  # likewise
        except Exception as error:  # noqa: BLE001  # a foreign estimator may raise anything; it becomes a failed fit
            answer = ("failed", _reason(error))
        _send(out, answer)


def _listen(pipe: BinaryIO, inbox: SimpleQueue[bytes]) -> None:
    while True:
        try:
            inbox.put(pickle.load(pipe))  # noqa: S301  # likewise
        except (EOFError, pickle.UnpicklingError):
            os._exit(0)


def _send(pipe: BinaryIO, message: tuple[str, Any]) -> None:
    pickle.dump(message, pipe, protocol=5)
    pipe.flush()


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:500]


if __name__ == "__main__":
    main()
