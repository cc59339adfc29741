"""The choice of a series: listed, searched, opened by a link or after it came in; what is asked for and not here is said."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import streamlit as st

from app import cache
from app.components import words
from app.components.market import choices, removal
from app.components.market import words as market_words
from app.i18n import _, ngettext
from bancada.core.errors import BadInput, NotFound
from bancada.markets.series import PriceBasis
from bancada.markets.timeframe import Timeframe

if TYPE_CHECKING:
    from bancada.markets.series import SeriesInfo

__all__ = ["choose_series", "first_offered"]

MOST_LISTED = 500
"""Series that the picker lists; a day of all of B3 has thousands, and the search finds those."""
ENOUGH = 250
"""Bars of a series that has something to show on every view; a shorter one is offered first only where there is no other."""


def choose_series() -> SeriesInfo | None:
    """Draw the choice of a series; None where there is none."""
    count = cache.bench().market.series.count()
    if not count:
        return None
    waiting = choices.OPEN.get()
    if waiting is not None:
        choices.OPEN.clear()
        choices.SEARCH.set("")
        choices.SERIES.set(waiting)
    notes: list[str] = []
    # Columns, not a row: on a phone they stack, where a name cut short would tell nothing.
    with st.container(key="market-series"):
        *search, listed, button = st.columns((3, 5, 2) if count > MOST_LISTED else (8, 2), vertical_alignment="bottom")
        with search[0] if search else listed:
            found = _search(count, notes) if search else _found("")
        with listed:
            info = _select(found, notes)
        with button:
            removal.remove_button(info)
    for note in notes:
        st.warning(note, icon=":material/search_off:")
    return info


def first_offered() -> SeriesInfo:
    """Return the series that is shown where none is asked for: of those with enough bars the one that last got some.

    Of one import a series with payouts in its prices goes first: without them, a payout looks like a loss.
    """
    service = cache.bench().market.series
    found = service.latest(min_rows=ENOUGH) or service.latest()
    latest = [info for info in found if info.updated_at == found[0].updated_at]
    return next((info for info in latest if info.key.basis is PriceBasis.TOTAL_RETURN), latest[0])


def _search(count: int, notes: list[str]) -> tuple[SeriesInfo, ...]:
    """Draw the search and return what it finds, the closest symbols first; all where it finds nothing, which is noted."""
    choices.SEARCH.seed()
    typed = st.text_input(
        _("Search by symbol"),
        help=ngettext("{n} series in all.", "{n} series in all.", count),
        on_change=_open_closest,
        **choices.SEARCH.widget,
    )
    found = _found(typed or "")
    if not found:
        notes.append(_("No symbol has {typed} in it; the series below stays open.", typed=f"`{typed}`"))
    return found or _found("")


def _select(found: tuple[SeriesInfo, ...], notes: list[str]) -> SeriesInfo:
    """Draw the list and return what is chosen; what a link names is among it, or is noted to be missing."""
    wanted = choices.SERIES.seed()
    asked = _named(wanted) if wanted else None
    shown = asked or (found[0] if choices.SEARCH.get() else first_offered())
    if wanted and asked is None:
        notes.append(_("There is no series {wanted} here; another one is shown.", wanted=f"`{wanted}`"))
    by_code = {market_words.code(info.key): info for info in found}
    code = market_words.code(shown.key)
    if code not in by_code:
        by_code = {code: shown} | by_code
    choices.SERIES.set(code)
    chosen: str | None = st.selectbox(
        _("Series"),
        list(by_code),
        format_func=words.named(by_code, lambda code: market_words.series(by_code[code].key)),
        **choices.SERIES.widget,
    )
    return by_code.get(chosen or "", shown)


def _open_closest() -> None:
    """Open the closest of what is searched, unless what is open is among it."""
    text = choices.SEARCH.get()
    found = _found(text)
    codes = [market_words.code(info.key) for info in found]
    if text and codes and choices.SERIES.get() not in codes:
        choices.SERIES.set(codes[0])


def _found(text: str) -> tuple[SeriesInfo, ...]:
    wanted = text.strip().upper()
    found = cache.bench().market.series.list(search=wanted, limit=MOST_LISTED)
    return tuple(
        sorted(found, key=lambda info: (info.key.symbol != wanted, not info.key.symbol.upper().startswith(wanted)))
    )


def _named(code: str) -> SeriesInfo | None:
    """Return the series that an address names, by its symbol alone where that tells which; None where there is none."""
    symbol, _comma, rest = code.partition(",")
    timeframe, _comma, basis = rest.partition(",")
    with suppress(NotFound, BadInput, ValueError):
        return cache.bench().market.series.find(
            symbol, timeframe=Timeframe(timeframe) if timeframe else None, basis=PriceBasis(basis) if basis else None
        )
    return None
