"""The journal: what happened in a store, one line each, chained by hash; its signed head lies beside the key.

It knows nothing of models: a line has an event, a name and facts. The head (length, hash of the last line) says what must be there, so
that a journal cut short is noticed; a line beyond the head is one whose work may be unfinished.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from bancada.registry.files import fsync_folder, replace_file
from bancada.registry.keys import SigningKey

__all__ = ["Head", "Journal", "JournalLine"]

_START = "0" * 64
_HASH = b',"hash":"'


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One event of the store.

    Attributes
    ----------
    seq : int
        1 for the first line.
    at : datetime
    event : str
        "saved", "renamed", "annotated", "deleted", "restored", "emptied", "promoted", "rolled_back", "adopted", "imported",
        "recovered", "resigned", "noticed", "acknowledged".
    name : str
        Model (or, for champions, task) it speaks of; may be empty.
    facts : dict
    hash, signature : str
        SHA-256 over the line and, through it, over all before; this installation's signature of that.
    """

    seq: int
    at: datetime
    event: str
    name: str
    # Any: JSON values whose meaning belongs to the event.
    facts: dict[str, Any]
    hash: str
    signature: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a journal ends: number of lines and hash of the last."""

    length: int = 0
    hash: str = _START


@dataclass(frozen=True, slots=True)
class Place:
    """A place between two lines: the bytes before it, and the head as of there."""

    size: int = 0
    head: Head = Head()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the journal's file holds from some place on.

    Attributes
    ----------
    lines : tuple of JournalLine
        Up to the first that does not fit the chain.
    end : Place
        Where they end.
    is_torn : bool
        An unfinished last line follows, as a crash leaves it.
    is_broken : bool
        Something else follows.
    """

    lines: tuple[JournalLine, ...]
    end: Place
    is_torn: bool = False
    is_broken: bool = False


START = Place()


class Journal:
    """The file journal.jsonl of one store, and its head.

    **Locking**: callers hold the store's lock for everything but `read`.
    """

    def __init__(self, path: Path, *, key: SigningKey) -> None:
        self._path = path
        self._key = key
        root = hashlib.sha256(os.fsencode(path.parent)).hexdigest()[:32]
        self._head_path = key.path.with_name(f"{key.path.name}.heads") / f"{root}.json"

    @property
    def path(self) -> Path:
        """The file itself."""
        return self._path

    def read(self, start: Place = START) -> Reading:
        """Return the lines after `start`, each checked against the one before it; from the beginning where the file is shorter."""
        try:
            with self._path.open("rb") as file:
                if file.seek(0, os.SEEK_END) < start.size:
                    start = START
                file.seek(start.size)
                data = file.read()
        except FileNotFoundError:
            return Reading((), START)
        lines: list[JournalLine] = []
        size, head = 0, start.head
        for raw in data.splitlines(keepends=True):
            line = _parse(raw, after=head)
            if line is None:
                rest = data[size:]
                return Reading(tuple(lines), Place(start.size + size, head), b"\n" not in rest, b"\n" in rest)
            lines.append(line)
            size, head = size + len(raw), Head(line.seq, line.hash)
        return Reading(tuple(lines), Place(start.size + size, head))

    def head(self) -> Head | None:
        """Return the signed head; None where there is none, or none that this key signed."""
        try:
            values = orjson.loads(self._head_path.read_bytes())
            head = Head(int(values["length"]), str(values["hash"]))
            signature = str(values["signature"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None
        return head if self._key.verify("journal head", self._spoken(head), signature=signature) else None

    def write_head(self, head: Head) -> None:
        """Sign and store where the journal ends."""
        signature = self._key.sign("journal head", self._spoken(head))
        values = {"store": str(self._path.parent), "length": head.length, "hash": head.hash, "signature": signature}
        if not self._head_path.parent.is_dir():
            self._head_path.parent.mkdir(mode=0o700, exist_ok=True)
            fsync_folder(self._head_path.parent.parent)
        replace_file(self._head_path, orjson.dumps(values))

    def _spoken(self, head: Head) -> bytes:
        return os.fsencode(self._path.parent) + f"\0{head.length}\0{head.hash}".encode()

    # Any: JSON values whose meaning belongs to the event.
    def append(self, after: Head, *, at: datetime, event: str, name: str, facts: dict[str, Any]) -> JournalLine:
        """Append one line after `after`, durably, and return it. A write that fails is taken back."""
        body = {"seq": after.length + 1, "at": at, "event": event, "name": name, "facts": facts, "prev": after.hash}
        plain = orjson.dumps(body, option=orjson.OPT_UTC_Z)
        digest = hashlib.sha256(plain).hexdigest()
        signature = self._key.sign("journal line", digest.encode())
        signed = f'{digest}","signature":"{signature}"}}\n'
        is_new = not self._path.exists()
        _append(self._path, plain[:-1] + _HASH + signed.encode())
        if is_new:
            fsync_folder(self._path.parent)
        return JournalLine(after.length + 1, at, event, name, facts, digest, signature)

    def is_signed(self, line: JournalLine) -> bool:
        """Return whether this installation wrote `line`."""
        return self._key.verify("journal line", line.hash.encode(), signature=line.signature)

    def cut(self, size: int) -> None:
        """Drop everything after the first `size` bytes, durably."""
        with self._path.open("r+b") as file:
            file.truncate(size)
            os.fsync(file.fileno())


def _append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        start = file.tell()
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), start)
            raise


def _parse(raw: bytes, *, after: Head) -> JournalLine | None:
    body, mark, tail = raw.rpartition(_HASH)
    if not raw.endswith(b"\n") or not mark:
        return None
    plain = body + b"}"
    digest = hashlib.sha256(plain).hexdigest()
    try:
        values, seal = orjson.loads(plain), orjson.loads(b"{" + mark[1:] + tail)
        at = datetime.fromisoformat(values["at"])
        line = JournalLine(
            values["seq"], at, values["event"], values["name"], values["facts"], digest, str(seal["signature"])
        )
    except (ValueError, KeyError, TypeError):
        return None
    fits = seal["hash"] == digest and line.seq == after.length + 1 and values["prev"] == after.hash
    return line if fits else None
