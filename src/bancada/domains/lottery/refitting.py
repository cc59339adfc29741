"""A forecaster walking forward: fitted anew before each block of contests, on the draws before it alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput, Cancelled
from bancada.domains.lottery.backtest import rows_between
from bancada.domains.lottery.game import BASE_RATE, N_NUMBERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.lottery.draws import Draws
    from bancada.domains.lottery.forecasters import DrawForecaster

__all__ = ["refitted_probabilities"]

Progress = Callable[[int, int, str], None]
_LEAST_PAST = 30
"""Draws before the first block: with fewer there is nothing to fit."""


def refitted_probabilities(
    draws: Draws,
    make: Callable[[], DrawForecaster],
    *,
    first: int | None = None,
    last: int | None = None,
    blocks: int = 5,
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> NDArray[np.float64]:
    """Return calibrated probabilities of contests `first` to `last`, each from a forecaster that had not seen it.

    Parameters
    ----------
    draws : Draws
    make : callable
        Returns an unfitted forecaster.
    first, last : int, optional
        Contests, both included.
    blocks : int
        Times that a forecaster is fitted; contests are dealt to blocks of like size, in order.
    on_progress : callable(done, total, message), optional
        After each block.
    is_cancelled : callable, optional
        Asked before each block.

    Returns
    -------
    ndarray, shape (len(draws), 25)
        As forecasters answer: row t speaks of the draw after row t. Rows outside the range are 0.6.

    Raises
    ------
    BadInput
        No contest in the range, fewer than 30 draws before it, or no block.
    Cancelled
    """
    rows = rows_between(draws, first, last)
    if rows.start < _LEAST_PAST:
        raise BadInput("backtest_past_short", n_draws=rows.start, least=_LEAST_PAST)
    if blocks < 1:
        raise BadInput("backtest_no_block", blocks=blocks)
    X = draws.indicators
    answers = np.full((len(draws), N_NUMBERS), BASE_RATE)
    parts = [part for part in np.array_split(np.arange(rows.start, rows.stop), blocks) if len(part)]
    for place, part in enumerate(parts):
        if is_cancelled is not None and is_cancelled():
            raise Cancelled
        start, stop = int(part[0]), int(part[-1]) + 1
        forecaster = make().fit(X[:start])
        answers[start - 1 : stop - 1] = forecaster.calibrated_proba(X[: stop - 1])[start - 1 :]
        if on_progress is not None:
            on_progress(place + 1, len(parts), f"{draws.contests[start]}-{draws.contests[stop - 1]}")
    return answers
