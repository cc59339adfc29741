"""Charts of a leaderboard and of an answer: bars that are compared. Pure functions of values; texts come in translated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.charts.template import Theme, blank, figure_text, number, palette, reference_line, room_for, significant

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from bancada.core.leaderboard import Interval, LeaderboardRow, LeaderboardSummary
    from bancada.core.prediction import Contribution

__all__ = ["contributions", "leaderboard", "probabilities"]

ROW_HEIGHT = 30
BOARD_ROW_HEIGHT = 42
SENT_DIGITS = 7
"""Significant digits of what a visitor sent: enough to know it again."""

CLOSEST = 0.15
"""Share of the axis that the better half fills at least; otherwise the axis shows it alone."""

LIMITS = {
    **dict.fromkeys(("Accuracy", "AUC", "Recall", "Prec.", "F1"), (0.0, 1.0)),
    **dict.fromkeys(("Kappa", "MCC"), (-1.0, 1.0)),
    "R2": (float("-inf"), 1.0),
    **dict.fromkeys(("MAE", "MSE", "RMSE", "RMSLE", "MAPE"), (0.0, float("inf"))),
}
"""What a metric can be."""


def leaderboard(
    summary: LeaderboardSummary,
    metric: str,
    *,
    split: str = "folds",
    baseline_name: str = "Baseline",
    metric_title: str = "",
    candidate_title: str = "Model",
    interval_name: str = "95% interval",
    digits: int = 3,
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw one point a candidate with its interval, best on top, and the baseline as a dashed line with its name.

    Points are not bars: the axis need not begin at nought, and shows the better half closely where all of it would not tell them
    apart. What lies beyond its ends stands at the edge as a triangle, its figure at the right as everyone's.

    Parameters
    ----------
    summary : LeaderboardSummary
    metric : str
        PyCaret's column name.
    split : str
        "folds" or "holdout"; candidates without a figure of that split are left out.
    metric_title : str
        Axis title with its unit; the metric's name where empty.
    digits : int
        Decimals of the figures.
    """
    look = palette(theme)
    shown = [row for row in summary.rows if row.candidate != summary.baseline and metric in _figures(row, split)]
    values = [_figures(row, split)[metric] for row in shown]
    intervals = [_intervals(row, split).get(metric) for row in shown]
    baseline = summary.row(summary.baseline)
    level = _figures(baseline, split).get(metric) if baseline is not None else None
    low, high = _axis(metric, values, intervals, level, greater_is_better=summary.greater_is_better.get(metric, True))
    figure = blank(
        theme=theme,
        separators=separators,
        x_title=metric_title or metric,
        y_title=candidate_title,
        height=96 + BOARD_ROW_HEIGHT * max(len(shown), 1),
    )
    figure.add_scatter(
        x=[min(max(value, low), high) for value in values],
        y=[row.title for row in shown],
        mode="markers",
        marker={
            "size": 10,
            "color": [look.accent if row.candidate in summary.top else look.baseline for row in shown],
            "symbol": [_symbol(value, low, high) for value in values],
        },
        cliponaxis=False,
        error_x=_error_bars(values, intervals, colour=look.ink),
        customdata=[
            (number(v, 4, separators=separators), _written(i, v, separators))
            for v, i in zip(values, intervals, strict=True)
        ],
        hovertemplate=f"%{{y}}<br>{metric}: %{{customdata[0]}}<br>{interval_name}: %{{customdata[1]}}<extra></extra>",
    )
    for row, value in zip(shown, values, strict=True):
        _beside(figure, row.title, y=row.title, x=0, anchor="left")
        _beside(figure, figure_text(value, separators=separators, digits=digits), y=row.title, x=1, anchor="right")
    figure.update_yaxes(autorange="reversed", showticklabels=False)
    figure.update_xaxes(showgrid=True, gridcolor=look.grid, range=[low, high])
    if level is not None:
        name = f"{baseline_name} {figure_text(level, separators=separators, digits=digits)}"
        _draw_baseline(figure, level, name, low=low, high=high, theme=theme)
    return figure


def _axis(
    metric: str,
    values: Sequence[float],
    intervals: Sequence[Interval | None],
    level: float | None,
    *,
    greater_is_better: bool,
) -> tuple[float, float]:
    """Return where the axis begins and ends: all of it where that tells the best apart, else the better half alone, within the metric's own range."""
    if not values:
        return 0.0, 1.0
    ends = [(i.low, i.high) if i else (v, v) for v, i in zip(values, intervals, strict=True)]
    ordered = sorted(zip(values, ends, strict=True), key=lambda item: item[0], reverse=greater_is_better)
    best = [end for _, end in ordered[: max(3, (len(ordered) + 1) // 2)]]
    near = min(low for low, _ in best), max(high for _, high in best)
    known = [*values, *(end for pair in ends for end in pair), *([] if level is None else [level])]
    whole = min(known), max(known)
    is_told_apart = near[1] - near[0] >= CLOSEST * (whole[1] - whole[0])
    low, high = whole if is_told_apart else near
    room = 0.06 * (high - low) or 0.05 * abs(high) or 0.05
    floor, ceiling = LIMITS.get(metric, (float("-inf"), float("inf")))
    return max(low - room, floor), min(high + room, ceiling)


def _symbol(value: float, low: float, high: float) -> str:
    if value < low:
        return "triangle-left"
    return "triangle-right" if value > high else "circle"


def _draw_baseline(figure: go.Figure, level: float, name: str, *, low: float, high: float, theme: Theme) -> None:
    """Draw the baseline's line, or say at the edge that it lies beyond."""
    if low <= level <= high:
        reference_line(figure, theme=theme, name=name, x=level)
        figure.update_shapes(layer="below")
        return
    side = "left" if level < low else "right"
    figure.add_annotation(
        text=f"← {name}" if side == "left" else f"{name} →",
        x=0 if side == "left" else 1,
        xref="x domain",
        xanchor=side,
        y=1,
        yref="y domain",
        yanchor="bottom",
        yshift=8,
        showarrow=False,
        font={"color": palette(theme).muted, "size": 12},
    )


def _written(interval: Interval | None, value: float, separators: str) -> str:
    low, high = (interval.low, interval.high) if interval else (value, value)
    return f"{number(low, 4, separators=separators)} – {number(high, 4, separators=separators)}"


def probabilities(
    answer: Mapping[str, float],
    *,
    answered: str | None = None,
    probability_title: str = "Probability",
    class_title: str = "Class",
    threshold: float | None = None,
    threshold_name: str = "Threshold",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw the probability of each class, the likeliest on top; the answered class in the accent colour."""
    look = palette(theme)
    ordered = sorted(answer.items(), key=lambda item: -item[1])
    chosen = answered if answered is not None else (ordered[0][0] if ordered else "")
    figure = blank(
        theme=theme,
        separators=separators,
        x_title=probability_title,
        y_title=class_title,
        height=96 + 34 * max(len(ordered), 1),
    )
    figure.add_bar(
        x=[value for _, value in ordered],
        y=[label for label, _ in ordered],
        orientation="h",
        marker_color=[look.accent if label == chosen else look.quiet for label, _ in ordered],
        texttemplate=" %{x:.1%}",
        textposition="outside",
        cliponaxis=False,
        textfont_color=look.ink,
        hovertemplate="%{y}: %{x:.2%}<extra></extra>",
    )
    figure.update_xaxes(
        range=[0, 1], tickformat=".0%", showgrid=True, gridcolor=look.grid, tickvals=[0, 0.25, 0.5, 0.75, 1]
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    room_for(figure, [label for label, _ in ordered])
    figure.update_layout(margin_r=56)
    if threshold is not None:
        name = f"{threshold_name} {number(100 * threshold, 0, separators=separators)}%"
        reference_line(figure, theme=theme, name=name, x=threshold)
    return figure


def contributions(
    parts: Sequence[Contribution],
    *,
    difference_title: str = "Change of the answer",
    field_title: str = "Field",
    instead_of: str = "instead of",
    max_bars: int = 12,
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw how far each field alone moves the answer from where its usual value would leave it, largest on top.

    Parameters
    ----------
    parts : sequence of Contribution
    instead_of : str
        Stands between the value sent and the usual one in hover texts.
    """
    look = palette(theme)
    shown = sorted(parts, key=lambda part: -abs(part.difference))[:max_bars]
    labels = [f"{part.name} = {_shown(part.value, separators)}" for part in shown]
    figure = blank(
        theme=theme,
        separators=separators,
        x_title=difference_title,
        y_title=field_title,
        height=84 + ROW_HEIGHT * max(len(shown), 1),
    )
    figure.add_bar(
        x=[part.difference for part in shown],
        y=labels,
        orientation="h",
        marker_color=[look.above if part.difference >= 0 else look.below for part in shown],
        customdata=[_shown(part.reference, separators) for part in shown],
        text=[f" {_signed(part.difference, separators)} " for part in shown],
        textposition="outside",
        textfont_color=look.ink,
        cliponaxis=False,
        hovertemplate=f"%{{y}} {instead_of} %{{customdata}}: %{{text}}<extra></extra>",
    )
    reach = 1.7 * max((abs(part.difference) for part in shown), default=1.0) or 1.0
    figure.update_xaxes(
        range=[-reach, reach], showgrid=True, gridcolor=look.grid, zeroline=True, zerolinecolor=look.baseline
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    room_for(figure, labels)
    return figure


def _figures(row: LeaderboardRow, split: str) -> Mapping[str, float]:
    return row.holdout if split == "holdout" else row.means


def _intervals(row: LeaderboardRow, split: str) -> Mapping[str, Interval]:
    return row.holdout_intervals if split == "holdout" else row.intervals


def _beside(figure: go.Figure, text: str, *, y: str, x: float, anchor: str) -> None:
    """Write over a bar, at the left or right edge of the plot: names keep their length on a phone."""
    figure.add_annotation(
        text=text, x=x, xref="x domain", y=y, xanchor=anchor, yshift=10, showarrow=False, font={"size": 12}
    )


def _error_bars(values: Sequence[float], intervals: Sequence[Interval | None], *, colour: str) -> dict[str, object]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [i.high - value if i else 0.0 for value, i in zip(values, intervals, strict=True)],
        "arrayminus": [value - i.low if i else 0.0 for value, i in zip(values, intervals, strict=True)],
        "color": colour,
        "thickness": 1.3,
        "width": 4,
    }


def _shown(value: str | float | None, separators: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return significant(value, SENT_DIGITS, separators=separators)


def _signed(difference: float, separators: str) -> str:
    text = significant(difference, 3, separators=separators)
    return f"+{text}" if difference > 0 else text.replace("-", "−")
