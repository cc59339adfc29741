"""Forecasts from a table to an answer: lag features per series, what is left out, and a pipeline that takes the table itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bancada.core.errors import InvalidTask, SchemaError
from bancada.learning import CompareOptions, Leaderboard, compare, make_task
from bancada.learning.lags import features_of_history, has_history, lag_frame
from bancada.learning.prepared import prepare

HORIZON = 2


def _readings(n: int = 300) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"when": pd.date_range("2024", periods=n, freq="h"), "load": rng.normal(size=n)})
    frame["kind"] = rng.choice(["x", "y"], n)
    frame["y"] = 10 + 3 * np.sin(2 * np.pi * np.arange(n) / 24) + rng.normal(size=n) * 0.1
    return frame


def _two_series(n: int = 200) -> pd.DataFrame:
    parts = [_readings(n).assign(site=site, y=lambda f, add=add: f.y + add) for site, add in (("a", 0.0), ("b", 100.0))]
    return pd.concat(parts).sample(frac=1, random_state=1).reset_index(drop=True)


@pytest.fixture(scope="module")
def board() -> Leaderboard:
    frame = _readings()
    task = make_task(frame, target="y", problem="forecast", horizon=HORIZON, folds=3)
    return compare(frame, task, options=CompareOptions(include=("lr",), n_select=2, n_workers=1))


def test_a_fitted_pipeline_takes_the_table_and_answers_where_there_is_history(board: Leaderboard) -> None:
    frame = _readings()
    pipeline = board.pipeline("lr")
    answers = pipeline.predict(frame)
    needed = pipeline.signature_.history.rows
    assert np.isnan(answers[: needed - 1]).all()
    assert np.isfinite(answers[needed - 1 :]).all()
    ahead = frame.y.to_numpy()[needed - 1 + HORIZON :]
    assert np.abs(answers[needed - 1 : -HORIZON] - ahead).mean() < 0.5


def test_the_last_row_is_answered_from_exactly_the_history_that_the_signature_states(board: Leaderboard) -> None:
    pipeline = board.pipeline("lr")
    needed, frame = pipeline.signature_.history.rows, _readings()
    whole = pipeline.predict(frame)
    assert pipeline.predict(frame.tail(needed))[-1] == pytest.approx(whole[-1])
    assert np.isnan(pipeline.predict(frame.tail(needed - 1))).all()


def test_rows_in_any_order_get_the_same_answers(board: Leaderboard) -> None:
    frame = _readings()
    shuffled = frame.sample(frac=1, random_state=4)
    answers = pd.Series(board.pipeline("lr").predict(shuffled), index=shuffled.index).sort_index()
    np.testing.assert_allclose(answers, board.pipeline("lr").predict(frame))


def test_the_signature_asks_for_the_columns_of_the_table(board: Leaderboard) -> None:
    signature = board.pipeline("lr").signature_
    assert [field.name for field in signature.inputs] == ["when", "y", "load", "kind"]
    assert "y[t-7]" in signature.names
    assert (signature.history.horizon, signature.history.season) == (HORIZON, 24)


def test_a_table_without_a_column_is_refused_by_its_name(board: Leaderboard) -> None:
    with pytest.raises(SchemaError) as raised:
        board.pipeline("lr").predict(_readings().drop(columns=["y", "load"]))
    assert [problem.column for problem in raised.value.facts["problems"]] == ["y", "load"]


def test_a_row_without_an_instant_is_refused(board: Leaderboard) -> None:
    frame = _readings()
    frame.loc[5, "when"] = pd.NaT
    with pytest.raises(SchemaError) as raised:
        board.pipeline("lr").predict(frame)
    assert [(p.code, p.facts["row"]) for p in raised.value.facts["problems"]] == [("value_may_not_be_missing", 6)]


def test_rows_left_out_for_want_of_history_are_counted(board: Leaderboard) -> None:
    found = next(f for f in board.summary.findings if f.code == "rows_without_history")
    assert found.facts == {"n_rows": 27, "history": 28, "horizon": HORIZON, "n_future": HORIZON}
    assert board.summary.n_holdout + len(board.prepared.split.train) <= 300 - 27 - HORIZON
    assert "28" in found.message("pt_BR")


def test_each_group_is_a_series_of_its_own() -> None:
    frame = _two_series()
    task = make_task(frame, target="y", problem="forecast", group="site", horizon=HORIZON, folds=3)
    prepared = prepare(frame, task)
    assert prepared.history is not None
    assert prepared.history.season == 24
    features = features_of_history(frame, prepared.history)
    for site in ("a", "b"):
        alone = frame[frame.site == site].sort_values("when")
        wanted = lag_frame(alone[["y", "load", "kind"]], target="y", horizon=HORIZON, season=24)
        pd.testing.assert_frame_equal(features.loc[wanted.index], wanted)
    found = next(f for f in prepared.findings if f.code == "rows_without_history")
    assert (found.facts["n_rows"], found.facts["n_future"]) == (54, 4)


def test_no_series_is_trained_on_a_value_that_lies_after_what_is_forecast() -> None:
    frame = _two_series()
    task = make_task(frame, target="y", problem="forecast", group="site", horizon=5, folds=3)
    prepared = prepare(frame, task)
    when = frame.when.to_numpy()[prepared.rows]
    for fold in prepared.split.folds:
        assert when[fold.train].max() + np.timedelta64(5, "h") <= when[fold.test].min()


def test_lag_features_are_known_by_their_columns(board: Leaderboard) -> None:
    pipeline, prepared = board.pipeline("lr"), board.prepared
    assert has_history(prepared.features, "y").all()
    np.testing.assert_allclose(pipeline.predict(prepared.features), pipeline.predict(_readings())[prepared.rows])


def test_a_horizon_without_a_forecast_is_refused() -> None:
    with pytest.raises(InvalidTask, match="horizon of 3 rows"):
        make_task(_readings(), target="y", horizon=3)
