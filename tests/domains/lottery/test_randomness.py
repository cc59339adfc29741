"""Tests of randomness: right on fair records, found on uneven ones, and words that go no further than what was found."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from bancada.core.dataset import Source
from bancada.core.errors import BadInput, Cancelled
from bancada.core.values import from_json, to_json
from bancada.domains.lottery.draws import make_draws
from bancada.domains.lottery.game import N_COMBINATIONS, all_masks, hit_law
from bancada.domains.lottery.randomness import RandomnessReport, randomness_report
from bancada.domains.lottery.unevenness import DEGREES, PAIR_VARIANCE, Evenness, count_stretches, statistics_of
from tests.domains.lottery.chance_examples import fair_draws, favouring_draws, real_draws


@pytest.fixture(scope="module")
def uneven() -> RandomnessReport:
    """Return the report of a record in which eight numbers are favoured."""
    return randomness_report(favouring_draws(600, weight=0.75), n_histories=400, block=300)


def codes(report: RandomnessReport) -> set[str]:
    """Return the codes of a report's findings."""
    return {finding.code for finding in report.findings}


def test_the_statistics_are_those_of_their_definitions() -> None:
    draws = fair_draws(60)
    found = statistics_of(count_stretches(draws.masks[None, :], [slice(0, 60)])[0])
    x = draws.indicators.astype(float)
    assert found[Evenness.FREQUENCY][0] == pytest.approx(((x.sum(axis=0) - 36) ** 2).sum() / 15)
    centred = x - 0.6
    steps = centred[:-1].T @ centred[1:]
    assert found[Evenness.TRANSITIONS][0] == pytest.approx((steps**2).sum() / (0.0625 * 59))
    diagonal = np.diagonal(steps)
    assert found[Evenness.RUNS][0] == pytest.approx(((diagonal - diagonal.mean()) ** 2).sum() / (0.0575 * 59))
    counts = np.bincount(np.clip(draws.repeats[1:], 6, 12) - 6, minlength=7)
    law = np.array([hit_law()[:7].sum(), *hit_law()[7:12], hit_law()[12:].sum()])
    assert found[Evenness.REPEATS][0] == pytest.approx(((counts - 59 * law) ** 2 / (59 * law)).sum())


def test_pairs_are_measured_on_what_single_numbers_do_not_give() -> None:
    draws = fair_draws(60)
    x = draws.indicators.astype(float)
    places = list(combinations(range(25), 2))
    counts = np.array([(x[:, i] * x[:, j]).sum() for i, j in places])
    singles = np.zeros((len(places), 25))
    for row, pair in enumerate(places):
        singles[row, list(pair)] = 1
    left = counts - singles @ np.linalg.lstsq(singles, counts, rcond=None)[0]
    found = statistics_of(count_stretches(draws.masks[None, :], [slice(0, 60)])[0])
    assert found[Evenness.PAIRS][0] == pytest.approx((left**2).sum() / (PAIR_VARIANCE * 60))


def test_each_statistic_has_its_degrees_of_freedom_for_a_mean_on_fair_histories() -> None:
    rng = np.random.default_rng(5)
    masks = all_masks()[rng.integers(0, N_COMBINATIONS, size=(800, 200))]
    found = statistics_of(count_stretches(masks, [slice(0, 200)])[0])
    for test in Evenness:
        error = found[test].std() / np.sqrt(800)
        assert found[test].mean() == pytest.approx(DEGREES[test], abs=4 * error), test


def test_stretches_add_up_to_the_whole() -> None:
    draws = fair_draws(90)
    first, second, whole = count_stretches(draws.masks[None, :], [slice(0, 40), slice(40, 90), slice(0, 90)])
    joined = statistics_of(first + second)
    for test, value in statistics_of(whole).items():
        assert joined[test] == pytest.approx(value)


def test_a_fair_record_is_not_called_uneven() -> None:
    report = randomness_report(fair_draws(600), n_histories=200, block=300)
    assert codes(report) == {"randomness_fair"}
    assert [(one.first, one.last) for one in report.results[::5]] == [(1, 600), (1, 300), (301, 600)]
    assert all(0 < one.p_value <= 1 and one.p_adjusted >= one.p_value for one in report.results)
    assert not report.result(Evenness.FREQUENCY).is_uneven


def test_a_favoured_number_is_found_and_nothing_is_promised(uneven: RandomnessReport) -> None:
    frequency = uneven.result(Evenness.FREQUENCY)
    assert frequency.is_uneven
    assert frequency.n_beyond == 0
    assert codes(uneven) >= {"randomness_uneven", "randomness_era", "randomness_bet"}
    said = " ".join(finding.message("en") for finding in uneven.findings)
    assert "cause is unknown" in said
    assert "noticed after looking" in said
    assert "needed to break even" in said
    assert all(finding.message("pt_BR") for finding in uneven.findings)


def test_where_no_fair_history_is_as_uneven_the_exact_law_says_how_far_beyond(uneven: RandomnessReport) -> None:
    assert uneven.result(Evenness.FREQUENCY).p_value < 1 / 401


def test_the_bet_is_made_only_with_what_was_known_before(uneven: RandomnessReport) -> None:
    assert uneven.bet is not None
    assert (uneven.bet.first, uneven.bet.n_draws) == (301, 300)
    assert uneven.bet.gain > 0
    assert uneven.bet.needed == pytest.approx(0.39, abs=0.01)


def test_the_same_seed_gives_the_same_report() -> None:
    draws = fair_draws(150)
    first, again = (randomness_report(draws, n_histories=50, seed=3) for _ in range(2))
    assert first == again
    assert first != randomness_report(draws, n_histories=50, seed=4)


def test_simulated_draws_are_said_to_be_so() -> None:
    report = randomness_report(fair_draws(120, source=Source.SIMULATED), n_histories=20)
    assert "randomness_simulated" in codes(report)


def test_short_blocks_are_left_out_of_the_tests() -> None:
    report = randomness_report(fair_draws(250, first=951), n_histories=20)
    assert [(one.first, one.last) for one in report.results[::5]] == [(951, 1200), (1001, 1200)]


def test_a_record_of_one_block_is_tested_once() -> None:
    report = randomness_report(fair_draws(150), n_histories=20)
    assert [one.is_whole for one in report.results] == [True] * len(Evenness)


def test_a_report_goes_through_json_and_comes_back_the_same(uneven: RandomnessReport) -> None:
    assert from_json(RandomnessReport, to_json(uneven)) == uneven


def test_findings_that_name_a_test_are_told_in_words_after_json_too() -> None:
    fair = fair_draws(150)
    stuttering = make_draws(range(1, 301), np.repeat(fair.numbers, 2, axis=0))
    report = randomness_report(stuttering, n_histories=50)
    assert "randomness_uneven_other" in codes(report)
    back = from_json(RandomnessReport, to_json(report))
    assert [one.message("pt_BR") for one in back.findings] == [one.message("pt_BR") for one in report.findings]
    assert any(one.message("en").startswith("Repeats from the draw before") for one in back.findings)
    assert back == report


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(BadInput) as refused:
        randomness_report(fair_draws(99))
    assert refused.value.code == "randomness_too_few"


def test_a_seed_below_nought_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        randomness_report(fair_draws(100), seed=-1)
    assert refused.value.code == "ticket_seed"


def test_it_reports_progress_and_stops_when_asked() -> None:
    seen: list[tuple[int, int]] = []
    randomness_report(fair_draws(2000), n_histories=250, on_progress=lambda done, total: seen.append((done, total)))
    assert len(seen) > 1
    assert seen[-1] == (250, 250)
    with pytest.raises(Cancelled):
        randomness_report(fair_draws(150), n_histories=50, is_cancelled=lambda: True)


@pytest.mark.real_data
def test_the_real_record_is_uneven_in_frequency_mostly_from_2001_to_3000(real_data: Path) -> None:
    report = randomness_report(real_draws(real_data), n_histories=1000)
    assert report.result(Evenness.FREQUENCY).statistic == pytest.approx(58.95, abs=0.005)
    assert next((one.test, one.first, one.last) for one in report.results if one.is_uneven) == (
        Evenness.FREQUENCY,
        1,
        3363,
    )
    era = next(finding for finding in report.findings if finding.code == "randomness_era")
    assert (era.facts["first"], era.facts["last"]) == ("2001", "3000")
    assert report.bet is not None
    assert report.bet.gain < report.bet.needed / 5
