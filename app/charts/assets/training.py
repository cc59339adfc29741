"""How a training went: the losses of each epoch, or the settings of a search with their spread over folds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.charts.template import Theme, blank, dotted, key, palette, series_colours

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["epochs", "settings"]


def epochs(
    losses: Sequence[tuple[int, float, float]],
    *,
    best: int,
    epoch_title: str = "Epoch",
    loss_title: str = "Loss",
    training_name: str = "Training",
    validation_name: str = "Validation",
    best_name: str = "kept",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw the loss of training and of validation windows by epoch; a ring marks the epoch whose weights were kept.

    Parameters
    ----------
    losses : sequence of (int, float, float)
        Epoch from 1, loss of training, loss of validation.
    best : int
        The epoch that was kept.
    """
    figure = blank(
        theme=theme, separators=separators, x_title=epoch_title, y_title=loss_title, height=300, hovermode="x unified"
    )
    colours, names = series_colours(2, theme), (training_name, validation_name)
    for place, (name, colour) in enumerate(zip(names, colours, strict=True), start=1):
        figure.add_scatter(
            x=[row[0] for row in losses],
            y=[row[place] for row in losses],
            mode="lines+markers" if len(losses) == 1 else "lines",
            name=name,
            line={"color": colour, "width": 1.8},
            hovertemplate="%{y:.4g}",
        )
    kept = [row for row in losses if row[0] == best]
    figure.add_scatter(
        x=[row[0] for row in kept],
        y=[row[2] for row in kept],
        mode="markers",
        name=best_name,
        marker={"symbol": "circle-open", "size": 12, "color": palette(theme).ink, "line": {"width": 2}},
        hoverinfo="skip",
    )
    lines = [dotted(name, colour) for name, colour in zip(names, colours, strict=True)]
    key(figure, [*lines, f"○ {best_name}"], corner="top right")
    figure.update_xaxes(tickformat="d")
    return figure


def settings(
    tried: Sequence[tuple[str, float, float]],
    *,
    score_title: str = "Balanced accuracy over folds",
    setting_title: str = "Setting, best first",
    chance: float = 1 / 3,
    chance_name: str = "chance",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw the mean score of each setting with a standard deviation to either side, the best on the left and in the accent.

    Parameters
    ----------
    tried : sequence of (str, float, float)
        What was set, mean and standard deviation of its scores over folds; best first.
    chance : float
        What answering at random scores.
    """
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=setting_title, y_title=score_title, height=300)
    figure.add_scatter(
        x=list(range(1, len(tried) + 1)),
        y=[mean for _name, mean, _std in tried],
        mode="markers",
        marker={"size": 8, "color": [look.accent if place == 0 else look.quiet for place in range(len(tried))]},
        error_y={"type": "data", "array": [std for *_rest, std in tried], "color": look.muted, "thickness": 1.3},
        customdata=[(name, std) for name, _mean, std in tried],
        hovertemplate="%{customdata[0]}<br>%{y:.4f} ± %{customdata[1]:.4f}<extra></extra>",
    )
    figure.add_hline(y=chance, line={"dash": "dot", "width": 1.2, "color": look.muted}, annotation_text=chance_name)
    figure.update_xaxes(tickformat="d")
    return figure
