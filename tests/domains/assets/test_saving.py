"""The way into the store: what a draft holds, names, the gate, archived champions and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bancada.core.errors import GateRefused, ModelExists
from bancada.core.finding import Severity
from bancada.core.leaderboard import Interval
from bancada.core.model import MetricFigure
from bancada.domains.assets.evaluation import EvaluationService
from bancada.domains.assets.preparing import PreprocessingService
from bancada.domains.assets.requests import ActionRule, EvaluationRequest, PreparationRequest, SaveRequest, TrainRequest
from bancada.domains.assets.saving import ARCHIVED, SavingService, draft_assets, mark_archived, with_evaluation
from bancada.domains.assets.splitting import SplittingService
from bancada.domains.assets.training import TrainingService
from bancada.registry import ModelDraft, ModelStore
from bancada.services.models import ModelsService
from tests.domains.assets.forests import FEATURES, SMALL, loaded_of, split_of, store_in, table_of, trained_of

TASK = "assets.b3.rf"
NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return store_in(tmp_path)


def saving(store: ModelStore) -> SavingService:
    return SavingService(store, ModelsService(store), lambda: NOW)


def draft(*figures: MetricFigure, collection: str = "b3") -> ModelDraft:
    made = draft_assets(trained_of(), table_of(), split_of(), collection=collection, seed=7, run_id="r1")
    return with_evaluation(made, figures, figures[0] if figures else None, files={"report.json": b"{}"})


def figure(value: float, low: float) -> MetricFigure:
    return MetricFigure("AUC (direction)", value, "test", interval=Interval(low, value + (value - low)), baseline=0.5)


GOOD, BAD = figure(0.6, 0.55), figure(0.53, 0.47)


def test_a_draft_holds_both_forests_both_graphs_and_the_training() -> None:
    made = draft(GOOD)
    names = {"model.joblib", "model.onnx", "return.joblib", "return.onnx", "training.json", "report.json"}
    assert set(made.files) == names
    assert (made.kind, made.task) == ("rf", TASK)
    assert made.certificate is not None
    assert made.certificate.accepted
    assert made.metadata["assets"]["return_certificate"]["accepted"] is True


def test_a_draft_says_where_it_comes_from() -> None:
    made, table, split = draft(), table_of(), split_of()
    facts, lineage = made.metadata["assets"], made.lineage
    assert lineage is not None
    assert (lineage.dataset_sha256, lineage.run_id, lineage.seed) == (table.sha256, "r1", 7)
    assert (lineage.n_train, lineage.n_holdout, lineage.n_trials) == (len(split.train), len(split.test), 4)
    assert lineage.split.startswith("time, ")
    assert lineage.dataset_source == "imported"
    assert (facts["tickers"], facts["names"], facts["horizon"]) == (["AAAA3", "BBBB4"], list(FEATURES), 2)
    assert facts["data_from"] == str(table.ts.min().astype("datetime64[ns]").astype("datetime64[D]"))
    assert facts["data_to"] == str(table.ts.max().astype("datetime64[ns]").astype("datetime64[D]"))
    assert facts["is_simulated"] is False
    assert facts["preparation"]["threshold"] == 0.012


def test_simulated_bars_are_said_to_be_so() -> None:
    table = table_of()
    series = [{**table.facts["series"][0], "source": "simulated"}, table.facts["series"][1]]
    simulated = replace(table, facts={**table.facts, "series": series})
    made = draft_assets(trained_of(), simulated, split_of(), collection="b3", seed=7)
    assert made.metadata["assets"]["is_simulated"] is True
    assert made.lineage is not None
    assert made.lineage.dataset_source == "imported, simulated"


def test_a_name_is_made_of_kind_collection_and_instant_and_another_one_in_the_same_second(store: ModelStore) -> None:
    request = SaveRequest(promote=False)
    names = [saving(store).save(draft(GOOD), request).info.name for _ in range(2)]
    assert names == ["rf_b3_20260304T050607Z", "rf_b3_20260304T050607Z_2"]


def test_a_taken_name_is_refused(store: ModelStore) -> None:
    request = SaveRequest(name="first", promote=False)
    saving(store).save(draft(GOOD), request)
    with pytest.raises(ModelExists):
        saving(store).save(draft(GOOD), request)


def test_a_model_that_beats_its_baseline_becomes_champion(store: ModelStore) -> None:
    saved = saving(store).save(draft(GOOD), SaveRequest(name="first", notes="noted"))
    assert saved.promoted
    assert saved.info.is_champion
    assert (saved.info.notes, saved.archived, saved.findings) == ("noted", None, ())
    assert saved.verdict is not None
    assert saved.verdict.passed


def test_a_model_that_the_gate_refuses_is_saved_and_not_promoted(store: ModelStore) -> None:
    saved = saving(store).save(draft(BAD), SaveRequest(name="first"))
    assert not saved.promoted
    assert store.champion(TASK) is None
    assert store.names() == ("first",)
    assert [finding.code for finding in saved.findings] == ["assets_not_promoted"]
    assert [finding.code for finding in saved.findings[0].facts["checks"]] == ["gate_within_baseline"]
    assert "first" in saved.findings[0].message("pt_BR")


@pytest.mark.parametrize(
    "too_good",
    [figure(0.7, 0.6), MetricFigure("R2", 0.15, "test"), MetricFigure("R2 (zero)", 0.15, "test")],
    ids=["direction", "R2", "R2 against zero"],
)
def test_skill_that_no_market_gives_is_refused_and_can_be_forced_with_a_reason(
    store: ModelStore, too_good: MetricFigure
) -> None:
    made = draft(*((too_good,) if too_good.name == GOOD.name else (GOOD, too_good)))
    saved = saving(store).save(made, SaveRequest(name="first"))

    assert not saved.promoted
    assert [finding.code for finding in saved.findings[0].facts["checks"]] == ["gate_leaks_found"]
    assert "Too good to be true" in saved.findings[0].message("en")
    assert "Bom demais para ser verdade" in saved.findings[0].message("pt_BR")
    forced = saving(store).save(made, SaveRequest(name="second", force=True, reason="a signal was planted"))
    assert forced.promoted


def test_skill_of_training_and_validation_is_not_judged_by_what_a_market_gives(store: ModelStore) -> None:
    others = [replace(figure(0.9, 0.8), split=part) for part in ("train", "validation")]
    assert saving(store).save(draft(GOOD, *others), SaveRequest(name="first")).promoted


def test_a_model_without_an_evaluation_is_not_promoted(store: ModelStore) -> None:
    saved = saving(store).save(draft(), SaveRequest(name="first"))
    assert not saved.promoted
    assert saved.verdict is not None
    assert "gate_metric_unknown" in [finding.code for finding in saved.verdict.findings]


def test_without_being_asked_nothing_is_promoted_and_no_gate_is_passed(store: ModelStore) -> None:
    saved = saving(store).save(draft(GOOD), SaveRequest(name="first", promote=False))
    assert (saved.promoted, saved.verdict, store.champion(TASK)) == (False, None, None)


def test_force_needs_a_reason_before_anything_is_saved(store: ModelStore) -> None:
    with pytest.raises(GateRefused) as caught:
        saving(store).save(draft(BAD), SaveRequest(name="first", force=True, reason="  "))
    assert caught.value.code == "gate_reason_missing"
    assert store.names() == ()


def test_a_promotion_by_force_is_journalled_with_its_reason(store: ModelStore) -> None:
    saved = saving(store).save(draft(BAD), SaveRequest(name="first", force=True, reason="a trial on paper"))
    champion = store.champion(TASK)
    assert saved.promoted
    assert saved.verdict is not None
    assert not saved.verdict.passed
    assert champion is not None
    assert (champion.forced, champion.reason) == (True, "a trial on paper")


def test_the_champion_before_is_archived_and_comes_back_by_a_rollback(store: ModelStore) -> None:
    saving(store).save(draft(GOOD), SaveRequest(name="first"))
    second = saving(store).save(draft(GOOD), SaveRequest(name="second"))
    assert (second.promoted, second.archived) == (True, "first")
    assert [finding.code for finding in second.findings] == ["assets_archived"]
    assert (store.info("first").tags, store.info("second").tags) == ((ARCHIVED,), ())

    store.rollback(TASK)
    assert mark_archived(store, TASK) == ("second",)
    assert (store.info("first").tags, store.info("second").tags) == ((), (ARCHIVED,))


def test_tags_of_ones_own_stay_when_a_model_is_archived(store: ModelStore) -> None:
    saving(store).save(draft(GOOD), SaveRequest(name="first"))
    store.annotate("first", tags=["mine"])
    saving(store).save(draft(GOOD), SaveRequest(name="second"))
    assert store.info("first").tags == (ARCHIVED, "mine")


def test_a_former_champion_that_was_deleted_is_passed_over(store: ModelStore) -> None:
    for name in ("first", "second", "third"):
        saving(store).save(draft(GOOD), SaveRequest(name=name))
    store.delete("first")
    assert mark_archived(store, TASK) == ("second",)
    assert mark_archived(store, "assets.b3.lstm_mtl") == ()


def test_judging_a_saved_model_again_changes_nothing(store: ModelStore) -> None:
    request = SaveRequest(name="first")
    saved = saving(store).save(draft(GOOD), request)
    again = saving(store).judge("first", request)
    assert replace(again, verdict=saved.verdict) == saved  # the gate says besides that it reigns already
    assert again.verdict is not None
    assert again.verdict.passed
    assert len(store.history(TASK)) == 1


def test_champions_of_two_collections_do_not_meet(store: ModelStore) -> None:
    saving(store).save(draft(GOOD), SaveRequest(name="first"))
    other = saving(store).save(draft(GOOD), SaveRequest(name="other", collection="small-caps"))
    assert (other.info.task, other.archived) == ("assets.small-caps.rf", None)
    assert other.info.metadata["assets"]["collection"] == "small-caps"
    assert store.info("first").is_champion


@pytest.mark.parametrize("rule", list(ActionRule), ids=[rule.value for rule in ActionRule])
def test_pure_noise_is_not_promoted_whatever_the_rule_of_actions(store: ModelStore, rule: ActionRule) -> None:
    """By the whole evaluation, as the gate reads it."""
    request = PreparationRequest(rule=rule, threshold=0.012, features=FEATURES)
    table = PreprocessingService().prepare(loaded_of(0.0, 800), request)
    split = SplittingService().split(table)
    trained = TrainingService().train(table, split, TrainRequest(forest=SMALL))
    found = EvaluationService().evaluate(trained.model, table, split, EvaluationRequest(), n_resamples=300)
    made = draft_assets(trained, table, split, found.figures(), found.main, collection="b3", seed=7)

    saved = saving(store).save(made, SaveRequest(name="noise"))

    assert not saved.promoted
    assert saved.verdict is not None
    failures = [finding.code for finding in saved.verdict.findings if finding.severity is Severity.FAILURE]
    assert failures == ["gate_within_baseline"]
