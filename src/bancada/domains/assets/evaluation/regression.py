"""Figures of the expected return, and of the price that it implies, beside zero, the training mean and persistence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.domains.assets.evaluation.measuring import baseline_of, measure_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.assets.evaluation.figures import Measure
    from bancada.domains.assets.evaluation.part_rows import PartRows, Training
    from bancada.domains.assets.evaluation.resampling import Sessions

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["price_measures", "return_figures", "return_measures"]

_SMALLER_IS_BETTER = frozenset({"MAE", "RMSE", "Price MAE", "Price RMSE"})


def return_measures(part: PartRows, training: Training, sessions: Sessions) -> tuple[Measure, ...]:
    """Return "MAE", "RMSE", "R2" and "R2 (zero)" of the returns.

    R2 is 1 less the squared errors over those of the training mean, known at the time: the out-of-sample R2 of Campbell and Thompson (2008),
    "Predicting excess stock returns out of sample", Review of Financial Studies 21, equation 7, with a mean that does not move on. "R2
    (zero)" takes zero in its place, which is the harder one: Gu, Kelly and Xiu (2020), "Empirical asset pricing via machine learning",
    Review of Financial Studies 33, equation 19. Each stands beside "zero", "mean" and "persistence", the last return known.
    """
    given = {"zero": np.zeros(len(part)), "mean": np.full(len(part), training.mean), "persistence": part.last_return}
    own = return_figures(part.actual, part.expected, training.mean, sessions)
    others = {name: return_figures(part.actual, values, training.mean, sessions) for name, values in given.items()}
    return _measures(own, others, sessions)


def price_measures(part: PartRows, sessions: Sessions) -> tuple[Measure, ...]:
    """Return "Price MAE", "Price RMSE" and "Price R2" of the price at the horizon, on the basis that returns are reckoned on.

    The implied price is the close at the decision times 1 + the expected return; the next open, from which the return runs, is not known
    then. "persistence" is that close itself. R2 is taken about each ticker's own mean price over the same rows, so that tickers of
    different price do not raise it.
    """
    own = _price_figures(part, part.close * (1.0 + part.expected), sessions)
    return _measures(own, {"persistence": _price_figures(part, part.close, sessions)}, sessions)


def _measures(own: dict[str, Floats], others: dict[str, dict[str, Floats]], sessions: Sessions) -> tuple[Measure, ...]:
    return tuple(
        measure_of(
            name,
            figures,
            sessions.n_blocks,
            tuple(
                baseline_of(which, other[name], figures, sessions.n_blocks, of=name) for which, other in others.items()
            ),
            greater_is_better=name not in _SMALLER_IS_BETTER,
        )
        for name, figures in own.items()
    )


def return_figures(actual: Floats, expected: Floats, mean: float, sessions: Sessions) -> dict[str, Floats]:
    """Return the figures of returns, as they are and of each resample, each of shape (1 + n_resamples,); `mean` is that of training rows."""
    errors = actual - expected
    columns = [np.ones(len(actual)), np.abs(errors), errors**2, (actual - mean) ** 2, actual**2]
    count, absolute, squared, about_mean, about_zero = sessions.drawn(np.column_stack(columns)).T
    return {
        "MAE": absolute / count,
        "RMSE": np.sqrt(squared / count),
        "R2": _r2(squared, about_mean),
        "R2 (zero)": _r2(squared, about_zero),
    }


def _price_figures(part: PartRows, implied: Floats, sessions: Sessions) -> dict[str, Floats]:
    errors = part.price - implied
    count, absolute, squared = sessions.drawn(np.column_stack([np.ones(len(part)), np.abs(errors), errors**2])).T
    return {
        "Price MAE": absolute / count,
        "Price RMSE": np.sqrt(squared / count),
        "Price R2": _r2(squared, _about_own_means(part, sessions)),
    }


def _about_own_means(part: PartRows, sessions: Sessions) -> Floats:
    """Return the squared distances of prices from their ticker's mean in each resample."""
    total = np.zeros(1 + len(sessions.weights))
    for code in np.unique(part.tickers):
        is_own = (part.tickers == code).astype(np.float64)
        # About the mean of all, so that the difference of two large sums does not eat the digits.
        shifted = (part.price - part.price[is_own > 0].mean()) * is_own
        count, first, second = sessions.drawn(np.column_stack([is_own, shifted, shifted**2])).T
        total += second - np.divide(first**2, count, out=np.zeros_like(first), where=count > 0)
    return total


def _r2(squared: Floats, about: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(about > 0, 1.0 - squared / about, np.nan)
