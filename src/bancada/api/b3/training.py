"""The fields of a training: which model, and the options of each kind, as the requests they become."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from bancada.api.fields import Body, Whole, choice, flag, number, whole
from bancada.domains.assets.requests import ForestOptions, LstmOptions, ModelType, TrainRequest

__all__ = ["Kind", "TrainFields"]

Kind = Literal["rf", "lstm", "lstm_mtl"]


class ForestFields(Body):
    """How a random forest is searched for; not used by the LSTM."""

    n_jobs: Whole = number(
        -1, "Of rf: threads; -1 for all cores. 0 counts as 1.", unit="threads", at_least=-1, at_most=64
    )
    n_iter: Whole = number(12, "Of rf: settings that are tried.", unit="settings", at_least=1, at_most=200)
    n_folds: Whole = number(4, "Of rf: purged folds in time.", unit="folds", at_least=2, at_most=20)
    n_estimators: Annotated[int, Field(ge=1, le=2_000, strict=True), BeforeValidator(whole)] | None = number(
        None, "Of rf: trees; null: 200, and 100 while settings are searched for.", unit="trees", example=200
    )
    stratified: bool = flag(
        "Of rf: deal rows to folds by class instead of by time. Labels of neighbouring rows overlap: the answer warns.",
        default=False,
    )
    calibrated: bool = flag("Of rf: calibrate probabilities on purged folds.", default=True)

    def forest(self) -> ForestOptions:
        """Return the options."""
        return ForestOptions(
            n_iter=self.n_iter,
            folds=self.n_folds,
            is_stratified=self.stratified,
            n_jobs=self.n_jobs or 1,
            is_calibrated=self.calibrated,
            n_estimators=self.n_estimators,
        )


class LstmFields(Body):
    """How the two-headed LSTM is trained; not used by the forest."""

    lookback: Whole = number(32, "Of lstm: sessions that a window holds.", unit="sessions", at_least=2, at_most=512)
    epochs: Whole = number(50, "Of lstm: passes over the training rows.", unit="epochs", at_least=1, at_most=1_000)
    batch_size: Whole = number(256, "Of lstm: rows of one step.", unit="rows", at_least=1, at_most=8_192)
    learning_rate: float = number(
        0.001, "Of lstm: at first; reduced on a plateau.", unit="1", at_least=1e-7, at_most=1.0
    )
    units: Whole = number(64, "Of lstm: width of the shared layer.", unit="units", at_least=1, at_most=1_024)
    dropout: float = number(0.4, "Of lstm: share of units left out in training.", unit="1", at_least=0, at_most=0.9)
    loss_weight_action: float = number(20.0, "Of lstm: weight of the action's loss.", unit="1", above=0, at_most=10_000)
    loss_weight_return: float = number(50.0, "Of lstm: weight of the return's loss.", unit="1", above=0, at_most=10_000)
    early_stopping_patience: Whole = number(
        20,
        "Of lstm: epochs without a smaller validation loss before it stops.",
        unit="epochs",
        at_least=1,
        at_most=1_000,
    )
    gradient_clip_norm: float = number(1.0, "Of lstm: largest norm of the gradient.", unit="1", above=0, at_most=1_000)
    weight_decay: float = number(1e-4, "Of lstm: decay of weights a step (AdamW).", unit="1", at_least=0, at_most=1)
    focal_loss_gamma: float = number(
        3.0, "Of lstm: focus on rows that are hard; 0 is cross-entropy.", unit="1", at_least=0, at_most=10
    )
    oversampled: bool = flag(
        "Of lstm: draw rare actions again until all are equally frequent, among training rows only.", default=True
    )

    def lstm(self) -> LstmOptions:
        """Return the options."""
        return LstmOptions(
            lookback=self.lookback,
            epochs=self.epochs,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            units=self.units,
            dropout=self.dropout,
            loss_weight_action=self.loss_weight_action,
            loss_weight_return=self.loss_weight_return,
            early_stopping_patience=self.early_stopping_patience,
            gradient_clip_norm=self.gradient_clip_norm,
            weight_decay=self.weight_decay,
            focal_loss_gamma=self.focal_loss_gamma,
            is_oversampled=self.oversampled,
        )


class TrainFields(ForestFields, LstmFields):
    """Which model, and how it is trained."""

    model_type: Kind = choice("rf", "rf: random forest; lstm or lstm_mtl: the LSTM with heads for action and return.")
    seed: Whole = number(7, "Of all that is drawn.", unit="1", at_least=0, at_most=2**31 - 1)

    def training(self) -> TrainRequest:
        """Return the request."""
        return TrainRequest(ModelType(self.model_type), forest=self.forest(), lstm=self.lstm(), seed=self.seed)
