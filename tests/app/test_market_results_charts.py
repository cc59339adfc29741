"""Charts of backtests: what is drawn, in both themes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.charts.market.results import equity, excursions, hours, months, randomised, trades
from app.charts.template import Theme, palette

THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
DAYS = [date(2024, 1, 1) + timedelta(days=k) for k in range(4)]


def words(figure: object) -> list[str]:
    return [note.text for note in figure.layout.annotations]  # type: ignore[attr-defined]


@THEMES
def test_equity_is_drawn_beside_holding_and_within_the_band_of_chance(theme: Theme):
    figure = equity(
        DAYS,
        [100, 101, 99, 98],
        [100, 100, 102, 104],
        [0, 0, -0.02, -0.03],
        band=([99, 98, 97, 96], [101, 102, 103, 104]),
        theme=theme,
    )
    assert [trace.name for trace in figure.data] == ["95% of random"] * 2 + ["Buy and hold", "Rule", "Drawdown"]
    assert figure.data[1].fill == "tonexty"
    assert figure.data[3].line.color == palette(theme).accent
    assert {"Rule", "Buy and hold", "95% of random"} <= set(words(figure))
    assert list(figure.layout.xaxis.range) == [DAYS[0], DAYS[-1]]


def test_without_a_band_none_is_named():
    figure = equity(DAYS, [1, 2, 3, 4], [1, 1, 1, 1], [0, 0, 0, 0])
    assert "95% of random" not in words(figure)
    assert len(figure.data) == 3


def test_months_without_a_bar_stay_blank_and_colours_are_even_around_zero():
    figure = months(["2024 (1%)"], [[0.1, None, -0.25]], ["jan", "fev", "mar"])
    heat = figure.data[0]
    assert [list(row) for row in heat.text] == [["10", "", "-25"]]
    assert (heat.zmin, heat.zmax) == (-0.25, 0.25)


def test_means_have_their_intervals_and_one_trade_has_none():
    figure = hours(["09 h", "10 h"], [-20.0, 5.0], [(-30.0, -5.0), None])
    bars = figure.data[0].error_y
    assert (list(bars.array), list(bars.arrayminus)) == ([15.0, 0.0], [10.0, 0.0])


@THEMES
def test_trades_keep_the_edges_they_were_counted_in_and_losses_have_their_colour(theme: Theme):
    figure = trades([-20, -10, 0, 40], [3, 2, 1], theme=theme)
    bars = figure.data[0]
    assert (list(bars.x), list(bars.width), list(bars.y)) == ([-15, -5, 20], [10, 10, 40], [3, 2, 1])
    look = palette(theme)
    assert list(bars.marker.color) == [look.below, look.below, look.above]


def test_excursions_part_trades_by_how_they_ended():
    figure = excursions([-5, -9, 0], [4, 1, 8], [2, -9, 0])
    lost, won = figure.data
    assert (list(won.x), list(won.y)) == ([-5], [4])
    assert (list(lost.x), list(lost.customdata)) == ([-9, 0], [-9, 0])


def test_a_rule_is_marked_among_random_ones():
    figure = randomised([1.0, 2.0, 3.0], 2.5, own_name="Regra")
    assert list(figure.data[0].x) == [1.0, 2.0, 3.0]
    assert figure.layout.shapes[0].x0 == 2.5
    assert "Regra" in words(figure)
