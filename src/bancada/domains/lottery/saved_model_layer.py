"""A SavedModel of another tool as one Keras layer that carries its own files. Importing this loads TensorFlow.

Keras's TFSMLayer keeps a path, which makes a `.keras` file that opens on one machine only; this one keeps the bytes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from bancada.domains.lottery.saved_model_files import files_below, write_files

__all__ = ["SavedModelLayer", "endpoint", "wrapped"]


# Any in this module: Keras models and TensorFlow's functions, which ship no types.
@keras.saving.register_keras_serializable(package="bancada")
class SavedModelLayer(keras.layers.Layer):  # type: ignore[misc]  # Keras ships no types
    """Answers with the graph of a SavedModel; it cannot be trained.

    Parameters
    ----------
    inner_shape : list of int or None
        Shape of one answer.
    """

    def __init__(self, inner_shape: list[int | None], **keras_facts: Any) -> None:
        super().__init__(**{**keras_facts, "trainable": False})  # name and dtype, which Keras writes and hands back
        self.inner_shape = list(inner_shape)
        self._files: dict[str, bytes] = {}
        self._answer: Any = None
        self._kept: Any = None

    def take(self, files: dict[str, bytes]) -> None:
        """Hold the files of a SavedModel and open them."""
        self._files = files
        with tempfile.TemporaryDirectory(prefix="bancada-") as folder:
            home = write_files(Path(folder) / "model", files)
            self._kept, self._answer, _ = endpoint(home)

    def call(self, rows: Any) -> Any:
        """Return the graph's answer."""
        return self._answer(rows)

    def compute_output_spec(self, rows: Any) -> Any:
        """Return the shape of an answer, known before the files are."""
        return keras.KerasTensor((rows.shape[0], *self.inner_shape), dtype="float32")

    def save_assets(self, folder: str) -> None:
        """Write the files into Keras's archive."""
        write_files(Path(folder) / "saved_model", self._files)

    def load_assets(self, folder: str) -> None:
        """Read them back."""
        self.take(files_below(Path(folder) / "saved_model"))

    def get_config(self) -> dict[str, Any]:
        """Return what `from_config` needs."""
        return {**super().get_config(), "inner_shape": self.inner_shape}


def endpoint(folder: Path) -> tuple[Any, Any, Any]:
    """Return a SavedModel, its one answer as a function of one tensor, and what that tensor is (a TensorSpec).

    Raises
    ------
    ValueError
        With the code of why it cannot be asked.
    """
    loaded = tf.saved_model.load(str(folder))
    if "serving_default" not in loaded.signatures:
        raise ValueError("conversion_without_signature")
    signature = loaded.signatures["serving_default"]
    inputs, outputs = signature.structured_input_signature[1], signature.structured_outputs
    if len(inputs) != 1 or len(outputs) != 1:
        raise ValueError("conversion_several_inputs")
    (name, spec), (answer,) = next(iter(inputs.items())), tuple(outputs)
    return loaded, lambda rows: signature(**{name: tf.cast(rows, spec.dtype)})[answer], spec


def wrapped(folder: Path) -> Any:
    """Return a Keras model of one layer that answers as a SavedModel does."""
    _, answer, spec = endpoint(folder)
    shape = [dim or 8 for dim in spec.shape[1:]]
    found = answer(tf.zeros((1, *shape)))
    layer = SavedModelLayer(list(found.shape[1:]), name="saved_model")
    layer.take(files_below(folder))
    entry = keras.Input(tuple(spec.shape[1:]))
    return keras.Model(entry, layer(entry))
