"""Files of bars as their programs write them, and what was received of them, for tests."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from bancada.markets.importers.receive import receive
from bancada.markets.store.received import ReceivedImport

MT5 = """<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>
2018.01.02\t09:00:00\t3306.0\t3306.0\t3294.0\t3296.5\t4377\t14822\t500
2018.01.02\t09:05:00\t3296.5\t3303.0\t3296.5\t3302.0\t3419\t10452\t500
2018.01.02\t09:10:00\t3302.0\t3304.5\t3300.0\t3301.5\t2000\t8000\t500
"""
PROFIT = """Ativo;Data;Hora;Abertura;Máximo;Mínimo;Fechamento;Volume;Quantidade
PETR4;02/01/2020;10:10:00;30,51;30,60;30,40;30,55;3.055.000,00;100.000
PETR4;02/01/2020;10:05:00;30,50;30,52;30,41;30,51;1.525.250,00;50.000
PETR4;02/01/2020;10:00:00;30,40;30,55;30,40;30,50;0;0
"""
BINANCE = """1735689600000000,100.5,102,99,101,10,1735693199999999,1010,42,4,404,0
1735693200000000,101,103,100,102,0,1735696799999999,0,0,0,0,0
1735696800000000,102,104,101,103,20,1735700399999999,2050,50,15,1540,0
"""
YAHOO = """Date,High,Low,Open,Close,Volume,Adj Close
2020-01-02,11,9,10,10,1000,9
2020-01-03,12,10,11,11.5,2000,10.35
2020-01-06,13,11,12,12,3000,10.8
"""
BANCADA = """timestamp,open,high,low,close,volume,trades,buy_volume,sell_volume,vwap,symbol
2024-01-02T10:00:00Z,10,11,9,10.5,100,7,60,40,10.2,PETR4
2024-01-02T10:01:00Z,10.5,11,10,10.75,200,8,90,110,10.6,PETR4
2024-01-02T10:02:00Z,10.75,12,10.5,11,,,,,,PETR4
"""
B3_DAILY = """dateStock,ticker,nameCompany,openValueStock,highValueStock,lowValueStock,closeValueStock,quantityStock
2020-04-29,ITUB4.SA,Itaú,15.1141,15.1897,14.5853,14.9,35725869
2020-04-30,ITUB4.SA,Itaú,14.2262,14.6922,14.1443,14.3395,52450082
2020-05-04,ITUB4.SA,Itaú,0.0,0.0,0.0,14.0,0
"""

FORMATS = {
    "mt5": ("WDO$N_M5_2018.csv", MT5),
    "profit": ("anything.txt", PROFIT),
    "binance": ("BTCUSDT-1h-2025-01.csv", BINANCE),
    "yahoo": ("AAPL.csv", YAHOO),
    "bancada": ("x.csv", BANCADA),
    "b3-daily": ("x.csv", B3_DAILY),
}


def quote_record(
    code: str,
    *,
    market: str = "010",
    prices: tuple[int, int, int, int, int] = (1000, 1100, 900, 1005, 1050),
    trades: int = 3,
    quantity: int = 200,
    money: int = 201000,
    factor: int = 1,
    term: str = "",
    expiry: str = "99991231",
    day: str = "20210625",
) -> str:
    """Return a record 01 of COTAHIST: open, high, low, average and close in hundredths."""
    opening, high, low, average, close = prices
    return (
        f"01{day}02{code:<12}{market}{'NAME':<12}{'ON':<10}{term:<3}R$  "
        f"{opening:013}{high:013}{low:013}{average:013}{close:013}{0:013}{0:013}{trades:05}{quantity:018}{money:018}"
        f"{0:013}0{expiry}{factor:07}{0:013}{'BRXXXXACNOR0':<12}101"
    )


def cotahist(*records: str, stated: int | None = None) -> str:
    """Return a whole file, its trailer counting as it should unless told otherwise."""
    n = len(records) + 2 if stated is None else stated
    head = f"{'00COTAHIST.2021BOVESPA 20210625':<245}"
    return "\r\n".join([head, *records, f"{f'99COTAHIST.2021BOVESPA 20210625{n:011}':<245}", ""])


Bars = dict[str, Any]  # Any: texts, instants or doubles


class Desk:
    """A place where files lie and are received."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / "work"

    def file(self, text: str | bytes, name: str = "PETR4_1m.csv") -> Path:
        """Write a file as it stands; a name ending in .gz or .zip packs it."""
        data = text.encode() if isinstance(text, str) else text
        path = self.folder / name
        if name.endswith(".zip"):
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(name.removesuffix(".zip"), data)
        else:
            path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    def received(self, text: str | bytes, name: str = "PETR4_1m.csv", **options: Any) -> ReceivedImport:
        """Receive a file of this text."""
        return receive(self.file(text, name), workdir=self.work, **options)

    def left(self) -> list[str]:
        """Return what lies in the work folder."""
        return sorted(path.name for path in self.work.rglob("*")) if self.work.exists() else []


def bars(received: ReceivedImport, part: int = 0) -> Bars:
    """Return the staged columns of a part: texts as lists, instants as datetime64, numbers as doubles with NaN."""
    table = pq.read_table(received.parts[part].path)
    assert table.column_names[:3] == ["symbol", "timeframe", "ts"]
    found: Bars = {name: table[name].to_pylist() for name in ("symbol", "timeframe")}
    found["ts"] = table["ts"].to_numpy().astype("datetime64[s]")
    for name in table.column_names[3:]:
        found[name] = np.array(table[name].to_pylist(), dtype=float)
    return found


def times(received: ReceivedImport, part: int = 0) -> list[str]:
    """Return the opening instants in UTC, ISO 8601."""
    return [str(ts) for ts in bars(received, part)["ts"]]


def codes(received: ReceivedImport) -> list[str]:
    """Return the codes of the findings."""
    return [finding.code for finding in received.findings]


def refusals(received: ReceivedImport) -> list[tuple[int, str, str]]:
    """Return line, code and text of each row in the refused file."""
    import csv

    if received.refused_file is None:
        return []
    with Path(received.refused_file).open(encoding="utf-8-sig", newline="") as file:
        return [(int(row["line"]), row["code"], row["row"]) for row in csv.DictReader(file)]


Received = Callable[..., ReceivedImport]
