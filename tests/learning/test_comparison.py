"""The comparison: what is measured, what is kept, what happens when candidates or people misbehave."""

import importlib.util
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.metrics import accuracy_score

from bancada.core.errors import Cancelled, CandidateNotFound, InvalidTask
from bancada.core.leaderboard import FitStatus
from bancada.core.ports import TrialLedger
from bancada.core.task import Problem, Task
from bancada.learning import CompareOptions, Leaderboard, compare, make_task, summarise
from bancada.learning.fitting import HOLDOUT, read_predictions
from bancada.learning.ledger import MemoryTrialLedger
from bancada.learning.prepared import prepare

_spec = importlib.util.spec_from_file_location("fit_fakes", Path(__file__).with_name("fit_fakes.py"))
assert _spec is not None
assert _spec.loader is not None
fakes = importlib.util.module_from_spec(_spec)
sys.modules["fit_fakes"] = fakes
_spec.loader.exec_module(fakes)

QUICK = ("lr", "nb", "dt", "ridge")


def _frame(rng: np.random.Generator, n: int = 240) -> pd.DataFrame:
    frame = pd.DataFrame({"a": rng.normal(size=n), "b": rng.normal(size=n), "kind": rng.choice(["x", "y", "z"], n)})
    frame["target"] = np.where(frame.a + 0.5 * frame.b + 0.5 * rng.normal(size=n) > 0, "yes", "no")
    return frame


@pytest.fixture
def frame(rng: np.random.Generator) -> pd.DataFrame:
    return _frame(rng)


@pytest.fixture
def task(frame: pd.DataFrame) -> Task:
    return make_task(frame, target="target", folds=3)


@pytest.fixture(scope="module")
def board() -> Leaderboard:
    frame = _frame(np.random.default_rng(5))
    ledger = MemoryTrialLedger()
    options = CompareOptions(include=QUICK, n_select=2, n_workers=2)
    task = make_task(frame, target="target", folds=3, positive="yes")
    return compare(frame, task, options=options, ledger=ledger, run_id="r", dataset_sha256="f" * 64)


def test_the_table_has_pycarets_columns_in_their_order_and_the_baseline(board: Leaderboard) -> None:
    assert list(board.table.columns) == [
        "Model", "Accuracy", "AUC", "Recall", "Prec.", "F1", "Kappa", "MCC", "TT (Sec)",
    ]  # fmt: skip
    assert set(board.table.index) == {*QUICK, "dummy"}
    assert board.baseline.candidate == "dummy"
    assert board.table.loc["dummy", "Accuracy"] < board.table["Accuracy"].iloc[0]


def test_means_and_deviations_are_those_of_the_scores_of_the_folds(board: Leaderboard) -> None:
    scores = board.scores[board.scores.metric == "Accuracy"]
    for candidate, part in scores.groupby("candidate"):
        row = board.summary.row(str(candidate))
        assert row is not None
        assert row.means["Accuracy"] == pytest.approx(part.value.mean())
        assert row.stds["Accuracy"] == pytest.approx(part.value.std())
        assert row.intervals["Accuracy"].low < row.means["Accuracy"] < row.intervals["Accuracy"].high


def test_the_top_is_fitted_on_the_training_part_only_and_the_holdout_scores_that_very_object(
    board: Leaderboard,
) -> None:
    split = board.prepared.split
    best = board.summary.top[0]
    answer = board.top[0].predict(board.prepared.features_of(split.holdout))
    accuracy = accuracy_score(board.prepared.target_of(split.holdout), answer)
    row = board.summary.row(best)
    assert row is not None
    assert row.holdout["Accuracy"] == pytest.approx(accuracy)
    assert row.holdout_intervals["Accuracy"].low <= accuracy <= row.holdout_intervals["Accuracy"].high
    assert board.summary.n_train == len(split.train)
    assert board.pipeline(best) is board.top[0]
    ranges = board.top[0].signature_.fields[0]
    assert ranges.maximum == pytest.approx(board.prepared.features_of(split.train)["a"].max())


def test_the_baseline_meets_the_holdout_too_so_that_a_gate_can_compare(board: Leaderboard) -> None:
    assert "Accuracy" in board.baseline.holdout
    assert len(board.summary.top) == 2


def test_stored_predictions_say_row_truth_answer_and_probabilities(board: Leaderboard) -> None:
    answers = board.out_of_fold("lr")
    assert answers is not None
    assert len(answers.truth) == board.summary.n_train
    assert answers.proba is not None
    arrays = read_predictions(board._predictions("lr", 0))
    assert set(arrays["row"]) <= set(range(240))
    assert arrays["proba"].shape == (len(arrays["row"]), 2)


def test_the_positive_class_is_the_one_asked_for(board: Leaderboard) -> None:
    assert list(board.top[0].classes_) == ["no", "yes"]
    assert board.summary.task.positive == "yes"


def test_pipelines_that_were_not_kept_and_a_missing_store_are_said_by_name(board: Leaderboard) -> None:
    lost = next(id_ for id_ in QUICK if id_ not in board.summary.top)
    with pytest.raises(CandidateNotFound, match="not kept"):
        board.pipeline(lost)
    with pytest.raises(InvalidTask, match="without a model store"):
        board.save(board.summary.top[0], "name")


def test_a_summary_from_the_ledger_alone_is_that_of_the_run(board: Leaderboard) -> None:
    again = summarise(board.trials, board.summary.task, n_select=2, finished=True)
    assert [(r.candidate, r.rank, r.means) for r in again.rows] == [
        (r.candidate, r.rank, r.means) for r in board.summary.rows
    ]
    assert again.top == board.summary.top


def test_a_summary_in_the_middle_of_a_run_ranks_only_what_is_whole(board: Leaderboard) -> None:
    half = [t for t in board.trials if t.fold != HOLDOUT and not (t.candidate == "nb" and t.fold == 2)]
    row = summarise(half, board.summary.task).row("nb")
    assert row is not None
    assert row.rank is None
    assert row.reason == "fit_in_progress:2/3"


def test_the_evaluation_of_a_kept_pipeline_says_its_split(board: Leaderboard) -> None:
    evaluation = board.evaluation(board.summary.top[0])
    assert evaluation.n_holdout == board.summary.n_holdout


def test_the_callers_frame_is_not_changed(frame: pd.DataFrame, task: Task) -> None:
    before = frame.copy(deep=True)
    compare(frame, task, options=CompareOptions(include=("nb",), n_workers=1))
    pd.testing.assert_frame_equal(frame, before)


def test_two_runs_give_the_same_scores(frame: pd.DataFrame, task: Task) -> None:
    options = CompareOptions(include=("rf", "svm"), n_workers=2)
    first, second = (compare(frame, task, options=options).scores for _ in range(2))
    keys = ["candidate", "fold", "metric"]
    pd.testing.assert_frame_equal(
        first.sort_values(keys).reset_index(drop=True), second.sort_values(keys).reset_index(drop=True)
    )


def test_failed_dead_and_timed_out_candidates_are_rows_with_the_reason(frame: pd.DataFrame, task: Task) -> None:
    made = (
        fakes.candidate("refuser", fakes.Refuser()),
        fakes.candidate("crasher", fakes.Crasher()),
        fakes.candidate("sleeper", fakes.Sleeper()),
        fakes.candidate("printer", fakes.Printer(0.0)),
        fakes.candidate("large", DummyClassifier(), max_rows=10),
    )
    board = compare(frame, task, candidates=made, options=CompareOptions(timeout_s=1.0, n_workers=2, n_select=1))
    rows = {row.candidate: row for row in board.summary.rows}
    assert rows["refuser"].status is FitStatus.FAILED
    assert rows["refuser"].reason == "fit_failed:ArithmeticError: cannot learn this"
    assert rows["crasher"].status is FitStatus.FAILED
    assert rows["crasher"].reason == "fit_died:exit status 41"
    assert rows["sleeper"].status is FitStatus.TIMED_OUT
    assert rows["large"].status is FitStatus.SKIPPED
    assert rows["printer"].status is FitStatus.OK
    assert rows["dummy"].status is FitStatus.OK
    assert all(rows[id_].rank is None for id_ in ("refuser", "crasher", "sleeper", "large"))


def test_a_candidate_out_of_time_on_one_fold_is_not_tried_on_all_others(frame: pd.DataFrame, task: Task) -> None:
    ledger = MemoryTrialLedger()
    made = (fakes.candidate("sleeper", fakes.Sleeper()),)
    compare(frame, task, candidates=made, ledger=ledger, options=CompareOptions(timeout_s=0.5, n_workers=1))
    statuses = [t.status for t in ledger.trials() if t.candidate == "sleeper"]
    assert sorted(statuses) == sorted([FitStatus.TIMED_OUT, FitStatus.SKIPPED, FitStatus.SKIPPED])


def test_what_does_not_fit_into_the_budget_is_skipped_and_the_baseline_is_not(frame: pd.DataFrame, task: Task) -> None:
    made = tuple(fakes.candidate(f"slow{i}", fakes.Sleeper(30.0)) for i in range(3))
    board = compare(frame, task, candidates=made, options=CompareOptions(budget_s=1.0, n_workers=2))
    rows = {row.candidate: row for row in board.summary.rows}
    assert rows["dummy"].status is FitStatus.OK
    assert {rows[f"slow{i}"].status for i in range(3)} == {FitStatus.SKIPPED}
    assert "budget_ran_out" in [finding.code for finding in board.summary.findings]


class _StopsAfter:
    """A ledger that asks to stop after some fits; what was recorded stays."""

    def __init__(self, inner: MemoryTrialLedger, n_fits: int) -> None:
        self.inner, self.n_fits, self.is_asked = inner, n_fits, threading.Event()

    def record(self, trial, *, predictions=b""):
        kept = self.inner.record(trial, predictions=predictions)
        if len(self.inner.trials()) >= self.n_fits:
            self.is_asked.set()
        return kept

    def __getattr__(self, name):
        return getattr(self.inner, name)


def test_a_cancelled_run_resumes_and_finished_fits_stay_as_first_recorded(frame: pd.DataFrame, task: Task) -> None:
    inner = MemoryTrialLedger()
    ledger = _StopsAfter(inner, 7)
    made = tuple(fakes.candidate(f"slow{i}", fakes.Sleeper(0.3)) for i in range(4))
    options = CompareOptions(n_select=2, n_workers=1)
    with pytest.raises(Cancelled):
        compare(
            frame,
            task,
            candidates=made,
            options=options,
            ledger=ledger,
            run_id="r",
            is_cancelled=ledger.is_asked.is_set,
        )
    half = {(t.candidate, t.fold): t for t in inner.trials()}
    assert 7 <= len(half) < 15
    board = compare(frame, task, candidates=made, options=options, ledger=inner, run_id="r")
    whole = {(t.candidate, t.fold): t for t in inner.trials()}
    assert {key: whole[key] for key in half} == half
    assert len([key for key in whole if key[1] != HOLDOUT]) == 15
    assert board.summary.finished
    assert all(row.rank is not None for row in board.summary.rows)


def test_a_finished_run_is_not_fitted_again_and_gives_its_pipelines_back(frame: pd.DataFrame, task: Task) -> None:
    ledger = MemoryTrialLedger()
    options = CompareOptions(include=("lr", "nb"), n_select=1, n_workers=1)
    first = compare(frame, task, options=options, ledger=ledger)
    recorded = ledger.trials()
    second = compare(frame, task, options=options, ledger=ledger)
    assert ledger.trials() == recorded
    assert (second.top[0].predict(frame) == first.top[0].predict(frame)).all()


def test_progress_counts_every_fit_and_reaches_the_total(frame: pd.DataFrame, task: Task) -> None:
    told: list[tuple[int, int]] = []
    options = CompareOptions(include=("lr", "nb"), n_select=1, n_workers=1)
    compare(frame, task, options=options, on_progress=lambda done, total, message: told.append((done, total)))
    assert [done for done, _ in told] == list(range(len(told)))
    assert told[-1][0] <= told[-1][1]
    assert {total for _, total in told} == {11}


def test_a_cancel_in_the_middle_of_long_fits_is_obeyed_at_once(frame: pd.DataFrame, task: Task) -> None:
    asked = threading.Event()

    def stop_when_busy(done: int, total: int, message: str) -> None:
        if done >= 3:
            threading.Timer(0.3, asked.set).start()

    made = (fakes.candidate("sleeper", fakes.Sleeper(500.0)),)
    with pytest.raises(Cancelled):
        compare(
            frame, task, candidates=made, on_progress=stop_when_busy, is_cancelled=asked.is_set,
            options=CompareOptions(n_workers=1),
        )  # fmt: skip
    assert asked.is_set()


@pytest.mark.parametrize("how", ["script", "stdin", "thread"])
def test_it_works_from_a_script_without_a_main_guard(how: str, tmp_path: Path) -> None:
    body = """
import numpy as np, pandas as pd
from sklearn.naive_bayes import GaussianNB
from bancada.learning import Candidate, CompareOptions, compare, make_task
class Mine(GaussianNB):
    pass
rng = np.random.default_rng(0)
frame = pd.DataFrame({"a": rng.normal(size=120)})
frame["y"] = frame.a + rng.normal(size=120) > 0
def go():
    made = (Candidate("mine", "Mine", lambda seed: Mine()),)
    board = compare(frame, make_task(frame, target="y"), candidates=made, options=CompareOptions(n_workers=1, n_select=1))
    print("top", board.summary.top, type(board.top[0].inner_[-1]).__name__)
"""
    body += "import threading\nt = threading.Thread(target=go)\nt.start()\nt.join()\n" if how == "thread" else "go()\n"
    script = tmp_path / "script.py"
    script.write_text(body)
    command = [sys.executable, "-"] if how == "stdin" else [sys.executable, str(script)]
    done = subprocess.run(
        command, input=body if how == "stdin" else None, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.strip() == "top ('mine',) Mine", done.stderr


@pytest.mark.parametrize(
    ("options", "named"),
    [(CompareOptions(include=("lr", "nope", "nada")), "nope, nada"), (CompareOptions(exclude=("nope",)), "nope")],
    ids=["include", "exclude"],
)
def test_unknown_candidates_are_all_named_at_once(
    options: CompareOptions, named: str, frame: pd.DataFrame, task: Task
) -> None:
    with pytest.raises(CandidateNotFound, match=named):
        compare(frame, task, options=options)


def test_the_baseline_is_compared_even_where_it_was_left_out(frame: pd.DataFrame, task: Task) -> None:
    board = compare(frame, task, options=CompareOptions(include=("nb",), exclude=("dummy",), n_workers=1))
    assert set(board.table.index) == {"nb", "dummy"}


# Data as it comes


def _compared(frame: pd.DataFrame, candidates: tuple[str, ...] = ("lr", "rf"), **choices) -> Leaderboard:
    task = make_task(frame, target="target", **choices)
    return compare(frame, task, options=CompareOptions(include=candidates, n_workers=1, n_select=1))


def test_a_class_missing_in_some_folds_does_not_fail_the_candidate(rng: np.random.Generator) -> None:
    frame = _frame(rng, 200)
    frame.loc[:2, "target"] = "rare"
    board = _compared(frame, problem="multiclass")
    assert board.summary.row("lr").status is FitStatus.OK
    assert "rare_class" in [finding.code for finding in board.summary.findings]


def test_rows_without_a_target_are_left_out_and_said_so(rng: np.random.Generator) -> None:
    frame = _frame(rng)
    frame.loc[10:29, "target"] = None
    board = _compared(frame)
    found = next(f for f in board.summary.findings if f.code == "rows_without_target")
    assert found.facts == {"n_rows": 20}
    assert board.summary.n_train + board.summary.n_holdout == 220


def test_a_target_with_one_class_is_refused(rng: np.random.Generator) -> None:
    frame = _frame(rng).assign(target="always")
    with pytest.raises(InvalidTask, match="single class"):
        _compared(frame)


def test_more_columns_than_rows_constants_and_missing_values_are_no_trouble(rng: np.random.Generator) -> None:
    frame = pd.DataFrame(rng.normal(size=(60, 100)), columns=[f"c{i}" for i in range(100)])
    frame["target"] = np.where(frame.c0 > 0, "a", "b")
    frame["constant"], frame["empty"] = 1.0, np.nan
    frame.loc[::3, "c1"] = np.nan
    assert _compared(frame).summary.row("lr").status is FitStatus.OK


def test_text_boolean_category_and_datetime_columns_are_learned_from(rng: np.random.Generator) -> None:
    frame = _frame(rng)
    frame["flag"] = rng.random(240) > 0.5
    frame["category"] = pd.Categorical(rng.choice(["p", "q"], 240))
    frame["when"] = pd.date_range("2024-01-01", periods=240, freq="h")
    frame["nullable"] = pd.array(rng.integers(0, 9, 240), dtype="Int64")
    frame.loc[3, "nullable"] = pd.NA
    frame.loc[5, "kind"] = None
    board = _compared(frame, split="stratified")
    assert board.summary.row("rf").status is FitStatus.OK
    names = [field.name for field in board.top[0].fields_]
    assert names == ["a", "b", "kind", "flag", "category", "nullable"]
    assert "shuffled_though_timed" in [finding.code for finding in board.summary.findings]


@pytest.mark.parametrize("labels", [[True, False], [3, 7], [0.0, 1.0]], ids=["bool", "int", "float"])
def test_labels_come_back_in_the_type_they_came_in(labels: list, rng: np.random.Generator) -> None:
    frame = _frame(rng)
    frame["target"] = np.where(frame.target == "yes", labels[0], labels[1])
    board = _compared(frame, candidates=("lr",))
    answer = board.top[0].predict(frame)
    assert answer.dtype == frame["target"].dtype
    assert set(answer) == set(labels)


def test_regression_is_ranked_by_r2_and_its_errors_from_the_smallest(rng: np.random.Generator) -> None:
    frame = _frame(rng)
    frame["target"] = 3 * frame.a - frame.b + rng.normal(size=240) * 0.1
    board = _compared(frame, candidates=("lr", "dt", "knn"), sort="mae")
    assert board.table.index[0] == "lr"
    assert board.table.index[-1] == "dummy"
    assert list(board.table.columns) == ["Model", "MAE", "MSE", "RMSE", "R2", "RMSLE", "MAPE", "TT (Sec)"]
    assert board.table.MAE.is_monotonic_increasing


def test_multilabel_answers_every_label(rng: np.random.Generator) -> None:
    frame = _frame(rng).drop(columns="target")
    frame["hot"], frame["loud"] = (frame.a > 0).astype(int), (frame.b > 0.3).astype(int)
    task = make_task(frame, target=["hot", "loud"], folds=3)
    board = compare(frame, task, options=CompareOptions(include=("lr", "rf"), n_select=1, n_workers=1))
    assert board.summary.task.problem is Problem.MULTILABEL
    assert board.table["F1"].iloc[0] > 0.9
    assert board.top[0].predict(frame).shape == (240, 2)
    assert board.top[0].signature_.classes == ("hot", "loud")


def test_a_forecast_is_judged_in_time_order_against_the_naive_one(rng: np.random.Generator) -> None:
    n = 400
    frame = pd.DataFrame({"when": pd.date_range("2024", periods=n, freq="h"), "load": rng.normal(size=n)})
    frame["target"] = 10 + 3 * np.sin(2 * np.pi * np.arange(n) / 24) + rng.normal(size=n) * 0.2
    shuffled = frame.sample(frac=1, random_state=1)
    task = make_task(shuffled, target="target", problem="forecast", horizon=2, folds=3)
    board = compare(shuffled, task, options=CompareOptions(include=("ridge",), n_workers=1))
    assert set(board.table.index) == {"ridge", "dummy", "naive"}
    assert board.baseline.candidate == "naive"
    assert board.table.loc["ridge", "MAE"] < board.table.loc["naive", "MAE"]
    when = frame.when.to_numpy()
    rows = board.prepared.rows
    for fold in board.prepared.split.folds:
        train, test = shuffled.when.to_numpy()[rows[fold.train]], shuffled.when.to_numpy()[rows[fold.test]]
        assert train.max() + np.timedelta64(2, "h") <= test.min()
    assert when.min() < shuffled.when.to_numpy()[rows].min()


def test_the_occupancy_file_is_split_in_time_order_and_says_why(real_data: Path) -> None:
    frame = pd.read_csv(real_data / "sensors" / "occupancy_datatraining.txt")
    frame["date"] = pd.to_datetime(frame["date"])
    task = make_task(frame, target="Occupancy", dataset="occupancy")
    assert task.name == "occupancy.Occupancy"
    board = compare(frame, task, options=CompareOptions(include=("lr", "lda", "dt"), n_workers=2))
    found = {finding.code: finding for finding in board.summary.findings}
    assert list(found) == ["split_in_time_order", "folds_of_one_class"]
    # Nobody is in the room on the nights and the weekend that whole folds cover.
    n_whole = found["folds_of_one_class"].facts["n_whole"]
    assert 2 <= n_whole < 5
    assert set(board.scores[board.scores.metric == "F1"].groupby("candidate").size()) == {n_whole}
    assert set(board.scores[board.scores.metric == "Accuracy"].groupby("candidate").size()) == {5}
    assert board.table["Accuracy"].iloc[0] > 0.9


def _timed(target: list[str]) -> pd.DataFrame:
    rng = np.random.default_rng(9)
    when = pd.date_range("2024-01-01", periods=len(target), freq="h")
    signal = (np.array(target) == "b") + rng.normal(size=len(target))
    return pd.DataFrame({"when": when, "a": signal, "target": target})


def test_folds_of_one_class_are_left_out_of_means_and_said_so() -> None:
    frame = _timed(["a", "b"] * 60 + ["a"] * 40 + ["a", "b"] * 40)
    board = _compared(frame, candidates=("lr", "nb"), folds=5, holdout=0.2, sort="F1")
    found = next(f for f in board.summary.findings if f.code == "folds_of_one_class")
    n_whole = found.facts["n_whole"]
    assert 2 <= n_whole == 5 - found.facts["n_folds"] < 5
    row = board.summary.row("lr")
    assert row is not None
    values = board.scores.query("candidate == 'lr' and metric == 'F1'").value
    assert len(values) == n_whole
    assert row.means["F1"] == pytest.approx(values.mean())
    assert 0.0 <= row.intervals["F1"].low <= row.intervals["F1"].high <= 1.0
    assert row.rank is not None
    assert "Accuracy" in found.message("en")


def test_an_order_by_a_metric_of_one_fold_says_that_it_tells_nobody_apart() -> None:
    frame = _timed(["a", "b"] * 30 + ["a"] * 104 + ["a", "b"] * 18)
    board = _compared(frame, candidates=("lr", "nb"), folds=3, holdout=0.2, sort="F1")
    found = next(f for f in board.summary.findings if f.code == "sort_on_few_folds")
    assert (found.facts["n_whole"], found.facts["folds"]) == (1, 3)
    assert {row.rank for row in board.summary.rows} == {1}
    row = board.summary.row("lr")
    assert row is not None
    assert "F1" not in row.stds
    assert "F1" not in row.intervals
    assert "Accuracy" in row.stds


def test_a_holdout_of_one_class_has_no_figures_that_need_two() -> None:
    frame = _timed(["a", "b"] * 60 + ["a"] * 40)
    board = _compared(frame, candidates=("lr",), folds=3, holdout=0.2)
    assert "holdout_of_one_class" in [f.code for f in board.summary.findings]
    row = board.summary.row("lr")
    assert row is not None
    assert set(row.holdout) == set(row.holdout_intervals) == {"Accuracy", "Log Loss", "Brier"}


@pytest.mark.parametrize(
    ("split", "draw"), [("time", "by_blocks"), ("group", "drawn"), ("stratified", "by_rows")], ids=str
)
def test_holdout_rows_are_drawn_again_as_the_split_says_they_depend(split: str, draw: str) -> None:
    frame = _timed(["a", "b", "b", "a"] * 60)
    frame["machine"] = np.arange(240) // 12
    choices = {"time": "when"} if split == "time" else {"group": "machine"} if split == "group" else {}
    task = make_task(frame, target="target", split=split, **choices)
    resampling = prepare(frame, task).resampling
    assert resampling.__name__ == draw


def test_a_ledger_is_a_port() -> None:
    ledger: TrialLedger = MemoryTrialLedger()
    assert ledger.trials() == ()
    assert ledger.predictions("r", "lr", 0) == b""


def test_a_budget_begins_when_the_rows_are_ready_and_the_baseline_is_fitted(
    frame: pd.DataFrame, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bancada.learning import comparison

    def slowly(*arguments: object, **options: object) -> object:
        time.sleep(2.5)
        return prepare(*arguments, **options)

    monkeypatch.setattr(comparison, "prepare", slowly)
    made = fakes.dummies(1)
    board = compare(frame, task, candidates=made, options=CompareOptions(budget_s=2.0, n_workers=1))
    assert {row.status for row in board.summary.rows} == {FitStatus.OK}
    assert len(board.top) == 2
