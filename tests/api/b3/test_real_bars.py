"""Real bars of five shares, by the API alone: from the pipeline to an answer for PETR4."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bancada import bootstrap
from bancada.data.access.values import Role
from bancada.jobs import MemoryQueue
from bancada.jobs.job import by_kind
from bancada.settings import read_settings
from tests.api.client import api_client

TICKERS = ["PETR4", "VALE3", "ITUB4", "BBDC4", "ABEV3"]


@pytest.fixture
def parts(installation: Path) -> Iterator[bootstrap.Parts]:
    """Return the parts of an installation whose runs are done inline."""
    made = bootstrap.Parts(read_settings())
    made.__dict__["queue"] = queue = MemoryQueue(())
    queue._jobs = by_kind(made.jobs())  # the jobs need the bench, and that its queue
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.real_data
def test_five_shares_come_through_to_an_answer_for_petr4(parts: bootstrap.Parts, real_data: Path) -> None:
    for ticker in TICKERS:
        parts.bench.market.series.import_file(real_data / "b3" / "daily" / f"{ticker}.csv")
    trainer = api_client(parts.bench, Role.TRAIN, settings=parts.settings)
    reader = api_client(parts.bench, Role.READ, settings=parts.settings, app=trainer.app)
    asked = {
        "tickers": TICKERS,
        "years": 7,
        "model_type": "rf",
        "n_iter": 1,
        "n_folds": 2,
        "n_estimators": 20,
        "n_jobs": 1,
    }

    answer = trainer.post("/api/b3/complete-pipeline?wait=60", json=asked, timeout=None)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["is_complete"]
    assert [one["rows"] for one in found["steps"][0]["facts"]["tickers"]] == [1493] * 5
    saved = found["steps"][5]["facts"]
    assert saved["task"] == "assets.b3.rf"

    told = reader.post("/api/b3/predict", json={"ticker": "PETR4", "model_type": "rf"}).json()
    assert told["model"] == saved["model"]
    assert told["is_champion"] == saved["promoted"]
    assert told["action"] == max(told["probabilities"], key=told["probabilities"].__getitem__)
    assert sum(told["probabilities"].values()) == pytest.approx(1, abs=1e-6)
    assert told["price"] == pytest.approx(told["last_close"] * (1 + told["return"]))
    assert len(told["feature_importance"]) > 3
    assert reader.get(f"/models/{told['model']}").json()["name"] == told["model"]
    assert not reader.get("/api/b3/pipeline-status").json()["is_complete"]
