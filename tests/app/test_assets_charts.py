"""Charts of daily assets: one line a ticker on one scale, and whether probabilities are what they say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.charts.assets import epochs, prices, reliability, settings
from bancada.domains.assets.evaluation.figures import Bin

DAYS = [date(2026, 1, 5) + timedelta(days=n) for n in range(3)]


def test_each_ticker_is_a_line_with_its_name_at_its_end():
    figure = prices([("PETR4", DAYS, [100.0, 103.0, 99.0]), ("VALE3", DAYS, [100.0, 98.0, 120.0])])
    assert [(line.name, list(line.y)) for line in figure.data] == [
        ("PETR4", [100.0, 103.0, 99.0]),
        ("VALE3", [100.0, 98.0, 120.0]),
    ]
    assert [name for name in ("PETR4", "VALE3") if any(name in one.text for one in figure.layout.annotations)] == [
        "PETR4",
        "VALE3",
    ]


@pytest.mark.parametrize("lines", [[], [("PETR4", [], [])]], ids=["no ticker", "no session"])
def test_nothing_to_draw_is_an_empty_chart(lines: list[tuple[str, list[date], list[float]]]):
    assert all(not line.y for line in prices(lines).data)


def test_empty_bins_are_left_out_and_marks_of_few_rows_are_hollow():
    bins = (Bin(0.2, 0.3, 500, 0.26, 0.24), Bin(0.3, 0.4, 3, 0.35, 0.67), Bin(0.4, 0.5, 0, None, None))
    figure = reliability([("comprar", bins)], theme="light")
    line = figure.data[1]
    assert list(line.x) == [0.26, 0.35]
    assert line.marker.color[0] != line.marker.color[1]


def test_the_axes_reach_as_far_as_there_is_something_to_see():
    bins = (Bin(0.3, 0.4, 900, 0.34, 0.36),)
    near, far = (reliability([("comprar", one)]) for one in (bins, (*bins, Bin(0.9, 1.0, 50, 0.95, 0.98))))
    assert near.layout.xaxis.range[1] < 0.5 < far.layout.xaxis.range[1] <= 1.02


def test_the_epoch_whose_weights_were_kept_is_marked_on_the_loss_of_validation():
    figure = epochs([(1, 9.0, 8.0), (2, 7.0, 6.5), (3, 5.0, 7.0)], best=2)
    training, validation, kept = figure.data
    assert (list(training.y), list(validation.y)) == ([9.0, 7.0, 5.0], [8.0, 6.5, 7.0])
    assert (list(kept.x), list(kept.y)) == ([2], [6.5])


def test_settings_tried_stand_with_their_spread_and_only_the_best_is_in_the_accent():
    figure = settings([("max_depth 4", 0.38, 0.02), ("max_depth 8", 0.36, 0.01), ("max_depth 9", 0.35, 0.03)])
    (line,) = figure.data
    assert list(line.y) == [0.38, 0.36, 0.35]
    assert list(line.error_y.array) == [0.02, 0.01, 0.03]
    assert line.marker.color[0] not in line.marker.color[1:]
