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
    figure = blank(
        theme=theme, separators=separators, x_title="" if at else rows_title, y_title="", height=96 + 30 * len(runs)
    )
    for state, colour in zip(STATES, _colours(theme), strict=True):
        xs: list[object] = []
        ys: list[int | None] = []
        for number, fold in enumerate(runs, start=1):
            for start, end, what in fold:
                if what == state:
                    xs += [_place(start, at), _place(end, at), None]
                    ys += [number, number, None]
        figure.add_scatter(
            x=xs,
            y=ys,
            mode="lines",
            line={"color": colour, "width": 14},
            name=names[state],
            hovertemplate=f"{fold_name} %{{y}} · {names[state]}<br>%{{x}}<extra></extra>",
        )
    figure.update_layout(showlegend=True)
    labels = [f"{fold_name} {number}" for number in range(1, len(runs) + 1)]
    figure.update_yaxes(
        autorange="reversed", showgrid=False, tickvals=list(range(1, len(runs) + 1)), ticktext=labels, tickangle=0
    )
    if at:
        date_axis(figure, date_format=date_format)
    return figure


def _place(row: float, at: Sequence[datetime] | None) -> object:
    return row if at is None else at[min(int(row), len(at) - 1)]


def _colours(theme: Theme) -> tuple[str, str, str, str]:
    look = palette(theme)
    return look.quiet, look.categories[0], look.categories[6], look.accent
