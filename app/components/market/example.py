"""One label on its candles: where it is decided, entered and known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from app.charts.market.labels import LabelExample, label_example
from app.components import plots
from app.components.market import research_words, thinned, wanted
from app.components.words import named
from app.i18n import _, date_format, format_date, format_percent, ngettext
from bancada.services.market.requests import LabelKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.services.market.requests import LabelRequest
    from bancada.services.market.research import LabelsFound

__all__ = ["draw"]

BEFORE, AFTER, MOST = 12, 3, 250
"""Candles before the decision and after the last bar that is looked at; a longer label is cut short."""
SEED = 7


def draw(found: LabelsFound, request: LabelRequest) -> None:
    """Draw one label of a chosen class, and the way to another."""
    if not found.labels.known.any():
        return
    st.subheader(_("An example"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rows = _rows(found)
        turned = wanted.EXAMPLE.seed(0)
        st.button(
            _("Another example"),
            icon=":material/shuffle:",
            on_click=lambda: wanted.EXAMPLE.set(turned + 1),
            key="market-another",
        )
    if not len(rows):
        st.info(_("No bar has this class."))
        return
    row = int(np.random.default_rng((SEED, turned)).choice(rows))
    _one(found, request, row)


def _rows(found: LabelsFound) -> NDArray[np.int64]:
    """Draw the choice of a class and return the bars that have it."""
    labels = found.labels
    known = np.flatnonzero(labels.known)
    if not labels.classes:
        return known
    names = list(reversed(labels.classes))
    if wanted.CLASS.seed(names[0]) not in names:
        wanted.CLASS.set(names[0])
    chosen = st.segmented_control(
        _("Class"),
        names,
        format_func=named(names, research_words.label_class),
        required=True,
        **wanted.CLASS.widget,
    )
    return np.flatnonzero(labels.values == labels.classes.index(chosen or names[0]))


def _one(found: LabelsFound, request: LabelRequest, row: int) -> None:
    bars, end = found.bars, int(found.labels.ends[row])
    last = end if request.is_within_session else min(row + request.horizon, len(bars) - 1)
    first, stop = max(0, row - BEFORE), min(len(bars), min(last, row + MOST) + AFTER + 1)
    part = bars[first:stop]
    pattern = date_format() + (" %H:%M" if bars.timeframe.is_intraday else "")
    entry = float(bars.open[row + 1])
    width = None if found.widths is None else float(found.widths[row])
    levels = None if width is None else (entry * (1 + width), entry * (1 - width))
    is_barrier = request.kind is LabelKind.TRIPLE_BARRIER
    at = thinned.moments(part.ts, bars)
    leaving = _leaving(found, row, levels if is_barrier else None)
    figure = label_example(
        at.strftime(pattern).tolist(),
        tuple(getattr(part, name).tolist() for name in ("open", "high", "low", "close")),
        LabelExample(row - first, end - first, last - first, entry, leaving, levels),
        price_title=_("Price"),
        entry_name=_("entry at the next open"),
        end_name=_("end of the label"),
        levels_names=(_("profit"), _("loss")) if is_barrier else (_("buy above"), _("sell below")),
        last_name=_("horizon"),
        **plots.look(),
    )
    plots.plot(figure, _sentence(found, row, leaving / entry - 1, at[row - first]), name="market-label-example")


def _leaving(found: LabelsFound, row: int, barriers: tuple[float, float] | None) -> float:
    """Return the price at which a label ends: its barrier, the open beyond it, or the close of its last bar."""
    bars, end = found.bars, int(found.labels.ends[row])
    outcome = found.labels.classes[int(found.labels.values[row])] if barriers else "time"
    opened = float(bars.open[end])
    if barriers and outcome == "profit":
        return max(barriers[0], opened) if end > row + 1 else barriers[0]
    if barriers and outcome == "loss":
        return min(barriers[1], opened) if end > row + 1 else barriers[1]
    return float(bars.close[end])


# Any timestamp of pandas is a datetime.
def _sentence(found: LabelsFound, row: int, change: float, at: object) -> str:
    labels = found.labels
    moment = f"{format_date(at)} {at:%H:%M}" if found.bars.timeframe.is_intraday else format_date(at)  # type: ignore[arg-type]  # as above
    n_bars = int(labels.ends[row]) - row
    facts = {"moment": moment, "change": format_percent(change, 2)}
    if not labels.classes:
        return ngettext(
            "Bar of {moment}: {change} until its end, {n} bar later.",
            "Bar of {moment}: {change} until its end, {n} bars later.",
            n_bars,
            **facts,
        )
    return ngettext(
        "Bar of {moment}: **{name}**, with {change} until its end, {n} bar later.",
        "Bar of {moment}: **{name}**, with {change} until its end, {n} bars later.",
        n_bars,
        name=research_words.label_class(labels.classes[int(labels.values[row])]),
        **facts,
    )
