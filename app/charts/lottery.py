"""Charts of a record of draws, each beside what a fair game gives. Pure functions of values; texts come in translated."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt
from typing import TYPE_CHECKING

from app.charts.template import Theme, blank, dashed, dotted, key, number, palette, reference_line

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["against_law", "delays", "frequencies", "over_time"]

REACH = 4.0
"""Standard deviations at which the diverging scale of the heat map ends."""

Z95 = 1.959964
"""Two-sided 95% point of the normal law."""

FEW_COUNTS = 4
"""Below this reach an axis of counts has a tick at each whole number, and none between that would be written as one."""

FEW = 30
"""Up to this many values a law is drawn point by point; above, as a line."""


def frequencies(
    counts: Sequence[int],
    *,
    expected: float,
    low: float,
    high: float,
    number_title: str = "Number",
    count_title: str = "Times drawn",
    expected_name: str = "Fair game",
    band_name: str = "95% of a fair game",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw how often each number was drawn, as its distance from what is expected, inside the band of a fair game.

    Bars begin at the expectation, not at nought: what differs between numbers is a few parts in a hundred of the whole.

    Parameters
    ----------
    counts : sequence of int
        Of number 1 first.
    expected, low, high : float
        Times a number is drawn in a fair game, and the band that holds 95% of its numbers.
    """
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=number_title, y_title=count_title, height=360)
    figure.add_hrect(y0=low, y1=high, fillcolor=look.accent_soft, line_width=0, layer="below")
    numbers = list(range(1, len(counts) + 1))
    figure.add_bar(
        x=numbers,
        y=[count - expected for count in counts],
        base=expected,
        marker_color=[_side(count, low, high, inside=look.accent, theme=theme) for count in counts],
        customdata=list(counts),
        hovertemplate=f"{number_title} %{{x}}<br>{count_title}: %{{customdata:,d}}<extra></extra>",
    )
    reference_line(figure, theme=theme, name="", y=expected)
    figure.update_xaxes(tickmode="array", tickvals=numbers, tickfont_size=11)
    reach = 1.45 * max(high - expected, *(abs(count - expected) for count in counts))
    figure.update_yaxes(range=[expected - reach, expected + reach], tickformat=",d")
    if reach < FEW_COUNTS:
        figure.update_yaxes(tick0=0, dtick=1)
    level = f"{expected_name}: {number(expected, 0, separators=separators)}"
    key(figure, [dashed(level, look.muted), _band(band_name, theme)], corner="top left")
    return figure


def over_time(
    deviations: Sequence[Sequence[float]],
    blocks: Sequence[str],
    *,
    number_title: str = "Number",
    block_title: str = "Contests",
    deviation_title: str = "Standard deviations",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw numbers down and blocks of contests across, coloured by how far each count lies from a fair game's.

    Parameters
    ----------
    deviations : sequence of shape (n_blocks, 25)
        In standard deviations of a fair game's counts; the scale is centred at 0 and ends at 4 on either side.
    blocks : sequence of str
        First and last contest of each, oldest first.
    """
    look = palette(theme)
    n_numbers = len(deviations[0]) if len(deviations) else 0
    figure = blank(theme=theme, separators=separators, x_title=block_title, y_title=number_title, height=560)
    figure.add_heatmap(
        z=[[float(block[place]) for block in deviations] for place in range(n_numbers)],
        x=list(blocks),
        y=list(range(1, n_numbers + 1)),
        zmin=-REACH,
        zmax=REACH,
        colorscale=list(look.diverging),
        xgap=1,
        ygap=1,
        colorbar={
            "thickness": 10,
            "outlinewidth": 0,
            "tickvals": [-4, -2, 0, 2, 4],
            "title": {"text": deviation_title, "side": "right", "font": {"size": 12}},
        },
        hovertemplate=(
            f"{number_title} %{{y}}<br>{block_title} %{{x}}<br>{deviation_title}: %{{z:.2f}}<extra></extra>"
        ),
    )
    figure.update_xaxes(type="category", showgrid=False, tickangle=-40, nticks=14)
    figure.update_yaxes(
        showgrid=False,
        autorange="reversed",
        tickmode="array",
        tickvals=list(range(1, n_numbers + 1)),
        tickfont_size=11,
        ticklabelstandoff=2,
    )
    return figure


def delays(
    waits: Sequence[int],
    *,
    usual: int,
    number_title: str = "Number",
    wait_title: str = "Draws since it was last seen",
    usual_name: str = "95% of waits in a fair game are no longer",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw how many draws ago each number was last seen, and how long waits are in a fair game.

    Parameters
    ----------
    waits : sequence of int
        Draws since each number was last drawn, 0 where it was in the last; of number 1 first.
    usual : int
        Wait that at least 95% of numbers do not exceed in a fair game.
    """
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=number_title, y_title=wait_title, height=320)
    numbers = list(range(1, len(waits) + 1))
    figure.add_bar(
        x=numbers,
        y=list(waits),
        marker_color=[look.accent if wait <= usual else look.above for wait in waits],
        hovertemplate=f"{number_title} %{{x}}<br>{wait_title}: %{{y}}<extra></extra>",
    )
    reference_line(figure, theme=theme, name="", y=usual)
    key(figure, [dashed(usual_name, look.muted)], corner="top left")
    figure.update_xaxes(tickmode="array", tickvals=numbers, tickfont_size=11)
    top = 1.3 * max(usual, *waits)
    figure.update_yaxes(range=[0, top], tick0=0, dtick=ceil(top / 8), tickformat="d")
    return figure


def against_law(
    values: Sequence[float],
    seen: Sequence[float],
    *,
    expected: Sequence[float],
    value_title: str,
    count_title: str = "Draws",
    seen_name: str = "Seen",
    law_name: str = "Exact law, 95% range",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw how many draws had each value, the exact law of a fair game over it, and the range that holds 95% of fair counts.

    Values rarer than one draw in the whole record, at either end, are left off.

    Parameters
    ----------
    values : sequence of float
        Ascending.
    seen, expected : sequence of float
        Draws with each value, and how many a fair game gives on average; the range is that of a binomial count, by the normal
        approximation.
    """
    look = palette(theme)
    total = sum(expected) or 1.0
    values, seen, expected = _trimmed(values, seen, expected)
    half = [Z95 * sqrt(part * max(1 - part / total, 0.0)) for part in expected]
    figure = blank(theme=theme, separators=separators, x_title=value_title, y_title=count_title, height=320)
    figure.add_bar(
        x=list(values),
        y=list(seen),
        marker_color=look.quiet,
        hovertemplate=f"{value_title}: %{{x}}<br>{seen_name}: %{{y:,d}}<extra></extra>",
    )
    figure.add_scatter(
        x=[*values, *reversed(values)],
        y=[
            *(part + wide for part, wide in zip(expected, half, strict=True)),
            *(max(part - wide, 0.0) for part, wide in reversed(list(zip(expected, half, strict=True)))),
        ],
        mode="lines",
        fill="toself",
        fillcolor=look.accent_soft,
        line={"width": 0},
        hoverinfo="skip",
    )
    is_few = len(values) <= FEW
    figure.add_scatter(
        x=list(values),
        y=list(expected),
        mode="lines+markers" if is_few else "lines",
        line={"color": look.accent, "width": 2},
        marker={"size": 6},
        hovertemplate=f"{value_title}: %{{x}}<br>{law_name}: %{{y:,.1f}}<extra></extra>",
    )
    if is_few:
        figure.update_xaxes(tickmode="array", tickvals=list(values))
    top = max((*seen, *(part + wide for part, wide in zip(expected, half, strict=True))), default=1.0) or 1.0
    figure.update_yaxes(range=[0, 1.3 * top], tickformat=",d")
    key(figure, [dotted(seen_name, look.quiet), dotted(law_name, look.accent)], corner="top left")
    return figure


def _trimmed(
    values: Sequence[float], seen: Sequence[float], expected: Sequence[float]
) -> tuple[Sequence[float], Sequence[float], Sequence[float]]:
    """Leave off both ends as far as nothing was seen and less than one draw is expected."""
    kept = [place for place, part in enumerate(expected) if part >= 1 or seen[place] > 0]
    if not kept:
        return values, seen, expected
    shown = slice(kept[0], kept[-1] + 1)
    return values[shown], seen[shown], expected[shown]


def _side(count: float, low: float, high: float, *, inside: str, theme: Theme) -> str:
    """Return the colour of a count inside the band, above it or below it."""
    if low <= count <= high:
        return inside
    return palette(theme).above if count > high else palette(theme).below


def _band(name: str, theme: Theme) -> str:
    look = palette(theme)
    return f'<span style="color:{look.accent}">▒</span> {name}'
