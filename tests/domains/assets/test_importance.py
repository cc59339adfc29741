"""What features are worth: what carries the signal comes first, and a model of windows keeps its windows whole."""

from __future__ import annotations

import numpy as np
import pytest

from bancada.core.errors import Cancelled
from bancada.domains.assets.importance import permutation_importance
from bancada.domains.assets.requests import ModelType
from bancada.domains.assets.values import AssetAnswers, AssetTable
from bancada.domains.assets.windows import windows_of
from tests.domains.assets.forests import FEATURES, split_of, table_of, trained_of


class MomentumWindows:
    """Answers by the mean of `momentum_pct_1` over its window, and remembers the windows it was shown."""

    model_type = ModelType.LSTM_MTL
    names = FEATURES
    horizon = 2
    lookback = 5

    def __init__(self) -> None:
        self.shown: list[AssetTable] = []

    def answers(self, table: AssetTable, rows: np.ndarray, *, since: int | None = None) -> AssetAnswers:
        self.shown.append(table)
        windows = windows_of(table, rows, lookback=self.lookback, since=since)
        mean = windows.flat().reshape(len(windows), self.lookback, -1)[:, :, 0].mean(axis=1)
        codes = np.where(mean > 0, 2, 0)
        return AssetAnswers(windows.rows, np.eye(3)[codes], mean.astype(np.float64))


def test_what_the_return_ahead_hangs_on_comes_first() -> None:
    found = permutation_importance(trained_of(0.8, 800).model, table_of(0.8, 800), split_of(0.8, 800).test)
    assert sorted(name for name, _, _ in found) == sorted(FEATURES)
    assert found[0][0] == "momentum_pct_1"
    assert found[0][1] > 0.02
    assert [mean for _, mean, _ in found] == sorted((mean for _, mean, _ in found), reverse=True)


def test_the_same_seed_gives_the_same_importance() -> None:
    model, table, rows = trained_of().model, table_of(), split_of().validation
    first = permutation_importance(model, table, rows, seed=1)
    assert first == permutation_importance(model, table, rows, seed=1)
    assert first != permutation_importance(model, table, rows, seed=2)


def test_a_feature_that_the_model_does_not_use_is_worth_nothing() -> None:
    found = {name: (mean, std) for name, mean, std in _of_windows(MomentumWindows())}
    assert found.pop("momentum_pct_1")[0] > 0
    assert set(found.values()) == {(0.0, 0.0)}


def _of_windows(model: MomentumWindows) -> tuple[tuple[str, float, float], ...]:
    return permutation_importance(model, table_of(), split_of().test)


def test_windows_are_moved_whole_within_their_ticker() -> None:
    model = MomentumWindows()
    _of_windows(model)
    part, moved = model.shown[0], model.shown[1]
    n = len(part)
    for start, end in zip(part.offsets[:-1], part.offsets[1:], strict=True):
        was, now = part.X[start:end, 0], moved.X[start:end, 0]
        turned = [shift for shift in range(len(was)) if np.array_equal(np.roll(was, shift), now)]
        assert len(turned) == 1
        assert model.lookback <= turned[0] <= len(was) - model.lookback
    assert np.array_equal(moved.X[:n, 1:], part.X[:, 1:])
    assert not np.array_equal(moved.X[:n, 0], moved.X[n : 2 * n, 0])


def test_only_rows_of_the_part_are_shown_to_a_model() -> None:
    model = MomentumWindows()
    _of_windows(model)
    assert min(int(table.ts.min()) for table in model.shown) >= split_of().boundaries[1]


class Cautious:
    """Always names `hold`, and moves the probabilities of the others a little by `momentum_pct_1`."""

    model_type = ModelType.RF
    names = FEATURES
    horizon = 2
    lookback = 1

    def answers(self, table: AssetTable, rows: np.ndarray, *, since: int | None = None) -> AssetAnswers:
        moved = np.clip(table.X[rows, 0], -0.1, 0.1)
        probabilities = np.column_stack([0.2 - moved, np.full(len(rows), 0.6), 0.2 + moved])
        return AssetAnswers(rows, probabilities, np.zeros(len(rows)))


def test_knowledge_too_faint_to_change_the_answer_is_still_seen() -> None:
    assert set(Cautious().answers(table_of(), split_of().test).actions) == {1}
    found = permutation_importance(Cautious(), table_of(), split_of().test)
    assert found[0][0] in {"momentum_pct_1", "body_pct"}  # the last return, and the same less its gap
    assert found[0][1] > 0.02
    assert {mean for _, mean, _ in found[1:]} == {0.0}


def test_the_table_is_not_changed() -> None:
    table = table_of()
    before = table.X.copy()
    permutation_importance(trained_of().model, table, split_of().validation)
    assert np.array_equal(table.X, before, equal_nan=True)


def test_without_rows_there_is_no_importance() -> None:
    assert permutation_importance(trained_of().model, table_of(), np.empty(0, dtype=np.int64)) == ()


def test_it_can_be_stopped_between_two_features() -> None:
    calls = []

    def stop() -> None:
        calls.append(1)
        if len(calls) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        permutation_importance(trained_of().model, table_of(), split_of().validation, step=stop)
    assert len(calls) == 2
