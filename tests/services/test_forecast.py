"""A forecast from a file to a served answer: compared, saved, asked with the very table it was learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bancada import bootstrap
from bancada.core.errors import BadInput
from bancada.core.task import Problem
from bancada.services import Bench
from bancada.services.compare import CompareRequest

N_ROWS, NEEDED, HORIZON = 200, 28, 3


@pytest.fixture
def readings() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"quando": pd.date_range("2024", periods=N_ROWS, freq="h"), "carga": rng.normal(size=N_ROWS)})
    frame["nivel"] = (10 + 3 * np.sin(2 * np.pi * np.arange(N_ROWS) / 24) + rng.normal(size=N_ROWS) * 0.1).round(4)
    return frame


@pytest.fixture
def table(bench: Bench, readings: pd.DataFrame) -> Path:
    path = Path("nivel.csv")
    readings.to_csv(path, index=False)
    bench.data.import_file(path, name="nivel", target="nivel")
    return path


@pytest.fixture
def model(bench: Bench, table: Path) -> str:
    assert table.exists()
    request = CompareRequest(
        "nivel", "nivel", problem=Problem.FORECAST, time="quando", horizon=HORIZON, folds=3, include=("lr",), n_select=1
    )
    run_id = bench.compare.submit(request)
    summary = bench.compare.summary(run_id)
    assert summary.task.horizon == HORIZON
    return bench.compare.save(run_id, "lr", "previsao").name


def test_a_batch_of_the_same_table_answers_rows_with_history_and_refuses_the_others(
    bench: Bench, table: Path, model: str, readings: pd.DataFrame
) -> None:
    answers, report = bench.predict.batch(model, table)
    assert (report.rows, report.answered) == (N_ROWS, N_ROWS - NEEDED + 1)
    assert report.engine == "onnx"
    assert [refusal.row for refusal in report.refused] == list(range(1, NEEDED))
    assert "28 rows of its series" in report.refused[0].findings[0].message("en")
    forecast = answers["prediction"].to_numpy(dtype=float)
    ahead = readings["nivel"].to_numpy()[NEEDED - 1 + HORIZON :]
    assert np.abs(forecast[NEEDED - 1 : -HORIZON] - ahead).mean() < 0.5
    assert np.isfinite(forecast[-1])


def test_served_and_native_forecasts_of_a_frame_agree(
    parts: bootstrap.Parts, model: str, readings: pd.DataFrame
) -> None:
    from bancada import serving

    served = serving.load_predictor(parts.store, model)
    assert served.engine == "onnx"
    native = serving.load_model(parts.store, model)
    np.testing.assert_allclose(served.predict(readings), native.predict(readings), rtol=1e-6)
    assert np.isnan(native.predict(readings)[: NEEDED - 1]).all()
    assert np.isfinite(native.predict(readings.tail(NEEDED))[-1])


def test_one_row_alone_is_refused_with_what_is_needed(bench: Bench, model: str) -> None:
    with pytest.raises(BadInput, match="needs a file with the last 28 rows") as raised:
        bench.predict.one(model, {"carga": 0.5, "nivel": 10.0})
    assert raised.value.facts["columns"] == ["quando", "nivel", "carga"]


def test_one_row_of_lag_features_is_answered(bench: Bench, model: str) -> None:
    values = {field.name: field.median for field in bench.predict.signature(model).fields}
    assert float(bench.predict.one(model, values).answer) == pytest.approx(10, abs=4)


def test_a_file_with_an_unreadable_row_leaves_a_hole_and_is_refused(bench: Bench, table: Path, model: str) -> None:
    lines = table.read_text("utf-8").splitlines()
    lines[60] = lines[60].replace(lines[60].split(",")[2], "muito")
    Path("furo.csv").write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(BadInput, match="the first in row 60"):
        bench.predict.batch(model, Path("furo.csv"))
