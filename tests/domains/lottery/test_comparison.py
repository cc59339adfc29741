"""The comparison of forecasters: equal to a plain loop, blind to what comes later, resumed without fitting again."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from bancada.core.dataset import Source
from bancada.core.errors import CandidateNotFound, InvalidTask
from bancada.core.leaderboard import FitStatus
from bancada.core.task import Problem, SplitKind
from bancada.domains.lottery.calibration import calibrated
from bancada.domains.lottery.candidates import candidate
from bancada.domains.lottery.comparison import LotteryBoard, compare_forecasters, prepare_draws
from bancada.domains.lottery.draws import Draws, make_draws
from bancada.domains.lottery.forecasters import FrequencyForecaster, LastKForecaster
from bancada.domains.lottery.game import UNIFORM_BRIER, UNIFORM_LOG_LOSS
from bancada.domains.lottery.pack import TASK
from bancada.domains.lottery.scoring import read_scores
from bancada.learning import CompareOptions
from bancada.learning.fitting import HOLDOUT
from bancada.learning.ledger import MemoryTrialLedger

RULES = tuple(candidate(id_) for id_ in ("uniform", "frequency", "last-k", "markov"))
OPTIONS = CompareOptions(n_select=2, n_workers=1)


def simulated(n: int, *, seed: int = 3, first: int = 101, source: Source = Source.OFFICIAL) -> Draws:
    rng = np.random.default_rng(seed)
    numbers = np.array([rng.permutation(25)[:15] + 1 for _ in range(n)])
    return make_draws(np.arange(first, first + n), numbers, source=source)


DRAWS = simulated(300)


@pytest.fixture(scope="module")
def ledger() -> MemoryTrialLedger:
    """Return the ledger of the one comparison that most tests look at."""
    return MemoryTrialLedger()


@pytest.fixture(scope="module")
def board(ledger: MemoryTrialLedger) -> LotteryBoard:
    """Return a comparison of the rules over 300 draws."""
    return compare_forecasters(DRAWS, candidates=RULES, folds=4, options=OPTIONS, ledger=ledger, run_id="r")


def test_folds_walk_forward_in_the_order_of_contests_and_the_latest_draws_are_kept_away() -> None:
    prepared = prepare_draws(DRAWS, folds=4, holdout=0.2)
    assert (prepared.task.name, prepared.task.problem) == (TASK, Problem.MULTILABEL)
    assert (prepared.task.split.kind, prepared.task.sort, len(prepared.task.targets)) == (
        SplitKind.TIME,
        "Log Loss",
        25,
    )
    assert prepared.split.holdout.tolist() == list(range(240, 300))
    judged = np.concatenate([fold.test for fold in prepared.split.folds])
    assert judged.tolist() == list(range(48, 240))
    for fold in prepared.split.folds:
        assert fold.train.tolist() == list(range(fold.test[0]))


def test_the_board_names_what_it_measures_and_the_baseline(board: LotteryBoard) -> None:
    summary = board.summary
    assert (summary.metrics, summary.baseline) == (("Log Loss", "Brier", "Hits"), "uniform")
    assert summary.greater_is_better == {"Log Loss": False, "Brier": False, "Hits": True, "Draws": True}
    assert (summary.n_train, summary.n_holdout, summary.dataset_sha256) == (240, 60, DRAWS.sha256)
    uniform = summary.row("uniform")
    assert uniform is not None
    assert uniform.means["Log Loss"] == pytest.approx(UNIFORM_LOG_LOSS, abs=1e-12)
    assert uniform.means["Brier"] == pytest.approx(UNIFORM_BRIER, abs=1e-12)
    assert summary.rows[0].rank == 1


@pytest.mark.parametrize("made", [FrequencyForecaster, LastKForecaster], ids=["frequency", "last-k"])
def test_scores_equal_those_of_a_plain_loop_over_draws(board: LotteryBoard, made: type) -> None:
    drawn, forecaster = DRAWS.indicators, made()
    for fold, side in enumerate(prepare_draws(DRAWS, folds=4).split.folds):
        forecaster.fit(drawn[: side.test[0]])
        losses, hits, squares = [], [], []
        for row in side.test:
            p = calibrated(forecaster.predict_proba(drawn[:row])[-1:], weight=forecaster.weight)[0]
            ticket = sorted(range(25), key=lambda i: (-p[i], i))[:15]
            hits.append(sum(drawn[row][i] for i in ticket))
            losses.append(-sum(math.log(p[i] if drawn[row][i] else 1 - p[i]) for i in range(25)) / 25)
            squares.append(sum((p[i] - drawn[row][i]) ** 2 for i in range(25)) / 25)
        trial = next(t for t in board.trials if (t.candidate, t.fold) == (forecaster.kind, fold))
        assert trial.scores["Log Loss"] == pytest.approx(np.mean(losses), abs=1e-9)
        assert trial.scores["Brier"] == pytest.approx(np.mean(squares), abs=1e-9)
        assert trial.scores["Hits"] == np.mean(hits)
        assert trial.scores["Draws"] == len(side.test)


def test_what_comes_later_changes_no_earlier_fold(board: LotteryBoard) -> None:
    numbers = DRAWS.numbers.copy()
    numbers[144:] = simulated(300, seed=99).numbers[144:]
    changed = make_draws(DRAWS.contests, numbers, source=DRAWS.source)
    other = compare_forecasters(changed, candidates=RULES, folds=4, options=OPTIONS)
    scores = {(t.candidate, t.fold): t.scores for t in other.trials}
    for trial in board.trials:
        is_same = scores.get((trial.candidate, trial.fold)) == trial.scores
        if trial.fold in (0, 1):  # judged on draws 48 to 143
            assert is_same, trial
        elif trial.candidate == "last-k":
            assert not is_same, trial


def test_scores_by_draw_are_kept_and_give_the_means(board: LotteryBoard, ledger: MemoryTrialLedger) -> None:
    kept = read_scores(ledger.predictions("r", "frequency", 0))
    trial = next(t for t in board.trials if (t.candidate, t.fold) == ("frequency", 0))
    assert kept["contests"].tolist() == list(range(149, 197))
    assert kept["hits"].mean() == trial.scores["Hits"]
    assert kept["log_loss"].mean() == trial.scores["Log Loss"]
    assert read_scores(b"") == {}


def test_the_best_and_the_baseline_meet_the_holdout_once_with_intervals(board: LotteryBoard) -> None:
    assert set(board.pipelines) == {*board.summary.top, "uniform"}
    for id_ in board.pipelines:
        main, brier, hits = board.figures(id_)
        assert (main.name, brier.name, hits.name) == ("Log Loss", "Brier", "Hits")
        for figure in (main, brier, hits):
            assert figure.split == "holdout"
            assert figure.interval is not None
            assert figure.interval.low <= figure.value <= figure.interval.high
        assert main.baseline == pytest.approx(UNIFORM_LOG_LOSS)
        assert hits.baseline == 9
    assert board.figures("nobody") == ()


def test_the_uniform_forecaster_is_its_own_baseline_to_the_last_digit(board: LotteryBoard) -> None:
    main = board.figures("uniform")[0]
    assert main.interval is not None
    assert main.interval.low <= main.baseline <= main.interval.high


def test_a_kept_forecaster_is_the_one_that_the_holdout_scored(board: LotteryBoard) -> None:
    best = next(id_ for id_ in board.summary.top if id_ != "uniform")
    forecaster = board.forecaster(best)
    proba = forecaster.calibrated_proba(DRAWS.indicators)[239:-1]
    drawn = DRAWS.indicators[240:]
    loss = -np.log(np.where(drawn == 1, proba, 1 - proba)).mean()
    row = board.summary.row(best)
    assert row is not None
    assert row.holdout["Log Loss"] == pytest.approx(loss, abs=1e-12)
    assert (len(board.training), board.training.last) == (240, 340)
    with pytest.raises(CandidateNotFound):
        board.forecaster("ls15")


def test_a_run_that_goes_on_does_not_fit_again_what_was_recorded(
    board: LotteryBoard, ledger: MemoryTrialLedger
) -> None:
    half = MemoryTrialLedger()
    for trial in board.trials[:9]:
        half.record(replace(trial, fit_time_s=-1.0), predictions=ledger.predictions("r", trial.candidate, trial.fold))
    again = compare_forecasters(DRAWS, candidates=RULES, folds=4, options=OPTIONS, ledger=half, run_id="r")
    kept = {(t.candidate, t.fold) for t in again.trials if t.fit_time_s == -1.0}
    assert kept == {(t.candidate, t.fold) for t in board.trials[:9]}
    assert {(t.candidate, t.fold): t.scores for t in again.trials if t.fold != HOLDOUT} == {
        (t.candidate, t.fold): t.scores for t in board.trials if t.fold != HOLDOUT
    }
    assert {t.status for t in again.trials} == {FitStatus.OK}


def test_simulated_draws_are_said_to_be_so() -> None:
    codes = [f.code for f in prepare_draws(simulated(60, source=Source.SIMULATED), folds=2).findings]
    assert "lottery_draws_simulated" in codes
    assert "lottery_draws_simulated" not in [f.code for f in prepare_draws(DRAWS).findings]


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(InvalidTask):
        prepare_draws(simulated(8))


def test_an_interval_over_few_folds_is_no_narrower_than_that_of_their_draws() -> None:
    ledger = MemoryTrialLedger()
    draws = simulated(240)
    board = compare_forecasters(
        draws, candidates=[candidate("last-k"), candidate("markov")], folds=2, ledger=ledger, run_id="few"
    )
    for row in board.summary.rows:
        stored = [read_scores(ledger.predictions("few", row.candidate, fold))["hits"] for fold in range(2)]
        hits = np.concatenate(stored).astype(float)
        half = 1.5 * hits.std() / len(hits) ** 0.5
        interval = row.intervals["Hits"]
        assert interval.low < hits.mean() - half
        assert interval.high > hits.mean() + half
