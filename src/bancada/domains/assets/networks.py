"""The two-headed LSTM and its losses, in Keras. Importing this module loads Keras: it is imported on use only."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np

from bancada.domains.assets.requests import LstmOptions

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ACTION_HEAD", "CLIP", "RETURN_HEAD", "FocalLoss", "ScaledHuber", "Scales", "build_network", "single_heads"]

ACTION_HEAD, RETURN_HEAD = "action", "return"
CLIP = 8.0
"""Standard deviations from the mean beyond which a feature counts as this far; one wild bar then cannot rule a window."""


@dataclass(frozen=True, slots=True, eq=False)
class Scales:
    """What the network knows of the training rows before it is trained.

    Attributes
    ----------
    mean, variance : ndarray of float64, shape (n_features,)
        Of each feature.
    return_mean, return_std : float
        Of the returns, fractions.
    """

    mean: NDArray[np.float64]
    variance: NDArray[np.float64]
    return_mean: float
    return_std: float


# Any in this module: Keras models and tensors, which ship no types.
@keras.saving.register_keras_serializable(package="bancada")
class FocalLoss(keras.losses.Loss):  # type: ignore[misc]  # Keras ships no types
    """Focal loss of class codes: -(1 - p)^gamma log(p) for the probability p given to the true class (Lin et al. 2017, equation 4).

    Parameters
    ----------
    gamma : float
        At least 0; 0 is cross-entropy.
    """

    def __init__(self, gamma: float = 3.0, name: str = "focal_loss", **keras_facts: Any) -> None:
        super().__init__(name=name, **keras_facts)  # reduction and dtype, which Keras writes into files and hands back
        self.gamma = gamma

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of each row; y_true are codes, shape (n,) or (n, 1), and probabilities are held 1e-7 away from 0 and 1."""
        ops = keras.ops
        codes = ops.cast(ops.reshape(y_true, (-1,)), "int32")
        p = ops.sum(y_pred * ops.one_hot(codes, y_pred.shape[-1], dtype=y_pred.dtype), axis=-1)
        p = ops.clip(p, keras.config.epsilon(), 1.0 - keras.config.epsilon())
        return -ops.power(1.0 - p, self.gamma) * ops.log(p)

    def get_config(self) -> dict[str, Any]:
        """Return what `from_config` needs."""
        return {**super().get_config(), "gamma": self.gamma}


@keras.saving.register_keras_serializable(package="bancada")
class ScaledHuber(keras.losses.Loss):  # type: ignore[misc]  # Keras ships no types
    """Huber's loss (1964, with its bend at 1) of errors counted in standard deviations of the training returns.

    Parameters
    ----------
    scale : float
        That standard deviation; above 0.
    """

    def __init__(self, scale: float = 1.0, name: str = "scaled_huber", **keras_facts: Any) -> None:
        super().__init__(name=name, **keras_facts)  # as above
        self.scale = scale

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of each row; both of shape (n, 1)."""
        ops = keras.ops
        error = ops.abs(ops.reshape(y_pred, (-1,)) - ops.reshape(ops.cast(y_true, y_pred.dtype), (-1,))) / self.scale
        return ops.where(error <= 1.0, 0.5 * error * error, error - 0.5)

    def get_config(self) -> dict[str, Any]:
        """Return what `from_config` needs."""
        return {**super().get_config(), "scale": self.scale}


def build_network(scales: Scales, options: LstmOptions, *, n_actions: int = 3) -> Any:
    """Return an untrained network, compiled.

    One flat input (lookback * n_features,) -> the window as (lookback, n_features) -> each feature less its mean over its deviation,
    held within `CLIP` -> LSTM(units) -> Dropout -> `action`: softmax(3), and `return`: a number in training deviations that a fixed
    last layer turns into a fraction.

    Parameters
    ----------
    scales : Scales
        Of the training rows only.
    options : LstmOptions
    """
    layers = keras.layers
    n_features = len(scales.mean)
    entry = keras.Input((options.lookback * n_features,), name="window")
    steps = layers.Reshape((options.lookback, n_features), name="steps")(entry)
    steps = layers.Normalization(mean=scales.mean, variance=scales.variance, name="scaled")(steps)
    steps = keras.ops.clip(steps, -CLIP, CLIP)
    hidden = layers.LSTM(options.units, name="lstm")(steps)
    hidden = layers.Dropout(options.dropout, name="dropout")(hidden)
    action = layers.Dense(n_actions, "softmax", name=ACTION_HEAD)(hidden)
    scaled = layers.Dense(1, name="scaled_return")(hidden)
    unscale = layers.Dense(1, name=RETURN_HEAD, trainable=False)
    answer = unscale(scaled)
    unscale.set_weights([np.array([[scales.return_std]]), np.array([scales.return_mean])])
    model = keras.Model(entry, {ACTION_HEAD: action, RETURN_HEAD: answer}, name="lstm_mtl")
    model.compile(
        optimizer=keras.optimizers.AdamW(
            options.learning_rate,
            weight_decay=options.weight_decay,
            global_clipnorm=options.gradient_clip_norm,
        ),
        loss={ACTION_HEAD: FocalLoss(options.focal_loss_gamma), RETURN_HEAD: ScaledHuber(scales.return_std)},
        loss_weights={ACTION_HEAD: options.loss_weight_action, RETURN_HEAD: options.loss_weight_return},
    )
    return model


def single_heads(model: Any) -> tuple[Any, Any]:
    """Return the network as two models of one output each, the action's probabilities and the return, over the same weights."""
    entry = model.inputs[0]
    found = (keras.Model(entry, model.get_layer(name).output, name=name) for name in (ACTION_HEAD, RETURN_HEAD))
    action, expected = found
    return action, expected
