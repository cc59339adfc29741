"""What selected features tell of a label, beside what chance tells."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from app.charts.market.rows import rows_for
from app.charts.template import Theme, blank, dotted, palette

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["relevance"]


def relevance(
    names: Sequence[str],
    values: Sequence[float],
    noise: Sequence[float],
    *,
    filled: Collection[str] = (),
    feature_title: str = "Feature",
    value_title: str = "Mutual information, nats",
    value_name: str = "feature",
    noise_name: str = "level of chance",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw the mutual information of features, best first, with the level that counts as noise marked on each.

    Parameters
    ----------
    filled : collection of str
        Names of those that step back, as they are no better than noise.
    """
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=value_title, y_title="", height=130 + 24 * len(names))
    figure.add_bar(
        x=list(values), y=list(names), orientation="h",
        marker_color=[look.quiet if name in filled else look.accent for name in names],
        hovertemplate="%{y}: %{x:,.4f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=list(noise),
        y=list(names),
        mode="markers",
        marker={"symbol": "line-ns", "size": 13, "line": {"width": 2.5, "color": look.below}},
        hovertemplate=f"{noise_name}: %{{x:,.4f}}<extra></extra>",
    )
    figure.update_xaxes(showgrid=True, gridcolor=look.grid, rangemode="tozero", nticks=6)
    figure.update_yaxes(autorange="reversed", type="category", showgrid=False)
    rows_for(figure, list(names), feature_title)
    figure.add_annotation(
        text=f"{dotted(value_name, look.accent)}   {dotted(noise_name, look.below)}",
        x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", showarrow=False, font={"size": 12},
    )  # fmt: skip
    figure.update_layout(margin_t=40)
    return figure
