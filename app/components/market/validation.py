"""What is wrong with a series: the verdict, the findings worst first, every check, and whether it looks made up."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from app import problems
from app.cache import market
from app.charts.market import bars_over_time
from app.components import downloads, findings, plots
from app.components.market import frame, mending, short, words
from app.i18n import _, date_format, format_number, format_percent, ngettext
from bancada.core.finding import Severity

if TYPE_CHECKING:
    import pandas as pd

    from bancada.markets.series import SeriesInfo
    from bancada.markets.synthetic import SyntheticEvidence
    from bancada.markets.validation import ValidationReport
    from bancada.markets.validation.report import Check, Example

__all__ = ["draw"]

FIRST_VALUES = 2
"""Of an example in a cell, which has no room for more."""
FEWEST_COLUMNS = 2
"""Days or months under which a figure of bars over time shows nothing."""


def draw(info: SeriesInfo) -> None:
    """Draw the view."""
    _report(info)


@st.fragment
@problems.guarded
def _report(info: SeriesInfo) -> None:
    with st.spinner(_("Examining {bars}", bars=ngettext("{n} bar", "{n} bars", info.rows)), show_time=True):
        report = market.validation(info)
    _verdict(report, info.rows)
    findings.findings(report.findings)
    _over_time(info)
    mending.done(info)
    mending.offer(info, report)
    _checks(info, report)
    if report.synthetic is not None:
        _evidence(report.synthetic)  # type: ignore[arg-type]  # the one that the service puts there
    mending.history(info)


def _verdict(report: ValidationReport, n_bars: int) -> None:
    count = {severity: sum(one.severity is severity for one in report.findings) for severity in Severity}
    parts = [ngettext("{n} check made", "{n} checks made", len(report.checks))]
    if count[Severity.FAILURE]:
        parts.append(ngettext("{n} failure", "{n} failures", count[Severity.FAILURE]))
    if count[Severity.CAUTION]:
        parts.append(ngettext("{n} caution", "{n} cautions", count[Severity.CAUTION]))
    if report.passed and not count[Severity.CAUTION] and n_bars < short.LEAST_EXAMINED:
        mark = ":gray[:material/hourglass_empty:]"
        sentence = ngettext(
            "{n} bar says little: nothing was found against it.",
            "{n} bars say little: nothing was found against them.",
            n_bars,
        )
    elif not report.passed:
        mark, sentence = ":red[:material/error:]", _("These bars are not fit for training as they are.")
    elif count[Severity.CAUTION]:
        mark, sentence = ":orange[:material/warning:]", _("Usable, with what is said below in mind.")
    else:
        mark, sentence = ":green[:material/check_circle:]", _("Nothing was found that stands against these bars.")
    st.markdown(f"#### {mark} {sentence}")
    st.caption(" · ".join(parts))


def _over_time(info: SeriesInfo) -> None:
    with frame.preparing():
        found = market.coverage(info)
    if len(found.days) < FEWEST_COLUMNS:
        return
    days = found.unit == "day"
    n_missing, n_strays = sum(found.missing), sum(found.strays)
    sentence = (
        _("**Bars a day**, on the exchange's clock.") if days else _("**Bars a month**, on the exchange's clock.")
    )
    if n_missing:
        sentence += " " + ngettext("{n} session has none.", "{n} sessions have none.", n_missing)
    if n_strays:
        sentence += " " + ngettext(
            "{n} bar lies on a day without a session.", "{n} bars lie on days without a session.", n_strays
        )
    figure = bars_over_time(
        found.days,
        found.bars,
        missing=found.missing,
        strays=found.strays,
        bars_title=_("Bars"),
        missing_title=_("Sessions without a bar"),
        stray_title=_("Bars on days without a session"),
        date_format=date_format(),
        **plots.look(),
    )
    plots.plot(figure, sentence, name=f"{info.key.symbol}-{info.key.timeframe.value}-coverage")


def _checks(info: SeriesInfo, report: ValidationReport) -> None:
    st.subheader(_("Every check"), anchor=False)
    table = _table(report.checks)
    st.dataframe(
        table.drop(columns="all_examples"),
        hide_index=True,
        height="content",
        key="market-checks",
        placeholder="–",
        column_config={
            "severity": st.column_config.TextColumn(_("Weight"), width="small"),
            "check": st.column_config.TextColumn(_("What was looked for"), pinned=True, width="medium"),
            "count": st.column_config.TextColumn(_("Found"), alignment="right", width="small"),
            "of": st.column_config.TextColumn(_("Of"), alignment="right", width="small"),
            "share": st.column_config.TextColumn(_("Share"), alignment="right", width="small"),
            "example": st.column_config.TextColumn(_("First example"), width="large"),
        },
    )
    _examples(report.checks)
    downloads.frame_button(table, f"{info.key.symbol}-{info.key.timeframe.value}-checks")


def _examples(checks: tuple[Check, ...]) -> None:
    """Draw every example of the checks that have more than the one in the table."""
    more = [one for one in checks if len(one.examples) > 1]
    if not more:
        return
    with st.expander(_("More examples")):
        for one in more:
            st.markdown(
                f"**{words.check(one.code)}**\n" + "\n".join(f"- {_example(example)}" for example in one.examples)
            )


def _table(checks: tuple[Check, ...]) -> pd.DataFrame:
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    order = (Severity.FAILURE, Severity.CAUTION, Severity.INFO)
    ranked = sorted(checks, key=lambda one: (order.index(one.severity), one.count == 0))
    return pd.DataFrame([_row(one) for one in ranked])


# Any: cells of a table.
def _row(one: Check) -> dict[str, Any]:
    marks = {Severity.FAILURE: _("failure"), Severity.CAUTION: _("caution"), Severity.INFO: _("to know")}
    return {
        "severity": marks[one.severity] if one.count else "✓",
        "check": words.check(one.code),
        "count": format_number(one.count),
        "of": format_number(one.of),
        "share": format_percent(one.share, 3) if one.count else "–",
        "example": _example(one.examples[0], most=FIRST_VALUES) if one.examples else None,
        "all_examples": "; ".join(_example(example) for example in one.examples) or None,
    }


def _example(one: Example, *, most: int | None = None) -> str:
    """Return where an example is and what it shows: its first `most` values, or all of them."""
    place = _("{first} to {last}", first=_when(one.at), last=_when(one.until)) if one.until else _when(one.at)
    values = ", ".join(
        f"{words.column(name)} {format_number(value)}" for name, value in list(one.values.items())[:most]
    )
    return f"{place} ({values})" if values else place


def _when(text: str) -> str:
    """Return a date, or date and time on the exchange's clock, in the order of the language."""
    moment = datetime.fromisoformat(text)
    return moment.strftime(date_format() if len(text) == len("2019-01-31") else f"{date_format()} %H:%M")


def _evidence(found: SyntheticEvidence) -> None:
    st.subheader(
        _("Does it look made up?"),
        anchor=False,
        help=_(
            "Made-up series lack marks that records of trades have. A window of 1,000 bars is condemned where two of the first four "
            "speak against it, one of them the range's persistence or the relation of volume and range; a series, where more than half "
            "of its windows are, or over 5% of its bars repeat. Not condemned is no proof."
        ),
    )
    findings.findings([found.finding()])
    if not found.statistics:
        return
    st.markdown(
        _(
            "Median over {windows}, each statistic beside its threshold.",
            windows=ngettext("{n} window", "{n} windows", found.n_windows),
        )
    )
    columns = (_("Mark"), _("This series"), _("Threshold"), _("Real series"), _("Speaks"))
    rows = [
        dict(
            zip(
                columns,
                (
                    words.evidence(one.name),
                    format_number(one.value, 3),
                    format_number(one.threshold, 3),
                    words.real_range(one.name),
                    _("against it") if one.speaks_against else _("for a record of trades"),
                ),
                strict=True,
            )
        )
        for one in found.statistics
    ]
    st.dataframe(rows, hide_index=True, height="content", key="market-evidence")
