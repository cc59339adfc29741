"""Five tickers of B3 from the files of daily bars to the parts, over the store of bars: facts that were looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from bancada import bootstrap
from bancada.core.errors import BadInput
from bancada.domains.assets.features import DAILY_FEATURES
from bancada.domains.assets.loading import DataLoadingService
from bancada.domains.assets.plausible import implausible_bars
from bancada.domains.assets.preparing import PreprocessingService
from bancada.domains.assets.requests import LoadRequest
from bancada.domains.assets.splitting import SplittingService
from bancada.services.assets.reader import CatalogueReader

pytestmark = pytest.mark.real_data

TICKERS = ("PETR4", "VALE3", "ITUB4", "BBDC4", "ABEV3")


@pytest.fixture
def loading(installation: Path, real_data: Path) -> DataLoadingService:
    """Return the loading of an installation whose store holds the five files."""
    market = bootstrap.default_bench().market
    for ticker in TICKERS:
        market.series.import_file(real_data / "b3" / "daily" / f"{ticker}.csv")
    return DataLoadingService(CatalogueReader(market.series.catalogue, market.validation))


def day(ts: int) -> str:
    return datetime.fromtimestamp(ts / 1e9, tz=UTC).date().isoformat()


def test_six_years_of_five_tickers_become_7465_rows_of_which_7205_teach(loading: DataLoadingService) -> None:
    loaded = loading.load(LoadRequest(TICKERS, years=7))
    table = PreprocessingService().prepare(loaded)
    split = SplittingService().split(table)

    assert {(one.basis, one.fill_basis) for one in loaded.tickers} == {("total_return", "total_return")}
    assert {one.code for one in loaded.findings} == {"assets_fills_on_adjusted", "assets_validation"}
    assert np.diff(table.offsets).tolist() == [1_493] * 5
    assert (day(table.ts[0]), day(table.ts[-1])) == ("2020-04-29", "2026-04-28")
    assert table.names == DAILY_FEATURES
    assert (table.is_complete.sum(), table.is_learnable.sum()) == (5 * 1_443, 5 * 1_441)
    assert table.facts["actions"] == {"sell": 2_317, "hold": 2_544, "buy": 2_344}
    assert table.findings == ()
    assert {name: len(rows) for name, rows in split.parts().items()} == {
        "train": 5_035,
        "validation": 710,
        "test": 1_440,
    }
    assert (split.n_purged, *map(day, split.boundaries)) == (20, "2024-07-31", "2025-02-26")


def test_two_years_are_499_sessions_of_each_and_warned_of_as_few(loading: DataLoadingService) -> None:
    loaded = loading.load(LoadRequest(TICKERS))
    few = [one.facts for one in loaded.findings if one.code == "assets_few_rows"]

    assert few == [{"ticker": ticker, "rows": 499, "needed": 1_000} for ticker in TICKERS]
    assert day(loaded.tickers[0].bars["total_return"].ts[0]) == "2024-04-29"


def test_the_last_rows_alone_are_those_of_the_whole_history(loading: DataLoadingService) -> None:
    loaded = loading.load(LoadRequest(TICKERS, years=7))
    whole = PreprocessingService().prepare(loaded)

    latest = PreprocessingService().prepare_latest(loaded, whole.names, whole.horizon, rows=32)

    rows = np.concatenate([np.arange(end - 32, end) for end in whole.offsets[1:]])
    assert np.allclose(latest.X, whole.X[rows], rtol=1e-9, atol=1e-9)
    assert np.array_equal(latest.ts, whole.ts[rows])


def test_days_that_no_store_knows_ask_for_all_there_is_or_say_what_there_is(loading: DataLoadingService) -> None:
    asked = LoadRequest(("PETR4",), start=date.min, end=date.max, years=200, min_rows=0)

    for request in (asked, replace(asked, start=None), replace(asked, end=None)):
        assert len(loading.load(request).tickers[0].bars["total_return"]) == 1_493
    with pytest.raises(BadInput, match="PETR4 from 2020-04-29 to 2026-04-28"):
        loading.load(replace(asked, end=date.min))


def test_the_first_rows_of_two_years_are_those_of_the_whole_history(loading: DataLoadingService) -> None:
    whole = PreprocessingService().prepare(loading.load(LoadRequest(TICKERS, years=7)))
    start = date(2025, 2, 3)
    table = PreprocessingService().prepare(loading.load(LoadRequest(TICKERS, start=start, min_rows=0)))

    assert day(table.ts[0]) == start.isoformat()
    assert table.is_complete.all()
    rows = np.concatenate(
        [end - np.arange(n, 0, -1) for end, n in zip(whole.offsets[1:], np.diff(table.offsets), strict=True)]
    )
    assert np.array_equal(table.ts, whole.ts[rows])
    assert np.allclose(table.X, whole.X[rows], rtol=1e-9, atol=1e-9)
    assert np.array_equal(table.actions, whole.actions[rows])
    assert np.array_equal(table.returns, whole.returns[rows], equal_nan=True)


def test_real_bars_are_far_from_smoothed_ones_in_any_stretch_of_a_year(loading: DataLoadingService) -> None:
    loaded = loading.load(LoadRequest(TICKERS, years=7))
    for first in range(0, 1_200, 100):
        parts = [
            replace(one, bars={basis: bars[first : first + 300] for basis, bars in one.bars.items()})
            for one in loaded.tickers
        ]
        assert list(implausible_bars(parts)) == []
