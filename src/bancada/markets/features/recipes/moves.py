"""What bars are made of, changes of the close, and volatility."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.features.families.momentum import LAGS, RETURN_LAGS
from bancada.markets.features.families.volatility import WINDOWS
from bancada.markets.features.pointwise import kernels as point
from bancada.markets.features.recipe import Recipe
from bancada.markets.features.rolling import kernels as rolling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["momentum", "prices", "volatility"]

HLC = ("high", "low", "close")
OHLC = ("open", *HLC)
LOGS = ("log_open", "log_high", "log_low", "log_close")


def _logarithms(*inputs: Values) -> None:
    *prices, out = inputs
    with np.errstate(divide="ignore", invalid="ignore"):
        for price, row in zip(prices, out, strict=True):
            np.log(price, out=row)
            row[np.isneginf(row)] = np.nan


def prices() -> tuple[Recipe, ...]:
    """Return the recipes of what bars are made of."""
    made = ("rise", "fall", "true_range", "buying", "typical", "span", "rose")
    shapes = ("range_pct", "body_pct", "upper_shadow", "lower_shadow", "close_position", "balance_of_power")
    terms = ("log_return", "gap", "log_body", "parkinson_term", "garman_klass_term", "rogers_satchell_term")
    return (
        Recipe(made, HLC, point.moves, span=2),
        Recipe(shapes, OHLC, point.candles),
        Recipe(LOGS, OHLC, _logarithms),
        Recipe(terms, LOGS, point.logs, span=2),
    )


def momentum() -> tuple[Recipe, ...]:
    """Return the recipes of changes of the close."""
    return (
        Recipe(tuple(f"momentum_{k}" for k in LAGS), ("close",), rolling.differences, each=LAGS, span=LAGS[-1] + 1),
        Recipe(
            tuple(f"momentum_pct_{k}" for k in LAGS), ("close",), rolling.ratios, (1.0,), each=LAGS, span=LAGS[-1] + 1
        ),
        Recipe(
            tuple(f"returns_{k}" for k in RETURN_LAGS), ("log_close",), rolling.differences, each=RETURN_LAGS, span=51
        ),
        Recipe(("roc_25",), ("close",), rolling.ratios, (100.0,), each=(25,), span=26),
    )


def volatility() -> tuple[Recipe, ...]:
    """Return the recipes of volatility."""
    last = WINDOWS[-1]
    terms = tuple(
        Recipe(tuple(f"{name}_{n}" for n in WINDOWS), (f"{name}_term",), rolling.root_means, each=WINDOWS, span=last)
        for name in ("parkinson", "garman_klass", "rogers_satchell")
    )
    yang_zhang = tuple(f"yang_zhang_{n}" for n in WINDOWS)
    inputs = ("gap", "log_body", "rogers_satchell_term")
    return (
        Recipe(
            tuple(f"volatility_{n}" for n in WINDOWS),
            ("log_return",),
            rolling.deviations,
            (1,),
            each=WINDOWS,
            span=last,
        ),
        *terms,
        Recipe(yang_zhang, inputs, rolling.yang_zhang, each=WINDOWS, span=last),
    )
