"""The LSTM networks and their loss, in Keras. Importing this module loads Keras: it is imported on use only."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from bancada.domains.lottery.features import Recipe
from bancada.domains.lottery.game import N_NUMBERS

__all__ = ["WeightedBCE", "build_network"]


# Any in this module: Keras models and tensors, which ship no types.
@keras.saving.register_keras_serializable(package="bancada")
class WeightedBCE(keras.losses.Loss):  # type: ignore[misc]  # Keras ships no types
    """Binary cross-entropy with a weight on the term of drawn numbers: mean of -w y log(p) - (1 - y) log(1 - p).

    Its minimum lies at p = w t / (w t + 1 - t) for a true probability t, which `calibration.unweighted` undoes.

    Parameters
    ----------
    weight : float
        Above 0; 1 is plain binary cross-entropy.
    """

    def __init__(self, weight: float = 1.0, name: str = "weighted_bce", **keras_facts: Any) -> None:
        super().__init__(name=name, **keras_facts)  # reduction and dtype, which Keras writes into files and hands back
        self.weight = weight

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of each row; probabilities are held 1e-7 away from 0 and 1."""
        ops = keras.ops
        p = ops.clip(y_pred, keras.config.epsilon(), 1.0 - keras.config.epsilon())
        y = ops.cast(y_true, p.dtype)
        return ops.mean(-self.weight * y * ops.log(p) - (1.0 - y) * ops.log(1.0 - p), axis=-1)

    def get_config(self) -> dict[str, Any]:
        """Return what `from_config` needs."""
        return {**super().get_config(), "weight": self.weight}


def build_network(recipe: Recipe, *, units: int = 64, weight: float = 1.0, learning_rate: float = 1e-3) -> Any:
    """Return an untrained network of a recipe, compiled.

    One flat input (n_features,) -> the sequence as (window, step_size) -> LSTM(units) -> beside it the context, where the recipe
    has one -> Dense(units, relu) -> Dense(25, sigmoid).

    Parameters
    ----------
    recipe : Recipe
        One with a sequence.
    units : int
    weight : float
        Of `WeightedBCE`.
    learning_rate : float
        Of Adam.
    """
    layers = keras.layers
    entry = keras.Input((recipe.n_sequence + recipe.n_context,), name="features")
    sequence = entry[:, : recipe.n_sequence] if recipe.n_context else entry
    steps = layers.Reshape((recipe.window, recipe.step_size), name="steps")(sequence)
    hidden = layers.LSTM(units, name="lstm")(steps)
    if recipe.n_context:
        hidden = layers.Concatenate(name="beside")([hidden, entry[:, recipe.n_sequence :]])
    hidden = layers.Dense(units, "relu", name="hidden")(hidden)
    model = keras.Model(entry, layers.Dense(N_NUMBERS, "sigmoid", name="dezenas")(hidden), name=recipe.kind)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=WeightedBCE(weight))
    return model
