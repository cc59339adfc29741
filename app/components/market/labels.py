"""Labels of a series: how many of each class, how much of a label is its own, one of them on its candles; and how folds deal them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from app import problems
from app.cache import market
from app.charts.market.labels import class_counts, spread
from app.components import enter, plots
from app.components.figures import abreast
from app.components.market import dealing, example, frame, research_words, short, thinned, wanted
from app.i18n import _, format_number, format_percent, ngettext
from bancada.services.market.requests import LabelKind

if TYPE_CHECKING:
    from bancada.markets.labels import Labels
    from bancada.markets.series import SeriesInfo
    from bancada.services.market.requests import LabelRequest
    from bancada.services.market.research import LabelsFound

__all__ = ["draw"]

BY_VOLATILITY = (LabelKind.VOLATILITY, LabelKind.TRIPLE_BARRIER)


def draw(info: SeriesInfo) -> None:
    """Draw the view."""
    _view(info)


@st.fragment
@problems.guarded
def _view(info: SeriesInfo) -> None:
    left, right = st.columns((4, 8), gap="large")
    with left, enter.group("market-labels"):
        request = wanted.labels(info)
        pressed = st.button(_("Label the bars"), type="primary", key="market-label", width="stretch")
    asked: tuple[str, LabelRequest] | None = wanted.LABELLED.get()
    if pressed or asked is None or asked[0] != info.cache_key:
        asked = (info.cache_key, request)
        wanted.LABELLED.set(asked)
    least = asked[1].horizon + 2 + (asked[1].window if asked[1].kind in BY_VOLATILITY else 0)
    with right:
        if short.labels(info.rows, least):
            return
    with right, problems.shown():
        if asked[1] != request:
            wanted.stale()
        with frame.preparing():
            found = market.labels(info, asked[1])
        _answer(info, found)
    if not found.labels.known.any():
        return
    with problems.shown():
        example.draw(found, asked[1])
        dealing.draw(info, asked[1])


def _answer(info: SeriesInfo, found: LabelsFound) -> None:
    known = found.labels.known
    n_known = int(known.sum())
    _figures(found, n_known)
    if not n_known:
        st.info(
            _(
                "No bar has a label: the series is too short for this horizon and this volatility window, or prices are missing."
            )
        )
        return
    name = f"{info.key.symbol}-{info.key.timeframe.value}-{found.labels.name}"
    if found.labels.classes:
        _classes(found.labels, name)
    else:
        _values(found.labels, name)
    if found.n_rolls:
        st.caption(
            ngettext(
                "The series goes {n} time from one contract to the next; no label crosses that, as the gap is neither profit nor loss.",
                "The series goes {n} times from one contract to the next; no label crosses that, as the gap is neither profit nor loss.",
                found.n_rolls,
            )
        )
    with st.expander(_("How much of a label is its own"), icon=":material/join_inner:"):
        _uniqueness(found, name)


def _figures(found: LabelsFound, n_known: int) -> None:
    known = found.labels.known
    lengths = found.labels.ends[known] - np.flatnonzero(known)
    independent = float(found.uniqueness.sum())
    places = abreast(4, key="market-labels")
    places[0].metric(
        _("Labelled bars"),
        format_number(n_known),
        help=_(
            "Of {n}; the others have no end in the data, no volatility yet, or a price missing.",
            n=format_number(len(known)),
        ),
    )
    places[1].metric(_("Share of all"), format_percent(n_known / max(len(known), 1)))
    places[2].metric(
        _("Bars to the end"),
        format_number(float(lengths.mean()) if n_known else None, 1),
        help=_("Mean over the labels."),
    )
    places[3].metric(
        _("As good as"),
        format_number(independent, 0),
        help=_("Labels that share bars tell partly the same; together they weigh as much as so many that share none."),
    )


def _classes(labels: Labels, name: str) -> None:
    counts = labels.counts
    largest = max(counts.values()) / max(sum(counts.values()), 1)
    plots.plot(
        class_counts(
            [research_words.label_class(one) for one in counts],
            list(counts.values()),
            class_title=_("Class"),
            count_title=_("Bars"),
            **plots.look(),
        ),
        _(
            "**How many bars have each class.** Whoever always names the largest is right {share} of the time; a model has to beat that.",
            share=format_percent(largest),
        ),
        name=name,
    )


def _values(labels: Labels, name: str) -> None:
    counted, n_beyond = thinned.bins(100 * labels.values.astype(np.float64, copy=False))
    sentence = _("**How the returns ahead spread**, before costs.")
    if n_beyond:
        sentence += " " + ngettext("{n} far value is not drawn.", "{n} far values are not drawn.", n_beyond)
    plots.plot(
        spread(counted, value_title=_("Return ahead, %"), count_title=_("Bars"), zero_name="0", **plots.look()),
        sentence,
        name=name,
    )


def _uniqueness(found: LabelsFound, name: str) -> None:
    weights = found.uniqueness[found.labels.known]
    counted, _beyond = thinned.bins(weights)
    plots.plot(
        spread(counted, value_title=_("Uniqueness, 0 to 1"), count_title=_("Bars"), **plots.look()),
        _(
            "1 shares no bar with another label, 0.1 shares its bars with nine. On average {mean}; training can weigh bars by it "
            "(López de Prado, 2018, chapter 4).",
            mean=format_number(float(weights.mean()), 3),
        ),
        name=f"{name}-uniqueness",
    )
