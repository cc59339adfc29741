"""Candles of a series with lines over them; a stretch dragged out of the picture is drawn again in full detail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from app import problems
from app.cache import market
from app.charts.market import Band, Overlay, candles
from app.components import downloads, plots
from app.components.market import choices, frame, spanning, words
from app.components.words import named
from app.i18n import _, current_language, date_format, format_date, format_number, ngettext
from bancada.markets.coarse import coarse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars
    from bancada.markets.coarse import Candles
    from bancada.markets.series import SeriesInfo

__all__ = ["draw"]

COMPUTED = ("ema_9", "ema_20", "ema_50", "ema_200", "bollinger_upper", "bollinger_lower")
LINES = (*COMPUTED, "vwap")


def draw(info: SeriesInfo) -> None:
    """Draw the view."""
    _candles(info)


@st.fragment
@problems.guarded
def _candles(info: SeriesInfo) -> None:
    with frame.preparing():
        bars = market.bars(info)
    lines, with_regimes = _wishes(bars)
    first, end = spanning.choose(bars)
    part = bars[first:end]
    if not len(part):
        st.info(_("There is no bar between these days."), icon=":material/info:")
        return
    shown = coarse(part)
    st.markdown(_sentence(info, part, shown.bars_each))
    with frame.preparing():
        overlays = _overlays(info, bars, shown, first=first, end=end, names=lines)
        bands = _bands(info, shown, first=first, end=end) if with_regimes else ()
    unit, volume_title = words.volume_unit(float(np.nan_to_num(shown.bars.volume).max()))
    figure = candles(
        spanning.local(shown.bars),
        tuple(getattr(shown.bars, name).tolist() for name in ("open", "high", "low", "close")),
        shown.bars.volume.tolist(),
        overlays=overlays,
        bands=bands,
        price_title=_("Price"),
        volume_title=volume_title,
        volume_unit=unit,
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
    _zoom_into(bars, event, shown, first=first, end=end)
    if with_regimes:
        st.caption(words.regime_key())
    with st.expander(_("Bars as a table")):
        _table(info, part)


def _table(info: SeriesInfo, part: Bars) -> None:
    """Draw the latest bars of the span, newest first, on the exchange's clock."""
    table = part.frame()
    latest = table.iloc[: -MOST_ROWS - 1 : -1]
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
    downloads.frame_button(table, f"{info.key.symbol}-{info.key.timeframe.value}")


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


# Any: what Streamlit hands back for a selection.
def _zoom_into(bars: Bars, event: Any, shown: Candles, *, first: int, end: int) -> None:
    """Take a stretch that was dragged out of the picture as the span that is drawn next."""
    points = event["selection"]["points"] if event else []
    places = sorted({int(p["point_index"]) for p in points if p.get("point_index") is not None})
    if len(places) < MIN_DRAGGED:
        return
    starts = shown.starts
    begin = first + int(starts[places[0]])
    stop = first + int(starts[places[-1] + 1]) if places[-1] + 1 < len(starts) else end
    spanning.take(bars, begin, stop)
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
    at = spanning.local(shown.bars)
    bands: list[Band] = []
    start = 0
    for place in range(1, len(codes) + 1):
        if place == len(codes) or codes[place] != codes[start]:
            bands.append(Band(at[start], at[place - 1], found.names[int(codes[start])]))
            start = place
    return bands


def _sentence(info: SeriesInfo, part: Bars, bars_each: int) -> str:
    at = [*spanning.local(part[:1]), *spanning.local(part[-1:])]
    span = _("{first} to {last}", first=format_date(at[0]), last=format_date(at[-1])) if at else ""
    sentence = ngettext(
        "{symbol}, {n} bar, {span}. Drag sideways over candles to see them in detail.",
        "{symbol}, {n} bars, {span}. Drag sideways over candles to see them in detail.",
        len(part),
        symbol=info.key.symbol,
        span=span,
    )
    if bars_each > 1:
        sentence += " " + _(":orange-badge[merged] Each candle holds {n} bars.", n=format_number(bars_each))
    return sentence
