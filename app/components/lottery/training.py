"""Forecasters compared, trained and trained anew: the choices on the left, what became of them on the right."""

from __future__ import annotations

import streamlit as st

from app import cache, problems
from app.components import comparison, empty, enter, words
from app.components.lottery import choices, retraining, shelf
from app.i18n import _, format_number, ngettext
from bancada.domains.lottery.candidates import NETWORKS
from bancada.domains.lottery.game import UNIFORM_BRIER, UNIFORM_LOG_LOSS, VARIANCE_HITS
from bancada.services.lottery.requests import COMPARE, RETRAIN, TRAIN, TrainingRequest

__all__ = ["draw"]

WAYS = ("compare", "one", "again")
LATEST = {"one": TRAIN, "again": RETRAIN}
"""The kind of run whose end is told beside a way."""


def draw() -> None:
    """Draw the form of the chosen way, the comparison that is open, and the forecasters that are saved."""
    st.caption(
        _(
            "Draws are independent as far as anyone can tell, so expect no model to beat the uniform one, which scores {log_loss} in "
            "log-loss and {brier} in Brier. Models are ranked by log-loss of calibrated probabilities: the hits of a ticket vary by "
            "{spread} a draw whatever the model, and would rank luck.",
            log_loss=format_number(UNIFORM_LOG_LOSS, 4),
            brier=format_number(UNIFORM_BRIER, 4),
            spread=format_number(VARIANCE_HITS**0.5, 2),
        )
    )
    left, right = st.columns((4, 8), gap="large")
    with left, problems.shown():
        way = _way()
        {"compare": _compare, "one": retraining.one, "again": retraining.again}[way]()
    with right, problems.shown():
        is_told = way in LATEST and retraining.latest(LATEST[way])
        runs = cache.bench().runs.list(kind=COMPARE, limit=50)
        if runs:
            comparison.draw_run(comparison.choose(runs, choices.RUN), _of_draws())
        elif not is_told:
            _nothing_compared()
    shelf.draw()


def _way() -> str:
    choices.WAY.seed(WAYS)
    titles = {"compare": _("Compare"), "one": _("Train one"), "again": _("Retrain")}
    way: str | None = st.segmented_control(
        _("What to do"),
        WAYS,
        format_func=titles.__getitem__,
        required=True,
        label_visibility="collapsed",
        **choices.WAY.widget,
    )
    return way or WAYS[0]


def _compare() -> None:
    with enter.group("lottery-compare"):
        request = _request()
        n_fits = len(cache.bench().lottery.forecasts.candidates(request)) * request.folds
        rule = _("In contest order: training always comes before testing.")
        fits = ngettext("{n} fit.", "{n} fits.", n_fits)
        st.caption(f":material/rule: {rule} {fits}")
        if st.button(
            _("Compare forecasters"), type="primary", width="stretch", icon=":material/play_arrow:", key="lottery-go"
        ):
            choices.RUN.set(cache.bench().lottery.forecasts.compare(request))
            st.rerun()


def _request() -> TrainingRequest:
    """Draw the choices of a comparison and return what they ask for."""
    titles = {one.id: words.pack_word(one.title) for one in cache.bench().lottery.forecasts.candidates()}
    choices.KINDS.seed([])
    kinds = st.multiselect(
        _("Forecasters"),
        list(titles),
        format_func=titles.__getitem__,
        placeholder=_("all of them"),
        help=_("The uniform one is the baseline and is always compared."),
        **choices.KINDS.widget,
    )
    left, right = st.columns(2)
    choices.FOLDS.seed()
    folds = left.number_input(_("Folds"), 2, 20, step=1, **choices.FOLDS.widget)
    choices.HOLDOUT.seed()
    holdout = right.number_input(
        _("Holdout, %"),
        0,
        50,
        step=5,
        help=_("The latest draws, which no comparison sees; the best are scored on them once, at the end."),
        **choices.HOLDOUT.widget,
    )
    chosen = tuple(kinds) if not kinds or "uniform" in kinds else ("uniform", *kinds)
    network = retraining.network(is_asked=not kinds or any(kind in NETWORKS for kind in kinds))
    return TrainingRequest(
        kinds=chosen,
        window=network.window,
        units=network.units,
        epochs=network.epochs,
        weight=network.weight,
        folds=folds,
        holdout=holdout / 100,
    )


def _nothing_compared() -> None:
    empty.empty(
        ":material/leaderboard:",
        _("No forecaster was compared yet"),
        _("Choose forecasters and how to judge them, then start. The leaderboard fills here as fits finish."),
    )


def _of_draws() -> comparison.Comparing:
    return comparison.Comparing(
        choices.RUN,
        cache.bench().lottery.forecasts.summary,
        cache.bench().compare.save,
        lambda n: ngettext("{n} draw", "{n} draws", n),
        _("Preparing: the draws are read and dealt to folds. The leaderboard appears with the first finished fit."),
    )
