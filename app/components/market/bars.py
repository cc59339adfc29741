"""Candles of a series with lines over them; a stretch dragged out of the picture is drawn again in full detail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import streamlit as st

from app import problems
from app.cache import market
from app.charts.market import Band, Overlay, candles
from app.components import downloads, plots
from app.components.market import choices, words
from app.components.words import named
from app.i18n import _, current_language, date_format, format_date, format_number
from bancada.markets.coarse import coarse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars
    from bancada.markets.coarse import Candles
    from bancada.markets.series import SeriesInfo

__all__ = ["draw"]

SPANS = (250, 1_000, 5_000, 0)
"""Latest bars that can be asked for at once; 0 for all."""
COMPUTED = ("ema_9", "ema_20", "ema_50", "ema_200", "bollinger_upper", "bollinger_lower")
LINES = (*COMPUTED, "vwap")


def draw(info: SeriesInfo) -> None:
    """Draw the view."""
    _candles(info)


@st.fragment
@problems.guarded
def _candles(info: SeriesInfo) -> None:
    bars = market.bars(info)
    lines, with_regimes = _wishes(bars)
    first, end = _span(info, bars)
    part = bars[first:end]
    if not len(part):
        st.info(_("There is no bar between these days."), icon=":material/info:")
        return
    shown = coarse(part)
    st.markdown(_sentence(info, part, shown.bars_each))
    figure = candles(
        _local(shown.bars),
        tuple(getattr(shown.bars, name).tolist() for name in ("open", "high", "low", "close")),
        shown.bars.volume.tolist(),
        overlays=_overlays(info, bars, shown, first=first, end=end, names=lines),
        bands=_bands(info, shown, first=first, end=end) if with_regimes else (),
        price_title=_("Price"),
        volume_title=_("Volume"),
        date_format=date_format(),
        **plots.look(),
    )
    event = st.plotly_chart(
        figure,
        theme=None,
        # A chart that comes back after a zoom must not bring its old selection along.
        key=f"market-candles-{info.cache_key}-{first}-{end}-{choices.ZOOMS.get(0)}",
        on_select="rerun",
        selection_mode="box",
        config={"displayModeBar": False},
        alt=_("Candles of {symbol}", symbol=info.key.symbol),
    )
    _zoom_into(info, event, shown, first=first, end=end)
    if with_regimes:
        st.caption(words.regime_key())
    with st.expander(_("Bars as a table")):
        _table(info, part)


def _table(info: SeriesInfo, part: Bars) -> None:
    """Draw the latest bars of the span, newest first, on the exchange's clock."""
    frame = part.frame()
    latest = frame.iloc[: -MOST_ROWS - 1 : -1]
    is_intraday = part.timeframe.is_intraday
    local = latest["ts"].dt.tz_convert(part.zone if is_intraday else "UTC").dt.tz_localize(None)
    day = "DD/MM/YYYY" if current_language() == "pt_BR" else "YYYY-MM-DD"
    names = [name for name in latest.columns if name != "ts"]
    st.dataframe(
        latest.assign(ts=local),
        hide_index=True,
        height=320,
        key="market-bars",
        placeholder="–",
        column_config={
            "ts": st.column_config.DatetimeColumn(
                _("Opening") if is_intraday else _("Session"),
                format=f"{day} HH:mm" if is_intraday else day,
                pinned=True,
            ),
            **{name: st.column_config.NumberColumn(words.column(name), format="localized") for name in names},
        },
    )
    if len(part) > MOST_ROWS:
        st.caption(_("The latest {n} bars of the span; the download has all of them.", n=format_number(MOST_ROWS)))
    downloads.frame_button(frame, f"{info.key.symbol}-{info.key.timeframe.value}")


MOST_ROWS = 2_000


def _wishes(bars: Bars) -> tuple[list[str], bool]:
    known = [name for name in LINES if name != "vwap" or bars.vwap is not None]
    with st.container(horizontal=True, vertical_alignment="bottom", key="market-wishes"):
        choices.LINES.seed(["ema_20"])
        lines = st.pills(
            _("Lines"), known, selection_mode="multi", format_func=named(known, words.line), **choices.LINES.widget
        )
        choices.BANDS.seed()
        with_regimes = st.toggle(_("Regimes behind"), **choices.BANDS.widget)
    return list(lines or []), bool(with_regimes)


def _span(info: SeriesInfo, bars: Bars) -> tuple[int, int]:
    """Draw the choice of a span and return its positions: a stretch dragged out or between two days, or the latest bars."""
    zoom: tuple[str, int, int] | None = choices.ZOOM.get()
    is_zoomed = zoom is not None and zoom[0] == info.cache_key
    with st.container(horizontal=True, vertical_alignment="bottom", key="market-span"):
        if is_zoomed:
            st.button(_("Back to the latest bars"), icon=":material/zoom_out:", on_click=_unzoom, key="market-unzoom")
        n_bars = len(bars) if is_zoomed else _latest(bars)
        _days(info, bars)
    if zoom is not None and is_zoomed:
        return zoom[1], zoom[2]
    return max(0, len(bars) - n_bars), len(bars)


def _latest(bars: Bars) -> int:
    options = [n for n in SPANS if n < len(bars)]
    choices.SPAN.seed(options, default=1_000 if 1_000 in options else 0)
    chosen = st.segmented_control(
        _("Latest bars"),
        options,
        format_func={n: format_number(n) if n else _("all") for n in options}.__getitem__,
        required=True,
        **choices.SPAN.widget,
    )
    return int(chosen or 0) or len(bars)


def _days(info: SeriesInfo, bars: Bars) -> None:
    """Draw the choice of two days, whose bars are drawn."""
    first, last = (moment.date() for moment in (*_local(bars[:1]), *_local(bars[-1:])))
    held = choices.DAYS.get(())
    if not all(first <= day <= last for day in held):
        choices.DAYS.clear()
    choices.DAYS.seed(())
    st.date_input(
        _("Or between days"),
        min_value=first,
        max_value=last,
        key=choices.DAYS.name,
        format="DD/MM/YYYY" if current_language() == "pt_BR" else "YYYY-MM-DD",
        width=240,
        on_change=_between,
        args=(info, bars),
    )


def _between(info: SeriesInfo, bars: Bars) -> None:
    """Take the bars of the chosen days, both included, as the span that is drawn next."""
    days = choices.DAYS.get(())
    if len(days) != BOTH:
        return
    zone = ZoneInfo(bars.zone) if bars.timeframe.is_intraday else UTC
    starts = [datetime.combine(day, datetime.min.time(), zone) for day in (days[0], days[1] + timedelta(days=1))]
    begin, stop = bars.ts.searchsorted([int(start.timestamp()) * 1_000_000_000 for start in starts]).tolist()
    _zoom(info, begin, stop)


BOTH = 2


def _zoom(info: SeriesInfo, begin: int, stop: int) -> None:
    choices.ZOOM.set((info.cache_key, begin, stop))
    choices.ZOOMS.set(choices.ZOOMS.get(0) + 1)


def _unzoom() -> None:
    choices.ZOOM.clear()
    choices.DAYS.clear()
    choices.ZOOMS.set(choices.ZOOMS.get(0) + 1)


# Any: what Streamlit hands back for a selection.
def _zoom_into(info: SeriesInfo, event: Any, shown: Candles, *, first: int, end: int) -> None:
    """Take a stretch that was dragged out of the picture as the span that is drawn next."""
    points = event["selection"]["points"] if event else []
    places = sorted({int(p["point_index"]) for p in points if p.get("point_index") is not None})
    if len(places) < MIN_DRAGGED:
        return
    starts = shown.starts
    begin = first + int(starts[places[0]])
    stop = first + int(starts[places[-1] + 1]) if places[-1] + 1 < len(starts) else end
    _zoom(info, begin, stop)
    st.rerun(scope="fragment")


MIN_DRAGGED = 3
"""Candles of the shortest stretch: a click that slips takes none."""


def _overlays(info: SeriesInfo, bars: Bars, shown: Candles, *, first: int, end: int, names: list[str]) -> list[Overlay]:
    if not names:
        return []
    found = market.lines(info, COMPUTED) if any(name != "vwap" for name in names) else None
    lines: list[Overlay] = []
    for name in names:
        values: NDArray[np.float64] | None = (
            bars.vwap if name == "vwap" else found[name] if found and name in found.names else None
        )
        if values is not None:
            lines.append(Overlay(words.line(name), shown.last_of(values[first:end]).tolist()))
    return lines


def _bands(info: SeriesInfo, shown: Candles, *, first: int, end: int) -> list[Band]:
    """Return runs of candles that closed in one regime."""
    found = market.regimes(info).regimes
    codes = shown.last_of(found.codes[first:end])
    at = _local(shown.bars)
    bands: list[Band] = []
    start = 0
    for place in range(1, len(codes) + 1):
        if place == len(codes) or codes[place] != codes[start]:
            bands.append(Band(at[start], at[place - 1], found.names[int(codes[start])]))
            start = place
    return bands


def _local(bars: Bars) -> list[datetime]:
    """Return opening instants on the exchange's clock, naive; daily bars stand at their session's date."""
    zone = ZoneInfo(bars.zone) if bars.timeframe.is_intraday else UTC
    return [datetime.fromtimestamp(ts / 1e9, tz=zone).replace(tzinfo=None) for ts in bars.ts.tolist()]


def _sentence(info: SeriesInfo, part: Bars, bars_each: int) -> str:
    at = [*_local(part[:1]), *_local(part[-1:])]
    span = _("{first} to {last}", first=format_date(at[0]), last=format_date(at[-1])) if at else ""
    sentence = _(
        "{symbol}, {n} bars, {span}. Drag sideways over candles to see them in detail.",
        symbol=info.key.symbol,
        n=format_number(len(part)),
        span=span,
    )
    if bars_each > 1:
        sentence += " " + _(":orange-badge[merged] Each candle holds {n} bars.", n=format_number(bars_each))
    return sentence
