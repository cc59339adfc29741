"""One object, many processes: large arrays lie once in memory, mapped by everyone who reads them.

Pickle protocol 5 keeps the arrays of a frame out of the stream; here they go to one file (in memory where the system offers
/dev/shm and it has room), which readers map instead of copying. What is read back must not be written to.
"""

from __future__ import annotations

import mmap
import pickle
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cloudpickle  # type: ignore[import-untyped]  # ships no types

__all__ = ["read_shared", "shared_object"]

_MEMORY = Path("/dev/shm")  # noqa: S108  # the system's own memory file system, inside a private folder
_ALIGN = 64


@contextmanager
def shared_object(value: Any) -> Iterator[Path]:  # Any: whatever can be pickled
    """Lay `value` out for other processes for as long as the block runs; yields the path that `read_shared` takes."""
    buffers: list[pickle.PickleBuffer] = []
    head = cloudpickle.dumps(value, protocol=5, buffer_callback=buffers.append)
    views = [buffer.raw() for buffer in buffers]
    folder = Path(tempfile.mkdtemp(prefix="bancada-", dir=_place(sum(view.nbytes for view in views) + len(head))))
    try:
        sizes = [view.nbytes for view in views]
        (folder / "head").write_bytes(pickle.dumps((head, sizes)))
        with (folder / "buffers").open("wb") as file:
            for view in views:
                file.write(view)
                file.write(b"\0" * (-view.nbytes % _ALIGN))
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def read_shared(folder: Path) -> Any:  # Any: as above
    """Return the object laid out at `folder`, its arrays mapped read-only."""
    # This process's parent wrote it a moment ago into a folder that only this user can read.
    head, sizes = pickle.loads((folder / "head").read_bytes())  # noqa: S301
    file_size = (folder / "buffers").stat().st_size
    views: list[memoryview | bytes] = []
    if file_size:
        with (folder / "buffers").open("rb") as file:
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        offset = 0
        for size in sizes:
            views.append(mapped[offset : offset + size])
            offset += size + (-size % _ALIGN)
    else:
        views = [b"" for _ in sizes]
    return pickle.loads(head, buffers=views)  # noqa: S301  # likewise


def _place(n_bytes: int) -> str | None:
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 2 * n_bytes:
        return str(_MEMORY)
    return None
