"""How every chart looks: one template a theme, the palettes, and the pieces that charts share.

Must not know Streamlit, languages or data. Texts come in translated; numbers are written with the locale's separators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor, log10
from typing import Literal

import plotly.graph_objects as go

__all__ = [
    "OKABE_ITO",
    "Palette",
    "Theme",
    "blank",
    "dashed",
    "date_axis",
    "dotted",
    "figure_text",
    "key",
    "label_ends",
    "number",
    "palette",
    "reference_line",
    "room_for",
    "series_colours",
    "significant",
    "template",
]

Theme = Literal["light", "dark"]

OKABE_ITO = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7")
"""Okabe and Ito's colours (2008) but for the last, which is the theme's ink."""

LONGEST = 34
"""Characters of a bar's label."""

FONT = "Source Sans, Source Sans 3, Segoe UI, Roboto, Helvetica Neue, Arial, Noto Sans, sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme.

    Attributes
    ----------
    ink, muted : str
        Of text; both at least 4.5:1 on the ground.
    ground, second : str
        Of the page and of what lies on it.
    grid, baseline : str
        Of lines behind the data, and of dashed reference lines.
    accent, accent_soft : str
        Of a single series, and of its bands.
    above, below : str
        Of what lies on either side of zero.
    quiet : str
        Of bars beside the one that matters.
    categories : tuple of str
        Eight, in Okabe and Ito's order.
    sequential, diverging : tuple of (float, str)
    """

    ink: str
    muted: str
    ground: str
    second: str
    grid: str
    baseline: str
    accent: str
    accent_soft: str
    above: str
    below: str
    quiet: str
    categories: tuple[str, ...]
    sequential: tuple[tuple[float, str], ...]
    diverging: tuple[tuple[float, str], ...]


_LIGHT = Palette(
    ink="#1B1F23",
    muted="#4B5560",
    ground="#FFFFFF",
    second="#F5F7F6",
    grid="#E4E9E6",
    baseline="#7A868F",
    accent="#0B6E4F",
    accent_soft="rgba(11,110,79,0.16)",
    above="#0072B2",
    below="#D55E00",
    quiet="#B7C2BC",
    categories=(*OKABE_ITO, "#1B1F23"),
    sequential=((0.0, "#F5F7F6"), (0.55, "#A9D3C3"), (0.75, "#2F8A6B"), (1.0, "#0B6E4F")),
    diverging=((0.0, "#B04A00"), (0.25, "#EBA877"), (0.5, "#F5F7F6"), (0.75, "#7FB6D6"), (1.0, "#005A8C")),
)
_DARK = Palette(
    ink="#E6EAED",
    muted="#A9B4BD",
    ground="#111417",
    second="#191D21",
    grid="#2C3339",
    baseline="#93A0AA",
    accent="#3FBF8F",
    accent_soft="rgba(63,191,143,0.20)",
    above="#56B4E9",
    below="#E8793A",
    quiet="#4A555E",
    categories=(*OKABE_ITO[:4], "#3D9AD6", *OKABE_ITO[5:], "#E6EAED"),
    sequential=((0.0, "#191D21"), (0.5, "#25684F"), (1.0, "#3FBF8F")),
    diverging=((0.0, "#F0894A"), (0.25, "#854A26"), (0.5, "#191D21"), (0.75, "#2B5F7F"), (1.0, "#63BCEB")),
)


def palette(theme: Theme) -> Palette:
    """Return the colours of a theme."""
    return _DARK if theme == "dark" else _LIGHT


@lru_cache(maxsize=2)
def template(theme: Theme) -> go.layout.Template:
    """Return the template of a theme: no frame, a light horizontal grid, the page's own ground."""
    look = palette(theme)
    axis = {
        "showline": False,
        "zeroline": False,
        "ticks": "",
        "automargin": True,
        "exponentformat": "power",  # 2×10⁻⁷, not 200n
        "tickfont": {"color": look.muted, "size": 12},
        "title": {"font": {"color": look.muted, "size": 12}, "standoff": 14},
    }
    layout = go.Layout(
        font={"family": FONT, "size": 13, "color": look.ink},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        colorway=list(look.categories),
        colorscale={"sequential": list(look.sequential), "diverging": list(look.diverging)},
        xaxis={**axis, "showgrid": False},
        yaxis={**axis, "ticklabelstandoff": 5, "showgrid": True, "gridcolor": look.grid, "gridwidth": 1},
        margin={"l": 8, "r": 16, "t": 24, "b": 8},
        bargap=0.28,
        barcornerradius=2,
        hoverlabel={"bgcolor": look.second, "bordercolor": look.grid, "font": {"color": look.ink, "family": FONT}},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"color": look.muted}},
        dragmode=False,
    )
    return go.layout.Template(layout=layout)


def blank(
    *, theme: Theme, separators: str, x_title: str, y_title: str, height: int = 360, hovermode: str | bool = "closest"
) -> go.Figure:
    """Return an empty figure with its template, its axes named and the locale's separators (",." for pt-BR)."""
    figure = go.Figure()
    figure.update_layout(
        template=template(theme), separators=separators, height=height, hovermode=hovermode, showlegend=False
    )
    figure.update_xaxes(title_text=x_title)
    figure.update_yaxes(title_text=y_title)
    return figure


def number(value: float, digits: int, *, separators: str) -> str:
    """Return a number for a label, with the decimal and thousands characters of `separators`."""
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(".,", separators))


def figure_text(value: float, *, separators: str, digits: int = 3) -> str:
    """Return a metric for a label: three decimals, or as many as a small value needs."""
    return (
        number(value, digits, separators=separators)
        if abs(value) >= 0.01 or not value
        else significant(value, 3, separators=separators)
    )


def significant(value: float, digits: int = 4, *, separators: str) -> str:
    """Return a number for a label with so many significant digits, no zeros at its end; very small and very large as a power of ten."""
    if value and not 1e-6 <= abs(value) < 1e15:
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        return f"{_trimmed(mantissa, separators)}×10<sup>{int(exponent)}</sup>"
    magnitude = floor(log10(abs(value))) if value else 0
    return _trimmed(f"{value:,.{max(0, digits - 1 - magnitude)}f}", separators)


def _trimmed(text: str, separators: str) -> str:
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return plain.translate(str.maketrans(".,", separators))


def dotted(text: str, colour: str) -> str:
    """Return a label with a dot in its series' colour before it; the text keeps the ink's contrast."""
    return f'<span style="color:{colour};font-size:16px">●</span> {text}'


def key(figure: go.Figure, lines: Sequence[str], *, corner: str) -> None:
    """Write labelled lines into a free corner of the plot ("top left", "bottom right", ...)."""
    vertical, horizontal = corner.split()
    figure.add_annotation(
        text="<br>".join(lines),
        xref="paper",
        yref="paper",
        x=0.02 if horizontal == "left" else 0.98,
        y=0.03 if vertical == "bottom" else 0.97,
        xanchor=horizontal,
        yanchor=vertical,
        align="left",
        showarrow=False,
        font={"size": 12},
    )


def series_colours(n_series: int, theme: Theme) -> list[str]:
    """Return a colour a series: the accent for one alone, else Okabe and Ito's in order, again from the first after eight."""
    look = palette(theme)
    if n_series == 1:
        return [look.accent]
    return [look.categories[index % len(look.categories)] for index in range(n_series)]


def room_for(figure: go.Figure, labels: Sequence[str]) -> None:
    """Make room for the labels of horizontal bars and their axis title; long labels end in an ellipsis."""
    shown = [label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…" for label in labels]
    figure.update_yaxes(tickmode="array", tickvals=list(labels), ticktext=shown, automargin=False, title_standoff=20)
    figure.update_layout(margin_l=40 + round(6.3 * max((len(label) for label in shown), default=0)))


def dashed(name: str, colour: str) -> str:
    """Return the label of a dashed line, for a `key`."""
    return f'<span style="color:{colour}">┄ {name}</span>'


def label_ends(figure: go.Figure, ends: Sequence[tuple[object, float]], names: Sequence[str], *, span: float) -> None:
    """Write names to the right of the ends of lines, pushed apart where they would overlap.

    Parameters
    ----------
    ends : sequence of (x, y)
        Last point of each line.
    span : float
        Height of the plot in units of y; a line of text is taken as a sixteenth of it.
    """
    gap, floor = span / 16, float("-inf")
    for index in sorted(range(len(ends)), key=lambda i: ends[i][1]):
        x, y = ends[index]
        floor = max(y, floor + gap)
        figure.add_annotation(
            x=x, y=floor, text=names[index], xanchor="left", xshift=6, showarrow=False, font={"size": 12}, align="left"
        )
    longest = max((len(name.rsplit("</span>", maxsplit=1)[-1]) for name in names), default=0)
    figure.update_layout(margin_r=24 + 7 * longest)


def date_axis(figure: go.Figure, *, date_format: str) -> None:
    """Write instants in numbers alone, in the order that `date_format` has: names of months would need a language."""
    day_first = date_format.index("%d") < date_format.index("%m")
    day, month = ("%d/%m", "%m/%Y") if day_first else ("%m-%d", "%Y-%m")
    figure.update_xaxes(
        hoverformat=f"{date_format} %H:%M",
        tickformatstops=[
            {"dtickrange": [None, 60_000], "value": f"%H:%M:%S\n{date_format}"},
            {"dtickrange": [60_000, 86_399_999], "value": f"%H:%M\n{date_format}"},
            {"dtickrange": [86_399_999, "M1"], "value": f"{day}\n%Y"},
            {"dtickrange": ["M1", "M12"], "value": month},
            {"dtickrange": ["M12", None], "value": "%Y"},
        ],
    )


def reference_line(
    figure: go.Figure, *, theme: Theme, name: str, x: float | None = None, y: float | None = None
) -> None:
    """Draw a dashed grey line across the plot at one x or one y, with its name."""
    look = palette(theme)
    line = {"color": look.baseline, "dash": "dash", "width": 1.5}
    font = {"color": look.muted, "size": 12}
    if x is not None:
        figure.add_vline(x=x, line={"color": look.ground, "width": 4})  # parts it from bars of any colour
        figure.add_vline(x=x, line=line)
        figure.add_annotation(x=x, y=1, yref="y domain", text=name, yanchor="bottom", showarrow=False, font=font)
    if y is not None:
        figure.add_hline(y=y, line=line)
        figure.add_annotation(
            x=1, y=y, xref="x domain", text=name, xanchor="right", yanchor="bottom", showarrow=False, font=font
        )
