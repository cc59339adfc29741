"""Draws in Bancada's own database: brought in, kept to the rules, read back. Knows no file format and no network."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bancada.core.dataset import DatasetInfo, Source
from bancada.core.errors import NotFound, Refused
from bancada.core.finding import Finding, Severity
from bancada.core.ports import Clock
from bancada.data.engine import reading, writing
from bancada.data.limits import Limits
from bancada.data.records import ImportRecord
from bancada.domains.lottery import storing
from bancada.domains.lottery.checking import NO_DRAWS
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.history import DrawHistory, expected_next, info_of
from bancada.domains.lottery.importers import DrawRow, ParsedDraws, read_draws
from bancada.domains.lottery.prizes import NextContest, Prizes
from bancada.domains.lottery.removal import Removal, bring_back, gives_way, latest_removed, read_removed, take_out
from bancada.domains.lottery.sifting import Sifted
from bancada.domains.lottery.taking import Arrival, DrawImport, Stored, disagreement, refused_rows, taken

if TYPE_CHECKING:
    import sqlalchemy as sa

__all__ = ["DrawArchive", "DrawImport"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Held:
    """One state of the record, read once."""

    stamp: storing.Stamp
    draws: Draws
    prizes: Prizes
    announced: date | None
    last_import: ImportRecord | None


def _utc_now() -> datetime:
    return datetime.now(UTC)


class DrawArchive:
    """The draws of one database.

    **Atomicity**: an import is one transaction: draws, repeats, its record. **Versions**: each raises `DatasetInfo.version`.
    **Reading**: arrays are kept until the record changes, whoever changes it; asking again costs two short queries.
    **Threads and processes**: safe for both; one import at a time.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of a database upgraded with this pack's migrations.
    folder : Path
        For files of refused rows and of removed draws.
    limits : Limits
    clock : callable
        Returns the present instant, aware, UTC.
    """

    def __init__(
        self, engine: sa.Engine, *, folder: Path, limits: Limits | None = None, clock: Clock = _utc_now
    ) -> None:
        self._engine = engine
        self._folder = folder
        self._limits = limits or Limits()
        self._clock = clock
        self._held: _Held | None = None

    def import_file(self, path: Path, *, skip_bad: bool = False, origin: str | None = None) -> DrawImport:
        """Import a file of draws: all rows or none, or with `skip_bad` the good ones and a file of the others.

        A draw that is there already gets what it lacked (date, prizes, winners) and is never changed otherwise. After bad rows are
        left out the record must still have no gap: what lies beyond a missing contest is refused too.

        Parameters
        ----------
        origin : str, optional
            Shown as where the draws come from; the file's name when omitted.

        Raises
        ------
        ImportRefused
            `lottery_bad_draws` with every mistake in `facts["problems"]`; `lottery_stored_differs` where the stored draws are what
            rows disagree with; `no_good_rows` where `skip_bad` leaves none; and what `importers.read_draws` refuses.
        """
        from bancada.data.importers.files import check_file
        from bancada.data.importers.scan import file_sha256

        shown = origin or path.name
        check_file(path, shown, limits=self._limits)
        digest = file_sha256(path)
        parsed = read_draws(path, limits=self._limits, shown_name=shown)
        source = Source.OFFICIAL if parsed.is_official else Source.IMPORTED
        return self.add(parsed, origin=shown, source=source, sha256=digest, skip_bad=skip_bad)

    def add(
        self, parsed: ParsedDraws, *, origin: str, source: Source, sha256: str, skip_bad: bool = False
    ) -> DrawImport:
        """Write parsed draws in one transaction; see `import_file`."""
        arrival = Arrival(parsed, origin, source, sha256, skip_bad)
        return self._written(lambda connection, files: self._add(connection, files, arrival))

    def load_simulated(self, *, n_draws: int, seed: int) -> DrawImport:
        """Fill an empty record with draws simulated by the game's own law, the last one held yesterday.

        They are marked simulated, and go as soon as real ones come in.

        Raises
        ------
        Refused
            `lottery_draws_present`: the record is not empty.
        """
        from bancada.domains.lottery.simulation import simulate_draws

        made = simulate_draws(n_draws, seed=seed, until=self._clock().date())
        rows = tuple(
            DrawRow(i + 1, int(made.contests[i]), tuple(made.numbers[i].tolist()), made.dates[i].item())
            for i in range(len(made))
        )
        arrival = Arrival(ParsedDraws("simulation", rows), f"simulation, seed {seed}", Source.SIMULATED, made.sha256)

        def load(connection: sa.Connection, files: ExitStack) -> DrawImport:
            count = storing.read_stamp(connection).count
            if count:
                raise Refused("lottery_draws_present", count=count)
            return self._add(connection, files, arrival)

        return self._written(load)

    def remove(self) -> Removal:
        """Take every draw out into one file, written durably before anything is deleted; seals are left as they are.

        The record is empty then, under a new version. `restore` brings the draws back.

        Raises
        ------
        NotFound
            `lottery_no_draws`.
        """
        return self._written(lambda connection, _files: take_out(connection, self._removed, at=self._clock()))

    def restore(self, file: Path | None = None) -> DatasetInfo:
        """Bring removed draws back as they were, the last removal's or those of `file`; the file stays.

        Raises
        ------
        NotFound
            `lottery_nothing_removed`: there is no such file.
        Refused
            `lottery_restore_present`: there are draws, and not simulated ones that give way to these.
        BadInput
            The file is not as it was written, or its draws break a rule.
        """
        path = file or latest_removed(self._removed)
        if path is None or not path.is_file():
            raise NotFound("lottery_nothing_removed", folder=str(self._removed), file=str(file or "*.jsonl"))
        removed = read_removed(path)

        def back(connection: sa.Connection, _files: ExitStack) -> DatasetInfo:
            bring_back(connection, removed, at=self._clock())
            return self._present(connection)

        return self._written(back)

    def last_removed(self) -> Path | None:
        """Return the file of the last removal, or None."""
        return latest_removed(self._removed)

    def draws(self) -> Draws:
        """Return all draws, oldest first; empty where there is none. BadInput where someone else broke the table's rules."""
        return self._now().draws

    def prizes(self) -> Prizes:
        """Return what each draw paid, aligned with `draws()`; -1 where unknown."""
        return self._now().prizes

    def info(self) -> DatasetInfo | None:
        """Return the identity of the record, or None where there is no draw."""
        return self._info(self._now())

    def next_contest(self, today: date) -> NextContest:
        """Return the contest after the last draw and its announced or else estimated day; NotFound of an empty record."""
        held = self._now()
        return expected_next(held.draws, today=today, announced=held.announced)

    def imports(self) -> tuple[ImportRecord, ...]:
        """Return what was imported, newest first."""
        with reading(self._engine) as connection:
            return storing.import_records(connection)

    @property
    def _removed(self) -> Path:
        return self._folder / "lottery" / "removed"

    def _written(self, write: Callable[[sa.Connection, ExitStack], T]) -> T:
        with ExitStack() as files, writing(self._engine) as connection:
            storing.lock(connection)
            return write(connection, files)

    def _now(self) -> _Held:
        with reading(self._engine) as connection:
            return self._state(connection)

    def _state(self, connection: sa.Connection) -> _Held:
        stamp = storing.read_stamp(connection)
        held = self._held
        if held is None or held.stamp != stamp:
            last = storing.import_records(connection)[:1]
            held = _Held(
                stamp,
                storing.read_draws_table(connection),
                storing.read_prizes(connection),
                storing.read_announced(connection),
                last[0] if last else None,
            )
            if not connection.get_execution_options().get("bancada_writes"):
                self._held = held
        return held

    def _info(self, held: _Held) -> DatasetInfo | None:
        if not len(held.draws):
            return None
        last = held.last_import
        return info_of(
            held.draws,
            origin=last.origin if last else "",
            version=held.stamp.version,
            imported_at=last.imported_at if last else self._clock(),
        )

    def _present(self, connection: sa.Connection) -> DatasetInfo:
        info = self._info(self._state(connection))
        if info is None:
            raise NotFound("lottery_no_draws")
        return info

    def _seen(self, connection: sa.Connection, sha256: str) -> DrawImport | None:
        """Return the report of content that had come in before and was taken whole, or None."""
        records = storing.import_records(connection)
        removed_at = next((r.id for r in records if r.dialect["format"] == storing.REMOVAL), 0)
        record = next((r for r in records if r.sha256 == sha256 and not r.refused and r.id > removed_at), None)
        info = self._info(self._state(connection)) if record else None
        if record is None or info is None:
            return None
        note = Finding("already_imported", Severity.INFO, facts={"imported_at": f"{record.imported_at:%Y-%m-%d %H:%M}"})
        return DrawImport(info, sha256, record.rows, 0, record.rows, 0, None, True, record.dialect["format"], (note,))

    def _add(self, connection: sa.Connection, files: ExitStack, arrival: Arrival) -> DrawImport:
        before = storing.read_draws_table(connection)
        seen = self._seen(connection, arrival.sha256) if _has_all(before, arrival.parsed) else None
        if seen is not None:
            return seen
        is_replaced = gives_way(before, arrival.source)
        stored = Stored(NO_DRAWS if is_replaced else before, storing.read_origin(connection))
        rows = taken(arrival, stored)
        findings = disagreement(arrival, rows.bad, stored)
        if is_replaced:
            facts = {"count": storing.remove_all(connection)}
            findings.append(Finding("lottery_simulated_removed", Severity.INFO, facts=facts))
        storing.add_rows(connection, rows.fresh, arrival.source)
        n_filled = storing.fill_rows(connection, rows.repeated, arrival.source)
        if n_filled:
            findings.append(Finding("lottery_prizes_filled", Severity.INFO, facts={"count": n_filled}))
        storing.write_repeats(connection, storing.read_draws_table(connection), [row.contest for row in rows.fresh])
        return self._recorded(connection, files, arrival, rows, tuple(findings))

    def _recorded(
        self,
        connection: sa.Connection,
        files: ExitStack,
        arrival: Arrival,
        rows: Sifted,
        findings: tuple[Finding, ...],
    ) -> DrawImport:
        refused_file = files.enter_context(refused_rows(self._folder, arrival, rows.bad)) if rows.bad else None
        values = {
            "source": arrival.source.value,
            "origin": arrival.origin,
            "sha256": arrival.sha256,
            "rows": arrival.n_rows,
            "accepted": len(rows.fresh),
            "repeated": len(rows.repeated),
            "refused": len(rows.bad),
            "refused_file": refused_file,
        }
        storing.record_import(connection, values, format_=arrival.parsed.format, at=self._clock())
        return DrawImport(
            dataset=self._present(connection),
            sha256=arrival.sha256,
            rows=arrival.n_rows,
            accepted=len(rows.fresh),
            repeated=len(rows.repeated),
            refused=len(rows.bad),
            refused_file=refused_file,
            already_imported=False,
            format=arrival.parsed.format,
            findings=findings,
        )


def _has_all(draws: Draws, parsed: ParsedDraws) -> bool:
    """Whether no contest of the rows is lacking: someone may have taken draws out since the same content came in."""
    return len(draws) > 0 and all(draws.first <= row.contest <= draws.last for row in parsed.rows)


if TYPE_CHECKING:
    _: DrawHistory = DrawArchive(sa.create_engine("sqlite://"), folder=Path())
