"""Pieces of the compare page: the choices in three steps, the leaderboard that fills, the best five."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from app import cache, charts, problems, state
from app.components import (
    adjusting,
    downloads,
    empty,
    evaluation,
    explore,
    findings,
    header,
    plots,
    progress,
    saving,
    words,
)
from app.components import board as boards
from app.i18n import _, format_figure, format_moment, format_number, ngettext
from bancada.core.dataset import ColumnType, DatasetInfo
from bancada.core.leaderboard import LeaderboardRow, LeaderboardSummary
from bancada.core.task import Engine, SplitKind, Task
from bancada.services.compare import CompareRequest

if TYPE_CHECKING:
    from bancada.core.run import RunInfo

__all__ = ["choices", "draw", "how_it_will_be_judged", "submit_button"]


def choices(infos: Sequence[DatasetInfo]) -> CompareRequest:
    """Draw the three steps and return what they ask for."""
    st.markdown("##### " + _("1. What to predict"))
    info = explore.choose(infos)
    target = _target(info)
    st.markdown("##### " + _("2. How to judge"))
    sort, split, group, folds, holdout = _judging(info, target)
    st.markdown("##### " + _("3. How long to try"))
    turbo, engine, minutes = _effort()
    return CompareRequest(
        dataset=info.name,
        target=target,
        sort=sort or None,
        folds=folds,
        split=SplitKind(split) if split else None,
        group=group if split == SplitKind.GROUP.value else None,
        holdout=holdout / 100,
        turbo=turbo,
        engine=engine,
        budget_minutes=float(minutes) or None,
    )


def _target(info: DatasetInfo) -> str:
    names = [column.name for column in info.columns if column.type is not ColumnType.DATETIME]
    state.TARGET.seed(names, default=info.target if info.target in names else names[-1])
    target: str = st.selectbox(
        _("Target"), names, help=_("The column that a model will learn to answer."), **state.TARGET.widget
    )
    return target


def _judging(info: DatasetInfo, target: str) -> tuple[str, str, str, int, int]:
    task = cache.bench().compare.plan(CompareRequest(info.name, target))
    metrics = cache.bench().compare.metrics(task.problem)
    state.METRIC.seed(metrics, default=task.sort)
    sort = st.selectbox(
        _("Metric that ranks"), metrics, help=words.metric_help(state.METRIC.get()), **state.METRIC.widget
    )
    splits = ["", *(kind.value for kind in SplitKind if kind is not SplitKind.TIME or info.time_column)]
    state.SPLIT.seed(splits)
    split = st.selectbox(_("Split"), splits, format_func=words.named(splits, words.split), **state.SPLIT.widget)
    group = ""
    if split == SplitKind.GROUP.value:
        names = [column.name for column in info.columns if column.name != target]
        state.GROUP.seed(names, default=info.group_column or names[0])
        group = st.selectbox(_("Group"), names, **state.GROUP.widget)
    left, right = st.columns(2)
    state.FOLDS.seed()
    folds = left.number_input(_("Folds"), 2, 20, step=1, **state.FOLDS.widget)
    state.HOLDOUT.seed()
    holdout = right.number_input(
        _("Holdout, %"),
        0,
        50,
        step=5,
        help=_("Rows that no comparison sees; the best models are scored on them once, at the end."),
        **state.HOLDOUT.widget,
    )
    return sort, split, group, folds, holdout


def _effort() -> tuple[bool, Engine, int]:
    state.TURBO.seed()
    turbo = st.toggle(_("Turbo"), help=_("Leaves out the candidates that take long."), **state.TURBO.widget)
    left, right = st.columns(2)
    state.ENGINE.seed([engine.value for engine in Engine])
    engine = left.selectbox(
        _("Engine"),
        [engine.value for engine in Engine],
        format_func=words.named([engine.value for engine in Engine], words.engine),
        **state.ENGINE.widget,
    )
    state.BUDGET.seed()
    minutes = right.number_input(_("Limit, minutes"), 0, 600, step=5, help=_("0 sets no limit."), **state.BUDGET.widget)
    return turbo, Engine(engine), minutes


def how_it_will_be_judged(request: CompareRequest) -> None:
    """Say what the request means for these rows: kind, split and why, number of fits."""
    task = cache.bench().compare.plan(request)
    n_candidates = len(cache.bench().compare.candidates(task.problem, turbo=request.turbo))
    st.caption(f":material/rule: {_plan_sentence(task, n_candidates)}")


def _plan_sentence(task: Task, n_candidates: int) -> str:
    fits = n_candidates * task.split.folds
    return " ".join(
        (
            _("Kind: {kind}, split {split}.", kind=words.problem(task.problem), split=words.split(task.split.kind)),
            words.split_reason(task.split.reason),
            ngettext("{n} fit.", "{n} fits.", fits),
        )
    )


def submit_button(request: CompareRequest) -> None:
    """Draw the button that starts the comparison."""
    if st.button(
        _("Train and compare models"), type="primary", width="stretch", icon=":material/play_arrow:", key="compare-go"
    ):
        state.RUN.set(cache.bench().compare.submit(request))
        st.rerun()


def draw(infos: Sequence[DatasetInfo]) -> None:
    """Draw the chosen comparison of the chosen dataset, or what to do where there is none."""
    dataset = state.DATASET.get()
    info = next(info for info in infos if info.name == dataset)
    header.provenance(info)
    runs = [run for run in cache.bench().runs.list(kind="compare", limit=50) if run.payload.get("dataset") == dataset]
    if not runs:
        _nothing_compared(dataset)
        return
    by_id = {run.id: run for run in runs}
    state.RUN.seed(tuple(by_id))
    run_id = st.selectbox(
        _("Comparison"),
        tuple(by_id),
        format_func=words.named(by_id, lambda run_id: _run_label(by_id[run_id])),
        **state.RUN.widget,
    )
    _draw_run(by_id[run_id])


def _nothing_compared(dataset: str) -> None:
    empty.empty(
        ":material/leaderboard:",
        _("Nothing was compared on {name} yet", name=dataset),
        _("Choose what to predict and how to judge, then start. The leaderboard fills here as fits finish."),
    )


def _draw_run(run: RunInfo) -> None:
    if not run.status.is_over:
        _live(run.id)
        return
    if run.error_code or run.error:
        st.error(words.run_error(run), icon=":material/error:")
    board = cache.bench().compare.summary(run.id)
    if not board.rows:  # stopped before its first fit
        _nothing_compared(board.task.dataset)
        return
    _draw_board(board)
    _draw_top(board)


@st.fragment(run_every=progress.REFRESH_S * 2)
@problems.guarded
def _live(run_id: str) -> None:
    run = cache.bench().runs.get(run_id)
    if run.status.is_over:
        st.rerun()
    progress.draw_progress(run)
    if run.started_at is not None:
        board = cache.bench().compare.summary(run_id)
        if board.rows:
            _draw_board(board)


def _draw_board(board: LeaderboardSummary) -> None:
    findings.findings(board.findings)
    frame = boards.board_frame(board, board.rows)
    plots.plot(
        charts.leaderboard(
            board,
            board.task.sort,
            baseline_name=_("Baseline"),
            candidate_title=_("Model"),
            interval_name=_("95% interval"),
            **plots.look(),
        ),
        _(
            "{metric} in cross-validation over {rows} rows, with its 95% interval; models that share a rank cannot be told apart.",
            metric=board.task.sort,
            rows=format_number(board.n_train),
        ),
        name=f"board-{board.run_id}",
    )
    boards.draw_board(board, key=f"table-{board.run_id}")
    if board.finished:
        downloads.frame_button(frame, f"{board.task.name}-{board.run_id}")
    st.caption(
        ngettext(
            "{n} fit was made for this task so far, all runs counted: the more is tried, the more luck there is in the best.",
            "{n} fits were made for this task so far, all runs counted: the more is tried, the more luck there is in the best.",
            board.n_trials,
        )
    )


def _draw_top(board: LeaderboardSummary) -> None:
    if not board.top:
        return
    st.subheader(_("The best {n}", n=len(board.top)), anchor=False)
    st.caption(
        _(
            "Scored once on the {rows} rows of the holdout, which no comparison saw.",
            rows=format_number(board.n_holdout),
        )
    )
    st.dataframe(boards.top_frame(board), hide_index=True, key=f"top-{board.run_id}")
    for place, candidate in enumerate(board.top, start=1):
        row = board.row(candidate)
        if row is None:
            continue
        value = format_figure(row.holdout.get(board.task.sort, row.means.get(board.task.sort)))
        expander = st.expander(
            f"{place}. {row.title} · {board.task.sort} {value}",
            key=f"top-{board.run_id}-{candidate}",
            on_change="rerun",
        )
        if expander.open:
            with expander:
                saving.save_form(board, row)
                _draw_figures(board, row)


def _draw_figures(board: LeaderboardSummary, row: LeaderboardRow) -> None:
    evaluation.draw(
        cache.evaluation(board.run_id, row.candidate),
        key=f"{board.run_id}-{row.candidate}",
        more={_("Adjust"): lambda: adjusting.draw(board, row)} if adjusting.is_adjustable(board) else None,
    )


def _run_label(run: RunInfo) -> str:
    return f"{format_moment(run.submitted_at)} · {run.payload.get('target', '')} · {words.run_status(run.status)}"
