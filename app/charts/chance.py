"""Charts of what chance gives: hits beside their exact law, means inside the fair band, evidence. Texts come in translated.

The law is always drawn, in the same dashed grey as every baseline; what was observed lies on it or beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10, sqrt
from typing import TYPE_CHECKING

from app.charts.template import Theme, blank, dashed, dotted, key, number, palette

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["HitBar", "best_hits", "evidence", "hits", "running_mean"]

Z95 = 1.959964
"""Two-sided 95% point of the normal law."""
MOST_POINTS = 1_500
"""Points of a line; a screen shows no more."""


@dataclass(frozen=True, slots=True)
class HitBar:
    """One bar of a distribution of hits: how often seen, how often expected, out of how many."""

    hits: int
    seen: float
    expected: float


def hits(
    bars: Sequence[HitBar],
    *,
    hits_title: str = "Hits",
    count_title: str = "Draws",
    seen_name: str = "Seen",
    law_name: str = "Exact law, with the 95% range",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw how often each number of hits was seen, and what the exact law expects with the range that holds 95% of fair counts.

    Parameters
    ----------
    bars : sequence of HitBar
        The range of each is that of a binomial count, by the normal approximation, from nought up.
    """
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=hits_title, y_title=count_title, height=340)
    total = sum(bar.expected for bar in bars) or 1.0
    spread = [Z95 * sqrt(bar.expected * max(1 - bar.expected / total, 0.0)) for bar in bars]
    figure.add_bar(
        x=[bar.hits for bar in bars],
        y=[bar.seen for bar in bars],
        marker_color=look.accent,
        opacity=0.85,
        hovertemplate=f"{hits_title}: %{{x}}<br>{seen_name}: %{{y:,.0f}}<extra></extra>",
    )
    figure.add_scatter(
        x=[bar.hits for bar in bars],
        y=[bar.expected for bar in bars],
        mode="lines+markers",
        line={"color": look.ink, "dash": "dash", "width": 1.3},
        marker={"color": look.ground, "line": {"color": look.ink, "width": 1.5}, "size": 7},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": spread,
            "arrayminus": [min(part, bar.expected) for part, bar in zip(spread, bars, strict=True)],
            "color": look.ink,
            "thickness": 1.2,
            "width": 4,
        },
        hovertemplate=f"{hits_title}: %{{x}}<br>{law_name}: %{{y:,.2f}}<extra></extra>",
    )
    figure.update_xaxes(dtick=1)
    key(figure, [dotted(seen_name, look.accent), dashed(law_name, look.ink)], corner="top left")
    top = max((max(bar.seen, bar.expected + part) for bar, part in zip(bars, spread, strict=True)), default=1.0)
    figure.update_yaxes(range=[0, 1.28 * (top or 1.0)], tickformat=",")  # the key needs the room above
    return figure


def running_mean(
    first: int,
    series: Sequence[int],
    *,
    mean: float = 9.0,
    variance: float = 1.5,
    contest_title: str = "Contest",
    mean_title: str = "Mean hits so far",
    seen_name: str = "Seen",
    band_name: str = "95% by chance",
    law_name: str = "By chance",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw the mean of all hits so far after each contest, inside the band that holds 95% of fair tickets at each contest.

    Parameters
    ----------
    first : int
        Contest of the first value.
    series : sequence of int
        Hits of each contest, consecutive.
    mean, variance : float
        Of the hits of one fair ticket.
    """
    look = palette(theme)
    figure = blank(
        theme=theme, separators=separators, x_title=contest_title, y_title=mean_title, height=340, hovermode="x unified"
    )
    n_seen, means = _thinned_means(series)
    contests = [first + count - 1 for count in n_seen]
    half = [Z95 * sqrt(variance / count) for count in n_seen]
    figure.add_scatter(
        x=[*contests, *reversed(contests)],
        y=[*(mean + part for part in half), *(mean - part for part in reversed(half))],
        fill="toself",
        fillcolor=look.accent_soft,
        line={"width": 0},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=contests,
        y=means,
        mode="lines",
        line={"color": look.accent, "width": 1.8},
        hovertemplate=f"{mean_title}: %{{y:.3f}}<extra></extra>",
    )
    figure.add_hline(y=mean, line={"color": look.baseline, "dash": "dash", "width": 1.5})
    lines = [
        dotted(seen_name, look.accent),
        dashed(f"{law_name}: {number(mean, 0, separators=separators)}", look.muted),
        dotted(band_name, look.accent_soft),
    ]
    key(figure, lines, corner="top right")
    # The first contests swing by whole hits; the axis shows what follows them closely.
    settled = half[min(len(half) - 1, len(half) // 25)] if half else 1.0
    reach = max([settled, *(abs(value - mean) for value in means[len(means) // 25 :])], default=1.0)
    figure.update_yaxes(range=[mean - 1.25 * reach, mean + 1.6 * reach])
    return figure


def best_hits(
    law: Sequence[float],
    *,
    hits_title: str = "Best hit of the tickets",
    share_title: str = "Share of all draws",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw the exact law of the best hit of a set of tickets; `law[h]` is the share of all 3,268,760 draws whose best is h."""
    look = palette(theme)
    shown = [(best, share) for best, share in enumerate(law) if share > 0]
    figure = blank(theme=theme, separators=separators, x_title=hits_title, y_title=share_title, height=300)
    figure.add_bar(
        x=[best for best, _share in shown],
        y=[share for _best, share in shown],
        marker_color=[look.accent if best >= 11 else look.quiet for best, _share in shown],
        text=[_share_text(share, separators) for _best, share in shown],
        textposition="outside",
        textfont_color=look.ink,
        cliponaxis=False,
        hovertemplate=f"{hits_title}: %{{x}}<br>%{{text}}<extra></extra>",
    )
    figure.update_xaxes(dtick=1)
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    return figure


def evidence(
    paths: Sequence[tuple[str, Sequence[int], Sequence[float]]],
    threshold: float,
    *,
    contest_title: str = "Contest",
    evidence_title: str = "Evidence E (1 says nothing)",
    threshold_name: str = "Signal from",
    theme: Theme = "light",
    separators: str = ".,",
) -> go.Figure:
    """Draw how evidence against chance grew from contest to contest, on a logarithmic scale, with the threshold of a signal.

    Parameters
    ----------
    paths : sequence of (str, sequence of int, sequence of float)
        Name, contests, and the e-value after each; the first one matters most.
    threshold : float
        E from which one speaks of a signal.
    """
    look = palette(theme)
    figure = blank(theme=theme, separators=separators, x_title=contest_title, y_title=evidence_title, height=340)
    names = []
    for place, (name, contests, values) in enumerate(paths):
        colour = look.categories[place - 1] if place else look.accent
        names.append(dotted(name, colour))
        figure.add_scatter(
            x=list(contests),
            y=list(values),
            mode="lines+markers",
            name=name,
            zorder=len(paths) - place,
            line={"color": colour, "width": 1.4 if place else 2.4, "shape": "hv"},
            marker={"size": 4 if place else 5},
            hovertemplate=f"{contest_title} %{{x}}<br>E = %{{y:.3g}}<extra>{name}</extra>",
        )
    tops = [log10(value) for _name, _contests, values in paths for value in values]
    low, high = min([-0.3, *tops]), max([log10(threshold), *tops])
    figure.update_yaxes(type="log", range=[low - 0.15, high + 0.25], dtick=1, exponentformat="none")
    figure.update_xaxes(tickformat="d")
    if len(paths) > 1:
        middle = (0.5 * log10(threshold) - low + 0.15) / (
            high - low + 0.4
        )  # between the two lines, where little is drawn
        key(figure, names, corner="top right")
        figure.layout.annotations[-1].update(y=middle, yanchor="middle")
    _level(figure, 1.0, "E = 1", theme=theme)
    text = f"{threshold_name} E = {number(threshold, 0, separators=separators)}"
    _level(figure, threshold, text, theme=theme)
    return figure


def _level(figure: go.Figure, value: float, name: str, *, theme: Theme) -> None:
    """Draw a named dashed line on a logarithmic axis, whose annotations are placed by the power."""
    look = palette(theme)
    figure.add_hline(y=value, line={"color": look.baseline, "dash": "dash", "width": 1.5})
    figure.add_annotation(
        x=0,
        y=log10(value),
        xref="x domain",
        text=name,
        xanchor="left",
        xshift=4,
        yanchor="bottom",
        showarrow=False,
        font={"color": look.muted, "size": 12},
    )


def _share_text(share: float, separators: str) -> str:
    if share >= 0.0005:
        return f"{number(100 * share, 1 if share >= 0.01 else 2, separators=separators)}%"
    return f"1 : {number(1 / share, 0, separators=separators)}"


def _thinned_means(series: Sequence[int]) -> tuple[list[int], list[float]]:
    """Return how many values were seen at the points kept, and their mean there; the last is always kept."""
    step = max(1, len(series) // MOST_POINTS)
    counts, means, total = [], [], 0
    for count, value in enumerate(series, start=1):
        total += value
        if count % step == 0 or count == len(series):
            counts.append(count)
            means.append(total / count)
    return counts, means
