"""What an import is asked for, and what is settled before the rows are read: series, timeframe, zone. It reads a sample only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from bancada.core.dataset import Source
from bancada.core.errors import BadInput
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
    clean_symbol,
    market_of,
    symbol_in,
    timeframe_in,
)
from bancada.markets.importers.rows import rows_sql
from bancada.markets.importers.work import Work
from bancada.markets.importers.zones import checked_zone
from bancada.markets.series import PriceBasis
from bancada.markets.timeframe import Timeframe

__all__ = ["Asked", "Plan", "market_for", "part_path", "planned"]

SAMPLE_LINES = 5_000


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
    market : Market
    is_basis_said : bool
    findings : tuple of Finding
    """

    layout: Layout
    symbol: str
    only: str
    timeframe: Timeframe
    clock_zone: str
    market: Market
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
        `bars_symbol_unknown`, `bars_timeframe_unknown`, `bars_timeframe_contradicts`, `bars_zone_unknown`, `bars_markets_not_here`,
        `bars_market_unknown`, `bars_zone_not_a_zone`.
    """
    layout = _filtered(layout, asked)
    own = clean_symbol(asked.symbol) if asked.symbol else None
    symbol = "" if layout.symbol else own or symbol_in(head.stem) or ""
    if not layout.symbol and not symbol:
        raise BadInput("bars_symbol_unknown", file=head.name)
    steps, symbols = _sampled(layout, head, symbol, work)
    timeframe = _timeframe(layout, head, asked, steps)
    market = market_for(layout, symbol or (own or (symbols[0] if symbols else "")))
    zone, findings = _clock_zone(layout, asked, timeframe, market, head)
    layout = _on_basis(layout, asked, symbol or (symbols[0] if symbols else ""))
    found = (*layout.findings, *findings)
    return Plan(
        layout, symbol, own or "" if layout.symbol else "", timeframe, zone, market, asked.basis is not None, found
    )


def _filtered(layout: Layout, asked: Asked) -> Layout:
    if not asked.markets:
        return layout
    if layout.importer != "cotahist":
        raise BadInput("bars_markets_not_here", importer=layout.importer)
    return replace(layout, keep=cotahist.with_markets(asked.markets))


def _sampled(layout: Layout, head: Head, symbol: str, work: Work) -> tuple[int | None, list[str]]:
    """Return the commonest step between neighbouring bars in the file's first lines, seconds, and the first symbols."""
    rows = [(n, line) for n, line in enumerate(head.lines, start=1) if line.strip()][int(layout.has_header) :]
    rows = rows[:SAMPLE_LINES]
    query = rows_sql(layout, symbol=symbol, only="", is_daily=False, zone="UTC")
    work.register("feed", batch_of([n for n, _ in rows], [line for _, line in rows], layout.delimiter))
    work.run(f"CREATE TEMP TABLE sample AS SELECT * FROM ({query}) WHERE reason IS NULL")  # noqa: S608  # SQL of ours
    work.unregister("feed")
    step, symbols = work.one(_STEP), work.all(_SYMBOLS)
    work.run("DROP TABLE sample")
    return None if step is None else int(step), [name for (name,) in symbols]


_STEP = """
    SELECT step FROM (SELECT epoch(local - lag(local) OVER (PARTITION BY symbol ORDER BY local)) AS step FROM sample)
    WHERE step > 0 GROUP BY step ORDER BY count(*) DESC, step LIMIT 1
"""
_SYMBOLS = "SELECT symbol FROM sample GROUP BY symbol ORDER BY min(line) LIMIT 5"


def _timeframe(layout: Layout, head: Head, asked: Asked, step: int | None) -> Timeframe:
    said = asked.timeframe or layout.timeframe or timeframe_in(head.stem)
    measured = next((one for one in Timeframe if one.seconds == step), None)
    found = said or measured
    if found is None:
        raise BadInput(
            "bars_timeframe_unknown", file=head.name, step_s=step or 0, known=[one.value for one in Timeframe]
        )
    if step is not None and (step % found.seconds or (found.is_intraday and step >= Timeframe.D1.seconds)):
        raise BadInput("bars_timeframe_contradicts", file=head.name, timeframe=found.value, step_s=step)
    return found


def market_for(layout: Layout, symbol: str) -> Market:
    """Return where a symbol of a file is traded, by its format and its form."""
    if layout.exchange:
        return Market(layout.exchange, layout.zone)
    found = market_of(symbol)
    if layout.importer == "yahoo" and found == UNKNOWN and symbol.isalpha():
        return NEW_YORK
    return AROUND_THE_CLOCK if layout.importer == "yahoo" and symbol.endswith("-USD") else found


def _clock_zone(
    layout: Layout, asked: Asked, timeframe: Timeframe, market: Market, head: Head
) -> tuple[str, tuple[Finding, ...]]:
    if asked.zone:
        checked_zone(asked.zone)
    if not timeframe.is_intraday or layout.clock is Clock.INSTANT:
        return "UTC", ()
    if asked.zone:
        return asked.zone, (_read_in(asked.zone),)
    if layout.importer == "bancada":
        return "UTC", (Finding("bars_zone_assumed", Severity.CAUTION),)
    if market not in (B3, NEW_YORK):
        raise BadInput("bars_zone_unknown", file=head.name)
    return market.zone, (_read_in(market.zone),)


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
