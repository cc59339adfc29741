"""Labels against loops that anyone can read, and what no label may do: change when bars after its end do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput
from bancada.learning.purging import PurgedKFold
from bancada.markets.bars import Bars, make_bars
from bancada.markets.labels import (
    Entry,
    Labels,
    action_by_threshold,
    action_by_volatility,
    class_weights,
    forward_returns,
    label_spans,
    magnitude_classes,
    meta_labels,
    past_volatility,
    session_days,
    triple_barrier,
    uniqueness_weights,
)
from bancada.markets.labels.weights import concurrency

HOUR = 3_600_000_000_000
ENTRIES = pytest.mark.parametrize("entry", list(Entry))


def walk(n: int, *, seed: int = 3, missing: float = 0.0) -> Bars:
    """Return hourly bars of a random walk that jumps now and then, some closes missing."""
    rng = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(0.01 * rng.standard_t(3, n)))
    opened = np.r_[100.0, close[:-1]] * np.exp(0.003 * rng.standard_normal(n))
    high = np.maximum(opened, close) * np.exp(0.004 * rng.random(n))
    low = np.minimum(opened, close) * np.exp(-0.004 * rng.random(n))
    close = np.where(rng.random(n) < missing, np.nan, close)
    return make_bars("X", "1h", ts=np.arange(n) * HOUR, open=opened, high=high, low=low, close=close, zone="UTC")


def touched(
    bars: Bars, t: int, *, entry: float, side: int, profit: float, loss: float, last: int
) -> tuple[int, int, float]:
    """Return the end, the class and the return of one position, a bar at a time."""
    up, down = entry * (1 + side * profit), entry * (1 - side * loss)
    for i in range(t + 1, min(last, len(bars) - 1) + 1):
        for code, level in ((0, down), (2, up)):
            if (bars.open[i] - level) * side * (code - 1) >= 0:
                return i, code, side * (bars.open[i] / entry - 1)
        if bars.low[i] <= down <= bars.high[i] or side * (down - (bars.low[i] if side > 0 else bars.high[i])) >= 0:
            return i, 0, side * (down / entry - 1)
        if side * ((bars.high[i] if side > 0 else bars.low[i]) - up) >= 0:
            return i, 2, side * (up / entry - 1)
    if last >= len(bars):
        return -1, -1, np.nan
    return last, 1, side * (bars.close[last] / entry - 1)


@ENTRIES
@pytest.mark.parametrize("horizon", [1, 7])
def test_a_forward_return_is_what_a_loop_finds(entry: Entry, horizon: int) -> None:
    bars = walk(80, missing=0.05)
    found = forward_returns(bars, horizon=horizon, entry=entry)
    for t in range(80):
        end = t + horizon
        start = (bars.close[t] if entry is Entry.CLOSE else bars.open[t + 1]) if end < 80 else np.nan
        wanted = bars.close[end] / start - 1 if end < 80 else np.nan
        np.testing.assert_allclose(found.values[t], wanted, rtol=1e-14)
        assert found.ends[t] == (-1 if np.isnan(wanted) else end)
    assert np.array_equal(found.end_ts[found.known], bars.ts[found.ends[found.known]])
    assert np.all(np.isnat(found.end_ts[~found.known].view("datetime64[ns]")))


def test_a_label_within_a_session_never_crosses_into_the_next() -> None:
    bars = walk(60)
    sessions = session_days(bars)
    returns = forward_returns(bars, horizon=5, sessions=sessions)
    barrier = triple_barrier(bars, profit=0.5, loss=0.5, horizon=5, sessions=sessions).labels
    for labels in (returns, barrier):
        known = np.flatnonzero(labels.known)
        assert np.array_equal(sessions[known], sessions[labels.ends[known]])
    assert returns.known.sum() == 2 * 19 + 12 - 5
    assert barrier.ends[20] == 23
    assert barrier.ends[23] == -1


def test_a_label_within_sessions_of_the_exchange_s_own_clock() -> None:
    late = replace(walk(48), zone="America/Sao_Paulo")
    assert forward_returns(late, horizon=1, sessions=session_days(late)).ends[:4].tolist() == [1, 2, -1, 4]


def test_daily_bars_have_no_labels_within_a_session() -> None:
    daily = make_bars("X", "1d", ts=[0], open=[1], high=[1], low=[1], close=[1])
    with pytest.raises(BadInput, match="several bars a session"):
        session_days(daily)


@ENTRIES
@pytest.mark.parametrize("side", [1, -1], ids=["bought", "sold"])
@pytest.mark.parametrize("bounds", [(0.02, 0.01), (0.03, None), (None, 0.03)], ids=["both", "profit", "loss"])
def test_a_triple_barrier_is_what_a_loop_finds(
    entry: Entry, side: int, bounds: tuple[float | None, float | None]
) -> None:
    bars = walk(200, seed=11)
    sides = np.full(200, side, dtype=np.int8)
    found = triple_barrier(bars, profit=bounds[0], loss=bounds[1], horizon=6, sides=sides, entry=entry)
    profit, loss = (np.inf if bound is None else bound for bound in bounds)
    seen = set()
    for t in range(199):
        start = bars.close[t] if entry is Entry.CLOSE else bars.open[t + 1]
        end, code, made = touched(bars, t, entry=start, side=side, profit=profit, loss=loss, last=t + 6)
        assert (found.labels.ends[t], found.labels.values[t]) == (end, code)
        np.testing.assert_allclose(found.returns[t], made, rtol=1e-12)
        seen.add(code)
    assert seen >= {1}
    assert found.labels.ends[199] == -1


def test_a_bar_that_touches_both_barriers_is_a_loss() -> None:
    bars = make_bars("X", "1d", ts=[0, 1], open=[10, 10], high=[10, 12], low=[10, 8], close=[10, 10])
    found = triple_barrier(bars, profit=0.1, loss=0.1, horizon=1)
    assert found.labels.values[0] == found.labels.classes.index("loss")
    assert found.returns[0] == pytest.approx(-0.1)


def test_a_bar_that_opens_beyond_a_barrier_is_left_at_its_open() -> None:
    bars = make_bars(
        "X", "1d", ts=[0, 1, 2], open=[10, 10, 7], high=[10, 10.5, 13], low=[10, 9.5, 7], close=[10, 10, 8]
    )
    found = triple_barrier(bars, profit=0.1, loss=0.1, horizon=2)
    assert found.returns[0] == pytest.approx(-0.3)
    sold = triple_barrier(bars, profit=0.1, loss=0.1, horizon=2, sides=np.full(3, -1, dtype=np.int8))
    assert sold.labels.classes[sold.labels.values[0]] == "profit"
    assert sold.returns[0] == pytest.approx(0.3)


def test_barriers_in_units_of_volatility_are_fractions_times_it() -> None:
    bars = walk(150)
    volatility = past_volatility(bars, window=10)
    scaled = triple_barrier(bars, profit=2, loss=1, horizon=8, volatility=volatility)
    for t in (30, 77, 120):
        fixed = triple_barrier(bars, profit=2 * volatility[t], loss=volatility[t], horizon=8)
        assert scaled.labels.values[t] == fixed.labels.values[t]
        assert scaled.returns[t] == fixed.returns[t]
    assert not scaled.labels.known[:10].any()


def test_a_missing_price_on_the_way_leaves_no_label_and_one_after_the_end_changes_nothing() -> None:
    opened, high, low, close = (np.full(6, 10.0) for _ in range(4))
    high[2] = 12.0
    high[4] = np.nan
    bars = make_bars("X", "1d", ts=np.arange(6), open=opened, high=high, low=low, close=close)
    ends = triple_barrier(bars, profit=0.1, loss=0.1, horizon=3).labels.ends
    assert ends.tolist() == [2, 2, -1, -1, -1, -1]


def test_meta_labels_take_what_a_primary_rule_gained_over_its_cost() -> None:
    bars = walk(120)
    sides = np.tile(np.array([1, 0, -1], dtype=np.int8), 40)
    outcome = triple_barrier(bars, profit=0.02, loss=0.02, horizon=5, sides=sides)
    meta = meta_labels(outcome, cost=0.004)
    assert not meta.known[sides == 0].any()
    known = meta.known
    assert np.array_equal(meta.values[known] == meta.classes.index("take"), outcome.returns[known] > 0.004)
    assert 0 < meta.counts["take"] < known.sum()


def test_an_action_is_by_the_return_beyond_the_threshold() -> None:
    bars = walk(100)
    returns = forward_returns(bars, horizon=3)
    found = action_by_threshold(bars, horizon=3, threshold=0.01)
    for value, code, known in zip(returns.values, found.values, found.known, strict=True):
        wanted = "buy" if value > 0.01 else "sell" if value < -0.01 else "hold"
        assert not known or found.classes[code] == wanted
    assert min(found.counts.values()) > 0
    assert np.array_equal(found.known, returns.known)


def test_a_threshold_by_volatility_is_scaled_to_the_horizon_and_wants_a_past() -> None:
    bars = walk(100)
    log = np.diff(np.log(bars.close))
    found = action_by_volatility(bars, horizon=4, k=0.5, window=10)
    returns = forward_returns(bars, horizon=4).values
    assert not found.known[:10].any()
    for t in range(10, 96):
        threshold = 0.5 * np.std(log[t - 10 : t], ddof=1) * 2
        wanted = "buy" if returns[t] > threshold else "sell" if returns[t] < -threshold else "hold"
        assert found.classes[found.values[t]] == wanted


def test_magnitude_classes_part_at_quantiles_of_what_was_known_at_the_decision() -> None:
    returns = forward_returns(walk(160, missing=0.03), horizon=4)
    found = magnitude_classes(returns, quantiles=(0.25, 0.75), min_history=20)
    assert found.classes == ("fall", "flat", "rise")
    n_known = 0
    for t in range(160):
        past = returns.values[returns.known & (returns.ends <= t)]
        if len(past) < 20 or not returns.known[t]:
            assert found.values[t] == -1
            continue
        n_known += 1
        edges = np.quantile(past, [0.25, 0.75])
        assert found.values[t] == np.digitize(returns.values[t], edges)
    assert n_known > 100


def test_given_edges_part_classes_wherever_there_is_a_return() -> None:
    returns = forward_returns(walk(60), horizon=1)
    found = magnitude_classes(returns, edges=(-0.02, -0.01, 0.0, 0.01, 0.02))
    assert found.classes == tuple(f"level_{i}" for i in range(1, 7))
    assert np.array_equal(found.known, returns.known)
    known = found.known
    assert np.array_equal(found.values[known], np.digitize(returns.values[known], [-0.02, -0.01, 0.0, 0.01, 0.02]))


def test_uniqueness_is_the_mean_of_one_over_how_many_labels_look_there() -> None:
    labels = triple_barrier(walk(90), profit=0.02, loss=0.02, horizon=10).labels
    counts = np.zeros(90)
    spans = [(t, end) for t, end in enumerate(labels.ends) if end >= 0]
    for t, end in spans:
        counts[t + 1 : end + 1] += 1
    weights = uniqueness_weights(labels)
    assert np.array_equal(concurrency(labels), counts)
    for t, end in spans:
        assert weights[t] == pytest.approx(np.mean(1 / counts[t + 1 : end + 1]), rel=1e-12)
    assert np.all(weights[~labels.known] == 0)


def test_labels_that_do_not_overlap_are_wholly_unique() -> None:
    assert np.array_equal(uniqueness_weights(forward_returns(walk(20), horizon=1))[:-1], np.ones(19))


def test_balanced_classes_weigh_the_same_over_the_training_rows_and_only_those_are_counted() -> None:
    labels = action_by_threshold(walk(300), horizon=2, threshold=0.01)
    rows = np.arange(150)
    base = uniqueness_weights(labels)
    weights = class_weights(labels, rows, base=base)
    totals = [weights[rows][labels.values[rows] == code].sum() for code in range(3)]
    assert totals == pytest.approx([totals[0]] * 3)
    assert sum(totals) == pytest.approx(base[rows].sum())
    later = replace(labels, values=np.where(np.arange(300) < 150, labels.values, 0).astype(np.int8))
    assert np.array_equal(class_weights(later, rows, base=base)[rows], weights[rows])


def test_purging_by_the_spans_of_labels_leaves_no_bar_that_both_sides_look_at() -> None:
    labels = triple_barrier(walk(240), profit=0.02, loss=0.02, horizon=12).labels
    rows = np.flatnonzero(labels.known)
    dealt = list(PurgedKFold(4, spans=label_spans(labels), embargo=0).split(rows))
    for train, test in dealt:
        seen = [{bar for t in rows[side] for bar in range(t + 1, labels.ends[t] + 1)} for side in (train, test)]
        assert not seen[0] & seen[1]
    assert sum(len(test) for _, test in dealt) == len(rows)
    assert min(len(train) for train, _ in dealt) > len(rows) / 2


MAKERS: dict[str, Callable[[Bars], Labels]] = {
    "returns": partial(forward_returns, horizon=4),
    "actions": partial(action_by_threshold, horizon=3, threshold=0.005),
    "volatility": partial(action_by_volatility, horizon=3, window=5),
    "magnitude": lambda bars: magnitude_classes(forward_returns(bars, horizon=3), min_history=5),
    "barrier": lambda bars: triple_barrier(bars, profit=0.02, loss=0.02, horizon=6).labels,
    "session": lambda bars: triple_barrier(bars, profit=0.05, loss=0.05, horizon=9, sessions=session_days(bars)).labels,
    "meta": lambda bars: meta_labels(triple_barrier(bars, profit=0.02, loss=0.02, horizon=6)),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**31), cut=st.integers(1, 59))
def test_a_label_does_not_change_when_bars_after_its_end_do(
    make: Callable[[Bars], Labels], seed: int, cut: int
) -> None:
    bars, other = walk(60, seed=seed, missing=0.02), walk(60, seed=seed + 1)
    mixed = {
        name: np.where(np.arange(60) <= cut, getattr(bars, name), getattr(other, name))
        for name in ("open", "high", "low", "close")
    }
    before, after = make(bars), make(replace(bars, **mixed))
    kept = before.known & (before.ends <= cut)
    assert np.array_equal(before.values[kept], after.values[kept])
    assert np.array_equal(before.ends[kept], after.ends[kept])
    assert np.array_equal(kept, after.known & (after.ends <= cut))


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_a_label_whose_end_is_beyond_the_data_is_none_and_comes_with_the_data(
    make: Callable[[Bars], Labels],
) -> None:
    bars = walk(60)
    whole, part = make(bars), make(bars[:40])
    assert len(part) == 40
    assert part.ends.max() < 40
    assert np.array_equal(whole.values[:40][part.known], part.values[part.known])
    missing = whole.ends[:40][~part.known]
    assert np.all((missing == -1) | (missing >= 40))


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_bars_have_few_labels_or_none(make: Callable[[Bars], Labels], n: int) -> None:
    labels = make(walk(5)[:n])
    assert len(labels) == n
    assert labels.known.sum() <= max(n - 1, 0)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("labels_horizon", lambda b: forward_returns(b, horizon=0)),
        ("labels_horizon", lambda b: triple_barrier(b, profit=1, loss=1, horizon=0)),
        ("labels_lengths_differ", lambda b: forward_returns(b, horizon=1, sessions=np.zeros(3, dtype=np.int64))),
        ("labels_lengths_differ", lambda b: triple_barrier(b, profit=1, loss=1, horizon=1, volatility=np.ones(3))),
        (
            "labels_lengths_differ",
            lambda b: triple_barrier(b, profit=1, loss=1, horizon=1, sides=np.ones(3, dtype=np.int8)),
        ),
        ("labels_barrier", lambda b: triple_barrier(b, profit=0, loss=1, horizon=1)),
        ("labels_threshold", lambda b: action_by_threshold(b, horizon=1, threshold=-0.1)),
        ("labels_threshold", lambda b: action_by_volatility(b, horizon=1, k=float("nan"))),
        ("labels_window", lambda b: past_volatility(b, window=1)),
        ("labels_edges", lambda b: magnitude_classes(forward_returns(b, horizon=1), edges=(0.2, 0.1))),
        ("labels_shares", lambda b: magnitude_classes(forward_returns(b, horizon=1), quantiles=(0.5, 1.0))),
        ("labels_not_numbers", lambda b: magnitude_classes(action_by_threshold(b, horizon=1, threshold=0))),
        ("labels_not_classes", lambda b: class_weights(forward_returns(b, horizon=1))),
    ],
)
def test_what_cannot_be_a_label_is_said(code: str, call: Callable[[Bars], object]) -> None:
    with pytest.raises(BadInput) as raised:
        call(walk(10))
    assert raised.value.code == code


@ENTRIES
@pytest.mark.parametrize("name", ["returns", "actions", "volatility", "magnitude", "barrier"])
def test_no_label_crosses_from_one_contract_into_the_next(entry: Entry, name: str) -> None:
    rolls = np.array([40, 90])
    whole, cut = made_with(walk(130), name, entry=entry), made_with(walk(130), name, entry=entry, rolls=rolls)
    entered = np.arange(130) + (entry is Entry.NEXT_OPEN)
    horizon = whole.horizon
    held_over = np.zeros(130, dtype=bool)
    for roll in rolls:
        held_over |= (entered < roll) & (np.arange(130) + horizon >= roll)
    assert not cut.known[held_over].any()
    assert np.array_equal(cut.known[~held_over], whole.known[~held_over])
    if name in ("returns", "actions", "barrier"):
        np.testing.assert_array_equal(cut.values[~held_over], whole.values[~held_over])


def made_with(bars: Bars, name: str, *, entry: Entry, rolls: np.ndarray | None = None) -> Labels:
    match name:
        case "returns":
            return forward_returns(bars, horizon=4, entry=entry, rolls=rolls)
        case "actions":
            return action_by_threshold(bars, horizon=4, threshold=0.01, entry=entry, rolls=rolls)
        case "volatility":
            return action_by_volatility(bars, horizon=4, window=5, entry=entry, rolls=rolls)
        case "magnitude":
            edges = (-0.01, 0.01)
            return magnitude_classes(forward_returns(bars, horizon=4, entry=entry, rolls=rolls), edges=edges)
        case _:
            return triple_barrier(bars, profit=0.02, loss=0.02, horizon=6, entry=entry, rolls=rolls).labels


def test_a_roll_is_no_volatility() -> None:
    bars = walk(60)
    lifted = {
        name: np.where(np.arange(60) >= 30, 2, 1) * getattr(bars, name) for name in ("open", "high", "low", "close")
    }
    rolled = replace(bars, **lifted)
    first = np.log(bars.close[30] / bars.open[30])
    log = np.diff(np.log(bars.close))
    log[29] = first
    found = past_volatility(rolled, window=10, rolls=np.array([0, 30]))
    assert np.isnan(found[:10]).all()
    assert found[35] == pytest.approx(np.std(log[25:35], ddof=1))
    assert found[45] == pytest.approx(past_volatility(bars, window=10)[45])


@pytest.mark.parametrize("rolls", [[5, 5], [7, 3], [-1], [10]], ids=["twice", "falling", "negative", "beyond"])
def test_rolls_that_are_no_positions_are_refused(rolls: list[int]) -> None:
    with pytest.raises(BadInput) as raised:
        forward_returns(walk(10), horizon=1, rolls=np.array(rolls))
    assert raised.value.code == "labels_rolls"
