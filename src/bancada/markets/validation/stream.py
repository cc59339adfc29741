"""Bars go by in chunks: each is judged with its neighbours, counted once, and forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.finding import Severity
from bancada.markets.bars import Bars
from bancada.markets.series import PriceBasis
from bancada.markets.sessions.days import calendar
from bancada.markets.sessions.hours import hours_of, product_of
from bancada.markets.validation import masks, movement
from bancada.markets.validation.report import MOST_EXAMPLES, Example
from bancada.markets.validation.tally import Severities, Tally, always, by_share, tally
from bancada.markets.validation.traded import Traded, gaps_within, traded
from bancada.markets.validation.view import Subject, View, joined, sort_bars, view

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["RULES", "UNSORTED", "Rule", "Stream"]

_CONTEXT = 2 * movement.WINDOW
"""Bars kept on each side of a chunk: no check of single bars looks further."""
_LEAST_STALE_DAILY, _LEAST_STALE_INTRADAY = 3, 10

UNSORTED = "bars_unsorted"


@dataclass(frozen=True, slots=True)
class Rule:
    """One check of single bars: code, mask (None where the bars cannot be asked), columns shown, how much it matters."""

    code: str
    mask: Callable[[View], NDArray[np.bool_] | None]
    columns: tuple[str, ...]
    severities: Severities


def _off_tick(seen: View) -> NDArray[np.bool_] | None:
    """Only prices as they were traded stand on the grid: raw, and of a chain where gaps were not closed at the rolls.

    A chain that does not state it is judged too: stretches off the grid then tell that they were adjusted, or come from elsewhere.
    """
    subject = seen.subject
    if subject.instrument is None or subject.basis is not PriceBasis.RAW:
        return None
    is_adjusted = subject.continuous is not None and subject.continuous.adjustment in ("difference", "ratio")
    return None if is_adjusted else masks.off_tick(seen.bars, tick=subject.instrument.tick)


def _vwap_outside(seen: View) -> NDArray[np.bool_] | None:
    tick = seen.subject.instrument.tick if seen.subject.instrument else 0.0
    return masks.vwap_outside(seen.bars, tick=tick)


def _stale(seen: View) -> NDArray[np.bool_]:
    is_intraday = seen.bars.timeframe.is_intraday
    return masks.stale(seen.bars, least=_LEAST_STALE_INTRADAY if is_intraday else _LEAST_STALE_DAILY)


def _off_session(seen: View) -> NDArray[np.bool_] | None:
    sessions = calendar(seen.subject.exchange)
    return None if sessions is None else masks.off_session(seen.session, sessions)


def _out_of_hours(seen: View) -> NDArray[np.bool_] | None:
    """Return the bars of a session that open outside its hours."""
    sessions = calendar(seen.subject.exchange)
    product = product_of(seen.subject.instrument, seen.subject.exchange)
    if sessions is None or not product or not seen.bars.timeframe.is_intraday:
        return None
    days, row = np.unique(seen.session, return_inverse=True)
    hours = hours_of(product, days)
    is_judged = (hours.known & sessions.has(days))[row]
    inside = (seen.second + seen.bars.timeframe.seconds > hours.opens[row]) & (seen.second <= hours.latest[row])
    return np.asarray(is_judged & ~inside)


def _spikes(seen: View) -> NDArray[np.bool_]:
    """Prices of days without a session are another finding."""
    strange = _off_session(seen)
    found = movement.spikes(seen.bars)
    return found if strange is None else np.asarray(found & ~strange)


def _volume_unknown(seen: View) -> NDArray[np.bool_]:
    return ~np.isfinite(seen.bars.volume)


_PRICES, _VOLUMES = ("open", "high", "low", "close"), ("volume", "buy_volume", "sell_volume", "trades")
_FAILURE, _CAUTION = always(Severity.FAILURE), always(Severity.CAUTION)
RULES: tuple[Rule, ...] = (
    Rule("bars_not_finite", lambda seen: masks.not_finite(seen.bars), _PRICES, _FAILURE),
    Rule("bars_not_positive", lambda seen: masks.not_positive(seen.bars), _PRICES, _FAILURE),
    Rule("bars_order_broken", lambda seen: masks.order_broken(seen.bars), _PRICES, _FAILURE),
    Rule("bars_repeated", lambda seen: masks.is_repeated(seen.bars), ("close", "volume"), _FAILURE),
    Rule("bars_off_grid", lambda seen: masks.off_grid(seen.bars), ("close", "volume"), _CAUTION),
    Rule("bars_volume_negative", lambda seen: masks.negative_volume(seen.bars), _VOLUMES, _FAILURE),
    Rule("bars_volume_zero", lambda seen: masks.zero_volume(seen.bars), ("close", "volume"), by_share(0.01)),
    Rule("bars_volume_unknown", _volume_unknown, ("close",), always(Severity.INFO)),
    Rule("bars_sides_differ", lambda seen: masks.sides_differ(seen.bars), _VOLUMES, _CAUTION),
    Rule("bars_vwap_outside", _vwap_outside, ("low", "high", "vwap"), by_share(0.001)),
    Rule("bars_off_tick", _off_tick, _PRICES, _CAUTION),
    Rule("bars_stale", _stale, ("close", "volume"), by_share(0.001)),
    Rule("bars_spike", _spikes, ("close", "volume"), _CAUTION),
    Rule("bars_jump", lambda seen: movement.jumps(seen.bars, seen.session), ("open", "close"), always(Severity.INFO)),
    Rule("bars_off_session", _off_session, ("close", "volume"), _CAUTION),
    Rule("bars_out_of_hours", _out_of_hours, ("close", "volume"), _CAUTION),
)
"""Checks of single bars, in the order of the report."""


@dataclass(slots=True)
class Stream:
    """What has been counted of the chunks so far.

    Attributes
    ----------
    subject : Subject
    found : dict of str to Tally
        By code of the rule; a rule that could not be asked is absent.
    table : Traded or None
        Sessions so far.
    gaps : tuple of Example
        Longest gaps within sessions.
    zone : str
        Of the bars.
    rows : int
    first, last : int or None
        Earliest and latest instant.
    """

    subject: Subject
    found: dict[str, Tally] = field(default_factory=dict)
    table: Traded | None = None
    gaps: tuple[Example, ...] = ()
    zone: str = "UTC"
    rows: int = 0
    first: int | None = None
    last: int | None = None
    _tail: Bars | None = None
    _context: int = 0

    def feed(self, chunk: Bars) -> None:
        """Take the next chunk; its last bars wait for their neighbours."""
        if not len(chunk):
            return
        self._order(chunk)
        self.zone = chunk.zone
        self.rows += len(chunk)
        held = sort_bars(chunk if self._tail is None else joined(self._tail, chunk))
        end = len(held) - _CONTEXT
        if end >= self._context + _CONTEXT:  # tiny chunks wait until a look is worth its cost
            self._count(held, slice(self._context, end))
            kept = max(end - _CONTEXT, 0)
            held, self._context = held[kept:], end - kept
        self._tail = held

    def close(self) -> None:
        """Judge the last bars."""
        if self._tail is not None and len(self._tail) > self._context:
            self._count(self._tail, slice(self._context, len(self._tail)))
        self._tail = None

    def _order(self, chunk: Bars) -> None:
        """Count bars older than one before them, in the order in which they came."""
        start = chunk.ts[0] if self.last is None else self.last
        newest = np.maximum.accumulate(np.concatenate(([start], chunk.ts)))
        late = tally(chunk.ts < newest[:-1], chunk, counted=slice(0, len(chunk)), columns=("close",))
        self.found[UNSORTED] = self.found.get(UNSORTED, Tally()) + late
        oldest = int(chunk.ts.min())
        self.first = oldest if self.first is None else min(self.first, oldest)
        self.last = int(newest[-1])

    def _count(self, bars: Bars, counted: slice) -> None:
        seen = view(bars, counted=counted, subject=self.subject)
        for rule in RULES:
            mask = rule.mask(seen)
            if mask is not None:
                here = tally(mask, bars, counted=counted, columns=rule.columns)
                self.found[rule.code] = self.found.get(rule.code, Tally()) + here
        product = product_of(self.subject.instrument, self.subject.exchange)
        table = traded(seen, product=product)
        self.table = table if self.table is None else self.table + table
        if product and bars.timeframe.is_intraday:
            gaps = [*self.gaps, *gaps_within(seen, product=product)]
            self.gaps = tuple(sorted(gaps, key=lambda gap: -gap.values["bars"])[:MOST_EXAMPLES])
