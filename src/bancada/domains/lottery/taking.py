"""What of an arrival is taken: everything or nothing, or the good rows and a file of the others. Knows no SQL."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from bancada.core.dataset import Source
from bancada.core.errors import ImportRefused
from bancada.domains.lottery.checking import examples_of, missing_finding
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.importers.rows import BadDraw, ParsedDraws
from bancada.domains.lottery.pack import DATASET
from bancada.domains.lottery.sifting import Sifted, contest_ranges, missing_contests, sift, within_reach

__all__ = ["Arrival", "refused_rows", "taken"]

_MAX_PROBLEMS = 1_000


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


def taken(arrival: Arrival, stored: Draws) -> Sifted:
    """Return the rows that are taken beside the stored draws, and the refused ones.

    Raises
    ------
    ImportRefused
        `lottery_bad_draws`, or with `skip_bad` `no_good_rows`.
    """
    sifted = sift(arrival.parsed.rows, stored)
    bad = _by_line([*arrival.parsed.bad, *sifted.bad])
    if not arrival.skip_bad:
        missing = _missing(sifted, bad, stored)
        if bad or missing:
            raise _refusal(arrival, bad, missing)
        return sifted
    fresh, beyond = within_reach(sifted.fresh, stored)
    refused = _by_line([*bad, *beyond])
    if not fresh and not sifted.repeated:
        raise ImportRefused("no_good_rows", file=arrival.origin, rows=arrival.n_rows, examples=examples_of(refused))
    return Sifted(tuple(fresh), sifted.repeated, refused)


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


def _refusal(arrival: Arrival, bad: Sequence[BadDraw], missing: Sequence[int]) -> ImportRefused:
    problems = [*examples_of(bad, limit=_MAX_PROBLEMS), *missing_finding(missing)]
    named = {row.contest for row in bad if row.contest is not None}
    return ImportRefused(
        "lottery_bad_draws" if bad else "lottery_gap",
        file=arrival.origin,
        count=len(bad),
        rows=arrival.n_rows,
        contests=contest_ranges([*named, *missing]) or "?",
        examples=[*examples_of(bad), *missing_finding(missing)],
        problems=tuple(problems),
    )
