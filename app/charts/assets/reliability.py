"""Whether probabilities are what they say, action by action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.charts.template import Theme, blank, dashed, dotted, key, palette

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from bancada.domains.assets.evaluation.figures import Bin

__all__ = ["reliability"]

FEW = 20
"""Rows of a bin under which its share says little: its mark is hollow."""


def reliability(
    actions: Sequence[tuple[str, Sequence[Bin]]],
    *,
    predicted_title: str = "Predicted probability",
    observed_title: str = "Observed share",
    perfect_name: str = "Says what happens",
    rows_name: str = "rows",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw the share that came over the probability that was answered, a line an action; hollow marks have few rows."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=predicted_title, y_title=observed_title, height=380)
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"color": look.baseline, "dash": "dash", "width": 1.5}, hoverinfo="skip"
    )
    lines = [dashed(perfect_name, look.muted)]
    for (name, bins), colour in zip(actions, (look.below, look.muted, look.above), strict=False):
        filled = [one for one in bins if one.count and one.mean is not None and one.observed is not None]
        figure.add_scatter(
            x=[one.mean for one in filled],
            y=[one.observed for one in filled],
            mode="lines+markers",
            name=name,
            line={"color": colour, "width": 1.5},
            marker={
                "size": 8,
                "color": [colour if one.count >= FEW else look.ground for one in filled],
                "line": {"width": 1.5, "color": colour},
            },
            customdata=[one.count for one in filled],
            hovertemplate=f"{name}<br>{predicted_title}: %{{x:.1%}}<br>{observed_title}: %{{y:.1%}}<br>"
            f"%{{customdata:,d}} {rows_name}<extra></extra>",
        )
        lines.append(dotted(name, colour))
    reach = _reach([one for _name, bins in actions for one in bins])
    figure.update_xaxes(range=[0, reach], tickformat=".0%")
    figure.update_yaxes(range=[0, reach], tickformat=".0%")
    key(figure, lines, corner="top left")
    return figure


def _reach(bins: Sequence[Bin]) -> float:
    """Return where both axes end: above all that is drawn, as actions of three rarely are given more than a half."""
    drawn = [max(one.mean or 0.0, one.observed or 0.0) for one in bins if one.count]
    return min(1.02, 1.15 * max(drawn, default=1.0))
