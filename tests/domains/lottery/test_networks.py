"""Networks: the loss, training that keeps time's order, and the quick epoch that computes what Keras computes."""

from __future__ import annotations

import csv
import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bancada.core.errors import BadInput, Cancelled
from bancada.domains.lottery.calibration import unweighted
from bancada.domains.lottery.features import Recipe, RecipeKind
from bancada.domains.lottery.forecasters import DrawForecaster, LstmForecaster
from bancada.domains.lottery.trained import EpochFigures
from bancada.domains.lottery.training import TrainingOptions, TrainingWatch

pytestmark = [
    pytest.mark.xdist_group("tensorflow"),
    pytest.mark.filterwarnings("ignore::FutureWarning:keras"),
    pytest.mark.filterwarnings("ignore:.*np.object.*"),
]

TINY = TrainingOptions(window=4, units=4, epochs=2, batch_size=32)


def fair(n_draws: int, *, seed: int = 0) -> np.ndarray:
    """Return draws of the fair law as 0/1."""
    chosen = np.random.default_rng(seed).random((n_draws, 25)).argsort(axis=1)[:, :15]
    drawn = np.zeros((n_draws, 25), dtype=np.uint8)
    np.put_along_axis(drawn, chosen, 1, axis=1)
    return drawn


@pytest.fixture(scope="module")
def keras() -> Any:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    return pytest.importorskip("keras", reason="the extra `neural` is not installed")


@pytest.fixture(scope="module")
def fitted(keras: Any) -> LstmForecaster:
    return LstmForecaster("ls14pp", TINY, random_state=5).fit(fair(120))


def test_the_loss_weighs_drawn_numbers_and_is_lowest_where_the_weight_can_be_undone(keras: Any) -> None:
    from bancada.domains.lottery.networks import WeightedBCE

    loss = WeightedBCE(3.0)
    y, p = np.array([[1.0, 0.0]], dtype="float32"), np.array([[0.8, 0.3]], dtype="float32")
    grid = np.linspace(0.01, 0.99, 981)
    drawn = float(loss(np.ones((1, 1)), np.full((1, 1), 0.5)))
    expected = 0.6 * 3.0 * -np.log(grid) + 0.4 * -np.log(1 - grid)

    assert float(loss(y, p)) == pytest.approx((-3 * np.log(0.8) - np.log(0.7)) / 2, rel=1e-5)
    assert drawn == pytest.approx(3 * np.log(2), rel=1e-5)
    assert unweighted(grid[expected.argmin()], 3.0) == pytest.approx(0.6, abs=1e-3)


def test_the_loss_comes_back_from_its_configuration(keras: Any) -> None:
    from bancada.domains.lottery.networks import WeightedBCE

    back = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(WeightedBCE(2.5)))

    assert type(back) is WeightedBCE
    assert back.weight == 2.5


@pytest.mark.parametrize("kind", ["ls15", "ls14pp"])
def test_the_quick_epoch_moves_the_weights_as_keras_does(kind: RecipeKind, keras: Any) -> None:
    from bancada.domains.lottery.networks import build_network
    from bancada.domains.lottery.quick_training import QuickTraining

    recipe, X = Recipe(kind, 4), fair(70)
    rows, target = recipe.features(X)[recipe.n_history - 1 : -1], X[recipe.n_history :].astype(np.float32)
    plain, quick = (build_network(recipe, units=4, weight=1.7, learning_rate=0.01) for _ in range(2))
    quick.set_weights(plain.get_weights())

    history = plain.fit(rows, target, epochs=2, batch_size=32, shuffle=False, verbose=0).history["loss"]
    training = QuickTraining(quick, recipe, rows, target, weight=1.7)
    losses = [training.epoch(np.arange(len(rows)), batch_size=32) for _ in range(2)]

    np.testing.assert_allclose(losses, history, rtol=1e-5)
    for found, wanted in zip(quick.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(found, wanted, atol=2e-5)
    assert training.loss(rows, target) == pytest.approx(plain.evaluate(rows, target, verbose=0), rel=1e-5)


def test_a_network_answers_every_row_and_never_looks_ahead(fitted: LstmForecaster) -> None:
    known, other = fair(60, seed=1), fair(60, seed=2)
    other[:41] = known[:41]
    found = fitted.predict_proba(known)

    assert found.shape == (60, 25)
    assert (found[:4] == 0.6).all()
    assert (found[4:] != 0.6).any()
    np.testing.assert_allclose(found[:41], fitted.predict_proba(other)[:41], atol=1e-6)
    np.testing.assert_allclose(fitted.calibrated_proba(known).sum(axis=1), 15, atol=1e-9)


def test_the_same_seed_trains_the_same_network_and_another_does_not(fitted: LstmForecaster) -> None:
    X = fair(120)
    again = LstmForecaster("ls14pp", TINY, random_state=5).fit(X)
    other = LstmForecaster("ls14pp", TINY, random_state=6).fit(X)

    np.testing.assert_allclose(again.predict_proba(X), fitted.predict_proba(X), atol=1e-6)
    assert np.abs(other.predict_proba(X) - fitted.predict_proba(X)).max() > 1e-3


def test_the_latest_draws_decide_when_to_stop_and_are_never_trained_on(keras: Any, tmp_path: Path) -> None:
    told: list[EpochFigures] = []
    options = TrainingOptions(window=4, units=4, epochs=40, batch_size=32, learning_rate=0.1, patience=2)
    watch = TrainingWatch(on_epoch=lambda figures, _: told.append(figures), metrics_folder=tmp_path, name="short")

    log = LstmForecaster("ls15", options).fit(fair(120), watch=watch).training_

    assert (log.n_train, log.n_validation) == (99, 17)
    assert len(log.epochs) < 40
    assert log.best_epoch == len(log.epochs) - 2
    assert tuple(told) == log.epochs
    with (tmp_path / "short.csv").open() as table:
        written = [float(row["val_loss"]) for row in csv.DictReader(table)]
    assert written == pytest.approx([figures.val_loss for figures in log.epochs])


def test_the_best_weights_are_the_ones_kept(keras: Any) -> None:
    options = TrainingOptions(window=4, units=4, epochs=6, batch_size=16, learning_rate=0.2, patience=6)
    X = fair(120)
    fitted = LstmForecaster("ls15", options).fit(X)
    log = fitted.training_
    p = fitted.predict_proba(X)[-log.n_validation - 1 : -1]
    y = X[-log.n_validation :]
    found = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    assert found == pytest.approx(min(figures.val_loss for figures in log.epochs), rel=1e-4)


def test_a_training_stops_when_asked(keras: Any) -> None:
    told: list[int] = []
    watch = TrainingWatch(on_epoch=lambda figures, _: told.append(figures.epoch), is_cancelled=lambda: True)

    with pytest.raises(Cancelled):
        LstmForecaster("ls15", TINY).fit(fair(60), watch=watch)
    assert told == [1]


def test_a_network_survives_its_folder_and_pickle(fitted: LstmForecaster, tmp_path: Path) -> None:
    X = fair(40)
    back = DrawForecaster.load(fitted.save(tmp_path / "network"))

    assert back.get_params() == fitted.get_params()
    np.testing.assert_array_equal(back.predict_proba(X), fitted.predict_proba(X))
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(fitted)).predict_proba(X), fitted.predict_proba(X))


def test_too_few_draws_for_a_training_and_its_validation_are_refused() -> None:
    with pytest.raises(BadInput) as caught:
        LstmForecaster("ls15", TINY).fit(fair(5))
    assert caught.value.code == "draws_too_few"


def test_a_training_is_written_down_where_tracking_is_asked_for(keras: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, Any] = {}

    def keep(name: str, params: dict[str, Any], epochs: list[dict[str, float]], **where: str) -> None:
        kept.update(name=name, params=params, epochs=epochs, **where)

    monkeypatch.setattr("bancada.learning.tracking.track_training", keep)
    log = LstmForecaster("ls15", TINY).fit(fair(60), watch=TrainingWatch(name="mine", tracking_uri="there")).training_

    assert (kept["name"], kept["uri"], kept["params"]["units"]) == ("mine", "there", 4)
    assert [epoch["val_loss"] for epoch in kept["epochs"]] == [figures.val_loss for figures in log.epochs]


def test_a_training_whose_loss_is_no_number_is_refused(keras: Any) -> None:
    options = TrainingOptions(window=4, units=4, epochs=3, batch_size=32, weight=1e30, learning_rate=1e30)
    with pytest.raises(BadInput) as refused:
        LstmForecaster("ls15", options).fit(fair(80))
    assert refused.value.code == "training_diverged"
