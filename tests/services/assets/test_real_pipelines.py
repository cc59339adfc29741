"""Real bars of five shares through all six steps, to an answer for PETR4."""

from __future__ import annotations

from pathlib import Path

import pytest

from bancada import bootstrap
from bancada.core.run import RunStatus
from bancada.domains.assets.requests import (
    ForestOptions,
    LoadRequest,
    LstmOptions,
    ModelType,
    PipelineRequest,
    SaveRequest,
    Step,
    TrainRequest,
)

pytestmark = [pytest.mark.real_data, pytest.mark.xdist_group("tensorflow")]

TICKERS = ("PETR4", "VALE3", "ITUB4", "BBDC4", "ABEV3")
FOREST = ForestOptions(n_iter=2, folds=2, n_estimators=20, n_jobs=1)
NETWORK = LstmOptions(units=8, epochs=2, lookback=16)


@pytest.fixture
def imported(parts: bootstrap.Parts, real_data: Path) -> bootstrap.Parts:
    """Return an installation with daily bars of five shares, whose runs are done inline."""
    for ticker in TICKERS:
        parts.bench.market.series.import_file(real_data / "b3" / "daily" / f"{ticker}.csv")
    return parts


@pytest.mark.parametrize("kind", list(ModelType), ids=str)
def test_five_shares_come_through_to_an_answer_for_petr4(imported: bootstrap.Parts, kind: ModelType) -> None:
    assets = imported.bench.assets
    request = PipelineRequest(
        LoadRequest(TICKERS, years=7),
        training=TrainRequest(kind, forest=FOREST, lstm=NETWORK),
        saving=SaveRequest(name="cinco"),
    )

    run = imported.bench.runs.get(assets.pipelines.run(request))

    assert run.status is RunStatus.DONE, run.error
    state = assets.pipelines.state()
    assert [one["rows"] for one in state.step(Step.LOAD).facts["tickers"]] == [1493] * 5
    split = state.step(Step.SPLIT).facts
    assert split["train"] > split["test"] > split["validation"] > 500
    assert imported.ledger.count(task=f"assets.b3.{kind.value}") == state.step(Step.TRAIN).facts["n_trials"]
    evaluation = assets.pipelines.evaluation()
    assert evaluation is not None
    assert (evaluation.main.name, evaluation.main.split, evaluation.main.baseline) == ("AUC (direction)", "test", 0.5)
    assert evaluation.main.interval is not None
    assert abs(evaluation.main.value - 0.5) < 0.1
    assert all("MCC" in evaluation.report_markdown(language) for language in ("en", "pt_BR"))
    answer = assets.predictions.predict("PETR4", model_type=kind)
    assert (answer.model, answer.model_type, answer.data_date.date().isoformat()) == ("cinco", kind, "2026-04-28")
    assert sum(answer.probabilities.values()) == pytest.approx(1, abs=1e-6)
    assert answer.engine == "onnx"
    assert 40 < answer.last_close < 60
    imported.bench.predict.close()
    assert imported.sink.recent(model="cinco")[0].answer == answer.action
