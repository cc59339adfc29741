"""Whether there is room: a write now and then that tells which folder takes none, and what errors of a full disk look like."""

from __future__ import annotations

import errno
import os
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

from bancada.api.errors import ApiProblem

__all__ = ["Disk", "Part", "shortage"]

Part = Literal["data", "audit", "store"]
FRESH_S = 5.0
"""How long an answer holds: whoever asks often writes no more often than that."""
_SIZE = 4096
_FULL = {errno.ENOSPC, errno.EDQUOT}
_DRIVERS = ("sqlalchemy", "sqlite3", "psycopg")
_SIGNS = ("disk is full", "no space left", "disk full")


class Disk:
    """Which of some folders can be written, found out by writing. **Threads**: safe to share.

    Parameters
    ----------
    folders : mapping
        By the name that they are told under. One that is not there yet counts as its first folder above that is.
    monotonic : callable
        Returns seconds; only differences count.
    """

    def __init__(self, folders: Mapping[Part, Path], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._folders = folders
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._at = float("-inf")
        self._found: tuple[Part, ...] = ()

    def unwritable(self) -> tuple[Part, ...]:
        """Return the names of the folders that take no file of a block; at most `FRESH_S` old."""
        with self._lock:
            if self._monotonic() - self._at >= FRESH_S:
                self._found = tuple(name for name, folder in self._folders.items() if not _takes(folder))
                self._at = self._monotonic()
            return self._found


def _takes(folder: Path) -> bool:
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    path = there / f".bancada-room-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        path.write_bytes(b"\0" * _SIZE)
    except OSError:
        return False
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    return True


def shortage(error: BaseException) -> ApiProblem | None:
    """Return the 503 that tells of a full disk, where an error or one behind it is the system's or a driver's word for that."""
    seen: BaseException | None = error
    while seen is not None:
        is_driver = type(seen).__module__.partition(".")[0] in _DRIVERS
        if (isinstance(seen, OSError) and seen.errno in _FULL) or (
            is_driver and any(sign in str(seen).lower() for sign in _SIGNS)
        ):
            return ApiProblem(503, "api_disk_full", headers=((b"retry-after", b"30"),))
        seen = seen.__cause__ or seen.__context__
    return None
