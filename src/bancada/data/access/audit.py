"""The audit in SQL: append-only, each line hashed over the one before it, one chain whoever writes at the same time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial

import orjson
import sqlalchemy as sa

from bancada.data.access.tables import api_audit
from bancada.data.access.values import AuditEntry, AuditLine
from bancada.data.engine import reading, writing

__all__ = ["FIRST_HASH", "Appending", "AuditRecords", "hash_of"]

FIRST_HASH = "0" * 64
"""What stands before the first line."""

_LOCK = 0x62616E64  # "band": an advisory lock of its own, next to that of the migrations
_CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z


def hash_of(body: str, *, previous: str) -> str:
    """Return the SHA-256 of a line: over the hash of the line before it and its own canonical JSON."""
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Appending:
    """A line that is about to be written.

    Attributes
    ----------
    line : AuditLine
    previous : str
        Hash of the line before it.
    hash_at : callable
        Number of a line that is there -> its hash as it stands; None where there is none.
    """

    line: AuditLine
    previous: str
    hash_at: Callable[[int], str | None]


class AuditRecords:
    """The table `api_audit`. **Threads and processes**: safe for both; the chain never forks.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of an upgraded database.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def append(self, entry: AuditEntry, *, before: Callable[[Appending], None] | None = None) -> AuditLine:
        """Append one line, durably.

        Parameters
        ----------
        before : callable, optional
            Told of the line before it is written, while no other writer can append; where it raises, nothing is appended.
        """
        with writing(self._engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            query = sa.select(api_audit.c.seq, api_audit.c.hash).order_by(api_audit.c.seq.desc()).limit(1)
            last = connection.execute(query).one_or_none()
            seq, previous = (1, FIRST_HASH) if last is None else (last.seq + 1, last.hash)
            body = orjson.dumps({"seq": seq, **asdict(entry)}, option=_CANONICAL).decode()
            line = AuditLine(seq, entry, hash_of(body, previous=previous))
            if before is not None:
                before(Appending(line, previous, partial(_hash_at, connection)))
            connection.execute(api_audit.insert().values(seq=seq, body=body, hash=line.hash))
        return line

    def list(self, *, limit: int = 100) -> tuple[AuditLine, ...]:
        """Return the latest lines, newest first."""
        with reading(self._engine) as connection:
            query = sa.select(api_audit).order_by(api_audit.c.seq.desc()).limit(limit)
            return tuple(AuditLine(row.seq, _entry(row.body), row.hash) for row in connection.execute(query))

    def rows(self) -> tuple[tuple[int, str, str], ...]:
        """Return number, body and hash of every line as they stand, in order, for whoever checks the chain."""
        with reading(self._engine) as connection:
            query = sa.select(api_audit).order_by(api_audit.c.seq)
            return tuple((row.seq, row.body, row.hash) for row in connection.execute(query))


def _hash_at(connection: sa.Connection, seq: int) -> str | None:
    found: str | None = connection.scalar(sa.select(api_audit.c.hash).where(api_audit.c.seq == seq))
    return found


def _entry(body: str) -> AuditEntry:
    values = orjson.loads(body)
    values.pop("seq")
    return AuditEntry(**values | {"at": datetime.fromisoformat(values["at"])})
