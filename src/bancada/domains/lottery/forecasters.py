"""Forecasters of the next draw, in scikit-learn's manner: rules, a logistic regression per number, and the LSTM networks.

X of every forecaster is `Draws.indicators`: 0/1, shape (n_draws, 25), consecutive, oldest first. `fit` learns from the transitions
inside X. Row t of an answer is about the draw after row t and rests on rows <= t, so the forecast of contest c stands in row c - 1;
rows with too short a past answer 0.6. Keras loads only where a network is fitted or answers natively.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from bancada.core.dataset import ColumnType
from bancada.core.errors import BadInput
from bancada.core.signature import Field, Signature
from bancada.core.task import Problem
from bancada.domains.lottery.affine import Affine
from bancada.domains.lottery.calibration import calibrated
from bancada.domains.lottery.features import Recipe, RecipeKind, as_indicators
from bancada.domains.lottery.game import BASE_RATE, N_DRAWN, N_NUMBERS
from bancada.domains.lottery.training import TrainingOptions

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from bancada.domains.lottery.training import TrainingWatch

__all__ = [
    "CLASSES",
    "TARGET",
    "DrawForecaster",
    "FrequencyForecaster",
    "LastKForecaster",
    "LogisticForecaster",
    "LstmForecaster",
    "MarkovForecaster",
    "UniformForecaster",
    "top_numbers",
]

TARGET = "dezenas"
CLASSES = tuple(str(number) for number in range(1, N_NUMBERS + 1))
_QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


class DrawForecaster(BaseEstimator, ABC):  # type: ignore[misc]  # scikit-learn ships no types
    """What every forecaster does.

    Attributes
    ----------
    kind : str
        Candidate id.
    recipe : Recipe
        The features it sees.
    weight : float
        Of drawn numbers in the loss it was fitted with; 1 for none.
    inner_ : object
        Answers a feature matrix: `predict_proba(matrix)`, shape (n_rows, 25).
    signature_ : Signature
        The feature matrix, as the store records it.
    """

    kind: ClassVar[str] = ""

    @property
    @abstractmethod
    def recipe(self) -> Recipe:
        """The features it sees."""

    @property
    def weight(self) -> float:
        """The weight of the loss."""
        return 1.0

    def fit(self, X: ArrayLike, y: object = None) -> Self:  # noqa: ARG002  # scikit-learn's signature
        """Learn from the transitions inside X; `y` is not used, X holds the answers.

        Raises
        ------
        BadInput
            X is no 0/1 table of draws, or holds fewer than `recipe.n_history` + 1 of them.
        """
        drawn = checked_draws(X)
        recipe = self.recipe
        if len(drawn) <= recipe.n_history:
            raise BadInput("draws_too_few", needed=recipe.n_history + 1, found=len(drawn))
        matrix = recipe.features(drawn)[recipe.n_history - 1 : -1]
        self.inner_ = self._learned(matrix, drawn[recipe.n_history :])
        self.signature_ = _signature(matrix, recipe)
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return raw outputs for the draw after each row, shape (n_draws, 25); those of a weighted loss are not probabilities yet."""
        check_is_fitted(self, "inner_")
        recipe = self.recipe
        matrix = recipe.features(X)
        answers = np.full((len(matrix), N_NUMBERS), BASE_RATE)
        start = recipe.n_history - 1
        if len(matrix) > start:
            answers[start:] = self.inner_.predict_proba(matrix[start:])
        return answers

    def calibrated_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return probabilities with the weight undone and every row summing to 15, shape (n_draws, 25)."""
        raw = self.predict_proba(X)
        start = self.recipe.n_history - 1
        raw[start:] = calibrated(raw[start:], weight=self.weight)
        return raw

    def predict(self, X: ArrayLike) -> NDArray[np.uint8]:
        """Return the 15 most probable numbers of the draw after each row as 0/1, shape (n_draws, 25); ties to the smaller number."""
        return top_numbers(self.predict_proba(X))

    def save(self, folder: str | Path) -> Path:
        """Write what was fitted into a new folder, as data and never as code; see `forecaster_files`."""
        from bancada.domains.lottery.forecaster_files import save

        return save(self, Path(folder))

    @staticmethod
    def load(folder: str | Path) -> DrawForecaster:
        """Return what `save` wrote; nothing is unpickled."""
        from bancada.domains.lottery.forecaster_files import load

        found: DrawForecaster = load(Path(folder))
        return found

    @abstractmethod
    def _learned(self, matrix: NDArray[np.float32], target: NDArray[np.uint8]) -> Any:  # Any: whatever answers a matrix
        """Return what answers a feature matrix, learned from one and what followed."""


class UniformForecaster(DrawForecaster):
    """Every number at 0.6, always: the game's own law, and the baseline."""

    kind = "uniform"

    @property
    def recipe(self) -> Recipe:
        """The last draw, which it does not look at."""
        return Recipe("previous")

    def _learned(self, matrix: NDArray[np.float32], target: NDArray[np.uint8]) -> Affine:
        return Affine(np.zeros((matrix.shape[1], target.shape[1])), np.full(target.shape[1], BASE_RATE))


class FrequencyForecaster(DrawForecaster):
    """Each number as often as it was drawn so far; see `Recipe` for the share's one imagined draw."""

    kind = "frequency"

    @property
    def recipe(self) -> Recipe:
        """Shares of all draws so far."""
        return Recipe("frequency")

    def _learned(self, matrix: NDArray[np.float32], target: NDArray[np.uint8]) -> Affine:
        return Affine(np.eye(matrix.shape[1]), np.zeros(target.shape[1]))


class LastKForecaster(DrawForecaster):
    """Each number as often as it was drawn in the last k draws, or in all so far where they are fewer.

    Parameters
    ----------
    k : int
    """

    kind = "last-k"

    def __init__(self, k: int = 100) -> None:
        self.k = k

    @property
    def recipe(self) -> Recipe:
        """Shares of the last k draws."""
        return Recipe("last-k", self.k)

    def _learned(self, matrix: NDArray[np.float32], target: NDArray[np.uint8]) -> Affine:
        return Affine(np.eye(matrix.shape[1]), np.zeros(target.shape[1]))


class MarkovForecaster(DrawForecaster):
    """A chain of two states per number: P(drawn | drawn before) and P(drawn | not drawn before), counted on the training rows.

    As with shares, one imagined draw of the fair law keeps both from being 0 or 1.
    """

    kind = "markov"

    @property
    def recipe(self) -> Recipe:
        """The last draw."""
        return Recipe("previous")

    def _learned(self, matrix: NDArray[np.float32], target: NDArray[np.uint8]) -> Affine:
        after_drawn = _shares(target, given=matrix == 1)
        after_left = _shares(target, given=matrix == 0)
        return Affine(np.diag(after_drawn - after_left), after_left)


class LogisticForecaster(DrawForecaster):
    """One logistic regression per number on its own shares and delay, and on the last draw's repeats, sum and even numbers.

    Parameters
    ----------
    C : float
        Inverse strength of the ridge penalty. Small by default: what there is to learn is little.
    """

    kind = "logistic"

    def __init__(self, C: float = 0.1) -> None:
        self.C = C

    @property
    def recipe(self) -> Recipe:
        """The last draw, shares, delays, repeats, sum, even numbers."""
        return Recipe("logistic")

    def _learned(self, matrix: NDArray[np.float32], target: NDArray[np.uint8]) -> Affine:
        from sklearn.linear_model import LogisticRegression

        rows = matrix.astype(np.float64)
        weights, bias = np.zeros((rows.shape[1], N_NUMBERS)), np.zeros(N_NUMBERS)
        for index, columns in enumerate(_own_columns(self.recipe)):
            seen = target[:, index]
            if seen.min() == seen.max():  # a number that training rows always or never held: its share is all there is
                share = (seen.sum() + BASE_RATE) / (len(seen) + 1)
                bias[index] = np.log(share / (1 - share))
                continue
            model = LogisticRegression(C=self.C, max_iter=1000).fit(rows[:, columns], seen)
            weights[columns, index], bias[index] = model.coef_[0], model.intercept_[0]
        return Affine(weights, bias, is_logistic=True)


class LstmForecaster(DrawForecaster):
    """An LSTM over the last draws, with 25 sigmoids: LS15, LS14 and their ++ kinds (see `Recipe`).

    Parameters
    ----------
    kind : {"ls15", "ls14", "ls15pp", "ls14pp"}
    options : TrainingOptions, optional
    random_state : int, optional
        Instead of the seed in `options`.

    Attributes
    ----------
    inner_ : Network
        The network as bytes; Keras loads when it first answers.
    training_ : TrainingLog
        What each epoch gave.
    """

    def __init__(
        self, kind: RecipeKind = "ls15", options: TrainingOptions | None = None, random_state: int | None = None
    ) -> None:
        self.kind = kind  # type: ignore[misc]  # one class answers to four ids
        self.options = options
        self.random_state = random_state

    @property
    def recipe(self) -> Recipe:
        """A sequence of draws, with a context for the ++ kinds."""
        return Recipe(self.kind, self._options.window)  # type: ignore[arg-type]  # checked by Recipe

    @property
    def weight(self) -> float:
        """The weight of the loss."""
        return self._options.weight

    def fit(self, X: ArrayLike, y: object = None, *, watch: TrainingWatch | None = None) -> Self:
        """Train on the transitions inside X; see `DrawForecaster.fit`.

        Parameters
        ----------
        X : array-like of 0/1, shape (n_draws, 25)
        y : ignored
        watch : TrainingWatch, optional
            Who is told of each epoch, may stop the training, and keeps its figures.

        Raises
        ------
        BadInput
        Cancelled
            `watch` asked to stop.
        MissingExtra
            Keras is not installed.
        """
        self._watch = watch
        try:
            return super().fit(X, y)
        finally:
            del self._watch

    @property
    def _options(self) -> TrainingOptions:
        chosen = self.options or TrainingOptions()
        return chosen if self.random_state is None else replace(chosen, seed=self.random_state)

    def _learned(self, matrix: NDArray[np.float32], target: NDArray[np.uint8]) -> Any:  # Any: Network, which loads late
        from bancada.domains.lottery.training import train_network

        trained = train_network(
            self.recipe, matrix, target.astype(np.float32), options=self._options, watch=self._watch
        )
        self.training_ = trained.log
        return trained.network


def top_numbers(answers: ArrayLike) -> NDArray[np.uint8]:
    """Return the 15 largest of each row as 0/1, shape (n_rows, 25); ties to the smaller number."""
    values = np.asarray(answers)
    chosen = np.argsort(-values, axis=1, kind="stable")[:, :N_DRAWN]
    picked = np.zeros(values.shape, dtype=np.uint8)
    np.put_along_axis(picked, chosen, 1, axis=1)
    return picked


def checked_draws(X: ArrayLike) -> NDArray[np.uint8]:
    """Return draws as 0/1 of shape (n_draws, 25); BadInput where they have another shape or a row does not hold 15 ones."""
    raw = np.asarray(X)
    drawn = as_indicators(raw)
    wrong = np.flatnonzero(((raw != 0) & (raw != 1)).any(axis=1) | (drawn.sum(axis=1) != N_DRAWN))
    if len(wrong):
        raise BadInput("draws_not_fifteen", n_rows=len(wrong), row=int(wrong[0]) + 1)
    return drawn


def _shares(target: NDArray[np.uint8], *, given: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.asarray(((target * given).sum(axis=0) + BASE_RATE) / (given.sum(axis=0) + 1.0))


def _own_columns(recipe: Recipe) -> list[NDArray[np.intp]]:
    """Return the columns that the regression of each number sees: its own, then those that speak of the whole draw."""
    names = np.array(recipe.names)
    bare = np.array([name.removesuffix("[-1]") for name in names])
    shared = np.flatnonzero([not name[-2:].isdigit() for name in bare])
    return [
        np.concatenate([np.flatnonzero([name.endswith(f"{number:02d}") for name in bare]), shared])
        for number in range(1, N_NUMBERS + 1)
    ]


def _signature(matrix: NDArray[np.float32], recipe: Recipe) -> Signature:
    cuts = np.quantile(matrix.astype(np.float64), _QUANTILES, axis=0).T
    fields = tuple(
        Field(
            name,
            ColumnType.INTEGER if name.startswith("n") else ColumnType.FLOAT,
            minimum=float(cut[0]),
            maximum=float(cut[-1]),
            median=float(cut[3]),
            missing_allowed=False,
            quantiles=tuple(float(value) for value in cut),
        )
        for name, cut in zip(recipe.names, cuts, strict=True)
    )
    return Signature(fields, TARGET, Problem.MULTILABEL, CLASSES)
