"""The record of draws taken out into one file, and brought back from it. Works in the caller's transaction; knows no seal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bancada.core.dataset import Source
from bancada.core.errors import BadInput, NotFound, Refused
from bancada.domains.lottery import storing
from bancada.domains.lottery.checking import checked_draws
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.tables import NUMBER_COLUMNS
from bancada.domains.lottery.tables import draws as table
from bancada.registry.files import fsync_folder, replace_file

__all__ = ["Removal", "Removed", "bring_back", "gives_way", "latest_removed", "read_removed", "take_out"]

_ENDING = ".jsonl"
_FORM = "bancada-removed-draws/1"
_MOST_DETAIL = 200


@dataclass(frozen=True, slots=True)
class Removal:
    """What one removal took out.

    Attributes
    ----------
    n_draws : int
    first, last : int
        Contests.
    file : str
        Every column of every draw, one JSON object a line after one line that says what the file is.
    """

    n_draws: int
    first: int
    last: int
    file: str


@dataclass(frozen=True, slots=True)
class Removed:
    """The content of a file of removed draws, held to the rules.

    Attributes
    ----------
    path : Path
    origin : str
        Where the record had come from.
    draws : Draws
    rows : tuple of dict
        By column of the draws' table.
    """

    path: Path
    origin: str
    draws: Draws
    rows: tuple[dict[str, Any], ...]  # Any: values of SQL columns, each of its own type; likewise below


def take_out(connection: sa.Connection, folder: Path, *, at: datetime) -> Removal:
    """Write all stored draws to a new file, durably, then delete them and what derives from them, and raise the version.

    A record that breaks the rules is written as it stands: this is the way out of it. Where the transaction fails afterwards the
    file stays: a copy too many is no harm, and nobody can tell a failed commit from one whose answer was lost.

    Raises
    ------
    NotFound
        `lottery_no_draws`.
    """
    rows = [dict(row) for row in connection.execute(sa.select(table).order_by(table.c.concurso)).mappings()]
    if not rows:
        raise NotFound("lottery_no_draws")
    origin, version = storing.read_origin(connection), storing.read_stamp(connection).version
    head = {"form": _FORM, "origin": origin, "removed_at": at.isoformat(), "draws": len(rows)}
    path = folder / f"{at:%Y%m%dT%H%M%S%fZ}-{version:08d}{_ENDING}"
    _write(path, (head, *rows))
    source = storing.source_of({row["origem"] for row in rows})
    storing.remove_all(connection)
    storing.record_change(connection, storing.Change(storing.REMOVAL, source, origin, len(rows), path), at=at)
    return Removal(len(rows), rows[0]["concurso"], rows[-1]["concurso"], str(path))


def bring_back(connection: sa.Connection, removed: Removed, *, at: datetime) -> None:
    """Insert removed draws as they were, and raise the version.

    Raises
    ------
    Refused
        `lottery_restore_present`: there are draws, and not simulated ones that give way to these.
    """
    count = storing.read_stamp(connection).count
    if count and not gives_way(storing.read_draws_table(connection), removed.draws.source):
        raise Refused("lottery_restore_present", count=count)
    storing.remove_all(connection)
    storing.put_back(connection, removed.rows)
    storing.write_repeats(connection, removed.draws, removed.draws.contests.tolist())
    change = storing.Change(storing.RESTORED, removed.draws.source, removed.origin, len(removed.rows), removed.path)
    storing.record_change(connection, change, at=at)


def gives_way(stored: Draws, source: Source) -> bool:
    """Whether simulated draws are there and real ones come."""
    return len(stored) > 0 and stored.source is Source.SIMULATED and source is not Source.SIMULATED


def latest_removed(folder: Path) -> Path | None:
    """Return the file of the last removal, or None."""
    return max(folder.glob(f"*{_ENDING}"), key=lambda path: path.name, default=None)


def read_removed(path: Path) -> Removed:
    """Return what a file of removed draws holds.

    Raises
    ------
    BadInput
        `lottery_removed_unreadable`: it is not as `take_out` wrote it; `lottery_record_broken`: its draws break a rule.
    """
    lines = _lines(path)
    number, head = next(lines, (1, {}))
    if head.get("form") != _FORM:
        raise _unreadable(path, number, f"form {head.get('form')}")
    rows = tuple(_row(path, number, found) for number, found in lines)
    if not rows or len(rows) != head.get("draws"):
        raise _unreadable(path, len(rows) + 1, f"{len(rows)} / {head.get('draws')}")
    origins = {row["origem"] for row in rows}
    draws = checked_draws(
        [row["concurso"] for row in rows],
        [[row[name] for name in NUMBER_COLUMNS] for row in rows],
        dates=[row["data"] for row in rows],
        source=storing.source_of(origins),
        where=path.name,
    )
    return Removed(path, str(head.get("origin") or path.name), draws, rows)


# object: JSON values.
def _write(path: Path, records: Sequence[Mapping[str, object]]) -> None:
    lines = [json.dumps(one, ensure_ascii=False, default=date.isoformat) for one in records]
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, ("\n".join(lines) + "\n").encode())
    for folder in (path.parent.parent, path.parent.parent.parent):
        fsync_folder(folder)


def _lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    number = 0
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                found = json.loads(line)
                if not isinstance(found, dict):
                    raise _unreadable(path, number, type(found).__name__)
                yield number, found
    except BadInput:
        raise
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, number + 1, str(error)) from error


def _row(path: Path, line: int, found: Mapping[str, Any]) -> dict[str, Any]:
    columns = table.columns
    if set(found) != set(columns.keys()):
        raise _unreadable(path, line, ", ".join(sorted(set(found) ^ set(columns.keys()))))
    row = {column.name: _value(path, line, column, found[column.name]) for column in columns}
    if row["origem"] not in {source.value for source in Source}:
        raise _unreadable(path, line, f"origem {row['origem']}")
    return row


# object: a JSON value, looked at here.
def _value(path: Path, line: int, column: sa.Column[Any], value: object) -> object:
    """Return a value of the column's own type."""
    if value is None and column.nullable:
        return None
    if isinstance(column.type, sa.Date) and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise _unreadable(path, line, f"{column.name} {value}") from error
    is_number = isinstance(column.type, sa.Integer)
    if is_number and isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63:
        return value
    if isinstance(column.type, sa.Text) and isinstance(value, str):
        return value
    raise _unreadable(path, line, f"{column.name} {value}")


def _unreadable(path: Path, line: int, detail: str) -> BadInput:
    return BadInput("lottery_removed_unreadable", file=path.name, line=line, detail=detail[:_MOST_DETAIL])
