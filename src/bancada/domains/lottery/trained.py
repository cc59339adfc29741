"""A trained network as a value, and what its training gave. Nothing here loads Keras before the network answers natively."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.registry import load_keras

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["NETWORK_MODULES", "EpochFigures", "Network", "Trained", "TrainingLog"]

NETWORK_MODULES = ("bancada.domains.lottery.networks",)
"""Modules whose registered classes a saved network names."""


@dataclass(frozen=True, slots=True)
class EpochFigures:
    """One epoch: mean loss of the training and of the validation rows, and how long it took."""

    epoch: int
    loss: float
    val_loss: float
    seconds: float


@dataclass(frozen=True, slots=True)
class TrainingLog:
    """What a training gave.

    Attributes
    ----------
    epochs : tuple of EpochFigures
        In order, the first is epoch 1.
    best_epoch : int
        The one whose weights were kept: the smallest validation loss.
    n_train, n_validation : int
        Rows; validation rows are the latest.
    """

    epochs: tuple[EpochFigures, ...]
    best_epoch: int
    n_train: int
    n_validation: int


@dataclass(frozen=True)
class Network:
    """A Keras network as the bytes of its `.keras` file; it is built when it is first asked.

    Attributes
    ----------
    content : bytes
        Written by ourselves in this process or verified by the store.
    """

    content: bytes
    # Any: a Keras model, which ships no types.
    _built: list[Any] = field(default_factory=list, repr=False, compare=False)

    @property
    def model(self) -> Any:  # Any: as above
        """The Keras model."""
        if not self._built:
            self._built.append(load_keras(self.content, NETWORK_MODULES))
        return self._built[0]

    def predict_proba(self, matrix: ArrayLike) -> NDArray[np.float64]:
        """Return the sigmoids, shape (n_rows, 25)."""
        return np.asarray(self.model(np.asarray(matrix, dtype=np.float32), training=False), dtype=np.float64)

    def __getstate__(self) -> dict[str, Any]:  # Any: pickle's protocol
        return {"content": self.content, "_built": []}


@dataclass(frozen=True, slots=True)
class Trained:
    """A network and its training."""

    network: Network
    log: TrainingLog
