"""What is taken for granted of a file is told, and what cannot be told is asked for."""

from __future__ import annotations

import pytest

from bancada.core.errors import BadInput
from bancada.markets.series import Continuous
from tests.markets.importers.files import (
    BANCADA,
    MT5,
    PROFIT,
    Desk,
    bars,
    codes,
    cotahist,
    quote_record,
    refusals,
    times,
)

HEADER = "timestamp,open,high,low,close,volume\n"


def rows(*stamps: str) -> str:
    return HEADER + "".join(f"{stamp},1,2,1,2,10\n" for stamp in stamps)


def refusal(desk: Desk, text: str | bytes, name: str, **options: object) -> str:
    with pytest.raises(BadInput) as refused:
        desk.received(text, name, **options)
    return refused.value.code


INSTANTS = ["2020-01-02T10:00:00-03:00", "2020-01-02T10:05:00-03:00", "2020-01-02T10:10:00"]


@pytest.mark.parametrize("stamps", [INSTANTS, [one.replace("-03:00", "Z") for one in INSTANTS]], ids=["-03:00", "Z"])
def test_a_time_without_offset_among_instants_is_refused_and_not_misread(desk: Desk, stamps: list[str]) -> None:
    received = desk.received(rows(*stamps), "X_5m.csv")
    assert [(line, code) for line, code, _ in refusals(received)] == [(4, "bar_time_other_clock")]


@pytest.mark.parametrize("name", ["X_5m.csv", "WDO_5m.csv"], ids=["utc", "local"])
def test_an_instant_among_times_without_offset_is_refused(desk: Desk, name: str) -> None:
    received = desk.received(rows("2020-01-02T10:00:00", "2020-01-02T10:05:00", "2020-01-02T10:10:00-03:00"), name)
    assert [(line, code) for line, code, _ in refusals(received)] == [(4, "bar_time_other_clock")]


def test_days_may_bear_an_offset_or_none(desk: Desk) -> None:
    received = desk.received(rows("2020-01-02", "2020-01-03T00:00:00-03:00", "2020-01-06"), "X_1d.csv")
    assert times(received) == ["2020-01-02T00:00:00", "2020-01-03T00:00:00", "2020-01-06T00:00:00"]


def test_times_without_offset_of_a_symbol_of_b3_are_of_sao_paulo(desk: Desk) -> None:
    received = desk.received(BANCADA.replace("Z,", ","))
    assert times(received)[0] == "2024-01-02T13:00:00"
    assert "bars_read_in_zone" in codes(received)


def test_times_without_offset_of_several_exchanges_need_a_zone(desk: Desk) -> None:
    naive = BANCADA.replace("Z,", ",")
    both = naive + naive.replace("PETR4", "BTCUSDT").split("\n", 1)[1]
    assert refusal(desk, both, "x.csv") == "bars_zone_unknown"
    late = naive.replace("PETR4", "BTCUSDT") + "".join(
        f"2024-01-0{3 + k // 1440} {k // 60 % 24:02}:{k % 60:02}:00,1,2,1,2,1,1,1,0,1,BTCUSDT\n" for k in range(6_000)
    )
    assert refusal(desk, late + naive.split("\n", 1)[1], "x.csv") == "bars_zone_unknown"
    assert desk.left() == []


@pytest.mark.parametrize("unit", [1, 1000], ids=["seconds", "milliseconds"])
def test_a_count_since_1970_with_a_fraction_is_refused_and_not_rounded(desk: Desk, unit: int) -> None:
    stamps = [f"{(1_577_836_800 + 60 * k) * unit}" for k in range(3)]
    received = desk.received(rows(*stamps, f"{1_577_836_980 * unit}.5"), "X_1m.csv")
    assert [(line, code) for line, code, _ in refusals(received)] == [(5, "bar_time_unreadable")]
    assert desk.received(rows(*(f"{one}.0" for one in stamps)), "X_1m.csv").accepted == 3


QUARTERS = [f"2020-01-02T{10 + k // 4}:{15 * (k % 4):02}:00Z" for k in range(8)]


def test_bars_of_another_known_length_than_their_name_says_are_refused_unless_it_is_insisted_on(desk: Desk) -> None:
    assert refusal(desk, rows(*QUARTERS), "X_M5.csv") == "bars_step_longer"
    assert "bars_sparser_than_timeframe" in codes(desk.received(rows(*QUARTERS), "X_M5.csv", timeframe="5m"))
    assert refusal(desk, rows(*QUARTERS), "X_H1.csv", timeframe="1h") == "bars_timeframe_contradicts"
    assert refusal(desk, rows("2020-01-03", "2020-01-10", "2020-01-17"), "X_1d.csv") == "bars_step_longer"


def test_a_format_that_says_its_timeframe_is_not_contradicted(desk: Desk) -> None:
    text = cotahist(quote_record("PETR4"), quote_record("PETR4", day="20210628"))
    assert refusal(desk, text, "x.TXT", timeframe="1h") == "bars_timeframe_contradicts"
    assert desk.received(text, "x.TXT", timeframe="1d").accepted == 2


def test_an_option_code_that_comes_back_for_another_year_is_another_series(desk: Desk) -> None:
    first = cotahist(quote_record("ALPAG505", market="070", expiry="20210716"), quote_record("ALPA4"))
    later = cotahist(quote_record("ALPAG505", market="070", expiry="20220715", day="20220630"), quote_record("ALPA4"))
    names = [[one.symbol for one in desk.received(text, "x.TXT").parts[0].series] for text in (first, later)]
    assert names == [["ALPA4", "ALPAG505-2021"], ["ALPA4", "ALPAG505-2022"]]
    one = desk.received(first, "x.TXT", symbol="ALPAG505")
    assert (one.rows, one.accepted, one.left_out) == (2, 1, 1)


def test_trades_that_the_format_cannot_count_are_told(desk: Desk) -> None:
    received = desk.received(cotahist(quote_record("PETR4", trades=99_999), quote_record("VALE3")), "x.TXT")
    assert codes(received) == ["cotahist_trades_capped"]


def test_a_file_cut_short_names_its_last_line(desk: Desk) -> None:
    text = cotahist(quote_record("PETR4"), quote_record("VALE3")).rsplit("99COTAHIST", 1)[0]
    with pytest.raises(BadInput, match="012021062502VALE3"):
        desk.received(text, "x.TXT")


@pytest.mark.parametrize(
    ("name", "chain", "code"),
    [
        ("WDO$N_M5.csv", Continuous("WDO", "liquidity", "none"), "bars_continuous_by_name"),
        ("WDO$D_M5.csv", Continuous("WDO", "liquidity", "difference"), "bars_continuous_by_name"),
        ("WDO@N_M5.csv", Continuous("WDO", "expiry", "none"), "bars_continuous_by_name"),
        ("WDO$_M5.csv", Continuous("WDO", "liquidity", "unstated"), "bars_continuous_unstated"),
        ("WDO_M5.csv", Continuous("WDO"), "bars_continuous_unstated"),
    ],
)
def test_a_name_in_metatrader_says_how_contracts_are_joined(
    desk: Desk, name: str, chain: Continuous, code: str
) -> None:
    received = desk.received(MT5, name)
    assert received.continuous == {"WDO": chain}
    assert code in codes(received)


def test_a_known_symbol_in_a_name_goes_before_other_words_and_it_is_said(desk: Desk) -> None:
    received = desk.received(MT5, "BACKUP_PETR4_M5.csv")
    assert received.parts[0].series[0].symbol == "PETR4"
    assert "bars_symbol_of_several" in codes(received)
    assert "bars_symbol_of_several" not in codes(desk.received(MT5, "BACKUP_PETR4_M5.csv", symbol="PETR4"))


POINTS = """Ativo;Data;Hora;Abertura;Máximo;Mínimo;Fechamento;Volume;Quantidade
{0};31/01/2019;09:05:00;9.123;9.200;9.100;9.150;1000;12
{0};31/01/2019;09:00:00;9.101;9.200;9.100;9.150;1000;12
"""


@pytest.mark.parametrize(
    ("symbol", "close", "code"),
    [("ITSA4", 9.15, "profit_points_as_decimals"), ("WINFUT", 9150, "profit_points_as_thousands")],
)
def test_points_without_any_comma_are_read_by_what_is_traded_and_it_is_said(
    desk: Desk, symbol: str, close: float, code: str
) -> None:
    received = desk.received(POINTS.format(symbol), "export.csv")
    assert bars(received)["close"].tolist() == [close, close]
    assert code in codes(received)
    assert not {"profit_points_as_decimals", "profit_points_as_thousands"} & set(
        codes(desk.received(PROFIT, "export.csv"))
    )


def test_what_no_row_tells_is_not_blamed_on_the_timeframe(desk: Desk) -> None:
    assert refusal(desk, PROFIT.replace("/2020", "/20"), "export.csv") == "bars_sample_unreadable"
    assert refusal(desk, rows("2020-01-02T10:00:00Z"), "X.csv") == "bars_step_untold"
    assert refusal(desk, rows("31/01/2020", "03/02/2020"), "X_1d.csv") == "bars_dates_ambiguous"


def test_a_frame_of_yfinance_is_told_from_an_unknown_form(desk: Desk) -> None:
    text = "Price,Close,High,Low,Open,Volume\nTicker,A,A,A,A,A\nDate,,,,,\n2024-01-02,185,188,183,187,8\n"
    assert refusal(desk, text, "yf.csv") == "yahoo_three_headers"


def test_a_blank_file_shows_no_columns(desk: Desk) -> None:
    with pytest.raises(BadInput, match="its columns are -"):
        desk.received("\n \n", "x.csv")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_two_byte_text_is_known_without_its_mark(desk: Desk, encoding: str) -> None:
    assert desk.received(MT5.encode(encoding), "WDO_M5.csv").accepted == 3
