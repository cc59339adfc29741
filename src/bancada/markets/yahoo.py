"""Daily bars downloaded from Yahoo Finance through yfinance, an extra, with each raw answer kept for its day. It stores no bars itself."""

from __future__ import annotations

import csv
import logging
import os
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from bancada.core.errors import BadInput, MissingExtra, NotFound, Refused
from bancada.markets.importers.receive import receive
from bancada.markets.store.received import ReceivedImport

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Fetch", "download", "fetch_from_yahoo"]

COLUMNS = ("Open", "High", "Low", "Close", "Adj Close", "Volume")

Fetch = Callable[[str, date, date], "pd.DataFrame"]
"""Given a symbol, the first day and the first day that is no longer wanted: a frame of daily bars by day, oldest first, with `COLUMNS`."""


def _utc_today() -> date:
    return datetime.now(UTC).date()


def fetch_from_yahoo(symbol: str, start: date, end: date) -> pd.DataFrame:
    """Return Yahoo's daily bars: prices adjusted for splits, beside the close adjusted for payouts too.

    Raises
    ------
    MissingExtra
        yfinance is not installed.
    Refused
        `yahoo_unreachable`: no network, or Yahoo turned the request away.
    """
    if find_spec("yfinance") is None:
        raise MissingExtra(feature="Yahoo downloads", package="yfinance", extra="yahoo")
    import yfinance as yf
    from yfinance.exceptions import YFException

    _hush()

    try:
        frame: pd.DataFrame = yf.Ticker(symbol).history(
            start=start.isoformat(),
            end=end.isoformat(),
            interval="1d",
            auto_adjust=False,
            actions=False,
            raise_errors=True,
        )
    except YFException as error:
        raise Refused("yahoo_unreachable", symbol=symbol, detail=str(error)[:200].rstrip(".")) from error
    except OSError as error:  # curl_cffi's errors of the network are OSErrors
        raise Refused("yahoo_unreachable", symbol=symbol, detail=str(error)[:200].rstrip(".")) from error
    return frame


def _hush() -> None:
    """Keep yfinance's log off the terminal where nobody set logging up: what went wrong is raised, and said once."""
    log = logging.getLogger("yfinance")
    if not any(isinstance(handler, logging.NullHandler) for handler in log.handlers):
        log.addHandler(logging.NullHandler())


def download(
    symbols: Sequence[str],
    *,
    start: date,
    end: date,
    folder: Path,
    workdir: Path | None = None,
    fetch: Fetch = fetch_from_yahoo,
    today: Callable[[], date] = _utc_today,
) -> ReceivedImport:
    """Return daily bars of these symbols, each adjusted for splits and as total return, staged as `receive` does.

    Each raw answer is kept in `folder` as Parquet under symbol, span and the day it was asked; asking again within that day (UTC)
    reads it and asks nobody.

    Parameters
    ----------
    symbols : sequence of str
        As Yahoo writes them ("PETR4.SA", "AAPL", "^BVSP").
    start, end : date
        The first day, and the first that is no longer wanted.
    folder : Path
        Of the kept answers; created where missing.
    workdir : Path, optional
        As of `receive`; `folder` itself where omitted.

    Raises
    ------
    BadInput
        `yahoo_span_empty`, `yahoo_no_symbols`.
    NotFound
        `yahoo_nothing`: Yahoo has no bars of one of the symbols in that span.
    MissingExtra, Refused
        As of `fetch_from_yahoo`.
    """
    if start >= end:
        raise BadInput("yahoo_span_empty", start=start.isoformat(), end=end.isoformat())
    wanted = sorted({symbol.strip().upper() for symbol in symbols if symbol.strip()})
    if not wanted:
        raise BadInput("yahoo_no_symbols")
    _make(folder)
    frames = {symbol: _kept(symbol, start, end, folder, fetch=fetch, on=today()) for symbol in wanted}
    empty = [symbol for symbol, frame in frames.items() if frame.empty]
    if empty:
        raise NotFound("yahoo_nothing", symbols=empty, start=start.isoformat(), end=end.isoformat())
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        path = Path(scratch) / "yahoo.csv"
        _write(path, frames)
        name = f"yahoo {' '.join(wanted)} {start} {end}.csv"
        return receive(path, workdir=workdir or folder, timeframe="1d", shown_name=name)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused("folder_not_writable", folder=folder.name, detail=error.strerror or "") from error


def _kept(symbol: str, start: date, end: date, folder: Path, *, fetch: Fetch, on: date) -> pd.DataFrame:
    import pandas as pd

    path = folder / f"{quote(symbol, safe='')}_{start}_{end}_asked_{on}.parquet"
    if path.is_file():
        return pd.read_parquet(path)
    frame = fetch(symbol, start, end)
    lacking = [name for name in COLUMNS if name not in frame.columns]
    if lacking and not frame.empty:
        raise Refused("yahoo_columns_lacking", symbol=symbol, columns=lacking)
    if not frame.empty:
        handle, temporary = tempfile.mkstemp(dir=folder, suffix=".tmp")
        os.close(handle)
        frame.to_parquet(temporary)
        Path(temporary).replace(path)
    return frame


def _write(path: Path, frames: dict[str, pd.DataFrame]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Ticker", "Date", *COLUMNS])
        for symbol, frame in frames.items():
            days = [stamp.date().isoformat() for stamp in frame.index]
            columns = [frame[name].to_numpy(dtype=float).tolist() for name in COLUMNS]
            writer.writerows([symbol, day, *map(repr, values)] for day, *values in zip(days, *columns, strict=True))
