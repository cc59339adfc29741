"""Tests of the record for what a fair game would not give: run when asked, kept for the record as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.cache import lottery
from app.components import downloads, findings
from app.i18n import _, format_number
from bancada.core.dataset import DatasetInfo
from bancada.domains.lottery.unevenness import Evenness

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler

    from bancada.domains.lottery.randomness import RandomnessReport, RandomnessResult

__all__ = ["draw"]

BOLD = "font-weight: 700"


def draw(info: DatasetInfo) -> None:
    """Draw the tests of the record, or the button that runs them."""
    st.markdown(
        _(
            "Five tests, on the whole record and on blocks of 1,000 contests, against 10,000 simulated fair histories of the same "
            "length. Each p says how often a fair game is at least as uneven; the corrected p counts that all of them were looked at."
        )
    )
    report = lottery.known_randomness(info)
    if report is None:
        if not st.button(_("Run the tests"), type="primary", icon=":material/play_arrow:", key="lottery-test-go"):
            st.caption(_("They take some seconds; the result is kept until the record changes."))
            return
        _run(info)
        st.rerun()
    findings.findings(report.findings)
    _table(report)


def _run(info: DatasetInfo) -> None:
    bar = st.progress(0.0, text=_("Simulating fair histories"))

    def show(done: int, total: int) -> None:
        text = _("Simulating fair histories: {done} of {total}", done=format_number(done), total=format_number(total))
        bar.progress(done / total, text=text)

    lottery.randomness(info, show)


def _table(report: RandomnessReport) -> None:
    st.dataframe(
        _styled(report),
        hide_index=True,
        height="content",
        key=f"lottery-tests-{report.draws_sha256[:8]}",
        column_config={
            "contests": st.column_config.TextColumn(_("Contests"), pinned=True),
            "test": st.column_config.TextColumn(_("Test"), width="medium"),
            "statistic": st.column_config.NumberColumn(
                _("Statistic"), help=_("Sum of squared deviations, which tends to a chi-square.")
            ),
            "degrees": st.column_config.NumberColumn(_("Degrees of freedom")),
            "n_beyond": st.column_config.NumberColumn(
                _("Fair histories as uneven"), help=_("Of {n} simulated.", n=format_number(report.n_histories))
            ),
            "p": st.column_config.NumberColumn(
                "p", help=_("By simulation; by the chi-square law where no simulated history is that uneven.")
            ),
            "p_corrected": st.column_config.NumberColumn(_("p, corrected"), help=_("By Holm over all tests here.")),
        },
    )
    st.caption(_("In bold: beyond chance at 5% once all tests are counted."))
    downloads.frame_button(_frame(report), "lotofacil-randomness")


def _styled(report: RandomnessReport) -> Styler:
    frame = _frame(report)
    uneven = [place for place, one in enumerate(report.results) if one.is_uneven]
    formats = {"statistic": _two, "p": _p, "p_corrected": _p, "n_beyond": format_number}
    styled = frame.style.format(formats)  # type: ignore[arg-type]  # cells of each column have its type
    return styled.map(lambda _value: BOLD, subset=(uneven, ["test", "p_corrected"]))


def _frame(report: RandomnessReport) -> pd.DataFrame:
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    return pd.DataFrame(
        [
            {
                "contests": _stretch(one),
                "test": _test(one.test),
                "statistic": one.statistic,
                "degrees": one.degrees,
                "n_beyond": one.n_beyond,
                "p": one.p_value,
                "p_corrected": one.p_adjusted,
            }
            for one in report.results
        ]
    )


def _stretch(one: RandomnessResult) -> str:
    return _("all, {first} to {last}", first=one.first, last=one.last) if one.is_whole else f"{one.first}-{one.last}"


def _test(code: Evenness) -> str:
    return {
        Evenness.FREQUENCY: _("How often each number comes"),
        Evenness.PAIRS: _("Which pairs come together"),
        Evenness.REPEATS: _("How many numbers repeat"),
        Evenness.TRANSITIONS: _("Which number follows which"),
        Evenness.RUNS: _("Numbers that come again, or stay out"),
    }[code]


def _two(value: float) -> str:
    return format_number(value, 2)


def _p(value: float) -> str:
    return format_number(value, 4) if value >= 0.001 else format_number(value)
