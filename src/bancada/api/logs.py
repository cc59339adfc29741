"""The log of the server: one line of JSON a request, and one a message of any part of the process. Never a secret, never a body.

Lines are written by a thread of their own; old files are removed.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import re
import threading
import traceback
import weakref
from collections import deque
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from bancada.api.call import CURRENT

__all__ = ["JsonLines", "RequestLog", "log_to", "traced"]

_NAME = re.compile(r"api-(\d{4}-\d{2}-\d{2})\.\d+\.jsonl")
_DELAY_S = 0.2
_CAPACITY = 50_000
_LONGEST = 2000
"""Characters of a message that are kept."""


class RequestLog:
    """Lines on their way to `<folder>/api-<date>.<pid>.jsonl`, at most `_DELAY_S` behind. A request never waits for the disk.

    **Thread safety**: `add` may be called from many threads.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    days : int
        Files older than that are removed, when the log opens and at each new day.

    Attributes
    ----------
    dropped : int
        Lines that were lost: the disk did not keep up, or could not be written.
    """

    def __init__(self, folder: Path, *, days: int) -> None:
        self._folder = folder
        self._days = days
        self._lines: deque[bytes] = deque()
        self._wake = threading.Event()
        self._is_closed = False
        self._day = ""
        self._writing = threading.Lock()
        self.dropped = 0
        self._thread = threading.Thread(target=self._work, name="request-log", daemon=True)
        self._thread.start()
        atexit.register(_close, weakref.ref(self))

    # Any: JSON values.
    def add(self, values: dict[str, Any]) -> None:
        """Hand over one line."""
        if len(self._lines) >= _CAPACITY:
            self.dropped += 1
            return
        self._lines.append(orjson.dumps(values, option=_OPTIONS, default=str))

    def close(self) -> None:
        """Write what is waiting and stop; does nothing the second time."""
        self._is_closed = True
        self._wake.set()
        self._thread.join(timeout=5)
        atexit.unregister(_close)

    def flush(self) -> None:
        """Write what is waiting."""
        with self._writing:
            lines = [self._lines.popleft() for _ in range(len(self._lines))]
            if not lines:
                return
            day = datetime.now(UTC).date().isoformat()
            try:
                self._open_day(day)
                with (self._folder / f"api-{day}.{os.getpid()}.jsonl").open("ab") as file:
                    file.write(b"".join(lines))
            except OSError:
                self.dropped += len(lines)

    def _open_day(self, day: str) -> None:
        if day == self._day:
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._day = day
        first = (datetime.now(UTC).date() - timedelta(days=self._days)).isoformat()
        for path in self._folder.iterdir():
            found = _NAME.fullmatch(path.name)
            if found and found[1] < first:
                with contextlib.suppress(FileNotFoundError):  # another process was first
                    path.unlink()

    def _work(self) -> None:
        while not self._is_closed:
            self._wake.wait(_DELAY_S)
            self.flush()
        self.flush()


_OPTIONS = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z


def traced(error: BaseException) -> list[str]:
    """Return the traceback of an error as lines, without the values of its messages: those may hold what a caller sent."""
    found = traceback.extract_tb(error.__traceback__)
    lines = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in found]
    chained = error.__cause__ or error.__context__
    own = [*lines, type(error).__name__]
    return [*traced(chained), "then", *own] if chained is not None else own


class JsonLines(logging.Handler):
    """Takes what any part of the process says to where requests are logged, with the id of the request that it was said in.

    Parameters
    ----------
    log : RequestLog
    """

    def __init__(self, log: RequestLog) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Hand over one message; of an error where it was raised, not what it says."""
        call = CURRENT.get()
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "request_id": call.request_id if call else None,
            "logger": record.name,
            "message": record.getMessage()[:_LONGEST],
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["traceback"] = traced(error)
        self._log.add(line)


class _Short(logging.Formatter):
    """One line a message, whatever it brings along."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        kind = f" ({type(error).__name__})" if error is not None else ""
        lines = record.getMessage().splitlines() or [""]
        return f"{self.formatTime(record)} {record.levelname} {record.name}: {lines[0][:300]}{kind}"


def log_to(log: RequestLog, *, level: str) -> None:
    """Have all messages of this process go to `log`, and as short lines to the terminal; in place of what was set before."""
    terminal = logging.StreamHandler()
    terminal.setFormatter(_Short())
    logging.basicConfig(level=level, handlers=[terminal, JsonLines(log)], force=True)
    logging.captureWarnings(capture=True)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def _close(log: weakref.ref[RequestLog]) -> None:
    found = log()
    if found is not None:
        found.close()
