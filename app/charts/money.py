"""Charts of what playing costs and what comes back. Texts come in translated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.charts.template import Theme, blank, number, palette, reference_line

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["prices", "returns"]


def prices(
    steps: Sequence[tuple[int, float]],
    last: int,
    *,
    contest_title: str = "Contest",
    price_title: str = "Price of a bet of 15 numbers, R$",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw the price of a bet over contests: (first contest, price) in steps, up to the contest `last`."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=contest_title, y_title=price_title, height=320)
    known = [(contest, price) for contest, price in steps if contest <= last]
    figure.add_scatter(
        x=[*(contest for contest, _price in known), last],
        y=[*(price for _contest, price in known), *(price for _contest, price in known[-1:])],
        mode="lines",
        line={"color": look.accent, "width": 2.2, "shape": "hv"},
        hovertemplate=f"{contest_title}: %{{x:,d}}<br>R$ %{{y:,.2f}}<extra></extra>",
    )
    for place, (contest, price) in enumerate(known):
        figure.add_annotation(
            x=contest,
            y=price,
            text=f"R$ {number(price, 2, separators=separators)}",
            showarrow=False,
            # left of the riser, above the step before it, where nothing is drawn; the first has no step before it
            xanchor="right" if place else "left",
            yanchor="bottom" if place else "top",
            xshift=-5 if place else 0,
            yshift=-4 if place else 0,
            font={"size": 12},
        )
    figure.update_yaxes(tickformat=",.2f", range=[0, 1.2 * max((price for _contest, price in known), default=1.0)])
    return figure


def returns(
    tiers: Sequence[tuple[str, float]],
    *,
    tier_title: str = "Hits",
    return_title: str = "Comes back of each real, R$",
    total_name: str = "All tiers",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw what comes back of each real on average, by tier and in all; one whole real is the dashed line.

    Parameters
    ----------
    tiers : sequence of (str, float)
        Name of the tier and reais that come back of one.
    """
    look = palette(theme)
    total = sum(share for _name, share in tiers)
    rows = [*tiers, (total_name, total)]
    figure = blank(
        theme=theme, separators=separators, x_title=return_title, y_title=tier_title, height=110 + 32 * len(rows)
    )
    figure.add_bar(
        x=[share for _name, share in rows],
        y=[name for name, _share in rows],
        orientation="h",
        marker_color=[*[look.quiet] * len(tiers), look.accent],
        text=[f" {number(share, 3, separators=separators)}" for _name, share in rows],
        textposition="outside",
        textfont_color=look.ink,
        cliponaxis=False,
        hovertemplate="%{y}: R$ %{x:.4f}<extra></extra>",
    )
    figure.update_xaxes(range=[0, max(1.12, 1.15 * total)], tickformat=".2f", showgrid=True, gridcolor=look.grid)
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    reference_line(figure, theme=theme, name=f"R$ {number(1, 2, separators=separators)}", x=1.0)
    return figure
