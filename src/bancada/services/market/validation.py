"""Use cases over the quality of a series: a report, repairs on request, and whether it may be trained on for production."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bancada.core.ports import Clock
from bancada.markets.bars import Bars
from bancada.markets.series import PriceBasis, SeriesInfo

if TYPE_CHECKING:
    from bancada.core.finding import Finding
    from bancada.markets.store.catalogue import SeriesCatalogue
    from bancada.markets.validation.coverage import Coverage
    from bancada.markets.validation.repairs import Repair, RepairRecord
    from bancada.markets.validation.report import ValidationReport

__all__ = ["Mended", "ValidationService"]

ROWS_REFUSED = "import_rows_refused"
"""Finding of an import that says how many rows were refused, and why."""
WHOLE = 2_000_000
"""Bars up to which a series is examined in one piece; longer ones go by in stretches, so that memory stays bounded."""
STRETCHES = 1_000_000
"""Bars of a stretch, about."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A series after its repairs.

    Attributes
    ----------
    series : SeriesInfo
    records : tuple of RepairRecord
        What each repair changed.
    """

    series: SeriesInfo
    records: tuple[RepairRecord, ...]


@dataclass(frozen=True, slots=True)
class ValidationService:
    """What is wrong with a series.

    Parameters
    ----------
    catalogue : SeriesCatalogue
    block_dummy_trading : bool
        Whether series that are simulated or condemned may be trained on for production: True refuses them.
    clock : callable
    """

    catalogue: SeriesCatalogue
    block_dummy_trading: bool
    clock: Clock

    def report(self, info: SeriesInfo) -> ValidationReport:
        """Examine a series and keep the verdict on whether it was made up.

        Nothing is changed but that verdict, which stands with the series until its bars change.
        """
        from bancada.markets.synthetic import detect_stretch_by_stretch, detect_synthetic_patterns
        from bancada.markets.validation import ProductionDataValidator

        validator = ProductionDataValidator()
        refused = self._refused(info)
        if info.rows <= WHOLE:
            bars = self.catalogue.read(info)
            report = validator.validate(bars, info=info, refused=refused)
            evidence = detect_synthetic_patterns(bars)
        else:
            report = validator.validate_many(self._stretches(info), info=info, refused=refused)
            evidence = detect_stretch_by_stretch(self._stretches(info))
        if evidence.is_enough:
            self.catalogue.set_condemned(info, evidence.is_condemned)
        return report.with_evidence(evidence)

    def coverage(self, info: SeriesInfo) -> Coverage:
        """Return how many bars each day or month has, and which sessions have none."""
        from bancada.markets.validation.coverage import coverage

        return coverage(self.catalogue.read(info), exchange=info.exchange)

    def proposals(self, report: ValidationReport) -> tuple[Repair, ...]:
        """Return the repairs that a report gives reason for; none is done."""
        from bancada.markets.validation.repairs import propose

        return propose(report)

    def repair(self, info: SeriesInfo, repairs: Sequence[Repair]) -> Mended:
        """Do the repairs that were chosen: a new version of the series, the one before kept and restorable.

        Raw prices that are adjusted for splits are raw no more: they become a series beside it, and the raw one keeps its own.
        """
        from bancada.markets.validation.repairs import RepairKind, apply

        splits = [one for one in repairs if one.kind is RepairKind.ADJUST_SPLIT and info.key.basis is PriceBasis.RAW]
        done = apply(
            self.catalogue.read(info),
            [one for one in repairs if one not in splits],
            at=self.clock(),
            exchange=info.exchange,
        )
        series = (
            self.catalogue.repair(info.key, done.bars, records=done.records) if done.records or not splits else info
        )
        if not splits:
            return Mended(series, done.records)
        adjusted = apply(done.bars, splits, at=self.clock(), exchange=info.exchange)
        records = (*done.records, *adjusted.records)
        made = self.catalogue.derive(series, adjusted.bars, basis=PriceBasis.SPLIT_ADJUSTED, records=records)
        return Mended(made, records)

    def against_production(self, info: SeriesInfo) -> tuple[Finding, ...]:
        """Return what stands against training on a series for production; empty where nothing does."""
        from bancada.markets.validation import production_ready

        return production_ready(info, self.report(info), block_dummy_trading=self.block_dummy_trading)

    def require_production(self, info: SeriesInfo) -> None:
        """Refuse a series that may not be trained on for production: condemned, simulated, or broken. Refused names why."""
        from bancada.markets.validation import require_production_data

        require_production_data(info, self.report(info), block_dummy_trading=self.block_dummy_trading)

    def _refused(self, info: SeriesInfo) -> tuple[Finding, ...]:
        """Return why imports of the series left rows out, each reason with its count."""
        reasons = [
            one for record in self.catalogue.imports(info.key) for one in record.findings if one.code == ROWS_REFUSED
        ]
        return tuple(replace(one, facts={**one.facts, "count": one.facts["rows"]}) for one in reasons)

    def _stretches(self, info: SeriesInfo) -> Iterator[Bars]:
        n_stretches = -(-info.rows // STRETCHES)
        step = (info.last - info.first) / n_stretches + timedelta(microseconds=1)
        for place in range(n_stretches):
            stretch = self.catalogue.read(info, start=info.first + place * step, end=info.first + (place + 1) * step)
            if len(stretch):
                yield stretch
