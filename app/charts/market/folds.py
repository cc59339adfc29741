"""How a splitter deals rows: one line a fold, train and test, purged and embargoed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.charts.template import Theme, blank, date_axis, palette

if TYPE_CHECKING:
    from datetime import datetime

    import plotly.graph_objects as go

__all__ = ["folds"]

STATES = ("train", "purged", "embargoed", "test")
TALLEST = 640
THIN = 1 / 250
"""Of all rows: a run that is shorter would be hard to see, and is marked by a tick besides."""

Run = tuple[float, float, str]
"""First row, first row after, state."""


def folds(
    runs: Sequence[Sequence[Run]],
    *,
    at: Sequence[datetime] | None = None,
    state_names: Mapping[str, str] | None = None,
    fold_name: str = "Fold",
    rows_title: str = "Row",
    date_format: str = "%Y-%m-%d",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw the folds of any splitter.

    Parameters
    ----------
    runs : sequence of sequence of (start, end, state)
        Of each fold; states that are not `STATES` are left blank.
    at : sequence of datetime, optional
        Instant of each row; without it the axis counts rows.
    """
    names = {state: state for state in STATES} | dict(state_names or {})
    each = min(30, TALLEST // max(len(runs), 1))
    figure = blank(
        theme=theme,
        separators=separators,
        x_title=rows_title if at is None else "",
        y_title="",
        height=110 + each * len(runs),
    )
    n_rows = max((end for fold in runs for _start, end, _state in fold), default=0)
    for state, colour in zip(STATES, _colours(theme), strict=True):
        _state(figure, runs, state, at=at, colour=colour, name=names[state], fold_name=fold_name, width=each // 2)
        if state in ("purged", "embargoed"):
            _ticks(figure, runs, state, at=at, colour=colour, thin=THIN * n_rows, size=each // 2)
    entry_width = 30 + 7 * max(len(names[state]) for state in STATES)
    figure.update_layout(showlegend=True, margin_t=40, legend_entrywidth=entry_width)
    every = max(1, -(-len(runs) // (TALLEST // 16)))
    numbers = list(range(1, len(runs) + 1, every))
    figure.update_yaxes(
        range=[len(runs) + 0.7, 0.3],
        showgrid=False,
        tickvals=numbers,
        ticktext=[f"{fold_name} {number}" for number in numbers],
        tickangle=0,
    )
    if at is not None:
        date_axis(figure, date_format=date_format)
    return figure


def _state(
    figure: go.Figure,
    runs: Sequence[Sequence[Run]],
    state: str,
    *,
    at: Sequence[datetime] | None,
    colour: str,
    name: str,
    fold_name: str,
    width: int,
) -> None:
    xs: list[object] = []
    ys: list[int | None] = []
    for number, start, end in _of(runs, state):
        xs += [_place(start, at), _place(end, at), None]
        ys += [number, number, None]
    figure.add_scatter(
        x=xs,
        y=ys,
        mode="lines",
        line={"color": colour, "width": width},
        name=name,
        showlegend=bool(xs),
        hovertemplate=f"{fold_name} %{{y}} · {name}<br>%{{x}}<extra></extra>",
    )


def _ticks(
    figure: go.Figure,
    runs: Sequence[Sequence[Run]],
    state: str,
    *,
    at: Sequence[datetime] | None,
    colour: str,
    thin: float,
    size: int,
) -> None:
    marks = [(number, start) for number, start, end in _of(runs, state) if end - start < thin]
    if marks:
        figure.add_scatter(
            x=[_place(start, at) for _number, start in marks],
            y=[number for number, _start in marks],
            mode="markers",
            marker={"symbol": "line-ns", "size": size, "line": {"color": colour, "width": 3}},
            showlegend=False,
            hoverinfo="skip",
        )


def _of(runs: Sequence[Sequence[Run]], state: str) -> list[tuple[int, float, float]]:
    """Return fold number, start and end of the runs of a state."""
    return [
        (number, start, end) for number, fold in enumerate(runs, start=1) for start, end, what in fold if what == state
    ]


def _place(row: float, at: Sequence[datetime] | None) -> object:
    return row if at is None else at[min(int(row), len(at) - 1)]


def _colours(theme: Theme) -> tuple[str, str, str, str]:
    look = palette(theme)
    return look.quiet, look.categories[0], look.categories[6], look.accent
