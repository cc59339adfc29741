"""Charts for looking at a dataset. Pure functions of the small frames of `bancada.data.explore`; texts come in translated."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from app.charts.template import Theme, blank, date_axis, dotted, label_ends, palette, room_for, series_colours

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

__all__ = ["correlation", "distribution", "relation", "series"]

DIRECT = 4
"""Up to this many series are labelled where they are drawn; more get a legend."""


def distribution(
    frame: pd.DataFrame,
    *,
    column: str,
    by: str | None = None,
    share_title: str = "Share of rows",
    rows_name: str = "rows",
    date_format: str = "%Y-%m-%d",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw how values spread: bars, or one outline a group.

    Parameters
    ----------
    frame : DataFrame
        Columns left, right (or category), group, count, share.
    column, by : str
        Axis title with its unit, and the title of groups.
    """
    is_category = "category" in frame.columns
    groups = list(frame["group"].drop_duplicates()) if by else [None]
    figure = blank(theme=theme, separators=separators, x_title=column, y_title=share_title, height=360)
    for group, colour in zip(groups, series_colours(len(groups), theme), strict=True):
        part = frame if group is None else frame[frame["group"] == group]
        if is_category:
            _category_bars(figure, part, name=group, colour=colour, rows_name=rows_name)
        elif group is None:
            _bin_bars(
                figure, part, colour=colour, rows_name=rows_name, ground=palette(theme).ground, date_format=date_format
            )
        else:
            _outline(figure, part, name=str(group), colour=colour, rows_name=rows_name)
    if is_category:
        n_categories = frame["category"].nunique()
        figure.update_layout(height=110 + max(26, 14 * len(groups)) * max(n_categories, 2))
        figure.update_xaxes(title_text=share_title, tickformat=".0~%", showgrid=True, gridcolor=palette(theme).grid)
        figure.update_yaxes(title_text=column, autorange="reversed", type="category", showgrid=False)
        room_for(figure, list(frame["category"].drop_duplicates()))
    else:
        figure.update_yaxes(tickformat=".1~%", rangemode="tozero")
        if str(frame["left"].dtype).startswith("datetime"):
            date_axis(figure, date_format=date_format)
    _name_groups(figure, groups, by, theme)
    return figure


def correlation(
    frame: pd.DataFrame,
    *,
    value_name: str = "Correlation",
    columns_title: str = "Column",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw a square of correlations from -1 to 1 on the diverging scale; figures are written in up to 12 columns."""
    names = [str(name) for name in frame.columns]
    size = len(names)
    figure = blank(
        theme=theme,
        separators=separators,
        x_title=columns_title,
        y_title=columns_title,
        height=min(140 + 40 * size, 720),
    )
    figure.add_heatmap(
        z=frame.to_numpy(),
        x=names,
        y=names,
        zmin=-1,
        zmax=1,
        colorscale=list(palette(theme).diverging),
        xgap=2,
        ygap=2,
        texttemplate="%{z:.2f}" if size <= 12 else None,
        colorbar={
            "thickness": 10,
            "outlinewidth": 0,
            "tickvals": [-1, -0.5, 0, 0.5, 1],
            "title": {"text": value_name, "font": {"size": 12}},
        },
        hovertemplate=f"%{{y}} · %{{x}}<br>{value_name}: %{{z:.3f}}<extra></extra>",
    )
    figure.update_xaxes(type="category", showgrid=False, tickangle=-40 if size > 5 else 0)
    figure.update_yaxes(type="category", showgrid=False, autorange="reversed")
    return figure


def relation(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    by: str | None = None,
    highlighted: Collection[int] = (),
    row_name: str = "row",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw points of two columns; each carries its row id in `customdata`, for selection.

    Parameters
    ----------
    frame : DataFrame
        Columns row, x, y, group.
    x, y : str
        Axis titles with units.
    highlighted : collection of int
        Row ids to draw stronger; the others step back.
    """
    groups = list(frame["group"].drop_duplicates()) if by else [None]
    figure = blank(theme=theme, separators=separators, x_title=x, y_title=y, height=420)
    opacity = 0.75 if len(frame) <= 500 else 0.45
    lit = set(highlighted)
    for group, colour in zip(groups, series_colours(len(groups), theme), strict=True):
        part = frame if group is None else frame[frame["group"] == group]
        figure.add_scattergl(
            x=part["x"],
            y=part["y"],
            mode="markers",
            name="" if group is None else str(group),
            marker={"color": colour, "size": 6, "opacity": opacity},
            customdata=part[["row"]].to_numpy(),
            selectedpoints=[place for place, row in enumerate(part["row"]) if row in lit] if lit else None,
            selected={"marker": {"opacity": 1, "size": 10}},
            unselected={"marker": {"opacity": 0.15}},
            hovertemplate=f"{x}: %{{x}}<br>{y}: %{{y}}<br>{row_name} %{{customdata[0]:,d}}<extra>{group or ''}</extra>",
        )
    figure.update_layout(dragmode="select")
    _name_groups(figure, groups, by, theme)
    return figure


def series(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    by: str | None = None,
    date_format: str = "%Y-%m-%d",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw a column along time, one line a group; lines are named at their ends where there are up to four.

    Parameters
    ----------
    frame : DataFrame
        Columns row, x, y, group, in order of x within each group.
    x, y : str
        Axis titles with units.
    """
    groups = list(frame["group"].drop_duplicates()) if by else [None]
    colours = series_colours(len(groups), theme)
    figure = blank(theme=theme, separators=separators, x_title=x, y_title=y, height=340, hovermode="x unified")
    if str(frame["x"].dtype).startswith("datetime"):
        date_axis(figure, date_format=date_format)
    ends: list[tuple[object, float]] = []
    for group, colour in zip(groups, colours, strict=True):
        part = frame if group is None else frame[frame["group"] == group]
        figure.add_scattergl(
            x=part["x"],
            y=part["y"],
            mode="lines",
            name=y if group is None else str(group),
            line={"color": colour, "width": 1.4},
            customdata=part[["row"]].to_numpy(),
            hovertemplate="%{y:,.4~g}",
        )
        if len(part):
            ends.append((part["x"].iloc[-1], float(part["y"].iloc[-1])))
    if by and len(groups) <= DIRECT and ends:
        span = float(frame["y"].max() - frame["y"].min()) or 1.0
        names = [dotted(str(group), colour) for group, colour in zip(groups, colours, strict=True)]
        label_ends(figure, ends, names, span=span)
    elif by:
        figure.update_layout(showlegend=True, legend_title_text=by)
    return figure


def _category_bars(figure: go.Figure, part: pd.DataFrame, *, name: object, colour: str, rows_name: str) -> None:
    figure.add_bar(
        x=part["share"],
        y=part["category"],
        orientation="h",
        name="" if name is None else str(name),
        marker_color=colour,
        customdata=part["count"],
        hovertemplate=f"%{{y}}: %{{x:.1%}}<br>%{{customdata:,d}} {rows_name}<extra>{'' if name is None else name}</extra>",
    )


def _bin_bars(
    figure: go.Figure, part: pd.DataFrame, *, colour: str, rows_name: str, ground: str, date_format: str
) -> None:
    width = part["right"] - part["left"]
    is_time = str(part["left"].dtype).startswith("datetime")
    edge = f"%{{customdata[0]|{date_format} %H:%M}}" if is_time else "%{customdata[0]:,.4~g} – %{customdata[1]:,.4~g}"
    figure.add_bar(
        x=part["left"] + width / 2,
        y=part["share"],
        width=width.dt.total_seconds() * 1000 if is_time else width,
        marker={"color": colour, "line": {"width": 1, "color": ground}},
        customdata=part[["left", "right", "count"]].to_numpy(),
        hovertemplate=f"{edge}<br>%{{y:.1%}}<br>%{{customdata[2]:,d}} {rows_name}<extra></extra>",
    )


def _outline(figure: go.Figure, part: pd.DataFrame, *, name: str, colour: str, rows_name: str) -> None:
    figure.add_scatter(
        x=[*part["left"], *part["right"].tail(1)],
        y=[*part["share"], *part["share"].tail(1)],
        mode="lines",
        name=name,
        line={"color": colour, "width": 2, "shape": "hv"},
        customdata=[*part["count"], *part["count"].tail(1)],
        hovertemplate=f"{name}: %{{y:.1%}}<br>%{{customdata:,d}} {rows_name}<extra></extra>",
    )


def _name_groups(figure: go.Figure, groups: Sequence[object], by: str | None, theme: Theme) -> None:
    if not by:
        return
    if len(groups) > DIRECT:
        figure.update_layout(showlegend=True, legend_title_text=by)
        return
    names = [
        dotted(str(group), colour) for group, colour in zip(groups, series_colours(len(groups), theme), strict=True)
    ]
    figure.add_annotation(
        text=f"{by}:  " + "   ".join(names),
        x=0,
        y=1.01,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        showarrow=False,
        font={"size": 12},
    )
    figure.update_layout(margin_t=36)
