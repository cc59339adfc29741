"""Charts of chance and money: the law is always drawn beside what was seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import charts
from app.charts.chance import HitBar, best_hits, evidence, hits, running_mean
from app.charts.money import prices, returns
from bancada.domains.lottery.game import hit_law

if TYPE_CHECKING:
    import plotly.graph_objects as go

BARS = [HitBar(place, 1000 * share + 5, 1000 * share) for place, share in enumerate(hit_law()) if place >= 5]
PATHS = [("todos", [10, 11, 12], [1.0, 1.2, 0.9]), ("ls15", [11, 12], [1.1, 1.3])]
TIERS = [("15 acertos", 0.1), ("14 acertos", 0.03)]

FIGURES: dict[str, Callable[..., go.Figure]] = {
    "hits": lambda **look: hits(BARS, **look),
    "running_mean": lambda **look: running_mean(1001, [9, 8, 10, 9] * 30, **look),
    "best_hits": lambda **look: best_hits(list(hit_law()), **look),
    "evidence": lambda **look: evidence(PATHS, 60.0, **look),
    "prices": lambda **look: prices([(1, 1.0), (460, 1.25)], 900, **look),
    "returns": lambda **look: returns(TIERS, **look),
}
each_chart = pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES.keys())


def texts(figure: go.Figure) -> str:
    return " ".join(str(note.text) for note in figure.layout.annotations)


@each_chart
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_chart_wears_its_theme_and_names_its_axes(draw: Callable[..., go.Figure], theme: Any):
    figure = draw(theme=theme, separators=",.")
    assert figure.layout.template == charts.template(theme)
    assert figure.layout.separators == ",."
    assert figure.layout.showlegend is False
    assert figure.layout.xaxis.title.text
    assert figure.layout.yaxis.title.text
    other = charts.palette("light" if theme == "dark" else "dark")
    assert other.accent not in figure.to_json()


@pytest.mark.parametrize(
    "draw",
    [lambda: hits([]), lambda: running_mean(1, []), lambda: best_hits([]), lambda: evidence([], 20.0),
     lambda: evidence([("nenhum", [], [])], 20.0), lambda: prices([], 10), lambda: returns([])],
    ids=["hits", "running_mean", "best_hits", "no path", "empty path", "prices", "returns"],
)  # fmt: skip
def test_nothing_to_draw_is_an_empty_chart(draw: Callable[[], go.Figure]):
    assert draw().to_json()


def test_hits_are_drawn_with_their_exact_law_and_the_range_of_fair_counts():
    seen, law = hits(BARS, law_name="Lei exata").data
    assert list(seen.y) == [bar.seen for bar in BARS]
    assert list(law.y) == [bar.expected for bar in BARS]
    nine = [bar.hits for bar in BARS].index(9)
    share = BARS[nine].expected / 1000
    assert law.error_y.array[nine] == pytest.approx(1.96 * (1000 * share * (1 - share)) ** 0.5, rel=1e-3)
    assert "Lei exata" in texts(hits(BARS, law_name="Lei exata"))


@given(st.lists(st.floats(0, 500), min_size=1, max_size=11))
def test_the_range_of_a_count_never_goes_below_nought(expected: list[float]):
    _seen, law = hits([HitBar(5 + place, 0, value) for place, value in enumerate(expected)]).data
    assert all(low <= value for low, value in zip(law.error_y.arrayminus, law.y, strict=True))


def test_the_fair_band_narrows_as_the_root_of_the_draws():
    band, line = running_mean(1, [9] * 100).data
    n_points = len(line.x)
    half = [high - 9 for high in band.y[:n_points]]
    assert half[0] / half[99] == pytest.approx(10)
    assert half[0] == pytest.approx(1.96 * 1.5**0.5, rel=1e-3)


def test_a_long_backtest_is_thinned_and_keeps_its_last_mean():
    hits_of_each = [8, 9, 10, 11] * 1000
    line = running_mean(1, hits_of_each).data[1]
    assert len(line.x) <= 2001
    assert line.x[-1] == 4000
    assert line.y[-1] == pytest.approx(9.5)


def test_evidence_has_the_line_that_says_nothing_and_the_threshold_on_a_logarithmic_scale():
    figure = evidence(PATHS, 60.0, threshold_name="Sinal a partir de")
    assert figure.layout.yaxis.type == "log"
    assert [line.y0 for line in figure.layout.shapes] == [1.0, 60.0]
    assert "Sinal a partir de E = 60" in texts(figure)
    assert all(f"</span> {name}" in texts(figure) for name, _x, _y in PATHS)


def test_the_best_hit_of_a_closure_is_written_as_odds_where_a_percentage_says_nothing():
    (bars,) = best_hits(list(hit_law()), separators=",.").data
    written = dict(zip(bars.x, bars.text, strict=True))
    assert written[15] == "1 : 3.268.760"
    assert re.fullmatch(r"\d+,\d%", written[9])


def test_what_comes_back_is_drawn_beside_a_whole_real():
    figure = returns(TIERS, separators=",.")
    (bars,) = figure.data
    assert bars.x[-1] == pytest.approx(0.13)
    assert [line.x0 for line in figure.layout.shapes][-1] == 1.0
    assert "R$ 1,00" in texts(figure)


def test_prices_hold_until_the_next_step_and_the_last_one_to_the_end():
    figure = prices([(1, 1.0), (460, 1.25), (5000, 9.0)], 900, separators=",.")
    (line,) = figure.data
    assert line.line.shape == "hv"
    assert (list(line.x), list(line.y)) == ([1, 460, 900], [1.0, 1.25, 1.25])
    assert "R$ 9,00" not in texts(figure)
