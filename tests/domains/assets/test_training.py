"""The step `train`: a planted signal is found, noise is not, and everything said of the training is true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import orjson
import pytest

from bancada.core.errors import BadInput, Cancelled, InvalidTask
from bancada.domains.assets.forest import ForestModel
from bancada.domains.assets.forest_training import train_forest
from bancada.domains.assets.progress import Progress
from bancada.domains.assets.requests import ForestOptions, ModelType, TrainRequest
from bancada.domains.assets.skill import balanced_accuracy, matthews
from bancada.domains.assets.training import TrainingService
from bancada.domains.assets.values import AssetSplit, TrainedAssets
from tests.domains.assets.forests import SMALL, Watcher, split_of, table_of, trained_of, with_small_forest


def train(options: ForestOptions, *, watch: Watcher | None = None, seed: int = 7) -> TrainedAssets:
    return TrainingService().train(table_of(), split_of(), TrainRequest(forest=options, seed=seed), watch=watch)


def test_a_planted_signal_is_found_on_test_rows() -> None:
    table, answers = table_of(), trained_of().model.answers(table_of(), split_of().test)
    truth = table.actions[answers.rows]
    majority = np.bincount(table.actions[split_of().train]).argmax()
    assert balanced_accuracy(truth, answers.actions) > 1 / 3 + 0.08
    assert matthews(truth, answers.actions) > 0.15 > matthews(truth, np.full(len(truth), majority))
    assert np.corrcoef(answers.returns, table.returns[answers.rows])[0, 1] > 0.25


def test_the_same_seed_trains_the_same_model() -> None:
    trained = [train(with_small_forest(n_jobs=n_jobs)) for n_jobs in (1, 1, 2)]
    one, again, threaded = (one.model.answers(table_of(), split_of().test) for one in trained)
    assert np.array_equal(one.probabilities, again.probabilities)
    np.testing.assert_allclose(one.probabilities, threaded.probabilities, atol=1e-6)
    assert np.array_equal(one.returns, threaded.returns)
    assert trained[0].log == trained[1].log == trained[2].log


def test_rows_that_are_not_trained_on_change_nothing() -> None:
    table, split = table_of(), split_of()
    others = np.setdiff1d(np.arange(len(table)), split.train)
    X, actions, returns = table.X.copy(), table.actions.copy(), table.returns.copy()
    X[others] *= -3.0
    actions[others] = 0
    returns[others] = 9.0
    changed = replace(table, X=X, actions=actions, returns=returns)
    fits = [
        train_forest(one, split, SMALL, seed=7, progress=Progress(None, 1)).model.answers(table, split.test)
        for one in (table, changed)
    ]
    assert np.array_equal(fits[0].probabilities, fits[1].probabilities)
    assert np.array_equal(fits[0].returns, fits[1].returns)


def test_the_log_is_json_and_tells_settings_folds_and_calibration() -> None:
    trained = trained_of()
    log = orjson.loads(orjson.dumps(trained.log))
    assert (log["scoring"], log["fold_kind"], log["folds"]) == ("balanced_accuracy", "walk_forward", SMALL.folds)
    assert log["best"] == log["settings"][0]["params"]
    assert log["calibration"] == {"method": "sigmoid", "folds": 3}
    assert (trained.n_trials, trained.n_train) == (SMALL.n_iter * SMALL.folds, len(split_of().train))
    assert TrainRequest(forest=SMALL).seed == trained.request["seed"]
    assert trained.seconds > 0


def test_calibration_is_left_out_on_request() -> None:
    trained = train(with_small_forest(is_calibrated=False))
    assert isinstance(trained.model, ForestModel)
    assert type(trained.model.classifier).__name__ == "RandomForestClassifier"
    assert trained.log["calibration"] is None


def test_calibrated_probabilities_are_about_as_frequent_as_they_say() -> None:
    answers = trained_of().model.answers(table_of(), split_of().test)
    shares = np.bincount(table_of().actions[answers.rows], minlength=3) / len(answers.rows)
    np.testing.assert_allclose(answers.probabilities.mean(axis=0), shares, atol=0.12)


def test_stratified_folds_come_with_a_warning() -> None:
    trained = train(with_small_forest(is_stratified=True))
    assert [finding.code for finding in trained.findings] == ["assets_stratified_folds"]
    assert trained.log["fold_kind"] == "stratified"
    assert trained_of().findings == ()


def test_progress_reaches_its_end() -> None:
    watch = Watcher()
    train(SMALL, watch=watch)
    fits = [(done, total) for done, total, message in watch.told if message != "importance"]
    assert fits[-1] == (SMALL.n_iter * SMALL.folds + 2,) * 2
    assert watch.told[-1][:2] == (len(table_of().names),) * 2


@pytest.mark.parametrize("stop_after", [0, 2, 4, 5, 8], ids=["before", "search", "searched", "action", "importance"])
def test_a_training_stops_wherever_it_is(stop_after: int) -> None:
    watch = Watcher(stop_after=stop_after)
    with pytest.raises(Cancelled):
        train(SMALL, watch=watch)
    assert len(watch.told) <= stop_after + 1


def test_training_rows_of_one_action_alone_are_refused() -> None:
    table = table_of()
    still = replace(table, actions=np.where(table.actions >= 0, 1, table.actions).astype(np.int8))
    with pytest.raises(InvalidTask) as caught:
        TrainingService().train(still, split_of(), TrainRequest(forest=SMALL))
    assert caught.value.code == "assets_one_action"
    assert caught.value.facts["absent"] == ["sell", "buy"]


def test_an_action_that_is_absent_is_told_and_never_answered() -> None:
    table = table_of()
    fewer = replace(table, actions=np.where(table.actions == 2, 1, table.actions).astype(np.int8))
    trained = TrainingService().train(fewer, split_of(), TrainRequest(forest=SMALL))
    assert [finding.code for finding in trained.findings] == ["assets_action_absent"]
    assert (trained.model.answers(table, split_of().test).probabilities[:, 2] == 0).all()


def test_where_a_fold_does_not_know_every_action_probabilities_are_not_calibrated_and_that_is_told() -> None:
    table, split = table_of(), split_of()
    actions = table.actions.copy()
    last_third = split.train[table.ts[split.train] > np.quantile(table.ts[split.train], 0.7)]
    actions[np.setdiff1d(split.train, last_third)] = np.where(actions[np.setdiff1d(split.train, last_third)] == 2, 1, 0)
    actions[last_third] = np.where(actions[last_third] == 2, 2, 0)
    changed = replace(table, actions=actions.astype(np.int8))
    trained = TrainingService().train(changed, split, TrainRequest(forest=SMALL))
    assert "assets_not_calibrated" in [finding.code for finding in trained.findings]
    assert trained.log["calibration"] is None


def test_a_model_that_names_one_action_on_every_validation_row_is_told() -> None:
    table = table_of()
    rng = np.random.default_rng(3)
    drawn = rng.choice(3, len(table), p=[0.1, 0.8, 0.1]).astype(np.int8)
    noise = replace(table, actions=np.where(table.actions >= 0, drawn, -1).astype(np.int8))
    trained = TrainingService().train(noise, split_of(), TrainRequest(forest=SMALL))
    answered = trained.model.answers(noise, split_of().validation).actions
    assert set(answered) == {1}
    assert [(one.code, one.facts) for one in trained.findings] == [
        ("assets_one_answer", {"action": "hold", "n_rows": len(answered)})
    ]


def test_options_are_checked_before_anything_is_fitted() -> None:
    watch = Watcher()
    with pytest.raises(BadInput):
        train(with_small_forest(n_iter=0, folds=1), watch=watch)
    assert watch.told == []


def test_the_kind_that_is_asked_for_is_trained() -> None:
    assert trained_of().model.model_type is ModelType.RF
    assert TrainRequest(model_type=ModelType("lstm")).model_type is ModelType.LSTM_MTL


def test_a_split_without_rows_in_a_fold_is_refused() -> None:
    split = split_of()
    tiny = AssetSplit(split.train[:2], split.validation, split.test, 0, split.boundaries)
    with pytest.raises(InvalidTask):
        TrainingService().train(table_of(), tiny, TrainRequest(forest=SMALL))
