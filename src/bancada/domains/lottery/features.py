"""Features of the next draw, each from the draws up to now and never from later ones. numpy only.

A feature matrix is flat: first the sequence (`window` steps of `step_size` values, oldest step first), then the context. Row t
describes the past of draw t + 1. Every scale is the game's own law, so nothing is fitted and nothing can leak.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from bancada.core.errors import BadInput
from bancada.domains.lottery.game import BASE_RATE, MEAN_HITS, N_DRAWN, N_NUMBERS, VARIANCE_HITS
from bancada.domains.lottery.past import DELAY_CAP, EveryDraw, LatestDraw, Past

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from bancada.domains.lottery.draws import Draws

__all__ = [
    "DELAY_CAP",
    "SHARE_WINDOWS",
    "Recipe",
    "RecipeKind",
    "TrainingSet",
    "as_indicators",
    "build_dataset_ls14",
    "build_dataset_ls14pp",
    "build_dataset_ls15",
    "build_dataset_ls15pp",
    "kind_of",
]

RecipeKind = Literal["ls15", "ls14", "ls15pp", "ls14pp", "previous", "frequency", "last-k", "logistic"]

SHARE_WINDOWS = (10, 50, 200)
"""Draws that the short shares look back on; fewer where fewer have been."""

_MEAN_SUM = N_DRAWN * (N_NUMBERS + 1) / 2
_DEVIATION_SUM = (N_DRAWN * (N_NUMBERS + 1) * (N_NUMBERS - N_DRAWN) / 12) ** 0.5
_NUMBERS = np.arange(1, N_NUMBERS + 1)


@dataclass(frozen=True, slots=True)
class _Block:
    """Some columns of the context."""

    names: tuple[str, ...]
    values: Callable[[Past], NDArray[np.float64]]


def _each(prefix: str, suffix: str = "") -> tuple[str, ...]:
    return tuple(f"{prefix}{number:02d}{suffix}" for number in range(1, N_NUMBERS + 1))


def _shares(*windows: int | None) -> _Block:
    def values(past: Past) -> NDArray[np.float64]:
        found = [past.counts(window) for window in windows]
        counts = np.concatenate([count for count, _ in found], axis=1)
        n_draws = np.concatenate([n for _, n in found], axis=1).repeat(N_NUMBERS, axis=1)
        return np.asarray((counts + BASE_RATE) / (n_draws + 1.0))

    return _Block(tuple(name for window in windows for name in _each(f"freq{window or ''}_")), values)


def _repeats(past: Past) -> NDArray[np.float64]:
    return np.asarray((past.repeats - MEAN_HITS) / VARIANCE_HITS**0.5)


def _sum(past: Past) -> NDArray[np.float64]:
    return np.asarray((past.drawn @ _NUMBERS - _MEAN_SUM) / _DEVIATION_SUM)[:, None]


def _even(past: Past) -> NDArray[np.float64]:
    return np.asarray(past.drawn[:, 1::2].sum(axis=1, dtype=np.int64) / N_DRAWN)[:, None]


_PREVIOUS = _Block(_each("n", "[-1]"), lambda past: past.drawn.astype(np.float64))
_DELAY = _Block(_each("delay_"), lambda past: past.delays / DELAY_CAP)
_SUM = _Block(("sum",), _sum)
_EVEN = _Block(("even",), _even)
_REPEATS = _Block(("repeats[-1]",), _repeats)
_PLUS = (_shares(*SHARE_WINDOWS, None), _DELAY, _SUM, _EVEN)

_CONTEXT: dict[str, tuple[_Block, ...]] = {
    "ls15": (),
    "ls14": (),
    "ls15pp": _PLUS,
    "ls14pp": _PLUS,
    "previous": (_PREVIOUS,),
    "frequency": (_shares(None),),
    "logistic": (_PREVIOUS, *_PLUS, _REPEATS),
}


@dataclass(frozen=True)
class Recipe:
    """Which features a forecaster sees.

    Parameters
    ----------
    kind : RecipeKind
        - ``ls15``: the last `window` draws, 0/1 by number;
        - ``ls14``: the same, each step also with the repeats from the draw before it, as (repeats - 9) / sqrt(1.5);
        - ``ls15pp``, ``ls14pp``: the same sequences; as context the share of draws that held each number over the last 10,
          50, 200 and all draws so far, its delay, and of the last draw the sum of its numbers, as (sum - 195) / sqrt(325), and
          the share of even ones;
        - ``previous``: the last draw; ``frequency``, ``last-k``: the share of each number over all draws so far, or over the
          last `window`; ``logistic``: the last draw, what ``++`` kinds have as context, and the repeats.

        A share is (count + 0.6) / (draws + 1), as if one draw of the fair law had been seen before: never 0 or 1, in the order of
        the counts. A delay is the number of draws since a number was last seen, at most 20, divided by 20.
    window : int
        Steps of a sequence, or draws that ``last-k`` looks back on; at least 1. Other kinds do not use it.

    Raises
    ------
    BadInput
        An unknown kind, or a window below 1.
    """

    kind: RecipeKind
    window: int = 10

    def __post_init__(self) -> None:
        if self.kind not in get_args(RecipeKind):
            raise BadInput("forecaster_unknown", kind=self.kind, known=list(get_args(RecipeKind)))
        if self.window < 1:
            raise BadInput("window_too_short", window=self.window)

    @property
    def has_sequence(self) -> bool:
        """Whether the features begin with a sequence of draws."""
        return self.kind.startswith("ls")

    @property
    def step_size(self) -> int:
        """Values of one step of the sequence; 0 without one."""
        return 0 if not self.has_sequence else N_NUMBERS + self._has_repeats

    @property
    def n_sequence(self) -> int:
        """Columns of the sequence."""
        return self.window * self.step_size

    @property
    def n_context(self) -> int:
        """Columns of the context."""
        return sum(len(block.names) for block in self._blocks)

    @property
    def n_history(self) -> int:
        """Draws that the features of one row need."""
        return self.window + self._has_repeats if self.has_sequence else 1 + (self.kind == "logistic")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Column names: `n05[-1]` is number 5 one draw before the one forecast, `freq50_05` its share of the last 50 draws."""
        steps = range(-self.window, 0) if self.has_sequence else ()
        tail = ("repeats",) if self._has_repeats else ()
        sequence = [f"{name}[{step}]" for step in steps for name in (*_each("n"), *tail)]
        return (*sequence, *(name for block in self._blocks for name in block.names))

    def features(self, X: ArrayLike) -> NDArray[np.float32]:
        """Return the features of every row.

        Parameters
        ----------
        X : array-like of 0/1, shape (n_draws, 25)
            Consecutive draws, oldest first.

        Returns
        -------
        ndarray of float32, shape (n_draws, n_features)
            Row t rests on rows <= t. The first `n_history` - 1 rows have too short a past (zeros stand for it) and are not to be
            used.

        Raises
        ------
        BadInput
            X has another shape.
        """
        drawn = as_indicators(X)
        past = EveryDraw(drawn)
        parts: list[NDArray[np.floating]] = [block.values(past) for block in self._blocks]
        if self.has_sequence:
            parts.insert(0, self._windows(self._steps(past)))
        return np.concatenate(parts, axis=1, dtype=np.float32, casting="same_kind")

    def last(self, X: ArrayLike) -> NDArray[np.float32]:
        """Return the features of the last row, shape (1, n_features): those of `features`, to the bit, in microseconds.

        Raises
        ------
        ValueError
            There is no row.
        BadInput
            X has another shape.
        """
        drawn = as_indicators(X)
        past = LatestDraw(drawn)
        parts: list[NDArray[np.floating]] = [block.values(past) for block in self._blocks]
        if self.has_sequence:
            steps = self._steps(EveryDraw(drawn[-self.window - 1 :]))[-self.window :]
            known = np.zeros((1, self.n_sequence), dtype=np.float32)
            known[0, self.n_sequence - steps.size :] = steps.reshape(-1)
            parts.insert(0, known)
        return np.concatenate(parts, axis=1, dtype=np.float32, casting="same_kind")

    def training_set(self, X: ArrayLike, contests: NDArray[np.int64]) -> TrainingSet:
        """Return every transition inside X that has enough past, as arrays to learn from."""
        drawn = as_indicators(X)
        matrix = self.features(drawn)[self.n_history - 1 : -1]
        sequence = matrix[:, : self.n_sequence].reshape(len(matrix), self.window, self.step_size)
        return TrainingSet(
            sequence=sequence,
            context=matrix[:, self.n_sequence :] if self.n_context else None,
            target=drawn[self.n_history :].astype(np.float32),
            contests=contests[self.n_history :],
        )

    @property
    def _has_repeats(self) -> bool:
        return self.kind in ("ls14", "ls14pp")

    @property
    def _blocks(self) -> tuple[_Block, ...]:
        return (_shares(self.window),) if self.kind == "last-k" else _CONTEXT[self.kind]

    def _steps(self, past: EveryDraw) -> NDArray[np.float32]:
        steps = past.drawn.astype(np.float32)
        return np.concatenate([steps, _repeats(past).astype(np.float32)], axis=1) if self._has_repeats else steps

    def _windows(self, steps: NDArray[np.float32]) -> NDArray[np.float32]:
        before = np.zeros((self.window - 1, steps.shape[1]), dtype=np.float32)
        flat = np.concatenate([before, steps]).reshape(-1)
        windows = np.lib.stride_tricks.sliding_window_view(flat, self.n_sequence)
        return windows[:: self.step_size]


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Transitions to learn from, oldest first.

    Attributes
    ----------
    sequence : ndarray of float32, shape (m, window, step_size)
        The `window` draws before each target, oldest first.
    context : ndarray of float32, shape (m, n_context), or None
        What else was known before each target.
    target : ndarray of float32, shape (m, 25)
        The draw that follows, 0/1 by number.
    contests : ndarray of int64, shape (m,)
        Contest of each target.
    """

    sequence: NDArray[np.float32]
    context: NDArray[np.float32] | None
    target: NDArray[np.float32]
    contests: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.target)


def build_dataset_ls15(draws: Draws, *, window: int = 10) -> TrainingSet:
    """Return the training set of LS15: sequence (n - window, window, 25), no context, target (n - window, 25)."""
    return Recipe("ls15", window).training_set(draws.indicators, draws.contests)


def build_dataset_ls14(draws: Draws, *, window: int = 10) -> TrainingSet:
    """Return the training set of LS14: sequence (n - window - 1, window, 26), no context; the 26th value of a step is its repeats."""
    return Recipe("ls14", window).training_set(draws.indicators, draws.contests)


def build_dataset_ls15pp(draws: Draws, *, window: int = 10) -> TrainingSet:
    """Return the training set of LS15++: that of LS15 with a context of 127 columns; see `Recipe`."""
    return Recipe("ls15pp", window).training_set(draws.indicators, draws.contests)


def build_dataset_ls14pp(draws: Draws, *, window: int = 10) -> TrainingSet:
    """Return the training set of LS14++: that of LS14 with a context of 127 columns; see `Recipe`."""
    return Recipe("ls14pp", window).training_set(draws.indicators, draws.contests)


def as_indicators(X: ArrayLike) -> NDArray[np.uint8]:
    """Return draws as 0/1 of shape (n_draws, 25); BadInput where they have another shape."""
    drawn = np.asarray(X)
    if drawn.ndim != 2 or drawn.shape[1] != N_NUMBERS:
        raise BadInput("draws_not_indicators", shape=list(drawn.shape))
    return drawn.astype(np.uint8, copy=False)


def kind_of(name: str) -> str:
    """Return the id of a forecaster from the ways it is written: `LS15++`, `ls15++` and `ls15pp` are `ls15pp`.

    Examples
    --------
    >>> kind_of("LS14++"), kind_of(" ls15 "), kind_of("Last-K")
    ('ls14pp', 'ls15', 'last-k')
    """
    return name.strip().lower().replace("++", "pp").replace("_", "-")
