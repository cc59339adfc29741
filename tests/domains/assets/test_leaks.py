"""The battery of a training: sound rows pass, and a label that reaches into the next part or a feature that knows the answer is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bancada.core.errors import Cancelled
from bancada.core.finding import Severity
from bancada.core.leaks import LeakCode, LeakReport, LeakStatus
from bancada.core.model import ModelInfo
from bancada.domains.assets import preparing
from bancada.domains.assets.assembling import Part
from bancada.domains.assets.leaks import GOLDEN_LIMIT, leaks_of_assets, subject_of_assets
from bancada.domains.assets.loading import DataLoadingService
from bancada.domains.assets.made_anew import made_anew
from bancada.domains.assets.preparing import PreprocessingService
from bancada.domains.assets.requests import ActionRule, LoadRequest, ModelType, PreparationRequest
from bancada.domains.assets.splitting import SplittingService
from bancada.domains.assets.values import AssetSplit, AssetTable
from bancada.learning.gates import promotion_gate
from tests.domains.assets.assets_data import made_up_reader
from tests.domains.assets.forests import FEATURES, Watcher, loaded_of, split_of, table_of

AT = datetime(2026, 1, 2, tzinfo=UTC)
SIGNAL = 0.0
REQUEST = PreparationRequest(rule=ActionRule.THRESHOLD, threshold=0.012, features=FEATURES)


def statuses(report: LeakReport) -> dict[LeakCode, LeakStatus]:
    return {check.code: check.status for check in report.checks}


def leaks(table: AssetTable, split: AssetSplit, *, model_type: ModelType = ModelType.RF) -> LeakReport:
    return leaks_of_assets(table, split, model_type=model_type, seed=7, at=AT, loaded=loaded_of(SIGNAL))


def test_sound_rows_pass_every_check_that_applies() -> None:
    report = leaks(table_of(SIGNAL), split_of(SIGNAL))
    found = statuses(report)
    assert report.passed
    assert found.pop(LeakCode.FITTED) is LeakStatus.SKIPPED  # nothing is fitted before a forest
    assert set(found.values()) == {LeakStatus.PASSED}


def test_a_label_that_reaches_into_the_test_part_is_found() -> None:
    table, split = table_of(SIGNAL), split_of(SIGNAL)
    learnable = np.flatnonzero(table.is_learnable)
    decided = table.ts[learnable]
    unpurged = replace(
        split,
        train=learnable[decided < split.boundaries[0]],
        validation=learnable[(decided >= split.boundaries[0]) & (decided < split.boundaries[1])],
    )
    check = next(one for one in leaks(table, unpurged).checks if one.code is LeakCode.OVERLAP)
    assert check.status is LeakStatus.FAILED
    assert check.facts["after"] >= 2 * table.horizon


def test_a_feature_that_knows_the_answer_is_named() -> None:
    table = table_of(SIGNAL)
    X = table.X.copy()
    X[:, 2] = np.nan_to_num(table.returns)
    report = leaks(replace(table, X=X), split_of(SIGNAL))
    check = next(one for one in report.checks if one.code is LeakCode.GOLDEN)
    assert check.status is LeakStatus.FAILED
    assert check.facts["features"] == [table.names[2]]


def test_without_bars_features_are_not_made_anew_and_the_report_says_so() -> None:
    report = leaks_of_assets(table_of(SIGNAL), split_of(SIGNAL), model_type=ModelType.LSTM_MTL, seed=7, at=AT)
    assert statuses(report)[LeakCode.FUTURE] is LeakStatus.SKIPPED


def test_a_forest_is_also_judged_in_folds_within_its_training_rows() -> None:
    table, split = table_of(SIGNAL), split_of(SIGNAL)
    forest, network = (subject_of_assets(table, split, model_type=kind) for kind in ModelType)
    assert (len(forest.folds), len(network.folds)) == (4, 2)
    assert len(forest.X) == sum(len(rows) for rows in split.parts().values())


Leak = Callable[[Part], tuple[str, NDArray[np.float64]]]


def shifted(part: Part) -> tuple[str, NDArray[np.float64]]:
    """Return yesterday's return a session too early, as `shift(-1)` gives it."""
    values = part.features["momentum_pct_1"]
    return "momentum_pct_1", np.append(values[1:], np.nan)


def centred(part: Part) -> tuple[str, NDArray[np.float64]]:
    """Return the close beside a mean that looks two sessions ahead."""
    close = part.bars.close
    return "momentum_pct_5", close / np.convolve(close, np.ones(5) / 5, "same") - 1


def of_tomorrow(part: Part) -> tuple[str, NDArray[np.float64]]:
    """Return body, with tomorrow's in one row of twenty."""
    values = part.features["body_pct"].copy()
    values[::20][:-1] = values[1::20][: len(values[::20]) - 1]
    return "body_pct", values


def scaled_by_all(part: Part) -> tuple[str, NDArray[np.float64]]:
    """Return volatility standardised by the whole history."""
    values = part.features["volatility_20"]
    return "volatility_20", (values - np.nanmean(values)) / np.nanstd(values)


@pytest.fixture
def leaking(monkeypatch: pytest.MonkeyPatch) -> Callable[[Leak], AssetTable]:
    """Return what prepares a table, from then on, with one feature that knows what comes later."""
    sound = preparing.part_of

    def prepared(leak: Leak) -> AssetTable:
        def part_of(*args: Any, **kwargs: Any) -> Part:  # Any: whatever the preparation gives
            part = sound(*args, **kwargs)
            name, values = leak(part)
            return replace(part, features={**part.features, name: values})

        monkeypatch.setattr(preparing, "part_of", part_of)
        return PreprocessingService().prepare(loaded_of(SIGNAL), REQUEST)

    return prepared


@pytest.mark.parametrize("leak", [shifted, centred, of_tomorrow, scaled_by_all])
def test_a_feature_of_the_trained_table_that_looks_ahead_is_named_and_its_model_refused(
    leaking: Callable[[Leak], AssetTable], leak: Leak
) -> None:
    table = leaking(leak)
    split = SplittingService().split(table)
    report = leaks_of_assets(table, split, model_type=ModelType.RF, seed=7, at=AT, loaded=loaded_of(SIGNAL))

    check = next(one for one in report.checks if one.code is LeakCode.FUTURE)
    assert check.status is LeakStatus.FAILED
    assert check.facts["n_features"] == 1
    info = ModelInfo("leaking", AT, 1, kind="rf", leaks=report)
    codes = [one.code for one in promotion_gate(info, None, integrity=()).findings if one.severity is Severity.FAILURE]
    assert "gate_leaks_found" in codes


def test_rows_that_are_not_those_that_the_bars_make_are_found() -> None:
    table = table_of(SIGNAL)
    X = table.X.copy()
    X[:-1, 1] = X[1:, 1]
    check = made_anew(replace(table, X=X), loaded_of(SIGNAL), rng=np.random.default_rng(0))
    assert (check.status, check.facts["features"]) == (LeakStatus.FAILED, [table.names[1]])


def test_labels_that_owe_to_bars_after_their_end_are_found() -> None:
    table = table_of(SIGNAL)
    check = made_anew(replace(table, end_ts=table.ts), loaded_of(SIGNAL), rng=np.random.default_rng(0))
    assert set(check.facts["features"]) == {"action", "return"}


def test_sound_rows_stay_as_they_are_with_a_past_before_them_too() -> None:
    reader = made_up_reader(700)
    loaded = DataLoadingService(reader).load(LoadRequest(("AAAA3", "BBBB4"), years=1, min_rows=0))
    table = PreprocessingService().prepare(loaded)
    assert loaded.tickers[0].before is not None
    assert made_anew(table, loaded, rng=np.random.default_rng(0)).status is LeakStatus.PASSED


def test_a_feature_is_judged_by_the_direction_alone() -> None:
    """That a move will be large can be known, and is no leak."""
    table, split = table_of(SIGNAL), split_of(SIGNAL)
    X = table.X.copy()
    X[:, 2] = np.abs(np.nan_to_num(table.returns))
    report = leaks(replace(table, X=X), split)
    assert statuses(report)[LeakCode.GOLDEN] is LeakStatus.PASSED


def test_on_few_rows_a_lucky_feature_is_not_taken_for_the_answer() -> None:
    few, many = (
        subject_of_assets(table_of(SIGNAL, n), split_of(SIGNAL, n), model_type=ModelType.RF) for n in (300, 2_000)
    )
    assert few.golden_limit > many.golden_limit == pytest.approx(GOLDEN_LIMIT)


def test_a_slow_machine_skips_no_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    hours = iter(range(0, 3_600_000, 3_600))
    monkeypatch.setattr("time.monotonic", lambda: float(next(hours)))
    report = leaks_of_assets(table_of(SIGNAL), split_of(SIGNAL), model_type=ModelType.LSTM_MTL, seed=7, at=AT)
    assert statuses(report)[LeakCode.NULL_TARGET] is LeakStatus.PASSED


def test_the_battery_can_be_stopped() -> None:
    with pytest.raises(Cancelled):
        leaks_of_assets(
            table_of(SIGNAL), split_of(SIGNAL), model_type=ModelType.RF, seed=7, at=AT, watch=Watcher(stop_after=0)
        )
