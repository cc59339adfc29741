"""Labels and folds that a visitor wants: the fields that the views of features and of labels share, and what they hold."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.market import research_words
from app.components.words import named
from app.i18n import _
from app.state import Choice, Draft
from bancada.services.market.requests import LabelKind, LabelRequest, SplitRequest, SplitterKind

if TYPE_CHECKING:
    from bancada.markets.series import SeriesInfo

__all__ = [
    "CLASS",
    "EXAMPLE",
    "FEATURE",
    "GROUP",
    "LABELLED",
    "LEAKS",
    "PART",
    "SEARCH",
    "SELECTED",
    "SPAN",
    "SPLIT",
    "Asked",
    "Draft",
    "changed",
    "labels",
    "split",
    "stale",
    "table",
]

_LABELS, _SPLIT = LabelRequest(), SplitRequest()

KIND = Choice("label", _LABELS.kind.value)
HORIZON = Choice("label-bars", _LABELS.horizon)
THRESHOLD = Choice("label-threshold", 100 * _LABELS.threshold)
"""Percent."""
WIDTH = Choice("label-width", _LABELS.width)
WINDOW = Choice("label-window", _LABELS.window)
WITHIN = Choice("label-within", _LABELS.is_within_session)
SPLITTER = Choice("dealing", _SPLIT.kind.value)
FOLDS = Choice("dealing-folds", _SPLIT.folds)
LOOK_BACK = Choice("dealing-memory", _SPLIT.look_back)

PART = Choice("features-part", "catalogue")
FEATURE = Choice("feature", "")
GROUP = Choice("feature-group", "")
SEARCH = Choice("feature-search", "")
SPAN = Choice("feature-bars", 1_000)
"""Latest bars that a feature is drawn over; 0 for all."""

LABELLED = Draft("market-labelled")
"""Series (its cache key) and labels that were asked for last; likewise below, with the folds."""
SPLIT = Draft("market-split")
SELECTED = Draft("market-selected")
LEAKS = Draft("market-leaks")
CLASS = Draft("market-example-class")
EXAMPLE = Draft("market-example")
"""How many examples were turned over."""

Asked = tuple[str, LabelRequest, SplitRequest]
"""Series (its cache key), labels and folds."""
MOST_BARS = 5_000
MOST_FOLDS = 20
MOST_BLOCKS = 10
"""Of combinatorial folds: two of ten are 45 folds already."""


def labels(info: SeriesInfo) -> LabelRequest:
    """Draw the fields of labels and return what they hold."""
    kinds = [kind.value for kind in LabelKind]
    KIND.seed(kinds)
    chosen = st.selectbox(
        _("Label"),
        kinds,
        format_func=named(kinds, research_words.label_kind),
        help=_("What is to be learned of each bar, from the bars after it."),
        **KIND.widget,
    )
    kind = LabelKind(chosen or KIND.default)
    st.caption(research_words.label_rule(kind))
    left, right = st.columns(2)
    horizon = _whole(
        left, HORIZON, _("Horizon, bars"), (1, MOST_BARS), told=_("The longest way from a bar to its end.")
    )
    threshold, width, window = THRESHOLD.get(), WIDTH.get(), WINDOW.get()
    if kind is LabelKind.THRESHOLD:
        threshold = _part(
            right, THRESHOLD, _("Threshold, %"), step=0.05, told=_("Return ahead beyond which a bar calls for a trade.")
        )
    if kind in (LabelKind.VOLATILITY, LabelKind.TRIPLE_BARRIER):
        width = _part(
            right, WIDTH, _("Width, volatilities"), step=0.25, told=_("Times the past volatility over the horizon.")
        )
        window = _whole(
            st,
            WINDOW,
            _("Volatility over, bars"),
            (2, MOST_BARS),
            told=_("How many bars back the volatility is measured."),
        )
    return LabelRequest(kind, horizon, threshold / 100, width, window, info.key.timeframe.is_intraday and _within())


def split() -> SplitRequest:
    """Draw the fields of folds and return what they hold."""
    kinds = [kind.value for kind in SplitterKind]
    SPLITTER.seed(kinds)
    chosen = st.selectbox(_("Folds"), kinds, format_func=named(kinds, research_words.splitter), **SPLITTER.widget)
    kind = SplitterKind(chosen or SPLITTER.default)
    st.caption(research_words.splitter_rule(kind))
    left, right = st.columns(2)
    if kind is SplitterKind.COMBINATORIAL:
        folds = _whole(left, FOLDS, _("Blocks"), (3, MOST_BLOCKS), told=_("Each pair of blocks is judged once."))
    else:
        folds = _whole(left, FOLDS, _("How many folds"), (2, MOST_FOLDS))
    look_back = _whole(
        right,
        LOOK_BACK,
        _("Memory, bars"),
        (0, MOST_BARS),
        told=_("Bars that a sequence model looks back at; purging counts from where its window begins."),
    )
    return SplitRequest(kind, folds, look_back)


def _within() -> bool:
    WITHIN.seed()
    within: bool = st.toggle(
        _("Within the session"), help=_("No label crosses from one session into the next."), **WITHIN.widget
    )
    return within


# Any: a column, or Streamlit itself, which hold the same widgets.
def _whole(place: Any, choice: Choice[int], label: str, span: tuple[int, int], *, told: str | None = None) -> int:
    """Draw a field of a whole number; a link may hold one that it does not take."""
    if not span[0] <= choice.seed() <= span[1]:
        choice.set(choice.default)
    return int(place.number_input(label, *span, step=1, help=told, **choice.widget))


def _part(place: Any, choice: Choice[float], label: str, *, step: float, told: str) -> float:  # Any: as above
    if not LEAST_PART <= choice.seed() <= MOST_PART:
        choice.set(choice.default)
    return float(place.number_input(label, LEAST_PART, MOST_PART, step=step, format="%.2f", help=told, **choice.widget))


LEAST_PART, MOST_PART = 0.01, 50.0


def table(names: tuple[str, ...]) -> Draft:
    """Return the state of the table that lists these features; another list begins with no row chosen."""
    return Draft(f"market-features-{zlib.crc32('|'.join(names).encode())}")


def changed(asked: Asked, request: Asked) -> None:
    """Say where an answer is to a question that was changed since."""
    if asked != request:
        stale()


def stale() -> None:
    """Say that an answer is to choices made before."""
    st.caption(":material/history: " + _("This keeps the choices made before; they were changed since."))
