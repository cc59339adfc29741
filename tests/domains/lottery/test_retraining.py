"""The automatic retraining: the champion moves to a whole model that passed, or stays, wherever a run is interrupted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bancada.core.dataset import Source
from bancada.core.errors import BadInput, InvalidTask, ModelExists
from bancada.core.finding import Finding
from bancada.core.leaderboard import FitStatus, Interval
from bancada.core.messages import LANGUAGES
from bancada.core.model import MetricFigure
from bancada.core.run import RunStatus
from bancada.core.values import from_json
from bancada.domains.lottery.candidates import candidate
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.draws_file import read_draws, write_draws
from bancada.domains.lottery.fresh import answers_afresh, wrong_with
from bancada.domains.lottery.pack import TASK
from bancada.domains.lottery.retraining import Retraining
from bancada.domains.lottery.saved import load_forecaster
from bancada.domains.lottery.scoring import read_scores
from bancada.domains.lottery.trainer import Order, train_forecasters
from bancada.domains.lottery.training import TrainingOptions
from bancada.jobs import RunClient
from bancada.learning import Candidate
from bancada.learning.fitting import HOLDOUT
from bancada.learning.ledger import MemoryTrialLedger
from bancada.registry import ModelStore
from tests.domains.lottery import retraining_program as program
from tests.domains.lottery.retraining_program import FixedHistory, ask_here, simulated, store_of, train_here
from tests.jobs.processes import end_of, eventually

pytestmark = pytest.mark.xdist_group("dbos")

DRAWS = simulated(200)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Context:
    """A run's context that remembers what was said."""

    run_id: str = "run-1"
    lines: list[tuple[str, str]] = field(default_factory=list)

    def progress(self, done: int, total: int, message: str = "") -> None:
        assert done <= total

    def log(self, text: str, *, level: str = "info") -> None:
        self.lines.append((level, text))

    def is_cancelled(self) -> bool:
        return False

    @property
    def warnings(self) -> list[str]:
        return [text for level, text in self.lines if level == "warning"]


def broken(seed: int) -> object:
    raise ArithmeticError("cannot learn this")


def dying(seed: int) -> object:
    os._exit(9)


def some_broken(*kinds: str) -> object:
    def candidate_of(kind: str, options: TrainingOptions) -> Candidate:
        return Candidate(kind, kind, broken) if kind in kinds else candidate(kind, options)

    return candidate_of


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    """Return an empty store."""
    return store_of(tmp_path)


def retraining(store: ModelStore, *, draws: Draws = DRAWS, **parts: Any) -> Retraining:
    ledger = parts.pop("ledger", MemoryTrialLedger())
    here = {"trained_by": train_here, "asked_by": ask_here} | parts
    return Retraining(FixedHistory(draws), store, ledger, store.root.parent / "data", clock=lambda: NOON, **here)


def run(made: Retraining, context: Context, **payload: object) -> Mapping[str, Any]:
    state: dict[str, Any] = dict(payload)
    for _, step in made.steps:
        state |= step(state, context)
    return state


@pytest.fixture
def champion(store: ModelStore) -> str:
    """Return the champion of a store that has one."""
    run(retraining(store), Context("run-0"), kinds=["markov"], name="antigo")
    return "antigo-markov-20260302-120000"


def codes(state: Mapping[str, Any]) -> list[str]:
    return [from_json(Finding, found).code for found in state["findings"]]


def test_the_first_retraining_saves_a_model_that_serves(store: ModelStore) -> None:
    ledger, context = MemoryTrialLedger(), Context()
    state = run(retraining(store, ledger=ledger), context, kinds=["frequency"])
    name = "lotofacil-frequency-20260302-120000"
    assert (state["champion"], state["backup"], state["promoted"], state["failures"]) == ("", "", name, {})
    assert (state["origin"], state["last_contest"], state["n_draws"]) == ("history", 200, 200)
    info = store.info(name)
    assert info.lineage is not None
    assert (info.lineage.run_id, info.lineage.n_train, info.lineage.n_holdout) == ("run-1", 160, 40)
    assert load_forecaster(store, name).last_contest == 160
    assert info.main_metric is not None
    assert (info.main_metric.name, info.main_metric.baseline) == ("Log Loss", pytest.approx(0.67301, abs=1e-5))
    (trial,) = ledger.trials()
    assert (trial.candidate, trial.fold, trial.status) == ("frequency", HOLDOUT, FitStatus.OK)
    assert read_scores(ledger.predictions("run-1", "frequency", HOLDOUT))["contests"].tolist() == list(range(161, 201))
    assert {"gate_files_verified", "gate_certified"} <= set(codes(state))
    assert context.warnings == []


def test_the_champion_is_backed_up_and_its_kind_is_trained_again(store: ModelStore, champion: str) -> None:
    state = run(retraining(store), Context())
    assert state["champion"] == champion
    assert store.import_file(Path(state["backup"]), "de-volta").task == TASK
    assert state["promoted"] == "lotofacil-markov-20260302-120000" == store.champion(TASK).name  # type: ignore[union-attr]  # it has one


def test_of_several_kinds_the_one_with_the_least_loss_on_the_holdout_is_chosen(store: ModelStore) -> None:
    state = run(retraining(store), Context(), kinds=["frequency", "last-k"])
    losses = {name: store.info(name).main_metric.value for name in state["trained"]}  # type: ignore[union-attr]  # each has one
    assert len(losses) == 2
    assert state["chosen"] == min(losses, key=losses.__getitem__)


def test_a_training_that_fails_is_counted_and_leaves_the_other_kinds_alone(store: ModelStore) -> None:
    ledger = MemoryTrialLedger()
    made = retraining(store, ledger=ledger, candidate_of=some_broken("ls15"))
    state = run(made, Context(), kinds=["ls15", "markov"])
    assert list(state["failures"]) == ["ls15"]
    assert "cannot learn this" in state["failures"]["ls15"]
    assert (state["promoted"], state["is_fallback"]) == ("lotofacil-markov-20260302-120000", False)
    assert {t.candidate: t.status for t in ledger.trials()} == {"ls15": FitStatus.FAILED, "markov": FitStatus.OK}


def test_where_all_training_fails_frequency_serves_if_nobody_healthy_does(store: ModelStore) -> None:
    state = run(retraining(store, candidate_of=some_broken("ls15")), Context())
    assert (state["is_fallback"], state["promoted"]) == (True, "lotofacil-frequency-20260302-120000")


def test_the_fallback_does_not_push_a_healthy_champion_aside(store: ModelStore, champion: str) -> None:
    context = Context()
    state = run(retraining(store, candidate_of=some_broken("markov")), context)
    assert (state["promoted"], state["serving"]) == ("", champion)
    assert "lottery_fallback_not_served" in codes(state)
    assert store.champion(TASK).name == champion  # type: ignore[union-attr]  # it has one
    assert any(champion in text for text in context.warnings)


def test_the_fallback_serves_where_the_champion_is_broken(store: ModelStore, champion: str) -> None:
    artefact = store.root / champion / "model.joblib"
    artefact.write_bytes(artefact.read_bytes()[:-1] + b"!")
    context = Context()
    state = run(retraining(store, candidate_of=some_broken("markov")), context, kinds=["markov"])
    assert state["backup"] == ""
    assert state["promoted"] == "lotofacil-frequency-20260302-120000"


def test_where_not_even_frequency_can_be_trained_the_run_fails_and_the_champion_stays(
    store: ModelStore, champion: str
) -> None:
    with pytest.raises(InvalidTask) as refusal:
        run(retraining(store, candidate_of=some_broken("markov", "frequency")), Context())
    assert refusal.value.code == "lottery_nothing_trained"
    assert store.champion(TASK).name == champion  # type: ignore[union-attr]  # it has one
    assert all("?" not in refusal.value.message(language) for language in LANGUAGES)
    assert "O ajuste falhou: frequency: ArithmeticError: cannot learn this" in refusal.value.message("pt_BR")


def test_simulated_draws_do_not_replace_a_champion_that_learned_from_others(store: ModelStore, champion: str) -> None:
    state = run(retraining(store, draws=simulated(200, source=Source.SIMULATED)), Context())
    assert {"lottery_draws_simulated", "lottery_simulated_not_served"} <= set(codes(state))
    assert (state["promoted"], state["serving"]) == ("", champion)


def test_simulated_draws_serve_where_nothing_else_does_and_are_marked(store: ModelStore) -> None:
    state = run(retraining(store, draws=simulated(200, source=Source.SIMULATED)), Context(), kinds=["markov"])
    assert state["promoted"]
    assert store.info(state["promoted"]).lineage.dataset_source == "simulated"  # type: ignore[union-attr]  # it has one


def test_a_model_that_is_worse_than_uniform_beyond_doubt_does_not_serve(store: ModelStore, champion: str) -> None:
    made, state = retraining(store), {"kinds": ["frequency"]}
    for _, step in made.steps[:3]:
        state |= step(state, Context())
    saved, bad = state["chosen"], MetricFigure("Log Loss", 0.9, "holdout", False, Interval(0.8, 1.0), 0.673)
    assert saved == "lotofacil-frequency-20260302-120000"
    state["chosen"] = _saved_with(store, bad)
    for _, step in made.steps[3:]:
        state |= step(state, Context())
    assert (state["passed"], state["promoted"], state["serving"]) == (False, "", champion)
    assert "gate_worse_than_baseline" in codes(state)


def _saved_with(store: ModelStore, figure: MetricFigure) -> str:
    (trained,) = train_here(DRAWS, [Order(candidate("frequency"), "run-1", "pior")])
    assert trained.draft is not None
    store.save("pior", replace(trained.draft, metrics=(figure,), main_metric=figure))
    return "pior"


def test_the_users_hook_comes_before_the_history(
    store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "meus_sorteios.py").write_text(
        "import numpy as np\n"
        "def get_training_data():\n"
        "    rng = np.random.default_rng(1)\n"
        "    return np.array([rng.permutation(25)[:15] + 1 for _ in range(120)])\n"
    )
    monkeypatch.chdir(tmp_path)
    state = run(retraining(store, hook_module="meus_sorteios"), Context(), kinds=["frequency"])
    assert (state["origin"], state["source"], state["n_draws"]) == ("hook:meus_sorteios", "imported", 120)
    with pytest.raises(BadInput):
        run(retraining(store, hook_module="nao_existe"), Context("run-2"), kinds=["frequency"])


def test_every_step_may_be_run_again_and_changes_nothing_more(store: ModelStore, champion: str) -> None:
    ledger = MemoryTrialLedger()
    made, state = retraining(store, ledger=ledger), {}
    for _, step in made.steps:
        first = step(state, Context())
        assert step(state, Context()) == first
        state |= first
    assert len(ledger.trials()) == 1
    assert [record.name for record in store.history(TASK)] == [champion, state["promoted"]]


def test_a_name_that_another_run_took_is_not_touched(store: ModelStore, champion: str) -> None:
    with pytest.raises(ModelExists):
        run(retraining(store), Context("run-9"), name="antigo")


def test_a_saved_model_is_asked_in_a_new_process_and_a_broken_one_is_named(store: ModelStore, champion: str) -> None:
    assert answers_afresh(store, champion, DRAWS) == ""
    assert "draws" in answers_afresh(store, champion, DRAWS[:0]).lower()
    assert "nobody" in answers_afresh(store, "nobody", DRAWS)


def test_a_training_that_takes_its_process_down_takes_nothing_else_along() -> None:
    orders = [Order(Candidate("dying", "Dying", dying), "r"), Order(candidate("uniform"), "r")]
    first, second = train_forecasters(DRAWS, orders)
    assert (first.status, first.draft, second.status) == (FitStatus.FAILED, None, FitStatus.OK)
    assert "9" in first.reason


def test_a_training_without_promotion_bears_the_name_asked_for_and_fails_aloud(
    store: ModelStore, champion: str
) -> None:
    made, state = retraining(store), {"kinds": ["frequency"], "saved_as": "minha", "has_fallback": False}
    state |= made.gather(state, Context("run-7"))
    assert made.train(state, Context("run-7"))["chosen"] == "minha" == made.train(state, Context("run-7"))["chosen"]
    assert store.champion(TASK).name == champion  # type: ignore[union-attr]  # it has one
    with pytest.raises(InvalidTask) as refusal:
        retraining(store, candidate_of=some_broken("markov")).train(
            {**state, "kinds": ["markov"], "saved_as": "outra"}, Context("run-7")
        )
    assert refusal.value.code == "lottery_training_failed"
    assert "cannot learn this" in str(refusal.value)
    assert "frequency" not in str(store.names())


def test_draws_that_steps_share_are_let_go_at_the_end_whether_the_model_serves_or_not(
    store: ModelStore, champion: str
) -> None:
    context = Context("run-8")
    made = retraining(store, candidate_of=some_broken("markov"))
    state = run(made, context)
    kept = store.root.parent / "data" / "lottery" / "retraining" / "run-8.npz"
    assert state["promoted"] == ""
    assert kept.is_file()
    assert made.tidy(state, context) == {"model": state["chosen"]} == made.tidy(state, context)
    assert not kept.exists()


def test_kept_draws_come_back_as_they_were(tmp_path: Path) -> None:
    write_draws(tmp_path / "a" / "draws.npz", DRAWS)
    back = read_draws(tmp_path / "a" / "draws.npz")
    assert (back.sha256, back.source) == (DRAWS.sha256, DRAWS.source)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["draws.npz"]


def test_a_kill_at_any_step_leaves_a_whole_champion_and_the_run_goes_on(tmp_path: Path, champion: str) -> None:
    url, steps = f"sqlite:///{tmp_path / 'jobs.db'}", ["back_up", "gather", "train", "check", "promote"]
    trace = tmp_path / "trace"
    for step in steps:
        (tmp_path / f"hold-{step}").touch()
    client = RunClient(url)
    run_id = client.submit(program.KIND, {"kinds": ["frequency"]}, title="Retrain")
    for step in steps:
        worker = _worker(url, tmp_path)
        eventually(partial(_has, trace, step))
        worker.kill()
        worker.wait()
        store = store_of(tmp_path)
        serving = store.champion(TASK)
        assert serving is not None
        assert serving.name == (champion if step != "promote" else "lotofacil-frequency-20260302-120000")
        assert store.verify(serving.name) == ()
        assert load_forecaster(store, serving.name).next_probabilities(DRAWS.indicators).sum() == pytest.approx(15)
        (tmp_path / f"hold-{step}").unlink()
    worker = _worker(url, tmp_path)
    ended = end_of(client, run_id)
    worker.kill()
    worker.wait()
    client.close()
    assert ended.status is RunStatus.DONE, ended.error
    assert trace.read_text().split() == [step for step in steps for _ in range(2)]
    assert [record.name for record in store_of(tmp_path).history(TASK)] == [champion, ended.result["promoted"]]
    assert len(program.ledger_of(tmp_path).trials(run_id=run_id)) == 1


def _worker(url: str, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", program.__name__, url, str(folder)]
    return subprocess.Popen(command, env={**os.environ, "OMP_NUM_THREADS": "1"})


def _has(trace: Path, step: str) -> bool:
    return trace.exists() and step in trace.read_text().split()


@pytest.mark.parametrize(
    ("answer", "is_whole"),
    [([0.6] * 25, True), ([0.6] * 24, False), ([0.6] * 24 + [float("nan")], False), ([0.5] * 25, False)],
    ids=["whole", "24", "nan", "sum"],
)
def test_an_answer_is_25_probabilities_that_sum_to_15(answer: list[float], is_whole: bool) -> None:
    assert (wrong_with(answer) == "") is is_whole
