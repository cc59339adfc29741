"""How figures of a backtest are written: money of the series, shares, ratios, counts; frames of written cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import streamlit as st

from app.i18n import _, current_language, format_money, format_number, format_percent
from bancada.core.messages import render
from bancada.markets.brazil.execution import Paper

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.elements.lib.column_types import ColumnConfig

    from bancada.core.leaderboard import Interval
    from bancada.markets.performance import Figure
    from bancada.markets.series import SeriesInfo

Width = Literal["small", "medium", "large"] | int

__all__ = [
    "currency",
    "figure",
    "figure_name",
    "frame",
    "interval",
    "money",
    "number_column",
    "paper",
    "span_of",
    "table",
    "text_column",
]


def currency(info: SeriesInfo) -> str:
    """Return the sign of the currency in which a series is priced; a word where it is not known."""
    return "R$" if info.exchange in ("BVMF", "") else _("currency")


def money(info: SeriesInfo, value: float | None, digits: int = 2) -> str:
    """Return an amount in the currency of the series' prices; a plain number where it is not the real."""
    return format_money(value, digits) if info.exchange in ("BVMF", "") else format_number(value, digits)


def figure(info: SeriesInfo, found: Figure, *, whole: bool = False) -> str:
    """Return the value of a figure as its kind is written, `whole` amounts without cents; a dash for none."""
    return _of_kind(info, found.value, found.kind.value, cents=0 if whole else 2)


def interval(info: SeriesInfo, found: Figure, *, whole: bool = False) -> str:
    """Return the 95% interval of a figure; a dash for none."""
    return _between(info, found.interval, found.kind.value, cents=0 if whole else 2)


def span_of(info: SeriesInfo, found: Interval | None) -> str:
    """Return an interval of amounts."""
    return _between(info, found, "money")


def paper(one: Paper) -> str:
    """Return what taxes take a symbol for, as people call it."""
    return {
        Paper.SHARE: _("share or unit"),
        Paper.ETF: _("ETF"),
        Paper.BDR: _("BDR"),
        Paper.FII: _("real-estate fund"),
        Paper.OPTION: _("option"),
        Paper.FUTURE: _("future"),
    }[one]


def figure_name(code: str) -> str:
    """Return how a figure is called."""
    return render(f"performance_figure_{code}", {}, language=current_language())


def _between(info: SeriesInfo, found: Interval | None, kind: str, *, cents: int = 2) -> str:
    if found is None:
        return "–"
    low, high = (_of_kind(info, end, kind, cents=cents) for end in (found.low, found.high))
    return _("{low} to {high}", low=low, high=high)


def _of_kind(info: SeriesInfo, value: float | None, kind: str, *, cents: int = 2) -> str:
    if value is None:
        return "–"
    if kind == "money":
        return money(info, value, cents)
    if kind in ("share", "probability"):
        return format_percent(value)
    return format_number(value, {"count": 0, "sessions": 0, "bars": 1}.get(kind, 2))


# object: cells of words, shown and never computed with.
def table(rows: Sequence[Mapping[str, object]], columns: Mapping[str, ColumnConfig], *, key: str) -> None:
    """Draw rows of written cells."""
    st.dataframe(frame(rows), hide_index=True, height="content", key=key, placeholder="–", column_config=dict(columns))


def frame(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return rows as a frame."""
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    return pd.DataFrame(list(rows))


def text_column(title: str, *, pinned: bool = False, width: Width | None = None) -> ColumnConfig:
    """Return a column of words."""
    return st.column_config.TextColumn(title, pinned=pinned, width=width)


def number_column(title: str, *, width: Width | None = None) -> ColumnConfig:
    """Return a column of written numbers, flush right."""
    return st.column_config.TextColumn(title, alignment="right", width=width)
