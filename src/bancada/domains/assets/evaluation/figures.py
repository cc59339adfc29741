"""Figures of one part as values: measures beside their baselines, bins of probability. They know no model and no arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bancada.core.leaderboard import Interval

__all__ = ["MAIN_NAME", "Baseline", "Bin", "Calibration", "Measure", "PartEvaluation"]

MAIN_NAME = "AUC (direction)"
"""The measure that ranks a model: see `direction`."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What needs no model, on the same rows.

    Attributes
    ----------
    name : str
        "chance" (0.5 of an area under a ROC curve), "majority" (the class most frequent in training rows), "shares" (the class shares of training rows as probabilities), "persistence"
        (the last action, return or price known at the decision), "zero", "mean" (of training rows), "calibrated" (what right
        probabilities show by chance), "holding", "cash".
    value : float or None
        None where it is undefined.
    difference : Interval or None
        95%, of the model's value less this one, over the same resamples.
    """

    name: str
    value: float | None
    difference: Interval | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure beside its baselines.

    Attributes
    ----------
    name : str
    value : float or None
        None where it is undefined, never 0 instead.
    interval : Interval or None
        95%, by blocks of sessions, within what the figure can be; None where it cannot be reckoned, or is of fewer than ten rows.
    baselines : tuple of Baseline
        The plainest first.
    greater_is_better : bool
    """

    name: str
    value: float | None
    interval: Interval | None = None
    baselines: tuple[Baseline, ...] = ()
    greater_is_better: bool = True

    def baseline(self, name: str) -> Baseline | None:
        """Return the baseline of that name."""
        return next((one for one in self.baselines if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like probability.

    Attributes
    ----------
    low, high : float
        Of the probability; high is included in the last bin only.
    count : int
    mean : float or None
        Of the probabilities in it; None where it is empty.
    observed : float or None
        Share of them whose action came.
    """

    low: float
    high: float
    count: int
    mean: float | None
    observed: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether probabilities are what they say.

    Attributes
    ----------
    bins : dict of str to tuple of Bin
        By action.
    errors : tuple of Measure
        Expected calibration error of the most probable action ("ECE") and of each action ("ECE (buy)"); beside "calibrated", what
        probabilities that are right would show on as many rows by chance.
    sharpness : Measure
        Mean of the largest probability; beside the largest class share of training rows.
    """

    bins: dict[str, tuple[Bin, ...]]
    errors: tuple[Measure, ...]
    sharpness: Measure


@dataclass(frozen=True, slots=True)
class PartEvaluation:
    """What was found on one part.

    Attributes
    ----------
    name : str
        "train", "validation" or "test".
    n_rows, n_unanswered, n_sessions : int
        Rows that were answered, rows of the part whose window was not complete, sessions of the answered ones.
    first_on, last_on : date
        Of the decisions.
    classification, returns, price : tuple of Measure
        Of the action; of the return; of the price that it implies at the horizon.
    confusion : tuple of tuples of int
        Counts: a row a true action, a column an answer, in the order of `ACTION_NAMES`.
    calibration : Calibration
    """

    name: str
    n_rows: int
    n_unanswered: int
    n_sessions: int
    first_on: date
    last_on: date
    classification: tuple[Measure, ...]
    returns: tuple[Measure, ...]
    price: tuple[Measure, ...]
    confusion: tuple[tuple[int, ...], ...]
    calibration: Calibration

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All figures in their order."""
        return self.classification + self.returns + self.price + self.calibration.errors

    def measure(self, name: str) -> Measure:
        """Return the figure of that name.

        Raises
        ------
        KeyError
            There is none.
        """
        for one in self.measures:
            if one.name == name:
                return one
        raise KeyError(name)
