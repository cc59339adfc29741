"""A backtest as it was judged: the verdict, the figures beside chance, hits on their exact law, the mean as it settled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app.charts.chance import HitBar, hits, running_mean
from app.components import findings, header, plots
from app.components.figures import abreast
from app.components.lottery import tabular
from app.i18n import _, format_number
from bancada.core.dataset import Source
from bancada.core.finding import Finding
from bancada.domains.lottery.game import MEAN_HITS, VARIANCE_HITS

if TYPE_CHECKING:
    from bancada.domains.lottery.significance import BacktestReport, Score

__all__ = ["draw"]


def draw(report: BacktestReport, *, title: str) -> None:
    """Draw a backtest, under the name of its rule or model, with its verdict first."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(
            _("{name}, contests {first} to {last}", name=title, first=report.first, last=report.last),
            anchor=False,
            width="content",
        )
        if report.source is Source.SIMULATED:
            header.simulated_mark()
    findings.findings([_named(one, report.name, title) for one in report.findings])
    _figures(report)
    _law(report)
    _settling(report)


def _named(finding: Finding, name: str, title: str) -> Finding:
    """Return a finding that says the title of a rule where it says its code."""
    if title == name or finding.facts.get("name") != name:
        return finding
    return replace(finding, facts={**finding.facts, "name": f"“{title}”"})


def _figures(report: BacktestReport) -> None:
    places = abreast(4, key="lottery-judged")
    places[0].metric(
        _("Mean hits"),
        format_number(report.mean_hits, 3),
        delta=_("{difference} against 9", difference=_signed(report.mean_hits - MEAN_HITS, 3)),
        delta_color="off",
        delta_arrow="off",
        help=_(
            "95% interval: {low} to {high}.",
            low=format_number(report.interval.low, 3),
            high=format_number(report.interval.high, 3),
        ),
    )
    places[1].metric(
        _("p, exact"),
        _p_text(report.p_value),
        help=_("How often tickets that know nothing hit as much or more over as many draws."),
    )
    places[2].metric(
        _("p, corrected"),
        _p_text(report.p_adjusted),
        help=_("By Holm over the {n} models and rules tried so far.", n=format_number(report.n_tried)),
    )
    places[3].metric(
        _("Smallest visible gain"),
        _signed(report.smallest_effect, 3),
        help=_("Hits a draw that so many draws would show, one-sided 5%, power 80%; a smaller one stays unseen."),
    )
    for place, title, score in zip(
        abreast(4, key="lottery-scores"), (_("Log-loss"), _("Brier")), (report.log_loss, report.brier), strict=False
    ):
        if score is not None:
            _score(place, title, score)


def _score(place: st.delta_generator.DeltaGenerator, title: str, score: Score) -> None:
    place.metric(
        title,
        format_number(score.mean, 4),
        delta=_("all alike: {value}", value=format_number(score.uniform, 4)),
        delta_color="off",
        delta_arrow="off",
        help=_(
            "95% interval: {low} to {high}.",
            low=format_number(score.interval.low, 4),
            high=format_number(score.interval.high, 4),
        ),
    )


def _law(report: BacktestReport) -> None:
    bars = [HitBar(one.hits, one.n_draws, one.expected) for one in report.distribution]
    plots.plot(
        hits(
            bars,
            hits_title=_("Hits"),
            count_title=_("Contests"),
            seen_name=_("Seen"),
            law_name=_("Exact law, 95% range"),
            **plots.look(),
        ),
        _("How many contests had each number of hits, on the exact law of any ticket of 15 numbers."),
        data=tabular.of([{"hits": bar.hits, "seen": bar.seen, "expected": bar.expected} for bar in bars]),
        name="lottery-backtest-hits",
    )


def _settling(report: BacktestReport) -> None:
    if not report.hits:
        return
    plots.plot(
        running_mean(
            report.first,
            report.hits,
            mean=MEAN_HITS,
            variance=VARIANCE_HITS,
            contest_title=_("Contest"),
            mean_title=_("Mean hits so far"),
            seen_name=_("Seen"),
            band_name=_("95% by chance"),
            law_name=_("By chance"),
            **plots.look(),
        ),
        _("How the mean settled, contest by contest, in the band where 95% of tickets that know nothing lie."),
        data=tabular.of(
            [{"contest": contest, "hits": found} for contest, found in enumerate(report.hits, start=report.first)]
        ),
        name="lottery-backtest-mean",
    )


def _p_text(value: float) -> str:
    return format_number(value, 3) if value >= 0.001 else format_number(value)


def _signed(value: float, digits: int) -> str:
    text = format_number(abs(value), digits)
    return f"+{text}" if value >= 0 else f"−{text}"
