"""The request log: one line of JSON a request, written by a thread of its own, old files removed. Never a secret, never a body."""

from __future__ import annotations

import atexit
import contextlib
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

__all__ = ["RequestLog", "traced"]

_NAME = re.compile(r"api-(\d{4}-\d{2}-\d{2})\.\d+\.jsonl")
_DELAY_S = 0.2
_CAPACITY = 50_000


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


def _close(log: weakref.ref[RequestLog]) -> None:
    found = log()
    if found is not None:
        found.close()
