"""Comparisons as use cases: planned, run, looked at, adjusted, kept."""

from __future__ import annotations

import threading
import time

import pytest

from bancada import bootstrap, learning
from bancada.core.errors import CandidateNotFound, InvalidTask, ModelExists, RunNotFound, RunRefused, TamperedModel
from bancada.core.run import RunStatus
from bancada.core.task import Problem, SplitKind
from bancada.services import Bench
from bancada.services.adjust import AdjustRequest
from bancada.services.compare import CompareRequest

pytestmark = pytest.mark.xdist_group("fits")

QUICK = CompareRequest("esteira", "estado", folds=3, n_select=2, include=("lr", "dt", "nb"))


@pytest.fixture
def run_id(bench: Bench) -> str:
    """Return a finished comparison."""
    run_id = bench.compare.submit(QUICK)
    assert bench.runs.get(run_id).status is RunStatus.DONE, bench.runs.get(run_id)
    return run_id


def test_a_plan_says_how_the_rows_will_be_split(bench: Bench) -> None:
    task = bench.compare.plan(QUICK)

    assert (task.problem, task.split.kind, task.name) == (Problem.BINARY, SplitKind.STRATIFIED, "esteira.estado")


def test_mistakes_are_told_before_anything_is_queued(bench: Bench) -> None:
    for wrong in ({"target": "nada"}, {"include": ("xyz",)}, {"sort": "Fama"}):
        with pytest.raises(InvalidTask):
            bench.compare.submit(CompareRequest(**{"dataset": "esteira", "target": "estado"} | wrong))

    assert bench.runs.list() == ()


def test_a_finished_comparison_keeps_its_best_with_figures_beside_the_baseline(bench: Bench, run_id: str) -> None:
    summary = bench.compare.summary(run_id)

    assert summary.finished
    assert len(summary.top) == 2
    assert bench.compare.finished(dataset="esteira") == (summary,)
    assert bench.compare.finished(dataset="outro") == ()
    info = bench.compare.save(run_id, summary.top[0], "melhor", title="O melhor", tags=("piloto",))
    assert (info.title, info.tags, info.lineage.dataset_source) == ("O melhor", ("piloto",), "imported")
    holdout = {figure.name: figure for figure in info.metrics if figure.split == "holdout"}
    assert holdout["Accuracy"].value == summary.row(summary.top[0]).holdout["Accuracy"]
    assert holdout["Accuracy"].baseline == summary.row("dummy").holdout["Accuracy"]
    assert bench.models.evaluation("melhor") == bench.compare.evaluation(run_id, summary.top[0])
    with pytest.raises(ModelExists):
        bench.compare.save(run_id, summary.top[0], "Melhor")


def test_only_the_best_are_kept(bench: Bench, run_id: str) -> None:
    last = ({"lr", "dt", "nb"} - set(bench.compare.summary(run_id).top)).pop()

    with pytest.raises(CandidateNotFound):
        bench.compare.evaluation(run_id, last)
    with pytest.raises(RunNotFound):
        bench.compare.summary("nenhuma")


def test_a_draft_that_was_changed_on_disk_is_not_saved(bench: Bench, run_id: str, parts: bootstrap.Parts) -> None:
    best = bench.compare.summary(run_id).top[0]
    artefact = parts.settings.data_folder / "runs" / run_id / "drafts" / best / "model.joblib"
    artefact.write_bytes(artefact.read_bytes()[:-1] + b"!")

    with pytest.raises(TamperedModel):
        bench.compare.save(run_id, best, "melhor")


def test_adjusted_candidates_stand_beside_the_others_and_count_the_looks_at_the_holdout(
    bench: Bench, run_id: str
) -> None:
    best = bench.compare.summary(run_id).top[0]
    asked = (
        AdjustRequest(run_id, best, "sigmoid"),
        AdjustRequest(run_id, best, cost_false_positive=1, cost_false_negative=6),
        AdjustRequest(run_id, best, cost_false_positive=6, cost_false_negative=1),
    )

    for request in asked:
        run = bench.runs.get(bench.compare.adjust(request))
        assert run.status is RunStatus.DONE, run

    ids = [f"{best}-calibrated", f"{best}-cost", f"{best}-cost-2"]
    assert [row.candidate for row in bench.compare.adjusted(run_id)] == ids
    adjustments = bench.compare.adjustments(run_id)
    assert [found.holdout_looks for found in adjustments] == [2, 3, 4]
    assert all(found.findings[0].facts == {"looks": found.holdout_looks} for found in adjustments)
    eager, wary = adjustments[1].threshold, adjustments[2].threshold
    assert eager.value < wary.value
    assert all(row.holdout["Accuracy"] > 0.5 for row in bench.compare.adjusted(run_id))
    info = bench.compare.save(run_id, ids[1], "alarme")
    assert (info.kind, info.signature.threshold) == (ids[1], eager.value)
    assert info.metadata["holdout_looks"] == 3
    codes = [finding.code for finding in bench.models.evaluation("alarme").findings]
    assert "holdout_seen_again" in codes


def test_what_cannot_be_adjusted_is_told_before_anything_is_queued(bench: Bench, run_id: str) -> None:
    best = bench.compare.summary(run_id).top[0]
    wrong = {
        "nothing_to_adjust": AdjustRequest(run_id, best),
        "adjust_costs_both": AdjustRequest(run_id, best, cost_false_positive=1),
        "threshold_costs": AdjustRequest(run_id, best, cost_false_positive=0, cost_false_negative=0),
        "candidate_not_kept": AdjustRequest(run_id, "rf", "auto"),
    }

    found = {}
    for code, request in wrong.items():
        with pytest.raises((InvalidTask, CandidateNotFound)) as caught:
            bench.compare.adjust(request)
        found[code] = caught.value.code

    assert found == {code: code for code in wrong}
    assert len(bench.runs.list()) == 1


def test_rows_that_changed_since_are_not_adjusted_upon(bench: Bench, run_id: str) -> None:
    bench.data.set_value("esteira", row=0, column="lux", value=99.0)

    with pytest.raises(InvalidTask) as caught:
        bench.compare.adjust(AdjustRequest(run_id, bench.compare.summary(run_id).top[0], "sigmoid"))

    assert caught.value.code == "dataset_changed_since"


def test_a_comparison_that_waits_cannot_be_adjusted_or_saved(bench: Bench, parts: bootstrap.Parts) -> None:
    parts.queue.pause()
    run_id = bench.compare.submit(QUICK)

    with pytest.raises(RunRefused):
        bench.compare.adjust(AdjustRequest(run_id, "lr", "sigmoid"))
    with pytest.raises(CandidateNotFound):
        bench.compare.save(run_id, "lr", "cedo")
    with pytest.raises(RunNotFound):
        bench.compare.summary(run_id)


def test_fits_of_two_contents_never_meet_in_one_leaderboard(
    bench: Bench, parts: bootstrap.Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue, seen = parts.catalogue, []

    def changed_in_between(name: str) -> object:
        if not seen:
            seen.append(name)
            catalogue.set_value(name, row=0, column="lux", value=99.0)
        return type(catalogue).read(catalogue, name)

    monkeypatch.setattr(catalogue, "read", changed_in_between)

    run = bench.runs.get(bench.compare.submit(QUICK))

    assert (run.status, run.error_code) == (RunStatus.FAILED, "dataset_changed_since")


def test_a_request_to_stop_while_evaluating_is_heard(
    bench: Bench, parts: bootstrap.Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bancada.learning.evaluation import growth

    started = threading.Event()
    scored = growth._scored

    def slowly(*arguments: object) -> float:
        started.set()
        parts.queue.cancel(parts.queue.list()[0].id)
        time.sleep(0.3)  # longer than a context waits before it looks again
        return scored(*arguments)

    monkeypatch.setattr(growth, "_scored", slowly)

    run = bench.runs.get(bench.compare.submit(QUICK))

    assert started.is_set()
    assert run.status is RunStatus.CANCELLED
    assert parts.folder.summary(run.id) is None


def test_metrics_and_candidates_of_a_problem_are_listed(bench: Bench) -> None:
    assert bench.compare.metrics(Problem.REGRESSION)[:3] == ("MAE", "MSE", "RMSE")
    quick, every = bench.compare.candidates(Problem.BINARY), bench.compare.candidates(Problem.BINARY, turbo=False)
    assert (
        {c.id for c in quick}
        < {c.id for c in every}
        == {c.id for c in learning.candidates(Problem.BINARY, turbo=False)}
    )


def test_a_comparison_in_progress_shows_every_candidate_and_how_many_rows(
    bench: Bench, parts: bootstrap.Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    record = type(parts.ledger).record

    def looked(ledger: object, trial: object, *, predictions: bytes = b"") -> None:
        if not seen:
            seen.append(bench.compare.summary(trial.run_id))
        record(ledger, trial, predictions=predictions)

    monkeypatch.setattr(type(parts.ledger), "record", looked)

    done = bench.compare.summary(bench.compare.submit(QUICK))

    assert not seen[0].finished
    assert {row.candidate for row in seen[0].rows} == {row.candidate for row in done.rows}
    assert all(row.rank is None for row in seen[0].rows)
    assert (seen[0].n_train, seen[0].n_holdout) == (done.n_train, done.n_holdout)
    assert seen[0].n_train > 0
    assert seen[0].findings == done.findings
