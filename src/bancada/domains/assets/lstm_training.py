"""Training the two-headed LSTM in a process of its own: stopped at once when asked, and what it took of memory is given back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bancada.core.errors import BadInput, BancadaError, Cancelled, MissingExtra
from bancada.domains.assets.lstm_fitting import EpochRow, check_options, check_windows, fit_lstm
from bancada.learning.executor import Ending, ProcessExecutor, WorkItem
from bancada.learning.nursery import open_nursery
from bancada.learning.shared import read_shared, shared_object

if TYPE_CHECKING:
    from bancada.domains.assets.lstm import LstmModel
    from bancada.domains.assets.requests import LstmOptions
    from bancada.domains.assets.values import AssetSplit, AssetTable, Watch

__all__ = ["train_lstm"]


# Any: JSON values.
def train_lstm(
    table: AssetTable,
    split: AssetSplit,
    options: LstmOptions,
    *,
    seed: int,
    watch: Watch | None = None,
) -> tuple[LstmModel, dict[str, Any], int]:
    """Train a network on the training rows, judged after each epoch on the validation rows, and certify its ONNX graphs.

    Scales are those of the training rows; rare actions are drawn again among training windows only, anew for each epoch. No window
    crosses a ticker, and validation windows begin with their part. The weights kept are those of the smallest validation loss. The
    same seed on the same machine gives the same network.

    Actions drawn equally often and the focal loss make probabilities that rank actions and are no frequencies; the return's loss
    weighs each window by how much rarer it is than it was drawn, so that expected returns stay those of the training rows.

    Parameters
    ----------
    table : AssetTable
    split : AssetSplit
    options : LstmOptions
    seed : int
        Of the weights, the order and what is dropped.
    watch : Watch, optional
        Told of every epoch, asked a few times a second.

    Returns
    -------
    tuple of (LstmModel, dict, int)
        The model; one row an epoch (`epochs`), `best_epoch`, and numbers of windows (`n_train`, `n_validation`, `n_drawn_again` an
        epoch); the fits that were made, which is 1.

    Raises
    ------
    BadInput
        Options that cannot be used, too few windows, or a loss that is no finite number any more.
    BancadaError
        The process died, for want of memory for example, or TensorFlow failed in it.
    Cancelled
        `watch` asked to stop; nothing is kept.
    MissingExtra
        Keras or TensorFlow is not installed.
    """
    check_options(options)
    check_windows(table, split, options.lookback)
    for package in ("keras", "tensorflow"):
        if find_spec(package) is None:
            raise MissingExtra(feature="Keras models", package=package, extra="neural")
    with TemporaryDirectory(prefix="bancada-") as folder:
        told = Path(folder) / "epochs"
        told.touch()
        model, log = _elsewhere((table, split), _Order(options, seed, told), _Follower(told, options.epochs, watch))
    return model, log, 1


@dataclass(frozen=True, slots=True)
class _Order:
    """One training, and the file that its epochs are told in."""

    options: LstmOptions
    seed: int
    told: Path


class _Follower:
    """Tells the watch of the epochs that a file tells of, whenever it is asked whether to stop."""

    def __init__(self, told: Path, n_epochs: int, watch: Watch | None) -> None:
        self._told = told
        self._n_epochs = n_epochs
        self._watch = watch
        self._n_read = 0

    def __call__(self) -> bool:
        if self._watch is None:
            return False
        lines = self._told.read_text("utf-8").split("\n")[
            :-1
        ]  # what follows the last end of line is still being written
        for line in lines[self._n_read :]:
            row = json.loads(line)
            self._watch.progress(row["epoch"], self._n_epochs, f"val_loss {row['val_loss']:.4g}")
        self._n_read = len(lines)
        return self._watch.is_cancelled()


class _Trainer:
    """The work function of a training process."""

    def __init__(self, folder: Path) -> None:
        self._table, self._split = read_shared(folder)

    def __call__(self, order: _Order) -> tuple[LstmModel, dict[str, Any]] | BadInput:
        """Train; a refusal is an answer, so that it keeps its code and facts on the way."""
        with order.told.open("a", encoding="utf-8") as file:

            def tell(row: EpochRow) -> None:
                file.write(json.dumps(asdict(row)) + "\n")
                file.flush()

            try:
                return fit_lstm(self._table, self._split, order.options, seed=order.seed, on_epoch=tell)
            except BadInput as refusal:
                return refusal


def _elsewhere(
    shared: tuple[AssetTable, AssetSplit], order: _Order, follow: Callable[[], bool]
) -> tuple[LstmModel, dict[str, Any]]:
    with (
        open_nursery(n_threads=None) as nursery,
        shared_object(shared) as folder,
        ProcessExecutor(_Trainer, folder, nursery=nursery, n_workers=1) as executor,
    ):
        for outcome in executor.run(iter([WorkItem(order, order)]), is_cancelled=follow):
            if outcome.ending is not Ending.DONE:
                raise BancadaError("assets_training_failed", detail=outcome.reason)
            if isinstance(outcome.value, BadInput):
                raise outcome.value
            follow()
            model, log = outcome.value
            return model, log
    raise Cancelled
