"""Tests of the record for what a fair game would not give: run in the background when asked, kept for the record as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import cache, problems
from app.components import downloads, findings, progress, words
from app.i18n import _, format_number
from bancada.core.dataset import DatasetInfo
from bancada.core.run import RunInfo, RunStatus
from bancada.domains.lottery.unevenness import Evenness
from bancada.services.lottery.requests import RANDOMNESS

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler

    from bancada.domains.lottery.randomness import RandomnessReport, RandomnessResult

__all__ = ["draw"]

BOLD = "font-weight: 700"


def draw(info: DatasetInfo) -> None:
    """Draw what the tests said of this very record, the run that tests it, or the button that starts one."""
    st.markdown(
        _(
            "Five tests, on the whole record and on blocks of 1,000 contests, against 10,000 simulated fair histories of the same "
            "length. Each p says how often a fair game is at least as uneven; the corrected p counts that all of them were looked at."
        )
    )
    report = cache.bench().lottery.chance.known_randomness(info.sha256)
    if report is not None:
        findings.findings(report.findings)
        _table(report)
        return
    latest = next(iter(cache.bench().runs.list(kind=RANDOMNESS, limit=1)), None)
    if latest is not None and not latest.status.is_over:
        with st.container(border=True, key="lottery-test-progress"):
            progress.follow_run(latest.id)
        return
    _ask(latest)


def _ask(latest: RunInfo | None) -> None:
    """Draw the button that starts a run, below why the latest one told nothing."""
    if latest is not None and latest.status in (RunStatus.FAILED, RunStatus.CANCELLED):
        label = _("Cancelled") if latest.status is RunStatus.CANCELLED else _("Failed")
        st.warning(f"**{label}.** {words.run_error(latest)}", icon=":material/block:")
    if st.button(_("Run the tests"), type="primary", icon=":material/play_arrow:", key="lottery-test-go"):
        with problems.shown():
            cache.bench().lottery.chance.submit_randomness()
            st.rerun()
    st.caption(_("They take some seconds, in the background; the result is kept until the record changes."))


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
