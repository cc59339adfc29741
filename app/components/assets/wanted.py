"""The form of a pipeline: what is asked of each of the six steps, with defaults; nothing runs until asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.assets import choices, spanning, words
from app.components.assets.fields import part, switch, whole
from app.components.words import named
from app.i18n import _, format_percent, ngettext
from bancada.domains.assets.requests import (
    PLATEAU_FACTOR,
    ActionRule,
    EvaluationRequest,
    ForestOptions,
    LstmOptions,
    ModelType,
    PipelineRequest,
    PreparationRequest,
    SaveRequest,
    SplitRequest,
    TrainRequest,
)

if TYPE_CHECKING:
    from app.components.assets.picking import Picked

__all__ = ["fields"]


def fields(picked: Picked) -> PipelineRequest:
    """Draw the fields and return what they ask for."""
    kind = _kind()
    load = spanning.loading(picked)
    preparation = _preparation()
    split = _split()
    forest, lstm, seed = _options(kind)
    evaluation, saving = _terms(picked.collection)
    training = TrainRequest(kind, forest, lstm, seed)
    return PipelineRequest(load, preparation, split, training, evaluation, saving)


def _kind() -> ModelType:
    kinds = [kind.value for kind in ModelType]
    choices.MODEL_TYPE.seed(kinds)
    chosen: str | None = st.radio(
        _("Model"),
        kinds,
        format_func=named(kinds, words.model_type),
        help=_(
            "A forest answers from the present row; an LSTM from a window of sessions. Both give an action and a return."
        ),
        **choices.MODEL_TYPE.widget,
    )
    return ModelType(chosen or choices.MODEL_TYPE.default)


def _preparation() -> PreparationRequest:
    left, right = st.columns(2)
    horizon = whole(
        left,
        choices.HORIZON,
        _("Horizon, sessions"),
        (1, 60),
        told=_("Sessions from the decision to the close at which the label ends."),
    )
    rules = [rule.value for rule in ActionRule]
    choices.RULE.seed(rules)
    chosen = st.selectbox(
        _("Where an action begins"), rules, format_func=named(rules, words.rule), **choices.RULE.widget
    )
    rule = ActionRule(chosen or choices.RULE.default)
    width, threshold, window = choices.WIDTH.get(), choices.THRESHOLD.get(), choices.WINDOW.get()
    if rule is ActionRule.THRESHOLD:
        threshold = part(
            right,
            choices.THRESHOLD,
            _("Threshold, %"),
            (0.01, 50.0),
            step=0.25,
            told=_("Return over the horizon beyond which a row calls for an action."),
        )
    else:
        width = part(
            right,
            choices.WIDTH,
            _("Width, volatilities"),
            (0.05, 10.0),
            step=0.1,
            told=_("Times the past volatility over the horizon; about as many of each action at the default."),
        )
        window = whole(
            st,
            choices.WINDOW,
            _("Volatility window, sessions"),
            (2, 250),
            told=_("Sessions before the decision whose returns say how volatile a ticker is."),
        )
    return PreparationRequest(horizon, rule, width, window=window, threshold=threshold / 100)


def _split() -> SplitRequest:
    left, right = st.columns(2)
    validation = whole(left, choices.VALIDATION, _("Validation, %"), (5, 40), step=5)
    test = whole(
        right,
        choices.TEST,
        _("Test, %"),
        (5, 50),
        step=5,
        told=_("The latest sessions, which no training and no choice of settings sees."),
    )
    return SplitRequest(test / 100, validation / 100)


def _options(kind: ModelType) -> tuple[ForestOptions, LstmOptions, int]:
    title = _("Options of the forest") if kind is ModelType.RF else _("Options of the LSTM")
    with st.expander(title, icon=":material/tune:"):
        forest = _forest() if kind is ModelType.RF else ForestOptions()
        lstm = _lstm() if kind is ModelType.LSTM_MTL else LstmOptions()
        seed = whole(st, choices.SEED, _("Seed"), (0, 2**31 - 1))
    return forest, lstm, seed


def _forest() -> ForestOptions:
    left, right = st.columns(2)
    n_iter = whole(left, choices.N_ITER, _("Settings tried"), (1, 200))
    folds = whole(right, choices.FOLDS, _("Purged folds"), (2, 20))
    trees = whole(
        left, choices.TREES, _("Trees"), (0, 2_000), step=50, told=_("0 leaves the number of trees to the search.")
    )
    calibrated = switch(st, choices.CALIBRATED, _("Calibrate probabilities on purged folds"))
    stratified = switch(
        st,
        choices.STRATIFIED,
        _("Deal rows to folds by class, not by time"),
        told=_(
            "Labels of neighbouring rows overlap, so such folds flatter the model; the answer comes with a warning."
        ),
    )
    return ForestOptions(n_iter, folds, is_stratified=stratified, is_calibrated=calibrated, n_estimators=trees or None)


def _lstm() -> LstmOptions:
    left, right = st.columns(2)
    options = LstmOptions(
        lookback=whole(left, choices.LOOKBACK, _("Window, sessions"), (2, 250)),
        epochs=whole(right, choices.EPOCHS, _("Epochs at most"), (1, 1_000)),
        batch_size=whole(left, choices.BATCH_SIZE, _("Rows a batch"), (8, 8_192), step=8),
        units=whole(right, choices.UNITS, _("Units"), (1, 512), step=8),
        learning_rate=part(left, choices.RATE, _("Learning rate"), (0.00001, 0.1), step=0.0005, digits=5),
        dropout=part(right, choices.DROPOUT, _("Dropout"), (0.0, 0.9), step=0.1),
        loss_weight_action=part(
            left, choices.WEIGHT_ACTION, _("Weight of the action"), (0.0, 1_000.0), step=5.0, digits=1
        ),
        loss_weight_return=part(
            right, choices.WEIGHT_RETURN, _("Weight of the return"), (0.0, 1_000.0), step=5.0, digits=1
        ),
        early_stopping_patience=whole(left, choices.PATIENCE, _("Patience, epochs"), (1, 1_000)),
        gradient_clip_norm=part(right, choices.CLIP, _("Gradient norm, at most"), (0.01, 1_000.0), step=0.5),
        weight_decay=part(left, choices.DECAY, _("Weight decay"), (0.0, 1.0), step=0.0001, digits=5),
        focal_loss_gamma=part(
            right, choices.GAMMA, _("Focal loss, gamma"), (0.0, 20.0), step=0.5, told=_("0 is plain cross-entropy.")
        ),
        is_oversampled=switch(st, choices.OVERSAMPLED, _("Draw rare actions again, among training rows")),
    )
    st.caption(_schedule(options))
    return options


def _schedule(options: LstmOptions) -> str:
    """Return when an LSTM takes smaller steps, and when it stops."""
    slower = ngettext(
        "After {n} epoch without a smaller loss on validation the learning rate falls to {share} of itself;",
        "After {n} epochs without a smaller loss on validation the learning rate falls to {share} of itself;",
        options.plateau_patience,
        share=format_percent(PLATEAU_FACTOR, 0),
    )
    stops = ngettext(
        "after {n} the training stops and the best weights are kept.",
        "after {n} the training stops and the best weights are kept.",
        options.early_stopping_patience,
    )
    return f"{slower} {stops}"


def _terms(collection: str) -> tuple[EvaluationRequest, SaveRequest]:
    with st.expander(_("Costs, name and promotion"), icon=":material/receipt_long:"):
        cost = part(
            st,
            choices.COST,
            _("Costs, bps a side"),
            (0.0, 500.0),
            step=1.0,
            digits=1,
            told=_("Hundredths of a per cent of each trade."),
        )
        short = switch(st, choices.SHORT, _("“Sell” opens a short position"))
        promote = switch(st, choices.PROMOTE, _("Ask the gate to make it champion"))
        name = st.text_input(
            _("Name"), placeholder=_("made of kind, collection and moment"), max_chars=64, **choices.NAME.widget
        )
        notes = st.text_input(_("Notes"), **choices.NOTES.widget)
    saving = SaveRequest(collection, (name or "").strip(), promote=promote, notes=notes or "")
    return EvaluationRequest(cost, short), saving
