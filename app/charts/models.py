"""Charts of any model's evaluation: residuals, importance, learning curve. Pure functions; texts come in translated."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from app.charts.template import Theme, blank, dashed, dotted, key, label_ends, number, palette, reference_line, room_for

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from bancada.learning.evaluation.values import Importance, LearningCurve, Residuals

__all__ = ["importance", "learning_curve", "predicted_actual", "residuals"]


def predicted_actual(
    part: Residuals,
    *,
    actual_title: str = "Actual",
    predicted_title: str = "Predicted",
    perfect_name: str = "Predicted = actual",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw predicted over actual values, beside the line where they are equal. Titles carry the target's unit."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=actual_title, y_title=predicted_title, height=400)
    values = [*part.actual, *part.predicted]
    low, high = min(values), max(values)
    figure.add_scatter(
        x=[low, high],
        y=[low, high],
        mode="lines",
        line={"color": look.baseline, "dash": "dash", "width": 1.5},
        hoverinfo="skip",
    )
    key(figure, [dashed(perfect_name, look.muted)], corner="top left")
    figure.add_scatter(
        x=part.actual,
        y=part.predicted,
        mode="markers",
        marker={"color": look.accent, "size": 6, "opacity": 0.55},
        hovertemplate=f"{actual_title}: %{{x:,.4~g}}<br>{predicted_title}: %{{y:,.4~g}}<extra></extra>",
    )
    return figure


def residuals(
    part: Residuals,
    *,
    residual_title: str = "Predicted minus actual",
    rows_title: str = "Rows",
    bias_name: str = "Mean",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw the histogram of residuals with zero and their mean; a mean whose line leaves zero is a bias."""
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=residual_title, y_title=rows_title, height=340)
    edges = part.edges
    figure.add_bar(
        x=[(left + right) / 2 for left, right in pairwise(edges)],
        y=part.counts,
        width=[right - left for left, right in pairwise(edges)],
        marker={"color": look.accent, "line": {"width": 1, "color": look.ground}},
        customdata=list(pairwise(edges)),
        hovertemplate=f"%{{customdata[0]:,.4~g}} – %{{customdata[1]:,.4~g}}<br>%{{y:,d}} {rows_title}<extra></extra>",
    )
    figure.add_vline(x=0, line={"color": look.ink, "width": 1})
    reference_line(figure, theme=theme, name=f"{bias_name} {_compact(part.bias, separators)}", x=part.bias)
    return figure


def importance(
    part: Importance,
    *,
    loss_title: str = "",
    column_title: str = "Column",
    max_bars: int = 20,
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw what the metric loses when each column is shuffled, with its standard deviation over shuffles, best on top."""
    look = palette(theme)
    columns = part.columns[:max_bars]
    figure = blank(
        theme=theme,
        separators=separators,
        x_title=loss_title or f"Loss of {part.metric} when shuffled",
        y_title=column_title,
        height=84 + 28 * max(len(columns), 1),
    )
    figure.add_bar(
        x=part.means[:max_bars],
        y=columns,
        orientation="h",
        marker_color=[
            look.accent if mean > 2 * std else look.quiet for mean, std in zip(part.means, part.stds, strict=True)
        ][:max_bars],
        error_x={"type": "data", "array": part.stds[:max_bars], "color": look.ink, "thickness": 1.3, "width": 4},
        customdata=part.stds[:max_bars],
        hovertemplate="%{y}: %{x:.4f} ± %{customdata:.4f}<extra></extra>",
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    room_for(figure, columns)
    figure.update_xaxes(showgrid=True, gridcolor=look.grid, zeroline=True, zerolinecolor=look.baseline)
    return figure


def learning_curve(
    part: LearningCurve,
    *,
    size_title: str = "Training rows",
    metric_title: str = "",
    judged_name: str = "On rows not seen",
    train_name: str = "On its training rows",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw the metric over training rows, with a band of one standard deviation where a size was drawn more than once."""
    look = palette(theme)
    title = metric_title or part.metric
    figure = blank(
        theme=theme, separators=separators, x_title=size_title, y_title=title, height=360, hovermode="x unified"
    )
    if not part.points:
        return figure
    sizes = [p.n_train for p in part.points]
    means, spreads = [p.mean for p in part.points], [p.std for p in part.points]
    figure.add_scatter(
        x=sizes + sizes[::-1],
        y=[m + s for m, s in zip(means, spreads, strict=True)]
        + [m - s for m, s in zip(means[::-1], spreads[::-1], strict=True)],
        mode="lines",
        fill="toself",
        fillcolor=look.accent_soft,
        line={"width": 0},
        hoverinfo="skip",
    )
    trained = [p.train_mean for p in part.points]
    for values, name, colour, dash in (
        (trained, train_name, look.baseline, "dot"),
        (means, judged_name, look.accent, "solid"),
    ):
        figure.add_scatter(
            x=sizes,
            y=values,
            mode="lines+markers",
            name=name,
            line={"color": colour, "width": 2, "dash": dash},
            marker={"size": 7},
            hovertemplate="%{y:.4f}",
        )
    span = max(*trained, *means) - min(*trained, *means) or 1.0
    label_ends(
        figure,
        [(sizes[-1], trained[-1]), (sizes[-1], means[-1])],
        [dotted(train_name, look.baseline), dotted(judged_name, look.accent)],
        span=1.3 * span,
    )
    figure.update_xaxes(tickformat=",d")
    return figure


def _compact(value: float, separators: str) -> str:
    digits = 0 if abs(value) >= 100 else 2 if abs(value) >= 1 else 4
    return number(value, digits, separators=separators)
