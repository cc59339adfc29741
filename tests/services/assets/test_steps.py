"""The six steps over a folder: each rests on what the ones before left, signed, of the very same bars."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import orjson
import pytest

from bancada.core.errors import BadInput, InvalidTask, TamperedModel
from bancada.core.values import to_json
from bancada.domains.assets.evaluation import evaluation_of_json
from bancada.domains.assets.requests import ModelType, PipelineRequest, SaveRequest, Step
from bancada.domains.assets.values import TrainedAssets
from bancada.learning.ledger import MemoryTrialLedger
from bancada.services.assets.inline import run_here
from bancada.services.assets.steps import EVALUATION_FILE, read_evaluation
from bancada.services.assets.trials import count_trials
from tests.domains.assets.assets_data import made_up_reader
from tests.services.assets.small import ASKED, NOON, TICKERS, Small

pytestmark = pytest.mark.xdist_group("assets-services")


def test_loading_tells_rows_dates_and_bases_of_each_ticker(tmp_path: Path) -> None:
    facts = Small(tmp_path).do(Step.LOAD).facts["tickers"]

    assert [one["ticker"] for one in facts] == list(TICKERS)
    assert facts[0] == {
        "ticker": "AAAA3",
        "rows": 500,
        "first": "2019-01-02T00:00:00+00:00",
        "last": "2020-12-01T00:00:00+00:00",
        "basis": "total_return",
        "fill_basis": "raw",
        "bases": ["raw", "total_return"],
        "source": "imported",
        "origin": "tests",
        "is_simulated": False,
        "n_factors": facts[0]["n_factors"],
    }
    assert facts[0]["n_factors"] >= 1


def test_every_fit_counts_under_the_collections_task(evaluated: Small) -> None:
    facts = evaluated.outcomes[Step.TRAIN].facts

    assert evaluated.ledger.count(task="assets.b3.rf") == facts["n_trials"] > 0
    assert facts["certificate"]["accepted"]
    assert facts["leaks"]["checks"]


def test_fits_of_a_run_that_goes_on_after_a_kill_count_once() -> None:
    ledger = MemoryTrialLedger()
    trained = TrainedAssets(Fitted(), {}, {}, (), n_train=9, n_trials=3, seconds=1.5)  # type: ignore[arg-type]  # asked for its kind only
    for _ in range(2):
        count_trials(ledger, trained, collection="piloto", run_id="run-7", clock=lambda: NOON)
    trials = ledger.trials(task="assets.piloto.lstm_mtl")
    assert [(trial.fold, trial.fit_time_s) for trial in trials] == [(0, 0.5), (1, 0.5), (2, 0.5)]


@dataclass
class Fitted:
    """A model of which only the kind is known."""

    model_type: ModelType = ModelType.LSTM_MTL


def test_saving_keeps_figures_report_and_where_the_model_comes_from(small: Small) -> None:
    outcome = small.do(Step.SAVE, run_id="run-9", collection="piloto", notes="de teste")

    name = outcome.facts["model"]
    info = small.store.info(name)
    assert (info.task, info.notes, info.metadata["assets"]["collection"]) == ("assets.piloto.rf", "de teste", "piloto")
    assert info.main_metric is not None
    assert (info.main_metric.name, info.main_metric.split) == ("AUC (direction)", "test")
    assert info.main_metric.interval is not None
    assert outcome.result == {"model": name, "promoted": outcome.facts["promoted"]}
    stored = small.store.open(name).files[EVALUATION_FILE]
    assert evaluation_of_json(orjson.loads(stored)) == read_evaluation(small.folder / "left")


def test_noise_is_refused_and_what_was_planted_is_too_good_and_becomes_champion_by_force_alone(
    small: Small, tmp_path: Path
) -> None:
    noise = small.do(Step.SAVE)
    assert (noise.facts["promoted"], noise.facts["gate"]["passed"]) == (False, False)
    assert [finding.code for finding in noise.findings] == ["assets_not_promoted"]

    planted = Small(tmp_path / "planted", reader=made_up_reader(500, TICKERS, signal=0.6))
    refused = planted.do(*Step)
    checks = [finding.facts["checks"] for finding in refused.findings]
    assert [finding.code for finding in checks[0]] == ["gate_leaks_found"]
    assert {finding.code for finding in checks[0][0].facts["checks"]} == {"leak_golden_failed", "leak_plausible_failed"}
    assert planted.do(Step.SAVE, run_id="forced", force=True, reason="planted").facts["promoted"]


def test_a_run_that_is_done_again_after_a_kill_saves_its_model_once(small: Small) -> None:
    first = small.do(Step.SAVE, run_id="run-9")
    again = small.do(Step.SAVE, run_id="run-9")
    other = small.do(Step.SAVE, run_id="run-10")

    assert again.facts["model"] == first.facts["model"]
    assert other.facts["model"] != first.facts["model"]
    assert len(small.store.names()) == 2


def test_bars_that_changed_since_they_were_loaded_are_refused_by_ticker(small: Small) -> None:
    changed = made_up_reader(500, TICKERS, seed=8).series_of
    small.reader = type(small.reader)(
        {key: changed[key] if key.symbol == "BBBB4" else found for key, found in small.reader.series_of.items()}
    )

    for step in (Step.PREPROCESS, Step.TRAIN, Step.EVALUATE):
        with pytest.raises(InvalidTask) as refused:
            small.do(step)
        assert (refused.value.code, refused.value.facts) == ("pipeline_bars_changed", {"tickers": ["BBBB4"]})


def test_a_draft_that_somebody_changed_is_neither_judged_nor_saved(small: Small) -> None:
    path = small.folder / "left" / "draft" / "model.joblib"
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    for step in (Step.EVALUATE, Step.SAVE):
        with pytest.raises(TamperedModel):
            small.do(step)
    assert small.store.names() == ()


def test_a_folder_that_is_gone_is_said_to_be_gone(small: Small) -> None:
    shutil.rmtree(small.folder / "left")

    for step in (Step.PREPROCESS, Step.TRAIN, Step.EVALUATE, Step.SAVE):
        with pytest.raises(InvalidTask) as refused:
            small.do(step)
        assert refused.value.code == "pipeline_folder_lost"


def test_all_six_steps_in_this_process_leave_the_model_and_nothing_else(tmp_path: Path) -> None:
    small, told = Small(tmp_path), []
    request = PipelineRequest(*(ASKED[step] for step in Step))

    run = run_here(small.steps, request, tmp_path / "pipelines", on_progress=lambda *now: told.append(now))

    assert small.store.names() == (run.model,)
    assert list((tmp_path / "pipelines").iterdir()) == []
    assert set(run.facts) == {step.value for step in Step}
    assert to_json(run.evaluation.figures()[0])["name"] == "AUC (direction)"
    assert (told[0][0], told[-1][:2]) == (0, (6, 6))
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert any("4/6 train" in message for _, _, message in told)
    assert run.model == f"rf_b3_{NOON:%Y%m%dT%H%M%SZ}"


def test_who_stops_the_six_steps_in_their_middle_saves_nothing(tmp_path: Path) -> None:
    small = Small(tmp_path)

    def stop(done: int, total: int, message: str) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_here(small.steps, PipelineRequest(*(ASKED[step] for step in Step)), tmp_path / "p", on_progress=stop)
    assert small.store.names() == ()
    assert list((tmp_path / "p").iterdir()) == []


def test_six_steps_here_are_refused_before_the_first_where_a_request_is_wrong(small: Small, tmp_path: Path) -> None:
    asked = replace(PipelineRequest(*(ASKED[step] for step in Step)), saving=SaveRequest(force=True))
    with pytest.raises(BadInput) as refused:
        run_here(small.steps, asked, tmp_path / "pipelines")
    assert [one.column for one in refused.value.facts["problems"]] == ["reason"]
    assert not (tmp_path / "pipelines").exists()
