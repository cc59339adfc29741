"""Bars whose later part is another: what features are held against to show that they do not look ahead. It knows no feature and no label."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.bars import OPTIONAL, PRICES

if TYPE_CHECKING:
    from bancada.markets.bars import Bars

__all__ = ["with_other_later"]

SPREAD = 0.05
"""Standard deviation of the log of the factor that a later bar is multiplied by."""


def with_other_later(bars: Bars, place: int, rng: np.random.Generator) -> Bars:
    """Return the bars up to `place`, that one included, and after it the later ones dealt anew and each multiplied by a factor of its own.

    Prices keep their order within a bar, so that what comes out is still bars; NaN stays NaN.

    Parameters
    ----------
    bars : Bars
    place : int
        Position of the last bar that stays.
    rng : numpy.random.Generator
    """
    n_later = len(bars) - place - 1
    factors, dealt = np.exp(rng.normal(0.0, SPREAD, n_later)), rng.permutation(n_later)
    changed = {
        name: np.concatenate([column[: place + 1], column[place + 1 :][dealt] * factors])
        for name in (*PRICES, "volume", *OPTIONAL)
        if (column := getattr(bars, name)) is not None
    }
    return replace(bars, **changed)  # type: ignore[arg-type]  # columns by their own names
