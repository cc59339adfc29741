"""Charts: what every one of them keeps, and what single ones must show."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from app import charts
from bancada.core.leaderboard import FitStatus, Interval, LeaderboardRow, LeaderboardSummary
from bancada.core.prediction import Contribution
from bancada.core.task import Engine, Problem, SplitKind, SplitPlan, Task
from bancada.learning.evaluation.values import (
    Calibration,
    CalibrationBin,
    Confusion,
    Importance,
    LearningCurve,
    LearningPoint,
    PrecisionRecallCurve,
    Residuals,
    RocCurve,
    ThresholdCurve,
)

if TYPE_CHECKING:
    import plotly.graph_objects as go

SPAN = Interval(0.7, 0.9)


def board() -> LeaderboardSummary:
    rows = (
        LeaderboardRow(
            "rf", "Random Forest", 1, FitStatus.OK, means={"F1": 0.9}, intervals={"F1": Interval(0.85, 0.93)}
        ),
        LeaderboardRow("lr", "Logistic Regression", 2, FitStatus.OK, means={"F1": 0.8}, holdout={"F1": 0.7}),
        LeaderboardRow("dummy", "Dummy", 3, FitStatus.OK, means={"F1": 0.5}, holdout={"F1": 0.4}),
        LeaderboardRow("gpc", "Gaussian Process", None, FitStatus.TIMED_OUT),
    )
    task = Task("s.e", "s", "e", Problem.BINARY, ("lux",), SplitPlan(SplitKind.STRATIFIED), "F1")
    now = datetime(2026, 1, 2, tzinfo=UTC)
    return LeaderboardSummary(
        "r", task, Engine.NATIVE, rows, ("F1",), {"F1": True}, "dummy", ("rf",), 80, 20, "", 4, True, now
    )


ROC = RocCurve("quente", (0.0, 0.2, 1.0), (0.0, 0.8, 1.0), 0.8, SPAN, 50, 50, "holdout")
PR = PrecisionRecallCurve("quente", (0.0, 0.5, 1.0), (1.0, 0.8, 0.5), 0.8, SPAN, 0.5, 100, "holdout")
CALIBRATION = Calibration(
    "quente",
    (CalibrationBin(0.2, 0.25, SPAN, 50), CalibrationBin(0.8, 0.7, SPAN, 50)),
    0.1,
    0.25,
    0.3,
    0.69,
    0.07,
    "folds",
)
THRESHOLDS = ThresholdCurve(
    "quente", (0.0, 0.5, 1.0), (0.5, 0.8, None), (1.0, 0.7, 0.0), (0.6, 0.75, 0.0), (0.5, 0.2, 0.5), 1, 1, "folds"
)
RESIDUALS = Residuals(
    (1.0, 2.0), (1.5, 1.5), (-1.0, 0.0, 1.0), (1, 1), (-0.5, 0.0, 0.0, 0.0, 0.5), 0.1, SPAN, 0.5, 1.0, 2, "holdout"
)
IMPORTANCE = Importance(("lux", "ruido"), (0.2, 0.001), (0.02, 0.01), "F1", 0.9, 100, 5, "holdout")
GROWTH = LearningCurve(
    (LearningPoint(40, 0.7, 0.05, 0.9, 3), LearningPoint(400, 0.8, 0.0, 0.85, 1)), "F1", True, 400, "holdout"
)
BINS = pd.DataFrame(
    {"left": [0.0, 1.0], "right": [1.0, 2.0], "group": [None, None], "count": [1, 3], "share": [0.25, 0.75]}
)
TIMES = pd.to_datetime(["2026-01-01", "2026-01-02"], utc=True)
POINTS = pd.DataFrame({"row": [5, 9], "x": [1.0, 2.0], "y": [3.0, 4.0], "group": ["a", "b"]})
PARTS = (Contribution("lux", 1500.5, 420.0, -0.3), Contribution("turno", "dia", None, 0.1))

FIGURES: dict[str, Callable[..., go.Figure]] = {
    "leaderboard": lambda **look: charts.leaderboard(board(), "F1", **look),
    "confusion": lambda **look: charts.confusion(Confusion(("a", "b"), ((1500, 2), (0, 7)), "holdout"), **look),
    "roc": lambda **look: charts.roc((ROC,), **look),
    "precision_recall": lambda **look: charts.precision_recall((PR,), **look),
    "calibration": lambda **look: charts.calibration((CALIBRATION,), **look),
    "threshold": lambda **look: charts.threshold(THRESHOLDS, chosen=0.4, **look),
    "residuals": lambda **look: charts.residuals(RESIDUALS, **look),
    "predicted_actual": lambda **look: charts.predicted_actual(RESIDUALS, **look),
    "importance": lambda **look: charts.importance(IMPORTANCE, **look),
    "learning_curve": lambda **look: charts.learning_curve(GROWTH, **look),
    "distribution": lambda **look: charts.distribution(BINS, column="Lux (lx)", **look),
    "correlation": lambda **look: charts.correlation(pd.DataFrame(np.eye(2), ["a", "b"], ["a", "b"]), **look),
    "relation": lambda **look: charts.relation(POINTS, x="Lux (lx)", y="T (°C)", **look),
    "series": lambda **look: charts.series(POINTS.assign(x=TIMES, group=None), x="Hora", y="T (°C)", **look),
    "probabilities": lambda **look: charts.probabilities({"a": 0.3, "b": 0.7}, threshold=0.4, **look),
    "contributions": lambda **look: charts.contributions(PARTS, **look),
}

each_chart = pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES.keys())


def texts(figure: go.Figure) -> str:
    return " ".join(str(note.text) for note in figure.layout.annotations)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@each_chart
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_chart_wears_its_theme_and_the_locales_separators(draw: Callable[..., go.Figure], theme: Any) -> None:
    figure = draw(theme=theme, separators=",.")
    assert figure.layout.template == charts.template(theme)
    assert figure.layout.separators == ",."
    assert figure.layout.showlegend is False
    assert figure.to_json()


@each_chart
def test_every_outer_axis_has_a_title(draw: Callable[..., go.Figure]) -> None:
    figure = draw()
    assert all(axis.title.text for axis in figure.select_yaxes())
    assert list(figure.select_xaxes())[-1].title.text


@each_chart
def test_no_colour_of_the_other_theme_is_left_in_a_chart(draw: Callable[..., go.Figure]) -> None:
    dark = draw(theme="dark").to_json()
    assert charts.palette("light").accent not in dark
    assert charts.palette("light").muted not in dark


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_its_ground(theme: Any) -> None:
    look = charts.palette(theme)
    for text in (look.ink, look.muted, look.accent):
        assert contrast(text, look.ground) >= 4.5
    assert contrast(look.baseline, look.ground) >= 3


def test_the_two_themes_have_the_same_eight_series_but_for_ink_and_one_blue() -> None:
    light, dark = (charts.palette(theme).categories for theme in ("light", "dark"))
    assert len(set(light)) == len(set(dark)) == 8
    assert sum(one != other for one, other in zip(light, dark, strict=True)) == 2


def test_the_leaderboard_draws_the_baseline_as_a_named_dashed_line_and_not_as_a_bar() -> None:
    figure = charts.leaderboard(board(), "F1", baseline_name="Referência", separators=",.")
    (bars,) = figure.data
    assert list(bars.y) == ["Random Forest", "Logistic Regression"]
    assert "Referência 0,500" in texts(figure)
    assert [(line.x0, line.line.dash) for line in figure.layout.shapes][-1] == (0.5, "dash")
    assert bars.error_x.arrayminus[0] == pytest.approx(0.05)
    assert bars.error_x.array[0] == pytest.approx(0.03)


def test_the_leaderboard_of_the_holdout_shows_only_who_was_scored_there() -> None:
    (bars,) = charts.leaderboard(board(), "F1", split="holdout").data
    assert list(bars.y) == ["Logistic Regression"]


def test_areas_are_written_with_their_interval_in_the_locale() -> None:
    assert "quente  AUC 0,800 (0,700–0,900)" in texts(charts.roc((ROC,), separators=",."))
    assert "50%" in texts(charts.precision_recall((PR,)))
    assert "0.100 / 0.250" in texts(charts.calibration((CALIBRATION,)))


def test_thousands_are_parted_as_the_locale_does() -> None:
    figure = charts.confusion(Confusion(("a", "b"), ((1500, 2), (0, 7)), "holdout"), separators=",.")
    assert figure.data[0].text[0][0] == "1.500"


def test_a_confusion_without_rows_of_a_class_is_drawn() -> None:
    figure = charts.confusion(Confusion(("a", "b"), ((0, 0), (0, 7)), "holdout"))
    assert list(figure.data[0].z[0]) == [0, 0]


def test_several_classes_are_told_apart_by_colour_and_by_label() -> None:
    other = RocCurve("normal", *(getattr(ROC, n) for n in ROC.__slots__[1:]))
    figure = charts.roc((ROC, other))
    colours = [trace.line.color for trace in figure.data if trace.name]
    assert len(set(colours)) == 2
    assert all(colour in texts(figure) for colour in colours)


def test_the_points_of_a_relation_carry_their_rows_and_the_chosen_ones_stand_out() -> None:
    first, second = charts.relation(POINTS, x="x", y="y", by="grupo", highlighted=(9,)).data
    assert first.customdata.tolist() == [[5]]
    assert second.customdata.tolist() == [[9]]
    assert first.selectedpoints == ()
    assert second.selectedpoints == (0,)
    assert charts.relation(POINTS, x="x", y="y").data[0].selectedpoints is None


def test_up_to_four_groups_are_named_where_they_are_drawn_and_more_get_a_legend() -> None:
    few = charts.series(POINTS, x="x", y="y", by="grupo")
    assert not few.layout.showlegend
    assert all(f"</span> {name}" in texts(few) for name in ("a", "b"))
    many = pd.concat([POINTS.assign(group=f"g{i}") for i in range(6)])
    for draw in (charts.series, charts.relation):
        assert draw(many, x="x", y="y", by="grupo").layout.showlegend


def test_names_at_the_ends_of_lines_do_not_lie_on_each_other() -> None:
    together = pd.concat([POINTS.assign(group=f"g{i}") for i in range(4)])
    heights = sorted(note.y for note in charts.series(together, x="x", y="y", by="g").layout.annotations)
    assert min(np.diff(heights)) > 0


def test_groups_of_a_distribution_are_outlines_and_categories_bars() -> None:
    grouped = pd.concat([BINS.assign(group=g) for g in ("dia", "noite")])
    outlines = charts.distribution(grouped, column="Lux (lx)", by="turno")
    assert [trace.line.shape for trace in outlines.data] == ["hv", "hv"]
    counted = pd.DataFrame({"category": ["a", "b"], "group": None, "count": [3, 1], "share": [0.75, 0.25]})
    (bars,) = charts.distribution(counted, column="estado").data
    assert bars.orientation == "h"
    assert list(bars.x) == [0.75, 0.25]


def test_a_distribution_of_instants_has_bars_of_their_own_length() -> None:
    frame = BINS.assign(left=TIMES, right=TIMES + pd.Timedelta(days=1))
    (bars,) = charts.distribution(frame, column="lida_em").data
    assert list(bars.width) == [86_400_000, 86_400_000]


@pytest.mark.parametrize(("date_format", "day"), [("%Y-%m-%d", "%m-%d"), ("%d/%m/%Y", "%d/%m")], ids=["en", "pt"])
def test_dates_are_numbers_in_the_order_asked_for(date_format: str, day: str) -> None:
    figure = charts.series(POINTS.assign(x=TIMES), x="x", y="y", date_format=date_format)
    assert figure.layout.xaxis.hoverformat == f"{date_format} %H:%M"
    stops = [stop.value for stop in figure.layout.xaxis.tickformatstops]
    assert f"{day}\n%Y" in stops
    assert not any(re.search("%[aAbB]", stop) for stop in stops)


def test_contributions_are_ordered_by_size_and_part_at_zero() -> None:
    (bars,) = charts.contributions(PARTS[::-1], separators=",.").data
    assert list(bars.y) == ["lux = 1.500,5", "turno = dia"]
    look = charts.palette("light")
    assert list(bars.marker.color) == [look.below, look.above]


def test_contributions_of_small_values_keep_their_digits() -> None:
    parts = (Contribution("ratio", 0.003699, 0.0038, 2e-7), Contribution("co2", 0.0, 1.0, -0.1))
    (bars,) = charts.contributions(parts, separators=",.").data
    assert list(bars.y) == ["co2 = 0", "ratio = 0,003699"]
    assert [text.strip() for text in bars.text] == ["−0,1", "+2×10<sup>-7</sup>"]
    assert charts.template("light").layout.xaxis.exponentformat == "power"


def close_board(*scores: float) -> LeaderboardSummary:
    rows = tuple(
        LeaderboardRow(
            f"m{place}", f"Model {place}", place, FitStatus.OK, means={"F1": score},
            intervals={"F1": Interval(score - 0.002, min(score + 0.002, 1.0))},
        )
        for place, score in enumerate(scores, start=1)
    )  # fmt: skip
    dummy = LeaderboardRow("dummy", "Dummy", 9, FitStatus.OK, means={"F1": 0.5})
    return replace(board(), rows=(*rows, dummy), baseline="dummy", top=("m1",))


def test_the_leaderboards_axis_shows_the_better_half_closely_and_stays_within_the_metrics_range() -> None:
    figure = charts.leaderboard(close_board(0.995, 0.993, 0.99, 0.985, 0.2), "F1", separators=",.")
    low, high = figure.layout.xaxis.range
    assert 0.97 < low < 0.988
    assert high <= 1.0
    assert "← Baseline 0,500" in texts(figure)
    assert list(figure.data[0].marker.symbol)[-1] == "triangle-left"
    assert "0,200" in texts(figure)


def test_the_leaderboards_axis_shows_everything_where_that_tells_models_apart() -> None:
    low, high = charts.leaderboard(close_board(0.9, 0.75, 0.6), "F1").layout.xaxis.range
    assert low < 0.5
    assert high > 0.902


def test_the_answered_class_is_marked_even_where_it_is_not_the_likeliest() -> None:
    (bars,) = charts.probabilities({"normal": 0.6, "quente": 0.4}, answered="quente", threshold=0.3).data
    look = charts.palette("light")
    assert dict(zip(bars.y, bars.marker.color, strict=True)) == {"normal": look.quiet, "quente": look.accent}


def test_long_labels_end_in_an_ellipsis_and_keep_their_full_name_below_the_pointer() -> None:
    figure = charts.probabilities({"a" * 60: 0.3, "b": 0.7})
    assert [len(label) for label in figure.layout.yaxis.ticktext] == [1, 34]
    assert "a" * 60 in figure.data[0].y


def test_tiny_histograms_have_one_row_a_column() -> None:
    figure = charts.tiny_histograms(["lux", "vibração"], [[1, 2, 3], [3, 2, 1]])
    assert len(figure.data) == 2
    assert [note.text for note in figure.layout.annotations] == ["lux", "vibração"]


@pytest.mark.parametrize(
    "draw",
    [
        lambda: charts.contributions(()),
        lambda: charts.probabilities({}),
        lambda: charts.learning_curve(LearningCurve((), "F1", True, 10, "holdout")),
        lambda: charts.roc(()),
        lambda: charts.relation(POINTS[:0], x="x", y="y", by="g"),
        lambda: charts.series(POINTS[:0], x="x", y="y", by="g"),
        lambda: charts.distribution(BINS[:0], column="x"),
        lambda: charts.tiny_histograms([], []),
    ],
    ids=["contributions", "probabilities", "learning_curve", "roc", "relation", "series", "distribution", "tiny"],
)
def test_nothing_to_draw_is_an_empty_chart(draw: Callable[[], go.Figure]) -> None:
    assert draw().to_json()


def test_a_frame_is_not_changed_by_drawing_it() -> None:
    before = POINTS.copy()
    charts.relation(POINTS, x="x", y="y", by="grupo", highlighted=(5,))
    pd.testing.assert_frame_equal(POINTS, before)


def test_charts_load_neither_streamlit_nor_an_engine() -> None:
    code = (
        "import app.charts, sys; print([m for m in ('streamlit', 'sklearn', 'pandas', 'bancada') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "[]"
