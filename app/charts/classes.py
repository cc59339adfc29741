"""Charts of a classifier's evaluation. Pure functions of values; texts come in translated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from plotly.subplots import make_subplots

from app.charts.template import Theme, blank, dashed, dotted, key, number, palette, series_colours, template

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from bancada.core.leaderboard import Interval
    from bancada.learning.evaluation.values import (
        Calibration,
        Confusion,
        PrecisionRecallCurve,
        RocCurve,
        ThresholdCurve,
    )

__all__ = ["calibration", "confusion", "precision_recall", "roc", "threshold"]


def confusion(
    table: Confusion,
    *,
    true_title: str = "True class",
    answered_title: str = "Answered class",
    share_name: str = "of this true class",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw counts by true and answered class; colour is the share of the true class, so that rare classes show too."""
    look = palette(theme)
    shares = [[n / max(sum(row), 1) for n in row] for row in table.counts]
    size = len(table.labels)
    figure = blank(
        theme=theme, separators=separators, x_title=answered_title, y_title=true_title, height=140 + 56 * min(size, 10)
    )
    figure.add_heatmap(
        z=shares,
        x=list(table.labels),
        y=list(table.labels),
        text=[[number(n, 0, separators=separators) for n in row] for row in table.counts],
        colorscale=list(look.sequential),
        zmin=0,
        zmax=1,
        xgap=2,
        ygap=2,
        showscale=False,
        texttemplate="%{text}<br>%{z:.0%}" if size <= 6 else "%{text}",
        hovertemplate=f"{true_title}: %{{y}}<br>{answered_title}: %{{x}}<br>%{{text}} (%{{z:.1%}} {share_name})"
        "<extra></extra>",
    )
    figure.update_xaxes(type="category", side="top", showgrid=False)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return figure


def roc(
    curves: Sequence[RocCurve],
    *,
    false_positive_title: str = "False positive rate",
    true_positive_title: str = "True positive rate",
    chance_name: str = "Chance",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw ROC curves, each labelled with its area and interval, beside what chance gives."""
    look = palette(theme)
    figure = _square(theme, separators, false_positive_title, true_positive_title)
    _dash(figure, [0, 1], [0, 1], colour=look.baseline)
    lines = [dashed(chance_name, look.muted)]
    for curve, colour in zip(curves, series_colours(len(curves), theme), strict=True):
        figure.add_scatter(
            x=curve.false_positive_rate,
            y=curve.true_positive_rate,
            mode="lines",
            name=curve.label,
            line={"color": colour, "width": 2},
            hovertemplate=f"{curve.label}<br>{false_positive_title}: %{{x:.1%}}<br>{true_positive_title}: %{{y:.1%}}"
            "<extra></extra>",
        )
        lines.append(dotted(f"{curve.label}  AUC {_with_interval(curve.auc, curve.interval, separators)}", colour))
    key(figure, lines, corner="bottom right")
    return figure


def precision_recall(
    curves: Sequence[PrecisionRecallCurve],
    *,
    recall_title: str = "Recall",
    precision_title: str = "Precision",
    average_name: str = "AP",
    prevalence_name: str = "share of the class",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw precision over recall, each curve with its average precision; dashed, the share of the class as its baseline."""
    figure = _square(theme, separators, recall_title, precision_title)
    lines = []
    for curve, colour in zip(curves, series_colours(len(curves), theme), strict=True):
        baseline = palette(theme).baseline if len(curves) == 1 else colour
        _dash(figure, [0, 1], [curve.prevalence, curve.prevalence], colour=baseline)
        figure.add_scatter(
            x=curve.recall,
            y=curve.precision,
            mode="lines",
            name=curve.label,
            line={"color": colour, "width": 2, "shape": "hv"},
            hovertemplate=f"{curve.label}<br>{recall_title}: %{{x:.1%}}<br>{precision_title}: %{{y:.1%}}<extra></extra>",
        )
        figures = _with_interval(curve.average_precision, curve.interval, separators)
        lines.append(dotted(f"{curve.label}  {average_name} {figures}", colour))
    shares = ", ".join(f"{number(100 * c.prevalence, 0, separators=separators)}%" for c in curves)
    lines.append(dashed(f"{prevalence_name} {shares}", palette(theme).muted))
    is_low = all(curve.prevalence < 0.35 for curve in curves)
    key(figure, lines, corner="top right" if is_low and _falls(curves) else "bottom left")
    return figure


def calibration(
    parts: Sequence[Calibration],
    *,
    predicted_title: str = "Predicted probability",
    observed_title: str = "Observed share",
    perfect_name: str = "Says what happens",
    rows_name: str = "rows",
    brier_name: str = "Brier",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw observed shares over predicted probabilities with Wilson's intervals, beside the line where they are equal."""
    look = palette(theme)
    figure = _square(theme, separators, predicted_title, observed_title)
    _dash(figure, [0, 1], [0, 1], colour=look.baseline)
    lines = [dashed(perfect_name, look.muted)]
    for part, colour in zip(parts, series_colours(len(parts), theme), strict=True):
        figure.add_scatter(
            x=[b.predicted for b in part.bins],
            y=[b.observed for b in part.bins],
            mode="lines+markers",
            name=part.label,
            line={"color": colour, "width": 1.5},
            marker={"size": 7},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [b.interval.high - b.observed for b in part.bins],
                "arrayminus": [b.observed - b.interval.low for b in part.bins],
                "thickness": 1.2,
                "width": 3,
            },
            customdata=[b.n_rows for b in part.bins],
            hovertemplate=f"{part.label}<br>{predicted_title}: %{{x:.1%}}<br>{observed_title}: %{{y:.1%}}<br>"
            f"%{{customdata:,d}} {rows_name}<extra></extra>",
        )
        brier = number(part.brier, 3, separators=separators)
        plain = number(part.brier_baseline, 3, separators=separators)
        lines.append(dotted(f"{part.label}  {brier_name} {brier} / {plain}", colour))
    key(figure, lines, corner="top left")
    return figure


def threshold(
    curve: ThresholdCurve,
    *,
    chosen: float | None = None,
    threshold_title: str = "Threshold",
    score_title: str = "Score",
    cost_title: str = "Cost per row",
    precision_name: str = "Precision",
    recall_name: str = "Recall",
    f1_name: str = "F1",
    chosen_name: str = "Chosen",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw precision, recall and F1 over thresholds, and below them the cost a row; dashed, the threshold chosen."""
    look = palette(theme)
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.6, 0.4], vertical_spacing=0.08)
    figure.update_layout(
        template=template(theme), separators=separators, height=440, showlegend=False, hovermode="x unified"
    )
    names = (precision_name, recall_name, f1_name)
    for name, values, colour in zip(
        names, (curve.precision, curve.recall, curve.f1), (look.above, look.below, look.accent), strict=True
    ):
        _line(figure, curve.thresholds, values, name=name, colour=colour, row=1)
    _line(figure, curve.thresholds, curve.cost, name=cost_title, colour=look.ink, row=2)
    colours = (look.above, look.below, look.accent)
    figure.add_annotation(
        text="   ".join(dotted(name, colour) for name, colour in zip(names, colours, strict=True)),
        x=0,
        y=1.01,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        showarrow=False,
        font={"size": 12},
    )
    figure.update_yaxes(title_text=score_title, range=[0, 1.02], tickformat=".0%", row=1, col=1)
    figure.update_yaxes(title_text=cost_title, rangemode="tozero", row=2, col=1)
    figure.update_xaxes(title_text=threshold_title, tickformat=".0%", range=[0, 1], row=2, col=1)
    if chosen is not None:
        figure.add_vline(x=chosen, line={"color": look.baseline, "dash": "dash", "width": 1.5})
        figure.add_annotation(
            x=chosen,
            y=1.02,
            yref="y2 domain",
            xref="x",
            text=f"{chosen_name} {number(100 * chosen, 0, separators=separators)}%",
            xanchor="center",
            yanchor="bottom",
            showarrow=False,
            font={"size": 12, "color": look.muted},
        )
    figure.update_layout(margin_t=36)
    return figure


def _line(
    figure: go.Figure, x: Sequence[float], y: Sequence[float | None], *, name: str, colour: str, row: int
) -> None:
    hover = "%{y:.1%}" if row == 1 else "%{y:.4~g}"
    figure.add_scatter(
        x=x, y=y, mode="lines", name=name, line={"color": colour, "width": 2}, hovertemplate=hover, row=row, col=1
    )


def _square(theme: Theme, separators: str, x_title: str, y_title: str) -> go.Figure:
    figure = blank(theme=theme, separators=separators, x_title=x_title, y_title=y_title, height=400)
    ticks = {"tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1]}
    figure.update_xaxes(range=[-0.01, 1.01], **ticks)
    figure.update_yaxes(range=[-0.01, 1.03], **ticks)
    return figure


def _dash(figure: go.Figure, x: Sequence[float], y: Sequence[float], *, colour: str) -> None:
    line = {"color": colour, "dash": "dash", "width": 1.5}
    figure.add_scatter(x=x, y=y, mode="lines", line=line, opacity=0.8, hoverinfo="skip")


def _with_interval(value: float, interval: Interval, separators: str) -> str:
    low, high = (number(end, 3, separators=separators) for end in (interval.low, interval.high))
    return f"{number(value, 3, separators=separators)} ({low}–{high})"


def _falls(curves: Sequence[PrecisionRecallCurve]) -> bool:
    """Whether every curve lies low where recall is high, which leaves the top right corner free."""
    return all(p < 0.75 for curve in curves for r, p in zip(curve.recall, curve.precision, strict=True) if r > 0.5)
