"""Asking a saved model about tickers: the choices on the left, the answer on the right, what was asked before below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import cache, problems
from app.components import empty, enter
from app.components import words as of_app
from app.components.assets import answered, choices, words
from app.components.market import written
from app.i18n import _, format_moment, format_percent
from bancada.domains.assets.requests import ModelType
from bancada.domains.assets.values import ACTION_NAMES

if TYPE_CHECKING:
    from app.components.assets.picking import Picked
    from bancada.core.model import ModelInfo
    from bancada.core.prediction import PredictionRecord

__all__ = ["draw"]

MOST_ASKED = 50
"""Tickers asked about at once on a page."""
REMEMBERED = 200
LISTED = 30


def draw(picked: Picked) -> None:
    """Draw the view."""
    models = {info.name: info for info in cache.bench().assets.predictions.models(picked.collection)}
    if not models:
        empty.empty(
            ":material/online_prediction:",
            _("No model is saved in this collection yet"),
            _("Run the pipeline first, or choose another collection above."),
            action=_to_pipeline,
        )
        return
    with problems.shown():
        _form(picked, models)
        answered.draw(choices.ANSWERS.get(()), {info.key.symbol: info for info in picked.infos})
    _history(set(models))


def _to_pipeline() -> None:
    st.button(
        _("Go to the pipeline"),
        icon=":material/route:",
        key="assets-ask-to-pipeline",
        on_click=choices.VIEW.set,
        args=("pipeline",),
    )


def _form(picked: Picked, models: dict[str, ModelInfo]) -> None:
    tickers = picked.tickers[:MOST_ASKED]
    with enter.group("assets-ask"):
        left, right = st.columns((8, 3), vertical_alignment="bottom")
        ordered = _champions_first(picked.collection, models)
        choices.MODEL.seed(ordered)
        name: str = left.selectbox(
            _("Model"),
            ordered,
            format_func=of_app.named(ordered, lambda one: _named(models[one])),
            **choices.MODEL.widget,
        )
        right.button(
            _("Ask"),
            type="primary",
            icon=":material/online_prediction:",
            width="stretch",
            key="assets-ask",
            disabled=not tickers,
            on_click=problems.callback(_ask),
            args=(name, tickers),
        )
        about = (
            _("About: {tickers}.", tickers=", ".join(tickers)) if tickers else _("Choose at least one ticker above.")
        )
        when = _("The answer is for the close of each ticker's last session, to be acted on at the next open.")
        st.caption(f"{about} {when}")


def _champions_first(collection: str, models: dict[str, ModelInfo]) -> list[str]:
    service = cache.bench().assets.predictions
    reigning = (service.champion(collection, kind) for kind in ModelType)
    first = [record.name for record in reigning if record is not None and record.name in models]
    return [*first, *(name for name in models if name not in first)]


def _named(info: ModelInfo) -> str:
    mark = "★ " if info.is_champion else ""
    return f"{mark}{info.name} · {words.model_type(info.kind)}"


def _ask(name: str, tickers: tuple[str, ...]) -> None:
    service = cache.bench().assets.predictions
    choices.ANSWERS.set(tuple(service.predict(ticker, model=name) for ticker in tickers))


def _history(models: set[str]) -> None:
    found = [one for one in cache.bench().predict.history(limit=REMEMBERED) if one.model in models][:LISTED]
    if not found:
        return
    with st.expander(_("What was asked before"), icon=":material/history:"):
        written.table(
            [_row(one) for one in found],
            {
                "at": written.text_column(_("Asked at")),
                "ticker": written.text_column(_("Ticker")),
                "date": written.text_column(_("Session")),
                "action": written.text_column(_("Answer")),
                "probability": written.number_column(_("Probability")),
                "model": written.text_column(_("Model")),
                "origin": written.text_column(_("Asked by")),
            },
            key="assets-history",
        )


def _row(one: PredictionRecord) -> dict[str, object]:
    return {
        "at": format_moment(one.answered_at),
        "ticker": one.inputs.get("ticker"),
        "date": one.inputs.get("data_date"),
        "action": words.action(one.answer) if one.answer in ACTION_NAMES else one.answer,
        "probability": format_percent(one.probability),
        "model": one.model,
        "origin": of_app.origin(one.origin),
    }
