"""The whole way on SQLite with a real worker: import, compare, save two of five, promote, predict."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bancada import bootstrap
from bancada.core.run import RunStatus
from bancada.core.task import SplitKind
from bancada.services import Bench
from bancada.services.compare import CompareRequest
from bancada.settings import read_settings
from tests.worked import brazilian_rows

pytestmark = pytest.mark.xdist_group("dbos")


@pytest.fixture
def served(installation: Path) -> Iterator[Bench]:
    """Return a bench whose runs a worker of this process does."""
    settings = read_settings()
    worker = bootstrap.worker(settings)
    worker.start()
    parts = bootstrap.Parts(settings)
    yield parts.bench
    parts.close()
    worker.stop()


def finished(bench: Bench, request: CompareRequest) -> str:
    run_id = bench.compare.submit(request)
    for run in bench.runs.follow(run_id):
        last = run
    assert last.status is RunStatus.DONE, last
    return run_id


def test_from_a_table_to_a_served_champion(served: Bench) -> None:
    path = Path("linhas.csv")
    path.write_text(brazilian_rows(), encoding="latin-1")
    served.data.import_file(path, name="esteira", target="estado")

    run_id = finished(served, CompareRequest("esteira", "estado", folds=3, include=("lr", "dt", "nb", "lda", "knn")))

    summary = served.compare.summary(run_id)
    assert len(summary.top) == 5
    for candidate in summary.top[:2]:
        served.compare.save(run_id, candidate, f"esteira-{candidate}")
    name = f"esteira-{summary.top[0]}"
    assert served.models.promote(name).name == name
    assert {info.name for info in served.models.list()} == {f"esteira-{c}" for c in summary.top[:2]}
    assert served.models.info(name).is_champion
    prediction = served.predict.one(name, {"lux": 60.0, "temperatura": 35.0, "galpao": "norte"})
    assert prediction.answer == "quente"
    answers, report = served.predict.batch(name, path)
    assert report.answered == 240
    assert (answers["prediction"] == answers["estado"]).mean() > 0.7
    served.predict.close()
    assert len(served.predict.history(name, limit=500)) == 241


@pytest.mark.real_data
def test_the_occupancy_file_goes_the_whole_way_in_time_order(real_data: Path, served: Bench) -> None:
    path = real_data / "sensors" / "occupancy_datatraining.txt"

    report = served.data.import_file(path, name="occupancy", target="Occupancy")

    assert (report.accepted, report.refused) == (8143, 0)
    request = CompareRequest("occupancy", "Occupancy", folds=3, n_select=2, include=("lr", "dt", "nb"))
    assert served.compare.plan(request).split.kind is SplitKind.TIME
    run_id = finished(served, request)
    best = served.compare.summary(run_id).top[0]
    info = served.compare.save(run_id, best, "ocupada")
    assert {figure.split for figure in info.metrics} == {"holdout", "folds"}
    served.models.promote("ocupada", force=True, reason="teste")
    bright = {"Temperature": 21.5, "Humidity": 26.0, "Light": 450.0, "CO2": 900.0, "HumidityRatio": 0.004}
    assert str(served.predict.one("ocupada", bright).answer) == "1"
    assert str(served.predict.one("ocupada", bright | {"Light": 0.0, "CO2": 440.0}).answer) == "0"
    answers, batch = served.predict.batch("ocupada", path)
    assert batch.answered == 8143
    assert (answers["prediction"].astype(str) == answers["Occupancy"]).mean() > 0.9
