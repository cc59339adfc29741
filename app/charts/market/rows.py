"""Named rows of a figure: bars, boxes and cells that lie one below another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.charts.template import room_for

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["rows_for"]


def rows_for(figure: go.Figure, names: Sequence[str], title: str) -> None:
    """Make room for the names of rows, and write what they are above them: along the axis it would run into long names."""
    room_for(figure, names)
    figure.update_yaxes(title_text="")
    font = figure.layout.template.layout.yaxis.title.font
    figure.add_annotation(
        text=title,
        x=0,
        xref="paper",
        xanchor="right",
        xshift=-5,
        y=1,
        yref="paper",
        yanchor="bottom",
        showarrow=False,
        font={"size": 12, "color": font.color},
    )
    figure.update_layout(margin_t=max(28, figure.layout.margin.t or 0))
