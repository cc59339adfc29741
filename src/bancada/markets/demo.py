"""Demo bars: daily AAPL, MSFT, IBM, GOOG and FB to March 2013, public domain, from the package bokeh_sampledata. It stores nothing.

The package's own words: open, high, low, close and volume are unadjusted; `adj_close` is adjusted for splits and dividends, those after
2013 included; GOOG is the share now called GOOGL. Sourced there from Quandl WIKI Prices.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from bancada.core.errors import NotFound
from bancada.markets.importers.receive import receive
from bancada.markets.importers.work import Progress, ignore
from bancada.markets.store.received import ReceivedImport

__all__ = ["DEMO_SYMBOLS", "demo_bars", "demo_file"]

FILE_NAME = "bokeh_sampledata_stocks.csv.gz"
DEMO_SYMBOLS = ("AAPL", "FB", "GOOG", "IBM", "MSFT")


def demo_file() -> Path:
    """Return the package's file of prices; nothing of the package is imported.

    Raises
    ------
    NotFound
        `bars_demo_absent`: the package is not installed, or holds the prices elsewhere.
    """
    spec = find_spec("bokeh_sampledata")
    path = Path(spec.origin).parent / "_data" / "stocks.csv.gz" if spec is not None and spec.origin else None
    if path is None or not path.is_file():
        raise NotFound("bars_demo_absent", package="bokeh-sampledata")
    return path


def demo_bars(workdir: Path, *, on_progress: Progress = ignore) -> ReceivedImport:
    """Return the five demo stocks, each as traded and as total return, received from the package's file.

    Parameters
    ----------
    workdir : Path
        As of `receive`.
    """
    received = receive(demo_file(), workdir=workdir, shown_name=FILE_NAME, on_progress=on_progress)
    return replace(received, importer="demo")
