"""The careful way in: a file read line by line, each row taken or refused with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bancada.core.errors import BadInput, ImportRefused
from bancada.core.finding import Finding, Severity
from bancada.markets.importers.feed import LineFeed
from bancada.markets.importers.formats.cotahist import check_trailer
from bancada.markets.importers.layout import Layout
from bancada.markets.importers.plain import Plain
from bancada.markets.importers.plan import Plan, part_path
from bancada.markets.importers.refused import write_refused
from bancada.markets.importers.rows import rows_sql, staged_sql, taken_sql, twins_sql, verdicts_sql
from bancada.markets.importers.typed import COPIED
from bancada.markets.importers.work import Work
from bancada.markets.importers.zones import instant_sql
from bancada.markets.series import PriceBasis

__all__ = ["Outcome", "read_lines"]

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the rows of a file.

    Attributes
    ----------
    rows, accepted, refused, left_out : int
        The first is the sum of the others.
    refused_file : Path or None
    findings : tuple of Finding
    bases : tuple of PriceBasis
        Of the parts that were staged.
    """

    rows: int
    accepted: int
    refused: int
    left_out: int
    refused_file: Path | None
    findings: tuple[Finding, ...]
    bases: tuple[PriceBasis, ...]


def read_lines(work: Work, plan: Plan, plain: Plain, folder: Path, *, on_bytes: Callable[[int], None]) -> Outcome:
    """Stage the good rows of a file, one part a basis, and write the others to a file beside them.

    Raises
    ------
    ImportRefused
        `bars_none_accepted`; of COTAHIST `cotahist_trailer_missing`, `cotahist_trailer_count`.
    BadInput
        `bars_symbol_absent`.
    """
    layout = plan.layout
    feed = LineFeed(
        plain.path, delimiter=layout.delimiter, has_header=layout.has_header, trailer=layout.trailer, on_bytes=on_bytes
    )
    rows = _read(work, plan, feed)
    if layout.trailer:
        check_trailer(feed.last, rows=rows, file=plain.name)
    _time(work, plan)
    _refuse_twins(work, plan)
    counted, accepted = work.one("SELECT count(*) FROM rows"), work.one("SELECT count(*) FROM taken")
    reasons = work.all(_REASONS) if counted > accepted else []
    if not accepted:
        _raise_empty(plan, plain, reasons, counted)
    refused_file = _refused_file(work, plain, folder) if reasons else None
    layout, told = _as_traded(work, plan)
    for basis in layout.outputs:
        query = staged_sql("taken", layout, basis, timeframe=plan.timeframe.value, symbol="symbol", time="ts")
        work.run(f"COPY ({query} ORDER BY symbol, ts) TO '{_path(part_path(folder, basis))}' {COPIED}")
    findings = (*told, *_findings(work, plan, reasons))
    return Outcome(rows, accepted, counted - accepted, rows - counted, refused_file, findings, tuple(layout.outputs))


def _as_traded(work: Work, plan: Plan) -> tuple[Layout, tuple[Finding, ...]]:
    """Return the layout with its series called raw where they turn out to be, and that this was found."""
    layout, adjusted = plan.layout, PriceBasis.SPLIT_ADJUSTED
    if plan.is_basis_said or not layout.unsplit or not work.one(layout.unsplit):
        return layout, ()
    outputs = {PriceBasis.RAW if basis is adjusted else basis: sql for basis, sql in layout.outputs.items()}
    return replace(layout, outputs=outputs), (Finding("yahoo_prices_as_traded", Severity.CAUTION),)


_REFUSED = (
    "SELECT line, coalesce(v.reason, t.reason) AS reason FROM timed t LEFT JOIN verdicts v USING (line) "
    "WHERE t.reason IS NOT NULL OR v.reason IS NOT NULL"
)
_REASONS = f"SELECT reason, count(*) FROM ({_REFUSED}) GROUP BY reason ORDER BY count(*) DESC, reason"  # noqa: S608  # SQL of ours


def _refused_file(work: Work, plain: Plain, folder: Path) -> Path:
    return write_refused(work.stream(f"{_REFUSED} ORDER BY line"), plain, folder)


def _read(work: Work, plan: Plan, feed: LineFeed) -> int:
    query = rows_sql(plan.layout, symbol=plan.symbol, only=plan.only, is_daily=not plan.timeframe.is_intraday)
    work.register("feed", feed.reader())
    try:
        work.run(f"CREATE TABLE rows AS {query}")
    finally:
        work.unregister("feed")
    return feed.rows


def _time(work: Work, plan: Plan) -> None:
    """Make the view `timed`: the rows with their instants, local times put to UTC."""
    ends = work.all("SELECT min(local), max(local) FROM rows WHERE reason IS NULL")[0]
    ts, fault = "local", "NULL"
    if plan.clock_zone != "UTC" and isinstance(ends[0], datetime):
        ts, fault = instant_sql("local", plan.clock_zone, first=ends[0], last=ends[1])
    timed = f"SELECT * EXCLUDE (reason), {ts} AS ts, coalesce(reason, {fault}) AS reason FROM rows"  # noqa: S608  # SQL of ours
    work.run(f"CREATE VIEW timed AS {timed}")


def _refuse_twins(work: Work, plan: Plan) -> None:
    """Make the table `verdicts` of twins that are refused, and the view `taken`."""
    work.run(f"CREATE TABLE twins AS {twins_sql()}")
    has_twins = bool(work.one("SELECT count(*) FROM twins"))
    verdicts = (
        verdicts_sql(plan.layout) if has_twins else "SELECT NULL::BIGINT AS line, NULL::VARCHAR AS reason WHERE false"
    )
    work.run(f"CREATE TABLE verdicts AS {verdicts}")
    work.run(f"CREATE VIEW taken AS {taken_sql(has_twins=has_twins)}")


def _path(path: Path) -> str:
    return str(path).replace("'", "''")


def _findings(work: Work, plan: Plan, reasons: list[tuple[str, int]]) -> tuple[Finding, ...]:
    found = [_refusal(reason, n) for reason, n in reasons]
    counts = [(check.code, work.one(check.query)) for check in plan.layout.checks]
    found += [Finding(code, Severity.CAUTION, facts={"rows": n}) for code, n in counts if n]
    if work.one("SELECT arg_min(ts, line) > arg_max(ts, line) FROM taken"):
        found.append(Finding("bars_newest_first", Severity.INFO))
    return tuple(found)


def _refusal(reason: str, n: int) -> Finding:
    return Finding(
        "import_rows_refused", Severity.CAUTION, facts={"rows": n, "reason": Finding(reason, Severity.FAILURE)}
    )


def _raise_empty(plan: Plan, plain: Plain, reasons: list[tuple[str, int]], counted: int) -> None:
    if not counted:
        raise BadInput("bars_symbol_absent", file=plain.name, symbol=plan.only or "-")
    facts = {
        "file": plain.name,
        "refused": counted,
        "reasons": [_refusal(reason, n) for reason, n in reasons[:EXAMPLES]],
    }
    raise ImportRefused("bars_none_accepted", **facts)
