"""Bars written in a format come back the same, and every row of any file is accounted for."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput
from bancada.markets.importers.receive import receive
from tests.markets.importers.files import Desk, bars, refusals

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
FEW = settings(max_examples=6, deadline=None)


@dataclass(frozen=True)
class Bar:
    """One bar of a minute, prices on a grid of hundredths."""

    minute: int
    cents: tuple[int, int, int, int]
    volume: int

    @property
    def at(self) -> datetime:
        """Its opening instant; the span holds no change of clocks."""
        return datetime(2021, 3, 1, 12, tzinfo=UTC) + timedelta(minutes=self.minute)

    @property
    def prices(self) -> list[float]:
        """Open, high, low, close."""
        return [cents / 100 for cents in self.cents]


cents = st.integers(1, 99_999_999)
lists_of_bars = st.lists(
    st.builds(Bar, st.integers(0, 2_000), st.tuples(cents, cents, cents, cents), st.integers(0, 10**12)),
    min_size=1,
    max_size=40,
    unique_by=lambda bar: bar.minute,
)


def own(rows: list[Bar]) -> str:
    lines = [f"{bar.at:%Y-%m-%dT%H:%M:%SZ},{','.join(map(repr, bar.prices))},{bar.volume}" for bar in rows]
    return "\n".join(["timestamp,open,high,low,close,volume", *lines])


def metatrader(rows: list[Bar]) -> str:
    local = [(bar, bar.at.astimezone(SAO_PAULO)) for bar in rows]
    lines = [
        f"{at:%Y.%m.%d}\t{at:%H:%M:%S}\t" + "\t".join(map(repr, bar.prices)) + f"\t1\t{bar.volume}\t0"
        for bar, at in local
    ]
    return "\n".join(["<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>", *lines])


def brazilian(value: float, places: int) -> str:
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def profit(rows: list[Bar]) -> str:
    lines = []
    for bar in rows:
        at = bar.at.astimezone(SAO_PAULO)
        prices = [brazilian(price, 2) for price in bar.prices]
        lines.append(";".join(["PETR4", f"{at:%d/%m/%Y;%H:%M:%S}", *prices, "0", brazilian(bar.volume, 0)]))
    return "\n".join(["Ativo;Data;Hora;Abertura;Máximo;Mínimo;Fechamento;Volume;Quantidade", *lines])


def binance(rows: list[Bar]) -> str:
    stamps = [(bar, int(bar.at.timestamp() * 1000)) for bar in rows]
    return "\n".join(
        f"{ms},{','.join(map(repr, bar.prices))},{bar.volume},{ms + 59999},0,0,0,0,0" for bar, ms in stamps
    )


FORMS = {"bancada": own, "mt5": metatrader, "profit": profit, "binance": binance}


@pytest.mark.parametrize("importer", FORMS)
@FEW
@given(rows=lists_of_bars)
def test_bars_written_in_a_format_come_back_the_same_in_order_of_time(importer: str, rows: list[Bar]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        received = Desk(Path(folder)).received(FORMS[importer](rows), "PETR4_1m.csv", timeframe="1m")
        found = bars(received)
    expected = sorted(rows, key=lambda bar: bar.minute)
    assert received.importer == importer
    assert received.accepted == received.rows == len(rows)
    assert found["ts"].tolist() == [bar.at.replace(tzinfo=None) for bar in expected]
    for n, name in enumerate(("open", "high", "low", "close")):
        assert found[name].tolist() == [bar.prices[n] for bar in expected]
    assert found["volume"].tolist() == [bar.volume for bar in expected]


cells = st.sampled_from(["1", "2.5", "0", "", "x", "nan", "inf", "-1", '"', "1e5"])
lines = st.lists(
    st.tuples(st.integers(0, 5), st.lists(cells, min_size=3, max_size=6)).map(
        lambda row: ",".join([f"2021-03-01T12:0{row[0]}:00Z", *row[1]])
    )
    | st.sampled_from(["", "  ", "2021-03-01T12:00:00Z,1,2,1,2,10", "2021-03-01T12:09:00Z,1,2,1,2,10"]),
    max_size=25,
)


@settings(max_examples=20, deadline=None)
@given(lines=lines)
def test_accepted_and_refused_rows_are_the_rows_of_the_file(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "PETR4_1m.csv"
        path.write_text("\n".join(["timestamp,open,high,low,close,volume", *lines]))
        try:
            received = receive(path, workdir=Path(folder) / "work", timeframe="1m")
        except BadInput as refused:
            assert refused.code in ("header_only", "bars_none_accepted")  # noqa: PT017  # either is right, by the rows
            assert not any((Path(folder) / "work").iterdir())
            return
        staged, refused_rows = bars(received), refusals(received)
    assert received.rows == sum(bool(line.strip()) for line in lines)
    assert received.accepted + received.refused == received.rows
    assert len(staged["ts"]) == received.accepted
    assert len(refused_rows) == received.refused
    assert np.all(np.diff(staged["ts"]).astype(int) > 0)
    assert all(
        np.isfinite(staged[name]).all() and (staged[name] != 0).all() for name in ("open", "high", "low", "close")
    )
    assert all(text == lines[line - 2] for line, _, text in refused_rows)


times_of_bars = st.sampled_from(
    ["2021-03-01 12:00", "2021-03-01T12:01:00Z", "2021-03-01T12:02:00-03:00", "2021-03-01 12:03:00.5", "x"]
)
kind_cells = st.sampled_from(["1", "2.5", " 3 ", "1e3", "0.1", "nan", '"7"', ""])


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(st.tuples(times_of_bars, st.lists(kind_cells, min_size=5, max_size=5)), min_size=2, max_size=8))
def test_the_quick_way_and_the_careful_way_take_the_same_bars(rows: list[tuple[str, list[str]]]) -> None:
    text = "\n".join(
        ["timestamp,symbol,open,high,low,close,volume", *(f"{at},PETR4,{','.join(row)}" for at, row in rows)]
    )
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        try:
            quick = desk.received(text, timeframe="1m")
        except BadInput as refused:
            with pytest.raises(type(refused)):
                desk.received(text, timeframe="1m", symbol="PETR4")
            return
        careful = desk.received(text, timeframe="1m", symbol="PETR4")
        for column, values in bars(quick).items():
            np.testing.assert_array_equal(values, bars(careful)[column])
    assert (quick.accepted, quick.refused) == (careful.accepted, careful.refused)
