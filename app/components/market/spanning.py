"""Which bars are drawn: the latest, those between two days, or a stretch dragged out; held in the address, so that a link shows the same."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from app.components.market import choices
from app.i18n import _, current_language, format_number

if TYPE_CHECKING:
    from bancada.markets.bars import Bars

__all__ = ["choose", "local", "take"]

SPANS = (250, 1_000, 5_000, 0)
"""Latest bars that can be asked for at once; 0 for all."""
BOTH = 2
_NS = 1_000_000_000


def choose(bars: Bars) -> tuple[int, int]:
    """Draw the choice of a span and return its first position and the first after it."""
    taken = _taken(bars)
    with st.container(horizontal=True, vertical_alignment="bottom", key="market-span"):
        if taken is not None:
            st.button(_("Back to the latest bars"), icon=":material/zoom_out:", on_click=_let_go, key="market-unzoom")
        n_bars = len(bars) if taken is not None else _latest(bars)
        _days(bars)
    return taken or (max(0, len(bars) - n_bars), len(bars))


def take(bars: Bars, begin: int, stop: int) -> None:
    """Let the bars from position `begin` to before `stop` be drawn next."""
    ends = local(bars[begin : begin + 1]) + local(bars[stop - 1 : stop])
    _hold(
        [at.isoformat(timespec="minutes") if bars.timeframe.is_intraday else at.date().isoformat() for at in ends],
    )


def local(bars: Bars) -> list[datetime]:
    """Return opening instants on the exchange's clock, naive; daily bars stand at their session's date."""
    zone = _zone(bars)
    return [datetime.fromtimestamp(ts / _NS, tz=zone).replace(tzinfo=None) for ts in bars.ts.tolist()]


def _latest(bars: Bars) -> int:
    """Draw the choice of how many bars; a short series is drawn whole, and says nothing of how the next one is to be drawn."""
    if len(bars) <= choices.SPAN.default:
        return len(bars)
    options = [n for n in SPANS if n < len(bars)]
    choices.SPAN.seed(options)
    chosen = st.segmented_control(
        _("Latest bars"),
        options,
        format_func={n: format_number(n) if n else _("all") for n in options}.__getitem__,
        required=True,
        **choices.SPAN.widget,
    )
    return int(chosen or 0) or len(bars)


def _days(bars: Bars) -> None:
    """Draw the choice of two days, whose bars are drawn."""
    first, last = (moment.date() for moment in (*local(bars[:1]), *local(bars[-1:])))
    if len(choices.DAYS.get(())) != 1:  # of a choice that is half made, nothing is put in place
        held = _held_days()
        choices.DAYS.set(held if all(first <= day <= last for day in held) else ())
    st.date_input(
        _("Or between days"),
        min_value=first,
        max_value=last,
        key=choices.DAYS.name,
        format="DD/MM/YYYY" if current_language() == "pt_BR" else "YYYY-MM-DD",
        width=240,
        on_change=_take_days,
    )


def _take_days() -> None:
    days = choices.DAYS.get(())
    if len(days) == BOTH:
        _hold([day.isoformat() for day in days])


def _held_days() -> tuple[date, ...]:
    """Return the two days that are held; none where instants are, or nothing."""
    with suppress(ValueError):
        return tuple(date.fromisoformat(part) for part in choices.ZOOM.get().split(","))
    return ()


def _taken(bars: Bars) -> tuple[int, int] | None:
    """Return positions of the stretch that is held; None where none is, it is not readable, or it lies outside the series."""
    with suppress(ValueError, OverflowError):
        parts = choices.ZOOM.seed().split(",")
        begin, end = (datetime.fromisoformat(part).replace(tzinfo=_zone(bars)) for part in parts)
        after = timedelta(minutes=1) if "T" in parts[1] else timedelta(days=1)
        begin_ns, stop_ns = (int(at.timestamp()) * _NS for at in (begin, end + after))
        if begin_ns <= bars.ts[-1] and stop_ns > bars.ts[0]:
            earliest = max(begin_ns, int(bars.ts[0]))
            latest = min(stop_ns, int(bars.ts[-1]) + 1)
            first, stop = bars.ts.searchsorted([earliest, latest]).tolist()
            return int(first), int(stop)
    return None


def _zone(bars: Bars) -> tzinfo:
    return ZoneInfo(bars.zone) if bars.timeframe.is_intraday else UTC


def _hold(ends: list[str]) -> None:
    choices.ZOOM.set(",".join(ends))
    choices.ZOOMS.set(choices.ZOOMS.get(0) + 1)


def _let_go() -> None:
    choices.ZOOM.set("")
    choices.DAYS.clear()
    choices.ZOOMS.set(choices.ZOOMS.get(0) + 1)
