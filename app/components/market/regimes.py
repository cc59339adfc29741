"""Regimes of a series: how often each held, what followed it, which follows which, how long they last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from app import problems
from app.cache import market
from app.charts.market.regimes import Quartiles, regime_returns, regimes_over_time, spells, transitions
from app.components import downloads, plots
from app.components.market import frame, short, thinned, words
from app.i18n import _, date_format, format_number, format_percent, ngettext

if TYPE_CHECKING:
    import pandas as pd

    from bancada.markets.regimes import RegimeRow, Regimes
    from bancada.markets.series import SeriesInfo
    from bancada.services.market.research import RegimesFound

__all__ = ["draw"]

ORDER = ("trend_up", "trend_down", "ranging", "high_volatility", "undefined")
STRETCHES = 120
BPS = 1e4


def draw(info: SeriesInfo) -> None:
    """Draw the view."""
    _view(info)


@st.fragment
@problems.guarded
def _view(info: SeriesInfo) -> None:
    if short.regimes(info.rows):
        return
    with frame.preparing():
        found = market.regimes(info)
    rows = {row.regime.value: row for row in found.summary.rows}
    _now(found.regimes)
    _returns(info, found, rows)
    _over_time(info, found)
    left, right = st.columns(2, gap="large")
    with left:
        _transitions(info, found)
    with right:
        _spells(info, found.regimes)
    _table(info, rows)


def _now(found: Regimes) -> None:
    """Say which regime holds, and by which rule."""
    last = int(found.codes[-1])
    others = np.flatnonzero(found.codes != last)
    n_bars = len(found) - (int(others[-1]) + 1 if len(others) else 0)
    st.markdown(
        "#### "
        + ngettext(
            "Latest bar: {regime}, for {n} bar", "Latest bar: {regime}, for {n} bars", n_bars,
            regime=words.regime(found.names[last]),
        )
    )  # fmt: skip
    st.markdown(
        _(
            "Each bar is judged by what was known at its close. **More data never changes a past label**, so what is read here is what one "
            "would have read then."
        )
    )
    with st.expander(_("The rule, in order"), icon=":material/rule:"):
        st.markdown(
            _(
                "1. **High volatility**: the ranges of the last 20 bars (Parkinson) are over 1.5 times their usual measure at the same time of "
                "day, the median of all earlier sessions.\n"
                "2. **Trend up**: EMA 9 above EMA 20 above EMA 50, ADX over 25, close above all three. **Trend down**: all of it mirrored.\n"
                "3. **Ranging**: ADX under 25 and the close within one ATR of EMA 20.\n"
                "4. **Undefined**: none of these, or too few bars yet."
            )
        )


def _returns(info: SeriesInfo, found: RegimesFound, rows: dict[str, RegimeRow]) -> None:
    close = found.bars.close
    with np.errstate(divide="ignore", invalid="ignore"):
        following = close[1:] / np.where(close[:-1] > 0, close[:-1], np.nan) - 1
    known = following[np.isfinite(following)]
    shown = [rows[code] for code in ORDER]
    plots.plot(
        regime_returns(
            [words.regime(row.regime.value) for row in shown],
            [BPS * row.mean_return for row in shown],
            [None if row.interval is None else (BPS * row.interval.low, BPS * row.interval.high) for row in shown],
            overall=BPS * float(known.mean()) if len(known) else None,
            regime_title=_("Regime"),
            mean_title=_("Next bar, bps"),
            overall_name=_("all bars"),
            **plots.look(),
        ),
        _returns_sentence(shown),
        name=f"{info.key.symbol}-{info.key.timeframe.value}-regime-returns",
    )


def _returns_sentence(rows: list[RegimeRow]) -> str:
    told = _("**What the bar after each regime brought**, close to close, before costs; 95% intervals.")
    apart = [row for row in rows if row.interval is not None and not row.interval.low <= 0 <= row.interval.high]
    if not apart:
        return told + " " + _("Every interval holds zero: none of them tells which way the next bar goes.")
    names = ", ".join(words.regime(row.regime.value) for row in apart)
    return told + " " + _(
        "Zero lies outside for: {names}. Five are looked at, on the past alone, and costs are yet to be paid.", names=names
    )  # fmt: skip


def _over_time(info: SeriesInfo, found: RegimesFound) -> None:
    codes = found.regimes.codes
    at, stretches = thinned.stretches(found.bars, STRETCHES)
    shares = {
        name: [
            None if stretch is None else float(np.mean(codes[stretch] == found.regimes.names.index(name)))
            for stretch in stretches
        ]
        for name in ORDER
    }
    plots.plot(
        regimes_over_time(
            at.to_pydatetime().tolist(),
            shares,
            names={name: words.regime(name) for name in ORDER},
            share_title=_("Share of bars"),
            date_format=date_format(),
            **plots.look(),
        ),
        ngettext(
            "**When each held**, in stretches of {n} bar.", "**When each held**, in stretches of {n} bars.",
            round(len(codes) / sum(stretch is not None for stretch in stretches)),
        ),
        name=f"{info.key.symbol}-{info.key.timeframe.value}-regimes-time",
    )  # fmt: skip


def _transitions(info: SeriesInfo, found: RegimesFound) -> None:
    places = [found.regimes.names.index(name) for name in ORDER]
    shares = found.summary.transitions[np.ix_(places, places)]
    plots.plot(
        transitions(
            [words.regime(name) for name in ORDER],
            [[None if value != value else value for value in row] for row in shares.tolist()],  # noqa: PLR0124  # NaN
            now_title=_("Regime of a bar"),
            next_title=_("Regime of the next bar"),
            **plots.look(),
        ),
        _("**Which follows which**: each row adds up to 100%."),
        name=f"{info.key.symbol}-{info.key.timeframe.value}-transitions",
    )


def _spells(info: SeriesInfo, found: Regimes) -> None:
    starts = np.flatnonzero(np.diff(found.codes, prepend=np.int8(-1)))
    lengths = np.diff(np.append(starts, len(found)))
    by_name = {name: lengths[found.codes[starts] == found.names.index(name)] for name in ORDER}
    plots.plot(
        spells(
            [words.regime(name) for name in ORDER],
            [_quartiles(by_name[name]) for name in ORDER],
            regime_title=_("Regime"),
            length_title=_("Length of a spell, bars"),
            **plots.look(),
        ),
        _("**How long they last**: half of the spells lie in the box, nine in ten between the whiskers."),
        name=f"{info.key.symbol}-{info.key.timeframe.value}-spells",
    )


def _quartiles(lengths: np.ndarray) -> Quartiles | None:
    if not len(lengths):
        return None
    low, lower, middle, upper, high = np.quantile(lengths, (0.05, 0.25, 0.5, 0.75, 0.95)).tolist()
    return low, lower, middle, upper, high


def _table(info: SeriesInfo, rows: dict[str, RegimeRow]) -> None:
    text = st.column_config.TextColumn
    frame = _told(rows)
    st.dataframe(
        frame,
        hide_index=True,
        height="content",
        key="market-regimes",
        placeholder="–",
        column_config={
            "regime": text(_("Regime"), pinned=True),
            "share": text(_("Share of bars"), alignment="right"),
            "bars": text(_("Bars"), alignment="right"),
            "spells": text(_("Spells"), alignment="right"),
            "mean_spell": text(_("Mean spell, bars"), alignment="right"),
            "mean_return": text(_("Next bar, bps"), alignment="right"),
            "interval": text(_("95% interval, bps"), alignment="right"),
        },
    )
    downloads.frame_button(frame, f"{info.key.symbol}-{info.key.timeframe.value}-regimes")


def _told(rows: dict[str, RegimeRow]) -> pd.DataFrame:
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    return pd.DataFrame(
        [
            {
                "regime": words.regime(name),
                "share": format_percent(rows[name].share),
                "bars": format_number(rows[name].n_bars),
                "spells": format_number(rows[name].n_spells),
                "mean_spell": format_number(rows[name].mean_spell, 1),
                "mean_return": format_number(BPS * rows[name].mean_return, 2),
                "interval": _interval(rows[name]),
            }
            for name in ORDER
        ]
    )


def _interval(row: RegimeRow) -> str:
    if row.interval is None:
        return "–"
    low, high = (format_number(BPS * edge, 2) for edge in (row.interval.low, row.interval.high))
    return _("{low} to {high}", low=low, high=high)
