"""What validation says of real files is true, and says nothing that is not."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bancada.core.finding import Severity
from bancada.markets.bars import Bars, make_bars
from bancada.markets.series import PriceBasis
from bancada.markets.validation import ProductionDataValidator, ValidationReport, apply, propose
from tests.markets.validation.series import stated

PRICES = ["open", "high", "low", "close"]


def counts(report: ValidationReport) -> dict[str, int]:
    """Return what was found, by code."""
    return {check.code: check.count for check in report.checks if check.count}


def dollar(folder: Path) -> Bars:
    frame = pd.read_csv(folder / "intraday" / "WDO_M5_2018_2019_mt5.csv.gz", sep="\t")
    local = pd.to_datetime(frame["<DATE>"] + " " + frame["<TIME>"], format="%Y.%m.%d %H:%M:%S")
    ts = local.dt.tz_localize("America/Sao_Paulo").dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[ns]")
    prices = {name: frame[f"<{name.upper()}>"] for name in PRICES}
    return make_bars("WDO", "5m", ts=ts.to_numpy(), **prices, volume=frame["<VOL>"], trades=frame["<TICKVOL>"])


def coin(folder: Path) -> Bars:
    frame = pd.read_csv(folder / "intraday" / "binance_spot_BTCUSDT_1h.csv.gz")
    opened = frame["open_time"].to_numpy(np.int64)
    ts = np.where(opened > 10**14, opened * 1_000, opened * 1_000_000)
    buy = frame["taker_buy_base"]
    with np.errstate(invalid="ignore"):
        vwap = (frame["quote_volume"] / frame["volume"]).to_numpy()
    sides = {"buy_volume": buy, "sell_volume": frame["volume"] - buy, "vwap": vwap}
    prices = {name: frame[name] for name in PRICES}
    return make_bars(
        "BTCUSDT", "1h", ts=ts, **prices, volume=frame["volume"], trades=frame["trades"], **sides, zone="UTC"
    )


def share(folder: Path, symbol: str) -> Bars:
    frame = pd.read_csv(folder / "b3" / "daily" / f"{symbol}.csv", parse_dates=["dateStock"])
    prices = {name: frame[f"{name}ValueStock"] for name in PRICES}
    ts = frame["dateStock"].to_numpy("datetime64[ns]")
    return make_bars(symbol, "1d", ts=ts, **prices, volume=frame["quantityStock"])


@pytest.mark.real_data
def test_the_dollar_file_has_saturdays_the_december_gap_and_nothing_false(real_data: Path) -> None:
    bars = dollar(real_data)
    report = ProductionDataValidator().validate(bars, info=stated(bars, basis=PriceBasis.UNSTATED))
    assert counts(report) == {
        "bars_off_session": 25,
        "bars_out_of_hours": 1,
        "bars_missing_sessions": 21,
        "bars_missing_inside": 340,
    }
    assert all(one.at.startswith("2018-11-10") for one in report.check("bars_off_session").examples)
    longest = max(report.check("bars_missing_sessions").examples, key=lambda one: one.values["sessions"])
    assert (longest.at, longest.until, longest.values) == ("2018-12-03", "2019-01-02", {"sessions": 18.0})
    assert "03/12/2018 a 02/01/2019" in report.check("bars_missing_sessions").finding.message("pt_BR")
    assert [one.at for one in report.check("bars_out_of_hours").examples] == ["2018-11-01 18:55"]
    assert report.passed


@pytest.mark.real_data
def test_both_saturdays_of_the_dollar_file_are_dropped_on_request(real_data: Path) -> None:
    bars = dollar(real_data)
    repairs = propose(ProductionDataValidator().validate(bars))
    repaired = apply(bars, repairs, at=pd.Timestamp("2024-01-01", tz="UTC").to_pydatetime())
    assert [record.changed for record in repaired.records] == [25, 1]
    dropped = pd.to_datetime(np.setdiff1d(bars.ts, repaired.bars.ts), utc=True).tz_convert("America/Sao_Paulo")
    assert set(dropped.strftime("%Y-%m-%d")) == {"2018-11-10", "2019-09-07", "2018-11-01"}
    assert "bars_off_session" not in counts(ProductionDataValidator().validate(repaired.bars))


@pytest.mark.real_data
def test_the_coin_file_lacks_the_hour_of_the_outage_and_nothing_else(real_data: Path) -> None:
    report = ProductionDataValidator("24/7").validate(coin(real_data))
    assert counts(report) == {"bars_missing_inside": 1, "bars_volume_zero": 1, "bars_jump": 1}
    assert [one.at for one in report.check("bars_missing_inside").examples] == ["2023-03-24 13:00"]
    assert report.passed


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("symbol", "without_volume"), [("ABEV3", 1), ("BBDC4", 2), ("ITUB4", 1), ("PETR4", 1), ("VALE3", 2)]
)
def test_a_daily_file_of_b3_ends_in_an_unfinished_session_and_lacks_one(
    real_data: Path, symbol: str, without_volume: int
) -> None:
    report = ProductionDataValidator().validate(share(real_data, symbol))
    assert counts(report) == {"bars_not_positive": 1, "bars_volume_zero": without_volume, "bars_missing_sessions": 1}
    assert [one.at for one in report.check("bars_not_positive").examples] == ["2026-04-29"]
    assert [one.at for one in report.check("bars_missing_sessions").examples] == ["2020-11-20"]
    assert not report.passed


@pytest.mark.real_data
@pytest.mark.parametrize("symbol", ["AAPL", "MSFT"])
def test_nothing_is_found_in_clean_american_files(real_data: Path, symbol: str) -> None:
    frame = pd.read_csv(real_data / "us" / f"{symbol}_2016_2020_yahoo_acharya.csv", parse_dates=["Date"])
    prices = {name: frame[name.title()] for name in PRICES}
    ts = frame["Date"].to_numpy("datetime64[ns]")
    bars = make_bars(symbol, "1d", ts=ts, **prices, volume=frame["Volume"], zone="America/New_York")
    assert ProductionDataValidator("XNYS").validate(bars).findings == ()


@pytest.mark.real_data
def test_raw_prices_of_a_whole_session_of_b3_stand_on_the_tick_grid(real_data: Path) -> None:
    judged, strange = 0, {}
    for line in (real_data / "b3" / "COTAHIST_D25062021.TXT").read_text("latin-1").splitlines()[:-1]:
        if line[24:27] not in ("010", "020"):
            continue
        factor = 100 * int(line[210:217])
        prices = {name: [int(line[at : at + 13]) / factor] for name, at in zip(PRICES, (56, 69, 82, 108), strict=True)}
        day = np.array(["2021-06-25"], dtype="datetime64[D]")
        bars = make_bars(line[12:24].strip(), "1d", ts=day, **prices, volume=[int(line[152:170])])
        report = ProductionDataValidator().validate(bars, info=stated(bars))
        judged += report.check("bars_off_tick") is not None
        strange |= {bars.symbol: counts(report)} if counts(report) else {}
    assert judged > 1_500
    assert strange == {}


@pytest.mark.parametrize(
    ("ticker", "days"),
    [("AAPL", ["2000-06-21", "2005-02-28"]), ("MSFT", ["2003-02-18"]), ("IBM", []), ("GOOG", []), ("FB", [])],
)
def test_splits_of_prices_as_traded_are_found_and_a_crash_by_half_is_none(ticker: str, days: list[str]) -> None:
    spec = find_spec("bokeh_sampledata")
    assert spec is not None
    assert spec.origin is not None
    every = pd.read_csv(Path(spec.origin).parent / "_data" / "stocks.csv.gz", parse_dates=["Date"]).rename(
        columns=str.lower
    )
    frame = every[every["ticker"] == ticker]
    prices = {name: frame[name] for name in PRICES}
    ts = frame["date"].to_numpy("datetime64[ns]")
    bars = make_bars(ticker, "1d", ts=ts, **prices, volume=frame["volume"], zone="America/New_York")
    check = ProductionDataValidator("XNYS").validate(bars).check("bars_split_like")
    assert [one.at for one in check.examples] == days
    assert check.severity is (Severity.CAUTION if days else Severity.INFO)
