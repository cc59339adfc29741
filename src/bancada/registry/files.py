"""Files written so that they survive a crash, and read so that no link leads outside. It knows nothing of models."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bancada.core.errors import Refused, StoreReadOnly

__all__ = [
    "Identity",
    "Linked",
    "Missing",
    "fsync_folder",
    "identity",
    "read_beneath",
    "replace_file",
    "sha256",
    "translated",
    "write_new",
]

_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}
_FULL = {errno.ENOSPC, errno.EDQUOT}

Identity = tuple[int, int, int]


class Missing(Exception):
    """A file that was to be read is not there."""


class Linked(Exception):
    """A link, or something that is no plain file, stands where a file or folder was expected."""


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data`, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def identity(path: Path) -> Identity | None:
    """Return what changes whenever a file is replaced or written (mtime in ns, size, inode); None where it is absent.

    Absent too where a file stands in place of its folder, as for a model that is called like one of the store's own files.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def fsync_folder(folder: Path) -> None:
    """Make the names in `folder` durable. Systems that cannot open a folder do so by themselves."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet, durably; its folder's name for it is the caller's to fsync."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o644)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` in place of a file: a reader sees the old bytes or the new ones, after a crash too."""
    temporary = path.with_name(f".tmp-{path.name}-{secrets.token_hex(6)}")
    try:
        write_new(temporary, data)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def read_beneath(folder: Path, relative: str, *, limit: int | None = None) -> bytes:
    """Return a file's bytes, read once, following no link at any step below `folder`.

    Parameters
    ----------
    folder : Path
        Taken as given; its own parents may be links.
    relative : str
        Parts joined by "/"; checked by the caller to hold no "..".
    limit : int, optional
        Most bytes that are read; one byte more comes back when the file is larger, so that a size check fails.

    Raises
    ------
    Missing, Linked
    """
    *parents, last = relative.split("/")
    here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parents:
            step = _open_step(part, here, os.O_DIRECTORY)
            os.close(here)
            here = step
        handle = _open_step(last, here, 0)
    finally:
        os.close(here)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise Linked(relative)
        # a buffered read allocates what it is asked for, so ask for no more than is there
        return file.read() if limit is None else file.read(min(limit, found.st_size) + 1)


def _open_step(part: str, parent: int, flags: int) -> int:
    try:
        return os.open(part, _READ_FLAGS | flags, dir_fd=parent)
    except FileNotFoundError as error:
        raise Missing(part) from error
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.EMLINK, errno.ENXIO):
            raise Linked(part) from error
        raise


@contextmanager
def translated(root: Path) -> Iterator[None]:
    """Turn the system's refusals to write below `root` into ours.

    Raises
    ------
    StoreReadOnly
        No right to write, or a read-only file system.
    Refused
        `store_full`: no room left.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _READ_ONLY:
            raise StoreReadOnly(path=str(error.filename or root), root=str(root)) from error
        if error.errno in _FULL:
            raise Refused("store_full", root=str(root)) from error
        raise
