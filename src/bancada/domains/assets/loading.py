"""Loading: the bars of each ticker on every price basis, what they may be used for, and what is to be known of them first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bancada.core.errors import BadInput, NotFound, Refused
from bancada.core.finding import Finding, Severity
from bancada.domains.assets.factors import adjustment_factors
from bancada.domains.assets.features import longest_memory
from bancada.domains.assets.noticing import noticed_within
from bancada.domains.assets.plausible import implausible_bars
from bancada.domains.assets.progress import Progress
from bancada.domains.assets.requests import LoadRequest
from bancada.domains.assets.values import LoadedAssets, LoadedTicker, SeriesReader, Watch
from bancada.markets.series import PriceBasis, SeriesInfo

if TYPE_CHECKING:
    from bancada.markets.bars import Bars

__all__ = ["DataLoadingService"]

_LEARNED_ON = (PriceBasis.TOTAL_RETURN, PriceBasis.SPLIT_ADJUSTED, PriceBasis.RAW, PriceBasis.UNSTATED)
_FILLED_ON = (PriceBasis.RAW, PriceBasis.UNSTATED, PriceBasis.SPLIT_ADJUSTED, PriceBasis.TOTAL_RETURN)
_BASIS_FINDINGS = {
    PriceBasis.SPLIT_ADJUSTED: "assets_basis_split_adjusted",
    PriceBasis.RAW: "assets_basis_raw",
    PriceBasis.UNSTATED: "assets_basis_unstated",
}
_YEAR = timedelta(days=365.25)
_DAYS_A_SESSION = 1.5
"""Calendar days, with room: 252 sessions a year make 1.45."""
_MOST_YEARS = 200.0


@dataclass(frozen=True, slots=True)
class DataLoadingService:
    """The first step: bars of some tickers, ready to be prepared.

    Parameters
    ----------
    reader : SeriesReader
    """

    reader: SeriesReader

    def check(self, request: LoadRequest) -> None:
        """Raise what `load` would raise of the request itself, without reading a bar: BadInput, or NotFound with all unknown tickers."""
        _check(request)
        self._found(request.tickers)

    def load(self, request: LoadRequest, *, for_production: bool = True, watch: Watch | None = None) -> LoadedAssets:
        """Read the bars that are wanted, on each price basis that is there.

        Returns are learned on total return where it is there, then split-adjusted, raw and unstated prices; fills are reckoned on raw
        prices where they are there. Where the start is not given, it lies `years` before the last session asked for that the ticker has.
        What features look back on from the first session comes along, where the series has it: see `LoadedTicker.before`.

        Parameters
        ----------
        request : LoadRequest
        for_production : bool
            Whether series that may not be trained on for production are refused.
        watch : Watch, optional
            Told after each ticker.

        Raises
        ------
        BadInput
            A span, a number of years or a least number of rows that cannot be; no bar of a ticker in the span.
        NotFound
            Tickers that are not there, all of them, with names like theirs.
        Refused
            Series that may not be trained on for production, all of them, with the reasons: `assets_production_refused`, of what is known of
            each, or `assets_bars_implausible`, of what shows in these bars.
        Cancelled
        """
        _check(request)
        found = self._found(request.tickers)
        if for_production:
            self._require_production(found)
        progress = Progress(watch, len(request.tickers))
        progress.check()
        loaded = []
        for ticker in request.tickers:
            loaded.append(self._loaded(ticker, found[ticker], request))
            progress.step(ticker)
        _require_bars(loaded)
        against = tuple(implausible_bars(loaded))
        if against and for_production and self.reader.is_strict:
            raise Refused("assets_bars_implausible", reasons=list(against))
        return LoadedAssets(tuple(loaded), (*against, *_findings(loaded, request)))

    def _found(self, tickers: Sequence[str]) -> dict[str, dict[PriceBasis, SeriesInfo]]:
        found = {ticker: {info.key.basis: info for info in self.reader.series(ticker)} for ticker in tickers}
        unknown = [ticker for ticker, series in found.items() if not series]
        if unknown:
            near = sorted({name for ticker in unknown for name in self.reader.near(ticker)} - set(tickers))
            if near:
                raise NotFound("assets_tickers_not_found", tickers=unknown, near=near)
            raise NotFound("assets_tickers_unknown", tickers=unknown)
        return found

    def _require_production(self, found: dict[str, dict[PriceBasis, SeriesInfo]]) -> None:
        against: list[Finding] = []
        for series in found.values():
            try:
                self.reader.require_production(series[_first(_LEARNED_ON, series)].key)
            except Refused as refused:
                against.append(Finding(refused.code, Severity.FAILURE, facts=refused.facts))
        if against:
            raise Refused("assets_production_refused", reasons=against)

    def _loaded(self, ticker: str, series: dict[PriceBasis, SeriesInfo], request: LoadRequest) -> LoadedTicker:
        basis, fill_basis = _first(_LEARNED_ON, series), _first(_FILLED_ON, series)
        start, end = _span(series[basis], request)
        bars = {one.value: self.reader.read(info.key, start=start, end=end) for one, info in series.items()}
        report = self.reader.report(series[basis].key)
        factors: tuple[tuple[int, float], ...] = ()
        if PriceBasis.RAW in series and basis in (PriceBasis.TOTAL_RETURN, PriceBasis.SPLIT_ADJUSTED):
            factors = adjustment_factors(bars[PriceBasis.RAW.value], bars[basis.value])
        named = {one.value: info for one, info in series.items()}
        before = self._before(series[basis], start)
        return LoadedTicker(ticker, bars, named, basis.value, fill_basis.value, report, factors, before)

    def _before(self, info: SeriesInfo, start: datetime) -> Bars | None:
        """Return the bars before the span that any feature remembers; None where it begins with the series."""
        first = _midnight(info.first.date())
        if start <= first:
            return None
        most = longest_memory()
        since = max(start - timedelta(days=most * _DAYS_A_SESSION), first)
        bars = self.reader.read(info.key, start=since, end=start)
        return bars[max(len(bars) - most, 0) :] if len(bars) else None


def _check(request: LoadRequest) -> None:
    wrong: list[Finding] = []
    if request.start is not None and request.end is not None and request.start > request.end:
        facts = {"date": request.start.isoformat(), "high": request.end.isoformat()}
        wrong.append(Finding("assets_span_backwards", Severity.FAILURE, "start", facts))
    if not 0 < request.years <= _MOST_YEARS:
        facts_of_years = {"years": request.years, "most": _MOST_YEARS}
        wrong.append(Finding("assets_years", Severity.FAILURE, "years", facts_of_years))
    if request.min_rows < 0:
        wrong.append(Finding("assets_min_rows", Severity.FAILURE, "min_rows", {"rows": request.min_rows}))
    if wrong:
        raise BadInput("assets_request_wrong", problems=wrong)


def _first(order: Sequence[PriceBasis], series: dict[PriceBasis, SeriesInfo]) -> PriceBasis:
    return next(basis for basis in order if basis in series)


def _span(info: SeriesInfo, request: LoadRequest) -> tuple[datetime, datetime]:
    """Return the first instant that is wanted and the first that no longer is; stores know no days before the series' own."""
    first, last = info.first.date(), info.last.date()
    final = last if request.end is None else min(last, request.end)
    since = max(request.start or _before(final, request.years), first)
    return _midnight(since), max(_midnight(final) + timedelta(days=1), _midnight(since))


def _before(final: date, years: float) -> date:
    """Return the day some years before another; the first day there is where that is earlier."""
    return date.min if years * _YEAR >= final - date.min else final - years * _YEAR


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _require_bars(loaded: Sequence[LoadedTicker]) -> None:
    empty = [one for one in loaded if not len(one.bars[one.basis])]
    if empty:
        there = [_there(one.series[one.basis]) for one in empty]
        raise BadInput("assets_span_empty", tickers=[one.ticker for one in empty], there=there)


def _there(info: SeriesInfo) -> Finding:
    facts = {"ticker": info.key.symbol, "date": info.first.date().isoformat(), "high": info.last.date().isoformat()}
    return Finding("assets_span_there", Severity.INFO, facts=facts)


def _findings(loaded: Sequence[LoadedTicker], request: LoadRequest) -> Iterator[Finding]:
    latest = max(int(one.bars[one.basis].ts[-1]) for one in loaded)
    for one in loaded:
        bars = one.bars[one.basis]
        if len(bars) < request.min_rows:
            facts = {"ticker": one.ticker, "rows": len(bars), "needed": request.min_rows}
            yield Finding("assets_few_rows", Severity.CAUTION, facts=facts)
        if bars.ts[-1] < latest:
            days = {"ticker": one.ticker, "date": _day(int(bars.ts[-1])), "high": _day(latest)}
            yield Finding("assets_ends_early", Severity.CAUTION, facts=days)
    yield from _about_prices(loaded)
    yield from _about_calendars(loaded)
    for one in loaded:
        for noticed in noticed_within(one):
            if noticed.severity is not Severity.INFO:
                yield Finding("assets_validation", noticed.severity, facts={"ticker": one.ticker, "finding": noticed})


def _about_prices(loaded: Sequence[LoadedTicker]) -> Iterator[Finding]:
    """Yield what each basis other than the best means, with the tickers that have it."""
    for basis, code in _BASIS_FINDINGS.items():
        tickers = [one.ticker for one in loaded if one.basis == basis]
        if tickers:
            yield Finding(code, Severity.CAUTION, facts={"tickers": tickers})
    adjusted = (PriceBasis.SPLIT_ADJUSTED, PriceBasis.TOTAL_RETURN)
    tickers = [one.ticker for one in loaded if one.fill_basis in adjusted]
    if tickers:
        yield Finding("assets_fills_on_adjusted", Severity.CAUTION, facts={"tickers": tickers})


def _about_calendars(loaded: Sequence[LoadedTicker]) -> Iterator[Finding]:
    exchanges: dict[str, list[str]] = {}
    for one in loaded:
        exchanges.setdefault(one.series[one.basis].exchange or "?", []).append(one.ticker)
    if len(exchanges) > 1:
        told = [f"{name} ({' '.join(tickers)})" for name, tickers in sorted(exchanges.items())]
        yield Finding("assets_exchanges_differ", Severity.CAUTION, facts={"exchanges": told})


def _day(ts: int) -> str:
    return datetime.fromtimestamp(ts / 1e9, tz=UTC).date().isoformat()
