"""Pieces of the predict page: the model, its inputs as a form, the answer beside it, a file, the history."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import streamlit as st

from app import cache, state
from app.components import answers, asking, downloads, empty, enter, header, importing, models, tables, words
from app.components.figures import metric_text
from app.components.importing import received
from app.i18n import (
    _,
    format_age,
    format_duration,
    format_moment,
    format_number,
    format_percent,
    format_sent,
    read_number,
    write_number,
)
from app.navigation import COMPARE, link
from bancada.core.dataset import ColumnType
from bancada.core.model import ModelInfo
from bancada.core.pack import Pack
from bancada.core.prediction import Prediction
from bancada.core.signature import Field, Signature

__all__ = ["choose", "draw_standing", "draw_way", "nothing_here", "table"]

WAYS = ("one", "file", "history")
Value = str | float | int | bool | None

_AMBIGUOUS = re.compile(r"-?\d{1,3}[.,]\d{3}")
"""Text that some read as thousands and some as a fraction."""


def nothing_here() -> None:
    """Draw the empty state."""
    empty.empty(
        ":material/online_prediction:",
        _("There is no model to ask yet"),
        _("Compare models on a dataset and save one of the best."),
        action=lambda: link(COMPARE, _("Train and compare models")),
    )


def choose(infos: Sequence[ModelInfo]) -> ModelInfo:
    """Draw the model picker, a champion first, and return what is chosen."""
    by_name = {info.name: info for info in sorted(infos, key=lambda info: not info.is_champion)}
    state.MODEL.seed(tuple(by_name))
    name = st.selectbox(
        _("Model"),
        tuple(by_name),
        format_func=lambda name: f"★ {name}" if by_name[name].is_champion else name,
        **state.MODEL.widget,
    )
    return cache.bench().models.info(name)


def draw_way(info: ModelInfo) -> None:
    """Draw the chosen way to ask; the way to the lottery page for its models, which take the whole record of draws."""
    if asking.answers_tickets(info.task):
        st.info(
            _("This model answers from the whole record of draws, so there is nothing to fill in here."),
            icon=":material/casino:",
        )
        asking.link(info.name, info.task)
        return
    state.PREDICT_VIEW.seed(WAYS)
    titles = {"one": _("By hand"), "file": _("From a file"), "history": _("History")}
    way = st.segmented_control(
        _("Way"),
        WAYS,
        format_func=titles.__getitem__,
        required=True,
        label_visibility="collapsed",
        **state.PREDICT_VIEW.widget,
    )
    {"one": _by_hand, "file": _from_file, "history": _history}[way or "one"](info)


def _by_hand(info: ModelInfo) -> None:
    signature = cache.bench().predict.signature(info.name)
    pack = _pack_of(signature)
    answer = state.answer(info.name, info.saved_at.isoformat())
    left, right = st.columns((7, 5), gap="large")
    with left:
        _scenarios(signature, pack)
        with enter.group("ask"):
            values = _inputs(signature, pack)
            if st.button(_("🔮 Make a prediction"), type="primary", width="stretch", key="ask-go"):
                answer.set((values, cache.bench().predict.one(info.name, values)))
        st.caption(_("Values outside what was seen in training are answered too, and marked."))
    with right:
        _answered(answer.get(), values, info)


def _answered(held: tuple[dict[str, Value], Prediction] | None, values: dict[str, Value], info: ModelInfo) -> None:
    if held is None:
        with st.container(border=True, horizontal_alignment="center", key="empty-answer"):
            st.caption(_("The answer appears here."), width="content")
        return
    asked, answer = held
    if asked != values:
        st.caption(":material/history: " + _("This answers the values asked before; they were changed since."))
    answers.draw_answer(answer, info)


def _inputs(signature: Signature, pack: Pack | None) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for start in range(0, len(signature.fields), 3):
        for place, field in zip(st.columns(3), signature.fields[start : start + 3], strict=False):
            with place:
                values[field.name] = _input(field, _field_key(signature, field), _field_label(field, pack))
    return values


def _input(field: Field, draft: state.Draft, label: str) -> Value:
    hint = _range_hint(field)
    if field.categories or field.type is ColumnType.BOOLEAN:
        options = field.categories or ("0", "1")
        usual = options.index(field.mode) if field.mode in options else 0
        return st.selectbox(label, options, usual, help=hint, accept_new_options=True, **draft.linked)
    if field.type.is_numeric:
        return _number(field, draft, label, hint)
    return st.text_input(label, help=hint, **draft.linked) or None


def _number(field: Field, draft: state.Draft, label: str, hint: str | None) -> Value:
    """Draw a field that takes a decimal comma or point; what is no number is said there and sent as typed, to be refused by name.

    A browser's own number field drops the comma where its language has none, and 20,5 becomes 205.
    """
    usual = "" if field.median is None else write_number(float(field.median), _digits(field))
    text: str = st.text_input(label, usual, help=hint, placeholder=_("empty"), **draft.linked)
    if not text.strip():
        return None
    try:
        number = read_number(text)
    except ValueError:
        trouble = _("This is not a number.")
        st.caption(f":red[:material/error: {trouble}]")
        return text
    if _AMBIGUOUS.fullmatch(text.strip()):
        st.caption(_("Read as {number}.", number=format_sent(number)))
    return int(number) if field.type is ColumnType.INTEGER and number.is_integer() else number


def _scenarios(signature: Signature, pack: Pack | None) -> None:
    fitting = [one for one in pack.scenarios if set(one.inputs) >= set(signature.names)] if pack else []
    if not fitting:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(_("Examples:"), width="content")
        for one in fitting:
            st.button(
                words.pack_word(one.title),
                key=f"scenario-{one.name}",
                type="tertiary",
                on_click=_fill,
                args=(signature, one.inputs),
            )


def _fill(signature: Signature, inputs: Mapping[str, float | str]) -> None:
    for field in signature.fields:
        value = inputs[field.name]
        text = value if isinstance(value, str) else write_number(value, _digits(field))
        _field_key(signature, field).set(text)


def _from_file(info: ModelInfo) -> None:
    held = state.batch(info.name)
    st.caption(_("One row of the file, one answer. The columns needed: {names}.", names=_names(info)))
    upload = st.file_uploader(_("File"), type=importing.ENDINGS, key=f"batch-file-{info.name}")
    if st.button(_("Answer every row"), type="primary", disabled=upload is None, key="batch-go") and upload is not None:
        with st.spinner(_("Answering")), received(upload) as path:
            held.set(cache.bench().predict.batch(info.name, path))
    if held.get() is not None:
        answers.draw_batch(*held.get(), name=info.name)


def _history(info: ModelInfo) -> None:
    records = cache.bench().predict.history(info.name, limit=200)
    if not records:
        st.caption(_("This model has not been asked yet."))
        return
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    frame = pd.DataFrame(
        [
            {
                _("When"): format_moment(record.answered_at),
                _("Answer"): record.answer,
                _("Probability"): format_percent(record.probability),
                **{name: record.inputs.get(name) for name in record.inputs},
                _("Way"): words.origin(record.origin),
                _("Time"): format_duration(record.latency_ms / 1000),
            }
            for record in records
        ]
    )
    st.caption(_("The latest {n} answers; the last fraction of a second may be missing.", n=format_number(len(frame))))
    st.dataframe(tables.readable(frame), hide_index=True, key=f"history-{info.name}", placeholder="–")
    downloads.frame_button(frame, f"{info.name}-history")


def _pack_of(signature: Signature) -> Pack | None:
    packs = cache.bench().packs.list()
    return next((pack for pack in packs if any(name in pack.icons for name in signature.names)), None)


def _field_key(signature: Signature, field: Field) -> state.Draft:
    return state.model_input(signature.sha256, field.name)


def _field_label(field: Field, pack: Pack | None) -> str:
    icon = pack.icons.get(field.name, "") if pack else ""
    label = words.pack_word(pack.labels.get(field.name, field.name)) if pack else field.name
    unit = f" ({field.unit})" if field.unit and field.unit.casefold() != label.casefold() else ""
    return f"{icon} {label}{unit}".strip()


def _range_hint(field: Field) -> str | None:
    if field.minimum is None or field.maximum is None:
        return None
    return _(
        "In training: {low} to {high}, median {middle}.",
        low=format_number(field.minimum),
        high=format_number(field.maximum),
        middle=format_number(field.median),
    )


def _digits(field: Field) -> int:
    if field.type is ColumnType.INTEGER:
        return 0
    spread = abs((field.maximum or 0.0) - (field.minimum or 0.0))
    return next((digits for digits, bound in ((1, 100.0), (2, 1.0), (4, 0.01)) if spread >= bound), 6)


def _names(info: ModelInfo) -> str:
    return ", ".join(f"`{name}`" for name in info.signature.names) if info.signature else "–"


def draw_standing(info: ModelInfo) -> None:
    """Say in one line what is known of the model: task, main metric, age."""
    parts = (info.task or _("no task"), metric_text(info.main_metric), _("saved {age}", age=format_age(info.saved_at)))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if models.is_simulated(info):
            header.simulated_mark()
        st.caption(" · ".join(parts))


def table(infos: Sequence[ModelInfo]) -> None:
    """Draw the models that can be asked, folded away."""
    with st.expander(_("All models, with their figures"), icon=":material/inventory_2:"):
        models.draw_table(infos, key="predict-models")
