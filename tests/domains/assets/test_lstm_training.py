"""Training a network: rare actions drawn again, a planted signal found, the best weights kept, and stopped when asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada.core.errors import BadInput, BancadaError, Cancelled, MissingExtra
from bancada.domains.assets import lstm_training
from bancada.domains.assets.lstm import LstmModel
from bancada.domains.assets.lstm_fitting import EpochRow, check_windows, drawn_again, fit_lstm
from bancada.domains.assets.lstm_training import train_lstm
from bancada.domains.assets.requests import LstmOptions
from bancada.learning.shared import shared_object
from tests.domains.assets.network_tables import made_up_split, made_up_table

pytestmark = [
    pytest.mark.xdist_group("tensorflow"),
    pytest.mark.filterwarnings("ignore::FutureWarning:keras"),
    pytest.mark.filterwarnings("ignore:.*np.object.*"),
]

TINY = LstmOptions(lookback=4, units=8, epochs=3, batch_size=64, dropout=0.1, learning_rate=0.02)
TABLE = made_up_table()
SPLIT = made_up_split(TABLE)


@dataclass
class Watching:
    """A Watch that keeps what it is told and asks to stop after so many epochs."""

    stop_after: int = 10**9
    told: list[tuple[int, int, str]] = field(default_factory=list)

    def progress(self, done: int, total: int, message: str = "") -> None:
        self.told.append((done, total, message))

    def is_cancelled(self) -> bool:
        return len(self.told) >= self.stop_after


@pytest.fixture(scope="module")
def keras() -> Any:
    return pytest.importorskip("keras", reason="the extra `neural` is not installed")


@pytest.fixture(scope="module")
def fitted(keras: Any) -> tuple[LstmModel, dict[str, Any]]:
    return fit_lstm(TABLE, SPLIT, TINY, seed=7)


@given(st.lists(st.integers(0, 2), min_size=1, max_size=60), st.integers(0, 2**31))
def test_actions_that_occur_are_drawn_equally_often_and_none_is_left_out(actions: list[int], seed: int) -> None:
    codes = np.array(actions)
    order = drawn_again(codes, np.random.default_rng(seed))

    counts = np.bincount(codes[order], minlength=3)
    assert set(counts[np.unique(codes)]) == {np.bincount(codes).max()}
    assert set(order.tolist()) == set(range(len(codes)))


def test_a_planted_signal_is_learned_in_a_short_training(keras: Any) -> None:
    model, _ = fit_lstm(TABLE, SPLIT, replace(TINY, epochs=25, dropout=0.0), seed=7)
    answers = model.answers(TABLE, SPLIT.test, since=SPLIT.boundaries[1])
    actions = TABLE.actions[answers.rows]

    recalls = [np.mean(answers.actions[actions == code] == code) for code in (0, 1, 2)]
    assert np.mean(recalls) > 0.5
    assert np.corrcoef(answers.returns, TABLE.returns[answers.rows])[0, 1] > 0.7


def test_the_log_tells_every_epoch_and_how_many_windows_were_drawn_again(
    fitted: tuple[LstmModel, dict[str, Any]],
) -> None:
    _, log = fitted
    train, validation = check_windows(TABLE, SPLIT, 4)
    counts = np.bincount(TABLE.actions[train.rows])

    assert [row["epoch"] for row in log["epochs"]] == [1, 2, 3]
    assert (log["n_train"], log["n_validation"]) == (len(train), len(validation))
    assert log["n_drawn_again"] == 3 * counts.max() - counts.sum()
    for row in log["epochs"]:
        assert row["loss"] == pytest.approx(20 * row["action_loss"] + 50 * row["return_loss"])
        assert row["val_loss"] == pytest.approx(20 * row["val_action_loss"] + 50 * row["val_return_loss"])
        assert row["learning_rate"] == pytest.approx(0.02)
        assert row["seconds"] > 0


def test_validation_windows_begin_with_their_part() -> None:
    train, validation = check_windows(TABLE, SPLIT, 4)

    assert TABLE.ts[validation.rows - 3].min() >= SPLIT.boundaries[0]
    assert TABLE.end_ts[train.rows].max() < SPLIT.boundaries[0]


def test_the_same_seed_gives_the_same_network_to_the_bit_and_another_does_not(
    fitted: tuple[LstmModel, dict[str, Any]],
) -> None:
    again, other = (fit_lstm(TABLE, SPLIT, TINY, seed=seed)[0] for seed in (7, 8))
    found, same, different = (one.answers(TABLE, SPLIT.test).returns for one in (fitted[0], again, other))

    np.testing.assert_array_equal(same, found)
    assert np.abs(different - found).max() > 1e-5


def test_the_best_weights_are_kept_after_patience_ran_out_and_steps_were_made_smaller(keras: Any) -> None:
    from bancada.domains.assets.networks import FocalLoss, ScaledHuber

    options = replace(TINY, epochs=60, learning_rate=0.3, early_stopping_patience=4, dropout=0.5)
    told: list[EpochRow] = []
    model, log = fit_lstm(TABLE, SPLIT, options, seed=3, on_epoch=told.append)
    losses = [row.val_loss for row in told]

    assert [row["val_loss"] for row in log["epochs"]] == losses
    assert log["best_epoch"] == int(np.argmin(losses)) + 1
    assert len(losses) == log["best_epoch"] + 4
    assert told[-1].learning_rate < 0.3
    answers = model.answers(TABLE, SPLIT.validation, since=SPLIT.boundaries[0])
    train, _ = check_windows(TABLE, SPLIT, 4)
    focal = float(FocalLoss(3.0)(TABLE.actions[answers.rows], answers.probabilities.astype("float32")))
    huber = float(
        ScaledHuber(np.std(TABLE.returns[train.rows]))(TABLE.returns[answers.rows, None], answers.returns[:, None])
    )
    assert 20 * focal + 50 * huber == pytest.approx(min(losses), rel=1e-3)


def test_a_loss_that_is_no_number_is_refused_and_keeps_its_code_on_the_way_home(keras: Any, tmp_path: Path) -> None:
    wild = replace(TINY, learning_rate=1e6, weight_decay=1e6)
    (tmp_path / "told").touch()
    with shared_object((TABLE, SPLIT)) as folder:
        found = lstm_training._Trainer(folder)(lstm_training._Order(wild, 7, tmp_path / "told"))

    assert isinstance(found, BadInput)
    assert (found.code, found.facts) == ("assets_training_diverged", {"epoch": 1})


def test_a_training_elsewhere_tells_every_epoch_and_gives_the_same_network(
    fitted: tuple[LstmModel, dict[str, Any]],
) -> None:
    watch = Watching()
    model, log, n_trials = train_lstm(TABLE, SPLIT, TINY, seed=7, watch=watch)

    assert n_trials == 1
    assert [(done, total) for done, total, _ in watch.told] == [(1, 3), (2, 3), (3, 3)]
    wanted = fitted[1]
    assert [row["val_loss"] for row in log["epochs"]] == pytest.approx([row["val_loss"] for row in wanted["epochs"]])
    found, same = (one.answers(TABLE, SPLIT.test).returns for one in (model, fitted[0]))
    np.testing.assert_allclose(found, same, atol=1e-6)


def test_a_process_that_cannot_train_is_told_of_with_its_reason(keras: Any, tmp_path: Path) -> None:
    order = lstm_training._Order(TINY, 7, tmp_path / "no folder" / "told")
    with pytest.raises(BancadaError) as caught:
        lstm_training._elsewhere((TABLE, SPLIT), order, lambda: False)
    assert caught.value.code == "assets_training_failed"
    assert "FileNotFoundError" in caught.value.facts["detail"]


def test_a_training_stops_when_asked_in_the_middle_of_its_epochs(keras: Any) -> None:
    watch = Watching(stop_after=1)
    endless = replace(TINY, epochs=10**6, early_stopping_patience=10**6)

    with pytest.raises(Cancelled):
        train_lstm(TABLE, SPLIT, endless, seed=7, watch=watch)
    assert watch.told


def test_all_options_that_cannot_be_used_are_named_at_once() -> None:
    wrong = LstmOptions(
        lookback=0,
        epochs=0,
        batch_size=0,
        units=0,
        learning_rate=float("nan"),
        dropout=1.0,
        weight_decay=-1.0,
        focal_loss_gamma=-1.0,
        gradient_clip_norm=0.0,
        early_stopping_patience=0,
        loss_weight_action=-1.0,
        loss_weight_return=float("inf"),
    )
    with pytest.raises(BadInput) as caught:
        train_lstm(TABLE, SPLIT, wrong, seed=7)
    assert caught.value.code == "assets_lstm_options_wrong"
    assert len(set(caught.value.facts["names"])) == 12


def test_a_network_needs_some_loss() -> None:
    with pytest.raises(BadInput) as caught:
        train_lstm(TABLE, SPLIT, replace(TINY, loss_weight_action=0.0, loss_weight_return=0.0), seed=7)
    assert caught.value.facts["names"] == ["loss_weight_action", "loss_weight_return"]


def test_a_part_too_short_for_a_window_is_refused_by_name() -> None:
    with pytest.raises(BadInput) as caught:
        train_lstm(TABLE, SPLIT, replace(TINY, lookback=60), seed=7)
    assert caught.value.code == "assets_windows_too_few"
    assert caught.value.facts == {"part": "validation", "found": 0, "needed": 1, "lookback": 60}


def test_without_keras_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lstm_training, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra) as caught:
        train_lstm(TABLE, SPLIT, TINY, seed=7)
    assert caught.value.facts["extra"] == "neural"
