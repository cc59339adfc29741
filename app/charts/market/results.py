"""What a rule brought: equity and drawdown beside holding, months, hours, trades, and where chance would have put it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from plotly.subplots import make_subplots

from app.charts.template import Theme, blank, date_axis, dotted, key, label_ends, palette, reference_line, template

if TYPE_CHECKING:
    from datetime import date

    import plotly.graph_objects as go

__all__ = ["equity", "excursions", "hours", "months", "randomised", "trades"]


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
        everything, names = [*strategy, *holding], [strategy_name, holding_name]
        if band is not None:
            ends.append((days[-1], (band[0][-1] + band[1][-1]) / 2))
            everything, names = [*everything, *band[0], *band[1]], [*names, band_name]
        label_ends(figure, ends, names, span=(max(everything) - min(everything) or 1.0) / 0.72)
        figure.update_xaxes(range=[days[0], days[-1]])
    figure.update_yaxes(title_text=value_title, tickformat=",.0f", row=1, col=1)
    figure.update_yaxes(title_text=drawdown_title, tickformat=".0%", nticks=4, row=2, col=1)
    date_axis(figure, date_format=date_format)
    return figure


def months(
    years: Sequence[str],
    values: Sequence[Sequence[float | None]],
    month_names: Sequence[str],
    *,
    value_title: str = "Return",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw a table of months: one row a year, each month's return as a fraction, written in per cent; None where there was none."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title="", y_title="", height=110 + 34 * len(years))
    known = [abs(value) for row in values for value in row if value is not None]
    reach = max(known, default=1.0) or 1.0
    figure.add_heatmap(
        x=list(month_names),
        y=list(years),
        z=[[None if value is None else value for value in row] for row in values],
        zmin=-reach,
        zmax=reach,
        colorscale=[list(pair) for pair in look.diverging],
        text=[["" if value is None else str(round(100 * value)) for value in row] for row in values],
        texttemplate="%{text}",
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
    figure.update_yaxes(tickformat=",.0f" if max(map(abs, means), default=0.0) >= 10 else None)
    reference_line(figure, theme=theme, name="", y=0)
    return figure


def trades(
    edges: Sequence[float],
    counts: Sequence[int],
    *,
    result_title: str = "Net result of a trade, R$",
    count_title: str = "Trades",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw how the results of trades spread, `counts` between neighbouring `edges`; zero is the dashed line."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=result_title, y_title=count_title, height=300)
    sides = list(pairwise(edges))
    figure.add_bar(
        x=[(low + high) / 2 for low, high in sides],
        y=list(counts),
        width=[high - low for low, high in sides],
        customdata=sides,
        marker={"color": [look.below if low + high < 0 else look.above for low, high in sides], "line_width": 0},
        hovertemplate="%{customdata[0]:,.0f} – %{customdata[1]:,.0f}: %{y:,d}<extra></extra>",
    )
    figure.update_layout(bargap=0)
    figure.update_xaxes(tickformat=",.0f")
    reference_line(figure, theme=theme, name="", x=0)
    return figure


def excursions(
    against: Sequence[float],
    ahead: Sequence[float],
    net: Sequence[float],
    *,
    against_title: str = "Worst open result, R$",
    for_title: str = "Best open result, R$",
    won_name: str = "Won",
    lost_name: str = "Lost",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw the worst and the best open result of each trade, by whether it won."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=against_title, y_title=for_title, height=340)
    for name, colour, is_won in ((lost_name, look.below, False), (won_name, look.above, True)):
        chosen = [index for index, result in enumerate(net) if (result > 0) is is_won]
        figure.add_scattergl(
            x=[against[index] for index in chosen],
            y=[ahead[index] for index in chosen],
            customdata=[net[index] for index in chosen],
            mode="markers",
            marker={"color": colour, "size": 5, "opacity": 0.55},
            name=name,
            hovertemplate="%{x:,.0f} / %{y:,.0f} → %{customdata:,.2f}<extra></extra>",
        )
    figure.update_xaxes(tickformat=",.0f")
    figure.update_yaxes(tickformat=",.0f")
    key(figure, [dotted(won_name, look.above), dotted(lost_name, look.below)], corner="top left")
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
    figure.update_xaxes(tickformat=",.0f")
    figure.add_vline(x=own, line={"color": look.accent, "width": 2})
    figure.add_annotation(
        x=own, y=1, yref="y domain", text=own_name, yanchor="bottom", showarrow=False, font={"color": look.accent}
    )
    return figure
