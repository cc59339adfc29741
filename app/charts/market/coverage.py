"""How many bars each day or month has, with holes and strays marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.charts.template import OKABE_ITO, Theme, blank, date_axis, dotted, key, palette

if TYPE_CHECKING:
    from datetime import date

    import plotly.graph_objects as go

__all__ = ["bars_over_time"]


def bars_over_time(
    days: Sequence[date],
    bars: Sequence[int],
    *,
    missing: Sequence[int],
    strays: Sequence[int],
    bars_title: str = "Bars",
    missing_title: str = "Sessions without a bar",
    stray_title: str = "Bars on days without a session",
    date_format: str = "%Y-%m-%d",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw bars a day or month as columns; sessions without a bar are marked on the axis, bars of days without a session in a colour.

    Parameters
    ----------
    days : sequence of date
        First day of each unit.
    bars, missing, strays : sequence of int
        Of each unit; strays are among the bars.
    """
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title="", y_title=bars_title, height=260, hovermode="x")
    inside = [count - stray for count, stray in zip(bars, strays, strict=True)]
    figure.add_bar(x=list(days), y=inside, marker_color=look.accent, **_hover(bars_title))
    lines = []
    if any(strays):
        figure.add_bar(x=list(days), y=list(strays), marker_color=OKABE_ITO[0], **_hover(stray_title))
        lines.append(dotted(stray_title, OKABE_ITO[0]))
    holes = [(day, count) for day, count in zip(days, missing, strict=True) if count]
    if holes:
        figure.add_scatter(
            x=[day for day, _count in holes],
            y=[0] * len(holes),
            customdata=[count for _day, count in holes],
            mode="markers",
            marker={"symbol": "x-thin", "size": 8, "line": {"color": look.below, "width": 2}},
            cliponaxis=False,
            hovertemplate=f"{missing_title}: %{{customdata:,d}}<extra></extra>",
        )
        lines.append(dotted(missing_title, look.below))
    if lines:
        _room_above(figure, bars)
        key(figure, lines, corner="top left")
    figure.update_layout(barmode="stack", bargap=0, barcornerradius=0)
    figure.update_yaxes(rangemode="tozero", tickformat=",d")
    date_axis(figure, date_format=date_format)
    figure.update_xaxes(hoverformat=date_format)
    return figure


def _hover(title: str) -> dict[str, str]:
    return {"hovertemplate": f"{title}: %{{y:,d}}<extra></extra>"}


def _room_above(figure: go.Figure, bars: Sequence[int]) -> None:
    figure.update_yaxes(range=[0, 1.4 * max(bars, default=1)])
