"""Regimes: what follows each, which follows which, how long they last and when they held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.charts.market.rows import rows_for
from app.charts.template import OKABE_ITO, Theme, blank, date_axis, palette

if TYPE_CHECKING:
    from datetime import datetime

    import plotly.graph_objects as go

__all__ = ["regime_returns", "regimes_over_time", "spells", "transitions"]

FULL: dict[Theme, str] = {"light": "#A9D3C3", "dark": "#25684F"}
"""Ground of a cell of 100%; the theme's ink stands out from it, and from all below it."""
Quartiles = tuple[float, float, float, float, float]
"""Least, lower quartile, median, upper quartile, most."""


def regime_returns(
    names: Sequence[str],
    means: Sequence[float],
    intervals: Sequence[tuple[float, float] | None],
    *,
    overall: float | None = None,
    regime_title: str = "Regime",
    mean_title: str = "Mean return of the next bar, bps",
    overall_name: str = "all bars",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw the mean return after each regime with its 95% interval, beside that of all bars.

    Parameters
    ----------
    means : sequence of float
        NaN where there is none.
    intervals : sequence of (low, high) or None
    overall : float, optional
        The dashed line.
    """
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=mean_title, y_title="", height=300)
    spans = [(mean, mean) if span is None else span for mean, span in zip(means, intervals, strict=True)]
    figure.add_scatter(
        x=list(means),
        y=list(names),
        mode="markers",
        marker={"color": look.accent, "size": 9},
        error_x={
            "type": "data",
            "array": [high - mean for mean, (_low, high) in zip(means, spans, strict=True)],
            "arrayminus": [mean - low for mean, (low, _high) in zip(means, spans, strict=True)],
            "color": look.muted,
            "thickness": 1.4,
            "width": 3,
        },
        customdata=spans,
        hovertemplate="%{y}: %{x:,.2f}<br>%{customdata[0]:,.2f} – %{customdata[1]:,.2f}<extra></extra>",
    )
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    rows_for(figure, list(names), regime_title)
    figure.add_vline(x=0, line={"color": look.baseline, "width": 1}, layer="below")
    if overall is not None:
        figure.add_vline(x=overall, line={"color": look.baseline, "dash": "dash", "width": 1.5}, layer="below")
        figure.add_annotation(
            x=overall, y=1, yref="y domain", text=overall_name, yanchor="bottom", showarrow=False,
            font={"color": look.muted, "size": 12},
        )  # fmt: skip
    return figure


def transitions(
    names: Sequence[str],
    shares: Sequence[Sequence[float | None]],
    *,
    now_title: str = "Regime of a bar",
    next_title: str = "Regime of the next bar",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw which regime follows which: rows add up to 1, None where a regime never was."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=next_title, y_title="", height=190 + 44 * len(names))
    figure.add_heatmap(
        z=[list(row) for row in shares],
        x=list(names),
        y=list(names),
        zmin=0,
        zmax=1,
        colorscale=[[0, look.second], [1, FULL[theme]]],
        textfont={"color": look.ink},
        xgap=2,
        ygap=2,
        texttemplate="%{z:.1%}",
        showscale=False,
        hoverongaps=False,
        hovertemplate="%{y} → %{x}: %{z:.2%}<extra></extra>",
    )
    figure.update_xaxes(type="category", showgrid=False, tickangle=-40)
    figure.update_yaxes(type="category", showgrid=False, autorange="reversed")
    rows_for(figure, list(names), now_title)
    return figure


def spells(
    names: Sequence[str],
    lengths: Sequence[Quartiles | None],
    *,
    regime_title: str = "Regime",
    length_title: str = "Length of a spell, bars",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw how long spells last: quartiles as a box, 5% and 95% as whiskers, lengths on a logarithmic scale."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=length_title, y_title="", height=300)
    known = [(name, quartiles) for name, quartiles in zip(names, lengths, strict=True) if quartiles is not None]
    figure.add_box(
        y=[name for name, _quartiles in known],
        lowerfence=[quartiles[0] for _name, quartiles in known],
        q1=[quartiles[1] for _name, quartiles in known],
        median=[quartiles[2] for _name, quartiles in known],
        q3=[quartiles[3] for _name, quartiles in known],
        upperfence=[quartiles[4] for _name, quartiles in known],
        orientation="h",
        line={"color": look.accent, "width": 1.5},
        fillcolor=look.accent_soft,
        hoverinfo="x",
    )
    figure.update_xaxes(type="log", dtick=1, showgrid=True, gridcolor=look.grid, hoverformat=",.0f", tickformat=",d")
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    rows_for(figure, [name for name, _quartiles in known], regime_title)
    return figure


def regimes_over_time(
    at: Sequence[datetime],
    shares: Mapping[str, Sequence[float | None]],
    *,
    names: Mapping[str, str] | None = None,
    share_title: str = "Share of bars",
    date_format: str = "%Y-%m-%d",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw which regimes held when, as shares of stretches of time that add up to 1.

    Parameters
    ----------
    at : sequence of datetime
        Beginning of each stretch.
    shares : mapping of str to sequence of float or None
        Of each regime, by its code, stacked in this order; None leaves a stretch blank.
    names : mapping of str to str, optional
        Of codes.
    """
    titles = {code: code for code in shares} | dict(names or {})
    figure = blank(
        theme=theme, separators=separators, x_title="", y_title=share_title, height=300, hovermode="x unified"
    )
    colours = regime_colours(theme)
    for code, values in shares.items():
        figure.add_scatter(
            x=list(at),
            y=list(values),
            mode="lines",
            stackgroup="regimes",
            line={"width": 0, "shape": "hv"},
            fillcolor=colours.get(code, palette(theme).quiet),
            name=titles[code],
            hovertemplate="%{y:.0%}",
        )
    figure.update_layout(showlegend=True, legend={"traceorder": "normal"}, margin_t=40)
    figure.update_layout(legend_entrywidth=30 + 7 * max(len(titles[code]) for code in shares) if shares else 0)
    figure.update_yaxes(range=[0, 1], tickformat=".0%")
    date_axis(figure, date_format=date_format)
    return figure


def regime_colours(theme: Theme) -> dict[str, str]:
    """Return the colour of each regime, of the same kind as its band behind candles."""
    look = palette(theme)
    return {
        "trend_up": look.above,
        "trend_down": look.below,
        "ranging": look.baseline,
        "high_volatility": OKABE_ITO[0],
        "undefined": look.grid,
    }
