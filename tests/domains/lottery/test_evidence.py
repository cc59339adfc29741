"""Evidence of sealed tickets: an e-value that chance seldom raises, however often one looks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from bancada.domains.lottery.chain import Seal
from bancada.domains.lottery.evidence import LAMBDAS, evidence, evidence_path, log_e_of_hits
from bancada.domains.lottery.game import hit_law
from bancada.domains.lottery.seals import ScoredSeal

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def scored(contest: int, hits: int | None, *, size: int = 15, model: str = "ls15", is_late: bool = False) -> ScoredSeal:
    """Return a sealed ticket of the first `size` numbers with its hits."""
    seal = Seal(1, contest, model, 7, tuple(range(1, size + 1)), NOW, NOW, "", "")
    return ScoredSeal(seal, hits, date(2026, 1, 5), is_late)


@pytest.mark.parametrize("size", [15, 16, 18, 20])
def test_the_mean_e_value_of_a_ticket_is_one_by_the_games_law(size: int) -> None:
    values = np.array([np.exp(log_e_of_hits(hits, size=size)) for hits in range(16)])
    assert hit_law(size) @ values == pytest.approx(np.ones(len(LAMBDAS)))


def test_the_e_value_is_the_formula_of_its_definition() -> None:
    tickets = [(1, 15, 11), (1, 15, 8), (2, 15, 10)]
    law, k = hit_law(), np.arange(16)

    def e(slope: float, hits: int) -> float:
        return float(np.exp(slope * (hits - 9)) / (law @ np.exp(slope * (k - 9))))

    first = np.mean([(e(s, 11) + e(s, 8)) / 2 for s in LAMBDAS])
    both = np.mean([(e(s, 11) + e(s, 8)) / 2 * e(s, 10) for s in LAMBDAS])
    contests, path = evidence_path(reversed(tickets))
    assert contests.tolist() == [1, 2]
    assert path == pytest.approx([first, both])


def test_under_chance_the_mean_stays_one_and_twenty_is_seldom_ever_reached() -> None:
    rng = np.random.default_rng(11)
    hits = rng.hypergeometric(15, 10, 15, size=(2000, 300))
    logs = np.array([log_e_of_hits(h) for h in range(16)])
    paths = np.exp(np.cumsum(logs[hits], axis=1)).mean(axis=2)
    early = paths[:, 24]  # later on the mean rests on histories too rare to be drawn
    assert early.mean() == pytest.approx(1, abs=4 * early.std() / np.sqrt(2000))
    assert (paths.max(axis=1) >= 20).mean() <= 0.05
    assert paths[0] == pytest.approx(evidence_path((i, 15, int(h)) for i, h in enumerate(hits[0]))[1])


def test_until_the_threshold_the_words_are_compatible_with_chance() -> None:
    found = evidence([scored(contest, 9) for contest in range(50)], n_tried=3)
    assert not found.is_signal
    assert found.threshold == 60
    assert "compatible with chance" in found.verdict.message("en").lower()
    assert "compatível com o acaso" in found.verdict.message("pt_BR").lower()


def test_a_true_gain_becomes_a_signal_and_more_models_ask_for_more() -> None:
    tickets = [scored(contest, 10) for contest in range(40)]
    alone = evidence(tickets)
    assert alone.is_signal
    assert alone.verdict.code == "evidence_signal"
    assert not evidence(tickets, n_tried=10_000).is_signal


def test_a_signal_once_reached_stays_one() -> None:
    good, bad = [scored(contest, 11) for contest in range(30)], [scored(contest, 7) for contest in range(30, 70)]
    found = evidence([*good, *bad])
    assert found.e_value < 20 <= found.peak
    assert found.is_signal


def test_late_tickets_are_counted_and_are_no_evidence() -> None:
    found = evidence([scored(1, 15, is_late=True), scored(2, 9), scored(3, None)])
    assert (found.n_contests, found.n_tickets, found.n_late, found.n_waiting) == (1, 1, 1, 1)
    assert found.mean_hits == 9
    assert "evidence_late" in {finding.code for finding in found.findings}


def test_without_a_drawn_ticket_there_is_nothing_to_say() -> None:
    found = evidence([scored(3, None)])
    assert (found.e_value, found.mean_hits, found.verdict.code) == (1.0, None, "evidence_none")
    assert not found.is_signal


def test_the_tickets_of_one_model_can_be_weighed_alone() -> None:
    tickets = [scored(1, 12), scored(1, 6, model="markov")]
    assert evidence(tickets, model="ls15").e_value > 1 > evidence(tickets, model="markov").e_value
    assert evidence(tickets).n_tickets == 2


def test_it_is_always_said_that_a_local_chain_proves_no_time() -> None:
    assert evidence([]).findings[-1].code == "seals_order_not_time"
    assert "RFC 3161" in evidence([]).findings[-1].message("pt_BR")


def test_endless_luck_gives_a_finite_number() -> None:
    assert np.isfinite(evidence([scored(contest, 15) for contest in range(2000)]).e_value)
