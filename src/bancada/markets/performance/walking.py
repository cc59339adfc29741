"""Walk-forward of a rule: parameters are chosen on each training window and judged on the sessions after it, stitched together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.backtest.engine import backtest
from bancada.markets.backtest.targets import held_targets
from bancada.markets.performance.daily import daily_pnl
from bancada.markets.performance.significance import sharpe_moments, trial_sharpes
from bancada.markets.performance.trials import Tried
from bancada.markets.sessions.clock import session_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from bancada.markets.backtest.result import Backtest
    from bancada.markets.backtest.spec import BacktestSpec
    from bancada.markets.bars import Bars

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["RuleTrial", "SessionSplitter", "WalkForwardPerformance", "WalkWindow", "walk_forward_performance"]


class SessionSplitter(Protocol):
    """What deals sessions into training and test: `learning.purging.WalkForward`, or any splitter whose tests follow their training."""

    def split(self, X: Any, /) -> Iterable[tuple[Ints, Ints]]:  # Any: scikit-learn's protocol
        """Yield positions of training and of test rows."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class RuleTrial:
    """One set of parameters and the positions that it decides, one a bar, each from bars up to its own."""

    parameters: Mapping[str, float]
    positions: ArrayLike = field(repr=False)


@dataclass(frozen=True, slots=True)
class WalkWindow:
    """One window.

    Attributes
    ----------
    train_from, train_to, test_from, test_to : date
        Sessions, both ends included.
    parameters : mapping of str to float
        Of the trial chosen.
    chosen : int
        Its place among the trials.
    train_sharpe, test_sharpe : float or None
        Net, of one session; None where it does not vary.
    """

    train_from: date
    train_to: date
    test_from: date
    test_to: date
    parameters: Mapping[str, float]
    chosen: int
    train_sharpe: float | None
    test_sharpe: float | None


@dataclass(frozen=True, slots=True, eq=False)
class WalkForwardPerformance:
    """What choosing parameters again and again earned on sessions that they were not chosen on.

    Attributes
    ----------
    backtest : Backtest
        Over the bars from the first test session to the last one.
    positions : ndarray of float64
        Of those bars.
    n_rolls : int
        Changes of contract within them.
    windows : tuple of WalkWindow
    tried : Tried
        All trials over the same sessions as the backtest: for the tear sheet, which gives the probability of overfitting among them.
    """

    backtest: Backtest
    positions: Floats
    n_rolls: int
    windows: tuple[WalkWindow, ...]
    tried: Tried


def walk_forward_performance(
    bars: Bars,
    trials: Sequence[RuleTrial],
    *,
    spec: BacktestSpec,
    splitter: SessionSplitter,
    rolls: ArrayLike | None = None,
) -> WalkForwardPerformance:
    """Return the stitched performance outside the windows on which parameters were chosen.

    In each window the trial of best net Sharpe ratio over the training sessions is taken (the first of equals; one that never trades counts 0)
    and its positions are followed over the test sessions. A session that no window tests is flat. One backtest runs over all test sessions, so
    that changing from one trial to another pays its costs.

    Parameters
    ----------
    bars : Bars
    trials : sequence of RuleTrial
        At least one; every one that was looked at, for `tried` counts them.
    spec : BacktestSpec
    splitter : SessionSplitter
        Deals sessions. A choice made at the last close of its training is filled at the next open; the very first session tested has no
        close before it in the backtest and is entered at its second bar.
    rolls : array of int, optional
        As of `backtest`.

    Raises
    ------
    BadInput
        No trials, or a window that trains on sessions after the first it tests.
    """
    if not trials:
        raise BadInput("performance_trials_wrong", n_trials=0, variance=0.0)
    changes = np.asarray(() if rolls is None else rolls, dtype=np.int64)
    whole = _Whole(
        bars, tuple(held_targets(np.asarray(one.positions, dtype=np.float64)) for one in trials), spec, changes
    )
    matrix = whole.returns()
    deals = [(np.sort(train), np.sort(test)) for train, test in splitter.split(np.zeros((len(matrix), 1)))]
    if not deals or any(not len(train) or not len(test) or train[-1] >= test[0] for train, test in deals):
        raise BadInput("performance_windows_wrong", rows=len(matrix))
    choices = [int(np.nan_to_num(trial_sharpes(matrix[train]), nan=0.0).argmax()) for train, _ in deals]
    first, last = min(int(test[0]) for _, test in deals), max(int(test[-1]) for _, test in deals)
    begin, end = int(whole.firsts[first]), int(whole.firsts[last + 1])
    positions = whole.stitched([test for _, test in deals], choices)[begin:end]
    inside = changes[(changes > begin) & (changes < end)] - begin
    return WalkForwardPerformance(
        backtest=backtest(bars[begin:end], positions, spec, rolls=inside, sessions=whole.sessions[begin:end]),
        positions=positions,
        n_rolls=len(inside),
        windows=tuple(
            _window(
                whole.days[train],
                whole.days[test],
                trials[chosen].parameters,
                chosen=chosen,
                inside=matrix[train, chosen],
                outside=matrix[test, chosen],
            )
            for (train, test), chosen in zip(deals, choices, strict=True)
        ),
        tried=_tried(matrix[first : last + 1]),
    )


class _Whole:
    """All bars, all trials, and which session each bar is of."""

    def __init__(self, bars: Bars, targets: tuple[Floats, ...], spec: BacktestSpec, rolls: Ints) -> None:
        self.sessions = session_of(bars)
        self.days, firsts = np.unique(self.sessions, return_index=True)
        self.firsts = np.append(firsts, len(bars))
        self._bars, self._targets, self._spec, self._rolls = bars, targets, spec, rolls

    def returns(self) -> Floats:
        """Return the net returns of every trial, shape (n_sessions, n_trials)."""
        columns = []
        for target in self._targets:
            found = backtest(self._bars, target, self._spec, rolls=self._rolls, sessions=self.sessions)
            columns.append(daily_pnl(self._bars, found.pnl, capital=self._spec.capital).returns)
        return np.column_stack(columns)

    def stitched(self, tests: Sequence[Ints], choices: Sequence[int]) -> Floats:
        """Return positions that follow each choice over its test sessions, flat elsewhere.

        What is filled at a session's first open was decided at the close before it, so positions are taken one bar early.
        """
        filled = np.zeros(len(self.sessions))
        for test, chosen in zip(tests, choices, strict=True):
            tested = np.isin(self.sessions, self.days[test])
            filled[tested] = np.append(0.0, self._targets[chosen][:-1])[tested]
        return np.append(filled[1:], 0.0)


def _window(
    train: Ints, test: Ints, parameters: Mapping[str, float], *, chosen: int, inside: Floats, outside: Floats
) -> WalkWindow:
    trained, tested = sharpe_moments(inside), sharpe_moments(outside)
    return WalkWindow(
        _date(train[0]),
        _date(train[-1]),
        _date(test[0]),
        _date(test[-1]),
        parameters,
        chosen,
        trained.sharpe if trained else None,
        tested.sharpe if tested else None,
    )


def _date(day: np.int64) -> date:
    return date(1970, 1, 1) + timedelta(days=int(day))


def _tried(matrix: Floats) -> Tried:
    return Tried(count=matrix.shape[1], sharpes=tuple(trial_sharpes(matrix).tolist()), returns=matrix)
