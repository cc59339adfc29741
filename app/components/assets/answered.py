"""Answers about tickers: one in full, several as a table with one of them opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import charts
from app.components import empty, findings, plots
from app.components.assets import choices, trusted, words
from app.components.figures import abreast
from app.components.market import written
from app.i18n import _, format_date, format_number, format_percent, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bancada.markets.series import SeriesInfo
    from bancada.services.assets.answers import AssetPrediction

__all__ = ["draw"]


def draw(found: Sequence[AssetPrediction], infos: Mapping[str, SeriesInfo]) -> None:
    """Draw the answers, or that there are none yet.

    Parameters
    ----------
    found : sequence of AssetPrediction
    infos : mapping of str to SeriesInfo
        A series of each ticker, whose exchange says the currency; perhaps not of all.
    """
    if not found:
        empty.empty(
            ":material/online_prediction:",
            _("Nothing has been asked yet"),
            _(
                "Choose a model and ask. The answer has its probabilities, the expected return and what to doubt it for."
            ),
        )
        return
    if len(found) > 1:
        _table(found, infos)
    one = _opened(found)
    _one(one, infos.get(one.ticker))


def _table(found: Sequence[AssetPrediction], infos: Mapping[str, SeriesInfo]) -> None:
    written.table(
        [
            {
                "ticker": one.ticker,
                "action": words.action(one.action),
                **{code: format_percent(share, 0) for code, share in one.probabilities.items()},
                "expected": _share(one.expected_return),
                "close": _price(one.last_close, infos.get(one.ticker)),
                "price": _price(one.price, infos.get(one.ticker)),
                "date": format_date(one.data_date.date()),
            }
            for one in found
        ],
        {
            "ticker": written.text_column(_("Ticker"), pinned=True),
            "action": written.text_column(_("Answer")),
            **{code: written.number_column(words.action(code).capitalize()) for code in found[0].probabilities},
            "expected": written.number_column(_("Expected return")),
            "close": written.number_column(_("Last close")),
            "price": written.number_column(_("Implied price")),
            "date": written.text_column(_("Data of")),
        },
        key="assets-answers",
    )


def _opened(found: Sequence[AssetPrediction]) -> AssetPrediction:
    """Draw the choice of the answer that is opened, and return it."""
    by_ticker = {one.ticker: one for one in found}
    if len(by_ticker) == 1:
        return found[0]
    choices.SHOWN.seed(list(by_ticker))
    chosen: str | None = st.segmented_control(_("In detail"), list(by_ticker), required=True, **choices.SHOWN.widget)
    return by_ticker[chosen or found[0].ticker]


def _one(found: AssetPrediction, info: SeriesInfo | None) -> None:
    st.subheader(f"{found.ticker}: {words.action(found.action)}", anchor=False)
    mark = "★ " if found.is_champion else ""
    st.caption(
        " · ".join(
            (
                f"{mark}{found.model}",
                _("data of {day}", day=format_date(found.data_date.date())),
                ngettext("{n} session ended since", "{n} sessions ended since", found.age_sessions),
            )
        )
    )
    left, middle, right = abreast(3, key="assets-answer")
    left.metric(
        ngettext("Expected return in {n} session", "Expected return in {n} sessions", found.horizon),
        _share(found.expected_return),
    )
    middle.metric(_("Last close"), _price(found.last_close, info))
    right.metric(
        _("Implied price"),
        _price(found.price, info),
        help=_(
            "The last close times 1 plus the expected return, as if the next session opened at the last close and paid nothing out."
        ),
    )
    findings.findings(found.findings)
    left, right = st.columns(2, gap="large")
    with left:
        _probabilities(found)
    with right:
        trusted.importance(found.importance, name="assets-answer-importance")


def _probabilities(found: AssetPrediction) -> None:
    plots.plot(
        charts.probabilities(
            {words.action(code): share for code, share in found.probabilities.items()},
            answered=words.action(found.action),
            probability_title=_("Probability"),
            class_title=_("Action"),
            **plots.look(),
        ),
        _("How probable the model holds each action; near a third each, it does not know."),
        name="assets-probabilities",
    )


def _share(value: float) -> str:
    """Return a return in per cent, nought without a sign."""
    return format_percent(round(value, 4) or 0.0, 2)


def _price(value: float, info: SeriesInfo | None) -> str:
    return format_number(value, 2) if info is None else written.money(info, value)
