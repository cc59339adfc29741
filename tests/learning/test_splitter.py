"""Folds by a caller's own splitter: over the training part only, recorded, refused where they would deceive."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    LeaveOneGroupOut,
    RepeatedStratifiedKFold,
    StratifiedKFold,
    TimeSeriesSplit,
)

from bancada.core.errors import InvalidTask
from bancada.learning import CompareOptions, compare, make_task
from bancada.learning.prepared import prepare
from bancada.learning.summary import test_share as share_of


def _frame() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({"a": rng.normal(size=120), "site": np.repeat(list("pqrs"), 30)})
    return frame.assign(y=np.where(frame.a + rng.normal(size=120) > 0, "yes", "no"))


class _Dealt:
    """Deals what it is told."""

    def __init__(self, *folds: tuple[list[int], list[int]]) -> None:
        self.folds = folds

    def split(self, X: object, y: object = None, groups: object = None) -> Iterator[tuple[list[int], list[int]]]:
        yield from self.folds


def test_a_splitter_deals_the_training_part_and_never_the_holdout() -> None:
    frame = _frame().drop(columns="site")
    prepared = prepare(frame, make_task(frame, target="y", folds=2), splitter=StratifiedKFold(4))
    plan = prepared.task.split
    assert (plan.folds, plan.reason, plan.kind.value) == (4, "splitter", "stratified")
    assert share_of(plan) == pytest.approx(1 / 3, rel=0.02)
    tested = np.concatenate([fold.test for fold in prepared.split.folds])
    assert sorted(tested) == sorted(prepared.split.train)
    assert not set(tested) & set(prepared.split.holdout)


@pytest.mark.parametrize("splitter", [GroupKFold(2), LeaveOneGroupOut()], ids=["group", "leave one out"])
def test_a_splitter_is_given_the_groups(splitter: object) -> None:
    frame = _frame()
    prepared = prepare(frame, make_task(frame, target="y", folds=2, group="site"), splitter=splitter)
    for fold in prepared.split.folds:
        assert not set(frame.site.iloc[fold.train]) & set(frame.site.iloc[fold.test])


def test_a_comparison_has_as_many_folds_as_the_splitter_deals() -> None:
    frame = _frame().drop(columns="site")
    task = make_task(frame, target="y", folds=2)
    splitter = RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=1)
    options = CompareOptions(include=("nb",), n_workers=1, n_select=1)
    board = compare(frame, task, options=options, splitter=splitter)
    assert board.scores.query("candidate == 'nb' and metric == 'Accuracy'").fold.tolist() == list(range(6))
    assert board.summary.task.split.folds == 6
    assert board.summary.row("nb").rank is not None


def test_rows_come_in_time_order_and_folds_that_look_ahead_are_told() -> None:
    frame = _frame().drop(columns="site").assign(at=pd.date_range("2024", periods=120, freq="h"))
    frame = frame.sample(frac=1, random_state=2)
    task = make_task(frame, target="y", folds=2)
    honest = prepare(frame, task, splitter=TimeSeriesSplit(3))
    when = frame["at"].to_numpy()
    assert all(when[fold.train].max() < when[fold.test].min() for fold in honest.split.folds)
    assert "splitter_looks_ahead" not in {finding.code for finding in honest.findings}
    shuffled = prepare(frame, task, splitter=KFold(3, shuffle=True, random_state=1))
    found = next(finding for finding in shuffled.findings if finding.code == "splitter_looks_ahead")
    assert found.facts == {"n_folds": 3, "folds": 3}


@pytest.mark.parametrize(
    ("splitter", "code"),
    [
        (5.0, "not_a_splitter"),
        (GroupKFold(3), "splitter_failed"),
        (_Dealt(([0, 1], [2])), "too_few_folds"),
        (_Dealt(([0, 1, 2], [2, 3]), ([2, 3], [0])), "splitter_overlaps"),
        (_Dealt(([0, 1], []), ([2, 3], [0])), "splitter_empty_fold"),
        (_Dealt(([0, 1], [999]), ([2, 3], [0])), "splitter_failed"),
    ],
)
def test_folds_that_would_deceive_are_refused(splitter: object, code: str) -> None:
    frame = _frame().drop(columns="site")
    with pytest.raises(InvalidTask) as caught:
        prepare(frame, make_task(frame, target="y", folds=2), splitter=splitter)
    assert caught.value.code == code
