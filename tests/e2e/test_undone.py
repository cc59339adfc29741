"""What is stopped or taken away, in the browser: a run cancelled, a model and a dataset sent to the trash and brought back."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from bancada.core.model import ModelInfo
from bancada.core.run import RunStatus
from tests.e2e.conftest import Dashboard, Visit
from tests.worked import brazilian_rows

Saved = tuple[ModelInfo, ModelInfo]


def test_a_long_comparison_is_cancelled_and_says_so(visit: Visit, dashboard: Dashboard, saved: Saved) -> None:
    visitor = visit()
    visitor.open("compare?dataset=sensores-demo&folds=20&turbo=0")
    visitor.press("Train and compare models")
    visitor.sees(re.compile(visitor.says("{done} of {total}", done=r"\d+", total=r"\d+")))
    visitor.press("Cancel")
    expect(visitor.main.get_by_role("button", name=visitor.says("Cancel"), exact=True)).to_have_count(0)

    run = dashboard.bench.runs.list(limit=1)[0]
    assert run.payload["folds"] == 20
    assert run.status is RunStatus.CANCELLED

    visitor.open(f"runs?run={run.id}")
    visitor.sees(re.compile(re.escape(run.id) + " · " + visitor.says("cancelled")))
    expect(visitor.main.get_by_role("button", name=visitor.says("Run again"))).to_be_visible()


def test_a_deleted_model_comes_back_from_the_trash(visit: Visit, dashboard: Dashboard, saved: Saved) -> None:
    models = dashboard.bench.models
    visitor = visit("en")
    visitor.open("models?model=nb_esteira")
    visitor.press("Delete")
    visitor.sees("nb_esteira", within=visitor.dialog)
    visitor.dialog.get_by_role("button", name=visitor.says("Delete"), exact=True).click()
    expect(visitor.dialog).to_have_count(0)
    visitor.settled()
    assert "nb_esteira" not in [info.name for info in models.list()]

    trash = visitor.main.get_by_test_id("stExpander").filter(has_text="in the trash")
    trash.get_by_text("in the trash").click()
    trash.get_by_role("button", name=visitor.says("Restore"), exact=True).click()
    expect(trash).to_have_count(0)
    assert models.info("nb_esteira").saved_at == saved[1].saved_at
    assert models.verify("nb_esteira") == ()


def test_a_deleted_dataset_comes_back_from_the_trash(visit: Visit, dashboard: Dashboard, tmp_path: Path) -> None:
    data = dashboard.bench.data
    path = tmp_path / "estufa.csv"
    path.write_text(brazilian_rows(40, seed=5), encoding="latin-1")
    before = data.import_file(path, target="estado").dataset

    visitor = visit()
    visitor.open("explore?dataset=estufa")
    visitor.main.get_by_text(visitor.says("Roles of the columns, and deleting")).click()
    visitor.press("Delete dataset")
    visitor.dialog.get_by_role("button", name=visitor.says("Delete"), exact=True).click()
    expect(visitor.dialog).to_have_count(0)
    visitor.settled()
    assert "estufa" not in [info.name for info in data.list()]

    trash = visitor.main.get_by_test_id("stExpander").filter(has_text="na lixeira")
    trash.get_by_text("na lixeira").click()
    trash.get_by_role("button", name=visitor.says("Restore"), exact=True).click()
    expect(trash).to_have_count(0)
    assert data.info("estufa").sha256 == before.sha256
