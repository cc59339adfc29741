"""ProductionDataValidator: all checks over a series, at once or chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from bancada.core.errors import BadInput
from bancada.core.finding import Finding, Severity
from bancada.markets.bars import Bars
from bancada.markets.instruments import Instrument, instrument
from bancada.markets.series import SeriesInfo
from bancada.markets.sessions.days import ALWAYS_OPEN, Calendar, calendar
from bancada.markets.sessions.hours import product_of
from bancada.markets.timeframe import Timeframe
from bancada.markets.validation import gaps, statements
from bancada.markets.validation.report import Check, Example, ValidationReport
from bancada.markets.validation.splits import find_splits
from bancada.markets.validation.stream import RULES, UNSORTED, Stream
from bancada.markets.validation.tally import Tally, always, check_of
from bancada.markets.validation.traded import Traded
from bancada.markets.validation.view import Subject

__all__ = ["ProductionDataValidator"]


@dataclass(frozen=True, slots=True)
class ProductionDataValidator:
    """Examine bars as a model's training would meet them.

    Severity: a failure breaks a training (prices that are NaN, zero or out of order, repeated or unsorted bars); a caution bends what
    is learned from it; info is worth knowing. Nothing is changed; repairs are a matter of their own.

    Attributes
    ----------
    exchange : str or None
        Calendar where neither the series nor its instrument names one; None: no calendar, and gaps are not judged.

    Examples
    --------
    >>> import numpy as np
    >>> from bancada.markets.bars import make_bars
    >>> days = np.arange("2024-01-08", "2024-01-13", dtype="datetime64[D]")
    >>> flat = np.array([10.0, 10.1, 10.2, 10.1, 10.3])
    >>> bars = make_bars("PETR4", "1d", ts=days, open=flat, high=flat, low=flat, close=flat, volume=flat)
    >>> ProductionDataValidator().validate(bars).passed
    True
    """

    exchange: str | None = None

    def validate(
        self,
        bars: Bars,
        *,
        info: SeriesInfo | None = None,
        instrument: Instrument | None = None,
        refused: Sequence[Finding] = (),
    ) -> ValidationReport:
        """Return the report on a series in memory.

        Parameters
        ----------
        bars : Bars
            In any order; NaN is reported.
        info : SeriesInfo, optional
            States price basis, exchange and how a chain was joined; the tick grid is judged only on prices stated raw.
        instrument : Instrument, optional
            By default the table's for the symbol.
        refused : sequence of Finding
            Reasons for which the import left rows out, each with its `count`.
        """
        return self.validate_many([bars], info=info, instrument=instrument, refused=refused)

    def validate_many(
        self,
        chunks: Iterable[Bars],
        *,
        info: SeriesInfo | None = None,
        instrument: Instrument | None = None,
        refused: Sequence[Finding] = (),
    ) -> ValidationReport:
        """Return the same report for a series that comes in consecutive chunks, of which one is held at a time.

        Parameters
        ----------
        chunks : iterable of Bars
            One series, oldest first, no bar twice; the report equals that of the chunks in one piece where each is in order of time.
        info, instrument, refused
            As in `validate`.

        Raises
        ------
        BadInput
            No chunk at all (then there is no symbol to report on).
        """
        with np.errstate(all="ignore"):  # prices may be anything; what is no number is a finding
            return self._validated(chunks, info, instrument, refused)

    def _validated(
        self,
        chunks: Iterable[Bars],
        info: SeriesInfo | None,
        given: Instrument | None,
        refused: Sequence[Finding],
    ) -> ValidationReport:
        stream: Stream | None = None
        symbol, timeframe = "", Timeframe.D1
        for chunk in chunks:
            symbol, timeframe = chunk.symbol, chunk.timeframe
            if stream is None:
                stream = Stream(self._subject(chunk, info, given))
            stream.feed(chunk)
        if stream is None:
            raise BadInput("bars_none_given")
        stream.close()
        return _report(stream, symbol=symbol, timeframe=timeframe, info=info, refused=refused)

    def _subject(self, bars: Bars, info: SeriesInfo | None, given: Instrument | None) -> Subject:
        known = given or instrument(bars.symbol)
        exchange = (info.exchange if info else "") or (known.exchange if known else "") or self.exchange or ""
        if exchange == ALWAYS_OPEN:
            known = given
        return Subject(known, exchange, info.key.basis if info else None, info.continuous if info else None)


def _report(
    stream: Stream, *, symbol: str, timeframe: Timeframe, info: SeriesInfo | None, refused: Sequence[Finding]
) -> ValidationReport:
    subject, table = stream.subject, stream.table
    checks = [check_of(UNSORTED, stream.found.get(UNSORTED, Tally()), always(Severity.FAILURE))]
    checks += [
        check_of(rule.code, stream.found[rule.code], rule.severities) for rule in RULES if rule.code in stream.found
    ]
    told = [*statements.of_series(symbol, subject, info), *statements.of_import(refused)]
    if table is None:
        told.append(Finding("bars_empty", Severity.FAILURE, facts={"symbol": symbol}))
    else:
        sessions = calendar(subject.exchange)
        checks += _whole(stream, table, sessions, symbol=symbol, timeframe=timeframe)
        told += statements.of_calendar(table, subject, sessions, is_intraday=timeframe.is_intraday)
        told += statements.of_rolls(symbol, table, subject, sessions)
    first, last = (
        None if ts is None else datetime.fromtimestamp(ts / 1e9, tz=UTC) for ts in (stream.first, stream.last)
    )
    return ValidationReport(symbol, timeframe, stream.rows, first, last, tuple(checks), tuple(told))


def _whole(
    stream: Stream, table: Traded, sessions: Calendar | None, *, symbol: str, timeframe: Timeframe
) -> list[Check]:
    """Return the checks that need all sessions: gaps and splits."""
    checks = []
    subject = stream.subject
    if subject.instrument is None or not subject.instrument.kind.is_future:
        checks.append(_splits(table, symbol))
    if sessions is None:
        return checks
    within = table.only(sessions.has(table.day))
    if len(within):
        checks.append(gaps.missing_sessions(within, sessions))
        product = product_of(subject.instrument, subject.exchange)
        if product and timeframe.is_intraday:
            checks.append(gaps.missing_bars(within, timeframe, product=product, zone=stream.zone, within=stream.gaps))
    return checks


def _splits(table: Traded, symbol: str) -> Check:
    daily = table.daily(symbol)
    splits = find_splits(daily)
    examples = tuple(
        Example(
            int(daily.ts[one.at]),
            str(np.datetime64(int(table.day[one.at]), "D")),
            None,
            {"new": one.new, "old": one.old, "jump": one.jump, "factor": one.factor},
        )
        for one in splits
    )
    facts = {"new": splits[0].new, "old": splits[0].old, "jump": splits[0].jump} if splits else {}
    found = Tally(len(splits), max(len(table) - 1, 0), examples[:5])
    return check_of("bars_split_like", found, always(Severity.CAUTION), **facts)
