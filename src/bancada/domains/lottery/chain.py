"""The chain of seals: each holds the SHA-256 of the one before it, over canonical JSON. It knows rows, and no database.

The chain proves that nothing was changed, put in between or taken out before the last seal that someone else knows; it proves
order, not time: the instants are this machine's own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from bancada.core.finding import Finding, Severity

__all__ = ["GENESIS", "ChainReport", "Seal", "chain_report", "hash_of", "seal_of"]

GENESIS = "0" * 64
"""What the first seal names as the hash before it."""


@dataclass(frozen=True, slots=True)
class Seal:
    """One sealed ticket.

    Attributes
    ----------
    id : int
        Place in the chain, from 1.
    contest : int
    model : str
        Model or rule that picked the numbers.
    seed : int or None
        Of what was drawn at random in picking them.
    numbers : tuple of int
        Ascending, 15 to 20 of them.
    sealed_at, closes_at : datetime
        By this machine's clock; when the contest's bets were expected to close.
    previous, sha256 : str
        Hash of the seal before, and of this one.
    """

    id: int
    contest: int
    model: str
    seed: int | None
    numbers: tuple[int, ...]
    sealed_at: datetime
    closes_at: datetime
    previous: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a recomputation of the whole chain found.

    Attributes
    ----------
    n : int
        Seals.
    is_whole : bool
    first_broken : int or None
        Place of the first seal that does not follow from what is before it.
    digest : str
        Hash of the last seal; zeros where there is none.
    findings : tuple of Finding
    """

    n: int
    is_whole: bool
    first_broken: int | None
    digest: str
    findings: tuple[Finding, ...]


# Any: rows of the table.
def chain_report(rows: Sequence[Mapping[str, Any]], *, published: str | None = None) -> ChainReport:
    """Recompute every hash, from the first row of the table on, and say where the chain first breaks.

    Parameters
    ----------
    rows : sequence of mappings
        The table's rows by their column names, ascending by id.
    published : str, optional
        A digest that was published or stamped once: the chain must still hold it.
    """
    hashes: list[str] = []
    first_broken = None
    for place, row in enumerate(rows, start=1):
        previous = hashes[-1] if hashes else GENESIS
        hashes.append(row["sha256"])
        follows = row["id"] == place and row["anterior"] == previous and row["sha256"] == hash_of(row)
        if not follows and first_broken is None:
            first_broken = place
    is_missing = published is not None and published not in {GENESIS, *hashes}
    findings = _chain_findings(rows, first_broken, published if is_missing else None)
    is_whole = first_broken is None and not is_missing
    return ChainReport(len(rows), is_whole, first_broken, hashes[-1] if hashes else GENESIS, findings)


# Any: a row of the table.
def hash_of(row: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a row's canonical JSON: keys sorted, no spaces, instants in UTC, its own hash left out."""
    content = {
        name: _plain(row[name])
        for name in ("id", "concurso", "modelo", "semente", "numeros", "selado_em", "fecha_em", "anterior")
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


# Any: a row of the table.
def seal_of(row: Mapping[str, Any]) -> Seal:
    """Return a row of the table as a Seal."""
    return Seal(
        id=row["id"],
        contest=row["concurso"],
        model=row["modelo"],
        seed=row["semente"],
        numbers=tuple(int(number) for number in row["numeros"].split()),
        sealed_at=row["selado_em"],
        closes_at=row["fecha_em"],
        previous=row["anterior"],
        sha256=row["sha256"],
    )


def _chain_findings(
    rows: Sequence[Mapping[str, Any]], first_broken: int | None, missing: str | None
) -> tuple[Finding, ...]:
    found = []
    if first_broken is not None:
        found.append(Finding("seals_broken", Severity.FAILURE, facts={"place": str(first_broken), "n": len(rows)}))
    elif rows:
        found.append(Finding("seals_whole", Severity.INFO, facts={"n": len(rows)}))
    else:
        found.append(Finding("seals_none", Severity.INFO))
    if missing is not None:
        found.append(Finding("seals_digest_missing", Severity.FAILURE, facts={"digest": missing}))
    instants = [row["selado_em"] for row in rows if isinstance(row["selado_em"], datetime)]
    if any(later < earlier for earlier, later in pairwise(instants)):
        found.append(Finding("seals_clock_went_back", Severity.CAUTION))
    found.append(Finding("seals_order_not_time", Severity.INFO))
    return tuple(found)
