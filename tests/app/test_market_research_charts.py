"""Charts of features, regimes, labels and folds: what is drawn is what was given, in either theme, and nothing is no error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import charts
from app.charts.market.folds import folds
from app.charts.market.labels import Bins, LabelExample, class_counts, label_example, spread
from app.charts.market.regimes import regime_returns, regimes_over_time, spells, transitions
from app.charts.market.relevance import relevance
from bancada.learning.purging import LabelSpans, PurgedKFold, fold_map

if TYPE_CHECKING:
    import plotly.graph_objects as go

NAMES = ["trend up", "ranging"]
PRICES = ([10.0, 11.0, 12.0, 11.0], [11.0, 12.0, 13.0, 12.0], [9.0, 10.0, 11.0, 10.0], [11.0, 12.0, 11.0, 11.5])
AT = ["1", "2", "3", "4"]
EXAMPLE = LabelExample(0, 2, 3, 11.0, 12.5, (12.5, 9.5))
RUNS = [[(0, 40, "train"), (40, 42, "purged"), (42, 60, "test"), (60, 62, "embargoed"), (62, 1000, "train")]]

FIGURES: dict[str, Callable[..., go.Figure]] = {
    "regime_returns": lambda **look: regime_returns(NAMES, [1.0, -2.0], [(0.5, 1.5), None], overall=0.1, **look),
    "transitions": lambda **look: transitions(NAMES, [[0.9, 0.1], [None, None]], **look),
    "spells": lambda **look: spells(NAMES, [(1, 2, 3, 5, 9), None], **look),
    "spread": lambda **look: spread(Bins([-1, 0, 1], [3, 4]), value_title="Return", zero_name="0", **look),
    "class_counts": lambda **look: class_counts(NAMES, [30, 10], **look),
    "relevance": lambda **look: relevance(["rsi_14", "macd"], [0.3, 0.1], [0.2, 0.2], filled={"macd"}, **look),
}
each_chart = pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES.keys())


def named(figure: go.Figure, name: str) -> Any:
    return next(trace for trace in figure.data if trace.name == name)


@each_chart
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_chart_wears_its_theme_and_names_its_axes(draw: Callable[..., go.Figure], theme: Any):
    figure = draw(theme=theme, separators=",.")
    assert figure.layout.template == charts.template(theme)
    assert figure.layout.separators == ",."
    assert figure.layout.xaxis.title.text
    above = [note.text for note in figure.layout.annotations if note.xanchor == "right" and note.x == 0]
    assert figure.layout.yaxis.title.text or above in (["Regime"], ["Regime of a bar"], ["Class"], ["Feature"])
    other = charts.palette("light" if theme == "dark" else "dark")
    assert other.accent not in figure.to_json()


@pytest.mark.parametrize(
    "draw",
    [lambda: regime_returns([], [], []), lambda: transitions([], []), lambda: spells([], []),
     lambda: spread(Bins((), ()), value_title="x"), lambda: class_counts([], []), lambda: relevance([], [], []),
     lambda: regimes_over_time([], {}), lambda: folds([])],
    ids=["returns", "transitions", "spells", "spread", "classes", "relevance", "timeline", "folds"],
)  # fmt: skip
def test_nothing_to_draw_is_an_empty_chart(draw: Callable[[], go.Figure]):
    assert draw().to_json()


def test_intervals_reach_from_low_to_high_and_the_mean_of_all_bars_is_named():
    figure = regime_returns(NAMES, [1.0, -2.0], [(0.5, 2.5), None], overall=0.1)
    errors = figure.data[0].error_x
    assert list(errors.array) == [1.5, 0.0]
    assert list(errors.arrayminus) == [0.5, 0.0]
    assert "all bars" in {note.text for note in figure.layout.annotations}


def test_shares_of_regimes_are_stacked_in_the_order_given():
    at = [datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC)]
    figure = regimes_over_time(
        at, {"trend_up": [0.25, 1.0], "undefined": [0.75, 0.0]}, names={"trend_up": "alta"}, date_format="%d/%m/%Y"
    )
    assert [trace.name for trace in figure.data] == ["alta", "undefined"]
    assert {trace.stackgroup for trace in figure.data} == {"regimes"}
    assert figure.layout.yaxis.range == (0, 1)


def test_shares_of_classes_are_written_with_the_languages_decimal_mark():
    assert list(class_counts(NAMES, [1, 7], separators=",.").data[0].text) == [" 12,5%", " 87,5%"]


def test_features_that_only_fill_up_step_back():
    colours = relevance(["a", "b"], [0.3, 0.1], [0.2, 0.2], filled={"b"}).data[0].marker.color
    look = charts.palette("light")
    assert list(colours) == [look.accent, look.quiet]


def test_an_example_marks_entry_end_and_levels():
    figure = label_example(AT, PRICES, EXAMPLE, levels_names=("profit", "loss"))
    marks = figure.data[1]
    assert list(marks.x) == [1, 2]
    assert list(marks.y) == [11.0, 12.5]
    assert {12.5, 9.5} <= {shape.y0 for shape in figure.layout.shapes}
    assert {"profit", "loss", "Horizon"} <= {note.text for note in figure.layout.annotations}


def test_an_example_without_levels_has_none():
    figure = label_example(AT, PRICES, LabelExample(0, 2, 2, 11.0, 11.0))
    assert not [shape for shape in figure.layout.shapes if shape.type == "line" and shape.y0 == shape.y1]


def test_folds_show_each_state_and_mark_what_is_too_thin_to_see():
    figure = folds(RUNS, state_names={"train": "treino"}, fold_name="Partição")
    assert list(named(figure, "treino").x) == [0, 40, None, 62, 1000, None]
    assert list(named(figure, "test").x) == [42, 60, None]
    ticks = [trace for trace in figure.data if trace.mode == "markers"]
    assert [list(trace.x) for trace in ticks] == [[40], [60]]
    assert figure.layout.yaxis.ticktext == ("Partição 1",)


def test_a_state_that_no_row_has_is_not_in_the_key():
    figure = folds([[(0, 5, "train"), (5, 9, "test")]])
    assert [trace.name for trace in figure.data if trace.showlegend] == ["train", "test"]


def test_folds_over_time_stand_at_the_instants_of_their_rows():
    at = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(10)]
    figure = folds([[(0, 6, "train"), (6, 10, "test")]], at=at)
    assert list(named(figure, "test").x) == [at[6], at[9], None]


@given(n_rows=st.integers(30, 400), n_splits=st.integers(2, 6), horizon=st.integers(1, 4))
@settings(max_examples=20, deadline=None)
def test_every_row_of_every_fold_of_any_splitter_is_drawn_once(n_rows: int, n_splits: int, horizon: int):
    found = fold_map(PurgedKFold(n_splits, spans=LabelSpans.ahead(n_rows, horizon=horizon)), n_rows)
    figure = folds([[(run.start, run.end, run.state.value) for run in fold.runs] for fold in found.folds])
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    drawn = sum(end - start for trace in lines for start, end in zip(trace.x[::3], trace.x[1::3], strict=True))
    assert drawn == n_rows * n_splits


def test_many_folds_do_not_grow_beyond_a_screen():
    assert folds([RUNS[0]] * 45).layout.height < 800
