"""Each format of bars: recognised from what is in the file, and read as its programs mean it."""

from __future__ import annotations

import numpy as np
import pytest

from bancada.core.dataset import Source
from bancada.core.errors import BadInput, ImportRefused
from bancada.markets.series import Continuous, PriceBasis
from bancada.markets.timeframe import Timeframe
from tests.markets.importers.files import (
    BANCADA,
    BINANCE,
    FORMATS,
    MT5,
    PROFIT,
    YAHOO,
    Desk,
    bars,
    codes,
    cotahist,
    quote_record,
    refusals,
    times,
)


@pytest.mark.parametrize("importer", FORMATS)
@pytest.mark.parametrize("ending", ["", ".gz", ".zip"])
def test_a_format_is_recognised_packed_or_not(desk: Desk, importer: str, ending: str) -> None:
    name, text = FORMATS[importer]
    received = desk.received(text, name + ending)
    assert received.importer == importer
    assert received.accepted + received.refused == received.rows == 3
    assert received.accepted == len(bars(received)["ts"])


@pytest.mark.parametrize("importer", FORMATS)
def test_the_ending_of_a_name_counts_for_nothing(desk: Desk, importer: str) -> None:
    name, text = FORMATS[importer]
    assert desk.received(text, name.rsplit(".", 1)[0] + ".txt").importer == importer


@pytest.mark.parametrize("importer", FORMATS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_byte_order_mark_tells_the_encoding(desk: Desk, importer: str, encoding: str) -> None:
    name, text = FORMATS[importer]
    plain = desk.received(text, name)
    marked = desk.received(text.replace("\n", "\r\n").encode(encoding), name)
    assert bars(plain).keys() == bars(marked).keys()
    for column, values in bars(plain).items():
        np.testing.assert_array_equal(values, bars(marked)[column])


def test_metatrader_volume_is_contracts_and_its_ticks_are_called_so(desk: Desk) -> None:
    received = desk.received(MT5, "WDO$N_M5_2018.csv")
    found = bars(received)
    assert found["volume"].tolist() == [14822, 10452, 8000]
    assert found["trades"].tolist() == [4377, 3419, 2000]
    assert "mt5_ticks_as_trades" in codes(received)


def test_metatrader_times_of_brazil_heed_daylight_saving(desk: Desk) -> None:
    winter = MT5.replace("2018.01.02", "2018.07.02")
    assert times(desk.received(MT5, "WDO_M5.csv"))[0] == "2018-01-02T11:00:00"
    assert times(desk.received(winter, "WDO_M5.csv"))[0] == "2018-07-02T12:00:00"


def test_a_continuous_future_is_known_by_its_root_and_a_contract_by_its_name(desk: Desk) -> None:
    received = desk.received(MT5, "WDO_M5_2018.csv")
    assert received.continuous == {"WDO": Continuous("WDO", "unstated", "unstated")}
    assert "bars_continuous_unstated" in codes(received)
    contract = desk.received(MT5, "WDOF19_M5.csv")
    assert contract.continuous == {}
    assert contract.parts[0].series[0].symbol == "WDOF19"
    assert received.parts[0].basis is contract.parts[0].basis is PriceBasis.RAW


def test_a_daily_metatrader_file_has_no_times_and_its_days_are_labels(desk: Desk) -> None:
    text = "<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"
    text += "2018.01.02\t1\t2\t1\t2\t5\t6\t1\n2018.01.03\t1\t2\t1\t2\t5\t6\t1\n"
    received = desk.received(text, "PETR4_Daily.csv")
    assert times(received) == ["2018-01-02T00:00:00", "2018-01-03T00:00:00"]
    assert received.parts[0].series[0].timeframe is Timeframe.D1
    assert received.parts[0].basis is PriceBasis.UNSTATED
    assert "import_basis_unstated" in codes(received)


def test_metatrader_times_of_an_unknown_server_need_a_zone(desk: Desk) -> None:
    with pytest.raises(BadInput) as refused:
        desk.received(MT5, "EURUSD_M5.csv")
    assert refused.value.code == "bars_zone_unknown"
    assert times(desk.received(MT5, "EURUSD_M5.csv", zone="Europe/Athens"))[0] == "2018-01-02T07:00:00"


def test_profit_numbers_are_brazilian_and_its_newest_row_comes_first(desk: Desk) -> None:
    received = desk.received(PROFIT, "export.csv")
    found = bars(received)
    assert times(received) == ["2020-01-02T13:00:00", "2020-01-02T13:05:00", "2020-01-02T13:10:00"]
    assert found["close"].tolist() == [30.5, 30.51, 30.55]
    assert found["volume"].tolist() == [0, 50_000, 100_000]
    assert found["vwap"][1:] == pytest.approx([30.505, 30.55])
    assert np.isnan(found["vwap"][0])
    assert "bars_newest_first" in codes(received)
    assert (received.exchange, received.zone) == ("BVMF", "America/Sao_Paulo")


def test_a_profit_file_may_lack_its_line_of_names_and_come_in_cp1252(desk: Desk) -> None:
    bare = "WINFUT;14/07/2021;17:55:00;127.920;127.950;127.830;127.875;7.361.170.485,00;28.785\n"
    bare += "WINFUT;14/07/2021;17:50:00;127.900;127.930;127.880;127.920;5.361.170.485,00;20.785\n"
    received = desk.received(bare, "export.csv")
    assert bars(received)["open"].tolist() == [127_900, 127_920]
    assert bars(received)["symbol"] == ["WIN", "WIN"]
    assert np.isnan(bars(received)["vwap"]).all()
    assert received.rows == 2
    assert desk.received(PROFIT.encode("cp1252"), "export.csv").accepted == 3


def test_a_profit_number_that_is_not_brazilian_is_refused_and_not_read_as_another(desk: Desk) -> None:
    received = desk.received(PROFIT.replace("30,60", "30.6"), "export.csv")
    assert [code for _, code, _ in refusals(received)] == ["bar_number_unreadable"]


def test_a_profit_file_with_decimal_points_is_read_as_such(desk: Desk) -> None:
    text = PROFIT.replace(".", "").replace(",", ".")
    assert bars(desk.received(text, "export.csv"))["close"].tolist() == [30.5, 30.51, 30.55]


def test_binance_taker_volume_is_bought_and_the_rest_sold(desk: Desk) -> None:
    received = desk.received(BINANCE, "BTCUSDT-1h-2025-01.zip")
    found = bars(received)
    assert found["buy_volume"].tolist() == [4, 0, 15]
    assert found["sell_volume"].tolist() == [6, 0, 5]
    assert found["vwap"].tolist()[::2] == [101, 102.5]
    assert np.isnan(found["vwap"][1])
    assert found["symbol"][0] == "BTCUSDT"
    assert (received.exchange, received.zone, received.parts[0].basis) == ("24/7", "UTC", PriceBasis.RAW)


@pytest.mark.parametrize("scale", [1, 1000, 1_000_000], ids=["seconds", "milliseconds", "microseconds"])
def test_counts_since_1970_are_told_apart_by_their_size(desk: Desk, scale: int) -> None:
    rows = [f"{(1735689600 + 3600 * n) * scale},1,2,1,2,3" for n in range(3)]
    received = desk.received("timestamp,open,high,low,close,volume\n" + "\n".join(rows), "ETHUSDT_1h.csv")
    assert times(received) == [f"2025-01-01T0{n}:00:00" for n in range(3)]
    assert "bars_zone_assumed" not in codes(received)


def test_yahoo_gives_a_series_adjusted_for_splits_and_one_of_total_return(desk: Desk) -> None:
    received = desk.received(YAHOO, "AAPL_2016_2020_yahoo.csv")
    assert [part.basis for part in received.parts] == [PriceBasis.SPLIT_ADJUSTED, PriceBasis.TOTAL_RETURN]
    assert bars(received)["high"].tolist() == [11, 12, 13]
    total = bars(received, 1)
    assert total["close"].tolist() == [9, 10.35, 10.8]
    assert total["high"] == pytest.approx([9.9, 10.8, 11.7])
    assert total["volume"].tolist() == [1000, 2000, 3000]
    assert (received.exchange, received.zone) == ("XNYS", "America/New_York")


def test_a_basis_that_is_said_takes_one_series_of_a_yahoo_file(desk: Desk) -> None:
    received = desk.received(YAHOO, "AAPL.csv", basis="total_return")
    assert [part.basis for part in received.parts] == [PriceBasis.TOTAL_RETURN]
    assert bars(received)["close"].tolist() == [9, 10.35, 10.8]


def test_prices_whose_splits_still_show_are_called_raw_though_yahoo_names_are_over_them(desk: Desk) -> None:
    text = "Date,Open,High,Low,Close,Adj Close,Volume\n2005-02-24,80,82,79,80,5,10\n2005-02-25,88,89,87,88,5.5,10\n"
    received = desk.received(text + "2005-02-28,44,45,43,44,5.5,10\n", "AAPL.csv")
    assert [part.basis for part in received.parts] == [PriceBasis.RAW, PriceBasis.TOTAL_RETURN]
    assert "yahoo_prices_as_traded" in codes(received)


def test_a_daily_date_with_an_offset_stays_the_day_that_is_written(desk: Desk) -> None:
    rows = ["2020-01-02 00:00:00+09:00", "2020-01-03 00:00:00+09:00", "2020-01-06 00:00:00+09:00"]
    text = "Date,Open,High,Low,Close,Adj Close,Volume\n" + "".join(f"{day},1,2,1,2,2,3\n" for day in rows)
    assert times(desk.received(text, "TOYOTA.csv"))[0] == "2020-01-02T00:00:00"


def test_the_own_form_keeps_every_column_and_empty_cells_stay_unknown(desk: Desk) -> None:
    received = desk.received(BANCADA, "x.csv")
    found = bars(received)
    assert found["buy_volume"][:2].tolist() == [60, 90]
    assert all(np.isnan(found[name][2]) for name in ("volume", "trades", "buy_volume", "sell_volume", "vwap"))
    assert times(received)[2] == "2024-01-02T10:02:00"
    assert received.parts[0].series[0].columns == ("trades", "buy_volume", "sell_volume", "vwap")


def test_times_without_offset_are_taken_for_utc_aloud_or_read_in_the_zone_that_is_said(desk: Desk) -> None:
    naive = BANCADA.replace("Z,", ",").replace("PETR4", "XPTO")
    received = desk.received(naive)
    assert times(received)[0] == "2024-01-02T10:00:00"
    assert "bars_zone_assumed" in codes(received)
    local = desk.received(naive, zone="America/Sao_Paulo")
    assert times(local)[0] == "2024-01-02T13:00:00"
    assert local.options == {"zone": "America/Sao_Paulo"}


def test_a_time_with_an_offset_among_local_ones_is_refused_and_not_misread(desk: Desk) -> None:
    mixed = BANCADA.replace("Z,", ",").replace("10:01:00,", "10:01:00-03:00,")
    received = desk.received(mixed, zone="America/Sao_Paulo")
    assert [(line, code) for line, code, _ in refusals(received)] == [(3, "bar_time_other_clock")]


def test_an_offset_is_heeded(desk: Desk) -> None:
    text = BANCADA.replace("Z,", "-03:00,")
    assert times(desk.received(text))[0] == "2024-01-02T13:00:00"


def test_several_series_in_one_file_are_told_apart_and_one_can_be_chosen(desk: Desk) -> None:
    both = BANCADA + BANCADA.replace("PETR4", "vale3.sa").split("\n", 1)[1]
    received = desk.received(both)
    assert [one.symbol for one in received.parts[0].series] == ["PETR4", "VALE3"]
    one = desk.received(both, symbol="VALE3")
    assert (one.rows, one.accepted, one.refused, one.left_out) == (6, 3, 0, 3)
    with pytest.raises(BadInput) as absent:
        desk.received(both, symbol="ABEV3")
    assert absent.value.code == "bars_symbol_absent"


def test_a_daily_b3_file_is_taken_for_total_return_and_its_empty_last_day_is_refused(desk: Desk) -> None:
    name, text = FORMATS["b3-daily"]
    received = desk.received(text, name)
    assert received.parts[0].basis is PriceBasis.TOTAL_RETURN
    assert "b3_daily_basis_believed" in codes(received)
    assert refusals(received) == [(4, "bar_price_zero", "2020-05-04,ITUB4.SA,Itaú,0.0,0.0,0.0,14.0,0")]
    assert bars(received)["symbol"] == ["ITUB4", "ITUB4"]
    assert desk.received(text, name, basis="unstated").parts[0].basis is PriceBasis.UNSTATED


def test_cotahist_prices_are_divided_by_the_number_of_shares_they_are_quoted_for(desk: Desk) -> None:
    text = cotahist(
        quote_record("FNAM11", prices=(20, 20, 19, 19, 20), factor=1000, quantity=1000, money=19),
        quote_record("PETR4"),
    )
    received = desk.received(text.encode("latin-1"), "COTAHIST_D25062021.TXT")
    found = bars(received)
    assert found["open"].tolist() == [0.0002, 10.0]
    assert found["close"].tolist() == [0.0002, 10.5]
    assert found["volume"].tolist() == [1000, 200]
    assert found["trades"].tolist() == [3, 3]
    assert found["vwap"] == pytest.approx([0.00019, 10.05])
    assert times(received) == ["2021-06-25T00:00:00"] * 2
    assert (received.source, received.exchange, received.parts[0].basis) == (Source.OFFICIAL, "BVMF", PriceBasis.RAW)
    assert codes(received) == []


def test_cotahist_markets_can_be_chosen_and_the_rest_is_counted(desk: Desk) -> None:
    text = cotahist(
        quote_record("PETR4"),
        quote_record("PETR4F", market="020"),
        quote_record("PETRG30", market="070", expiry="20210716"),
        quote_record("PETR4T", market="030", term="030"),
        quote_record("PETR4T", market="030", term="060"),
    )
    everything = desk.received(text, "x.TXT")
    assert [one.symbol for one in everything.parts[0].series] == [
        "PETR4",
        "PETR4F",
        "PETR4T-30",
        "PETR4T-60",
        "PETRG30-2021",
    ]
    assert "cotahist_forwards_by_term" in codes(everything)
    chosen = desk.received(text, "x.TXT", markets=("spot", "calls"))
    assert [one.symbol for one in chosen.parts[0].series] == ["PETR4", "PETRG30-2021"]
    assert (chosen.rows, chosen.accepted, chosen.left_out) == (5, 2, 3)
    with pytest.raises(BadInput) as unknown:
        desk.received(text, "x.TXT", markets=("stocks",))
    assert unknown.value.facts["markets"] == ["stocks"]


def test_cotahist_tells_what_it_counts(desk: Desk) -> None:
    text = cotahist(
        quote_record("PETR4", prices=(1000, 1100, 900, 1050, 1050)),
        quote_record("PETRA30", market="070", expiry="20210115", day="20210104"),
        quote_record("PETRA30", market="070", expiry="20210122"),
    )
    facts = {finding.code: finding.facts for finding in desk.received(text, "x.TXT").findings}
    assert facts["cotahist_average_differs"] == {"rows": 1}
    assert facts["cotahist_codes_of_several_expiries"] == {"rows": 1}


def test_markets_of_another_format_cannot_be_chosen(desk: Desk) -> None:
    with pytest.raises(BadInput) as refused:
        desk.received(BANCADA, markets=("spot",))
    assert refused.value.code == "bars_markets_not_here"


@pytest.mark.parametrize("stated", [3, 99], ids=["fewer", "more"])
def test_a_cotahist_trailer_that_counts_otherwise_refuses_the_file(desk: Desk, stated: int) -> None:
    with pytest.raises(ImportRefused) as refused:
        desk.received(cotahist(quote_record("PETR4"), quote_record("VALE3"), stated=stated), "x.TXT")
    assert refused.value.facts == {"file": "x.TXT", "stated": stated, "found": 4}
    assert desk.left() == []


def test_a_cotahist_file_without_its_trailer_is_cut_short(desk: Desk) -> None:
    text = cotahist(quote_record("PETR4"), quote_record("VALE3")).rsplit("99COTAHIST", 1)[0]
    with pytest.raises(ImportRefused) as refused:
        desk.received(text, "x.TXT")
    assert refused.value.code == "cotahist_trailer_missing"


def test_cotahist_records_of_another_length_or_kind_are_refused_by_line(desk: Desk) -> None:
    short, other = quote_record("VALE3")[:-1], "02" + quote_record("ITUB4")[2:]
    received = desk.received(cotahist(quote_record("PETR4"), short, other, quote_record("ABEV3", factor=0)), "x.TXT")
    assert [(line, code) for line, code, _ in refusals(received)] == [
        (3, "bar_record_length"),
        (4, "bar_record_kind"),
        (5, "bar_number_unreadable"),
    ]
    assert received.accepted + received.refused == received.rows == 4


def test_what_has_no_known_form_is_refused_with_its_columns_and_the_forms_that_are_known(desk: Desk) -> None:
    with pytest.raises(BadInput) as refused:
        desk.received("lux;temperature\n1;2\n", "sensors.csv")
    assert refused.value.facts["columns"] == ["lux", "temperature"]
    assert "COTAHIST" in str(refused.value)
    assert "timestamp,open,high" in refused.value.message("pt_BR")
