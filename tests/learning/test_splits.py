"""The laws of splits: folds never overlap, groups never straddle, time never looks ahead."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import InvalidTask
from bancada.core.task import SplitKind, SplitPlan
from bancada.learning.splits import RowFacts, Split, split_rows

N_ROWS = st.integers(min_value=40, max_value=200)
FOLDS = st.integers(min_value=2, max_value=6)
HOLDOUT = st.sampled_from([0.0, 0.1, 0.2, 0.35])
SEED = st.integers(min_value=0, max_value=2**16)


def _assert_disjoint(split: Split, n_rows: int, *, is_partition: bool) -> None:
    tests = [set(fold.test.tolist()) for fold in split.folds]
    holdout = set(split.holdout.tolist())
    for fold, test in zip(split.folds, tests, strict=True):
        assert test
        assert not test & set(fold.train.tolist())
        assert not holdout & (test | set(fold.train.tolist()))
    assert sum(map(len, tests)) == len(set().union(*tests))
    assert not holdout & set(split.train.tolist())
    if is_partition:
        assert set().union(*tests) == set(split.train.tolist())
        assert len(holdout) + len(split.train) == n_rows


@settings(max_examples=40, deadline=None)
@given(n_rows=N_ROWS, folds=FOLDS, holdout=HOLDOUT, seed=SEED, n_classes=st.integers(2, 4))
def test_stratified_folds_never_overlap_and_keep_the_shares(
    n_rows: int, folds: int, holdout: float, seed: int, n_classes: int
) -> None:
    strata = np.arange(n_rows) % n_classes
    plan = SplitPlan(SplitKind.STRATIFIED, folds, holdout, seed)
    split = split_rows(RowFacts(n_rows, strata=strata), plan)
    _assert_disjoint(split, n_rows, is_partition=True)
    for fold in split.folds:
        counts = np.bincount(strata[fold.test], minlength=n_classes)
        assert counts.max() - counts.min() <= 2


@settings(max_examples=40, deadline=None)
@given(n_rows=N_ROWS, folds=FOLDS, holdout=HOLDOUT, seed=SEED)
def test_plain_folds_never_overlap_and_use_every_training_row_once(
    n_rows: int, folds: int, holdout: float, seed: int
) -> None:
    split = split_rows(RowFacts(n_rows), SplitPlan(SplitKind.PLAIN, folds, holdout, seed))
    _assert_disjoint(split, n_rows, is_partition=True)


@settings(max_examples=40, deadline=None)
@given(
    n_rows=N_ROWS,
    folds=st.integers(2, 4),
    holdout=HOLDOUT,
    seed=SEED,
    n_groups=st.integers(8, 20),
    classes=st.booleans(),
)
def test_a_group_is_never_on_both_sides(
    *, n_rows: int, folds: int, holdout: float, seed: int, n_groups: int, classes: bool
) -> None:
    rng = np.random.default_rng(seed)
    groups = np.concatenate([np.arange(n_groups), rng.integers(0, n_groups, n_rows - n_groups)])
    strata = rng.integers(0, 2, n_rows) if classes else None
    plan = SplitPlan(SplitKind.GROUP, folds, holdout, seed, group="g")
    split = split_rows(RowFacts(n_rows, strata=strata, groups=groups), plan)
    _assert_disjoint(split, n_rows, is_partition=True)
    assert not set(groups[split.holdout]) & set(groups[split.train])
    for fold in split.folds:
        assert not set(groups[fold.train]) & set(groups[fold.test])


@settings(max_examples=60, deadline=None)
@given(
    n_rows=st.integers(60, 200),
    folds=st.integers(2, 5),
    holdout=HOLDOUT,
    seed=SEED,
    step=st.integers(1, 3),
    gap=st.integers(0, 3),
)
def test_time_never_looks_ahead_even_where_instants_repeat(
    *, n_rows: int, folds: int, holdout: float, seed: int, step: int, gap: int
) -> None:
    rng = np.random.default_rng(seed)
    instants = rng.permutation(np.arange(n_rows) // step)
    plan = SplitPlan(SplitKind.TIME, folds, holdout, seed, time="t")
    split = split_rows(RowFacts(n_rows, instants=instants, known=instants + gap), plan)
    _assert_disjoint(split, n_rows, is_partition=False)
    ordered = np.sort(instants)
    for fold in split.folds:
        assert instants[fold.train].max() < instants[fold.test].min()
        start = instants[fold.test].min()
        assert len(fold.train) == int(np.searchsorted(ordered, min(start - 1, start - gap), side="right"))
    if len(split.holdout):
        assert instants[split.train].max() < instants[split.holdout].min()


def test_walk_forward_windows_expand_and_the_holdout_is_the_latest() -> None:
    split = split_rows(RowFacts(120, instants=np.arange(120)[::-1]), SplitPlan(SplitKind.TIME, 5, 0.2, time="t"))
    sizes = [len(fold.train) for fold in split.folds]
    assert sizes == sorted(sizes)
    assert set(split.holdout.tolist()) == set(range(24))


def test_the_seed_decides_the_split() -> None:
    first, second, other = (
        split_rows(RowFacts(100), SplitPlan(SplitKind.PLAIN, 5, 0.2, seed)).holdout for seed in (1, 1, 2)
    )
    assert (first == second).all()
    assert set(first.tolist()) != set(other.tolist())


def test_a_class_rarer_than_the_folds_does_not_stop_the_split() -> None:
    strata = np.array([0] * 50 + [1] * 47 + [2] * 3)
    split = split_rows(RowFacts(100, strata=strata), SplitPlan(SplitKind.STRATIFIED, 5, 0.2))
    _assert_disjoint(split, 100, is_partition=True)


@pytest.mark.parametrize(
    ("plan", "rows", "code"),
    [
        (SplitPlan(SplitKind.PLAIN, 1), RowFacts(100), "too_few_folds"),
        (SplitPlan(SplitKind.PLAIN, 5, 0.9), RowFacts(100), "holdout_out_of_range"),
        (SplitPlan(SplitKind.PLAIN, 5), RowFacts(8), "too_few_rows"),
        (SplitPlan(SplitKind.STRATIFIED, 5), RowFacts(100), "split_does_not_fit"),
        (SplitPlan(SplitKind.GROUP, 5, group="g"), RowFacts(100, groups=np.arange(100) % 3), "too_few_groups"),
        (SplitPlan(SplitKind.TIME, 5, time="t"), RowFacts(100, instants=np.zeros(100, dtype=int)), "too_few_instants"),
    ],
    ids=["one fold", "large holdout", "few rows", "no strata", "few groups", "one instant"],
)
def test_a_plan_that_does_not_fit_is_refused_by_name(plan: SplitPlan, rows: RowFacts, code: str) -> None:
    with pytest.raises(InvalidTask) as caught:
        split_rows(rows, plan)
    assert caught.value.code == code
    assert "?" not in str(caught.value)
