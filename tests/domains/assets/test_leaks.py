"""The battery of a training: sound rows pass, and a label that reaches into the next part or a feature that knows the answer is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from bancada.core.errors import Cancelled
from bancada.core.leaks import LeakCode, LeakReport, LeakStatus
from bancada.domains.assets.leaks import leaks_of_assets, subject_of_assets
from bancada.domains.assets.requests import ModelType
from bancada.domains.assets.values import AssetSplit, AssetTable
from tests.domains.assets.forests import Watcher, loaded_of, split_of, table_of

AT = datetime(2026, 1, 2, tzinfo=UTC)
SIGNAL = 0.0


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


def test_bars_after_a_place_are_others_and_still_bars() -> None:
    subject = subject_of_assets(table_of(SIGNAL), split_of(SIGNAL), model_type=ModelType.RF, loaded=loaded_of(SIGNAL))
    assert subject.mutate is not None
    changed = subject.mutate(subject.rows, 100, np.random.default_rng(0))
    assert np.array_equal(changed.close[:101], subject.rows.close[:101])
    assert not np.isclose(changed.close[101:], subject.rows.close[101:]).any()
    assert (changed.high >= np.maximum(changed.open, changed.close)).all()
    assert (changed.low <= np.minimum(changed.open, changed.close)).all()


def test_the_battery_can_be_stopped() -> None:
    with pytest.raises(Cancelled):
        leaks_of_assets(
            table_of(SIGNAL), split_of(SIGNAL), model_type=ModelType.RF, seed=7, at=AT, watch=Watcher(stop_after=0)
        )
