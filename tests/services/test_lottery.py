"""The lottery's use cases over real parts: compare, train, serve, judge, retrain. Rules stand in for networks, which take minutes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bancada import bootstrap
from bancada.core.errors import BadInput, CandidateNotFound, ModelExists, NotFound
from bancada.core.run import RunStatus
from bancada.domains.lottery.constraints import TicketRules
from bancada.domains.lottery.pack import TASK
from bancada.domains.lottery.tickets import TicketRequest
from bancada.services.lottery import LotteryService
from bancada.services.lottery.requests import BacktestRequest, TrainingRequest
from tests.lottery_files import draw_rows, write_csv

RULES = ("uniform", "frequency", "last-k", "markov", "logistic")
N = 240


@pytest.fixture
def lottery(parts: bootstrap.Parts) -> LotteryService:
    """Return its services with N draws in the record."""
    service = parts.bench.lottery
    service.draws.import_file(write_csv(Path("sorteios.csv"), draw_rows(N)))
    return service


def ended(parts: bootstrap.Parts, run_id: str) -> dict[str, object]:
    """Return the result of a run that was done inline."""
    run = parts.queue.get(run_id)
    assert run.status is RunStatus.DONE, run.error
    return run.result


def test_rules_meet_in_one_leaderboard_and_the_best_is_saved_promoted_and_served(
    parts: bootstrap.Parts, lottery: LotteryService
) -> None:
    run_id = lottery.forecasts.compare(TrainingRequest(kinds=RULES, folds=3))
    ended(parts, run_id)
    board = lottery.forecasts.summary(run_id)
    assert {row.candidate for row in board.rows} == set(RULES)
    assert board.baseline == "uniform"
    uniform = board.row("uniform")
    assert uniform is not None
    assert uniform.means["Log Loss"] == pytest.approx(0.67301, abs=1e-4)
    assert uniform.means["Brier"] == pytest.approx(0.24, abs=1e-6)
    assert all(
        row.intervals["Log Loss"].low <= row.means["Log Loss"] <= row.intervals["Log Loss"].high for row in board.rows
    )

    best = next(candidate for candidate in board.top if candidate != "uniform")
    parts.bench.compare.save(run_id, best, "melhor")
    info = parts.bench.models.info("melhor")
    assert info.task == TASK
    assert info.certificate is not None
    assert info.certificate.accepted
    assert info.main_metric is not None
    assert info.main_metric.split == "holdout"
    assert parts.bench.models.promote("melhor").name == "melhor"

    forecast = lottery.forecasts.predict()
    assert (forecast.model, forecast.engine, forecast.contest) == ("melhor", "onnx", N + 1)
    assert forecast.probabilities.sum() == pytest.approx(15)
    tickets = lottery.tickets.generate(TicketRequest(n_tickets=3, rules=TicketRules(fixed=(7,))))
    assert all(7 in ticket for ticket in tickets.tickets)


def test_without_a_champion_all_numbers_are_alike(lottery: LotteryService) -> None:
    forecast = lottery.forecasts.predict()
    assert forecast.model == "uniform"
    np.testing.assert_allclose(forecast.probabilities, 0.6)


def test_a_model_is_judged_on_draws_it_has_not_seen_or_is_fitted_anew(
    parts: bootstrap.Parts, lottery: LotteryService
) -> None:
    ended(parts, lottery.forecasts.train(TrainingRequest(kinds=("markov",), name="mk")))
    last = lottery.forecasts.saved("mk").last_contest
    assert last == round(N * 0.8)

    unseen = lottery.chance.backtest(BacktestRequest(model="mk"))
    assert (unseen.first, unseen.last) == (last + 1, N)
    refitted = lottery.chance.backtest(BacktestRequest(model="mk", first=100, blocks=4))
    assert (refitted.first, refitted.n_draws) == (100, N - 99)
    assert refitted.name != unseen.name

    inner = lottery.forecasts.candidates(TrainingRequest(kinds=("markov",)))[0]
    X = lottery.draws.draws().indicators
    blocks = np.array_split(np.arange(99, N), 4)
    losses = []
    for block in blocks:
        proba = inner.factory(7).fit(X[: block[0]]).calibrated_proba(X[: block[-1]])[block - 1]
        losses.append(-np.log(np.where(X[block] == 1, proba, 1 - proba)).mean(axis=1))
    assert refitted.log_loss is not None
    assert refitted.log_loss.mean == pytest.approx(np.concatenate(losses).mean())


def test_a_backtest_in_the_background_finds_the_same(parts: bootstrap.Parts, lottery: LotteryService) -> None:
    request = BacktestRequest(rule="last-k", first=120, k=30)
    here = lottery.chance.backtest(request)
    run_id = lottery.chance.submit_backtest(request)
    ended(parts, run_id)
    assert lottery.chance.backtest_of(run_id) == here


def test_a_test_of_randomness_in_the_background_finds_the_same_and_is_known_by_its_draws(
    parts: bootstrap.Parts, lottery: LotteryService
) -> None:
    here = lottery.chance.randomness(n_histories=200, seed=3)
    assert lottery.chance.known_randomness(here.draws_sha256) is None
    run_id = lottery.chance.submit_randomness(n_histories=200, seed=3)
    ended(parts, run_id)
    progress = parts.queue.get(run_id).progress
    assert progress is not None
    assert (progress.done, progress.total) == (200, 200)
    assert lottery.chance.randomness_of(run_id) == here
    info = lottery.draws.info()
    assert info is not None
    assert lottery.chance.known_randomness(info.sha256) == here
    assert lottery.chance.known_randomness("0" * 64) is None


def test_a_record_too_short_to_test_is_refused_before_a_run(parts: bootstrap.Parts) -> None:
    service = parts.bench.lottery
    service.draws.import_file(write_csv(Path("poucos.csv"), draw_rows(50)))
    with pytest.raises(BadInput) as refused:
        service.chance.submit_randomness()
    assert refused.value.code == "randomness_too_few"
    assert not parts.queue.list()


def test_a_retraining_asks_for_what_the_champion_was_trained_with(
    parts: bootstrap.Parts, lottery: LotteryService
) -> None:
    assert lottery.forecasts.retraining_request() == TrainingRequest()
    ended(parts, lottery.forecasts.train(TrainingRequest(kinds=("frequency",), name="velho")))
    parts.bench.models.promote("velho")
    info = parts.bench.models.info("velho")
    options = info.metadata["forecaster"]["options"]
    asked = lottery.forecasts.retraining_request()
    assert asked.kinds == ()
    assert (asked.epochs, asked.window, asked.patience) == (options["epochs"], options["window"], options["patience"])


def test_a_model_that_saw_every_draw_says_so(parts: bootstrap.Parts, lottery: LotteryService) -> None:
    ended(parts, lottery.forecasts.train(TrainingRequest(kinds=("frequency",), name="tudo", holdout=0.0)))
    with pytest.raises(BadInput) as refused:
        lottery.chance.backtest(BacktestRequest(model="tudo"))
    assert refused.value.code == "lottery_model_saw_all"


def test_a_retraining_backs_up_the_champion_and_moves_it_only_through_the_gate(
    parts: bootstrap.Parts, lottery: LotteryService
) -> None:
    ended(parts, lottery.forecasts.train(TrainingRequest(kinds=("frequency",), name="velho")))
    parts.bench.models.promote("velho")

    result = ended(parts, lottery.forecasts.retrain(TrainingRequest(kinds=("last-k",))))

    assert Path(str(result["backup"])).is_file()
    reigning = lottery.forecasts.champion()
    assert reigning is not None
    assert reigning.name == (result["promoted"] or "velho")
    assert parts.bench.models.verify(reigning.name) == ()


def test_what_cannot_be_trained_is_refused_before_a_run(lottery: LotteryService, parts: bootstrap.Parts) -> None:
    with pytest.raises(CandidateNotFound):
        lottery.forecasts.compare(TrainingRequest(kinds=("oraculo",)))
    with pytest.raises(BadInput):
        lottery.forecasts.train(TrainingRequest(kinds=("ls15", "ls14")))
    with pytest.raises(BadInput):
        lottery.forecasts.train(TrainingRequest(kinds=("ls15",), epochs=0))
    ended(parts, lottery.forecasts.train(TrainingRequest(kinds=("frequency",), name="um")))
    with pytest.raises(ModelExists) as refused:
        lottery.forecasts.train(TrainingRequest(kinds=("frequency",), name="Um"))
    assert refused.value.facts == {"name": "Um", "found": "um"}
    assert not list((parts.settings.data_folder / "lottery" / "retraining").iterdir())


def test_without_draws_there_is_nothing_to_train_on(parts: bootstrap.Parts) -> None:
    with pytest.raises(NotFound):
        parts.bench.lottery.forecasts.compare(TrainingRequest(kinds=("frequency",)))
    with pytest.raises(NotFound):
        parts.bench.lottery.forecasts.predict()


def test_the_contest_to_seal_for_is_the_first_that_is_open_by_the_clock(lottery: LotteryService) -> None:
    from datetime import UTC, datetime

    at = datetime(2020, 8, 27, 12, tzinfo=UTC)  # the record ends on 2020-08-27
    open_now = replace(lottery.draws, clock=lambda: at).upcoming()
    assert (open_now.contest, str(open_now.draw_on)) == (N + 1, "2020-08-28")
    later = replace(lottery.draws, clock=lambda: datetime(2020, 8, 31, 12, tzinfo=UTC)).upcoming()
    assert (later.contest, str(later.draw_on), later.is_estimated) == (N + 3, "2020-08-31", True)


def test_evidence_counts_every_model_that_was_tried(parts: bootstrap.Parts, lottery: LotteryService) -> None:
    for k in (20, 30, 40):
        lottery.chance.backtest(BacktestRequest(rule="last-k", first=120, k=k))
    ended(parts, lottery.forecasts.train(TrainingRequest(kinds=("markov",), name="daqui")))
    for name in ("daqui", "de-fora"):
        lottery.seals.seal([tuple(range(1, 16))], model=name)
    weighed = lottery.seals.evidence()
    assert weighed[0].n_tried == 3 + 1 + 1  # backtests, the training, and a model that left no trial here
    assert weighed[0].threshold == 100
    assert not weighed[0].is_signal
