"""Demo bars and downloads: real prices without a file of the user's."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from bancada.core.errors import BadInput, MissingExtra, NotFound, Refused
from bancada.markets import demo, yahoo
from bancada.markets.demo import DEMO_SYMBOLS, demo_bars
from bancada.markets.series import PriceBasis
from bancada.markets.yahoo import download
from tests.markets.importers.files import bars, times

START, END = date(2024, 1, 2), date(2024, 1, 5)


def test_demo_bars_are_five_stocks_as_traded_and_as_total_return(tmp_path: Path) -> None:
    received = demo_bars(tmp_path)
    assert [part.basis for part in received.parts] == [PriceBasis.RAW, PriceBasis.TOTAL_RETURN]
    assert tuple(one.symbol for one in received.parts[0].series) == DEMO_SYMBOLS
    assert (received.importer, received.exchange, received.rows, received.refused) == ("demo", "XNYS", 12_154, 0)


def test_a_split_shows_in_demo_prices_as_traded_and_not_in_total_return(tmp_path: Path) -> None:
    received = demo_bars(tmp_path)
    raw, total = bars(received, 0), bars(received, 1)
    at = times(received).index("2005-02-28T00:00:00")
    assert raw["symbol"][at] == "AAPL"
    assert raw["close"][at] / raw["close"][at - 1] == pytest.approx(0.504, abs=0.001)
    assert total["close"][at] / total["close"][at - 1] == pytest.approx(1.008, abs=0.001)


def test_a_demo_file_that_is_not_there_is_said_to_be_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "find_spec", lambda name: None)
    with pytest.raises(NotFound) as absent:
        demo_bars(tmp_path)
    assert absent.value.code == "bars_demo_absent"


class FakeYahoo:
    """Answers as Yahoo does, and remembers what it was asked."""

    def __init__(self, rows: int = 3) -> None:
        self.asked: list[str] = []
        self.rows = rows

    def __call__(self, symbol: str, start: date, end: date) -> pd.DataFrame:
        self.asked.append(symbol)
        days = pd.date_range(start, periods=self.rows, tz="America/Sao_Paulo", name="Date")
        columns = {"Open": 1.5, "High": 2.5, "Low": 1.0, "Close": 2.0, "Adj Close": 1.0, "Volume": 100}
        return pd.DataFrame({name: [value] * self.rows for name, value in columns.items()}, index=days)


def test_a_download_gives_two_series_a_symbol(tmp_path: Path) -> None:
    received = download(
        ["petr4.sa", "VALE3.SA"], start=START, end=END, folder=tmp_path, fetch=FakeYahoo(), today=lambda: END
    )
    assert [one.symbol for one in received.parts[0].series] == ["PETR4", "VALE3"]
    assert [part.basis for part in received.parts] == [PriceBasis.SPLIT_ADJUSTED, PriceBasis.TOTAL_RETURN]
    assert times(received)[:3] == ["2024-01-02T00:00:00", "2024-01-03T00:00:00", "2024-01-04T00:00:00"]
    assert bars(received, 1)["high"].tolist() == [1.25] * 6
    assert (received.exchange, received.importer) == ("BVMF", "yahoo")


def test_an_answer_is_asked_for_once_a_day(tmp_path: Path) -> None:
    fake = FakeYahoo()
    first = download(["PETR4.SA"], start=START, end=END, folder=tmp_path, fetch=fake, today=lambda: END)
    again = download(["PETR4.SA"], start=START, end=END, folder=tmp_path, fetch=fake, today=lambda: END)
    assert fake.asked == ["PETR4.SA"]
    assert first.file_sha256 == again.file_sha256
    download(["PETR4.SA"], start=START, end=END, folder=tmp_path, fetch=fake, today=lambda: date(2024, 1, 6))
    assert len(fake.asked) == 2


def test_a_symbol_cannot_lead_its_answer_out_of_the_folder(tmp_path: Path) -> None:
    download(["../../PETR4"], start=START, end=END, folder=tmp_path / "a" / "b", fetch=FakeYahoo(), today=lambda: END)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]


def test_a_symbol_without_bars_is_named_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as nothing:
        download(["PETR99.SA"], start=START, end=END, folder=tmp_path, fetch=FakeYahoo(rows=0))
    assert nothing.value.facts["symbols"] == ["PETR99.SA"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("symbols", "end", "code"), [([], END, "yahoo_no_symbols"), (["A"], START, "yahoo_span_empty")]
)
def test_a_download_of_nothing_is_refused(tmp_path: Path, symbols: list[str], end: date, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        download(symbols, start=START, end=end, folder=tmp_path, fetch=FakeYahoo())
    assert refused.value.code == code


def test_an_answer_without_its_columns_is_refused(tmp_path: Path) -> None:
    def odd(symbol: str, start: date, end: date) -> pd.DataFrame:
        return FakeYahoo()(symbol, start, end).drop(columns="Adj Close")

    with pytest.raises(Refused) as refused:
        download(["PETR4.SA"], start=START, end=END, folder=tmp_path, fetch=odd)
    assert refused.value.facts["columns"] == ["Adj Close"]


def test_without_yfinance_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yahoo, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra) as missing:
        download(["PETR4.SA"], start=START, end=END, folder=tmp_path)
    assert missing.value.facts["extra"] == "yahoo"


def test_yahoo_out_of_reach_is_said_to_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    yfinance = pytest.importorskip("yfinance", reason="the extra yahoo is not installed")

    class Cut:
        def __init__(self, symbol: str) -> None:
            self.symbol = symbol

        def history(self, **options: object) -> pd.DataFrame:
            raise ConnectionError("no network")

    monkeypatch.setattr(yfinance, "Ticker", Cut)
    with pytest.raises(Refused) as refused:
        download(["PETR4.SA"], start=START, end=END, folder=tmp_path)
    assert refused.value.code == "yahoo_unreachable"


def test_a_library_that_logs_its_failures_does_not_write_them_to_the_terminal(tmp_path: Path) -> None:
    pytest.importorskip("yfinance", reason="the extra yahoo is not installed")
    script = """
import logging, sys
import subprocess
import sys
from datetime import date
from pathlib import Path
import yfinance
from bancada.core.errors import Refused
from bancada.markets.yahoo import download

class Cut:
    def __init__(self, symbol): ...
    def history(self, **options):
        logging.getLogger("yfinance").error("curl: (6) could not resolve")
        raise ConnectionError("no network")

yfinance.Ticker = Cut
try:
    download(["A"], start=date(2024, 1, 2), end=date(2024, 1, 5), folder=Path(sys.argv[1]))
except Refused as error:
    print(error.code)
"""
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("yahoo_unreachable", "")
