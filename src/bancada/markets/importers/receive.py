"""A file of bars received: recognised, read, staged as Parquet for a store, every row accounted for. It stores nothing itself."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import duckdb

from bancada.core.dataset import Source
from bancada.core.errors import BadInput, ImportRefused, Refused
from bancada.core.finding import Finding, Severity
from bancada.data.importers.files import check_file
from bancada.data.limits import Limits
from bancada.markets.importers.layout import Head
from bancada.markets.importers.limits import BAR_LIMITS
from bancada.markets.importers.lines import Outcome, read_lines
from bancada.markets.importers.naming import continuous_of
from bancada.markets.importers.plain import Plain, plain_text
from bancada.markets.importers.plan import Asked, Plan, market_for, part_path, planned
from bancada.markets.importers.recognise import recognise
from bancada.markets.importers.typed import read_typed
from bancada.markets.importers.work import Progress, Work, ignore, opened
from bancada.markets.series import Continuous, PriceBasis
from bancada.markets.store.received import ReceivedImport, StagedPart
from bancada.markets.store.staging import measure_part
from bancada.markets.timeframe import Timeframe

__all__ = ["receive"]


def receive(
    path: Path,
    *,
    workdir: Path,
    symbol: str | None = None,
    timeframe: Timeframe | str | None = None,
    basis: PriceBasis | str | None = None,
    markets: Sequence[str] = (),
    zone: str | None = None,
    source: Source | None = None,
    skip_bad: bool = True,
    shown_name: str | None = None,
    limits: Limits = BAR_LIMITS,
    on_progress: Progress = ignore,
) -> ReceivedImport:
    """Return the bars of a file, staged as Parquet in a new folder below `workdir`, with a true count of its rows.

    The format is told from the file itself; memory stays under 1 GB whatever its size. What cannot be read is refused row by row with
    its line and reason; what can be read but is doubtful (order of open, high, low and close, negative prices, gaps) is accepted and
    left to validation.

    Parameters
    ----------
    path : Path
        A text file, or one packed by gzip or alone in a zip archive.
    workdir : Path
        Created where missing. Whoever takes the bars over removes the folder in it that this call makes, `parts[0].path.parent`.
    symbol : str, optional
        The series of a file that names none; of a file that names several, the one to take (the others count as left out).
    timeframe : Timeframe or str, optional
        Else the file's name or the commonest step between its bars says it.
    basis : PriceBasis or str, optional
        Else what the format says; of a Yahoo file, which gives two series, the one to take.
    markets : sequence of str
        COTAHIST only, keys of `formats.cotahist.MARKETS` ("spot", "calls"); none means all.
    zone : str, optional
        IANA zone of local times without offset, where the format or the symbol does not tell it.
    source : Source, optional
        `simulated` for bars that were made up; else what the format says.
    skip_bad : bool
        Whether a file of which some rows are refused is taken without them.
    shown_name : str, optional
        The file's name as people know it, where `path` is a temporary copy; symbol and timeframe are looked for in it.
    on_progress : callable
        Told (done, total) in bytes, some times a second; what it raises stops the import and is raised, and nothing is left behind.

    Raises
    ------
    ImportRefused
        The file cannot be read at all: see `plain`, `recognise`, `lines`; or `bars_rows_refused` where `skip_bad` is false.
    Refused
        `folder_not_writable`; `bars_engine_failed`: no room in memory or on the disk.
    BadInput
        `bars_format_unknown`, or something must be said: `bars_symbol_unknown`, `bars_timeframe_unknown`, `bars_zone_unknown`.
    """
    asked = Asked(
        symbol,
        None if timeframe is None else _timeframe(timeframe),
        None if basis is None else _basis(basis),
        tuple(markets),
        zone,
        source,
    )
    name = shown_name or path.name
    check_file(path, name, limits=limits)
    folder = _new_folder(workdir)
    try:
        received = _received(path, name, folder, asked=asked, limits=limits, on_progress=on_progress)
        if not skip_bad:
            _check_whole(received)
    except duckdb.Error as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise Refused("bars_engine_failed", file=name, detail=str(error)[:300]) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return received


def _check_whole(received: ReceivedImport) -> None:
    if received.refused:
        reasons = [finding for finding in received.findings if finding.code == "import_rows_refused"]
        raise ImportRefused("bars_rows_refused", file=received.file_name, refused=received.refused, reasons=reasons[:3])


def _timeframe(timeframe: Timeframe | str) -> Timeframe:
    try:
        return Timeframe(timeframe)
    except ValueError as error:
        raise BadInput(
            "bars_timeframe_not_one", timeframe=str(timeframe), known=[one.value for one in Timeframe]
        ) from error


def _basis(basis: PriceBasis | str) -> PriceBasis:
    try:
        return PriceBasis(basis)
    except ValueError as error:
        raise BadInput("bars_basis_not_one", basis=str(basis), known=[one.value for one in PriceBasis]) from error


def _new_folder(workdir: Path) -> Path:
    try:
        workdir.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="received-", dir=workdir))
    except OSError as error:
        raise Refused("folder_not_writable", folder=workdir.name, detail=error.strerror or "") from error


class _Meter:
    """Bytes read so far, of twice the file: once to look at it, once to read it."""

    def __init__(self, total: int, on_progress: Progress) -> None:
        self.total = total
        self.done = 0
        self._on_progress = on_progress

    def add(self, n_bytes: int) -> None:
        """Count bytes; told by whoever reads, in any thread."""
        self.done = min(self.done + n_bytes, self.total)

    def tell(self) -> None:
        """Tell the caller; it may raise."""
        self._on_progress(self.done, self.total)

    def step(self, n_bytes: int) -> None:
        """Count bytes and tell."""
        self.add(n_bytes)
        self.tell()


def _received(
    path: Path, name: str, folder: Path, *, asked: Asked, limits: Limits, on_progress: Progress
) -> ReceivedImport:
    meter = _Meter(2 * path.stat().st_size, on_progress)
    plain = plain_text(path, folder=folder, limits=limits, on_bytes=meter.step)
    if plain.breaks > limits.rows:
        raise ImportRefused("too_many_rows", rows=plain.breaks, limit=limits.rows)
    plain = replace(plain, name=name if plain.name == path.name else plain.name)
    meter.total = max(meter.done + plain.size, 1)
    head = Head(plain.name, plain.head())
    layout = recognise(head)
    with opened(folder, meter.tell, size=plain.size) as work:
        plan = planned(layout, head, asked, work)
        outcome = _read(work, plan, plain, folder, on_bytes=meter.add)
    meter.step(meter.total)
    _tidy(folder)
    return _report(plan, plain, folder, outcome, asked=asked, name=name)


def _read(work: Work, plan: Plan, plain: Plain, folder: Path, *, on_bytes: Callable[[int], None]) -> Outcome:
    quick = read_typed(work, plan, plain, folder)
    if quick is None:
        return read_lines(work, plan, plain, folder, on_bytes=on_bytes)
    rows, findings = quick
    return Outcome(rows, rows, 0, 0, None, findings, tuple(plan.layout.outputs))


def _tidy(folder: Path) -> None:
    for name in ("unpacked.txt", "text.txt"):
        with suppress(FileNotFoundError):
            (folder / name).unlink()
    shutil.rmtree(folder / "spill", ignore_errors=True)


def _report(plan: Plan, plain: Plain, folder: Path, outcome: Outcome, *, asked: Asked, name: str) -> ReceivedImport:
    paths = {basis: part_path(folder, basis) for basis in outcome.bases}
    parts = tuple(StagedPart(staged, basis, measure_part(staged)) for basis, staged in paths.items())
    symbols = sorted({one.symbol for one in parts[0].series})
    continuous = _continuous(plan, symbols)
    markets = {symbol: market_for(plan.layout, symbol) for symbol in symbols}
    if plan.is_zone_guessed and any(market.zone != plan.clock_zone for market in markets.values()):
        raise BadInput("bars_zone_unknown", file=name)
    place, *others = dict.fromkeys(markets.values())
    elsewhere = {symbol: market for symbol, market in markets.items() if market != place}
    mixed = (Finding("import_markets_mixed", Severity.INFO),) if others else ()
    return ReceivedImport(
        importer=plan.layout.importer,
        importer_version=plan.layout.version,
        file_name=name,
        file_sha256=plain.sha256,
        rows=outcome.rows,
        accepted=outcome.accepted,
        refused=outcome.refused,
        left_out=outcome.left_out,
        refused_file=None if outcome.refused_file is None else str(outcome.refused_file),
        parts=parts,
        source=asked.source or plan.layout.source,
        exchange=place.exchange,
        zone=place.zone,
        exchanges={symbol: market.exchange for symbol, market in elsewhere.items()},
        zones={symbol: market.zone for symbol, market in elsewhere.items()},
        continuous=continuous,
        options=asked.options(),
        findings=(*plan.findings, *outcome.findings, *_of_series(parts, continuous), *mixed),
    )


def _continuous(plan: Plan, symbols: Sequence[str]) -> dict[str, Continuous]:
    """Return how the continuous futures among the symbols are joined, as far as it is known."""
    found = {symbol: chain for symbol in symbols if (chain := continuous_of(symbol)) is not None}
    return found | ({plan.symbol: plan.chain} if plan.chain is not None and plan.symbol in found else {})


def _of_series(parts: tuple[StagedPart, ...], continuous: Mapping[str, Continuous]) -> list[Finding]:
    found = [_of_chain(symbol, chain) for symbol, chain in continuous.items()]
    if any(part.basis is PriceBasis.UNSTATED for part in parts):
        found.append(Finding("import_basis_unstated", Severity.CAUTION))
    return found


def _of_chain(symbol: str, chain: Continuous) -> Finding:
    if "unstated" in (chain.roll_rule, chain.adjustment):
        return Finding("bars_continuous_unstated", Severity.CAUTION, facts={"symbol": symbol})
    facts = {"symbol": symbol, "roll": chain.roll_rule, "adjustment": chain.adjustment}
    return Finding("bars_continuous_by_name", Severity.INFO, facts=facts)
