"""Draws simulated by the game's own law, for demonstration where no real ones are. Marked simulated; never mixed with others."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from bancada.core.dataset import Source
from bancada.domains.lottery.draws import Draws, make_draws
from bancada.domains.lottery.game import N_DRAWN, N_NUMBERS

__all__ = ["simulate_draws"]

_SUNDAY = 6


def simulate_draws(
    n_draws: int, *, seed: int | np.random.Generator, until: date | None = None, first: int = 1
) -> Draws:
    """Return draws of which every set of 15 numbers is equally likely, each independent of the others.

    Parameters
    ----------
    n_draws : int
    seed : int or numpy.random.Generator
        The same seed gives the same draws.
    until : date, optional
        The last draw is held on the last day from Monday to Saturday before it, the others one a day before that; no dates when
        omitted.
    first : int
        The first contest.

    Examples
    --------
    >>> simulate_draws(3, seed=7).numbers.shape
    (3, 15)
    """
    rng = np.random.default_rng(seed)
    keys = rng.random((n_draws, N_NUMBERS))
    numbers = (
        np.argpartition(keys, N_DRAWN - 1, axis=1)[:, :N_DRAWN] + 1 if n_draws else np.empty((0, N_DRAWN), np.int64)
    )
    days = None if until is None else np.array(_draw_days(n_draws, until), dtype="datetime64[D]")
    return make_draws(np.arange(first, first + n_draws), numbers, dates=days, source=Source.SIMULATED)


def _draw_days(n_draws: int, until: date) -> list[date]:
    """Return the last `n_draws` days from Monday to Saturday before `until`, in order."""
    days: list[date] = []
    day = until
    while len(days) < n_draws:
        day -= timedelta(days=1)
        if day.weekday() != _SUNDAY:
            days.append(day)
    return days[::-1]
