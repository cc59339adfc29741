"""Charts of bars: candles with lines and bands, bars a day with their holes."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app import charts
from app.charts.market import Band, Overlay, bars_over_time, candles

START = datetime(2024, 3, 4, 9, 0)  # noqa: DTZ001  # charts are drawn on the exchange's clock, naive
AT = [START + timedelta(minutes=5 * place) for place in range(6)]
PRICES = ([10, 11, 12, 11, 10, 9], [12, 12, 13, 12, 11, 10], [9, 10, 11, 10, 9, 8], [11, 12, 11, 10, 9, 10])
DAYS = [date(2024, 3, day) for day in (4, 5, 6, 7)]


def drawn(**options: Any) -> Any:
    return candles(AT, PRICES, [5.0] * len(AT), **options)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_charts_wear_their_theme_and_name_their_axes(theme: Any):
    for figure in (
        drawn(theme=theme, separators=",."),
        bars_over_time(DAYS, [3, 0, 3, 1], missing=[0, 1, 0, 0], strays=[0, 0, 0, 1], theme=theme, separators=",."),
    ):
        assert figure.layout.template == charts.template(theme)
        assert figure.layout.separators == ",."
        assert figure.layout.yaxis.title.text
        other = charts.palette("light" if theme == "dark" else "dark")
        assert other.accent not in figure.to_json()


def test_candles_stand_side_by_side_under_their_local_instants():
    figure = drawn(date_format="%d/%m/%Y")
    assert figure.layout.xaxis.type == "category"
    assert list(figure.data[0].x[:2]) == ["04/03/2024 09:00", "04/03/2024 09:05"]
    assert list(figure.layout.xaxis.range) == [-1, len(AT)]


def test_daily_candles_are_named_by_their_day_alone():
    days = [datetime.combine(day, datetime.min.time()) for day in DAYS]
    figure = candles(days, tuple(list(column[:4]) for column in PRICES), [1.0] * 4)
    assert list(figure.data[0].x[:2]) == ["2024-03-04", "2024-03-05"]


def test_a_box_dragged_over_candles_finds_a_point_for_each_of_them():
    points = next(trace for trace in drawn().data if trace.type == "scatter")
    assert points.mode == "markers"
    assert list(points.y) == PRICES[3]
    assert points.marker.opacity == 0
    assert drawn().layout.dragmode == "select"


def test_a_line_is_named_at_its_last_value_and_left_out_of_the_names_where_it_has_none():
    nan = float("nan")
    figure = drawn(overlays=[Overlay("EMA 9", [nan, 1, 2, 3, 4, nan]), Overlay("EMA 200", [nan] * 6)])
    named = {note.text: (note.x, note.y) for note in figure.layout.annotations}
    assert named == {"EMA 9": ("2024-03-04 09:20", 4)}


def test_a_band_covers_its_candles_whole_and_one_without_a_colour_is_not_drawn():
    figure = drawn(bands=[Band(AT[1], AT[2], "trend_up"), Band(AT[3], AT[5], "undefined")])
    (band,) = figure.layout.shapes
    assert (band.x0, band.x1) == (0.5, 2.5)


def test_to_scale_a_band_covers_its_time():
    figure = drawn(bands=[Band(AT[1], AT[2], "ranging")], without_gaps=False)
    (band,) = figure.layout.shapes
    assert (band.x0, band.x1) == (AT[1], AT[2])
    assert figure.layout.xaxis.type != "category"


def test_sessions_without_a_bar_are_marked_on_the_axis_with_their_count():
    figure = bars_over_time(DAYS, [3, 0, 3, 3], missing=[0, 1, 0, 2], strays=[0] * 4, missing_title="Vazios")
    (holes,) = (trace for trace in figure.data if trace.type == "scatter")
    assert (list(holes.x), list(holes.customdata)) == ([DAYS[1], DAYS[3]], [1, 2])
    assert "Vazios" in json.dumps(figure.to_dict(), default=str)


def test_strays_are_a_part_of_their_day_in_a_colour_of_their_own():
    figure = bars_over_time(DAYS, [3, 0, 3, 2], missing=[0] * 4, strays=[0, 0, 0, 2])
    inside, strays = figure.data
    assert list(inside.y) == [3, 0, 3, 0]
    assert list(strays.y) == [0, 0, 0, 2]
    assert inside.marker.color != strays.marker.color


def test_a_series_without_a_fault_has_columns_alone():
    figure = bars_over_time(DAYS, [3, 3, 3, 3], missing=[0] * 4, strays=[0] * 4)
    assert len(figure.data) == 1
    assert not figure.layout.annotations
