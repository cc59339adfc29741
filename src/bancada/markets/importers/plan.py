"""What an import is asked for, and what is settled before the rows are read: series, timeframe, zone. It reads a sample only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from bancada.core.dataset import Source
from bancada.core.errors import BadInput, ImportRefused
from bancada.core.finding import Finding, Severity
from bancada.markets.importers.feed import batch_of
from bancada.markets.importers.formats import cotahist
from bancada.markets.importers.layout import Clock, Head, Layout
from bancada.markets.importers.naming import (
    AROUND_THE_CLOCK,
    B3,
    NEW_YORK,
    UNKNOWN,
    Market,
    basis_of,
    chain_of,
    clean_symbol,
    market_of,
    spelled_in,
    timeframe_in,
)
from bancada.markets.importers.rows import rows_sql
from bancada.markets.importers.work import Work
from bancada.markets.importers.zones import checked_zone
from bancada.markets.series import Continuous, PriceBasis
from bancada.markets.timeframe import Timeframe

__all__ = ["Asked", "Plan", "market_for", "part_path", "planned"]

SAMPLE_LINES = 5_000
WEEK_SECONDS = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Asked:
    """What the one who imports said of a file; None where nothing was said.

    Attributes
    ----------
    symbol : str or None
        The series of a file that names none, or the one that is wanted of a file that names several.
    timeframe : Timeframe or None
    basis : PriceBasis or None
    markets : tuple of str
        COTAHIST only; empty for all.
    zone : str or None
        In which local times are meant.
    source : Source or None
    """

    symbol: str | None = None
    timeframe: Timeframe | None = None
    basis: PriceBasis | None = None
    markets: tuple[str, ...] = ()
    zone: str | None = None
    source: Source | None = None

    def options(self) -> dict[str, str]:
        """Return what was said, as an import records it."""
        said = {
            "symbol": self.symbol,
            "timeframe": self.timeframe and self.timeframe.value,
            "basis": self.basis and self.basis.value,
            "markets": ",".join(sorted(self.markets)),
            "zone": self.zone,
            "source": self.source and self.source.value,
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of a file will be read.

    Attributes
    ----------
    layout : Layout
        With the bases and filters that were asked for.
    symbol : str
        The series of a file that names none, else empty.
    only : str
        The one series that is wanted of a file that names several, else empty.
    timeframe : Timeframe
    clock_zone : str
        Zone of the file's local times; "UTC" where its times are instants or days.
    is_zone_guessed : bool
        Whether that zone was told by the markets of the symbols in the sample alone.
    chain : Continuous or None
        How `symbol` is joined, where its spelling says it.
    is_basis_said : bool
    findings : tuple of Finding
    """

    layout: Layout
    symbol: str
    only: str
    timeframe: Timeframe
    clock_zone: str
    is_zone_guessed: bool
    chain: Continuous | None
    is_basis_said: bool
    findings: tuple[Finding, ...]


def planned(layout: Layout, head: Head, asked: Asked, work: Work) -> Plan:
    """Return how to read the file.

    Parameters
    ----------
    work : Work
        The engine that reads the sample; left as it was.

    Raises
    ------
    BadInput
        `bars_symbol_unknown`, `bars_timeframe_unknown`, `bars_timeframe_contradicts`, `bars_step_longer`, `bars_zone_unknown`, `bars_markets_not_here`,
        `bars_market_unknown`, `bars_zone_not_a_zone`, `bars_step_untold`.
    ImportRefused
        `bars_sample_unreadable`.
    """
    layout = _filtered(layout, asked)
    own = clean_symbol(asked.symbol) if asked.symbol else ""
    spelled = [asked.symbol] if asked.symbol else spelled_in(head.stem)
    if not layout.symbol and not spelled:
        raise BadInput("bars_symbol_unknown", file=head.name)
    symbol = "" if layout.symbol else clean_symbol(spelled[0])
    sample = _sampled(layout, head, symbol, work)
    timeframe, sparse = _timeframe(layout, head, asked, sample)
    symbols = [symbol or own] if symbol or own else sample.symbols
    markets = {market_for(layout, one) for one in symbols} or {UNKNOWN}
    zone, told = _clock_zone(layout, asked, timeframe, markets, head)
    guessed = [] if layout.symbol or asked.symbol or len(spelled) == 1 else [_named(symbol, spelled)]
    return Plan(
        layout=_on_basis(layout, asked, symbols[0] if symbols else ""),
        symbol=symbol,
        only=own if layout.symbol else "",
        timeframe=timeframe,
        clock_zone=zone,
        is_zone_guessed=timeframe.is_intraday and layout.clock is Clock.LOCAL and not asked.zone,
        chain=None if layout.symbol else chain_of(spelled[0]),
        is_basis_said=asked.basis is not None,
        findings=(*layout.findings, *guessed, *sparse, *told),
    )


def _named(symbol: str, spelled: list[str]) -> Finding:
    others = [clean_symbol(one) for one in spelled[1:]]
    return Finding("bars_symbol_of_several", Severity.CAUTION, facts={"symbol": symbol, "others": others})


def _filtered(layout: Layout, asked: Asked) -> Layout:
    if not asked.markets:
        return layout
    if layout.importer != "cotahist":
        raise BadInput("bars_markets_not_here", importer=layout.importer)
    return replace(layout, keep=cotahist.with_markets(asked.markets))


@dataclass(frozen=True, slots=True)
class _Sample:
    """What the first lines of a file show.

    Attributes
    ----------
    rows : int
    step : int or None
        Commonest step between neighbouring bars of a series, seconds; None without two bars of one.
    symbols : list of str
        In the order of the file.
    reasons : list of Finding
        Why rows cannot be read, the commonest first.
    """

    rows: int
    step: int | None
    symbols: list[str]
    reasons: list[Finding]


def _sampled(layout: Layout, head: Head, symbol: str, work: Work) -> _Sample:
    rows = [(n, line) for n, line in enumerate(head.lines, start=1) if line.strip()][int(layout.has_header) :]
    rows = rows[:SAMPLE_LINES]
    query = rows_sql(layout, symbol=symbol, only="", is_daily=False)
    work.register("feed", batch_of([n for n, _ in rows], [line for _, line in rows], layout.delimiter))
    work.run(f"CREATE TEMP TABLE sample AS {query}")
    work.unregister("feed")
    step, symbols, reasons = work.one(_STEP), work.all(_SYMBOLS), work.all(_REASONS)
    work.run("DROP TABLE sample")
    return _Sample(
        len(rows),
        None if step is None else int(step),
        [name for (name,) in symbols],
        [Finding(reason, Severity.FAILURE) for (reason,) in reasons],
    )


_STEP = """
    SELECT step FROM (
        SELECT epoch(local - lag(local) OVER (PARTITION BY symbol ORDER BY local)) AS step FROM sample WHERE reason IS NULL
    )
    WHERE step > 0 GROUP BY step ORDER BY count(*) DESC, step LIMIT 1
"""
_SYMBOLS = "SELECT symbol FROM sample WHERE reason IS NULL GROUP BY symbol ORDER BY min(line)"
_REASONS = "SELECT reason FROM sample WHERE reason IS NOT NULL GROUP BY reason ORDER BY count(*) DESC, reason LIMIT 3"


def _timeframe(layout: Layout, head: Head, asked: Asked, sample: _Sample) -> tuple[Timeframe, tuple[Finding, ...]]:
    """Return the timeframe, and that bars are sparser than it where that was asked for or nothing else fits."""
    step = sample.step
    if layout.timeframe and asked.timeframe not in (None, layout.timeframe):
        raise _contradiction(head, asked.timeframe or layout.timeframe, layout.timeframe.seconds)
    measured = next((one for one in Timeframe if one.seconds == step), None)
    found = asked.timeframe or layout.timeframe or timeframe_in(head.stem) or measured
    if found is None:
        raise _untold(head, sample)
    if step is None or found is measured or layout.timeframe is not None:
        return found, ()
    if step % found.seconds or (found.is_intraday and step >= Timeframe.D1.seconds):
        raise _contradiction(head, found, step)
    if asked.timeframe is None and (measured is not None or step >= WEEK_SECONDS):
        raise BadInput("bars_step_longer", file=head.name, timeframe=found.value, step_s=step)
    facts = {"timeframe": found.value, "step_s": step}
    return found, (Finding("bars_sparser_than_timeframe", Severity.CAUTION, facts=facts),)


def _contradiction(head: Head, timeframe: Timeframe, step: int) -> BadInput:
    return BadInput("bars_timeframe_contradicts", file=head.name, timeframe=timeframe.value, step_s=step)


def _untold(head: Head, sample: _Sample) -> BadInput:
    if not sample.symbols:
        return ImportRefused("bars_sample_unreadable", file=head.name, rows=sample.rows, reasons=sample.reasons)
    known = [one.value for one in Timeframe]
    if sample.step is None:
        return BadInput("bars_step_untold", file=head.name, known=known)
    return BadInput("bars_timeframe_unknown", file=head.name, step_s=sample.step, known=known)


def market_for(layout: Layout, symbol: str) -> Market:
    """Return where a symbol of a file is traded, by its format and its form."""
    if layout.exchange:
        return Market(layout.exchange, layout.zone)
    found = market_of(symbol)
    if layout.importer == "yahoo" and found == UNKNOWN and symbol.isalpha():
        return NEW_YORK
    return AROUND_THE_CLOCK if layout.importer == "yahoo" and symbol.endswith("-USD") else found


def _clock_zone(
    layout: Layout, asked: Asked, timeframe: Timeframe, markets: set[Market], head: Head
) -> tuple[str, tuple[Finding, ...]]:
    """Return the zone of local times: what was said, else the one market's; of a plain table UTC where no symbol is of B3."""
    if asked.zone:
        checked_zone(asked.zone)
    if not timeframe.is_intraday or layout.clock is Clock.INSTANT:
        return "UTC", ()
    if asked.zone:
        return asked.zone, (_read_in(asked.zone),)
    if markets in ({B3}, {NEW_YORK}):
        (market,) = markets
        return market.zone, (_read_in(market.zone),)
    if layout.importer == "bancada" and B3 not in markets:
        return "UTC", (Finding("bars_zone_assumed", Severity.CAUTION),)
    raise BadInput("bars_zone_unknown", file=head.name)


def _read_in(zone: str) -> Finding:
    return Finding("bars_read_in_zone", Severity.INFO, facts={"zone": zone})


def _on_basis(layout: Layout, asked: Asked, symbol: str) -> Layout:
    outputs = layout.outputs
    if asked.basis is not None:
        outputs = {asked.basis: outputs.get(asked.basis, next(iter(outputs.values())))}
    elif PriceBasis.UNSTATED in outputs:
        outputs = {basis_of(symbol): outputs[PriceBasis.UNSTATED]}
    return replace(layout, outputs=outputs)


def part_path(folder: Path, basis: PriceBasis) -> Path:
    """Return where the bars of one basis are staged."""
    return folder / f"bars-{basis.value}.parquet"
