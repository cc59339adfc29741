"""Simulated draws follow the game's law and say that they are simulated."""

from __future__ import annotations

from datetime import date

import numpy as np

from bancada.core.dataset import Source
from bancada.domains.lottery.game import N_DRAWN, hit_law
from bancada.domains.lottery.simulation import simulate_draws


def test_the_same_seed_gives_the_same_draws_and_another_gives_others() -> None:
    assert simulate_draws(50, seed=1).sha256 == simulate_draws(50, seed=1).sha256
    assert simulate_draws(50, seed=1).sha256 != simulate_draws(50, seed=2).sha256


def test_repeats_and_frequencies_are_those_of_a_fair_game() -> None:
    draws = simulate_draws(20_000, seed=4)
    expected = hit_law() * (len(draws) - 1)
    seen = np.bincount(draws.repeats[1:], minlength=N_DRAWN + 1)
    likely = expected > 20
    assert (np.abs(seen - expected)[likely] < 5 * np.sqrt(expected[likely])).all()
    counts = draws.indicators.sum(axis=0, dtype=np.int64)
    q = ((counts - 0.6 * len(draws)) ** 2).sum() / (0.25 * len(draws))
    assert 6 < q < 60  # 24 degrees of freedom


def test_draws_are_held_from_monday_to_saturday_and_end_before_the_given_day() -> None:
    draws = simulate_draws(30, seed=1, until=date(2026, 5, 4), first=101)
    assert (draws.first, draws.last, draws.source) == (101, 130, Source.SIMULATED)
    days = draws.dates.tolist()
    assert days[-1] == date(2026, 5, 2)
    assert all(day.weekday() < 6 for day in days)
    assert len(set(days)) == 30
    assert np.isnat(simulate_draws(3, seed=1).dates).all()
    assert len(simulate_draws(0, seed=1)) == 0
