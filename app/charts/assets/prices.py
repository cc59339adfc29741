"""Prices of several tickers on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.charts.template import Theme, blank, date_axis, dotted, label_ends, reference_line, series_colours

if TYPE_CHECKING:
    from datetime import date

    import plotly.graph_objects as go

__all__ = ["prices"]


def prices(
    lines: Sequence[tuple[str, Sequence[date], Sequence[float]]],
    *,
    value_title: str = "First close = 100",
    date_format: str = "%Y-%m-%d",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw one line a ticker, its name at its end; 100 is the dashed line.

    Parameters
    ----------
    lines : sequence of (str, dates, values)
        Ticker, sessions and closes over the first one, times 100.
    """
    figure = blank(
        theme=theme, separators=separators, x_title="", y_title=value_title, height=340, hovermode="x unified"
    )
    colours = series_colours(len(lines), theme)
    for (name, days, values), colour in zip(lines, colours, strict=True):
        figure.add_scatter(
            x=list(days),
            y=list(values),
            mode="lines",
            name=name,
            line={"color": colour, "width": 1.8},
            hovertemplate="%{y:,.1f}",
        )
    drawn = [
        (name, days[-1], values, colour) for (name, days, values), colour in zip(lines, colours, strict=True) if days
    ]
    if drawn:
        everything = [value for _name, _day, values, _colour in drawn for value in values]
        ends = [(day, values[-1]) for _name, day, values, _colour in drawn]
        names = [dotted(name, colour) for name, _day, _values, colour in drawn]
        label_ends(figure, ends, names, span=1.25 * (max(everything) - min(everything) or 1.0))
        reference_line(figure, theme=theme, name="", y=100)
    figure.update_yaxes(tickformat=",.0f")
    date_axis(figure, date_format=date_format)
    return figure
