"""Pieces of the explore page: what a dataset holds, column by column and two by two."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import cache, charts, navigation, state
from app.components import cells, empty, findings, importing, plots, points, tables, words
from app.components.figures import abreast
from app.i18n import _, date_format, format_number, format_percent
from bancada.core.dataset import ColumnType, DatasetInfo

__all__ = ["choose", "draw_view", "figures", "nothing_here", "onward"]

VIEWS = ("overview", "column", "relation", "time", "correlation", "quality", "rows")


def nothing_here() -> None:
    """Draw the empty state, with both ways out of it."""

    def ways() -> None:
        with st.container(horizontal=True, horizontal_alignment="center"):
            importing.import_button(key="empty-import")
            if st.button(_("Load the demo data"), key="empty-demo"):
                cache.bench().data.load_demo()
                st.rerun()

    empty.empty(
        ":material/table_chart:",
        _("There is no dataset yet"),
        _("Import a CSV, Excel or Parquet file, or load the simulated sensor readings to look around."),
        action=ways,
    )


def choose(infos: Sequence[DatasetInfo]) -> DatasetInfo:
    """Draw the dataset picker and return what is chosen."""
    by_name = {info.name: info for info in infos}
    state.DATASET.seed(tuple(by_name))
    name = st.selectbox(_("Dataset"), tuple(by_name), **state.DATASET.widget)
    return by_name[name]


def figures(info: DatasetInfo) -> None:
    """Draw rows, columns, period and the quality score with its reasons."""
    report = cache.quality(info, info.target)
    places = abreast((1, 1, 2, 1), key="dataset")
    places[0].metric(_("Rows"), format_number(info.rows))
    places[1].metric(_("Columns"), format_number(len(info.columns)))
    places[2].metric(_("Target"), info.target or "–", help=_("Kind: {kind}", kind=words.problem(info.problem)))
    reasons = [f"{finding.message(state.language())}" for finding in report.findings[:4]]
    places[3].metric(
        _("Quality"),
        f"{format_number(report.score, 0)} / 100",
        help=_("100 less what each finding takes.") + "\n\n" + "\n\n".join(reasons),
    )


def onward(info: DatasetInfo) -> None:
    """Draw the way to the next step with these rows."""
    label = _("Train and compare models")
    navigation.link(navigation.COMPARE, f"**{label}**", parameters=state.DATASET.link(info.name))


def draw_view(info: DatasetInfo) -> None:
    """Draw the chosen view of a dataset; only that one is computed."""
    state.EXPLORE_VIEW.seed(VIEWS)
    titles = {
        "overview": _("Columns"),
        "column": _("One column"),
        "relation": _("Two columns"),
        "time": _("Over time"),
        "correlation": _("Correlation"),
        "quality": _("Quality"),
        "rows": _("Rows"),
    }
    view = st.segmented_control(
        _("View"),
        VIEWS,
        format_func=titles.__getitem__,
        required=True,
        label_visibility="collapsed",
        **state.EXPLORE_VIEW.widget,
    )
    draw = {
        "overview": _overview,
        "column": _column,
        "relation": _relation,
        "time": _series,
        "correlation": _correlation,
        "quality": _quality,
        "rows": cells.draw,
    }[view or "overview"]
    draw(info)


def _overview(info: DatasetInfo) -> None:
    st.caption(_("Choose a row to see that column by itself."))
    table = cache.overview(info)
    config = st.column_config
    event = st.dataframe(
        tables.readable(
            table.assign(type=[words.column_type(ColumnType(code)) for code in table["type"]]),
            rounded=("minimum", "median", "maximum"),
        ),
        hide_index=True,
        column_order=("name", "type", "unit", "missing_share", "distinct", "histogram", "minimum", "median", "maximum"),
        column_config={
            "name": config.TextColumn(_("Column"), pinned=True),
            "type": _("Type"),
            "unit": _("Unit"),
            "missing_share": config.ProgressColumn(_("Missing"), min_value=0.0, max_value=1.0, format="percent"),
            "distinct": config.NumberColumn(_("Different values")),
            "histogram": config.BarChartColumn(_("Distribution"), y_min=0, color="primary"),
            "minimum": config.NumberColumn(_("Minimum")),
            "median": config.NumberColumn(_("Median")),
            "maximum": config.NumberColumn(_("Maximum")),
        },
        on_select="rerun",
        selection_mode="single-row",
        key=f"overview-{info.cache_key}",
        placeholder="–",
    )
    for row in event["selection"]["rows"]:
        _distribution(info, str(table["name"].iloc[row]), info.target)


def _column(info: DatasetInfo) -> None:
    left, right = st.columns(2)
    with left:
        column = _pick(info, state.COLUMN, _("Column"))
    with right:
        by = _pick_group(info)
    _distribution(info, column, by)


def _distribution(info: DatasetInfo, column: str, by: str | None) -> None:
    by = None if by == column else by
    frame = cache.distribution(info, column, by)
    sentence = (
        _("How the values of {column} are spread, by {by}: each group adds up to 100%.", column=column, by=by)
        if by
        else _("How the values of {column} are spread.", column=column)
    )
    found = info.column(column)
    plots.plot(
        charts.distribution(
            frame,
            column=_labelled(info, column),
            by=by,
            share_title=_("Share of rows"),
            rows_name=_("rows"),
            date_format=date_format(),
            **plots.look(),
        ),
        sentence,
        data=frame,
        name=f"{info.name}-{column}",
    )
    if found and found.n_missing:
        st.caption(_("Missing in {share} of the rows.", share=format_percent(found.n_missing / max(info.rows, 1))))


def _relation(info: DatasetInfo) -> None:
    numeric = [column.name for column in info.columns if column.type.is_numeric]
    if len(numeric) < 2:
        st.info(_("This takes two columns of numbers."))
        return
    places = st.columns(3)
    with places[0]:
        x = _pick(info, state.COLUMN, _("Across"), options=numeric)
    with places[1]:
        y = _pick(info, state.OTHER_COLUMN, _("Upwards"), options=[name for name in numeric if name != x])
    with places[2]:
        by = _pick_group(info)
    points.linked(info, cache.relation(info, x, y, by), labels=(_labelled(info, x), _labelled(info, y)))


def _series(info: DatasetInfo) -> None:
    numeric = [column.name for column in info.columns if column.type.is_numeric]
    if info.time_column is None or not numeric:
        st.info(_("This takes a column with the moment of each row. Choose it under Roles on this page."))
        return
    column = _pick(info, state.COLUMN, _("Column"), options=numeric)
    found = cache.series(info, column, None)
    plots.plot(
        charts.series(
            found.frame,
            y=_labelled(info, column),
            x=info.time_column,
            date_format=date_format(),
            **plots.look(),
        ),
        points.sampling(found, _("{column} over time.", column=column)),
        data=found.frame,
        name=f"{info.name}-{column}-series",
    )


def _correlation(info: DatasetInfo) -> None:
    frame = cache.correlation(info)
    if len(frame) < 2:
        st.info(_("This takes two columns of numbers."))
        return
    plots.plot(
        charts.correlation(frame, value_name=_("Correlation"), columns_title=_("Column"), **plots.look()),
        _(
            "Spearman's correlation: 1 moves together, -1 against each other, 0 neither. Similar columns lie side by side."
        ),
        data=frame.reset_index(names=_("Column")),
        name=f"{info.name}-correlation",
    )


def _quality(info: DatasetInfo) -> None:
    report = cache.quality(info, info.target)
    st.caption(_("Worst first: ordered by what each would do to a model."))
    findings.findings(report.findings, none=_("Nothing that would hurt a model was found."))
    places = st.columns(3)
    places[0].metric(_("Missing cells"), format_percent(report.missing_share))
    places[1].metric(_("Repeated rows"), format_number(report.duplicates))
    places[2].metric(_("Classes"), format_number(len(report.class_counts)) if report.class_counts else "–")


def _pick(info: DatasetInfo, choice: state.Choice[str], label: str, *, options: Sequence[str] = ()) -> str:
    names = list(options) or [column.name for column in info.columns]
    choice.seed(names)
    return st.selectbox(label, names, format_func=lambda name: _labelled(info, name), **choice.widget) or names[0]


def _pick_group(info: DatasetInfo) -> str | None:
    groups = ["", *(column.name for column in info.columns if 1 < column.n_distinct <= 20)]
    if info.target and info.target not in groups:
        groups.append(info.target)
    state.BY.seed(groups, default=info.target if info.target in groups else "")
    return (
        st.selectbox(
            _("By"),
            groups,
            format_func=words.named(groups, lambda name: name or _("all rows together")),
            **state.BY.widget,
        )
        or None
    )


def _labelled(info: DatasetInfo, name: str) -> str:
    found = info.column(name)
    return importing.column_label(found) if found else name
