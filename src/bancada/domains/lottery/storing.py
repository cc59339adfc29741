"""The statements of the draws' tables: read, add, fill, remove. Every function works in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from bancada.core.dataset import Source
from bancada.data.importers.scan import file_sha256
from bancada.data.records import ImportRecord, import_record
from bancada.data.tables import imports
from bancada.domains.lottery.checking import NO_DRAWS, checked_draws
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.importers.rows import DrawRow
from bancada.domains.lottery.pack import DATASET, PACK
from bancada.domains.lottery.prizes import Prizes
from bancada.domains.lottery.tables import NUMBER_COLUMNS, TIERS, repeats
from bancada.domains.lottery.tables import draws as table

__all__ = [
    "REMOVAL",
    "RESTORED",
    "Change",
    "Stamp",
    "add_rows",
    "fill_rows",
    "import_records",
    "lock",
    "put_back",
    "read_announced",
    "read_draws_table",
    "read_origin",
    "read_prizes",
    "read_stamp",
    "record_change",
    "record_import",
    "remove_all",
    "source_of",
    "write_repeats",
]

_OURS = sa.and_(imports.c.dataset == DATASET, imports.c.dialect["pack"].as_string() == PACK.name)
"""Imports of this pack: a user's own table may have the dataset's name."""
REMOVAL, RESTORED = "removal", "restored"
"""Formats of the rows of `imports` that stand for no import: the record was taken out, or brought back."""
_KNOWN_LATER = (
    "data",
    "ordem",
    *(f"ganhadores_{tier}" for tier in TIERS),
    *(f"rateio_{tier}_centavos" for tier in TIERS),
    "arrecadacao_centavos",
    "acumulado_centavos",
    "estimativa_centavos",
    "data_proximo",
)
"""Columns that a later source may fill where they are empty."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of the record from another without reading it: the last import, how many draws, the last one."""

    version: int
    count: int
    last: int


@dataclass(frozen=True, slots=True)
class Change:
    """A record taken out or brought back whole: `REMOVAL` or `RESTORED`, of what, how many draws, in which file."""

    what: str
    source: Source
    origin: str
    n_draws: int
    file: Path


def lock(connection: sa.Connection) -> None:
    """Let one writer of draws at a time pass, as SQLite does by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))


def read_stamp(connection: sa.Connection) -> Stamp:
    """Return the present stamp."""
    version = connection.scalar(sa.select(sa.func.max(imports.c.id)).where(_OURS))
    count, last = connection.execute(sa.select(sa.func.count(), sa.func.max(table.c.concurso))).one()
    return Stamp(version or 0, count, last or 0)


def read_origin(connection: sa.Connection) -> str:
    """Return where the last import came from; empty where there was none."""
    query = sa.select(imports.c.origin).where(_OURS).order_by(imports.c.id.desc()).limit(1)
    return connection.scalar(query) or ""


def read_draws_table(connection: sa.Connection) -> Draws:
    """Return the stored draws; BadInput `lottery_record_broken` where someone else changed the table."""
    columns = (table.c.concurso, table.c.data, table.c.origem, *(table.c[name] for name in NUMBER_COLUMNS))
    rows = connection.execute(sa.select(*columns).order_by(table.c.concurso)).all()
    if not rows:
        return NO_DRAWS
    return checked_draws(
        [row[0] for row in rows],
        [row[3:] for row in rows],
        dates=[row[1] for row in rows],
        source=source_of({row[2] for row in rows}),
        where=table.name,
    )


def source_of(origins: set[str]) -> Source:
    """Return the weakest claim: one simulated draw makes all simulated, one imported one makes all imported."""
    order = (Source.SIMULATED, Source.IMPORTED, Source.OFFICIAL)
    return next((source for source in order if source.value in origins), Source.IMPORTED)


def read_announced(connection: sa.Connection) -> date | None:
    """Return the day of the next contest as the last draw's publication announced it."""
    query = sa.select(table.c.data_proximo).order_by(table.c.concurso.desc()).limit(1)
    found: date | None = connection.scalar(query)
    return found


def read_prizes(connection: sa.Connection) -> Prizes:
    """Return what each draw paid, oldest first; -1 where unknown."""
    winners = [sa.func.coalesce(table.c[f"ganhadores_{tier}"], -1) for tier in TIERS]
    payouts = [sa.func.coalesce(table.c[f"rateio_{tier}_centavos"], -1) for tier in TIERS]
    collected = sa.func.coalesce(table.c.arrecadacao_centavos, -1)
    query = sa.select(table.c.concurso, *winners, *payouts, collected).order_by(table.c.concurso)
    rows = [tuple(row) for row in connection.execute(query)]
    found = np.array(rows, dtype=np.int64).reshape(len(rows), 2 + 2 * len(TIERS))
    return Prizes(found[:, 0].copy(), found[:, 1:6].copy(), found[:, 6:11].copy(), found[:, 11].copy())


# Any: values of SQL columns, each of its own type; likewise below.
def _values(row: DrawRow) -> dict[str, Any]:
    return {
        "data": row.drawn_on,
        "ordem": row.order or None,
        **{f"ganhadores_{tier}": count for tier, count in zip(TIERS, row.winners, strict=True)},
        **{f"rateio_{tier}_centavos": amount for tier, amount in zip(TIERS, row.payouts_centavos, strict=True)},
        "arrecadacao_centavos": row.collected_centavos,
        "acumulado_centavos": row.accumulated_centavos,
        "estimativa_centavos": row.estimate_centavos,
        "data_proximo": row.next_on,
    }


def add_rows(connection: sa.Connection, rows: Sequence[DrawRow], source: Source) -> None:
    """Insert draws that are not there."""
    values = [
        {
            "concurso": row.contest,
            **dict(zip(NUMBER_COLUMNS, row.numbers, strict=True)),
            **_values(row),
            "origem": source.value,
        }
        for row in rows
    ]
    if values:
        connection.execute(table.insert(), values)


def fill_rows(connection: sa.Connection, rows: Sequence[DrawRow], source: Source) -> int:
    """Write what stored draws lack and these rows tell; return how many draws got something.

    A draw that an official source confirms is marked official from then on.
    """
    if not rows:
        return 0
    stored = {row["concurso"]: row for row in connection.execute(sa.select(table)).mappings()}
    changes: dict[int, dict[str, Any]] = {}
    for row in rows:
        lacking = {
            name: value
            for name, value in _values(row).items()
            if value is not None and stored[row.contest][name] is None
        }
        if lacking:
            changes[row.contest] = {**lacking, **changes.get(row.contest, {})}
    if changes:
        statement = (
            table.update()
            .where(table.c.concurso == sa.bindparam("of_contest"))
            .values({name: sa.func.coalesce(table.c[name], sa.bindparam(f"new_{name}")) for name in _KNOWN_LATER})
        )
        blank = dict.fromkeys((f"new_{name}" for name in _KNOWN_LATER), None)
        connection.execute(
            statement,
            [
                {**blank, **{f"new_{name}": value for name, value in change.items()}, "of_contest": contest}
                for contest, change in changes.items()
            ],
        )
    if source is Source.OFFICIAL:
        _confirm(connection, [row.contest for row in rows if stored[row.contest]["origem"] == Source.IMPORTED.value])
    return len(changes)


def _confirm(connection: sa.Connection, contests: Sequence[int]) -> None:
    if contests:
        statement = table.update().where(table.c.concurso == sa.bindparam("of_contest"))
        connection.execute(
            statement.values(origem=Source.OFFICIAL.value), [{"of_contest": contest} for contest in contests]
        )


def remove_all(connection: sa.Connection) -> int:
    """Remove every draw with what derives from it; return how many there were."""
    connection.execute(repeats.delete())
    return connection.execute(table.delete()).rowcount


# Any: values of SQL columns, each of its own type.
def put_back(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Insert draws as they once stood, by column."""
    connection.execute(table.insert(), rows)


def write_repeats(connection: sa.Connection, draws: Draws, new: Iterable[int]) -> None:
    """Write how many numbers each new draw, and each one right after a new one, shares with the draw before it."""
    if not len(draws):
        return
    affected = sorted({contest + step for contest in new for step in (0, 1) if contest + step <= draws.last})
    shared = draws.repeats
    values = [
        {"concurso_atual": contest, "qtd_repetidos": int(shared[contest - draws.first])}
        for contest in affected
        if contest > draws.first
    ]
    if values:
        connection.execute(
            repeats.delete().where(repeats.c.concurso_atual == sa.bindparam("of_contest")),
            [{"of_contest": value["concurso_atual"]} for value in values],
        )
        connection.execute(repeats.insert(), values)


def record_import(connection: sa.Connection, values: dict[str, Any], *, format_: str, at: datetime) -> None:
    """Add a row to `imports`; its id is the record's new version."""
    own = {"dataset_id": None, "dataset": DATASET, "dialect": {"format": format_, "pack": PACK.name}, "imported_at": at}
    connection.execute(imports.insert().values({**values, **own}))


def record_change(connection: sa.Connection, change: Change, *, at: datetime) -> None:
    """Add a row to `imports` for what is no import; it raises the version, and no content counts as come in by it."""
    values = {
        "source": change.source.value,
        "origin": change.origin,
        "sha256": file_sha256(change.file),
        "rows": change.n_draws,
        "accepted": change.n_draws if change.what == RESTORED else 0,
        "repeated": 0,
        "refused": 0,
        "refused_file": None,
    }
    record_import(connection, values, format_=change.what, at=at)


def import_records(connection: sa.Connection) -> tuple[ImportRecord, ...]:
    """Return this pack's imports, removals and restorations, newest first."""
    query = sa.select(imports).where(_OURS).order_by(imports.c.id.desc())
    return tuple(import_record(row) for row in connection.execute(query).mappings())
