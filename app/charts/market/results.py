"""What a rule brought: equity and drawdown beside holding, months, hours, trades, and where chance would have put it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from plotly.subplots import make_subplots

from app.charts.template import Theme, blank, date_axis, label_ends, palette, reference_line, template

if TYPE_CHECKING:
    from datetime import date

    import plotly.graph_objects as go

__all__ = ["equity", "hours", "months", "randomised", "trades"]


def equity(
    days: Sequence[date],
    strategy: Sequence[float],
    holding: Sequence[float],
    drawdown: Sequence[float],
    *,
    band: tuple[Sequence[float], Sequence[float]] | None = None,
    strategy_name: str = "Rule",
    holding_name: str = "Buy and hold",
    band_name: str = "95% of random",
    value_title: str = "Equity, R$",
    drawdown_title: str = "Drawdown",
    date_format: str = "%Y-%m-%d",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw a curve of equity with its drawdown below, beside buying and holding, and what chance would have given.

    Parameters
    ----------
    drawdown : sequence of float
        Fractions, 0 or below.
    band : tuple of two sequences, optional
        Low and high of equity of random strategies with the same turnover.
    """
    look = palette(theme)
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.72, 0.28], vertical_spacing=0.06)
    figure.update_layout(
        template=template(theme), separators=separators, height=430, showlegend=False, hovermode="x unified"
    )
    if band is not None:
        for edge, fill in zip(band, (None, "tonexty"), strict=True):
            figure.add_scatter(
                x=days,
                y=edge,
                mode="lines",
                line_width=0,
                fill=fill,
                fillcolor=look.accent_soft,
                name=band_name,
                hoverinfo="skip",
                row=1,
                col=1,
            )
    for values, name, line in (
        (holding, holding_name, {"color": look.baseline, "width": 1.5, "dash": "dash"}),
        (strategy, strategy_name, {"color": look.accent, "width": 2}),
    ):
        figure.add_scatter(
            x=days,
            y=values,
            mode="lines",
            line=line,
            name=name,
            hovertemplate="%{y:,.2f}",
            row=1,
            col=1,
        )
    figure.add_scatter(
        x=days,
        y=drawdown,
        mode="lines",
        fill="tozeroy",
        line={"color": look.below, "width": 1},
        name=drawdown_title,
        hovertemplate="%{y:.1%}",
        row=2,
        col=1,
    )
    if len(days):
        ends = [(days[-1], strategy[-1]), (days[-1], holding[-1])]
        everything = [*strategy, *holding]
        label_ends(figure, ends, [strategy_name, holding_name], span=max(everything) - min(everything) or 1.0)
    figure.update_yaxes(title_text=value_title, tickformat=",.0f", row=1, col=1)
    figure.update_yaxes(title_text=drawdown_title, tickformat=".0%", nticks=4, row=2, col=1)
    date_axis(figure, date_format=date_format)
    return figure


def months(
    years: Sequence[int],
    values: Sequence[Sequence[float | None]],
    month_names: Sequence[str],
    *,
    value_title: str = "Return",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw a table of months: one row a year, each month's return as a fraction, None where there was none."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title="", y_title="", height=110 + 34 * len(years))
    known = [abs(value) for row in values for value in row if value is not None]
    reach = max(known, default=1.0) or 1.0
    figure.add_heatmap(
        x=list(month_names),
        y=[str(year) for year in years],
        z=[[None if value is None else value for value in row] for row in values],
        zmin=-reach,
        zmax=reach,
        colorscale=[list(pair) for pair in look.diverging],
        texttemplate="%{z:.1%}",
        textfont_size=11,
        hoverongaps=False,
        hovertemplate=f"%{{x}} %{{y}}<br>{value_title}: %{{z:.2%}}<extra></extra>",
        showscale=False,
        xgap=2,
        ygap=2,
    )
    figure.update_yaxes(autorange="reversed", type="category", showgrid=False)
    figure.update_xaxes(side="top", type="category")
    return figure


def hours(
    names: Sequence[str],
    means: Sequence[float],
    intervals: Sequence[tuple[float, float] | None],
    *,
    hour_title: str = "Hour of entry",
    mean_title: str = "Net result of a trade, R$",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw means by group (hours, regimes) with their 95% intervals; zero is the dashed line."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=hour_title, y_title=mean_title, height=320)
    above = [0.0 if span is None else span[1] - mean for mean, span in zip(means, intervals, strict=True)]
    below = [0.0 if span is None else mean - span[0] for mean, span in zip(means, intervals, strict=True)]
    figure.add_scatter(
        x=list(names),
        y=list(means),
        mode="markers",
        marker={"color": look.accent, "size": 9},
        error_y={
            "type": "data",
            "array": above,
            "arrayminus": below,
            "color": look.muted,
            "thickness": 1.4,
            "width": 3,
        },
        hovertemplate="%{x}: %{y:,.2f}<extra></extra>",
    )
    figure.update_xaxes(type="category")
    reference_line(figure, theme=theme, name="", y=0)
    return figure


def trades(
    results: Sequence[float],
    *,
    result_title: str = "Net result of a trade, R$",
    count_title: str = "Trades",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw how the results of trades spread; zero is the dashed line."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=result_title, y_title=count_title, height=300)
    figure.add_histogram(
        x=list(results), nbinsx=60, marker_color=look.accent, hovertemplate="%{x}: %{y:,d}<extra></extra>"
    )
    reference_line(figure, theme=theme, name="", x=0)
    return figure


def randomised(
    draws: Sequence[float],
    own: float,
    *,
    value_title: str = "Net result, R$",
    count_title: str = "Random strategies",
    own_name: str = "Rule",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw where a rule's result lies among random strategies with the same turnover."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=value_title, y_title=count_title, height=300)
    figure.add_histogram(
        x=list(draws), nbinsx=40, marker_color=look.quiet, hovertemplate="%{x}: %{y:,d}<extra></extra>"
    )
    figure.add_vline(x=own, line={"color": look.accent, "width": 2})
    figure.add_annotation(
        x=own, y=1, yref="y domain", text=own_name, yanchor="bottom", showarrow=False, font={"color": look.accent}
    )
    return figure
