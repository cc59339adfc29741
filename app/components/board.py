"""The leaderboard as a table: rank with ties, every metric, the best value of each in bold, times, size, and why a row failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app.components import words
from app.components.figures import interval_text
from app.i18n import _, format_bytes, format_duration, format_figure, format_number, ngettext
from bancada.core.leaderboard import FitStatus, LeaderboardRow, LeaderboardSummary

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler

__all__ = ["board_frame", "draw_board", "draw_top", "is_begun", "settled", "top_frame", "verdict"]

BOLD = "font-weight: 700"
TAKEN = ("fit_time_s", "predict_time_s", "size_bytes")
"""What a candidate takes, known once it was fitted."""


def is_begun(board: LeaderboardSummary) -> bool:
    """Return whether a single fit has ended, well or not."""
    return any(row.means or row.status is not FitStatus.OK for row in board.rows)


def settled(board: LeaderboardSummary) -> LeaderboardSummary:
    """Return a leaderboard as it is shown: titles in the session's language, and intervals only where a candidate has a rank.

    Intervals of some of the folds would promise too much.
    """
    rows = (row if row.rank is not None else replace(row, intervals={}) for row in board.rows)
    return replace(board, rows=tuple(replace(row, title=words.pack_word(row.title)) for row in rows))


def verdict(board: LeaderboardSummary) -> str:
    """Return in one sentence who is best and whether that is more than the baseline; empty until two can be compared."""
    baseline = board.row(board.baseline)
    first = [row for row in board.rows if row.rank == 1 and row.candidate != board.baseline]
    if not board.finished or baseline is None or baseline.rank is None or not any(_rivals(board)):
        return ""
    if baseline.rank == 1:
        return _("No model can be told from the baseline on these folds.")
    if len(first) == 1:
        return _("{model} stands alone in first place and beats the baseline.", model=first[0].title)
    return ngettext(
        "{n} model shares first place and beats the baseline.",
        "{n} models share first place and beat the baseline.",
        len(first),
    )


def draw_board(board: LeaderboardSummary, *, key: str) -> None:
    """Draw all rows of a leaderboard."""
    st.dataframe(
        _styled(board_frame(board, board.rows), board),
        hide_index=True,
        key=key,
        column_config={
            "rank": st.column_config.NumberColumn(
                _("Rank"), width=60, help=_("Models that the test cannot tell apart share a rank.")
            ),
            "title": st.column_config.TextColumn(_("Model"), pinned=True, width="medium"),
            "interval": st.column_config.TextColumn(
                _("{metric}, 95%", metric=board.task.sort),
                help=_("Interval of the mean over folds."),
                alignment="right",
            ),
            "fit_time_s": _("Training"),
            "predict_time_s": _("Answering"),
            "size_bytes": _("Size"),
            "status": _("State"),
            **{
                name: st.column_config.NumberColumn(words.metric(name), help=words.metric_help(name))
                for name in board.metrics
            },
        },
        placeholder="–",
    )


def board_frame(board: LeaderboardSummary, rows: Sequence[LeaderboardRow]) -> pd.DataFrame:
    """Return one row a candidate, numbers as numbers; no row, no candidate."""
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    ordered = (board.task.sort, *(name for name in board.metrics if name != board.task.sort))
    names = ("rank", "title", ordered[0], "interval", *ordered[1:], *TAKEN)
    return pd.DataFrame(
        [
            {
                "rank": row.rank,
                "title": row.title,
                **{name: row.means.get(name) for name in ordered},
                "interval": interval_text(row.intervals.get(board.task.sort), board.task.sort),
                "fit_time_s": row.fit_time_s if row.means else None,
                "predict_time_s": row.predict_time_s if row.means else None,
                "size_bytes": row.size_bytes if row.means else None,
                "status": _state(board, row),
            }
            for row in rows
        ],
        columns=[*names, "status"],
    ).astype({"rank": "Int64", **dict.fromkeys((*ordered, *TAKEN), "float64")})


def draw_top(board: LeaderboardSummary, *, key: str) -> None:
    """Draw the kept candidates in their order and, below them where it is none of them, the baseline on the same rows."""
    frame = top_frame(board)
    n_kept = len(frame) - (board.baseline not in board.top)
    figures = [name for name in ("mean", "holdout") if frame[name].notna().any()]
    formats = {**dict.fromkeys(figures, _cell), "fit_time_s": format_duration}
    styled = frame.style.format(formats, na_rep="–")  # type: ignore[arg-type]  # cells of each column have its type
    for name in figures:
        styled = _emphasised(styled, name, _best(frame[name][:n_kept], board, board.task.sort))
    text = st.column_config.TextColumn
    metric = board.task.sort
    st.dataframe(
        styled,
        hide_index=True,
        key=key,
        column_config={
            "title": text(_("Model"), pinned=True, width="medium"),
            "mean": st.column_config.NumberColumn(_("{metric}, cross-validation", metric=metric)),
            "holdout": st.column_config.NumberColumn(_("{metric}, holdout", metric=metric)),
            "interval": text(_("Holdout, 95%"), alignment="right"),
            "against": text(
                _("Against the baseline"),
                help=_(
                    "Above: the whole 95% interval on the holdout lies beyond the baseline's figure on the same rows."
                ),
            ),
            "fit_time_s": _("Training"),
        },
        placeholder="–",
    )


def top_frame(board: LeaderboardSummary) -> pd.DataFrame:
    """Return the kept candidates with their scores on the holdout, best first; the baseline is the last row where it is none of them."""
    import pandas as pd  # as above

    names = board.top if board.baseline in board.top else (*board.top, board.baseline)
    kept = [row for name in names if (row := board.row(name)) is not None]
    return pd.DataFrame(
        [
            {
                "title": row.title,
                "mean": row.means.get(board.task.sort),
                "holdout": row.holdout.get(board.task.sort),
                "interval": interval_text(row.holdout_intervals.get(board.task.sort), board.task.sort),
                "against": _against(board, row),
                "fit_time_s": row.fit_time_s,
            }
            for row in kept
        ]
    ).astype({"mean": "float64", "holdout": "float64"})


def _against(board: LeaderboardSummary, row: LeaderboardRow) -> str:
    """Return whether the holdout tells a candidate from the baseline."""
    if row.candidate == board.baseline:
        return _("baseline")
    baseline = board.row(board.baseline)
    level = baseline.holdout.get(board.task.sort) if baseline is not None else None
    interval = row.holdout_intervals.get(board.task.sort)
    if level is None or interval is None:
        return "–"
    is_above = interval.low > level if board.greater_is_better.get(board.task.sort, True) else interval.high < level
    return _("above") if is_above else _("not told from it")


def _rivals(board: LeaderboardSummary) -> list[LeaderboardRow]:
    return [row for row in board.rows if row.rank is not None and row.candidate != board.baseline]


def _styled(frame: pd.DataFrame, board: LeaderboardSummary) -> Styler:
    formats = {
        **dict.fromkeys(board.metrics, _cell),
        "fit_time_s": format_duration,
        "predict_time_s": format_duration,
        "size_bytes": lambda size: format_bytes(int(size)),
    }
    styled = frame.style.format(formats, na_rep="–")  # type: ignore[arg-type]  # cells of each column have its type
    ranked = frame[frame["rank"].notna()]
    for name in board.metrics:
        styled = _emphasised(styled, name, _best(ranked[name], board, name), rows=ranked.index)
    return styled


def _best(values: pd.Series[float], board: LeaderboardSummary, metric: str) -> float:
    return float(values.max() if board.greater_is_better.get(metric, True) else values.min())


def _emphasised(styled: Styler, column: str, best: float, *, rows: pd.Index[int] | slice = slice(None)) -> Styler:
    """Write the best value of a column in bold."""
    return styled.map(lambda value: BOLD if value == best else "", subset=(rows, [column]))


def _cell(value: float) -> str:
    return format_number(value, 4) if abs(value) >= 0.01 or not value else format_figure(value)


def _state(board: LeaderboardSummary, row: LeaderboardRow) -> str:
    if row.candidate == board.baseline and not row.reason:
        return _("baseline")
    if row.status is FitStatus.OK:
        return words.fit_reason(row.reason) or words.fit_status(row.status)
    return (
        f"{words.fit_status(row.status)}: {words.fit_reason(row.reason)}"
        if row.reason
        else words.fit_status(row.status)
    )
