"""One forecaster trained by itself, and the champion trained anew: now, or on days of the week."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

import streamlit as st
from babel.dates import get_day_names

from app import cache, problems, state
from app.components import enter, progress, words
from app.components.lottery import choices, trained
from app.components.saving import default_name
from app.i18n import _, current_language, format_moment, format_number
from bancada.core.errors import InvalidName
from bancada.core.schedule import Schedule
from bancada.domains.lottery.candidates import NETWORKS
from bancada.domains.lottery.closing import BRASILIA
from bancada.domains.lottery.pack import DATASET
from bancada.services.lottery.requests import TrainingRequest

__all__ = ["again", "latest", "network", "one"]

DEFAULT_KIND = "ls15"
"""Trained anew where no champion says what."""
MOST_EPOCHS = 1000
WEIGHTS = (1.0, 1.25, 1.5, 2.0, 3.0, 5.0)


def network(*, is_asked: bool) -> TrainingRequest:
    """Draw the choices of LSTM models, folded away where none is asked for, and return them."""
    for choice in (choices.WINDOW, choices.UNITS, choices.EPOCHS):
        choice.seed()
    choices.WEIGHT.seed(WEIGHTS)
    with st.expander(_("LSTM models"), icon=":material/tune:", expanded=is_asked):
        left, right = st.columns(2)
        window = left.number_input(
            _("Window"), 1, 200, step=1, help=_("Draws that a network looks back on."), **choices.WINDOW.widget
        )
        units = right.number_input(_("Units"), 1, 512, step=8, help=_("Of the LSTM layer."), **choices.UNITS.widget)
        epochs = left.number_input(
            _("Epochs"),
            1,
            MOST_EPOCHS,
            step=5,
            help=_("At most: training stops earlier where the latest draws show no gain."),
            **choices.EPOCHS.widget,
        )
        weight = right.selectbox(
            _("Weight"),
            WEIGHTS,
            format_func={weight: format_number(weight) for weight in WEIGHTS}.__getitem__,
            help=_("Of drawn numbers in the loss; 1 is none. It is undone before probabilities are scored or shown."),
            **choices.WEIGHT.widget,
        )
    return TrainingRequest(window=window, units=units, epochs=epochs, weight=weight)


def one() -> None:
    """Draw the training of one forecaster under a name of its own."""
    titles = {found.id: words.pack_word(found.title) for found in cache.bench().lottery.forecasts.candidates()}
    choices.KIND.seed(tuple(titles))
    choices.NAME.seed("")
    with enter.group("lottery-train"):
        kind = st.selectbox(_("Forecaster"), tuple(titles), format_func=titles.__getitem__, **choices.KIND.widget)
        usual = default_name(kind, DATASET, datetime.now(state.time_zone()))
        name = st.text_input(_("Name"), max_chars=64, placeholder=usual, live=True, **choices.NAME.widget)
        trouble = _trouble(name)
        if trouble:
            st.caption(f":red[:material/error: {trouble}]")
        asked = network(is_asked=True)
        st.caption(_("The latest fifth of the draws is kept out and scores the model once."))
        if st.button(
            _("Train"), type="primary", width="stretch", disabled=bool(trouble), icon=":material/play_arrow:",
            key="lottery-train-go",
        ):  # fmt: skip
            request = TrainingRequest(
                kinds=(kind,), name=name or usual, window=asked.window, units=asked.units, epochs=asked.epochs,
                weight=asked.weight,
            )  # fmt: skip
            cache.bench().lottery.forecasts.train(request)
            st.rerun()


def again() -> None:
    """Draw the retraining of the champion: what it does, now, and its schedule."""
    with st.container(border=True):
        st.markdown(
            _(
                "Backs up the champion, gathers the draws, trains, loads the result in a fresh process and lets the gate decide. "
                "Whatever fails, the old champion keeps serving."
            )
        )
        request = _anew()
        if st.button(_("Retrain now"), type="primary", icon=":material/model_training:", key="lottery-retrain-now"):
            cache.bench().lottery.forecasts.retrain(request)
            st.rerun()
    with st.container(border=True):
        _schedule(cache.bench().lottery.forecasts.retraining_schedule(), request)


def _anew() -> TrainingRequest:
    """Draw what a retraining trains, the champion's kind and epochs unless chosen otherwise, and return what it asks for."""
    use = cache.bench().lottery.forecasts
    titles = {found.id: words.pack_word(found.title) for found in use.candidates()}
    champion = next((info for info in use.models() if info.is_champion), None)
    if champion is not None:
        titles = {"": _("The champion's ({kind})", kind=titles.get(champion.kind, champion.kind)), **titles}
    usual = use.retraining_request()
    kind = choices.AGAIN_KIND.seed(tuple(titles), default=DEFAULT_KIND if champion is None else "")
    kind = st.selectbox(_("Forecaster"), tuple(titles), format_func=titles.__getitem__, **choices.AGAIN_KIND.widget)
    if not 1 <= choices.AGAIN_EPOCHS.seed(default=usual.epochs) <= MOST_EPOCHS:
        choices.AGAIN_EPOCHS.set(min(usual.epochs, MOST_EPOCHS))
    trains = kind or (champion.kind if champion is not None else "")
    epochs = st.number_input(
        _("Epochs"), 1, MOST_EPOCHS, step=5, disabled=trains not in NETWORKS, help=_("Of LSTM models, at most."),
        **choices.AGAIN_EPOCHS.widget,
    )  # fmt: skip
    return replace(usual, kinds=(kind,) if kind else (), epochs=int(epochs))


def _schedule(known: Schedule | None, request: TrainingRequest) -> None:
    st.markdown("**" + _("Retrain by itself") + "**")
    if known is not None:
        _standing(known)
    names = get_day_names("abbreviated", locale=current_language())
    choices.DAYS.seed(list(known.days) if known is not None else [6])
    choices.AT.seed(time.fromisoformat(known.at) if known is not None else time(22, 30))
    days = st.pills(
        _("Days"), range(7), selection_mode="multi", format_func=lambda day: names[day], **choices.DAYS.widget
    )
    at = st.time_input(_("Time, Brasília"), step=900, **choices.AT.widget)
    if st.button(_("Schedule"), disabled=not days, icon=":material/event_repeat:", key="lottery-schedule"):
        cache.bench().lottery.forecasts.schedule_retraining(days=sorted(days), at=f"{at:%H:%M}", request=request)
        st.rerun()


def _standing(known: Schedule) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        moment = format_moment(known.next_at, zone=ZoneInfo(BRASILIA))
        st.markdown(":material/event_repeat: " + _("Next on {moment}, Brasília time.", moment=moment), width="content")
        st.button(
            _("Stop"),
            type="tertiary",
            icon=":material/event_busy:",
            key="lottery-unschedule",
            on_click=problems.callback(cache.bench().lottery.forecasts.unschedule_retraining),
        )


def latest(kind: str) -> bool:
    """Draw the latest run of a kind, its progress or how it ended; return whether there is one."""
    run = next(iter(cache.bench().runs.list(kind=kind, limit=1)), None)
    if run is None:
        return False
    with st.container(border=True, key=f"latest-{kind}"):
        if run.status.is_over:
            trained.draw(run)
        else:
            progress.follow_run(run.id)
    return True


def _trouble(name: str) -> str:
    if not name:
        return ""
    try:
        free = cache.bench().models.name_is_free(name)
    except InvalidName as error:
        return error.message(current_language())
    return "" if free else _("The name {name} is taken. Choose another.", name=name)
