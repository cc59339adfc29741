"""A saved forecaster asked in a new process, as a stranger would find it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bancada.domains.lottery.game import N_DRAWN, N_NUMBERS
from bancada.domains.lottery.saved import load_forecaster
from bancada.learning.executor import Ending, ProcessExecutor, WorkItem
from bancada.learning.nursery import open_nursery
from bancada.learning.shared import read_shared, shared_object
from bancada.registry import ModelStore, SigningKey

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from bancada.domains.lottery.draws import Draws

__all__ = ["answers_afresh", "wrong_with"]

_LOADING_S = 300.0
_CLOSE = 1e-6


def answers_afresh(store: ModelStore, name: str, draws: Draws) -> str:
    """Open a saved forecaster in a new process, ask it for the next draw, and return what is wrong; empty where nothing is."""
    with (
        open_nursery(n_threads=1) as nursery,
        shared_object((store.root, store.key_path, draws.indicators)) as folder,
        ProcessExecutor(_Asker, folder, nursery=nursery, n_workers=1) as executor,
    ):
        (outcome,) = executor.run(iter([WorkItem(name, name, _LOADING_S)]))
    if outcome.ending is not Ending.DONE:
        return outcome.reason or outcome.ending.value
    return wrong_with(outcome.value)


def wrong_with(answer: ArrayLike) -> str:
    """Return what is wrong with the probabilities of a draw: they must be 25, finite, within 0 and 1, and sum to 15."""
    values = np.asarray(answer, dtype=np.float64)
    is_whole = values.shape == (N_NUMBERS,) and bool(((values >= 0) & (values <= 1)).all())
    if is_whole and abs(float(values.sum()) - N_DRAWN) < _CLOSE:
        return ""
    return np.array2string(values, precision=3, threshold=N_NUMBERS, max_line_width=1_000)


class _Asker:
    """The work function of that process.

    Parameters
    ----------
    folder : Path
        Of the shared root of the store, path of its key, and draws.
    """

    def __init__(self, folder: Path) -> None:
        root, key_path, drawn = read_shared(folder)
        self.store = ModelStore(root, key=SigningKey.load_or_create(key_path))
        self.drawn: NDArray[np.uint8] = drawn

    def __call__(self, name: str) -> list[float]:
        """Return the probabilities of the next draw."""
        answer: list[float] = load_forecaster(self.store, name).next_probabilities(self.drawn).tolist()
        return answer
