"""Points and rows that point at each other: a selection in the chart narrows the table, rows of the table light up in the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import cache, charts, problems, state
from app.components import downloads, plots, tables
from app.i18n import _, format_number

if TYPE_CHECKING:
    from bancada.core.dataset import DatasetInfo
    from bancada.data.explore import Relation

__all__ = ["linked", "sampling"]


def sampling(found: Relation, sentence: str) -> str:
    """Return a chart's sentence, and how many rows it shows where not all."""
    if not found.sampled:
        return sentence
    return f"{sentence} " + _(
        ":orange-badge[sample] {shown} of {total} rows are drawn.",
        shown=format_number(found.n_shown),
        total=format_number(found.n_rows),
    )


@st.fragment
@problems.guarded
def linked(info: DatasetInfo, found: Relation, *, labels: tuple[str, str]) -> None:
    """Draw two columns against each other, with the rows behind the points below."""
    key = f"points-{info.cache_key}-{found.x}-{found.y}-{found.by}"
    st.markdown(
        sampling(found, _("{y} against {x}. Drag over points to see their rows.", x=labels[0], y=labels[1])),
    )
    table, shown = state.lit_rows(key)
    lit = _selected_rows(table.get(), shown.get())
    figure = charts.relation(
        found.frame, x=labels[0], y=labels[1], by=found.by, highlighted=lit, row_name=_("row"), **plots.look()
    )
    event = st.plotly_chart(
        figure,
        key=f"{key}-chart",
        theme=None,
        on_select="rerun",
        selection_mode=("box", "lasso", "points"),
        config={"displaylogo": False, "modeBarButtons": [["select2d", "lasso2d"]]},
    )
    chosen = _row_numbers(event)
    rows = chosen or [int(row) for row in found.frame["row"].head(200)]
    frame = cache.rows_at(info, tuple(rows))
    shown.set(rows)
    st.caption(
        _("{n} rows chosen in the chart.", n=format_number(len(chosen)))
        if chosen
        else _("The first rows drawn. Choose rows here to light them up above.")
    )
    st.dataframe(
        tables.readable(frame),
        hide_index=True,
        height=260,
        on_select="rerun",
        selection_mode="multi-row",
        key=table.name,
        placeholder="–",
        column_config=tables.raw_columns(info),
    )
    downloads.frame_button(frame, f"{info.name}-{found.x}-{found.y}")


# Any: what Streamlit hands back for a selection.
def _row_numbers(event: Any) -> list[int]:
    points = event["selection"]["points"] if event else []
    return sorted({int(point["customdata"][0]) for point in points if point.get("customdata")})


def _selected_rows(event: Any, shown: list[int] | None) -> tuple[int, ...]:
    places = event["selection"]["rows"] if event and shown else []
    return tuple(shown[place] for place in places if place < len(shown)) if shown else ()
