"""Preparing: rows of all bars, labels of the future only, one fingerprint; the last rows alone are the same; files keep them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bancada.core.errors import BadInput, Cancelled, NotFound, Refused
from bancada.core.finding import Finding
from bancada.domains.assets.features import DAILY_FEATURES
from bancada.domains.assets.kept import read_split, read_table, write_split, write_table
from bancada.domains.assets.loading import DataLoadingService
from bancada.domains.assets.preparing import PreprocessingService
from bancada.domains.assets.requests import ActionRule, LoadRequest, PreparationRequest
from bancada.domains.assets.splitting import SplittingService
from bancada.domains.assets.values import AssetTable, LoadedAssets
from bancada.markets.bars import Bars
from tests.domains.assets.assets_data import MemoryReader, made_up_assets, made_up_reader
from tests.domains.assets.test_loading import Watched

PREPARING = PreprocessingService()


@pytest.fixture(scope="module")
def loaded() -> LoadedAssets:
    return made_up_assets(400)


@pytest.fixture(scope="module")
def table(loaded: LoadedAssets) -> AssetTable:
    return PREPARING.prepare(loaded)


def with_bars(loaded: LoadedAssets, ticker: str, change: object) -> LoadedAssets:
    """Return the same with the bars of one ticker changed on the basis that is learned on."""
    tickers = [
        replace(one, bars={**one.bars, one.basis: change(one.bars[one.basis])}) if one.ticker == ticker else one
        for one in loaded.tickers
    ]
    return replace(loaded, tickers=tuple(tickers))


def without_volume(bars: Bars) -> Bars:
    return replace(bars, volume=np.full(len(bars), np.nan))


def test_every_bar_is_a_row_ticker_after_ticker(loaded: LoadedAssets, table: AssetTable) -> None:
    assert table.tickers == ("AAAA3", "BBBB4")
    assert table.offsets.tolist() == [0, 400, 800]
    assert table.names == DAILY_FEATURES
    for place, one in enumerate(loaded.tickers):
        rows = slice(table.offsets[place], table.offsets[place + 1])
        assert np.array_equal(table.ts[rows], one.bars["total_return"].ts)
        assert np.array_equal(table.close[rows], one.bars["total_return"].close)


def test_returns_run_from_the_next_open_to_the_close_of_the_horizon(loaded: LoadedAssets, table: AssetTable) -> None:
    bars = loaded.tickers[1].bars["total_return"]
    rows = table.offsets[1] + np.arange(60, 398)

    assert table.returns[rows] == pytest.approx(bars.close[62:] / bars.open[61:399] - 1)
    assert np.array_equal(table.end_ts[rows], bars.ts[62:])
    assert not table.is_learnable[[398, 399, 798, 799]].any()


@pytest.mark.parametrize("rule", list(ActionRule))
def test_action_return_and_end_are_all_there_or_none(loaded: LoadedAssets, rule: ActionRule) -> None:
    table = PREPARING.prepare(loaded, PreparationRequest(horizon=5, rule=rule, threshold=0.02))
    known = table.actions >= 0

    assert np.array_equal(known, np.isfinite(table.returns))
    assert np.array_equal(known, table.end_ts > table.ts)
    assert np.array_equal(~known, table.end_ts == np.iinfo(np.int64).min)
    assert known.sum() == 2 * (395 if rule is ActionRule.THRESHOLD else 375)


def test_a_threshold_parts_the_actions_and_a_zero_width_leaves_no_hold(loaded: LoadedAssets) -> None:
    by_threshold = PREPARING.prepare(loaded, PreparationRequest(rule=ActionRule.THRESHOLD, threshold=0.02))
    known = by_threshold.actions >= 0
    expected = 1 + (by_threshold.returns > 0.02).astype(int) - (by_threshold.returns < -0.02).astype(int)

    assert np.array_equal(by_threshold.actions[known], expected[known])
    assert PREPARING.prepare(loaded, PreparationRequest(width=0.0)).facts["actions"]["hold"] == 0


def test_a_table_tells_its_request_its_series_and_its_actions(loaded: LoadedAssets, table: AssetTable) -> None:
    counts = np.bincount(table.actions[table.is_learnable], minlength=3).tolist()

    assert table.facts["actions"] == dict(zip(("sell", "hold", "buy"), counts, strict=True))
    assert table.facts["request"]["horizon"] == 2
    first = table.facts["series"][0]
    assert (first["ticker"], first["basis"], first["fill_basis"]) == ("AAAA3", "total_return", "raw")
    assert first["sha256"] == loaded.tickers[0].series["total_return"].sha256
    assert (first["first"], first["last"], first["rows"]) == ("2019-01-02", "2020-07-14", 400)


def test_the_same_bars_and_request_give_the_same_fingerprint_and_others_another(
    loaded: LoadedAssets, table: AssetTable
) -> None:
    other_bars = with_bars(loaded, "BBBB4", lambda bars: replace(bars, close=bars.close * 1.0001))
    others = (
        PREPARING.prepare(loaded, PreparationRequest(horizon=3)),
        PREPARING.prepare(loaded, PreparationRequest(width=0.6)),
        PREPARING.prepare(loaded, PreparationRequest(features=DAILY_FEATURES[:-1])),
        PREPARING.prepare(other_bars),
        PREPARING.prepare(replace(loaded, tickers=loaded.tickers[::-1])),
    )

    assert PREPARING.prepare(loaded).sha256 == table.sha256
    assert len({table.sha256, *(one.sha256 for one in others)}) == 6


def test_another_future_changes_no_feature_of_the_past(loaded: LoadedAssets, table: AssetTable) -> None:
    def doubled_after(bars: Bars) -> Bars:
        factors = np.where(np.arange(len(bars)) < 300, 1.0, 2.0)
        return replace(bars, **{name: getattr(bars, name) * factors for name in ("open", "high", "low", "close")})

    other = PREPARING.prepare(with_bars(loaded, "AAAA3", doubled_after))

    assert np.array_equal(other.X[:300], table.X[:300], equal_nan=True)
    assert np.array_equal(other.X[400:], table.X[400:], equal_nan=True)
    assert np.array_equal(other.returns[:298], table.returns[:298], equal_nan=True)


def test_a_later_payout_changes_no_row_and_no_label_that_ends_before_it(
    loaded: LoadedAssets, table: AssetTable
) -> None:
    def restated(bars: Bars) -> Bars:
        factors = np.where(np.arange(len(bars)) < 300, 0.93, 1.0)
        return replace(bars, **{name: getattr(bars, name) * factors for name in ("open", "high", "low", "close")})

    other = PREPARING.prepare(with_bars(loaded, "AAAA3", restated))

    assert np.allclose(other.X[:300], table.X[:300], rtol=1e-7, atol=1e-9, equal_nan=True)
    assert np.allclose(other.returns[:298], table.returns[:298], rtol=1e-9, atol=1e-12, equal_nan=True)
    assert np.array_equal(other.actions[:298], table.actions[:298])


def test_features_that_one_ticker_cannot_have_are_left_out_for_all_and_named(loaded: LoadedAssets) -> None:
    table = PREPARING.prepare(with_bars(loaded, "BBBB4", without_volume))
    (left,) = [one for one in table.findings if one.code == "assets_features_left_out"]

    assert left.facts["tickers"] == ["BBBB4"]
    assert left.facts["names"] == [
        "mfi_14",
        "obv_share_20",
        "chaikin_money_flow_20",
        "volume_ratio_20",
        "volume_zscore_20",
        "rolling_vwap_distance_20",
    ]
    assert table.names == tuple(name for name in DAILY_FEATURES if name not in left.facts["names"])
    assert table.is_learnable.sum() == 2 * 348


def test_a_ticker_of_few_bars_costs_the_others_no_feature_and_is_named(loaded: LoadedAssets) -> None:
    table = PREPARING.prepare(with_bars(loaded, "BBBB4", lambda bars: bars[-30:]))

    assert table.names == DAILY_FEATURES
    assert [one.facts["ticker"] for one in table.findings if one.code == "assets_ticker_unlearnable"] == ["BBBB4"]


def test_features_that_no_ticker_can_have_leave_nothing_to_prepare(loaded: LoadedAssets) -> None:
    with pytest.raises(BadInput) as caught:
        PREPARING.prepare(with_bars(loaded, "AAAA3", without_volume), PreparationRequest(features=("volume_ratio_20",)))

    assert caught.value.code == "assets_no_feature_left"


def test_few_rows_and_missing_or_rare_actions_are_said(loaded: LoadedAssets) -> None:
    rule = PreparationRequest(rule=ActionRule.THRESHOLD, threshold=0.055)
    found = PREPARING.prepare(loaded, rule)
    none = PREPARING.prepare(loaded, replace(rule, threshold=1.0))

    rare = {one.facts["action"] for one in found.findings if one.code == "assets_action_rare"}
    assert rare == {"sell", "buy"}
    assert {one.facts["action"] for one in none.findings if one.code == "assets_action_missing"} == {"sell", "buy"}
    assert [one.facts for one in none.findings if one.code == "assets_few_learnable"] == [
        {"rows": int(none.is_learnable.sum()), "needed": 1_000}
    ]


def test_a_request_that_cannot_be_served_names_all_that_is_wrong(loaded: LoadedAssets) -> None:
    wrong = PreparationRequest(
        horizon=0, width=-1.0, window=1, threshold=float("nan"), features=("ema_9", "nothing", "rsi_14")
    )

    with pytest.raises(BadInput) as caught:
        PREPARING.prepare(loaded, wrong)

    told = [(one.code, one.column) for one in caught.value.facts["problems"]]
    assert told == [
        ("assets_features_unknown", "features"),
        ("assets_features_levels", "features"),
        *(("assets_number_out_of_range", name) for name in ("horizon", "width", "window", "threshold")),
    ]


def test_a_preparation_that_is_cancelled_stops_between_tickers(loaded: LoadedAssets) -> None:
    watch = Watched(stop_after=1)

    with pytest.raises(Cancelled):
        PREPARING.prepare(loaded, watch=watch)

    assert watch.told == [(1, 2, "AAAA3")]


def test_the_last_rows_alone_are_those_of_the_whole_history() -> None:
    loaded = made_up_assets(1_700)
    whole = PREPARING.prepare(loaded)

    latest = PREPARING.prepare_latest(loaded, whole.names, 2, rows=40)

    assert latest.offsets.tolist() == [0, 40, 80]
    for place in (0, 1):
        expected = slice(whole.offsets[place + 1] - 40, whole.offsets[place + 1])
        rows = slice(latest.offsets[place], latest.offsets[place + 1])
        assert np.allclose(latest.X[rows], whole.X[expected], rtol=1e-9, atol=1e-9)
        assert np.array_equal(latest.ts[rows], whole.ts[expected])
        assert np.array_equal(latest.close[rows], whole.close[expected])


def test_the_last_rows_come_in_the_order_of_the_model_and_without_labels(loaded: LoadedAssets) -> None:
    names = ("rsi_14", "momentum_pct_1", "gap")

    latest = PREPARING.prepare_latest(loaded, names, 3, rows=500)

    assert latest.names == names
    assert (latest.horizon, len(latest)) == (3, 800)
    assert not latest.is_learnable.any()
    whole = PREPARING.prepare(loaded, PreparationRequest(features=names))
    assert np.array_equal(whole.X, latest.X, equal_nan=True)


def test_a_prediction_whose_bars_lack_a_column_names_features_and_ticker(loaded: LoadedAssets) -> None:
    with pytest.raises(BadInput) as caught:
        PREPARING.prepare_latest(with_bars(loaded, "BBBB4", without_volume), ("mfi_14", "gap"), 2)

    assert caught.value.facts == {"names": ["mfi_14"], "tickers": ["BBBB4"]}


def test_a_table_and_a_split_come_back_from_files_as_they_were(table: AssetTable, tmp_path: Path) -> None:
    noticed = replace(
        table, findings=(*table.findings, Finding("assets_validation", facts={"finding": table.findings[0]}))
    )
    split = SplittingService().split(table)

    write_table(noticed, tmp_path / "a" / "b")
    write_split(split, tmp_path / "a" / "b")
    again, split_again = read_table(tmp_path / "a" / "b"), read_split(tmp_path / "a" / "b")

    for name in ("offsets", "ts", "X", "close", "actions", "returns", "end_ts"):
        found, expected = getattr(again, name), getattr(table, name)
        assert np.array_equal(found, expected, equal_nan=found.dtype.kind == "f")
        assert found.dtype == expected.dtype
    assert (again.tickers, again.names, again.horizon) == (table.tickers, table.names, table.horizon)
    assert (again.sha256, again.facts, again.findings) == (table.sha256, table.facts, noticed.findings)
    assert all(np.array_equal(rows, split.parts()[name]) for name, rows in split_again.parts().items())
    assert (split_again.n_purged, split_again.boundaries) == (split.n_purged, split.boundaries)
    assert sorted(path.name for path in (tmp_path / "a" / "b").iterdir()) == ["split.npz", "table.npz"]


def test_a_file_that_was_changed_or_cut_or_holds_objects_is_refused(table: AssetTable, tmp_path: Path) -> None:
    write_table(replace(table, close=table.close + 1), tmp_path)
    with pytest.raises(Refused, match="not what was written"):
        read_table(tmp_path)

    write_table(table, tmp_path)
    whole = (tmp_path / "table.npz").read_bytes()
    (tmp_path / "table.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refused):
        read_table(tmp_path)

    np.savez(tmp_path / "table.npz", json=np.array([{"tickers": []}], dtype=object))
    with pytest.raises(Refused):
        read_table(tmp_path)


def test_a_split_that_was_changed_is_refused(table: AssetTable, tmp_path: Path) -> None:
    write_split(SplittingService().split(table), tmp_path)
    with np.load(tmp_path / "split.npz") as found:
        arrays = {name: found[name].copy() for name in found.files}
    arrays["test"][0] += 1
    np.savez(tmp_path / "split.npz", **arrays)

    with pytest.raises(Refused):
        read_split(tmp_path)


def test_a_folder_without_a_table_or_split_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"table\.npz"):
        read_table(tmp_path)
    with pytest.raises(NotFound, match=r"split\.npz"):
        read_split(tmp_path)


def test_rows_that_bars_of_another_basis_make_have_another_fingerprint() -> None:
    reader = made_up_reader(300, ("AAAA3",))
    raw_only = MemoryReader({key: held for key, held in reader.series_of.items() if key.basis == "raw"})
    request = LoadRequest(("AAAA3",), years=100, min_rows=0)

    tables = [PREPARING.prepare(DataLoadingService(one).load(request)) for one in (reader, raw_only)]

    assert [table.facts["series"][0]["basis"] for table in tables] == ["total_return", "raw"]
    assert tables[0].sha256 != tables[1].sha256
