"""Saved models as use cases: the gate, force with a reason, and what no reason outweighs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.tree import DecisionTreeClassifier

from bancada import bootstrap, serving
from bancada.core.errors import GateRefused, InvalidName, ModelNotFound, Refused
from bancada.core.leaderboard import Interval
from bancada.core.model import MetricFigure
from bancada.core.pack import Pack, Promotion
from bancada.services.models import ModelsService

TASK = "esteira.estado"


@pytest.fixture
def models(parts: bootstrap.Parts) -> ModelsService:
    """Return two good models of one task and one that does not beat its baseline."""
    rng = np.random.default_rng(2)
    rows = pd.DataFrame({"lux": rng.uniform(0, 50, 120)})
    tree = DecisionTreeClassifier(max_depth=1, random_state=0).fit(rows, np.where(rows["lux"] > 20, "claro", "escuro"))
    for name, low in (("primeiro", 0.8), ("segundo", 0.8), ("fraco", 0.4)):
        figure = MetricFigure("Accuracy", low + 0.1, "holdout", interval=Interval(low, low + 0.2), baseline=0.5)
        draft = serving.draft_model(tree, sample=rows, task=TASK, metrics=(figure,), main_metric=figure)
        parts.store.save(name, draft)
    return parts.bench.models


def test_a_good_model_is_promoted_and_the_one_before_comes_back_on_rollback(models: ModelsService) -> None:
    models.promote("primeiro")
    models.promote("segundo")

    assert models.champions()[TASK].name == "segundo"
    assert models.rollback(TASK, reason="errava").name == "primeiro"
    assert [record.name for record in models.history(TASK)] == ["primeiro", "segundo", "primeiro"]


def test_the_gate_of_a_champion_knows_that_it_is_the_champion(models: ModelsService) -> None:
    models.promote("primeiro")
    assert "gate_is_champion" in {finding.code for finding in models.gate("primeiro").findings}
    assert "gate_is_champion" not in {finding.code for finding in models.gate("segundo").findings}


def test_a_model_no_better_than_its_baseline_is_refused_and_forced_only_with_a_reason(models: ModelsService) -> None:
    with pytest.raises(GateRefused) as caught:
        models.promote("fraco")
    assert any("baseline" in finding.code for finding in caught.value.facts["findings"])
    assert models.champion(TASK) is None

    with pytest.raises(GateRefused) as caught:
        models.promote("fraco", force=True, reason="  ")
    assert caught.value.code == "gate_reason_missing"

    record = models.promote("fraco", force=True, reason="é o que temos")
    assert (record.forced, record.reason) == (True, "é o que temos")


def test_no_reason_outweighs_files_that_do_not_verify(models: ModelsService, parts: bootstrap.Parts) -> None:
    artefact = parts.settings.models_folder / "primeiro" / "model.joblib"
    artefact.write_bytes(artefact.read_bytes()[:-1] + b"!")

    with pytest.raises(GateRefused) as caught:
        models.promote("primeiro", force=True, reason="confio")

    assert caught.value.code == "gate_integrity"
    assert not models.gate("primeiro").passed


def test_force_without_need_is_not_recorded_as_forced(models: ModelsService) -> None:
    assert not models.promote("primeiro", force=True, reason="por garantia").forced


def test_the_champion_is_not_deleted_before_another_reigns(models: ModelsService) -> None:
    models.promote("primeiro")
    with pytest.raises(Refused):
        models.delete("primeiro")

    models.promote("segundo")
    models.delete("primeiro")

    assert [item.name for item in models.trash()] == ["primeiro"]


def test_a_free_name_is_free_in_any_case_of_letters(models: ModelsService) -> None:
    assert models.name_is_free("outro")
    assert not models.name_is_free("PRIMEIRO")
    with pytest.raises(InvalidName):
        models.name_is_free("a/b")


def test_a_model_saved_without_a_comparison_has_no_evaluation(models: ModelsService) -> None:
    assert models.evaluation("primeiro") is None
    with pytest.raises(ModelNotFound):
        models.evaluation("nada")


def test_a_pack_says_what_is_asked_of_the_champions_of_its_tasks_and_of_no_other(
    models: ModelsService, parts: bootstrap.Parts
) -> None:
    pack = Pack("sorteios", "Draws", "Draws.", tasks=(TASK,), promotion=Promotion.NOT_WORSE)
    lenient = ModelsService(parts.store, (pack,))

    assert lenient.gate("fraco").passed
    assert not lenient.gate("fraco", task="esteira.outra").passed
    assert lenient.promote("fraco").forced is False


def test_the_bench_judges_by_its_packs(parts: bootstrap.Parts) -> None:
    assert parts.bench.models.packs == parts.packs


def test_who_asks_is_told_of_a_new_champion_and_of_one_that_came_back(
    models: ModelsService, parts: bootstrap.Parts
) -> None:
    told: list[str] = []
    telling = ModelsService(models.store, (), told.append)
    telling.promote("primeiro")
    telling.promote("segundo", task="esteira.outra")
    with pytest.raises(GateRefused):
        telling.promote("fraco")
    telling.promote("segundo")
    telling.rollback(TASK)
    assert told == [TASK, "esteira.outra", TASK, TASK]
