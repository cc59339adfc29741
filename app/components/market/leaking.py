"""Whether anything of the future gets into features, labels and folds: the leak tests, each in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import problems
from app.cache import market
from app.components import empty, enter
from app.components.market import research_words, wanted
from app.i18n import _, current_language, format_number, ngettext
from bancada.core.leaks import LeakStatus
from bancada.services.market.leak_subject import LEAK_ROWS, MUTATED

if TYPE_CHECKING:
    from bancada.core.leaks import LeakCheck, LeakReport
    from bancada.markets.series import SeriesInfo

__all__ = ["draw"]


def draw(info: SeriesInfo) -> None:
    """Draw the fields and the last report."""
    left, right = st.columns((4, 8), gap="large")
    with left, enter.group("market-leaks"):
        request = (info.cache_key, wanted.labels(info), wanted.split())
        if st.button(_("Run the leak tests"), type="primary", key="market-leaks-go", width="stretch"):
            wanted.LEAKS.set(request)
    with right, problems.shown():
        _answer(info, request)


def _answer(info: SeriesInfo, request: wanted.Asked) -> None:
    asked: wanted.Asked | None = wanted.LEAKS.get()
    if asked is None or asked[0] != info.cache_key:
        empty.empty(
            ":material/water_drop:",
            _("Nothing is tested yet"),
            _(
                "A model that sees a little of the future looks brilliant until it is used. Choose a label and folds to test for it."
            ),
        )
        return
    wanted.changed(asked, request)
    with st.spinner(
        _("Changing the future, shuffling labels and learning from each feature alone; about a minute"), show_time=True
    ):
        report = market.leaks(info, asked[1], asked[2])
    _draw(report)


def _draw(report: LeakReport) -> None:
    n_failed, n_passed = (len(report.with_status(status)) for status in (LeakStatus.FAILED, LeakStatus.PASSED))
    if n_failed:
        verdict = ngettext("{n} leak test failed.", "{n} leak tests failed.", n_failed)
        st.markdown(f"#### :red[:material/error:] {verdict}")
    elif report.passed:
        verdict = ngettext("No leak was found: {n} test passed.", "No leak was found: {n} tests passed.", n_passed)
        st.markdown(f"#### :green[:material/check_circle:] {verdict}")
    else:
        verdict = _("No test could be run.")
        st.markdown(f"#### :orange[:material/warning:] {verdict}")
    for check in report.checks:
        _check(check)
    st.caption(
        _(
            "The latest {dealt} labelled bars were dealt and learned from, with features selected anew in each fold; the future was changed in "
            "the latest {mutated} bars. What passes here is no proof of a good model.",
            dealt=format_number(LEAK_ROWS),
            mutated=format_number(MUTATED),
        )
    )


def _check(check: LeakCheck) -> None:
    colour, icon, word = {
        LeakStatus.PASSED: ("green", "check_circle", _("passed")),
        LeakStatus.FAILED: ("red", "error", _("failed")),
        LeakStatus.SKIPPED: ("gray", "remove_circle", _("not run")),
    }[check.status]
    mark = f":{colour}[:material/{icon}: {word}]"
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f"**{research_words.leak(check.code)}** · {mark}")
        st.markdown(research_words.leak_meaning(check.code))
        st.caption(check.message(current_language()))
