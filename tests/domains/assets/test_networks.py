"""The two-headed network: its losses, what enters it, what leaves it, its file, and the epoch that computes what Keras computes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bancada.domains.assets.requests import LstmOptions
from bancada.domains.assets.windows import windows_of
from bancada.registry import dump_keras, load_keras
from tests.domains.assets.network_tables import made_up_table

pytestmark = [
    pytest.mark.xdist_group("tensorflow"),
    pytest.mark.filterwarnings("ignore::FutureWarning:keras"),
    pytest.mark.filterwarnings("ignore:.*np.object.*"),
]

TINY = LstmOptions(lookback=4, units=4, batch_size=32, dropout=0.0, learning_rate=0.01)


@pytest.fixture(scope="module")
def networks() -> Any:
    pytest.importorskip("keras", reason="the extra `neural` is not installed")
    from bancada.domains.assets import networks

    return networks


def scales(networks: Any, n_features: int = 3) -> Any:
    return networks.Scales(np.full(n_features, 1.0), np.full(n_features, 0.01), 0.001, 0.02)


def test_the_focal_loss_is_that_of_its_equation_and_cross_entropy_where_gamma_is_0(networks: Any) -> None:
    p = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]], dtype="float32")
    codes = np.array([0, 2])

    focal, plain = (np.asarray(networks.FocalLoss(gamma, reduction=None)(codes, p)) for gamma in (3.0, 0.0))

    np.testing.assert_allclose(focal, [-(0.3**3) * np.log(0.7), -(0.7**3) * np.log(0.3)], rtol=1e-5)
    np.testing.assert_allclose(plain, [-np.log(0.7), -np.log(0.3)], rtol=1e-5)


def test_a_certain_answer_that_is_wrong_costs_a_finite_loss(networks: Any) -> None:
    p = np.array([[0.0, 1.0, 0.0]], dtype="float32")
    assert 10 < float(networks.FocalLoss(3.0)(np.array([0]), p)) < 20


def test_the_loss_of_returns_counts_errors_in_deviations_and_bends_at_one(networks: Any) -> None:
    loss = networks.ScaledHuber(0.02, reduction=None)
    answers = np.array([[0.01], [0.06], [-0.06]], dtype="float32")

    np.testing.assert_allclose(loss(np.zeros((3, 1)), answers), [0.125, 2.5, 2.5], rtol=1e-5)


def test_a_network_answers_probabilities_and_a_fraction(networks: Any) -> None:
    model = networks.build_network(scales(networks), TINY)
    found = model(np.random.default_rng(0).normal(1, 0.1, (50, 12)).astype("float32"))

    np.testing.assert_allclose(np.sum(found["action"], axis=1), 1, atol=1e-6)
    assert found["return"].shape == (50, 1)
    assert np.std(found["return"]) < 0.1


def test_values_far_beyond_the_training_rows_count_as_eight_deviations(networks: Any) -> None:
    model = networks.build_network(scales(networks), TINY)
    far, farther = (np.full((1, 12), value, dtype="float32") for value in (1.0 + 0.1 * 8.001, 1e6))

    near = model(np.full((1, 12), 1.0 + 0.1 * 4, dtype="float32"))
    for head in ("action", "return"):
        np.testing.assert_array_equal(model(far)[head], model(farther)[head])
        assert np.abs(np.asarray(model(far)[head]) - near[head]).max() > 0


def test_a_network_survives_its_file_with_its_losses(networks: Any) -> None:
    model = networks.build_network(scales(networks), TINY)
    model.optimizer.build(model.trainable_variables)
    rows = np.random.default_rng(0).normal(1, 0.1, (5, 12)).astype("float32")

    back = load_keras(dump_keras(model), (networks.__name__,))

    np.testing.assert_array_equal(back(rows)["action"], model(rows)["action"])
    np.testing.assert_array_equal(back(rows)["return"], model(rows)["return"])
    assert (back.loss["action"].gamma, back.loss["return"].scale) == (3.0, 0.02)


def test_heads_taken_alone_answer_as_the_network_does(networks: Any) -> None:
    model = networks.build_network(scales(networks), TINY)
    rows = np.random.default_rng(0).normal(1, 0.1, (5, 12)).astype("float32")

    for head, name in zip(networks.single_heads(model), ("action", "return"), strict=True):
        np.testing.assert_array_equal(head(rows), model(rows)[name])


def test_the_epoch_moves_the_weights_as_keras_does(networks: Any) -> None:
    from bancada.domains.assets.lstm_epochs import Epochs, Lessons

    table = made_up_table((90,))
    windows = windows_of(table, np.flatnonzero(table.is_learnable), lookback=4)
    actions, returns = table.actions[windows.rows].astype(np.int64), table.returns[windows.rows]
    weights = np.random.default_rng(0).uniform(0.5, 1.5, len(windows))
    plain, own = (networks.build_network(scales(networks), TINY) for _ in range(2))
    own.set_weights(plain.get_weights())
    own.get_layer("lstm").unroll = True

    answers = {"action": actions, "return": returns[:, None]}
    sample_weight = {"action": np.ones(len(windows)), "return": weights}
    history = plain.fit(
        windows.flat(), answers, sample_weight=sample_weight, epochs=2, batch_size=32, shuffle=False, verbose=0
    ).history
    lessons = Lessons(windows, actions, returns, weights)
    epochs = Epochs(own, TINY, lessons=lessons, judged=lessons)
    losses = [epochs.train(np.arange(len(windows))) for _ in range(2)]

    np.testing.assert_allclose([found.loss for found in losses], history["loss"], rtol=1e-5)
    for found, wanted in zip(own.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(found, wanted, atol=2e-5)
    wanted = plain.evaluate(windows.flat(), answers, sample_weight=sample_weight, verbose=0, return_dict=True)
    judged = epochs.judge()
    assert judged.loss == pytest.approx(wanted["loss"], rel=1e-4)
    assert judged.loss == pytest.approx(20 * judged.action + 50 * judged.expected)
