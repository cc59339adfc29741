"""A figure is never alone: its baseline, its interval and the rows it comes from stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from app.components import words
from app.i18n import _, format_figure
from bancada.core.leaderboard import Interval
from bancada.core.model import MetricFigure

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

__all__ = ["abreast", "interval_text", "metric_figure", "metric_figures", "metric_text"]


def abreast(spec: int | Sequence[float], *, key: str) -> Sequence[DeltaGenerator]:
    """Return places for figures side by side, two abreast on a phone."""
    with st.container(key=f"figures-{key}"):
        return st.columns(spec)


def interval_text(interval: Interval | None, metric: str = "") -> str:
    """Return an interval of a metric as "0.91 to 0.95", a dash for none."""
    if interval is None:
        return "–"
    return _("{low} to {high}", low=format_figure(interval.low, metric), high=format_figure(interval.high, metric))


def metric_text(figure: MetricFigure | None) -> str:
    """Return a metric in one line: name, value, interval."""
    if figure is None:
        return "–"
    text = f"{words.metric(figure.name)} {format_figure(figure.value, figure.name)}"
    return f"{text} ({interval_text(figure.interval, figure.name)})" if figure.interval else text


def metric_figure(figure: MetricFigure) -> None:
    """Draw one metric with its distance to the baseline, its interval and its split."""
    is_luck = figure.name in words.HELD_TO_A_LAW
    st.metric(
        words.metric(figure.name),
        format_figure(figure.value, figure.name),
        delta=_signed(figure.value - figure.baseline) if figure.baseline is not None else None,
        delta_color="off" if is_luck else "normal" if figure.greater_is_better else "inverse",
        delta_arrow="off" if is_luck else "auto",
        delta_description=words.against_baseline(figure.name, figure.baseline),
        help=words.metric_help(figure.name),
    )
    parts = [words.split_name(figure.split)]
    if figure.interval is not None:
        parts.append(_("95%: {interval}", interval=interval_text(figure.interval, figure.name)))
    st.caption(" · ".join(parts))


def metric_figures(figures: Sequence[MetricFigure], *, key: str, columns: int = 4) -> None:
    """Draw several metrics side by side, up to `columns` abreast; three or fewer share the width of three."""
    if not figures:
        return
    columns = min(columns, max(len(figures), 3))
    for start in range(0, len(figures), columns):
        for place, figure in zip(
            abreast(columns, key=f"{key}-{start}"), figures[start : start + columns], strict=False
        ):
            with place:
                metric_figure(figure)


def _signed(difference: float) -> str:
    return f"{'+' if difference >= 0 else '-'}{format_figure(abs(difference))}"
