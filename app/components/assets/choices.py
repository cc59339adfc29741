"""What a visitor of the assets page chooses and types, as typed accessors; short codes, for the address."""

from __future__ import annotations

from app.state import Choice, Draft
from bancada.domains.assets.requests import (
    EvaluationRequest,
    ForestOptions,
    LstmOptions,
    PreparationRequest,
    SaveRequest,
    SplitRequest,
    TrainRequest,
)

__all__ = [
    "ANSWERS",
    "BATCH_SIZE",
    "CALIBRATED",
    "CLIP",
    "COLLECTION",
    "COST",
    "DECAY",
    "DETAIL",
    "DROPOUT",
    "EPOCHS",
    "FIRST",
    "FOLDS",
    "GAMMA",
    "HORIZON",
    "LAST",
    "LOOKBACK",
    "MODEL",
    "MODEL_TYPE",
    "NAME",
    "NOTES",
    "N_ITER",
    "OVERSAMPLED",
    "PART",
    "PATIENCE",
    "PROMOTE",
    "RATE",
    "REPORT",
    "RULE",
    "SEED",
    "SHELF",
    "SHORT",
    "SHOWN",
    "SPAN",
    "STRATIFIED",
    "TEST",
    "THRESHOLD",
    "TICKERS",
    "TREES",
    "UNITS",
    "VALIDATION",
    "VIEW",
    "WEIGHT_ACTION",
    "WEIGHT_RETURN",
    "WIDTH",
    "WINDOW",
    "forcing",
]

_PREPARATION, _SPLIT, _FOREST, _LSTM = PreparationRequest(), SplitRequest(), ForestOptions(), LstmOptions()
_TRAINING, _EVALUATION, _SAVING = TrainRequest(), EvaluationRequest(), SaveRequest()

VIEW = Choice("assets-view", "data")
TICKERS = Draft("tickers")
COLLECTION = Choice("collection", _SAVING.collection)

SPAN = Choice("assets-span", "2")
"""Years back, "all", or "days" for two dates."""
FIRST = Draft("assets-from")
LAST = Draft("assets-to")

MODEL_TYPE = Choice("assets-type", _TRAINING.model_type.value)
HORIZON = Choice("assets-horizon", _PREPARATION.horizon)
RULE = Choice("assets-rule", _PREPARATION.rule.value)
WIDTH = Choice("assets-width", _PREPARATION.width)
WINDOW = Choice("assets-window", _PREPARATION.window)
THRESHOLD = Choice("assets-threshold", 100 * _PREPARATION.threshold)
"""Percent; likewise the shares of test and validation."""
TEST = Choice("assets-test", round(100 * _SPLIT.test_size))
VALIDATION = Choice("assets-validation", round(100 * _SPLIT.val_size))

N_ITER = Choice("assets-tries", _FOREST.n_iter)
FOLDS = Choice("assets-folds", _FOREST.folds)
TREES = Choice("assets-trees", 0)
"""0: part of the search."""
CALIBRATED = Choice("assets-calibrated", _FOREST.is_calibrated)
STRATIFIED = Choice("assets-stratified", _FOREST.is_stratified)

LOOKBACK = Choice("assets-lookback", _LSTM.lookback)
EPOCHS = Choice("assets-epochs", _LSTM.epochs)
BATCH_SIZE = Choice("assets-batch", _LSTM.batch_size)
UNITS = Choice("assets-units", _LSTM.units)
RATE = Choice("assets-rate", _LSTM.learning_rate)
DROPOUT = Choice("assets-dropout", _LSTM.dropout)
WEIGHT_ACTION = Choice("assets-weight-action", _LSTM.loss_weight_action)
WEIGHT_RETURN = Choice("assets-weight-return", _LSTM.loss_weight_return)
CLIP = Choice("assets-clip", _LSTM.gradient_clip_norm)
DECAY = Choice("assets-decay", _LSTM.weight_decay)
GAMMA = Choice("assets-gamma", _LSTM.focal_loss_gamma)
PATIENCE = Choice("assets-patience", _LSTM.early_stopping_patience)
OVERSAMPLED = Choice("assets-oversampled", _LSTM.is_oversampled)
SEED = Choice("assets-seed", _TRAINING.seed)

COST = Choice("assets-cost", _EVALUATION.cost_bps)
SHORT = Choice("assets-short", _EVALUATION.allow_short)
PROMOTE = Choice("assets-promote", _SAVING.promote)
NAME = Draft("assets-name")
NOTES = Draft("assets-notes")

REPORT = Choice("assets-report", "")
"""Saved model whose report is shown; empty: the pipeline's."""
PART = Choice("assets-part", "test")
DETAIL = Choice("assets-detail", "figures")

MODEL = Choice("assets-model", "")
"""Saved model that is asked; empty: the champion."""
ANSWERS = Draft("assets-answers")
"""The answers last asked for by this visitor."""
SHOWN = Choice("assets-shown", "")
"""Of several answers the ticker whose detail is shown."""
SHELF = Choice("assets-shelf", "")
"""Saved model that is open among the champions."""


def forcing(name: str, part: str) -> Draft:
    """Return what is typed to promote a model against the gate: whether to "force" it, and the "reason"."""
    return Draft(f"assets-{part}.{name}")
