"""Backtests: tickets from the past alone, hits and scores aligned with the contests they forecast."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput, InvalidSettings
from bancada.domains.lottery.backtest import (
    FrequencySetting,
    Pick,
    backtest_probabilities,
    backtest_rule,
    frequency_grid,
)
from bancada.domains.lottery.draws import Draws, make_draws
from bancada.domains.lottery.forecasters import DrawForecaster, FrequencyForecaster, LastKForecaster
from bancada.domains.lottery.game import UNIFORM_BRIER, UNIFORM_LOG_LOSS
from bancada.domains.lottery.rules import Rule, rule_probabilities
from tests.domains.lottery.chance_examples import fair_draws, real_draws


def naive_hits(draws: Draws, window: int | None, *, is_most: bool = True) -> list[int]:
    """Return the hits of a frequency rule, ticket by ticket."""
    hits = []
    for row in range(1, len(draws)):
        past = draws.numbers[max(0, row - window) if window else 0 : row].ravel().tolist()
        order = sorted(range(1, 26), key=lambda k: (-past.count(k) if is_most else past.count(k), k))
        hits.append(len(set(order[:15]) & set(draws.numbers[row].tolist())))
    return hits


@pytest.mark.parametrize("rule", [Rule.FREQUENCY, Rule.LAST_K])
def test_a_frequency_rule_bets_what_a_loop_over_the_past_would_pick(rule: Rule) -> None:
    draws = fair_draws(80)
    found = backtest_rule(draws, rule, k=10)
    assert found.hits.tolist() == naive_hits(draws, 10 if rule is Rule.LAST_K else None)
    assert found.contests.tolist() == list(range(2, 81))


def test_a_grid_of_frequency_rules_equals_the_naive_loop() -> None:
    draws = fair_draws(60)
    wanted = [FrequencySetting(window, pick) for window in (None, 1, 7, 200) for pick in Pick]
    grid = frequency_grid(draws, wanted)
    for setting, hits in zip(grid.settings, grid.hits, strict=True):
        assert hits.tolist() == naive_hits(draws, setting.window, is_most=setting.pick is Pick.MOST), setting


def test_the_markov_rule_counts_what_followed_draws_alike() -> None:
    draws = fair_draws(60, seed=3)
    drawn = draws.indicators.astype(int)
    hits = []
    for row in range(1, 60):
        scores = []
        for number in range(25):
            state = drawn[row - 1, number]
            followers = [drawn[t + 1, number] for t in range(row - 1) if drawn[t, number] == state]
            scores.append((sum(followers) + 1) / (len(followers) + 2))
        order = sorted(range(25), key=lambda k: (-scores[k], k))
        hits.append(int(drawn[row, order[:15]].sum()))
    assert backtest_rule(draws, Rule.MARKOV).hits.tolist() == hits


@settings(max_examples=20, deadline=None)
@given(rule=st.sampled_from(list(Rule)), cut=st.integers(3, 39), seed=st.integers(0, 5))
def test_no_rule_looks_at_the_draw_it_bets_on_nor_beyond(rule: Rule, cut: int, seed: int) -> None:
    draws, other = fair_draws(40, seed=seed), fair_draws(40, seed=seed + 100)
    mixed = make_draws(draws.contests, np.vstack([draws.numbers[:cut], other.numbers[cut:]]))
    assert backtest_rule(mixed, rule, last=cut).hits.tolist() == backtest_rule(draws, rule, last=cut).hits.tolist()


@pytest.mark.parametrize(
    ("rule", "forecaster"),
    [(Rule.FREQUENCY, FrequencyForecaster()), (Rule.LAST_K, LastKForecaster(10))],
    ids=["frequency", "last-k"],
)
def test_a_rule_is_scored_by_the_probabilities_of_the_forecaster_of_its_name(
    rule: Rule, forecaster: DrawForecaster
) -> None:
    draws = fair_draws(80)
    asked = forecaster.fit(draws.indicators).calibrated_proba(draws.indicators)
    found = backtest_rule(draws, rule, k=10, first=30)
    expected = backtest_probabilities(draws, asked, name="same", first=30)
    assert found.log_loss == pytest.approx(expected.log_loss, rel=1e-6)
    assert found.brier == pytest.approx(expected.brier, rel=1e-6)


@pytest.mark.parametrize("rule", Rule)
def test_the_probabilities_of_every_rule_sum_to_the_numbers_of_a_draw(rule: Rule) -> None:
    proba = rule_probabilities(fair_draws(40), rule, k=7)
    assert proba.sum(axis=1) == pytest.approx(15)
    assert ((proba > 0) & (proba < 1)).all()


def test_random_tickets_take_every_number_for_alike() -> None:
    found = backtest_rule(fair_draws(30), Rule.UNIFORM)
    assert found.log_loss == pytest.approx(UNIFORM_LOG_LOSS)
    assert found.brier == pytest.approx(UNIFORM_BRIER)


def test_a_range_is_bet_on_with_the_whole_past_before_it() -> None:
    draws = fair_draws(80)
    whole = backtest_rule(draws, Rule.FREQUENCY)
    part = backtest_rule(draws, Rule.FREQUENCY, first=50, last=60)
    assert (part.first, part.last) == (50, 60)
    assert part.hits.tolist() == whole.hits[48:59].tolist()


def test_random_tickets_come_from_their_seed_wherever_the_range_begins() -> None:
    draws = fair_draws(50)
    first = backtest_rule(draws, Rule.UNIFORM, seed=3)
    assert first.settings == {"seed": 3}
    assert backtest_rule(draws, Rule.UNIFORM, seed=3, first=30).hits.tolist() == first.hits[28:].tolist()
    assert backtest_rule(draws, Rule.UNIFORM, seed=4).hits.tolist() != first.hits.tolist()


def test_the_forecast_of_a_contest_is_the_row_before_it() -> None:
    draws = fair_draws(30)
    knowing = np.full((30, 25), 0.5)
    knowing[:-1] = np.where(draws.indicators[1:] > 0, 0.9, 0.1)
    found = backtest_probabilities(draws, knowing, name="oracle")
    assert set(found.hits.tolist()) == {15}
    assert found.log_loss == pytest.approx(-np.log(0.9))
    assert found.brier == pytest.approx(0.01)


def test_answering_the_base_rate_scores_as_the_uniform_forecast() -> None:
    found = backtest_probabilities(fair_draws(30), np.full((30, 25), 0.6), name="uniform")
    assert found.log_loss == pytest.approx(UNIFORM_LOG_LOSS)
    assert found.brier == pytest.approx(UNIFORM_BRIER)


def test_certainty_that_fails_costs_much_and_stays_finite() -> None:
    draws = fair_draws(10)
    found = backtest_probabilities(draws, np.roll(1.0 - draws.indicators, -1, axis=0), name="wrong")
    assert found.log_loss is not None
    assert np.isfinite(found.log_loss).all()
    assert found.log_loss.min() > 20


@pytest.mark.parametrize(
    ("proba", "code"),
    [
        (np.full((9, 25), 0.6), "backtest_shape"),
        (np.full((10, 25), 1.2), "backtest_not_probabilities"),
        (np.full((10, 25), np.nan), "backtest_not_probabilities"),
    ],
    ids=["a row short", "above 1", "NaN"],
)
def test_what_are_not_aligned_probabilities_is_refused(proba: np.ndarray, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        backtest_probabilities(fair_draws(10), proba, name="model")
    assert refused.value.code == code


def test_a_range_without_a_draw_that_has_a_past_is_refused() -> None:
    draws = fair_draws(10)
    for first, last in ((11, None), (None, 1), (8, 7)):
        with pytest.raises(BadInput) as refused:
            backtest_rule(draws, Rule.FREQUENCY, first=first, last=last)
        assert refused.value.code == "backtest_empty"
    with pytest.raises(InvalidSettings):
        backtest_rule(draws, Rule.LAST_K, k=0)
    with pytest.raises(InvalidSettings):
        frequency_grid(draws, [FrequencySetting(0)])
    with pytest.raises(InvalidSettings):
        backtest_rule(draws, Rule.UNIFORM, seed=-1)


def test_a_contest_nought_is_named_as_it_was_asked_for() -> None:
    with pytest.raises(BadInput) as refused:
        backtest_rule(fair_draws(10), Rule.FREQUENCY, last=0)
    assert (refused.value.facts["first"], refused.value.facts["last"]) == ("1", "0")


@pytest.mark.real_data
def test_on_the_real_record_the_most_frequent_numbers_hit_a_little_over_nine(real_data: Path) -> None:
    grid = frequency_grid(real_draws(real_data), [FrequencySetting(None, pick) for pick in Pick], first=1001)
    assert grid.mean_hits == pytest.approx([9.0453, 8.9395], abs=5e-5)
