"""Every real file of bars comes in unattended, with a true report."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from bancada.markets.importers.receive import receive
from tests.markets.importers.files import bars, codes, refusals

pytestmark = pytest.mark.real_data

FILES = {
    "b3/COTAHIST_D25062021.TXT": ("cotahist", "A1AP34 1d raw", 7518, 0),
    **{
        f"b3/daily/{name}.csv": ("b3-daily", f"{name} 1d total_return", 1494, 1)
        for name in ("ABEV3", "BBDC4", "ITUB4", "PETR4", "VALE3")
    },
    "intraday/WDO_M5_2018_2019_mt5.csv.gz": ("mt5", "WDO 5m raw", 51015, 0),
    "intraday/binance_spot_BTCUSDT_1h.csv.gz": ("binance", "BTCUSDT 1h raw", 37923, 0),
    "us/AAPL_2016_2020_yahoo_acharya.csv": ("yahoo", "AAPL 1d split_adjusted", 948, 0),
    "us/MSFT_2016_2020_yahoo_acharya.csv": ("yahoo", "MSFT 1d split_adjusted", 948, 0),
}


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_comes_in_without_a_question(real_data: Path, tmp_path: Path, name: str) -> None:
    importer, first, rows, refused = FILES[name]
    received = receive(real_data / name, workdir=tmp_path)
    part, found = received.parts[0], bars(received)
    assert f"{part.series[0].symbol} {part.series[0].timeframe.value} {part.basis.value}" == first
    assert (received.importer, received.rows, received.refused) == (importer, rows, refused)
    assert received.accepted + received.refused + received.left_out == received.rows
    assert sum(one.rows for one in part.series) == received.accepted == len(found["ts"])
    assert np.isfinite(found["close"]).all()


def test_the_last_day_of_a_daily_file_has_zero_prices_and_is_refused(real_data: Path, tmp_path: Path) -> None:
    received = receive(real_data / "b3/daily/VALE3.csv", workdir=tmp_path)
    assert refusals(received) == [(1495, "bar_price_zero", "2026-04-29,VALE3.SA,Vale,0.0,0.0,0.0,79.44000244140625,0")]


def test_wdo_begins_its_sessions_at_nine_in_sao_paulo_in_summer_and_winter(real_data: Path, tmp_path: Path) -> None:
    found = bars(receive(real_data / "intraday/WDO_M5_2018_2019_mt5.csv.gz", workdir=tmp_path))
    stamps = [ts.replace(tzinfo=UTC) for ts in found["ts"].tolist()]
    first = {ts.date(): ts for ts in reversed(stamps)}.values()
    at_nine = [ts.hour for ts in first if ts.astimezone(ZoneInfo("America/Sao_Paulo")).hour == 9]
    assert len(at_nine) > 0.95 * len(first)
    assert set(at_nine) == {11, 12}


def test_cotahist_prices_of_a_fund_quoted_by_the_thousand_are_per_share(real_data: Path, tmp_path: Path) -> None:
    received = receive(real_data / "b3/COTAHIST_D25062021.TXT", workdir=tmp_path)
    found = bars(received)
    at = found["symbol"].index("FNAM11")
    assert (found["open"][at], found["low"][at], found["volume"][at], found["trades"][at]) == (
        0.0002,
        0.00019,
        18524000,
        64,
    )
    assert codes(received) == ["cotahist_forwards_by_term"]
    assert np.nanmax(np.abs(found["vwap"] / found["close"] - 1)) < 10


def test_only_the_spot_market_of_a_session_can_be_taken(real_data: Path, tmp_path: Path) -> None:
    received = receive(real_data / "b3/COTAHIST_D25062021.TXT", workdir=tmp_path, markets=("spot",))
    assert (received.accepted, received.left_out) == (1086, 6432)
