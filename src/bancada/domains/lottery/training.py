"""How a network is trained: options, the split in time, and what is told while it runs. TensorFlow loads on use only."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import BadInput, Cancelled, MissingExtra
from bancada.domains.lottery.features import Recipe
from bancada.domains.lottery.trained import EpochFigures, Network, Trained, TrainingLog

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["METRICS_FOLDER", "TrainingOptions", "TrainingWatch", "train_network"]

METRICS_FOLDER = Path("data/metrics")
"""Where a table of each training's epochs is kept, below the folder the program works in."""


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


@dataclass(frozen=True, slots=True)
class TrainingWatch:
    """Who follows a training.

    Attributes
    ----------
    on_epoch : callable, optional
        Told after each epoch: its figures, and how many epochs there are at most.
    is_cancelled : callable, optional
        Asked after each epoch.
    metrics_folder : Path, optional
        Where `<name>.csv` with one line an epoch is written; nowhere when None.
    name : str
        Of that file and of the MLflow run; the network's kind when empty.
    tracking_uri : str
        MLflow's, where the training is written down; none when empty.
    """

    on_epoch: Callable[[EpochFigures, int], None] | None = None
    is_cancelled: Callable[[], bool] | None = None
    metrics_folder: Path | None = None
    name: str = ""
    tracking_uri: str = ""


def train_network(
    recipe: Recipe,
    matrix: NDArray[np.float32],
    target: NDArray[np.float32],
    *,
    options: TrainingOptions,
    watch: TrainingWatch | None = None,
) -> Trained:
    """Train the network of a recipe.

    The latest `validation_share` of the rows are never trained on: they decide when to stop, and whose weights are kept. Only the
    rows before them are shuffled. The seed fixes weights and order.

    Parameters
    ----------
    recipe : Recipe
    matrix : ndarray of float32, shape (n_rows, n_features)
        Oldest first.
    target : ndarray of float32, shape (n_rows, 25)
        The draw after each row.
    options : TrainingOptions
    watch : TrainingWatch, optional

    Raises
    ------
    BadInput
        Fewer than two rows, or a loss that is no finite number any more.
    Cancelled
        `watch` asked to stop; nothing is kept.
    MissingExtra
        Keras or TensorFlow is not installed.
    """
    if len(matrix) < 2:
        raise BadInput("draws_too_few", needed=recipe.n_history + 2, found=recipe.n_history + len(matrix))
    for package in ("keras", "tensorflow"):
        if find_spec(package) is None:
            raise MissingExtra(feature="Keras models", package=package, extra="neural")
    watch = watch or TrainingWatch()
    model, log = _trained(recipe, matrix, target, options=options, watch=watch)
    if watch.tracking_uri:
        from bancada.learning.tracking import track_training

        epochs = [{"loss": e.loss, "val_loss": e.val_loss} for e in log.epochs]
        params = {"kind": recipe.kind, "n_train": log.n_train, "best_epoch": log.best_epoch, **asdict(options)}
        track_training(
            watch.name or recipe.kind, params, epochs, experiment="lotofacil.dezenas", uri=watch.tracking_uri
        )
    from bancada.registry import dump_keras

    return Trained(Network(dump_keras(model)), log)


# Any: a Keras model, which ships no types.
def _trained(
    recipe: Recipe,
    matrix: NDArray[np.float32],
    target: NDArray[np.float32],
    *,
    options: TrainingOptions,
    watch: TrainingWatch,
) -> tuple[Any, TrainingLog]:
    import keras

    from bancada.domains.lottery.networks import build_network
    from bancada.domains.lottery.quick_training import QuickTraining

    keras.utils.set_random_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    model = build_network(recipe, units=options.units, weight=options.weight, learning_rate=options.learning_rate)
    n_train = len(matrix) - max(1, round(options.validation_share * len(matrix)))
    training = QuickTraining(model, recipe, matrix[:n_train], target[:n_train], weight=options.weight)
    figures: list[EpochFigures] = []
    with tempfile.TemporaryDirectory(prefix="bancada-") as folder:
        best = Path(folder) / "best.weights.h5"
        callbacks = _callbacks(
            model, best, name=watch.name or recipe.kind, options=options, folder=watch.metrics_folder
        )
        callbacks.on_train_begin()
        for epoch in range(options.epochs):
            callbacks.on_epoch_begin(epoch)
            started = perf_counter()
            loss = training.epoch(rng.permutation(n_train), batch_size=options.batch_size)
            val_loss = training.loss(matrix[n_train:], target[n_train:])
            if not np.isfinite((loss, val_loss)).all():
                raise BadInput("training_diverged", epoch=epoch + 1)
            figures.append(EpochFigures(epoch + 1, loss, val_loss, perf_counter() - started))
            callbacks.on_epoch_end(epoch, {"loss": loss, "val_loss": val_loss})
            if watch.on_epoch is not None:
                watch.on_epoch(figures[-1], options.epochs)
            if watch.is_cancelled is not None and watch.is_cancelled():
                callbacks.on_train_end()
                raise Cancelled
            if model.stop_training:
                break
        callbacks.on_train_end()
        model.load_weights(best)
    best_epoch = min(figures, key=lambda found: found.val_loss).epoch
    return model, TrainingLog(tuple(figures), best_epoch, n_train, len(matrix) - n_train)


# Any: Keras's callbacks, likewise.
def _callbacks(model: Any, best: Path, *, name: str, options: TrainingOptions, folder: Path | None) -> Any:
    """Return Keras's own callbacks: when to stop, which weights to keep, and the table of epochs."""
    from keras import callbacks

    chosen = [
        callbacks.ModelCheckpoint(best, monitor="val_loss", mode="min", save_best_only=True, save_weights_only=True),
        callbacks.EarlyStopping(monitor="val_loss", mode="min", patience=options.patience),
    ]
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        chosen.append(callbacks.CSVLogger(folder / f"{name}.csv"))
    model.stop_training = False
    return callbacks.CallbackList(chosen, model=model, epochs=options.epochs)
