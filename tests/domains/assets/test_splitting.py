"""Training, validation and test: in time, at the same instants for all tickers, no label of one part in the next."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput, InvalidTask
from bancada.domains.assets.preparing import PreprocessingService
from bancada.domains.assets.requests import SplitRequest
from bancada.domains.assets.splitting import LEAST, SplittingService, inner_folds, label_spans
from bancada.domains.assets.values import AssetTable
from bancada.learning.purging import meeting
from tests.domains.assets.assets_data import made_up_assets

NO_INSTANT = np.iinfo(np.int64).min


def table_of(days: list[np.ndarray], *, horizon: int) -> AssetTable:
    """Return a table of tickers that trade on these days; labels as sessions ahead of each ticker's own."""
    ends = [np.concatenate([one[horizon:], np.full(min(horizon, len(one)), NO_INSTANT)])[: len(one)] for one in days]
    ts, end_ts = np.concatenate(days), np.concatenate(ends)
    known = end_ts != NO_INSTANT
    n = len(ts)
    return AssetTable(
        tickers=tuple(f"T{place}" for place in range(len(days))),
        offsets=np.cumsum([0, *map(len, days)]),
        ts=ts,
        names=("x",),
        X=np.zeros((n, 1)),
        close=np.ones(n),
        actions=np.where(known, np.arange(n) % 3, -1).astype(np.int8),
        returns=np.where(known, 0.01, np.nan),
        end_ts=end_ts,
        horizon=horizon,
        sha256="",
    )


@st.composite
def tables(draw: st.DrawFn) -> AssetTable:
    """Draw tickers with holes in their calendars, that begin and end on different days."""
    n_tickers, horizon = draw(st.integers(1, 4)), draw(st.integers(1, 8))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    days = []
    for _ in range(n_tickers):
        first, n = int(rng.integers(0, 60)), int(rng.integers(300, 450))
        days.append(first + np.flatnonzero(rng.random(n) < rng.uniform(0.6, 1.0)))
    return table_of(days, horizon=horizon)


requests = st.builds(SplitRequest, test_size=st.floats(0.15, 0.3), val_size=st.floats(0.15, 0.25))


@settings(max_examples=60, deadline=None)
@given(tables(), requests)
def test_no_label_of_a_part_ends_at_or_after_the_first_decision_of_a_later_one(
    table: AssetTable, request: SplitRequest
) -> None:
    split = SplittingService().split(table, request)
    earlier = (split.train, split.validation)
    later = (split.validation, split.test)

    for part, following in zip(earlier, later, strict=True):
        assert table.end_ts[part].max() < table.ts[following].min()
        spans, ahead = label_spans(table, part), label_spans(table, following)
        assert not meeting(spans.starts, spans.ends, test_starts=ahead.starts, test_ends=ahead.ends).any()


@settings(max_examples=60, deadline=None)
@given(tables(), requests)
def test_parts_are_disjoint_learnable_and_cut_at_the_same_instants_for_all_tickers(
    table: AssetTable, request: SplitRequest
) -> None:
    split = SplittingService().split(table, request)
    together = np.concatenate([split.train, split.validation, split.test])
    validation_at, test_at = split.boundaries

    assert len(np.unique(together)) == len(together)
    assert table.is_learnable[together].all()
    assert len(together) + split.n_purged == table.is_learnable.sum()
    assert all(np.array_equal(part, np.sort(part)) for part in split.parts().values())
    for ticker in range(len(table.tickers)):
        own = {name: table.ts[rows[table.ticker_of[rows] == ticker]] for name, rows in split.parts().items()}
        assert (own["train"] < validation_at).all()
        assert ((own["validation"] >= validation_at) & (own["validation"] < test_at)).all()
        assert (own["test"] >= test_at).all()


@settings(max_examples=60, deadline=None)
@given(tables(), requests)
def test_shares_are_of_sessions_over_all_tickers(table: AssetTable, request: SplitRequest) -> None:
    split = SplittingService().split(table, request)
    sessions = np.unique(table.ts[table.is_learnable])
    validation_at, test_at = split.boundaries

    assert (sessions >= test_at).sum() == round(request.test_size * len(sessions))
    assert ((sessions >= validation_at) & (sessions < test_at)).sum() == round(request.val_size * len(sessions))


@settings(max_examples=40, deadline=None)
@given(tables(), requests, st.integers(2, 5))
def test_inner_folds_judge_by_rows_whose_labels_had_ended(
    table: AssetTable, request: SplitRequest, n_folds: int
) -> None:
    rows = SplittingService().split(table, request).train
    folds = inner_folds(table, rows, n_folds)

    assert len(folds) == n_folds
    for train, judged in folds:
        assert table.end_ts[rows[train]].max() <= table.ts[rows[judged]].min()
        assert np.intersect1d(table.ts[rows[train]], table.ts[rows[judged]]).size == 0


def test_rows_whose_label_ends_in_the_next_part_are_counted_as_purged() -> None:
    table = table_of([np.arange(200), np.arange(200)], horizon=5)

    split = SplittingService().split(table, SplitRequest(test_size=0.2, val_size=0.2))

    assert split.n_purged == 2 * 2 * 5
    assert {name: len(rows) for name, rows in split.parts().items()} == {"train": 224, "validation": 68, "test": 78}
    assert split.boundaries == (117, 156)


def test_the_two_tickers_of_a_prepared_table_are_split_alike() -> None:
    table = PreprocessingService().prepare(made_up_assets(300))

    split = SplittingService().split(table)

    for rows in split.parts().values():
        first, second = (table.ts[rows[table.ticker_of[rows] == ticker]] for ticker in (0, 1))
        assert np.array_equal(first, second)


def test_parts_that_are_too_small_are_named_with_their_sizes() -> None:
    table = table_of([np.arange(60)], horizon=2)

    with pytest.raises(InvalidTask) as caught:
        SplittingService().split(table, SplitRequest(test_size=0.2, val_size=0.1))

    assert caught.value.code == "assets_parts_too_small"
    assert (caught.value.facts["train"], caught.value.facts["validation"], caught.value.facts["test"]) == (38, 4, 12)
    assert f"at least {LEAST['train']}, {LEAST['validation']} and {LEAST['test']}" in str(caught.value)


def test_a_table_without_a_learnable_row_is_refused_and_not_split() -> None:
    table = table_of([np.arange(3)], horizon=5)

    with pytest.raises(InvalidTask, match="0, 0 and 0 rows"):
        SplittingService().split(table)


@pytest.mark.parametrize(
    ("request_of", "columns"),
    [
        (SplitRequest(test_size=0.0, val_size=0.6), ["test_size", "val_size"]),
        (SplitRequest(test_size=float("nan"), val_size=0.1), ["test_size"]),
        (SplitRequest(test_size=0.5, val_size=0.4), [None]),
    ],
    ids=["both out of range", "no number", "too much together"],
)
def test_shares_that_cannot_be_are_all_named(request_of: SplitRequest, columns: list[str | None]) -> None:
    table = table_of([np.arange(200)], horizon=2)

    with pytest.raises(BadInput) as caught:
        SplittingService().split(table, request_of)

    assert [one.column for one in caught.value.facts["problems"]] == columns


def test_the_largest_shares_that_are_allowed_leave_something_to_train_on() -> None:
    table = table_of([np.arange(400)], horizon=2)

    split = SplittingService().split(table, SplitRequest(test_size=0.4, val_size=0.3))

    assert len(split.train) == pytest.approx(0.3 * 398, abs=4)
