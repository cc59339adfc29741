"""Prices, odds and what comes back; and when bets close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

import numpy as np
import pytest

from bancada.core.errors import BadInput
from bancada.core.values import from_json, to_json
from bancada.domains.lottery.closing import TIMETABLE, closes_at, drawn_at, expected_draw_on, period_of
from bancada.domains.lottery.economics import (
    PRICES,
    REFERENCE_RETURN,
    Odds,
    break_even_gain,
    cost_of_a_year,
    expected_return,
    odds,
    price_at,
    responsible_play,
)
from bancada.domains.lottery.game import hit_law


@dataclass(frozen=True)
class Paid:
    """What was paid, as the importers give it."""

    contests: np.ndarray
    winners: np.ndarray
    payouts_centavos: np.ndarray
    collected_centavos: np.ndarray


def paid(*rows: tuple[list[int], list[int], int]) -> Paid:
    """Return prizes of contests 1, 2, ... from (winners, payouts, collected)."""
    winners, payouts, collected = zip(*rows, strict=True)
    return Paid(np.arange(1, len(rows) + 1), np.array(winners), np.array(payouts), np.array(collected))


@pytest.mark.parametrize(
    ("contest", "price", "fixed"),
    [
        (1, 100, (1000, 400, 200)),
        (459, 100, (1000, 400, 200)),
        (460, 125, (1250, 500, 250)),
        (1054, 150, (1500, 600, 300)),
        (1213, 200, (2000, 800, 400)),
        (1889, 250, (2500, 1000, 500)),
        (2801, 300, (3000, 1200, 600)),
        (3439, 350, (3500, 1400, 700)),
        (None, 350, (3500, 1400, 700)),
    ],
)
def test_a_price_and_its_fixed_prizes_hold_from_their_contest_on(
    contest: int | None, price: int, fixed: tuple[int, ...]
) -> None:
    found = price_at(contest)
    assert found.price_centavos == price
    assert tuple(found.fixed_centavos[hits] for hits in (13, 12, 11)) == fixed


def test_prices_are_in_order() -> None:
    assert all(a.first_contest < b.first_contest and a.price_centavos < b.price_centavos for a, b in pairwise(PRICES))


def test_the_odds_of_a_ticket_are_those_published() -> None:
    sold = odds()
    assert [round(sold.one_in(hits), 1) for hits in (15, 14, 13, 12, 11)] == [3268760.0, 21791.7, 691.8, 59.9, 11.4]
    assert sold.any_prize == pytest.approx(0.10589, abs=5e-6)
    assert sold.cost_centavos == 350


@pytest.mark.parametrize(
    ("size", "n_bets", "one_in"), [(16, 16, 204297.5), (17, 136, 24035.0), (18, 816, 4005.8), (20, 15504, 210.8)]
)
def test_a_larger_ticket_costs_as_much_as_it_holds(size: int, n_bets: int, one_in: float) -> None:
    sold = odds(size, contest=2000)
    assert (sold.n_bets, sold.cost_centavos) == (n_bets, 250 * n_bets)
    assert round(sold.one_in(15), 1) == one_in


@pytest.mark.parametrize("size", [14, 21])
def test_a_size_that_is_not_sold_is_refused(size: int) -> None:
    with pytest.raises(BadInput):
        odds(size)


def test_what_comes_back_is_what_was_paid_for_what_was_sold() -> None:
    prizes = paid(
        ([0, 1, 2, 3, 4], [0, 5000, 1000, 400, 200], 100_000),
        ([1, 0, 0, 0, 10], [90_000, 0, 0, 0, 200], 100_000),
        ([9, 9, 9, 9, 9], [9, 9, 9, 9, 9], -1),
        ([-1, 9, 9, 9, 9], [9, 9, 9, 9, 9], 50),
    )
    found = expected_return(prizes)
    assert (found.first, found.last, found.n_contests) == (1, 2, 2)
    assert [tier.share for tier in found.tiers] == pytest.approx([0.45, 0.025, 0.01, 0.006, 0.014])
    assert found.share == pytest.approx(0.505)
    assert found.tiers[0].mean_prize_centavos == 90_000
    assert found.tiers[0].chance == hit_law()[15]
    assert expected_return(prizes, last=1).tiers[0].mean_prize_centavos is None


def test_a_record_without_sales_has_no_expected_return() -> None:
    with pytest.raises(BadInput) as refused:
        expected_return(paid(([1, 1, 1, 1, 1], [1, 1, 1, 1, 1], -1)))
    assert refused.value.code == "prizes_unknown"


def test_the_gain_that_breaks_even_gives_back_the_price() -> None:
    gain = break_even_gain()
    hits, law = np.arange(16), hit_law()
    for tilt in np.linspace(0, 1, 20_001):
        tilted = law * np.exp(tilt * (hits - 9))
        if tilted @ hits / tilted.sum() - 9 >= gain:
            break
    back = sum(share * tilted[k] / tilted.sum() / law[k] for k, share in REFERENCE_RETURN.items())
    assert back == pytest.approx(1, abs=1e-3)
    assert gain == pytest.approx(0.387, abs=0.001)
    assert break_even_gain({**REFERENCE_RETURN, 15: 0.12}) < gain


def test_odds_go_through_json_and_come_back_the_same() -> None:
    assert from_json(Odds, to_json(odds(17))) == odds(17)


def test_a_year_costs_more_than_it_gives_back() -> None:
    year = cost_of_a_year(share=0.38, n_draws=290)
    assert (year.cost_centavos, year.expected_back_centavos) == (101_500, 38_570)
    assert year.expected_loss_centavos == 62_930


def test_what_must_be_said_is_said_in_both_languages() -> None:
    english = " ".join(finding.message("en") for finding in responsible_play())
    portuguese = " ".join(finding.message("pt_BR") for finding in responsible_play())
    assert "18+" in english
    assert "+18" in portuguese
    assert "R$ 1,015.00" in english
    assert "R$ 1.015,00" in portuguese


@pytest.mark.parametrize(
    ("day", "closes", "drawn"),
    [
        (date(2025, 4, 8), datetime(2025, 4, 8, 22, tzinfo=UTC), datetime(2025, 4, 8, 23, tzinfo=UTC)),
        (date(2025, 11, 1), datetime(2025, 11, 1, 22, tzinfo=UTC), datetime(2025, 11, 1, 23, tzinfo=UTC)),
        (date(2025, 11, 3), datetime(2025, 11, 3, 23, tzinfo=UTC), datetime(2025, 11, 4, 0, tzinfo=UTC)),
        (date(2018, 12, 21), datetime(2018, 12, 21, 21, tzinfo=UTC), datetime(2018, 12, 21, 22, tzinfo=UTC)),
    ],
    ids=["until 2025", "the last day of the old hours", "the first of the new", "in summer time"],
)
def test_bets_close_before_the_draw_in_brasilia_time(day: date, closes: datetime, drawn: datetime) -> None:
    assert (closes_at(day), drawn_at(day)) == (closes, drawn)


@pytest.mark.parametrize(
    ("after", "n", "expected"),
    [
        (date(2006, 1, 2), 1, date(2006, 1, 9)),
        (date(2010, 1, 4), 1, date(2010, 1, 7)),
        (date(2015, 1, 5), 2, date(2015, 1, 9)),
        (date(2025, 11, 8), 1, date(2025, 11, 10)),
        (date(2025, 11, 8), 6, date(2025, 11, 15)),
    ],
)
def test_the_next_draw_day_is_the_next_of_its_weekdays(after: date, n: int, expected: date) -> None:
    assert expected_draw_on(after, n) == expected


def test_the_timetable_is_in_order_and_bets_close_first() -> None:
    assert all(earlier.from_on < later.from_on for earlier, later in pairwise(TIMETABLE))
    assert all(period.bets_close < period.drawn for period in TIMETABLE)
    assert period_of(date(1999, 1, 1)) is TIMETABLE[0]
