"""Features of a series: what each is, how it went, which of them tell of a label, and whether anything leaks."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from app import charts, problems
from app.cache import market
from app.charts.market.labels import spread
from app.components import downloads, plots
from app.components.figures import abreast
from app.components.market import leaking, research_words, selecting, short, thinned, wanted
from app.components.words import named
from app.i18n import _, current_language, date_format, format_date, format_number, format_percent, ngettext

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from bancada.markets.features import Features, FeatureSpec
    from bancada.markets.series import SeriesInfo

__all__ = ["draw"]

PARTS = ("catalogue", "selection", "leaks")
USUAL = "rsi_14"
SPANS = (250, 1_000, 5_000, 0)
"""Latest bars that can be asked for; 0 for all."""
MOST_CELLS = 2_000_000
"""Numbers that are written as text for a download; more are offered as Parquet alone."""


def draw(info: SeriesInfo) -> None:
    """Draw the view."""
    _view(info)


@st.fragment
@problems.guarded
def _view(info: SeriesInfo) -> None:
    if short.features(info.rows):
        return
    wanted.PART.seed(PARTS)
    titles = {"catalogue": _("Catalogue"), "selection": _("Which ones tell"), "leaks": _("Leak tests")}
    part = st.segmented_control(
        _("About features"),
        PARTS,
        format_func=titles.__getitem__,
        required=True,
        label_visibility="collapsed",
        **wanted.PART.widget,
    )
    {"catalogue": _catalogue, "selection": selecting.draw, "leaks": leaking.draw}[part or PARTS[0]](info)


def _catalogue(info: SeriesInfo) -> None:
    specs = market.feature_catalogue()
    with st.spinner(_("Computing {n} features", n=format_number(len(specs))), show_time=True):
        found = market.features(info)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(_headline(found), width="content")
        _downloads(info, found)
    for finding in found.findings:
        st.caption(f":material/swap_horiz: {finding.message(current_language())}")
    shown = _searched(specs)
    if shown:
        _table(shown, found)
    else:
        st.info(_("No feature has this in its name, formula or source."))
    _left_out(found)
    _chosen(info, specs, found)


def _headline(found: Features) -> str:
    n_left = len(found.left_out)
    sentence = ngettext("**{n} feature** of these bars.", "**{n} features** of these bars.", len(found))
    if n_left:
        sentence += " " + ngettext("{n} is left out.", "{n} are left out.", n_left)
    return sentence + " " + _("Each looks at its own bar and those before it, never ahead.")


def _downloads(info: SeriesInfo, found: Features) -> None:
    name = f"{info.key.symbol}-{info.key.timeframe.value}-features"
    with st.popover(_("Download all"), icon=":material/download:"):
        downloads.lazy_button(
            lambda: _parquet(found), f"{name}.parquet", label="Parquet",
            mime="application/vnd.apache.parquet", key="market-features-parquet",
        )  # fmt: skip
        if found.values.size <= MOST_CELLS:
            downloads.lazy_button(
                lambda: downloads.frame_csv(found.frame().reset_index()), f"{name}.csv", label="CSV",
                mime="text/csv", key="market-features-csv",
            )  # fmt: skip
        else:
            st.caption(_("So many numbers come as Parquet alone; as text they would be too large for a spreadsheet."))


def _parquet(found: Features) -> bytes:
    file = BytesIO()
    found.frame().to_parquet(file)
    return file.getvalue()


def _searched(specs: tuple[FeatureSpec, ...]) -> list[FeatureSpec]:
    """Draw search and family, and return the features that answer both."""
    groups = ["", *dict.fromkeys(spec.group for spec in specs)]
    left, right = st.columns((2, 1))
    wanted.SEARCH.seed()
    wanted.GROUP.seed(groups)
    text = left.text_input(
        _("Search"), placeholder=_("name, formula, source, column"), icon=":material/search:", **wanted.SEARCH.widget
    )
    group = right.selectbox(
        _("Family"),
        groups,
        format_func=named(groups, lambda code: research_words.feature_group(code) if code else _("all")),
        **wanted.GROUP.widget,
    )
    parts = (text or "").casefold().split()
    return [
        spec for spec in specs if (not group or spec.group == group) and all(part in _haystack(spec) for part in parts)
    ]


def _haystack(spec: FeatureSpec) -> str:
    words = (spec.name, spec.formula, spec.source, research_words.feature_group(spec.group), *spec.columns)
    return " ".join(words).casefold()


def _table(specs: list[FeatureSpec], found: Features) -> None:
    column = st.column_config.TextColumn
    number = st.column_config.NumberColumn
    table = wanted.table(tuple(spec.name for spec in specs))
    st.dataframe(
        _rows(specs, found),
        hide_index=True,
        height=300,
        column_config={
            "name": column(_("Feature"), pinned=True),
            "group": column(_("Family"), width="small"),
            "last": column(_("Last value"), alignment="right", width="small"),
            "unit": column(_("Unit"), width="small"),
            "look_back": number(
                _("Looks back"), width="small", help=_("In bars, this bar included; before that there is no value.")
            ),
            "warm_up": number(
                _("Settles in"),
                width="small",
                help=_(
                    "After so many bars the value no longer depends on where the series begins, to 1 part in 100 million."
                ),
            ),
            "formula": column(
                _("Formula"),
                width="medium",
                help=f"{_notation()} "
                + _("`[-k]` is the value k bars before; `mean(x, n)` runs over the last n bars, this one included."),
            ),
        },
        on_select=lambda: _choose([spec.name for spec in specs], table),
        selection_mode="single-row",
        key=table.name,
        placeholder="–",
    )


def _rows(specs: list[FeatureSpec], found: Features) -> pd.DataFrame:
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    last = dict(zip(found.names, found.values[:, -1].tolist(), strict=True)) if len(found.ts) else {}
    return pd.DataFrame(
        [
            {
                "name": spec.name,
                "group": research_words.feature_group(spec.group),
                "last": format_number(last.get(spec.name)),
                "unit": research_words.unit(spec.unit),
                "look_back": spec.look_back,
                "warm_up": spec.warm_up,
                "formula": spec.formula,
            }
            for spec in specs
        ]
    )


def _choose(names: list[str], table: wanted.Draft) -> None:
    event = table.get()
    for row in event["selection"]["rows"] if event else ():
        wanted.FEATURE.set(names[row])


def _left_out(found: Features) -> None:
    if not found.left_out:
        return
    title = ngettext("Why {n} feature is left out", "Why {n} features are left out", len(found.left_out))
    with st.expander(title, icon=":material/block:"):
        language = current_language()
        st.markdown("\n".join(f"- {finding.message(language)}" for finding in found.left_out.values()))


def _chosen(info: SeriesInfo, specs: tuple[FeatureSpec, ...], found: Features) -> None:
    by_name = {spec.name: spec for spec in specs}
    names = list(by_name)
    wanted.FEATURE.seed(names, default=USUAL if USUAL in by_name else names[0])
    name = st.selectbox(_("One feature"), names, **wanted.FEATURE.widget) or names[0]
    spec = by_name[name]
    st.markdown(f"`{spec.formula}`  \n:gray[{spec.source}]", help=_needs(spec))
    if name in found.left_out:
        st.warning(found.left_out[name].message(current_language()), icon=":material/block:")
    elif name in found.names:
        _one(info, spec, found)


def _needs(spec: FeatureSpec) -> str:
    """Return from which columns a feature is computed, and how to read its formula."""
    told = _notation()
    if spec.columns:
        told += " " + _("Needed here: {columns}.", columns=", ".join(f"`{one}`" for one in spec.columns))
    return told


def _notation() -> str:
    return _("Formulas are written in English notation: open, high, low, close and volume are the columns of bars.")


def _one(info: SeriesInfo, spec: FeatureSpec, found: Features) -> None:
    values = found[spec.name]
    n_known = int(np.isfinite(values).sum())
    if not n_known:
        st.info(
            ngettext(
                "No bar has a value yet: it looks back {n} bar.", "No bar has a value yet: it looks back {n} bars.",
                spec.look_back,
            )
        )  # fmt: skip
        return
    at = thinned.moments(found.ts, market.bars(info))
    _figures(spec, values, at, n_known=n_known)
    axis = f"{spec.name} ({research_words.unit(spec.unit)})"
    left, right = st.columns((2, 1))
    with left:
        n_bars = _span(len(values))
        frame = thinned.line(values[-n_bars:], at[-n_bars:])
        sentence = _("**{name}** over time.", name=spec.name)
        if len(frame) >= thinned.MOST_POINTS < n_bars:
            sentence += " " + _(":orange-badge[thinned] Highs and lows are kept.")
        plots.plot(
            charts.series(frame, x="", y=axis, date_format=date_format(), **plots.look()),
            sentence,
            data=frame[["x", "y"]].dropna().rename(columns={"x": "ts", "y": spec.name}),
            name=f"{info.key.symbol}-{spec.name}",
        )
    with right:
        counted, n_beyond = thinned.bins(values)
        plots.plot(
            spread(counted, value_title=axis, count_title=_("Bars"), **plots.look()),
            _("How its values spread."),
            name=f"{info.key.symbol}-{spec.name}-spread",
        )
        if n_beyond:
            st.caption(ngettext("{n} far value is not drawn.", "{n} far values are not drawn.", n_beyond))


def _span(n_rows: int) -> int:
    """Draw the choice of the latest bars to draw, and return how many; all of a short series."""
    if n_rows <= wanted.SPAN.default:
        return n_rows
    options = [n for n in SPANS if n < n_rows]
    wanted.SPAN.seed(options)
    chosen = st.segmented_control(
        _("Span"),
        options,
        format_func=lambda n: _("all") if n == 0 else ngettext("{n} bar", "{n} bars", n),
        required=True,
        label_visibility="collapsed",
        **wanted.SPAN.widget,
    )
    return int(chosen or 0) or n_rows


def _figures(spec: FeatureSpec, values: NDArray[np.float64], at: pd.DatetimeIndex, *, n_known: int) -> None:
    last = int(np.flatnonzero(np.isfinite(values))[-1])
    places = abreast(4, key="market-feature")
    places[0].metric(
        _("Last value"),
        format_number(float(values[last])),
        help=_("Of the bar of {day}.", day=format_date(at[last])),
    )
    places[1].metric(_("Bars with a value"), format_percent(n_known / len(values)))
    places[2].metric(_("Looks back"), ngettext("{n} bar", "{n} bars", spec.look_back))
    places[3].metric(_("Settles in"), ngettext("{n} bar", "{n} bars", spec.warm_up))
