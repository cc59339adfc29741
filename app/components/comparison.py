"""One comparison as it stands: its progress, the leaderboard that fills, why it stopped, the best of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from app import cache, charts, problems, state
from app.components import (
    adjusting,
    downloads,
    empty,
    evaluation,
    findings,
    header,
    plots,
    progress,
    retrying,
    saving,
    words,
)
from app.components import board as boards
from app.i18n import FINE, _, format_figure, format_moment, ngettext
from bancada.core.dataset import DatasetInfo
from bancada.core.errors import RunNotFound
from bancada.core.leaderboard import LeaderboardRow, LeaderboardSummary
from bancada.core.run import RunInfo, RunStatus

if TYPE_CHECKING:
    from app.components.saving import Save

__all__ = ["Comparing", "choose", "draw", "draw_run"]


@dataclass(frozen=True, slots=True)
class Comparing:
    """What one kind of comparison is of: where its boards are, how the best are kept, how its rows are counted.

    Attributes
    ----------
    chosen : Choice
        The comparison that is open.
    summary : callable
        Leaderboard of a run; RunNotFound before it is planned.
    save : callable
    counted : callable
        A number of rows, with its noun.
    preparing : str
        What is said before the first fit is finished.
    figures : callable, optional
        Draws how one of the best does.
    """

    chosen: state.Choice[str]
    summary: Callable[[str], LeaderboardSummary]
    save: Save
    counted: Callable[[int], str]
    preparing: str
    figures: Callable[[LeaderboardSummary, LeaderboardRow], None] | None = None


def draw(infos: Sequence[DatasetInfo]) -> None:
    """Draw the chosen comparison of the chosen dataset, or what to do where there is none."""
    dataset = state.DATASET.get()
    info = next(info for info in infos if info.name == dataset)
    header.provenance(info)
    runs = [run for run in cache.bench().runs.list(kind="compare", limit=50) if run.payload.get("dataset") == dataset]
    if not runs:
        empty.empty(
            ":material/leaderboard:",
            _("Nothing was compared on {name} yet", name=dataset),
            _("Choose what to predict and how to judge, then start. The leaderboard fills here as fits finish."),
        )
        return
    draw_run(choose(runs, state.RUN), _of_rows())


def choose(runs: Sequence[RunInfo], chosen: state.Choice[str]) -> RunInfo:
    """Draw the picker of runs and return the one that is open."""
    by_id = {run.id: run for run in runs}
    chosen.seed(tuple(by_id))
    run_id = st.selectbox(
        _("Comparison"),
        tuple(by_id),
        format_func=words.named(by_id, lambda run_id: _run_label(by_id[run_id])),
        **chosen.widget,
    )
    return by_id[run_id]


def draw_run(run: RunInfo, comparing: Comparing) -> None:
    """Draw a comparison as it stands."""
    if run.status.is_over:
        _over(run, comparing)
    else:
        _live(run.id, comparing)


def _of_rows() -> Comparing:
    return Comparing(
        state.RUN,
        cache.bench().compare.summary,
        cache.bench().compare.save,
        lambda n: ngettext("{n} row", "{n} rows", n),
        _("Preparing: the rows are read and dealt to folds. The leaderboard appears with the first finished fit."),
        _draw_figures,
    )


def _run_label(run: RunInfo) -> str:
    target = run.payload.get("target", "")
    return " · ".join(part for part in (format_moment(run.submitted_at), target, words.run_status(run.status)) if part)


@st.fragment(run_every=progress.REFRESH_S * 2)
@problems.guarded
def _live(run_id: str, comparing: Comparing) -> None:
    run = cache.bench().runs.get(run_id)
    if run.status.is_over:
        st.rerun()
    progress.draw_progress(run)
    board = _board(run_id, comparing) if run.status is RunStatus.RUNNING else None
    if board is not None:
        _draw_board(board, comparing)
    elif run.status is RunStatus.RUNNING:
        st.caption(comparing.preparing)


def _over(run: RunInfo, comparing: Comparing) -> None:
    board = _board(run.id, comparing)
    if run.status is not RunStatus.DONE:
        _stopped(run, board, comparing)
    elif board is None:
        st.warning(_("This comparison ended without a single fit."), icon=":material/block:")
    if board is not None:
        _draw_board(board, comparing)
        _draw_top(board, comparing)


def _stopped(run: RunInfo, board: LeaderboardSummary | None, comparing: Comparing) -> None:
    """Say that a comparison was cancelled or failed, what of it is kept, and offer to go on."""
    n_kept = run.progress.done if board is not None and run.progress is not None else 0
    kept = ngettext("{n} fit is kept.", "{n} fits are kept.", n_kept)
    if run.status is RunStatus.CANCELLED:
        outcome = _("Cancelled")
        st.warning(f"**{outcome}.** {kept}", icon=":material/stop_circle:")
    else:
        outcome = _("Failed")
        st.error(f"**{outcome}.** {words.run_error(run)} {kept}", icon=":material/error:")
    retrying.retry_button(run, chosen=comparing.chosen)


def _board(run_id: str, comparing: Comparing) -> LeaderboardSummary | None:
    """Return the leaderboard of a run as far as it can be told; None before its first finished fit."""
    try:
        board = comparing.summary(run_id)
    except RunNotFound:  # stopped before it was planned
        return None
    return boards.settled(board) if boards.is_begun(board) else None


def _draw_board(board: LeaderboardSummary, comparing: Comparing) -> None:
    findings.findings(board.findings)
    verdict = boards.verdict(board)
    if verdict:
        st.markdown(f"**{verdict}**")
    plots.plot(
        charts.leaderboard(
            board,
            board.task.sort,
            baseline_name=_("Baseline"),
            candidate_title=_("Model"),
            interval_name=_("95% interval"),
            digits=FINE.get(board.task.sort, 3),
            **plots.look(),
        ),
        _chart_sentence(board, comparing),
        name=f"board-{board.run_id}",
    )
    boards.draw_board(board, key=f"table-{board.run_id}")
    st.caption(
        _(
            "Models that share a rank are ordered by their mean {metric}: within a tie, that order says nothing.",
            metric=board.task.sort,
        )
    )
    if board.finished:
        downloads.frame_button(boards.board_frame(board, board.rows), f"{board.task.name}-{board.run_id}")
    st.caption(
        ngettext(
            "{n} fit was made for this task so far, all runs counted: the more is tried, the more luck there is in the best.",
            "{n} fits were made for this task so far, all runs counted: the more is tried, the more luck there is in the best.",
            board.n_trials,
        )
    )


def _chart_sentence(board: LeaderboardSummary, comparing: Comparing) -> str:
    if not board.n_train:  # known at the end
        return _(
            "{metric} in cross-validation, with its 95% interval once every fold is finished; models that share a rank cannot be told apart.",
            metric=board.task.sort,
        )
    return _(
        "{metric} in cross-validation over {rows}, with its 95% interval; models that share a rank cannot be told apart.",
        metric=board.task.sort,
        rows=comparing.counted(board.n_train),
    )


def _draw_top(board: LeaderboardSummary, comparing: Comparing) -> None:
    if not board.top:
        return
    st.subheader(_("The best {n}", n=len(board.top)), anchor=False)
    if board.n_holdout:
        st.caption(
            _(
                "Scored once on the holdout, {rows} that no comparison saw.",
                rows=comparing.counted(board.n_holdout),
            )
        )
    boards.draw_top(board, key=f"top-{board.run_id}")
    for place, candidate in enumerate(board.top, start=1):
        row = board.row(candidate)
        if row is None:
            continue
        value = format_figure(row.holdout.get(board.task.sort, row.means.get(board.task.sort)), board.task.sort)
        expander = st.expander(
            f"{place}. {row.title} · {board.task.sort} {value}",
            key=f"top-{board.run_id}-{candidate}",
            on_change="rerun",
        )
        if expander.open:
            with expander:
                saving.save_form(board, row, save=comparing.save)
                if comparing.figures is not None:
                    comparing.figures(board, row)


def _draw_figures(board: LeaderboardSummary, row: LeaderboardRow) -> None:
    evaluation.draw(
        cache.evaluation(board.run_id, row.candidate),
        key=f"{board.run_id}-{row.candidate}",
        more={_("Adjust"): lambda: adjusting.draw(board, row)} if adjusting.is_adjustable(board) else None,
    )
