"""Seals: tickets written down before their draw, chained by SHA-256, never changed, and scored afterwards.

A local chain proves order, not time. No time stamp of a third party (RFC 3161) is asked for here, and every report says so;
`digest()` is what one would have stamped, or published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bancada.core.errors import BadInput, Refused
from bancada.data.engine import reading, writing
from bancada.domains.lottery.chain import GENESIS, ChainReport, Seal, chain_report, hash_of, seal_of
from bancada.domains.lottery.closing import BRASILIA, closes_at
from bancada.domains.lottery.game import N_NUMBERS, masks_of
from bancada.domains.lottery.tables import seals

if TYPE_CHECKING:
    from bancada.core.ports import Clock
    from bancada.domains.lottery.draws import Draws

__all__ = ["GENESIS", "N_AHEAD", "SIZES", "ChainReport", "ScoredSeal", "Seal", "SealBook"]

N_AHEAD = 6
"""How many contests ahead a ticket can be sealed: a week of draws."""
SIZES = range(15, 21)
"""Numbers on a ticket as sold."""


@dataclass(frozen=True, slots=True)
class ScoredSeal:
    """A sealed ticket and what became of it.

    Attributes
    ----------
    seal : Seal
    hits : int or None
        None while its contest is not in the record.
    drawn_on : date or None
        The real day of the draw, where known.
    is_late : bool
        Sealed when the bets of the real day had closed: shown and counted as late, and no evidence.
    """

    seal: Seal
    hits: int | None
    drawn_on: date | None
    is_late: bool


class SealBook:
    """The book of sealed tickets, on SQL.

    **Order**: one chain; writers wait for each other, in threads and processes. **Durability**: `seal` returns once all its
    tickets are committed, or none is. **Change**: the table refuses every update and delete.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of an upgraded database.
    clock : Clock
    """

    def __init__(self, engine: sa.Engine, *, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def seal(
        self,
        contest: int,
        tickets: Sequence[Sequence[int]],
        *,
        model: str,
        seed: int | None,
        draw_on: date,
        last_contest: int,
    ) -> tuple[Seal, ...]:
        """Seal tickets for one contest.

        Parameters
        ----------
        contest : int
        tickets : sequence of sequences of int
            15 to 20 distinct numbers in 1..25 each, in any order; all are sealed or none.
        model : str
        seed : int or None
        draw_on : date
            When the contest is expected to be drawn.
        last_contest : int
            The last contest that the record holds.

        Raises
        ------
        BadInput
            No ticket, or one that cannot be bet.
        Refused
            `seal_already_drawn`, `seal_too_early` (more than a week of contests ahead), `seal_closed` (by the clock).
        """
        checked = _checked(tickets)
        if contest <= last_contest:
            raise Refused("seal_already_drawn", contest=str(contest), last=str(last_contest))
        if contest > last_contest + N_AHEAD:
            raise Refused("seal_too_early", contest=str(contest), last=str(last_contest), ahead=N_AHEAD)
        closes = closes_at(draw_on)
        with writing(self._engine) as connection:
            _wait_for_others(connection)
            now = self._clock().astimezone(
                UTC
            )  # read once the lock is held: waiting must not make a late seal look early
            if now >= closes:
                raise Refused("seal_closed", contest=str(contest), closes=_in_brasilia(closes))
            rows = _chained(
                connection, checked, contest=contest, model=model, seed=seed, sealed_at=now, closes_at=closes
            )
            connection.execute(seals.insert(), rows)
        return tuple(seal_of(row) for row in rows)

    def list(self, *, contest: int | None = None, model: str | None = None) -> tuple[Seal, ...]:
        """Return seals in their order; `contest` and `model` choose."""
        query = sa.select(seals).order_by(seals.c.id)
        if contest is not None:
            query = query.where(seals.c.concurso == contest)
        if model is not None:
            query = query.where(seals.c.modelo == model)
        with reading(self._engine) as connection:
            return tuple(seal_of(dict(row)) for row in connection.execute(query).mappings())

    def scored(self, draws: Draws, *, model: str | None = None) -> tuple[ScoredSeal, ...]:
        """Return seals with their hits, in their order; those of contests not yet in the record have none."""
        return tuple(_scored(seal, draws) for seal in self.list(model=model))

    def digest(self) -> str:
        """Return the hash of the last seal: publish it, or have it stamped, and nothing before it can change unnoticed."""
        with reading(self._engine) as connection:
            return _head(connection)[1]

    def verify(self, *, published: str | None = None) -> ChainReport:
        """Recompute every hash from the first seal on.

        Parameters
        ----------
        published : str, optional
            A digest that was published or stamped once: the chain must still hold it.
        """
        with reading(self._engine) as connection:
            rows = [_as_stored(row) for row in connection.execute(_STORED).mappings()]
        return chain_report(rows, published=published)


_INSTANTS = ("selado_em", "fecha_em")
_STORED = sa.select(
    *(sa.type_coerce(c, sa.String).label(c.name) if c.name in _INSTANTS else c for c in seals.c)
).order_by(seals.c.id)
"""Rows with their instants as the database keeps them, so that one that was spoilt can be read and found broken."""


# Any: a row of the table.
def _as_stored(row: sa.RowMapping) -> dict[str, Any]:
    return {str(name): _instant(value) if name in _INSTANTS else value for name, value in row.items()}


def _instant(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    except ValueError:
        return value


def _in_brasilia(instant: datetime) -> str:
    return f"{instant.astimezone(ZoneInfo(BRASILIA)):%Y-%m-%d %H:%M}"


def _checked(tickets: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    ready = [tuple(sorted(int(number) for number in ticket)) for ticket in tickets]
    if not ready:
        raise BadInput("seal_no_ticket")
    for ticket in ready:
        distinct = len(set(ticket)) == len(ticket)
        if len(ticket) not in SIZES or not distinct or ticket[0] < 1 or ticket[-1] > N_NUMBERS:
            raise BadInput("seal_ticket_wrong", ticket=" ".join(map(str, ticket)))
    return ready


def _wait_for_others(connection: sa.Connection) -> None:
    # SQLite's write lock is held from the start of `writing`; PostgreSQL would let two writers read one head
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"LOCK TABLE {seals.name} IN EXCLUSIVE MODE")
    else:
        connection.execute(sa.select(seals.c.id).limit(1))


def _head(connection: sa.Connection) -> tuple[int, str]:
    row = connection.execute(sa.select(seals.c.id, seals.c.sha256).order_by(seals.c.id.desc()).limit(1)).one_or_none()
    return (0, GENESIS) if row is None else (row.id, row.sha256)


# Any: rows of the table, keyed by its column names.
def _chained(
    connection: sa.Connection,
    tickets: Sequence[tuple[int, ...]],
    *,
    contest: int,
    model: str,
    seed: int | None,
    sealed_at: datetime,
    closes_at: datetime,
) -> list[dict[str, Any]]:
    place, previous = _head(connection)
    rows: list[dict[str, Any]] = []
    for number, ticket in enumerate(tickets, start=place + 1):
        row: dict[str, Any] = {
            "id": number,
            "concurso": contest,
            "modelo": model,
            "semente": seed,
            "numeros": " ".join(f"{value:02d}" for value in ticket),
            "selado_em": sealed_at,
            "fecha_em": closes_at,
            "anterior": previous,
        }
        row["sha256"] = previous = hash_of(row)
        rows.append(row)
    return rows


def _scored(seal: Seal, draws: Draws) -> ScoredSeal:
    found = draws.between(seal.contest, seal.contest)
    if not len(found):
        return ScoredSeal(seal, None, None, is_late=False)
    hits = int((found.masks[0] & masks_of(seal.numbers)).bit_count())
    drawn_on: date | None = found.dates[0].item()
    closed = seal.closes_at if drawn_on is None else min(seal.closes_at, closes_at(drawn_on))
    return ScoredSeal(seal, hits, drawn_on, is_late=seal.sealed_at >= closed)
