"""Adjusting one of the best: probabilities calibrated, threshold chosen by what mistakes cost; asked, followed, judged, saved."""

from __future__ import annotations

from typing import get_args, get_type_hints

import streamlit as st

from app import cache, problems, state
from app.components import findings, progress, saving, words
from app.components.figures import interval_text
from app.i18n import _, format_figure, format_number
from bancada.core.adjustment import Adjustment, Threshold
from bancada.core.leaderboard import LeaderboardRow, LeaderboardSummary
from bancada.core.run import RunInfo, RunStatus
from bancada.core.task import Problem
from bancada.services.adjust import ADJUST, AdjustRequest

__all__ = ["draw", "is_adjustable"]


def is_adjustable(board: LeaderboardSummary) -> bool:
    """Whether there is something to adjust: classes, in a finished comparison."""
    return board.finished and board.task.problem in (Problem.BINARY, Problem.MULTICLASS)


def draw(board: LeaderboardSummary, row: LeaderboardRow) -> None:
    """Draw what can be asked for one candidate, what is being done, and what was."""
    request = _choices(board, row)
    label = _effect(request)
    if st.button(
        label,
        type="primary",
        icon=":material/tune:",
        disabled=request.calibrate == "none" and request.costs is None,
        key=f"adjust-go-{board.run_id}-{row.candidate}",
    ):
        cache.bench().compare.adjust(request)
        st.rerun()
    for run in _runs(board, row)[:1]:
        _stands(run)
    for found in cache.bench().compare.adjustments(board.run_id):
        if found.base == row.candidate:
            _result(board, row, found)


def _choices(board: LeaderboardSummary, row: LeaderboardRow) -> AdjustRequest:
    methods = get_args(get_type_hints(AdjustRequest)["calibrate"])
    drafts = {
        part: state.adjusting(board.run_id, row.candidate, part) for part in ("method", "by-cost", "alarm", "miss")
    }
    drafts["method"].seed("auto")
    method = st.selectbox(
        _("Calibration"),
        methods,
        format_func=words.named(methods, words.calibration),
        help=_("Makes 80% mean 80%: the probabilities are mapped to the shares observed on rows not seen."),
        **drafts["method"].widget,
    )
    if board.task.problem is not Problem.BINARY:
        return AdjustRequest(board.run_id, row.candidate, method)
    by_cost = st.toggle(
        _("Choose the threshold by cost"),
        help=_("From which probability on a row is called positive, so that mistakes cost least."),
        **drafts["by-cost"].widget,
    )
    if not by_cost:
        return AdjustRequest(board.run_id, row.candidate, method)
    left, right = st.columns(2)
    drafts["alarm"].seed(1.0)
    drafts["miss"].seed(5.0)
    alarm = left.number_input(_("Cost of a false alarm"), 0.0, help=_("In any one unit."), **drafts["alarm"].widget)
    miss = right.number_input(_("Cost of a miss"), 0.0, help=_("In the same unit."), **drafts["miss"].widget)
    return AdjustRequest(board.run_id, row.candidate, method, alarm, miss)


def _effect(request: AdjustRequest) -> str:
    if request.costs is None:
        return _("Calibrate")
    return _("Choose the threshold") if request.calibrate == "none" else _("Calibrate and choose the threshold")


def _runs(board: LeaderboardSummary, row: LeaderboardRow) -> list[RunInfo]:
    asked = {"run_id": board.run_id, "candidate": row.candidate}
    return [
        run
        for run in cache.bench().runs.list(kind=ADJUST, limit=50)
        if {name: run.payload.get(name) for name in asked} == asked
    ]


def _stands(run: RunInfo) -> None:
    if not run.status.is_over:
        progress.follow_run(run.id)
    elif run.status is RunStatus.FAILED:
        st.error(words.run_error(run), icon=":material/error:")
        st.button(
            _("Run again"),
            icon=":material/refresh:",
            key=f"adjust-retry-{run.id}",
            on_click=problems.callback(cache.bench().runs.retry),
            args=(run.id,),
        )


def _result(board: LeaderboardSummary, row: LeaderboardRow, found: Adjustment) -> None:
    with st.container(border=True, key=f"adjusted-{board.run_id}-{found.id}"):
        st.markdown(f"**{found.id}** · " + _("calibration: {method}", method=words.calibration(found.method)))
        st.dataframe(
            {
                _("Metric"): list(board.metrics),
                _("As compared, holdout"): [_holdout(row, name) for name in board.metrics],
                _("Adjusted, holdout"): [_holdout(found.row, name) for name in board.metrics],
                _("As compared, folds"): [format_figure(row.means.get(name)) for name in board.metrics],
                _("Adjusted, folds"): [format_figure(found.row.means.get(name)) for name in board.metrics],
            },
            hide_index=True,
            key=f"adjusted-figures-{board.run_id}-{found.id}",
        )
        if found.threshold is not None:
            _threshold(found.threshold, key=f"{board.run_id}-{found.id}")
        findings.findings(found.findings)
        saving.save_form(board, found.row, save=cache.bench().compare.save)


def _holdout(row: LeaderboardRow, name: str) -> str:
    value, interval = row.holdout.get(name), row.holdout_intervals.get(name)
    return f"{format_figure(value)} ({interval_text(interval)})" if interval else format_figure(value)


def _threshold(found: Threshold, *, key: str) -> None:
    st.markdown(
        _(
            "Positive from a probability of {value} on ({interval} in 95% of samples), chosen on {rows} rows, {split}. A false "
            "alarm costs {alarm}, a miss {miss}.",
            value=f"**{format_figure(found.value)}**",
            interval=interval_text(found.value_interval),
            rows=format_number(found.n_rows),
            split=words.split_name(found.split),
            alarm=format_number(found.cost_false_positive),
            miss=format_number(found.cost_false_negative),
        )
    )
    costs = {
        _("from {value} on", value=format_figure(found.value)): found.expected_cost,
        _("from 0.5 on"): found.cost_at_half,
        _("never"): found.cost_never,
        _("always"): found.cost_always,
    }
    st.dataframe(
        {
            _("Called positive"): list(costs),
            _("Mean cost a row"): [format_figure(cost) for cost in costs.values()],
            _("95% on new rows"): [interval_text(found.interval), "–", "–", "–"],
        },
        hide_index=True,
        key=f"costs-{key}",
    )
