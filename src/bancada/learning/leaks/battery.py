"""The leak battery as one call: five ways in which a figure can be too good, each looked for where its parts are known."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import numpy as np

from bancada.core.errors import Cancelled
from bancada.core.leaks import LeakCheck, LeakReport
from bancada.learning.leaks.future import fitted_on_training, future_mutation
from bancada.learning.leaks.golden import golden_feature
from bancada.learning.leaks.null_target import null_target
from bancada.learning.leaks.overlap import label_overlap
from bancada.learning.leaks.subject import LeakSubject

__all__ = ["leak_battery"]


def leak_battery(
    subject: LeakSubject,
    *,
    seed: int,
    at: datetime,
    n_draws: int = 10,
    budget_s: float | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> LeakReport:
    """Return what every check found.

    Parameters
    ----------
    subject : LeakSubject
    seed : int
        Of all random draws.
    at : datetime
        When; aware, UTC.
    n_draws : int
        Null targets.
    budget_s : float, optional
        Seconds after which no further null target is drawn; fewer than 4 skip that check.
    is_cancelled : callable, optional
        Asked before each check and each null target.

    Raises
    ------
    BadInput
        A features function that does not give one row a row.
    Cancelled

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> X = np.random.default_rng(0).normal(size=(200, 2))
    >>> report = leak_battery(LeakSubject(X, X[:, 0] > 0, is_classification=True), seed=7, at=datetime(2026, 1, 1, tzinfo=UTC))
    >>> report.passed, report.failed[0].code.value, report.failed[0].facts["features"]
    (False, 'golden', ['0'])
    """
    until = None if budget_s is None else time.monotonic() + budget_s
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(4)]
    checks: tuple[Callable[[], LeakCheck], ...] = (
        lambda: future_mutation(subject, streams[0]),
        lambda: fitted_on_training(subject, streams[1]),
        lambda: label_overlap(subject),
        lambda: golden_feature(subject, streams[2]),
        lambda: null_target(subject, streams[3], n_draws=n_draws, until=until, is_cancelled=is_cancelled),
    )
    found = []
    for check in checks:
        if is_cancelled is not None and is_cancelled():
            raise Cancelled
        found.append(check())
    return LeakReport.of(found, ran_at=at, seed=seed)
