"""Bars in: a file, a download or the demo; what became of a file."""

from __future__ import annotations

import time

import streamlit as st

from app import cache, problems
from app.components import empty, enter
from app.components.market import choices, downloading, receiving, refusals, removal, reports, words
from app.components.words import named
from app.i18n import _, format_duration, format_percent
from bancada.markets.series import PriceBasis
from bancada.markets.timeframe import Timeframe
from bancada.services.market.series import ImportRequest

__all__ = ["at_work", "bring_in", "nothing_here", "ways_in"]

LOOK_S = 0.4
"""Seconds between two looks at an import that works."""
MARKETS = ("spot", "fractional", "term", "calls", "puts", "futures", "exercise_call", "exercise_put", "auction")


def ways_in() -> None:
    """Draw the button that brings bars in."""
    if st.button(_("Import bars"), icon=":material/upload_file:", type="primary", key="market-import"):
        choices.IMPORTED.clear()
        if not _is_working():
            choices.RECEIVING.clear()
        _open_dialog()


def nothing_here() -> None:
    """Draw the empty state, with the ways out of it."""
    empty.empty(
        ":material/candlestick_chart:",
        _("There are no bars yet"),
        _(
            "Import a file of MetaTrader 5, Profit, Binance, B3 (COTAHIST) or Yahoo, or a plain CSV; or look around with real daily "
            "prices of five American shares."
        ),
        action=_ways_out,
    )


def _ways_out() -> None:
    removal.bring_back()
    st.button(
        _("Load demo bars"),
        icon=":material/science:",
        key="market-demo",
        on_click=problems.callback(cache.bench().market.series.load_demo),
        help=_("Daily bars of AAPL, FB, GOOG, IBM and MSFT from 2000 to 2013, in the public domain."),
    )


def at_work() -> None:
    """Say that a file is on its way in, or came in, whose dialog was closed before its end was seen; nothing otherwise."""
    work: receiving.Receiving | None = choices.RECEIVING.get()
    if work is None or work.is_seen:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="market-at-work"):
        file = f"`{work.file_name}`"
        st.markdown(
            ":material/hourglass_bottom: "
            + (_("{file} has been read.", file=file) if work.is_over else _("{file} is on its way in.", file=file)),
            width="content",
        )
        if st.button(_("Look at it"), key="market-at-work-look"):
            _open_dialog()


def _is_working() -> bool:
    work: receiving.Receiving | None = choices.RECEIVING.get()
    return work is not None and not work.is_over


def _open_dialog() -> None:
    @st.dialog(_("Import bars"), width="medium", on_dismiss="rerun")
    @problems.guarded
    def ask() -> None:
        bring_in()

    ask()


def bring_in() -> None:
    """Draw the ways in; of a file on its way its progress; of one that came in the report."""
    work: receiving.Receiving | None = choices.RECEIVING.get()
    done = choices.IMPORTED.get()
    if done is not None:
        reports.draw(done)
    elif work is not None and not work.is_over:
        _follow(work)
    else:
        if work is not None:
            _ended(work)
        file, yahoo, removed = st.tabs([_("A file"), "Yahoo Finance", _("Removed")])
        with file:
            _choose_file(is_asked=work is not None and refusals.names_a_field(work.failure))
        with yahoo:
            downloading.draw()
        with removed:
            _bring_back()


def _bring_back() -> None:
    if not cache.bench().market.series.deleted():
        st.caption(_("No series was removed."))
    removal.bring_back()


def _ended(work: receiving.Receiving) -> None:
    """Hold the report of what came in and draw it instead; draw what ended it above the fields, which keep what was typed."""
    work.is_seen = True
    if work.is_stopped:
        st.info(_("Stopped: nothing of {file} came in.", file=f"`{work.file_name}`"), icon=":material/stop_circle:")
        return
    with refusals.shown():
        choices.IMPORTED.set(work.result())
        choices.RECEIVING.clear()
        st.rerun(scope="fragment")


def _follow(work: receiving.Receiving) -> None:
    doing = _("Storing the bars") if work.is_read else _("Reading and checking")
    if work.is_stopping:
        doing = _("Stopping at the end of this stretch")
    st.progress(work.share, text=f"{doing} · `{work.file_name}`")
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(" · ".join(_times(work)), width="content")
        st.button(
            _("Cancel"),
            key="market-import.stop",
            icon=":material/stop_circle:",
            on_click=work.stop,
            disabled=work.is_read or work.is_stopping,
            help=_("Nothing half-done stays."),
        )
    time.sleep(LOOK_S)
    st.rerun(scope="fragment")


def _times(work: receiving.Receiving) -> list[str]:
    times = [format_percent(work.share, 0), _("{time} so far", time=format_duration(work.elapsed_s))]
    if ENOUGH < work.share < 1:
        left = work.elapsed_s * (1 - work.share) / work.share
        times.append(_("about {time} left", time=format_duration(left)))
    return times


ENOUGH = 0.05
"""Share of a file whose pace says something of the rest."""


def _choose_file(*, is_asked: bool) -> None:
    st.caption(
        _(
            "MetaTrader 5, Profit, Binance, COTAHIST, Yahoo or a plain CSV, packed or not. The format is recognised; rows that cannot be bars "
            "are set aside and counted."
        )
    )
    with enter.group("market-import"):
        upload = st.file_uploader(_("File"), key="market-import.file")
        with st.expander(_("What the file does not tell"), expanded=is_asked):
            request = _asked()
        if st.button(_("Import"), type="primary", disabled=upload is None, key="market-import.do") and upload:
            choices.RECEIVING.set(receiving.begin(upload, request))
            st.rerun(scope="fragment")


def _asked() -> ImportRequest:
    """Draw the fields for what neither the file nor its name may tell; empty ones are found in the file."""
    st.caption(_("Leave a field as it is, and the file or its name is asked."))
    timeframes, bases = ["", *(one.value for one in Timeframe)], ["", *(one.value for one in PriceBasis)]
    left, right = st.columns(2)
    symbol = left.text_input(_("Symbol"), key="market-import.symbol", placeholder="WDO")
    timeframe = right.selectbox(
        _("Timeframe"),
        timeframes,
        format_func=named(timeframes, lambda one: one or _("as the file has it")),
        key="market-import.timeframe",
    )
    basis = left.selectbox(
        _("Prices"),
        bases,
        format_func=named(bases, lambda one: words.basis(one) if one else _("as the file has it")),
        key="market-import.basis",
        help=_(
            "What was done to the prices since they were traded. Ticks, lots and taxes are reckoned on prices as traded."
        ),
    )
    zone = right.text_input(
        _("Time zone"),
        key="market-import.zone",
        placeholder="America/Sao_Paulo",
        help=_("Of hours without one in the file."),
    )
    markets = st.multiselect(
        _("Markets"),
        MARKETS,
        format_func=named(MARKETS, words.market),
        key="market-import.markets",
        placeholder=_("all markets"),
        help=_("Of a COTAHIST file: only these are taken."),
    )
    strict, replace = st.columns(2)
    is_strict = strict.toggle(
        _("Refuse the file for one bad row"),
        key="market-import.strict",
        help=_("Without this, bad rows are set aside and the others come in."),
    )
    is_replaced = replace.toggle(
        _("Replace bars that differ"),
        key="market-import.replace",
        help=_(
            "Where stored bars of the same instants have other values, those of the file hold. Without this, nothing comes in."
        ),
    )
    return ImportRequest(
        symbol.strip() or None,
        Timeframe(timeframe) if timeframe else None,
        PriceBasis(basis) if basis else None,
        zone.strip() or None,
        tuple(markets),
        is_strict,
        "replace" if is_replaced else "refuse",
    )
