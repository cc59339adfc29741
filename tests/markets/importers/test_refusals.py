"""Rows that are no bars, files that are none, and what is left behind: nothing is lost, nothing is guessed."""

from __future__ import annotations

import csv
import gzip
import threading
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from bancada.core.errors import BadInput, Cancelled, ImportRefused
from bancada.data.limits import Limits
from bancada.markets.importers.receive import receive
from tests.markets.importers.files import BANCADA, MT5, Desk, bars, codes, refusals, times

HEADER = "timestamp,open,high,low,close,volume\n"


def row(minute: int, values: str = "1,2,1,2,10") -> str:
    """Return a row of the own form."""
    return f"2024-01-02T10:{minute:02}:00Z,{values}\n"


BAD = {
    "bar_fields": row(5, "1,2,1,2"),
    "bar_time_unreadable": "yesterday,1,2,1,2,10\n",
    "bar_price_missing": row(5, "1,,1,2,10"),
    "bar_price_zero": row(5, "0,2,1,2,10"),
    "bar_number_unreadable": row(5, "1,2,1,two,10"),
    "bar_repeated": row(1),
}


@pytest.mark.parametrize("code", BAD)
def test_a_bad_row_is_refused_with_its_line_its_reason_and_its_text_and_the_others_come_in(
    desk: Desk, code: str
) -> None:
    received = desk.received(HEADER + row(0) + row(1) + BAD[code] + row(3))
    assert refusals(received) == [(4, code, BAD[code].strip())]
    assert (received.rows, received.accepted, received.refused) == (4, 3, 1)
    assert len(bars(received)["ts"]) == 3
    assert codes(received)[0] == "import_rows_refused"


@pytest.mark.parametrize("value", ["inf", "-inf", "1e999", "1,5", "0x10"])
def test_what_is_no_finite_number_is_refused(desk: Desk, value: str) -> None:
    received = desk.received(HEADER + row(0) + row(1, f'1,2,1,"{value}",10') + row(2) + row(3, f'1,2,1,2,"{value}"'))
    assert [(line, code) for line, code, _ in refusals(received)] == [
        (3, "bar_number_unreadable"),
        (5, "bar_number_unreadable"),
    ]


@pytest.mark.parametrize(
    "value",
    ["infinity", "-infinity", "epoch", "9999-01-01 00:00:00", "0001-01-01", "-9223372036854775808", "2024-02-30"],
)
@pytest.mark.parametrize("is_epoch", [True, False], ids=["epoch", "iso"])
def test_a_time_that_no_bar_can_have_is_refused(desk: Desk, value: str, is_epoch: bool) -> None:
    good = [f"{1_700_000_000 + 60 * n},1,2,1,2,10\n" for n in range(2)] if is_epoch else [row(0), row(1)]
    received = desk.received(HEADER + "".join(good) + f"{value},1,2,1,2,10\n")
    assert [code for _, code, _ in refusals(received)] == ["bar_time_unreadable"]


@pytest.mark.parametrize("value", ["nan", "NaN", "null", "", "-"])
def test_a_missing_volume_stays_unknown_and_a_missing_price_refuses_its_row(desk: Desk, value: str) -> None:
    received = desk.received(HEADER + row(0, f"1,2,1,2,{value}") + row(1, f"1,2,{value},2,3") + row(2))
    assert [(line, code) for line, code, _ in refusals(received)] == [(3, "bar_price_missing")]
    assert str(bars(received)["volume"].tolist()) == "[nan, 10.0]"


def test_prices_out_of_order_or_negative_are_left_to_validation(desk: Desk) -> None:
    received = desk.received(HEADER + row(0, "5,1,9,2,10") + row(1, "-37.6,-30,-40,-37,-1"))
    assert received.refused == 0
    assert bars(received)["open"].tolist() == [5, -37.6]


def test_of_bars_that_contradict_each_other_none_is_taken(desk: Desk) -> None:
    received = desk.received(HEADER + row(0) + row(1) + row(2) + row(1, "1,2,1,3,10") + row(2) + row(3))
    assert [(line, code) for line, code, _ in refusals(received)] == [
        (3, "bar_contradicts"),
        (5, "bar_contradicts"),
        (6, "bar_repeated"),
    ]
    assert times(received) == ["2024-01-02T10:00:00", "2024-01-02T10:02:00", "2024-01-02T10:03:00"]


def test_reasons_stand_in_both_languages_and_no_cell_begins_as_a_formula(desk: Desk) -> None:
    received = desk.received(HEADER + row(0) + row(1) + "=cmd|' /c calc'!A0,1,2,1,2,3\n")
    assert received.refused_file is not None
    with Path(received.refused_file).open(encoding="utf-8-sig", newline="") as file:
        (found,) = csv.DictReader(file)
    assert found["reason"] == "the date or time cannot be read"
    assert found["motivo"] == "a data ou a hora não pode ser lida"
    assert found["row"].startswith("'=")


def test_a_whole_file_can_be_insisted_on(desk: Desk) -> None:
    with pytest.raises(ImportRefused) as refused:
        desk.received(HEADER + row(0) + row(1) + BAD["bar_price_zero"], skip_bad=False)
    assert refused.value.facts["refused"] == 1
    assert "a price is zero" in str(refused.value)
    assert desk.left() == []
    assert desk.received(HEADER + row(0) + row(1), skip_bad=False).accepted == 2


def test_a_file_without_a_single_good_row_is_refused_with_reasons(desk: Desk) -> None:
    with pytest.raises(ImportRefused) as refused:
        desk.received(HEADER + row(0, "0,0,0,0,0") + row(1, "a,b,c,d,e"))
    assert refused.value.code == "bars_none_accepted"
    assert "a price is zero" in str(refused.value)
    assert desk.left() == []


def test_blank_lines_are_no_rows_and_shift_no_line_number(desk: Desk) -> None:
    received = desk.received("\n" + HEADER + row(0) + "\n   \n" + BAD["bar_price_zero"] + row(7))
    assert [line for line, _, _ in refusals(received)] == [6]
    assert received.rows == 3


def test_rows_out_of_order_are_sorted_and_it_is_said(desk: Desk) -> None:
    received = desk.received(HEADER + row(2) + row(0) + row(1))
    assert times(received) == sorted(times(received))
    assert codes(received) == ["bars_were_sorted", "import_basis_unstated"]


def test_line_ends_of_old_macintoshes_and_a_last_line_without_end_are_read(desk: Desk) -> None:
    received = desk.received((HEADER + row(0) + row(1)).replace("\n", "\r"))
    assert received.accepted == 2
    assert desk.received((HEADER + row(0) + row(1)).strip()).accepted == 2


def test_quoted_cells_are_cells(desk: Desk) -> None:
    text = BANCADA.replace("10.5,100", '"10.5","100"') + '2024-01-02T10:03:00Z,0,"1",1,1,"1",,,,,PETR4\n'
    received = desk.received(text)
    assert bars(received)["close"][0] == 10.5
    assert [(line, code) for line, code, _ in refusals(received)] == [(5, "bar_price_zero")]


HOSTILE = {
    "empty": (b"", "empty_file"),
    "blank": (b"\n \n\n", "bars_format_unknown"),
    "header only": (HEADER.encode(), "header_only"),
    "binary": (bytes(range(256)) * 50, "not_text"),
    "utf-16 cut in a character": (MT5.encode("utf-16")[:-1], "not_text"),
    "nul among text": ((HEADER + row(0)).encode() + b"\0\0", "not_text"),
    "bzip2": (b"BZh91AY&SY", "packed_file"),
    "Parquet": (b"PAR1" + b"x" * 20, "packed_file"),
    "gzip cut short": (gzip.compress(BANCADA.encode() * 50)[:-20], "bars_archive_unreadable"),
    "zip cut short": (b"PK\x03\x04" + b"x" * 50, "bars_archive_unreadable"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_by_name_and_leaves_nothing(desk: Desk, case: str) -> None:
    data, code = HOSTILE[case]
    with pytest.raises(BadInput) as refused:
        desk.received(data)
    assert refused.value.code == code
    assert desk.left() == []


def test_a_huge_line_is_refused_before_it_is_held(desk: Desk) -> None:
    with pytest.raises(ImportRefused) as refused:
        desk.received(HEADER.encode() + b"1" * 3_000_000)
    assert refused.value.code == "line_too_long"


@pytest.mark.parametrize("n_files", [0, 2])
def test_an_archive_holds_exactly_one_file(desk: Desk, n_files: int) -> None:
    path = desk.folder / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(n_files):
            archive.writestr(f"{n}.csv", BANCADA)
        archive.mkdir("folder")
    with pytest.raises(ImportRefused) as refused:
        receive(path, workdir=desk.work)
    assert (refused.value.code, refused.value.facts["count"]) == ("bars_archive_files", n_files)


@pytest.mark.parametrize("ending", [".gz", ".zip"])
def test_a_file_that_unpacks_far_beyond_its_size_is_refused(desk: Desk, ending: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        desk.received(HEADER.encode() + b"\n" * 20_000_000, "bomb.csv" + ending)
    assert refused.value.code == "unpacks_too_large"
    assert desk.left() == []


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(file_bytes=10), "file_too_large"),
        (Limits(rows=2), "too_many_rows"),
        (Limits(line_bytes=20), "line_too_long"),
    ],
    ids=["bytes", "rows", "line"],
)
def test_limits_are_kept(desk: Desk, limits: Limits, code: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        desk.received(HEADER + row(0) + row(1) + row(2), limits=limits)
    assert refused.value.code == code


def test_a_missing_file_is_said_to_be_missing(desk: Desk) -> None:
    with pytest.raises(ImportRefused) as refused:
        receive(desk.folder / "nothing.csv", workdir=desk.work)
    assert refused.value.code == "file_not_found"


@pytest.mark.parametrize("moment", [1, 2, 3, 4], ids=lambda n: f"call {n}")
@pytest.mark.parametrize("is_typed", [True, False], ids=["typed", "by lines"])
def test_what_progress_raises_stops_an_import_and_nothing_is_left(desk: Desk, moment: int, is_typed: bool) -> None:
    calls = Counter[str]()

    def stop(done: int, total: int) -> None:
        assert 0 <= done <= total
        calls["all"] += 1
        if calls["all"] == moment:
            raise Cancelled

    text = HEADER + "".join(f"{1_700_000_000 + 60 * n},1,2,1,2,10\n" for n in range(60_000))
    with pytest.raises(Cancelled):
        desk.received(text if is_typed else text + "x,1\n", on_progress=stop)
    assert desk.left() == []
    assert threading.active_count() == 1 or all(
        not t.name.startswith("Thread-") for t in threading.enumerate() if t.is_alive()
    )


def test_progress_ends_at_its_total(desk: Desk) -> None:
    told: list[tuple[int, int]] = []
    desk.received(BANCADA, on_progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("bars.csv", "bars_symbol_unknown"),
        ("PETR4.csv", "bars_timeframe_unknown"),
        ("PETR4_1h.csv", "bars_timeframe_contradicts"),
    ],
)
def test_what_neither_rows_nor_name_tell_is_asked_for(desk: Desk, name: str, code: str) -> None:
    text = HEADER + row(0) + row(7) + row(14)
    with pytest.raises(BadInput) as refused:
        desk.received(text, name)
    assert refused.value.code == code
    assert "--" in str(refused.value)


def test_the_step_between_bars_tells_the_timeframe(desk: Desk) -> None:
    received = desk.received(HEADER + row(0) + row(5) + row(10) + row(20), "PETR4.csv")
    assert received.parts[0].series[0].timeframe == "5m"
    assert desk.received(HEADER + row(0) + row(7), "PETR4.csv", timeframe="1m").options == {"timeframe": "1m"}


@pytest.mark.parametrize(
    ("option", "code"),
    [
        ({"timeframe": "7m"}, "bars_timeframe_not_one"),
        ({"basis": "clean"}, "bars_basis_not_one"),
        ({"zone": "Mars/Base"}, "bars_zone_not_a_zone"),
    ],
    ids=["timeframe", "basis", "zone"],
)
def test_an_option_that_is_none_of_its_kind_is_refused(desk: Desk, option: dict[str, str], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        desk.received(BANCADA, **option)
    assert refused.value.code == code


def test_symbols_of_several_exchanges_keep_each_its_own(desk: Desk) -> None:
    both = BANCADA + BANCADA.replace("PETR4", "BTCUSDT").split("\n", 1)[1]
    received = desk.received(both)
    told = {symbol: (received.exchange_of(symbol), received.zone_of(symbol)) for symbol in ("PETR4", "BTCUSDT")}
    assert told == {"PETR4": ("BVMF", "America/Sao_Paulo"), "BTCUSDT": ("24/7", "UTC")}
    assert "import_markets_mixed" in codes(received)
