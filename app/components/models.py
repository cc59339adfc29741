"""Pieces of the models page: the table of all, one chosen, two side by side, the trash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from app import cache, state
from app.components import champions, downloads, empty, evaluation, findings, header, model_actions, words
from app.components.figures import interval_text, metric_figures, metric_text
from app.components.tables import selected
from app.i18n import _, current_language, format_bytes, format_figure, format_moment, format_number, ngettext
from app.navigation import COMPARE, link
from bancada.core.dataset import Source
from bancada.core.model import ModelInfo
from bancada.registry.card import describe_split

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.elements.lib.column_types import ColumnConfig

__all__ = ["choose", "draw_chosen", "draw_table", "is_simulated", "nothing_here"]

MOST_INPUTS = 24


def nothing_here() -> None:
    """Draw the empty state."""
    empty.empty(
        ":material/inventory_2:",
        _("No model is saved yet"),
        _("Compare models on a dataset, open one of the best five and save it."),
        action=lambda: link(COMPARE, _("Train and compare models")),
    )


def choose(infos: Sequence[ModelInfo]) -> tuple[ModelInfo, ...]:
    """Draw the table of models, of one task or of all, and return the chosen rows."""
    tasks = ["", *sorted({info.task for info in infos if info.task})]
    state.MODEL_TASK.seed(tasks)
    task = st.selectbox(
        _("Task"), tasks, format_func=words.named(tasks, lambda name: name or _("all tasks")), **state.MODEL_TASK.widget
    )
    shown = [info for info in infos if not task or info.task == task]
    st.caption(_("Choose one model to see it, two to compare them."))
    table_key = f"models-{task}-{len(infos)}"
    linked = [place for place, info in enumerate(shown) if info.name == state.MODEL.seed()]
    event = st.dataframe(
        _table(shown),
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        selection_default=selected(linked[:1]),
        key=table_key,
        column_config=_columns(),
        column_order=(
            "champion",
            "name",
            "metric",
            "interval",
            "baseline",
            "task",
            "kind",
            "problem",
            "source",
            "saved",
            "notes",
        ),
        placeholder="–",
    )
    rows = [place for place in event["selection"]["rows"] if place < len(shown)]
    chosen = tuple(cache.bench().models.info(shown[place].name) for place in rows)
    if len(chosen) == 1:
        state.MODEL.set(chosen[0].name)
    return chosen


def is_simulated(info: ModelInfo) -> bool:
    """Whether a model learned from simulated rows."""
    return info.lineage is not None and info.lineage.dataset_source == Source.SIMULATED.value


def draw_table(infos: Sequence[ModelInfo], *, key: str) -> None:
    """Draw models as a table to read."""
    st.dataframe(_table(infos), hide_index=True, column_config=_columns(), key=key)


def _table(infos: Sequence[ModelInfo]) -> pd.DataFrame:
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    return pd.DataFrame(
        [
            {
                "champion": "★" if info.is_champion else "",
                "name": info.name,
                "metric": _metric_cell(info),
                "interval": interval_text(info.main_metric.interval, info.main_metric.name)
                if info.main_metric
                else "–",
                "baseline": format_figure(info.main_metric.baseline, info.main_metric.name)
                if info.main_metric
                else "–",
                "task": info.task or "–",
                "kind": info.kind or _("older file"),
                "problem": words.problem(info.problem),
                "source": words.source(Source(info.lineage.dataset_source))
                if info.lineage and info.lineage.dataset_source
                else "–",
                "saved": format_moment(info.saved_at),
                "notes": info.notes,
            }
            for info in infos
        ]
    )


def _metric_cell(info: ModelInfo) -> str:
    figure = info.main_metric
    return f"{words.metric(figure.name)} {format_figure(figure.value, figure.name)}" if figure else "–"


def _columns() -> dict[str, ColumnConfig]:
    text = st.column_config.TextColumn
    return {
        "champion": text("★", width=50, help=_("Champion: the model that serves its task now.")),
        "name": text(_("Model"), pinned=True, width=300),
        "metric": text(_("Main metric"), alignment="right"),
        "interval": text(_("95%"), alignment="right"),
        "baseline": text(_("Baseline"), alignment="right"),
        "task": text(_("Task"), width="medium"),
        "kind": text(_("Type")),
        "problem": text(_("Answers")),
        "source": text(_("Data"), help=_("Where the rows of the training came from.")),
        "saved": text(_("Saved")),
        "notes": text(_("Notes"), width="large"),
    }


def draw_chosen(chosen: Sequence[ModelInfo]) -> None:
    """Draw nothing, one model, or two side by side."""
    if len(chosen) == 1:
        _draw_one(chosen[0])
    elif len(chosen) == 2:
        _draw_two(chosen[0], chosen[1])
    elif chosen:
        st.info(_("Two models can be compared at a time."))


def _draw_one(info: ModelInfo) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(info.title or info.name, anchor=False, width="content")
            if info.is_champion:
                st.badge(_("champion"), icon=":material/star:", color="green")
            if is_simulated(info):
                header.simulated_mark()
        if info.is_legacy:
            model_actions.adopt(info)
            return
        metric_figures(info.metrics[:4], key=info.name)
        model_actions.bar(info)
        parts: dict[str, Callable[[ModelInfo], None]] = {
            _("Card"): _card,
            _("Figures"): _figures,
            _("Versions of the task"): _versions,
            _("Lineage"): _lineage,
            _("Files"): _files,
        }
        for tab, draw in zip(
            st.tabs(list(parts), on_change="rerun", key=f"parts-{info.name}"), parts.values(), strict=True
        ):
            if tab.open:
                with tab:
                    draw(info)


def _card(info: ModelInfo) -> None:
    card = cache.bench().models.card(info.name, language=current_language())
    downloads.bytes_button(
        card, f"{info.name}.md", label=_("Download the card"), mime="text/markdown", key=f"card-{info.name}"
    )
    with st.container(key="model-card"):
        st.markdown(card)


def _figures(info: ModelInfo) -> None:
    found = cache.model_evaluation(info)
    if found is None:
        st.caption(_("No evaluation was stored with this model."))
        return
    evaluation.draw(found, key=f"model-{info.name}")


def _versions(info: ModelInfo) -> None:
    same = [other for other in cache.bench().models.list() if info.task and other.task == info.task]
    draw_table(same or [info], key=f"versions-{info.name}")
    champions.history(info)


def _lineage(info: ModelInfo) -> None:
    if info.lineage is None:
        st.caption(_("Nothing is known of where this model comes from."))
        return
    found = info.lineage
    facts = {
        _("Dataset"): found.dataset,
        _("Fingerprint (SHA-256)"): f"`{found.dataset_sha256}`",
        _("Split"): describe_split(found.split, language=current_language()),
        _("Training rows"): format_number(found.n_train),
        _("Holdout rows"): format_number(found.n_holdout),
        _("Fits made for the task until then"): format_number(found.n_trials),
        _("Seed"): "–" if found.seed is None else str(found.seed),
        _("Run"): f"`{found.run_id}`" if found.run_id else "–",
    }
    st.table({_("What"): list(facts), _("Value"): list(facts.values())}, border="horizontal")


def _files(info: ModelInfo) -> None:
    certificate = info.certificate
    if certificate is not None and certificate.accepted:
        rows = format_number(certificate.n_rows)
        findings.good(_("The ONNX export answers as the original did on {rows} rows.", rows=rows))
    elif certificate is not None:
        st.markdown(":orange[:material/info:] " + _("The native model answers: {reason}", reason=certificate.reason))
    st.button(_("Verify the files"), icon=":material/verified_user:", key=f"verify-{info.name}")
    with st.spinner(_("Verifying")):
        found = cache.bench().models.verify(info.name)
    matching = _("Signature and fingerprints of every file match.")
    moment = _("Verified at {moment}.", moment=format_moment(datetime.now(UTC)))
    findings.findings(found, none=f"{matching} {moment}")
    st.dataframe(
        {
            _("File"): [file.name for file in info.files],
            _("Size"): [format_bytes(file.size_bytes) for file in info.files],
            "SHA-256": [file.sha256 for file in info.files],
        },
        hide_index=True,
        key=f"files-{info.name}",
    )


def _inputs(info: ModelInfo) -> str:
    """Return the names of a model's inputs, or how many they are where nobody would read them."""
    names = info.signature.names if info.signature else ()
    return (", ".join(names) or "–") if len(names) <= MOST_INPUTS else ngettext("{n} input", "{n} inputs", len(names))


def _draw_two(one: ModelInfo, other: ModelInfo) -> None:
    names = sorted({figure.name for figure in (*one.metrics, *other.metrics)})
    by_name = [{figure.name: figure for figure in info.metrics} for info in (one, other)]
    rows = {
        _("Main metric"): [metric_text(info.main_metric) for info in (one, other)],
        **{words.metric(name): [metric_text(figures.get(name)) for figures in by_name] for name in names},
        _("Type"): [info.kind for info in (one, other)],
        _("Task"): [info.task or "–" for info in (one, other)],
        _("Saved"): [format_moment(info.saved_at) for info in (one, other)],
        _("Inputs"): [_inputs(info) for info in (one, other)],
        _("Training rows"): [format_number(info.lineage.n_train) if info.lineage else "–" for info in (one, other)],
        _("Notes"): [info.notes or "–" for info in (one, other)],
    }
    with st.container(border=True):
        st.subheader(_("Side by side"), anchor=False)
        st.table(
            {
                "": [f"**{label}**" if values[0] != values[1] else label for label, values in rows.items()],
                one.name: [values[0] for values in rows.values()],
                other.name: [values[1] for values in rows.values()],
            },
            border="horizontal",
        )
        st.caption(_("What differs is in bold. Intervals that overlap do not make one model the better."))
