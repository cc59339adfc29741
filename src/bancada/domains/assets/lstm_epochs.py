"""One epoch of the two-headed LSTM as one TensorFlow function. Importing this loads TensorFlow: it is imported on use only.

It computes what `keras.Model.fit` computes, with the network's own layers, losses and optimizer, and less in between: the table's rows
stay where TensorFlow works, windows are gathered a batch at a time, the recurrence is written out step by step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import tensorflow as tf

from bancada.domains.assets.networks import ACTION_HEAD, RETURN_HEAD, FocalLoss, ScaledHuber

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bancada.domains.assets.requests import LstmOptions
    from bancada.domains.assets.windows import Windows

__all__ = ["EpochLoss", "Epochs", "Lessons"]


@dataclass(frozen=True, slots=True)
class EpochLoss:
    """Mean losses of windows: both heads', and their weighted sum, which is what training lowers."""

    loss: float
    action: float
    expected: float


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """Windows and what is to be answered.

    Attributes
    ----------
    windows : Windows
    actions : ndarray of int, shape (m,)
        Codes.
    returns : ndarray of float, shape (m,)
    weights : ndarray of float, shape (m,)
        Of the return's loss, 1 on average over the windows as they are drawn.
    """

    windows: Windows
    actions: NDArray[np.int64]
    returns: NDArray[np.float64]
    weights: NDArray[np.float64]


class Epochs:
    """Trains a compiled network of `networks.build_network`, epoch by epoch.

    Parameters
    ----------
    model : keras.Model
    options : LstmOptions
        Batch size and weights of the losses.
    lessons : Lessons
        The training part.
    judged : Lessons
        The validation part.
    """

    # Any in this class: Keras models and TensorFlow's tensors, which ship no types.
    def __init__(self, model: Any, options: LstmOptions, *, lessons: Lessons, judged: Lessons) -> None:
        self._model = model
        self._options = options
        self._losses = (
            FocalLoss(options.focal_loss_gamma, reduction=None),
            ScaledHuber(model.loss[RETURN_HEAD].scale, reduction=None),
        )
        self._variables = model.trainable_variables
        model.optimizer.build(self._variables)
        self._lessons, self._judged = _tensors(lessons), _tensors(judged)
        # Nothing here needs autograph, which takes as long as some epochs.
        self._train = tf.function(self._training, autograph=False, jit_compile=False)
        self._judge = tf.function(self._judging, autograph=False, jit_compile=False)

    def train(self, order: NDArray[np.int64]) -> EpochLoss:
        """Learn from the training windows at these positions, in this order; return their losses along the way."""
        return self._mean(self._train(tf.constant(order, tf.int64)), len(order))

    def judge(self) -> EpochLoss:
        """Return the losses of the validation windows, without learning."""
        n_windows = int(self._judged.rows.shape[0])
        return self._mean(self._judge(tf.range(n_windows, dtype=tf.int64)), n_windows)

    def _mean(self, totals: Any, n_windows: int) -> EpochLoss:
        action, expected = (float(total) / n_windows for total in totals)
        weights = self._options
        loss = weights.loss_weight_action * action + weights.loss_weight_return * expected
        return EpochLoss(loss, action, expected)

    def _training(self, order: Any) -> Any:
        def learn(chosen: Any) -> Any:
            with tf.GradientTape() as tape:
                action, expected = self._batch(self._lessons, chosen, training=True)
                weights = self._options
                loss = tf.reduce_mean(weights.loss_weight_action * action + weights.loss_weight_return * expected)
            gradients = tape.gradient(loss, [variable.value for variable in self._variables])
            self._model.optimizer.apply(gradients, self._variables)
            return action, expected

        return self._by_batches(learn, order)

    def _judging(self, order: Any) -> Any:
        return self._by_batches(lambda chosen: self._batch(self._judged, chosen, training=False), order)

    def _by_batches(self, action_on: Any, order: Any) -> Any:
        """Return the sums of both losses over all positions, a batch at a time."""
        size = tf.constant(self._options.batch_size, tf.int64)

        def step(start: Any, action: Any, expected: Any) -> Any:
            found = action_on(order[start : start + size])
            return start + size, action + tf.reduce_sum(found[0]), expected + tf.reduce_sum(found[1])

        begin = tf.constant(0, tf.int64), tf.constant(0.0), tf.constant(0.0)
        n_windows = tf.shape(order, out_type=tf.int64)[0]
        return tf.while_loop(lambda start, *_: start < n_windows, step, begin)[1:]

    def _batch(self, lessons: _Tensors, chosen: Any, *, training: bool) -> Any:
        """Return both losses of each window."""
        rows = tf.gather(lessons.rows, chosen)[:, None] + lessons.back
        windows = tf.reshape(tf.gather(lessons.values, rows), (-1, lessons.width))
        found = self._model(windows, training=training)
        focal, huber = self._losses
        action = focal(tf.gather(lessons.actions, chosen), found[ACTION_HEAD])
        expected = huber(tf.gather(lessons.returns, chosen)[:, None], found[RETURN_HEAD])
        return action, expected * tf.gather(lessons.weights, chosen)


class _Tensors(NamedTuple):
    """Lessons where TensorFlow works; `back` are the places of a window's rows before its last one."""

    # Any: as above.
    values: Any
    rows: Any
    back: Any
    actions: Any
    returns: Any
    weights: Any
    width: int


def _tensors(lessons: Lessons) -> _Tensors:
    windows = lessons.windows
    return _Tensors(
        tf.constant(windows.values),
        tf.constant(windows.rows, tf.int64),
        tf.range(1 - windows.lookback, 1, dtype=tf.int64)[None, :],
        tf.constant(lessons.actions, tf.int32),
        tf.constant(lessons.returns, tf.float32),
        tf.constant(lessons.weights, tf.float32),
        windows.width,
    )
