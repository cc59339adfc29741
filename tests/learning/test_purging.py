"""The laws of time-aware splitters, against brute force and against two other libraries."""

from __future__ import annotations

from math import comb
from typing import Any

import numpy as np
import pandas as pd
import purgedcv
import pytest
import skfolio.model_selection as skfolio
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, StratifiedKFold, TimeSeriesSplit, cross_val_score

from bancada.core.errors import InvalidTask
from bancada.core.messages import LANGUAGES
from bancada.learning.purging import (
    CombinatorialPurged,
    LabelSpans,
    PurgedKFold,
    TimedSplitter,
    WalkForward,
    fold_map,
    meeting,
)
from bancada.learning.purging.runs import State

MINUTE = 60_000_000_000


@st.composite
def spans(draw: st.DrawFn, min_rows: int = 24, max_rows: int = 60) -> LabelSpans:
    """Return labels of uneven instants and lengths, in any order of rows, some decided at one instant."""
    n = draw(st.integers(min_rows, max_rows))
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    steps = rng.integers(0, 4, n) if draw(st.booleans()) else np.ones(n, dtype=np.int64)
    starts = np.cumsum(steps) + draw(st.integers(-50, 50))
    ends = starts + rng.integers(0, draw(st.integers(1, 5)), n)
    if draw(st.booleans()):
        shuffled = rng.permutation(n)
        starts, ends = starts[shuffled], ends[shuffled]
    return LabelSpans(starts, ends)


@st.composite
def splitters(draw: st.DrawFn) -> TimedSplitter:
    found = draw(spans())
    options = {
        "spans": found,
        "embargo": draw(st.sampled_from([None, 0, 3])),
        "look_back": draw(st.sampled_from([0, 2])),
    }
    kind = draw(st.sampled_from(["k-fold", "combinatorial", "expanding", "rolling"]))
    if kind == "k-fold":
        return PurgedKFold(draw(st.integers(2, 5)), **options)
    if kind == "combinatorial":
        n_blocks = draw(st.integers(3, 6))
        return CombinatorialPurged(n_blocks, draw(st.integers(1, n_blocks - 1)), **options)
    return WalkForward(draw(st.integers(1, 4)), window=kind, **options)  # type: ignore[arg-type]  # one of both


def dealt(splitter: TimedSplitter) -> list[Any]:
    assert splitter.spans is not None
    try:
        return list(splitter.deal(len(splitter.spans)))
    except InvalidTask as refused:  # spans as drawn may leave a fold nothing
        if refused.code not in ("purging_leaves_nothing", "too_few_instants_to_split"):
            raise
        return []


def meets(found: LabelSpans, a: int, b: int, look_back: int) -> bool:
    return bool(found.starts[a] - look_back < found.ends[b] and found.starts[b] - look_back < found.ends[a])


@settings(max_examples=120, deadline=None)
@given(splitter=splitters())
def test_no_training_label_meets_a_test_label_and_every_purged_one_does(splitter: TimedSplitter) -> None:
    found = splitter.spans
    assert found is not None
    for fold in dealt(splitter):
        touched = {
            row: any(meets(found, row, test, splitter.look_back) for test in fold.test) for row in range(len(found))
        }
        assert not any(touched[row] for row in fold.train)
        assert all(touched[row] for row in fold.purged)


@settings(max_examples=120, deadline=None)
@given(splitter=splitters())
def test_every_row_of_a_fold_has_one_place_and_an_instant_is_never_on_both_sides(splitter: TimedSplitter) -> None:
    found = splitter.spans
    assert found is not None
    for fold in dealt(splitter):
        parts = (fold.train, fold.test, fold.purged, fold.embargoed, fold.unused)
        assert sorted(np.concatenate(parts).tolist()) == list(range(len(found)))
        assert len(fold.train)
        assert len(fold.test)
        assert not set(found.starts[fold.train].tolist()) & set(found.starts[fold.test].tolist())


@settings(max_examples=120, deadline=None)
@given(splitter=splitters())
def test_nothing_that_starts_within_the_embargo_after_a_test_label_is_trained_on(splitter: TimedSplitter) -> None:
    found = splitter.spans
    assert found is not None
    embargo = found.longest if splitter.embargo is None else splitter.embargo
    for fold in dealt(splitter):
        ends = found.ends[fold.test]
        for row in fold.train:
            begins = found.starts[row] - splitter.look_back
            after = ends[(found.starts[fold.test] < found.starts[row]) & (ends <= begins)]
            assert not (begins < after + embargo).any()


@settings(max_examples=60, deadline=None)
@given(found=spans(), n_splits=st.integers(2, 5))
def test_a_k_fold_judges_every_row_once(found: LabelSpans, n_splits: int) -> None:
    folds = dealt(PurgedKFold(n_splits, spans=found, embargo=0))
    if folds:
        assert len(folds) == n_splits
        assert sorted(np.concatenate([fold.test for fold in folds]).tolist()) == list(range(len(found)))


@settings(max_examples=60, deadline=None)
@given(found=spans(min_rows=40, max_rows=80), n_blocks=st.integers(3, 6), data=st.data())
def test_a_combinatorial_split_judges_every_row_as_often_as_there_are_paths(
    found: LabelSpans, n_blocks: int, data: st.DataObject
) -> None:
    splitter = CombinatorialPurged(n_blocks, data.draw(st.integers(1, n_blocks - 1)), spans=found, embargo=0)
    folds = dealt(splitter)
    if folds:
        assert len(folds) == splitter.get_n_splits() == comb(n_blocks, splitter.n_test_blocks)
        counts = np.bincount(np.concatenate([fold.test for fold in folds]), minlength=len(found))
        assert set(counts.tolist()) == {splitter.n_paths}


@settings(max_examples=60, deadline=None)
@given(splitter=splitters())
def test_a_walk_forward_trains_only_on_what_was_known_before_the_first_decision_it_judges(
    splitter: TimedSplitter,
) -> None:
    found = splitter.spans
    assert found is not None
    for fold in dealt(splitter) if isinstance(splitter, WalkForward) else ():
        first = found.starts[fold.test].min()
        assert (found.starts[fold.train] < first).all()
        assert (found.ends[fold.train] <= first).all()


@settings(max_examples=60, deadline=None)
@given(
    starts=st.lists(st.integers(0, 30), min_size=1, max_size=20),
    tests=st.lists(st.integers(0, 30), min_size=1, max_size=20),
    seed=st.integers(0, 99),
)
def test_meeting_is_what_comparing_every_pair_finds(starts: list[int], tests: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = np.array(starts), np.array(tests)
    a_ends, b_ends = a + rng.integers(0, 6, len(a)), b + rng.integers(0, 6, len(b))
    pairs = (a[:, None] < b_ends[None, :]) & (b[None, :] < a_ends[:, None])
    assert meeting(a, a_ends, test_starts=b, test_ends=b_ends).tolist() == pairs.any(axis=1).tolist()


def test_an_expanding_window_grows_and_a_rolling_one_keeps_its_size() -> None:
    found = LabelSpans.ahead(100, horizon=3)
    grown = [len(train) for train, _ in WalkForward(4, test_size=10, spans=found).split(np.zeros(100))]
    rolled = [
        (len(train), len(test))
        for train, test in WalkForward(4, window="rolling", train_size=30, test_size=10, spans=found).split(
            np.zeros(100)
        )
    ]
    assert grown == [58, 68, 78, 88]
    assert rolled == [(30, 10)] * 4


def test_a_rolling_window_is_as_long_as_the_first_fold_has_rows_where_no_size_is_given() -> None:
    splitter = WalkForward(4, window="rolling", spans=LabelSpans.ahead(100, horizon=3))
    assert {len(train) for train, _ in splitter.split(np.zeros(100))} == {18}


def test_the_embargo_is_the_longest_horizon_unless_another_is_asked_for() -> None:
    found = LabelSpans.ahead(100, horizon=4)
    middle = [list(PurgedKFold(5, spans=found, embargo=embargo).deal(100))[2] for embargo in (None, 4, 0)]
    # The last test label, of row 59, is known at 63.
    assert [fold.embargoed.tolist() for fold in middle] == [[63, 64, 65, 66], [63, 64, 65, 66], []]
    assert [fold.purged.tolist() for fold in middle] == [[37, 38, 39, 60, 61, 62]] * 3


def test_an_embargo_is_counted_in_time_and_not_in_rows() -> None:
    starts = np.concatenate([np.arange(60), np.arange(60) * 10 + 100]) * MINUTE
    found = LabelSpans(starts, starts + MINUTE)
    (fold, _) = PurgedKFold(2, spans=found, embargo=60 * MINUTE).deal(120)
    assert fold.embargoed.tolist() == [60 + i for i in range(2)]


def test_a_sequence_window_counts_from_the_start_less_the_look_back() -> None:
    found = LabelSpans.ahead(100, horizon=2)
    fold = list(PurgedKFold(5, spans=found, embargo=0, look_back=6).deal(100))[2]
    assert fold.purged.tolist() == [*range(33, 40), *range(60, 67)]


def test_the_long_label_of_an_early_row_purges_it_from_a_fold_far_away() -> None:
    starts = np.arange(100)
    ends = starts + 1
    ends[5] = 62
    fold = list(PurgedKFold(5, spans=LabelSpans(starts, ends), embargo=0).deal(100))[3]
    assert fold.purged.tolist() == [5]


def test_without_spans_the_splits_are_those_of_scikit_learn() -> None:
    rows = np.zeros((53, 1))
    for mine, theirs in ((PurgedKFold(5), KFold(5)), (WalkForward(5), TimeSeriesSplit(5))):
        for (train, test), (other_train, other_test) in zip(mine.split(rows), theirs.split(rows), strict=True):
            assert train.tolist() == other_train.tolist()
            assert test.tolist() == other_test.tolist()


def test_a_splitter_serves_scikit_learn_and_can_be_cloned_and_printed() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(80, 2))
    splitter = PurgedKFold(4, spans=LabelSpans.ahead(80, horizon=2), embargo=1)
    scores = cross_val_score(LinearRegression(), rows, rows.sum(axis=1), cv=splitter)
    assert np.allclose(scores, 1)
    copied = clone(splitter)
    assert [train.tolist() for train, _ in copied.split(rows)] == [train.tolist() for train, _ in splitter.split(rows)]
    assert repr(splitter) == "PurgedKFold(embargo=1, n_splits=4, spans=<LabelSpans of 80 rows, longest 2>)"
    assert WalkForward(3).get_n_splits() == 3
    assert splitter.bound(LabelSpans.ahead(90, horizon=1)).get_params()["embargo"] == 1


# Compared with purgedcv 0.1: its labels span [prediction, evaluation) as ours do, where no span is empty. Its embargo also takes the row
# that starts exactly at its end, so that it is asked for a nanosecond less; its walk forward has no look-back.

HOURS = pd.date_range("2024-01-01", periods=97, freq="h")
SPAN = pd.Timedelta("5h")


def of_hours(horizon: pd.Timedelta = SPAN) -> LabelSpans:
    return LabelSpans(HOURS.as_unit("ns").asi8, (HOURS + horizon).as_unit("ns").asi8)


def same(mine: TimedSplitter, theirs: Any) -> bool:
    rows = np.zeros((len(HOURS), 1))
    pairs = list(zip(mine.split(rows), theirs.split(rows), strict=True))
    return bool(pairs) and all(
        a.tolist() == np.asarray(c).tolist() and b.tolist() == np.asarray(d).tolist() for (a, b), (c, d) in pairs
    )


@pytest.mark.parametrize("embargo", ["0h", "4h", "9h"])
def test_a_purged_k_fold_is_purgedcvs(embargo: str) -> None:
    asked = pd.Timedelta(embargo)
    theirs = purgedcv.PurgedKFold(
        6,
        prediction_times=HOURS,
        evaluation_times=HOURS + SPAN,
        embargo=max(asked - pd.Timedelta(1, "ns"), pd.Timedelta(0)),
    )
    assert same(PurgedKFold(6, spans=of_hours(), embargo=int(asked.value)), theirs)


@pytest.mark.parametrize("window", ["expanding", "rolling"])
def test_a_walk_forward_is_purgedcvs(window: Any) -> None:
    size = 20 if window == "rolling" else None
    theirs = purgedcv.WalkForwardSplit(
        5,
        12,
        train_size=size,
        window="sliding" if window == "rolling" else window,
        prediction_times=HOURS,
        evaluation_times=HOURS + SPAN,
    )
    assert same(WalkForward(5, window=window, train_size=size, test_size=12, spans=of_hours()), theirs)


def test_a_combinatorial_split_and_its_paths_are_purgedcvs() -> None:
    embargo = pd.Timedelta("3h")
    theirs = purgedcv.CombinatorialPurgedCV(
        n_splits=6,
        n_test_groups=2,
        prediction_times=HOURS,
        evaluation_times=HOURS + SPAN,
        embargo=embargo - pd.Timedelta(1, "ns"),
    )
    mine = CombinatorialPurged(6, 2, spans=of_hours(), embargo=int(embargo.value))
    assert same(mine, theirs)
    rng = np.random.default_rng(0)
    answers = [rng.normal(size=len(test)) for _, test in mine.split(np.zeros(97))]
    assert np.array_equal(mine.reconstruct(answers, 97), theirs.reconstruct_paths(answers))


# Compared with skfolio 1.12, which counts rows: its purged size is a horizon in positions, on each side. Its combinatorial splitter purges
# one row less before a test block than after it (`before_index - k` from k = 0 marks the rows up to the last one before the block),
# and puts the remainder of uneven blocks into the last one: compared on even blocks.


def test_a_rolling_walk_forward_is_skfolios() -> None:
    theirs = skfolio.WalkForward(test_size=10, train_size=25, purged_size=4)
    # A label known 5 rows later is known at the fifth row: four rows before a block are not.
    mine = WalkForward(7, window="rolling", train_size=25, test_size=10, spans=LabelSpans.ahead(99, horizon=5))
    assert same_rows(mine, theirs, 99)


def test_an_expanding_walk_forward_is_skfolios() -> None:
    theirs = skfolio.WalkForward(test_size=10, train_size=25, purged_size=4, expand_train=True)
    mine = WalkForward(7, test_size=10, spans=LabelSpans.ahead(99, horizon=5))
    assert same_rows(mine, theirs, 99)


def same_rows(mine: TimedSplitter, theirs: Any, n_rows: int) -> bool:
    rows = np.zeros((n_rows, 2))
    return [(a.tolist(), b.tolist()) for a, b in mine.split(rows)] == [
        (a.tolist(), b.tolist()) for a, b in theirs.split(rows)
    ]


@pytest.mark.parametrize(("horizon", "embargo"), [(1, 3), (4, 0), (4, 6)])
def test_a_combinatorial_split_is_skfolios(horizon: int, embargo: int) -> None:
    theirs = skfolio.CombinatorialPurgedCV(n_folds=6, n_test_folds=2, purged_size=horizon - 1, embargo_size=embargo)
    mine = CombinatorialPurged(6, 2, spans=LabelSpans.ahead(120, horizon=horizon), embargo=embargo)
    rows = np.zeros((120, 2))
    for (train, test), (other_train, parts) in zip(mine.split(rows), theirs.split(rows), strict=True):
        assert train.tolist() == other_train.tolist()
        assert test.tolist() == np.sort(np.concatenate(parts)).tolist()
    assert mine.paths().T.tolist() == theirs.recombined_paths.tolist()


def test_paths_hold_every_row_once_from_folds_that_judged_it() -> None:
    rng = np.random.default_rng(3)
    shuffled = rng.permutation(50)
    splitter = CombinatorialPurged(5, 3, spans=LabelSpans(shuffled, shuffled + 1), embargo=0)
    tests = [test for _, test in splitter.split(np.zeros(50))]
    paths = splitter.reconstruct([np.full(len(test), number) for number, test in enumerate(tests)], 50)
    assert paths.shape == (6, 50)
    for path in paths:
        assert all(row in tests[fold] for row, fold in enumerate(path.tolist()))
    named = splitter.reconstruct([test * 10 for test in tests], 50)
    assert (named == np.arange(50) * 10).all()


@settings(max_examples=60, deadline=None)
@given(splitter=splitters())
def test_a_map_of_folds_says_what_the_splitter_dealt(splitter: TimedSplitter) -> None:
    folds = dealt(splitter)
    if not folds:
        return
    assert splitter.spans is not None
    drawn = fold_map(splitter, len(splitter.spans))
    for fold, runs in zip(folds, drawn.folds, strict=True):
        assert [run.start for run in runs.runs[1:]] == [run.end for run in runs.runs[:-1]]
        assert (runs.runs[0].start, runs.runs[-1].end) == (0, drawn.n_rows)
        assert all(a.state is not b.state for a, b in zip(runs.runs, runs.runs[1:], strict=False))
        for state, part in ((State.TRAIN, fold.train), (State.TEST, fold.test), (State.PURGED, fold.purged)):
            rows = [row for run in runs.runs if run.state is state for row in range(run.start, run.end)]
            assert rows == sorted(part.tolist())
            assert runs.count(state) == len(part)


@pytest.mark.parametrize(
    "splitter",
    [KFold(4), StratifiedKFold(3), TimeSeriesSplit(4, gap=2), skfolio.CombinatorialPurgedCV(5, 2, 1, 1)],
    ids=lambda splitter: type(splitter).__name__,
)
def test_a_map_can_be_drawn_of_any_splitter(splitter: Any) -> None:
    y = np.arange(60) % 2
    drawn = fold_map(splitter, 60, y=y)
    first = next(iter(splitter.split(np.zeros((60, 1)), y)))
    assert drawn.splitter == type(splitter).__name__
    assert drawn.folds[0].count(State.TRAIN) == len(first[0])
    assert drawn.folds[0].count(State.PURGED) == 0


SHORT = np.arange(10)


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        ("spans_differ_in_length", lambda: LabelSpans(SHORT, SHORT[:9])),
        ("span_ends_before_it_starts", lambda: LabelSpans(SHORT, SHORT - 1)),
        ("spans_not_whole", lambda: LabelSpans(SHORT + 0.5, SHORT + 1.0)),
        ("spans_of_other_rows", lambda: list(PurgedKFold(2, spans=LabelSpans(SHORT, SHORT)).split(np.zeros(11)))),
        ("splitter_option_negative", lambda: list(PurgedKFold(2, embargo=-1).split(SHORT))),
        ("splitter_option_wrong", lambda: list(WalkForward(2, window="wide").split(SHORT))),
        ("too_few_folds", lambda: list(PurgedKFold(1).split(SHORT))),
        ("too_few_instants_to_split", lambda: list(PurgedKFold(2, spans=LabelSpans(SHORT * 0, SHORT)).split(SHORT))),
        ("purging_leaves_nothing", lambda: list(PurgedKFold(2, spans=LabelSpans.ahead(10, horizon=50)).split(SHORT))),
        ("blocks_do_not_fit", lambda: CombinatorialPurged(3, 3).get_n_splits()),
        ("too_many_folds", lambda: CombinatorialPurged(40, 20).get_n_splits()),
        ("answers_do_not_fit_folds", lambda: CombinatorialPurged(3, 1).reconstruct([SHORT], 10)),
        ("walk_too_long", lambda: list(WalkForward(5, test_size=2).split(SHORT))),
        ("train_size_too_large", lambda: list(WalkForward(2, train_size=9, test_size=2).split(SHORT))),
    ],
)
def test_what_cannot_be_split_is_refused_in_both_languages(code: str, refused: Any) -> None:
    with pytest.raises(InvalidTask) as caught:
        refused()
    assert caught.value.code == code
    assert all("?" not in caught.value.message(language) for language in LANGUAGES)


def test_spans_are_copies_that_nobody_changes() -> None:
    starts = np.arange(5)
    found = LabelSpans(starts, starts)
    starts[0] = 99
    assert found.starts[0] == 0
    with pytest.raises(ValueError, match="read-only"):
        found.starts[0] = 1
    instants = pd.date_range("2024-01-01", periods=3).as_unit("ns")
    assert LabelSpans(instants, instants).starts.tolist() == instants.asi8.tolist()
