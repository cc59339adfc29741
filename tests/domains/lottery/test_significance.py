"""What a backtest means: the exact law of its hits, corrections, intervals, and words that go no further."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada.core.dataset import Source
from bancada.core.leaderboard import FitStatus, Trial
from bancada.core.values import from_json, to_json
from bancada.domains.lottery.backtest import Backtest, backtest_probabilities, backtest_rule
from bancada.domains.lottery.calibration import calibrated
from bancada.domains.lottery.game import N_COMBINATIONS, hit_law
from bancada.domains.lottery.pack import TASK
from bancada.domains.lottery.rules import Rule
from bancada.domains.lottery.significance import (
    BacktestReport,
    adjusted_among,
    draws_needed,
    holm,
    mean_interval,
    report,
    smallest_effect,
)
from bancada.domains.lottery.sums import p_at_least, p_at_most, p_two_sided, sum_law
from bancada.domains.lottery.trials import BACKTEST_FOLD, trial_of, tried
from bancada.learning.ledger import MemoryTrialLedger
from tests.domains.lottery.chance_examples import fair_draws, favouring_draws

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def lucky(hits: int, *, n: int = 100, name: str = "frequency") -> Backtest:
    """Return a backtest that hits the same each time, but for one draw."""
    counts = np.full(n, hits)
    counts[0] = 9
    return Backtest(name, np.arange(1, n + 1), counts, None, None, draws_sha256="0" * 64)


def test_the_law_of_a_sum_is_the_convolution_of_its_draws() -> None:
    direct = np.array([1.0])
    for _ in range(12):
        direct = np.convolve(direct, hit_law()[5:])
    np.testing.assert_allclose(sum_law(12), direct, atol=1e-15)


@pytest.mark.parametrize("n_draws", [1, 2, 7])
def test_tails_are_exact_however_small(n_draws: int) -> None:
    law = np.array([1.0])
    for _ in range(n_draws):
        law = np.convolve(law, hit_law()[5:])
    for total in range(5 * n_draws, 15 * n_draws + 1):
        place = total - 5 * n_draws
        assert p_at_least(total, n_draws=n_draws) == pytest.approx(law[place:].sum(), rel=1e-9)
        assert p_at_most(total, n_draws=n_draws) == pytest.approx(law[: place + 1].sum(), rel=1e-9)
    assert p_at_least(15 * n_draws, n_draws=n_draws) == pytest.approx(N_COMBINATIONS**-n_draws, rel=1e-9)


def test_tails_beyond_what_can_happen_are_nought_and_one() -> None:
    assert p_at_least(5, n_draws=1) == p_at_most(15, n_draws=1) == 1.0
    assert p_at_least(16, n_draws=1) == p_at_most(4, n_draws=1) == 0.0
    assert p_two_sided(9, n_draws=1) == 1.0


def test_more_hits_are_never_likelier() -> None:
    values = [p_at_least(total, n_draws=2000) for total in range(17_800, 18_400, 25)]
    assert all(later < earlier for earlier, later in pairwise(values))


@given(p_values=st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_keeps_the_order_and_lies_between_the_value_and_bonferroni(p_values: list[float]) -> None:
    adjusted, given_ = holm(p_values), np.array(p_values)
    assert (adjusted >= given_).all()
    assert (adjusted <= np.minimum(given_ * len(given_), 1.0) + 1e-12).all()
    order = np.argsort(given_, kind="stable")
    assert (np.diff(adjusted[order]) >= 0).all()


def test_holm_gives_the_figures_of_a_worked_case() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(p=st.floats(0, 1), known=st.lists(st.floats(0, 1), max_size=5), hidden=st.lists(st.floats(0, 1), max_size=5))
def test_not_knowing_some_p_values_never_makes_a_model_look_better(
    p: float, known: list[float], hidden: list[float]
) -> None:
    n_tried = 1 + len(known) + len(hidden)
    unknown = adjusted_among(p, others=known, n_tried=n_tried)
    assert unknown >= adjusted_among(p, others=[*known, *hidden], n_tried=n_tried) - 1e-12


def test_the_draws_needed_for_a_gain_are_those_published() -> None:
    assert (draws_needed(0.1), draws_needed(0.05)) == (927, 3710)
    assert smallest_effect(927) == pytest.approx(0.1, abs=1e-4)


def test_the_interval_of_a_mean_is_students() -> None:
    interval = mean_interval(np.array([8, 9, 10, 9]))
    assert (interval.low, interval.high) == pytest.approx((9 - 1.2992, 9 + 1.2992), abs=1e-4)
    assert mean_interval(np.array([9]), bounds=(0, 15)).high == 15


def test_a_fair_record_is_called_compatible_with_chance() -> None:
    judged = report(backtest_rule(fair_draws(400), Rule.FREQUENCY), n_tried=4)
    assert not judged.is_signal
    assert judged.verdict.code == "chance_compatible"
    assert "compatible with chance" in judged.verdict.message("en")
    assert "compatível com o acaso" in judged.verdict.message("pt_BR")
    assert sum(one.n_draws for one in judged.distribution) == judged.n_draws == 399
    assert sum(one.expected for one in judged.distribution) == pytest.approx(399)


def test_a_favoured_number_is_found_by_the_frequency_rule() -> None:
    judged = report(backtest_rule(favouring_draws(600, weight=0.5), Rule.FREQUENCY), n_tried=4)
    assert judged.is_signal
    assert judged.verdict.code == "chance_unlikely"
    assert judged.interval.low > 9


def test_a_small_p_among_many_models_is_no_signal() -> None:
    luck = replace(lucky(9), hits=np.array([10] * 26 + [9] * 74))
    alone, among = report(luck, n_tried=1), report(luck, n_tried=30)
    assert alone.is_signal
    assert not among.is_signal
    assert among.p_value == alone.p_value
    assert among.p_adjusted == pytest.approx(30 * alone.p_value)
    assert among.smallest_effect_adjusted > alone.smallest_effect_adjusted
    assert {finding.code for finding in among.findings} >= {"chance_compatible", "chance_only_uncorrected"}


@pytest.mark.parametrize(
    ("sureness", "code"),
    [(0.0, "chance_scores_alike"), (0.3, "chance_scores_worse"), (-0.05, "chance_scores_better")],
    ids=["as the uniform forecast", "surer than the draws allow", "better"],
)
def test_scores_stand_beside_those_of_the_uniform_forecast(sureness: float, code: str) -> None:
    draws = fair_draws(300)
    noise = np.random.default_rng(0).choice([-1, 1], size=(300, 25))
    truth = np.roll(draws.indicators, -1, axis=0) * 2.0 - 1
    proba = 0.6 + (sureness * noise if sureness >= 0 else -sureness * truth)
    judged = report(backtest_probabilities(draws, proba, name="model"), n_tried=1)
    assert code in {finding.code for finding in judged.findings}
    assert judged.log_loss is not None
    assert judged.log_loss.uniform == pytest.approx(0.6730, abs=5e-5)
    assert judged.brier is not None
    assert judged.brier.uniform == pytest.approx(0.24)


@pytest.mark.parametrize("n", range(100, 1000, 90))
def test_the_uniform_forecast_is_never_called_worse_or_better_than_itself(n: int) -> None:
    flat = calibrated(np.full((n, 25), 0.6))
    found = report(backtest_probabilities(fair_draws(n, seed=n), flat, name="uniform"))
    assert "chance_scores_alike" in {finding.code for finding in found.findings}


def test_a_report_goes_through_json_and_comes_back_the_same() -> None:
    draws = fair_draws(40)
    judged = report(backtest_probabilities(draws, np.full((40, 25), 0.6), name="m"), n_tried=2)
    assert from_json(BacktestReport, to_json(judged)) == judged


def test_a_backtest_of_simulated_draws_or_by_random_tickets_says_so() -> None:
    judged = report(backtest_rule(fair_draws(50, source=Source.SIMULATED), Rule.UNIFORM))
    assert {finding.code for finding in judged.findings} >= {"chance_simulated", "chance_random_tickets"}


def test_a_backtest_by_hand_is_counted_once_whatever_is_deleted() -> None:
    ledger, draws = MemoryTrialLedger(), fair_draws(60)
    first, other = backtest_rule(draws, Rule.FREQUENCY), backtest_rule(draws, Rule.FREQUENCY, first=20)
    assert [ledger.record(trial_of(one, recorded_at=NOW)) for one in (first, first, other)] == [True, False, True]
    counted = tried(ledger)
    assert counted.n_models == 2
    assert {round(p, 12) for p in counted.p_values} == {round(report(one).p_value, 12) for one in (first, other)}
    assert tried(ledger, apart_from=first).n_models == 1


def test_another_model_under_the_name_of_a_deleted_one_is_another_try() -> None:
    ledger = MemoryTrialLedger()
    for hits in (9, 10):
        ledger.record(trial_of(lucky(hits, name="piloto"), recorded_at=NOW))
    assert tried(ledger).n_models == 2


def comparison_trial(
    fold: int, *, hits: float | None, status: FitStatus = FitStatus.OK, candidate: str = "ls15"
) -> Trial:
    """Return a trial as a comparison records it."""
    scores = {} if hits is None else {"Hits": hits, "Draws": 100.0}
    return Trial("run-1", TASK, candidate, fold, status, scores, 1.0, 0.1, 10, NOW)


def test_folds_of_one_candidate_are_one_model_with_their_hits_added() -> None:
    ledger = MemoryTrialLedger()
    for trial in (
        comparison_trial(0, hits=9.1),
        comparison_trial(1, hits=9.2),
        comparison_trial(-1, hits=15.0),
        comparison_trial(0, hits=None, candidate="unscored"),
        comparison_trial(0, hits=None, status=FitStatus.FAILED, candidate="failed"),
    ):
        ledger.record(trial)
    counted = tried(ledger)
    assert counted.n_models == 2
    assert counted.p_values == pytest.approx((p_at_least(1830, n_draws=200),))


def test_a_trial_of_a_backtest_is_of_no_fold_of_a_comparison() -> None:
    draws = fair_draws(30)
    trial = trial_of(backtest_probabilities(draws, np.full((30, 25), 0.6), name="m"), recorded_at=NOW)
    assert trial.fold == BACKTEST_FOLD < -1
    assert trial.scores["Log Loss"] == pytest.approx(0.6730, abs=5e-5)
    assert set(trial.scores) == {"Hits", "Draws", "p", "Log Loss", "Brier"}
