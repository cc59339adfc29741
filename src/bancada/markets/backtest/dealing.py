"""Ways to deal a strategy's targets out again, so that their timing knows nothing and as much as possible of the rest stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.sessions.clock import DAY_SECONDS, local_seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Deal", "Method", "dealt", "usual_method", "without_nights"]

Method = Literal["shift", "session_shift", "sessions", "runs"]

_MOST_ADDED = 0.05
"""Share of changes of the target that dealing whole sessions may add before it is no longer the same turnover."""
_LIKE_LENGTH = 0.75
"""Sessions with at least this share of the median's bars are dealt among themselves, shorter ones among themselves."""


@dataclass(frozen=True, slots=True)
class Deal:
    """Targets dealt out.

    Attributes
    ----------
    n_draws : int
        As many as were asked for, or as there are different ones.
    write : callable
        Takes the number of a draw and an array of float64, shape (n_bars,), and fills it with that draw's targets. May be called from
        several threads, in any order.
    """

    n_draws: int
    write: Callable[[int, Floats], None]


def usual_method(bars: Bars, targets: Floats, sessions: Ints | None, *, is_flat_overnight: bool) -> Method:
    """Return the way of dealing that keeps turnover and, within a day, the time of it.

    Parameters
    ----------
    targets : ndarray of float64, shape (n,)
        Without NaN.
    sessions : ndarray of int64, shape (n,), or None
        Session of each bar.
    is_flat_overnight : bool
        Whether the backtest closes at the end of each session.

    Returns
    -------
    {"shift", "session_shift", "sessions"}
        "sessions" where nothing is held overnight, or so seldom that cutting there adds at most 5% to the changes of the target;
        "session_shift" where nights are held; "shift" for daily bars, a single session and where no sessions are known.
    """
    if sessions is None or not bars.timeframe.is_intraday or not len(bars):
        return "shift"
    filled, firsts = _filled(targets), _firsts(sessions)
    if len(firsts) < 2:
        return "shift"
    if is_flat_overnight:
        return "sessions"
    n_nights = np.count_nonzero(filled[firsts])
    n_changes = np.count_nonzero(np.diff(filled, append=0.0))
    return "sessions" if 2 * n_nights <= _MOST_ADDED * n_changes else "session_shift"


def without_nights(targets: Floats, sessions: Ints) -> Floats:
    """Return targets that are 0 at each session's last bar, as they are where they lapse there."""
    lapsed = targets.copy()
    lapsed[np.append(_firsts(sessions)[1:], len(targets)) - 1] = 0.0
    return lapsed


def dealt(
    bars: Bars, targets: Floats, method: Method, *, sessions: Ints, n_draws: int, rng: np.random.Generator
) -> Deal:
    """Return draws of rearranged targets; what each method does is said in `random_with_turnover`.

    Raises
    ------
    BadInput
        Sessions to be turned round where there is one only.
    """
    if method == "shift":
        return _shifts(targets, n_draws, rng)
    if method == "runs":
        return _runs(targets, n_draws, rng)
    paths = _paths(bars, targets, sessions)
    return _session_shifts(paths, n_draws, rng) if method == "session_shift" else _permutations(paths, n_draws, rng)


def _shifts(targets: Floats, n_draws: int, rng: np.random.Generator) -> Deal:
    by = _turns(len(targets), n_draws, rng)

    def write(which: int, out: Floats) -> None:
        cut = len(targets) - by[which]
        out[: by[which]] = targets[cut:]
        out[by[which] :] = targets[:cut]

    return Deal(len(by), write)


def _turns(n: int, n_draws: int, rng: np.random.Generator) -> Ints:
    """Return different turns of n places, none of them by nothing: repeated ones would feign a smaller p-value than n places can give."""
    return rng.permutation(n - 1)[:n_draws] + 1


def _runs(targets: Floats, n_draws: int, rng: np.random.Generator) -> Deal:
    starts = np.concatenate(([0], np.flatnonzero(targets[1:] != targets[:-1]) + 1))
    lengths = np.diff(np.append(starts, len(targets)))
    seeds = rng.integers(0, 2**63, n_draws)

    def write(which: int, out: Floats) -> None:
        order = np.random.default_rng(seeds[which]).permutation(len(starts))
        out[:] = np.repeat(targets[starts[order]], lengths[order])

    return Deal(n_draws, write)


@dataclass(frozen=True, slots=True, eq=False)
class _Paths:
    """What is held in each session by the time of day.

    Attributes
    ----------
    by_time : ndarray of float64, shape (n_sessions, n_slots)
        Target in force at each time; before a session's first bar the one that it is filled with, in a missing bar the one before.
    session, slot : ndarray of int64, shape (n_bars,)
        Row and column of each bar.
    """

    by_time: Floats
    session: Ints
    slot: Ints

    def write(self, source: Ints, out: Floats) -> None:
        """Fill `out` with the targets under which session i is held as session `source[i]` was."""
        held = self.by_time[source[self.session], self.slot]
        out[:-1] = held[1:]  # what is filled at an open was decided at the close before it
        out[-1] = 0.0


def _paths(bars: Bars, targets: Floats, sessions: Ints) -> _Paths:
    firsts = _firsts(sessions)
    session = np.cumsum(np.bincount(firsts, minlength=len(sessions))) - 1
    slots, slot = np.unique(_time_in_session(bars, session, firsts), return_inverse=True)
    known = np.full((len(firsts), len(slots)), -1, dtype=np.int64)
    known[session, slot] = np.arange(len(sessions))
    last = np.maximum(np.maximum.accumulate(known, axis=1), firsts[:, np.newaxis])
    return _Paths(_filled(targets)[last], session, slot)


def _time_in_session(bars: Bars, session: Ints, firsts: Ints) -> Ints:
    """Return which bar of the day each one is by the exchange's clock; its place in the session where that clock does not ascend."""
    times = local_seconds(bars.ts, bars.zone) % DAY_SECONDS // bars.timeframe.seconds
    ascends = (np.diff(times) > 0) | (np.diff(session) > 0)
    return times if ascends.all() else np.arange(len(session)) - firsts[session]


def _session_shifts(paths: _Paths, n_draws: int, rng: np.random.Generator) -> Deal:
    n = len(paths.by_time)
    if n < 2:
        raise BadInput("backtest_settings", settings=[f"sessions={n}"])
    by = _turns(n, n_draws, rng)
    return Deal(len(by), lambda which, out: paths.write((np.arange(n) - by[which]) % n, out))


def _permutations(paths: _Paths, n_draws: int, rng: np.random.Generator) -> Deal:
    n_bars = np.bincount(paths.session)
    is_full = n_bars >= _LIKE_LENGTH * np.median(n_bars)
    groups = [np.flatnonzero(is_full), np.flatnonzero(~is_full)]
    seeds = rng.integers(0, 2**63, n_draws)

    def write(which: int, out: Floats) -> None:
        chance, source = np.random.default_rng(seeds[which]), np.empty(len(n_bars), dtype=np.int64)
        for group in groups:
            source[group] = chance.permutation(group)
        paths.write(source, out)

    return Deal(n_draws, write)


def _filled(targets: Floats) -> Floats:
    """Return the target under which each bar is held: the one decided at the close before, nothing in the first bar."""
    return np.concatenate(([0.0], targets[:-1]))


def _firsts(sessions: Ints) -> Ints:
    """Return the first bar of each session."""
    return np.flatnonzero(np.append(True, sessions[1:] != sessions[:-1]))
