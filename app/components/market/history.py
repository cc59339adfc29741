"""All trials on a symbol, best first, with what counting them does to the best."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import streamlit as st

from app.cache import market
from app.components.market import trying, written
from app.i18n import _, format_moment, format_number, ngettext
from bancada.services.market.counted import SHARPE

if TYPE_CHECKING:
    from bancada.core.leaderboard import Trial
    from bancada.markets.series import SeriesInfo

__all__ = ["draw", "trial_title"]

SESSIONS = 252
"""A year, for the eye: the list compares trials with one another."""
MOST_LISTED = 200


def draw(info: SeriesInfo) -> None:
    """Draw the trials; nothing where there are none."""
    trials = market.trials(info)
    if not trials:
        return
    ranked = sorted(trials, key=_sharpe, reverse=True)[:MOST_LISTED]
    with st.expander(
        ngettext("{n} trial on this symbol, best first", "{n} trials on this symbol, best first", len(trials))
    ):
        st.caption(
            _(
                "The best of many looks better than it is: that is what deflating takes off. Spans, terms and timeframes of these trials may "
                "differ."
            )
        )
        written.table(
            [_row(one) for one in ranked],
            {
                "what": written.text_column(_("Rule and parameters"), pinned=True),
                "timeframe": written.text_column(_("Timeframe")),
                "sharpe": written.number_column(_("Net Sharpe a year")),
                "at": written.text_column(_("First tried")),
            },
            key="market-trials",
        )


def trial_title(name: str) -> str:
    """Return a trial's name, without its timeframe, with the title of its rule in place of the code."""
    code, walk, rest = name.partition(", walk-forward, ")
    if walk:
        windows, kind, _word = rest.split(" ", 2)
        facts = {"rule": trying.rule_title(code), "n": windows}
        if kind == "rolling":
            return _("{rule}, walk-forward, {n} windows, on the latest sessions", **facts)
        return _("{rule}, walk-forward, {n} windows", **facts)
    code, _bracket, rest = name.partition("(")
    pairs = (pair.split("=") for pair in rest.removesuffix(")").split(",") if pair)
    told = trying.told(code, {one: float(value) for one, value in pairs})
    return f"{trying.rule_title(code)} ({told})" if told else trying.rule_title(code)


def _row(one: Trial) -> dict[str, object]:
    sharpe = one.scores.get(SHARPE)
    timeframe, _space, name = one.candidate.partition(" ")
    return {
        "what": trial_title(name),
        "timeframe": timeframe,
        "sharpe": format_number(None if sharpe is None else sharpe * sqrt(SESSIONS), 2),
        "at": format_moment(one.recorded_at),
    }


def _sharpe(one: Trial) -> float:
    return one.scores.get(SHARPE, float("-inf"))
