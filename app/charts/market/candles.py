"""Candles with volume below, lines over them and bands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from plotly.subplots import make_subplots

from app.charts.template import OKABE_ITO, Theme, date_axis, palette, template

if TYPE_CHECKING:
    from datetime import datetime

    import plotly.graph_objects as go

__all__ = ["Band", "Overlay", "candles"]

REGIME_COLOURS = {
    "trend_up": "rgba(0,114,178,0.16)",
    "trend_down": "rgba(213,94,0,0.16)",
    "ranging": "rgba(122,134,143,0.12)",
    "high_volatility": "rgba(230,159,0,0.22)",
}
"""Behind the candles; a band without a colour here is not drawn."""
MOST_NAMED = 6
"""Candles whose instant is written below, about."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A line over the candles.

    Attributes
    ----------
    name : str
        Written at its end.
    values : sequence of float
        One a candle; None or NaN where there is none.
    """

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of time behind the candles.

    Attributes
    ----------
    start, end : datetime
    kind : str
        Key of `REGIME_COLOURS`.
    """

    start: datetime
    end: datetime
    kind: str


# Any sequence of numbers serves; frames are not needed for five columns.
def candles(
    at: Sequence[datetime],
    prices: tuple[Sequence[float], Sequence[float], Sequence[float], Sequence[float]],
    volume: Sequence[float],
    *,
    overlays: Sequence[Overlay] = (),
    bands: Sequence[Band] = (),
    price_title: str = "Price",
    volume_title: str = "Volume",
    volume_unit: float = 1.0,
    without_gaps: bool = True,
    date_format: str = "%Y-%m-%d",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw candles.

    Parameters
    ----------
    at : sequence of datetime
        Opening instants on the exchange's clock, naive.
    prices : tuple
        Open, high, low, close.
    volume_unit : float
        Units of volume in one of its axis, as `volume_title` names it.
    without_gaps : bool
        Candles stand side by side; nights and weekends take no room. Otherwise time is to scale.
    """
    look = palette(theme)
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.78, 0.22], vertical_spacing=0.03)
    figure.update_layout(template=template(theme), separators=separators, height=460, showlegend=False, hovermode="x")
    pattern = date_format if _is_daily(at) else f"{date_format} %H:%M"
    places: Sequence[object] = [moment.strftime(pattern) for moment in at] if without_gaps else list(at)
    opens, highs, lows, closes = prices
    figure.add_candlestick(
        x=places,
        open=opens,
        high=highs,
        low=lows,
        close=closes,
        increasing={"line": {"color": look.above, "width": 1}, "fillcolor": look.above},
        decreasing={"line": {"color": look.below, "width": 1}, "fillcolor": look.below},
        name="",
        row=1,
        col=1,
    )
    # Candles give no points to a dragged box; these do.
    figure.add_scatter(
        x=places, y=closes, mode="markers", marker={"opacity": 0, "size": 1}, hoverinfo="skip", name="", row=1, col=1
    )
    figure.add_bar(
        x=places,
        y=[one / volume_unit for one in volume],
        customdata=list(volume),
        marker_color=look.quiet,
        hovertemplate="%{customdata:,.0f}<extra></extra>",
        row=2,
        col=1,
    )
    for overlay, colour in zip(overlays, _line_colours(len(overlays), theme), strict=True):
        _line(figure, places, overlay, colour)
    for band in bands:
        _band(figure, at, places, band)
    _axes(figure, price_title, volume_title)
    if without_gaps:
        _ticks(figure, at, places, date_format)
    else:
        date_axis(figure, date_format=date_format)
    return figure


def _is_daily(at: Sequence[datetime]) -> bool:
    return all(moment.hour == moment.minute == 0 for moment in at)


def _line_colours(n_lines: int, theme: Theme) -> list[str]:
    """Return colours that are not those of the candles."""
    look = palette(theme)
    chosen = [look.accent, OKABE_ITO[0], OKABE_ITO[6], look.ink]
    return [chosen[index % len(chosen)] for index in range(n_lines)]


def _line(figure: go.Figure, places: Sequence[object], overlay: Overlay, colour: str) -> None:
    figure.add_scatter(
        x=places,
        y=list(overlay.values),
        mode="lines",
        line={"color": colour, "width": 1.4},
        name=overlay.name,
        hovertemplate=f"{overlay.name}: %{{y:,.4~f}}<extra></extra>",
        row=1,
        col=1,
    )
    known = [(x, y) for x, y in zip(places, overlay.values, strict=True) if y is not None and isfinite(y)]
    if known:
        x, y = known[-1]
        figure.add_annotation(
            x=x, y=y, text=overlay.name, xanchor="left", xshift=5, showarrow=False, font={"size": 11, "color": colour}
        )


def _band(figure: go.Figure, at: Sequence[datetime], places: Sequence[object], band: Band) -> None:
    colour = REGIME_COLOURS.get(band.kind)
    inside = [index for index, moment in enumerate(at) if band.start <= moment <= band.end]
    if colour is None or not inside:
        return
    x0: object = inside[0] - 0.5 if isinstance(places[0], str) else band.start
    x1: object = inside[-1] + 0.5 if isinstance(places[0], str) else band.end
    figure.add_shape(
        type="rect",
        x0=x0,
        x1=x1,
        y0=0,
        y1=1,
        xref="x",
        yref="y domain",
        fillcolor=colour,
        line_width=0,
        layer="below",
    )


def _axes(figure: go.Figure, price_title: str, volume_title: str) -> None:
    figure.update_xaxes(rangeslider_visible=False, title_text="")
    figure.update_yaxes(title_text=price_title, tickformat=",.6~f", row=1, col=1)
    figure.update_yaxes(title_text=volume_title, tickformat=",.3~r", showgrid=False, nticks=3, row=2, col=1)
    figure.update_layout(margin_r=60, dragmode="select", selectdirection="h")


def _ticks(figure: go.Figure, at: Sequence[datetime], places: Sequence[object], date_format: str) -> None:
    """Name a few candles below the picture, briefly enough for a phone."""
    day = "%d/%m" if date_format.index("%d") < date_format.index("%m") else "%m-%d"
    pattern = f"{day}<br>%Y" if _is_daily(at) else f"{day}<br>%H:%M"
    step = max(1, len(at) // MOST_NAMED)
    shown = range(step // 2, len(at), step)
    figure.update_xaxes(
        type="category",
        range=[-1, len(places)],
        tickangle=0,
        tickmode="array",
        tickvals=[places[index] for index in shown],
        ticktext=[at[index].strftime(pattern) for index in shown],
    )
