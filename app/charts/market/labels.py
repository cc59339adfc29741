"""Labels: how many of each class, how values spread, and one of them on its candles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from app.charts.market.rows import rows_for
from app.charts.template import Theme, blank, dotted, palette, reference_line, significant

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["Bins", "LabelExample", "class_counts", "label_example", "spread"]


@dataclass(frozen=True, slots=True)
class Bins:
    """Counts between edges.

    Attributes
    ----------
    edges : sequence of float
        One more than `counts`.
    counts : sequence of int
    """

    edges: Sequence[float]
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class LabelExample:
    """One label on its candles; places are positions among the candles.

    Attributes
    ----------
    decided, end, last : int
        Bar at whose close it is decided, bar at which it is known, bar at which it is known at the latest.
    entry : float
        Price of the next open.
    leaving : float
        Price at which it ends.
    levels : tuple of float or None
        Upper and lower barrier or threshold.
    """

    decided: int
    end: int
    last: int
    entry: float
    leaving: float
    levels: tuple[float, float] | None = None


def class_counts(
    names: Sequence[str],
    counts: Sequence[int],
    *,
    class_title: str = "Class",
    count_title: str = "Bars",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw how many bars have each class, with its share written beside."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=count_title, y_title="", height=110 + 38 * len(names))
    total = sum(counts) or 1
    shares = [f" {significant(100 * count / total, 3, separators=separators)}%" for count in counts]
    figure.add_bar(
        x=list(counts),
        y=list(names),
        orientation="h",
        marker_color=look.accent,
        text=shares,
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x:,d} (%{text})<extra></extra>",
    )
    figure.update_xaxes(tickformat=",d", showgrid=True, gridcolor=look.grid, nticks=4)
    figure.update_yaxes(type="category", showgrid=False)
    rows_for(figure, list(names), class_title)
    figure.update_layout(margin_r=56)
    return figure


def spread(
    bins: Bins,
    *,
    value_title: str,
    count_title: str = "Bars",
    zero_name: str | None = None,
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw how values spread; with a name for it, zero is the dashed line."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=value_title, y_title=count_title, height=300)
    edges = list(bins.edges)
    if bins.counts:
        figure.add_bar(
            x=[(low + high) / 2 for low, high in pairwise(edges)],
            y=list(bins.counts),
            width=[high - low for low, high in pairwise(edges)],
            marker={"color": look.accent, "line": {"width": 1, "color": look.ground}},
            customdata=list(pairwise(edges)),
            hovertemplate="%{customdata[0]:,.4~g} – %{customdata[1]:,.4~g}<br>%{y:,d}<extra></extra>",
        )
    figure.update_yaxes(tickformat=",d", rangemode="tozero")
    if zero_name is not None:
        reference_line(figure, theme=theme, name=zero_name, x=0)
    return figure


def label_example(
    at: Sequence[str],
    prices: tuple[Sequence[float], Sequence[float], Sequence[float], Sequence[float]],
    example: LabelExample,
    *,
    price_title: str = "Price",
    entry_name: str = "Entry at the next open",
    end_name: str = "End",
    levels_names: tuple[str, str] = ("Upper barrier", "Lower barrier"),
    last_name: str = "Horizon",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw candles with one label: where it is decided, entered and known, and between which levels.

    Parameters
    ----------
    at : sequence of str
        Instant of each candle in words.
    prices : tuple
        Open, high, low, close.
    """
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title="", y_title=price_title, height=400, hovermode="x")
    places = list(range(len(at)))
    opens, highs, lows, closes = prices
    figure.add_candlestick(
        x=places,
        open=list(opens),
        high=list(highs),
        low=list(lows),
        close=list(closes),
        increasing={"line": {"color": look.above, "width": 1}, "fillcolor": look.above},
        decreasing={"line": {"color": look.below, "width": 1}, "fillcolor": look.below},
        name="",
    )
    first = example.decided + 0.5
    figure.add_vrect(
        x0=first, x1=example.last + 0.5, fillcolor=look.accent_soft, line_width=0, layer="below", opacity=0.6
    )
    for level, name, side in zip(example.levels or (), levels_names, ("bottom", "top"), strict=False):
        _level(figure, (first, example.last + 0.5), level, name, side)
    figure.add_vline(x=example.last + 0.5, line={"color": look.baseline, "dash": "dash", "width": 1.5})
    figure.add_annotation(
        x=example.last + 0.5, y=1, yref="y domain", text=last_name, yanchor="bottom", showarrow=False,
        font={"size": 12, "color": look.muted},
    )  # fmt: skip
    figure.add_scatter(
        x=[example.decided + 1, example.end],
        y=[example.entry, example.leaving],
        mode="markers",
        marker={
            "symbol": ["circle-open", "circle"],
            "size": 12,
            "color": [look.ink, look.accent],
            "line": {"width": 2.5, "color": [look.ink, look.ground]},
        },
        hovertemplate="%{y:,.4~f}<extra></extra>",
    )
    figure.add_annotation(
        text=f"{dotted(entry_name, look.ink)}<br>{dotted(end_name, look.accent)}",
        x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", align="left", showarrow=False,
        font={"size": 12},
    )  # fmt: skip
    figure.update_layout(margin_t=52)
    figure.update_yaxes(tickformat=",.6~f")
    step = max(1, -(-len(at) // 4))
    figure.update_xaxes(
        rangeslider_visible=False,
        range=[-0.7, len(at) - 0.3],
        tickvals=places[::step],
        ticktext=[text.replace(" ", "<br>") for text in at[::step]],
        tickangle=0,
    )
    return figure


def _level(figure: go.Figure, span: tuple[float, float], y: float, name: str, side: str) -> None:
    line = figure.layout.template.layout.font.color
    figure.add_shape(type="line", x0=span[0], x1=span[1], y0=y, y1=y, line={"color": line, "width": 1.2, "dash": "dot"})
    figure.add_annotation(
        x=span[0], y=y, text=name, xanchor="left", xshift=4, yanchor=side, showarrow=False, font={"size": 12}
    )
