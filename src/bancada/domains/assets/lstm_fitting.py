"""Fitting the two-headed LSTM in this process: windows of each part, scales of the training rows, epochs until none is better.

`lstm_training` runs it in a process of its own. Importing this loads neither Keras nor TensorFlow; fitting does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import BadInput
from bancada.domains.assets.lstm import LstmModel, export_heads
from bancada.domains.assets.requests import PLATEAU_FACTOR
from bancada.domains.assets.values import ACTION_NAMES
from bancada.domains.assets.windows import Windows, windows_of
from bancada.registry import dump_keras

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.assets.lstm_epochs import EpochLoss, Lessons
    from bancada.domains.assets.networks import Scales
    from bancada.domains.assets.requests import LstmOptions
    from bancada.domains.assets.values import AssetSplit, AssetTable

__all__ = ["EpochRow", "check_options", "check_windows", "drawn_again", "fit_lstm"]

_LOWEST_RATE = 1e-6
_MOST = 1e6
"""Of any rate or weight; single precision holds what is reckoned with it."""


@dataclass(frozen=True, slots=True)
class EpochRow:
    """One epoch: losses of the training windows as they were drawn and of the validation windows, and how it went.

    Attributes
    ----------
    epoch : int
        From 1.
    loss, action_loss, return_loss : float
        The weighted sum, the focal loss, Huber's loss.
    val_loss, val_action_loss, val_return_loss : float
    learning_rate : float
        During the epoch.
    seconds : float
    """

    epoch: int
    loss: float
    action_loss: float
    return_loss: float
    val_loss: float
    val_action_loss: float
    val_return_loss: float
    learning_rate: float
    seconds: float


def check_options(options: LstmOptions) -> None:
    """Raise BadInput naming every option that cannot be used."""
    whole = ("lookback", "epochs", "batch_size", "units", "early_stopping_patience")
    positive = ("learning_rate", "gradient_clip_norm")
    at_least_0 = ("weight_decay", "focal_loss_gamma", "loss_weight_action", "loss_weight_return")
    wrong = [name for name in whole if getattr(options, name) < 1]
    wrong += [name for name in positive if not 0 < getattr(options, name) <= _MOST]
    wrong += [name for name in at_least_0 if not 0 <= getattr(options, name) <= _MOST]
    if not 0 <= options.dropout < 1:
        wrong.append("dropout")
    if options.loss_weight_action == options.loss_weight_return == 0:
        wrong += ["loss_weight_action", "loss_weight_return"]
    if wrong:
        raise BadInput("assets_lstm_options_wrong", names=wrong)


def check_windows(table: AssetTable, split: AssetSplit, lookback: int) -> tuple[Windows, Windows]:
    """Return the windows of training and of validation rows; those of validation begin with their part.

    Raises
    ------
    BadInput
        Fewer than two of the one or none of the other.
    """
    train = windows_of(table, split.train, lookback=lookback)
    validation = windows_of(table, split.validation, lookback=lookback, since=split.boundaries[0])
    for part, found, needed in (("train", len(train), 2), ("validation", len(validation), 1)):
        if found < needed:
            raise BadInput("assets_windows_too_few", part=part, found=found, needed=needed, lookback=lookback)
    return train, validation


def drawn_again(actions: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Return positions in a random order: each once, those of rarer actions as often again, by lot, as makes all equally frequent.

    Parameters
    ----------
    actions : ndarray of int, shape (m,)
        Codes; those that never occur are not made up.
    """
    counts = np.bincount(actions, minlength=len(ACTION_NAMES))
    rare = np.flatnonzero((counts > 0) & (counts < counts.max()))
    again = [rng.choice(np.flatnonzero(actions == code), counts.max() - counts[code]) for code in rare]
    return rng.permutation(np.concatenate([np.arange(len(actions)), *again]))


# Any: JSON values.
def fit_lstm(
    table: AssetTable,
    split: AssetSplit,
    options: LstmOptions,
    *,
    seed: int,
    on_epoch: Callable[[EpochRow], None] | None = None,
) -> tuple[LstmModel, dict[str, Any]]:
    """Train a network in this process, export and certify it; see `lstm_training.train_lstm`."""
    check_options(options)
    train, validation = check_windows(table, split, options.lookback)
    lessons, judged = _lessons(table, train, is_drawn=options.is_oversampled), _lessons(table, validation)
    model, rows = _trained(lessons, judged, options, seed=seed, on_epoch=on_epoch)
    network = LstmModel(dump_keras(model), names=table.names, horizon=table.horizon, lookback=options.lookback)
    compared = np.concatenate([train.rows, validation.rows])
    network.exports = export_heads(network, table, compared, signature=network.signature(table, split.train))
    n_drawn = len(drawn_again(lessons.actions, np.random.default_rng(seed))) if options.is_oversampled else len(train)
    log = {
        "epochs": [asdict(row) for row in rows],
        "best_epoch": min(rows, key=lambda row: row.val_loss).epoch,
        "n_train": len(train),
        "n_validation": len(validation),
        "n_drawn_again": n_drawn - len(train),
    }
    return network, log


def _lessons(table: AssetTable, windows: Windows, *, is_drawn: bool = False) -> Lessons:
    """Return windows with their answers; where rare actions are drawn again, returns weigh less by as much as they are more."""
    from bancada.domains.assets.lstm_epochs import Lessons

    actions = table.actions[windows.rows].astype(np.int64)
    weights = np.ones(len(actions))
    if is_drawn:
        counts = np.bincount(actions, minlength=len(ACTION_NAMES))
        weights = counts[actions] * np.count_nonzero(counts) / len(actions)
    return Lessons(windows, actions, table.returns[windows.rows], weights)


def _scales(lessons: Lessons) -> Scales:
    from bancada.domains.assets.networks import Scales

    X = lessons.windows.values[lessons.windows.rows].astype(np.float64)
    spread = float(np.std(lessons.returns))
    return Scales(X.mean(axis=0), X.var(axis=0), float(np.mean(lessons.returns)), spread if spread > 0 else 1.0)


# Any: a Keras model, which ships no types; here and below.
def _trained(
    lessons: Lessons,
    judged: Lessons,
    options: LstmOptions,
    *,
    seed: int,
    on_epoch: Callable[[EpochRow], None] | None,
) -> tuple[Any, list[EpochRow]]:
    import keras

    from bancada.domains.assets.lstm_epochs import Epochs
    from bancada.domains.assets.networks import build_network

    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    model = build_network(_scales(lessons), options)
    model.get_layer("lstm").unroll = True  # trains faster; what is saved loads faster without
    epochs = Epochs(model, options, lessons=lessons, judged=judged)
    callbacks = _callbacks(model, options)
    callbacks.on_train_begin()
    rows: list[EpochRow] = []
    for epoch in range(options.epochs):
        rate, started = float(model.optimizer.learning_rate), perf_counter()
        order = drawn_again(lessons.actions, rng) if options.is_oversampled else rng.permutation(len(lessons.windows))
        rows.append(_row(epoch + 1, epochs.train(order), epochs.judge(), rate=rate, started=started))
        if on_epoch is not None:
            on_epoch(rows[-1])
        callbacks.on_epoch_end(epoch, {"loss": rows[-1].loss, "val_loss": rows[-1].val_loss})
        if model.stop_training:
            break
    callbacks.on_train_end()
    model.get_layer("lstm").unroll = False
    return model, rows


def _callbacks(model: Any, options: LstmOptions) -> Any:
    """Return Keras's own callbacks: when to take smaller steps, when to stop, which weights to keep."""
    from keras import callbacks

    patience = options.early_stopping_patience
    chosen = [
        callbacks.ReduceLROnPlateau(
            monitor="val_loss", factor=PLATEAU_FACTOR, patience=options.plateau_patience, min_lr=_LOWEST_RATE
        ),
        callbacks.EarlyStopping(monitor="val_loss", patience=patience, restore_best_weights=True),
    ]
    model.stop_training = False
    return callbacks.CallbackList(chosen, model=model, epochs=options.epochs)


def _row(epoch: int, found: EpochLoss, judged: EpochLoss, *, rate: float, started: float) -> EpochRow:
    """Return an epoch's row; BadInput where its loss is no finite number any more."""
    if not np.isfinite((found.loss, judged.loss)).all():
        raise BadInput("assets_training_diverged", epoch=epoch)
    return EpochRow(
        epoch,
        found.loss,
        found.action,
        found.expected,
        judged.loss,
        judged.action,
        judged.expected,
        learning_rate=rate,
        seconds=perf_counter() - started,
    )
