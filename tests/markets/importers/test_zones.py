"""Local times as instants, on the days when clocks changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput
from bancada.markets.importers.zones import checked_zone, instant_sql, turns
from tests.markets.importers.files import Desk, refusals, times

HEADER = "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"


def rows(*stamps: str) -> str:
    return HEADER + "".join(f"{stamp}\t1\t2\t1\t2\t3\t4\t5\n" for stamp in stamps)


def test_hours_that_the_clock_skipped_are_refused(desk: Desk) -> None:
    text = rows("2018.11.03\t23:55:00", "2018.11.04\t00:00:00", "2018.11.04\t00:55:00", "2018.11.04\t01:00:00")
    received = desk.received(text, "WDO_M5.csv")
    assert [(line, code) for line, code, _ in refusals(received)] == [(3, "bar_time_skipped"), (4, "bar_time_skipped")]
    assert times(received) == ["2018-11-04T02:55:00", "2018-11-04T03:00:00"]


def test_hours_that_the_clock_showed_twice_are_refused(desk: Desk) -> None:
    text = rows("2019.02.16\t22:55:00", "2019.02.16\t23:00:00", "2019.02.16\t23:55:00", "2019.02.17\t00:00:00")
    received = desk.received(text, "WDO_M5.csv")
    assert [(line, code) for line, code, _ in refusals(received)] == [(3, "bar_time_twice"), (4, "bar_time_twice")]
    assert times(received) == ["2019-02-17T00:55:00", "2019-02-17T03:00:00"]


def test_brazil_has_not_changed_its_clocks_since_february_2019() -> None:
    assert turns("America/Sao_Paulo", 2019, 2026)[-1].at == datetime(2019, 2, 17, 2)  # noqa: DTZ001  # naive UTC
    assert len(turns("America/Sao_Paulo", 2017, 2019)) == 5


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        checked_zone("../etc/passwd")
    assert refused.value.code == "bars_zone_not_a_zone"


@settings(max_examples=40, deadline=None)
@given(
    at=st.datetimes(datetime(1995, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001  # naive is what is drawn
    zone=st.sampled_from(
        ["America/Sao_Paulo", "America/New_York", "Europe/Athens", "Asia/Tokyo", "Australia/Lord_Howe"]
    ),
)
def test_a_local_time_becomes_the_instant_that_the_zone_database_gives_or_is_refused(at: datetime, zone: str) -> None:
    at = at.replace(microsecond=0)
    info, wide = ZoneInfo(zone), timedelta(days=400)
    ts, fault = instant_sql("local", zone, first=at - wide, last=at + wide)
    query = f"SELECT {ts}, {fault} FROM (SELECT ?::TIMESTAMP AS local)"  # noqa: S608  # expressions under test
    ((found, why),) = duckdb.execute(query, [at]).fetchall()
    both = {at.replace(tzinfo=info, fold=fold).astimezone(UTC) for fold in (0, 1)}
    real = {one for one in both if one.astimezone(info).replace(tzinfo=None) == at}
    if len(real) == 1:
        assert (found.replace(tzinfo=UTC), why) == (real.pop(), None)
    else:
        assert found is None
        assert why == ("bar_time_twice" if real else "bar_time_skipped")


@pytest.mark.parametrize("order", [1, -1], ids=["oldest first", "newest first"])
@pytest.mark.parametrize("stray", ["", "2030-01-01 10:00:00"], ids=["within its ends", "beyond its ends"])
def test_a_faultless_file_is_turned_to_utc_as_one_read_by_lines(desk: Desk, order: int, stray: str) -> None:
    days = [datetime(2018, 10, 1) + timedelta(days=k - k % 2, hours=10, minutes=5 * (k % 2)) for k in range(200)]  # noqa: DTZ001  # local
    stamps = [str(day) for day in days][::order]
    stamps.insert(100, stray or str(datetime(2018, 12, 25, 17)))  # noqa: DTZ001  # as above
    text = "timestamp,open,high,low,close\n" + "".join(f"{stamp},1,2,1,2\n" for stamp in stamps)
    quick = desk.received(text, "WDO.csv", timeframe="5m")
    careful = desk.received(text + "2018-10-01 09:00:00,0,1,1,1\n", "WDO.csv", timeframe="5m")
    assert (quick.rows, careful.rows, careful.refused) == (201, 202, 1)
    assert times(quick) == times(careful)
    info = ZoneInfo("America/Sao_Paulo")
    expected = [datetime.fromisoformat(stamp).replace(tzinfo=info).astimezone(UTC) for stamp in sorted(stamps)]
    assert times(quick) == [one.strftime("%Y-%m-%dT%H:%M:%S") for one in expected]


def test_only_the_last_line_is_looked_at_for_the_end_of_a_file(desk: Desk) -> None:
    text = "timestamp,open,high,low,close\n2018-11-01 10:00:00,1,2,1,2\n2018-11-01 10:05:00,1,2,1,2\n\n\n"
    assert times(desk.received(text, "WDO_5m.csv"))[1] == "2018-11-01T13:05:00"
