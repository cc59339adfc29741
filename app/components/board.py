"""The leaderboard as a table: rank with ties, every metric, the best value of each in bold, times, size, and why a row failed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from app.components import words
from app.components.figures import interval_text
from app.i18n import _, format_bytes, format_duration, format_figure, format_number
from bancada.core.leaderboard import FitStatus, LeaderboardRow, LeaderboardSummary

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler

__all__ = ["board_frame", "draw_board", "top_frame"]


def draw_board(board: LeaderboardSummary, rows: Sequence[LeaderboardRow] | None = None, *, key: str) -> None:
    """Draw rows of a leaderboard, all where none are given."""
    frame = board_frame(board, board.rows if rows is None else rows)
    st.dataframe(
        _styled(frame, board),
        hide_index=True,
        key=key,
        column_config={
            "rank": st.column_config.NumberColumn(
                _("Rank"), width=60, help=_("Models that the test cannot tell apart share a rank.")
            ),
            "title": st.column_config.TextColumn(_("Model"), pinned=True, width="medium"),
            "interval": st.column_config.TextColumn(
                _("{metric}, 95%", metric=board.task.sort), help=_("Interval of the mean over folds.")
            ),
            "fit_time_s": _("Training"),
            "predict_time_s": _("Answering"),
            "size_bytes": _("Size"),
            "status": _("State"),
            **{name: st.column_config.NumberColumn(name, help=words.metric_help(name)) for name in board.metrics},
        },
        placeholder="–",
    )


def board_frame(board: LeaderboardSummary, rows: Sequence[LeaderboardRow]) -> pd.DataFrame:
    """Return one row a candidate, numbers as numbers."""
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    ordered = (board.task.sort, *(name for name in board.metrics if name != board.task.sort))
    return pd.DataFrame(
        [
            {
                "rank": row.rank,
                "title": row.title,
                **{name: row.means.get(name) for name in ordered[:1]},
                "interval": interval_text(row.intervals.get(board.task.sort)),
                **{name: row.means.get(name) for name in ordered[1:]},
                "fit_time_s": row.fit_time_s,
                "predict_time_s": row.predict_time_s,
                "size_bytes": row.size_bytes,
                "status": _state(board, row),
            }
            for row in rows
        ]
    ).astype({"rank": "Int64"})


def top_frame(board: LeaderboardSummary) -> pd.DataFrame:
    """Return the kept candidates with their scores on the holdout, best first."""
    import pandas as pd  # as above

    kept = [row for name in board.top if (row := board.row(name)) is not None]
    return pd.DataFrame(
        [
            {
                _("Model"): row.title,
                _("{metric}, cross-validation", metric=board.task.sort): format_figure(row.means.get(board.task.sort)),
                _("{metric}, holdout", metric=board.task.sort): format_figure(row.holdout.get(board.task.sort)),
                _("Holdout, 95%"): interval_text(row.holdout_intervals.get(board.task.sort)),
                _("Training"): format_duration(row.fit_time_s),
            }
            for row in kept
        ]
    )


def _styled(frame: pd.DataFrame, board: LeaderboardSummary) -> Styler:
    formats = {
        **dict.fromkeys(board.metrics, _cell),
        "fit_time_s": format_duration,
        "predict_time_s": format_duration,
        "size_bytes": lambda size: format_bytes(int(size)),
    }
    styled = frame.style.format(formats, na_rep="–")  # type: ignore[arg-type]  # cells of each column have its type
    for name in board.metrics:
        best = frame[name].max() if board.greater_is_better.get(name, True) else frame[name].min()
        styled = styled.map(lambda value, best=best: "font-weight: 700" if value == best else "", subset=[name])
    return styled


def _cell(value: float) -> str:
    return format_number(value, 4 if abs(value) >= 0.01 or not value else None)


def _state(board: LeaderboardSummary, row: LeaderboardRow) -> str:
    if row.candidate == board.baseline:
        return _("baseline")
    if row.status is FitStatus.OK:
        return words.fit_status(row.status)
    return f"{words.fit_status(row.status)}: {row.reason}" if row.reason else words.fit_status(row.status)
