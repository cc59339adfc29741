"""How a network is trained: options, the split in time, and what is told while it runs. TensorFlow loads on use only."""

from __future__ import annotations

from dataclasses import dataclass

from bancada.core.errors import BadInput

__all__ = ["TrainingOptions"]


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """How a network is built and trained.

    Attributes
    ----------
    window : int
        Draws that it looks back on.
    units : int
        Of the LSTM, and of the dense layer after it.
    epochs : int
        At most; training stops after `patience` epochs without a better validation loss.
    batch_size : int
    learning_rate : float
    weight : float
        Of drawn numbers in the loss; 1 is plain cross-entropy. It is undone before any probability is shown.
    patience : int
    validation_share : float
        Share of the training rows, the latest ones, that decide when to stop; in (0, 0.5].
    seed : int

    Raises
    ------
    BadInput
        Naming every option that cannot be used.
    """

    window: int = 10
    units: int = 64
    epochs: int = 60
    batch_size: int = 256
    learning_rate: float = 1e-3
    weight: float = 1.0
    patience: int = 5
    validation_share: float = 0.15
    seed: int = 7

    def __post_init__(self) -> None:
        whole = ("window", "units", "epochs", "batch_size", "patience")
        wrong = [name for name in whole if getattr(self, name) < 1]
        wrong += [name for name in ("learning_rate", "weight") if not 0 < getattr(self, name) < float("inf")]
        if not 0 < self.validation_share <= 0.5:
            wrong.append("validation_share")
        if wrong:
            raise BadInput("training_options_wrong", names=wrong)
