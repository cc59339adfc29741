"""A list of columns with a small histogram each. A pure function of values; texts come in translated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from plotly.subplots import make_subplots

from app.charts.template import Theme, palette, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["tiny_histograms"]


def tiny_histograms(
    names: Sequence[str],
    histograms: Sequence[Sequence[float]],
    *,
    theme: Theme = "light",
    separators: str = ".,",
    column_title: str = "Column",
    rows_title: str = "Rows",
) -> go.Figure:
    """Draw a list of columns with a small histogram each; every one is scaled to its own tallest bar."""
    look = palette(theme)
    figure = make_subplots(rows=max(len(names), 1), cols=1, vertical_spacing=0.1 / max(len(names), 1))
    for place, (name, counts) in enumerate(zip(names, histograms, strict=True), start=1):
        figure.add_bar(
            x=list(range(1, len(counts) + 1)),
            y=list(counts),
            marker_color=look.accent,
            hovertemplate=f"{column_title}: {name}<br>{rows_title}: %{{y:,d}}<extra></extra>",
            row=place,
            col=1,
        )
        figure.update_yaxes(title={"text": name, "standoff": 4}, showticklabels=False, showgrid=False, row=place, col=1)
    figure.update_xaxes(showticklabels=False, showline=True, linecolor=look.grid)
    figure.update_layout(
        template=template(theme),
        separators=separators,
        height=16 + 44 * max(len(names), 1),
        showlegend=False,
        bargap=0.1,
    )
    for axis in figure.select_yaxes():
        figure.add_annotation(
            text=axis.title.text,
            x=0,
            xref="paper",
            xanchor="right",
            xshift=-10,
            showarrow=False,
            font={"size": 12},
            y=sum(axis.domain) / 2,
            yref="paper",
        )
        axis.title.text = None
    figure.update_layout(margin={"t": 8, "b": 8, "l": 24 + 7 * max((len(name) for name in names), default=0)})
    return figure
