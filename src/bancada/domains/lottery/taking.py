"""What of an arrival is taken: everything or nothing, or the good rows and a file of the others. Knows no SQL."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from bancada.core.dataset import DatasetInfo, Source
from bancada.core.errors import ImportRefused
from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.checking import NO_DRAWS, examples_of, missing_finding
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.importers.rows import BadDraw, ParsedDraws
from bancada.domains.lottery.pack import DATASET
from bancada.domains.lottery.sifting import Sifted, contest_ranges, missing_contests, sift, within_reach

__all__ = ["Arrival", "DrawImport", "Stored", "disagreement", "refused_rows", "taken"]

_MAX_PROBLEMS = 1_000
_BESIDE_STORED = frozenset({"lottery_contest_changed", "lottery_date_changed", "lottery_date_goes_back"})
"""Mistakes of which stored draws may be the cause."""


@dataclass(frozen=True, slots=True)
class DrawImport:
    """What one import of draws did.

    Attributes
    ----------
    dataset : DatasetInfo
        As it stands after the import.
    sha256 : str
        Of the file's bytes, or of the content where there is no file.
    rows : int
        Rows that came; `accepted + repeated + refused` of them.
    accepted, repeated, refused : int
        Repeated ones were there already; what they tell and the record lacked was filled in.
    refused_file : str or None
        CSV of refused rows with their line and reasons; only with `skip_bad`.
    already_imported : bool
        The very same content had come in before, whole; nothing was written.
    format : str
        "xlsx", "csv", "json" or "simulation".
    findings : tuple of Finding
    """

    dataset: DatasetInfo
    sha256: str
    rows: int
    accepted: int
    repeated: int
    refused: int
    refused_file: str | None
    already_imported: bool
    format: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """Parsed draws with all that is said about them.

    Attributes
    ----------
    parsed : ParsedDraws
    origin : str
        What errors and the record of imports call the source.
    source : Source
    sha256 : str
        Of the file's bytes, or of the content where there is no file.
    skip_bad : bool
        Take the good rows where some are bad.
    """

    parsed: ParsedDraws
    origin: str
    source: Source
    sha256: str
    skip_bad: bool = False

    @property
    def n_rows(self) -> int:
        """Rows that came."""
        return len(self.parsed.rows) + len(self.parsed.bad)


@dataclass(frozen=True, slots=True)
class Stored:
    """The draws that are there, and where the last import of them came from."""

    draws: Draws
    origin: str = ""


def taken(arrival: Arrival, stored: Stored) -> Sifted:
    """Return the rows that are taken beside the stored draws, and the refused ones.

    Raises
    ------
    ImportRefused
        `lottery_stored_differs` where stored draws are what rows disagree with, else `lottery_bad_draws` or `lottery_gap`;
        with `skip_bad` the first or `no_good_rows`, where no row is good.
    """
    sifted = sift(arrival.parsed.rows, stored.draws)
    bad = _by_line([*arrival.parsed.bad, *sifted.bad])
    if not arrival.skip_bad:
        missing = _missing(sifted, bad, stored.draws)
        if bad or missing:
            raise _refusal(arrival, bad, missing, stored)
        return sifted
    fresh, beyond = within_reach(sifted.fresh, stored.draws)
    refused = _by_line([*bad, *beyond])
    if not fresh and not sifted.repeated:
        if disagreement(arrival, refused, stored):
            raise _refusal(arrival, refused, (), stored)
        raise ImportRefused("no_good_rows", file=arrival.origin, rows=arrival.n_rows, examples=examples_of(refused))
    return Sifted(tuple(fresh), sifted.repeated, refused)


def disagreement(arrival: Arrival, bad: Sequence[BadDraw], stored: Stored) -> list[Finding]:
    """Return what to say where rows are refused for nothing but what is stored: which of both is wrong, nobody knows here."""
    rows = _against_stored(arrival, bad, stored)
    if not rows:
        return []
    facts = {"count": len(rows), "rows": arrival.n_rows, **_named(stored)}
    return [Finding("lottery_left_out_stored", Severity.CAUTION, facts=facts)]


def refused_rows(folder: Path, arrival: Arrival, bad: Sequence[BadDraw]) -> AbstractContextManager[str]:
    """Write the refused rows with line and reasons in both languages; gives the path, and removes the file where the import fails."""
    import pyarrow as pa

    from bancada.data.importers.parsed import BadRow, Parsed
    from bancada.data.refusals import RefusedRows

    nothing = pa.table({name: pa.array([], pa.large_string()) for name in ("concurso", "data", "dezenas")})
    rows = tuple(BadRow(row.line, row.findings, row.cells, row=number) for number, row in enumerate(bad, start=1))
    return RefusedRows(folder / "refused").kept(DATASET, arrival.sha256, Parsed(nothing, arrival.n_rows, rows))


def _by_line(bad: Sequence[BadDraw]) -> tuple[BadDraw, ...]:
    return tuple(sorted(bad, key=lambda row: row.line))


def _missing(sifted: Sifted, bad: Sequence[BadDraw], stored: Draws) -> list[int]:
    """Return the contests that no row speaks of, bad ones included: a row that is there in some form is not missing."""
    named = [row.contest for row in bad if row.contest is not None]
    return missing_contests([*named, *(row.contest for row in sifted.fresh)], stored)


def _against_stored(arrival: Arrival, bad: Sequence[BadDraw], stored: Stored) -> tuple[BadDraw, ...]:
    """Return the refused rows that would have been good with nothing stored."""
    beside = [row for row in bad if any(finding.code in _BESIDE_STORED for finding in row.findings)]
    if not beside or not len(stored.draws):
        return ()
    alone = {row.line for row in sift(arrival.parsed.rows, NO_DRAWS).bad}
    return tuple(row for row in beside if row.line not in alone)


# object: facts of an error, each of its own type.
def _named(stored: Stored) -> dict[str, object]:
    draws = stored.draws
    return {"stored": len(draws), "held": contest_ranges(draws.contests.tolist()), "origin": stored.origin or "?"}


def _refusal(arrival: Arrival, bad: Sequence[BadDraw], missing: Sequence[int], stored: Stored) -> ImportRefused:
    against = _against_stored(arrival, bad, stored)
    shown = against or bad
    named = {row.contest for row in bad if row.contest is not None}
    code = "lottery_stored_differs" if against else "lottery_bad_draws" if bad else "lottery_gap"
    return ImportRefused(
        code,
        file=arrival.origin,
        count=len(shown),
        rows=arrival.n_rows,
        contests=contest_ranges([*named, *missing]) or "?",
        examples=[*examples_of(shown), *missing_finding(missing)],
        problems=(*examples_of(bad, limit=_MAX_PROBLEMS), *missing_finding(missing)),
        **(_named(stored) if against else {}),
    )
