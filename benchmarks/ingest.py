"""How long ten million bars take to come in, and to be opened again, against pandas.read_csv and DuckDB's own reader alone.

Run: `python benchmarks/ingest.py [ROWS]`. Two files are generated, one-minute bars from 9:00 to 18:00 on the clock of São Paulo, which
Bancada turns to UTC, a random walk on a price grid: one with the six columns that every source has, one with all eleven. Each reading is
a process of its own, by turns, the fastest of each; its peak memory is the process's VmHWM. Imports of modules are not timed.

What is compared with what: Bancada's import (fingerprint, recognition, every row checked and counted, order, a Parquet part ready for a
store) with DuckDB alone reading the same file into a Parquet file, which is the nearest to like for like; DuckDB into a table in memory
is shown too. The second opening (the bars of the series out of Bancada, as arrays, every value of them added up) with pandas.read_csv of
the same file with its times parsed, which is what the second opening is without a store. The faulty file has one row more, with too few cells; it is read again line
by line. Writes benchmarks/results/ingest.json.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from bancada.services.market.series import SeriesService

RESULT = Path(__file__).parent / "results" / "ingest.json"
N_ROWS = 10_000_000
CHUNK = 1_000_000
N_TURNS = 3
SESSION_MINUTES = 540
COLUMNS = [
    "timestamp",
    "open",
    "high",
    "low",
    "close",
    "volume",
    "trades",
    "buy_volume",
    "sell_volume",
    "vwap",
    "symbol",
]
FILE, FAULTY = "WDO_1m.csv", "WDO_1m_faulty.csv"
SHAPES = {"six columns": 6, "eleven columns": 11}
FAULT = "2060-01-01 00:00:00,0\n"


def main() -> None:
    n_rows = int(sys.argv[1]) if len(sys.argv) > 1 else N_ROWS
    found = {}
    for shape, n_columns in SHAPES.items():
        print(f"{n_rows:,} rows, {shape}")
        found[shape] = compared(n_rows, n_columns)
    document = {"machine": _machine(), "question": __doc__, "rows": n_rows, "shapes": found}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(document, indent=2) + "\n")


def compared(n_rows: int, n_columns: int) -> dict[str, object]:
    """Measure every reading of a file of so many columns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder / FILE, n_rows, n_columns)
        shutil.copyfile(folder / FILE, folder / FAULTY)
        with (folder / FAULTY).open("a") as file:
            file.write(FAULT)
        store(folder)
        turns = [{action: measured(action, folder) for action in ACTIONS} for _ in range(N_TURNS)]
        size = (folder / FILE).stat().st_size
    best = {action: fastest([turn[action] for turn in turns]) for action in ACTIONS}
    ratios = {
        "import against DuckDB into Parquet": _ratios(turns, "bancada_import", "duckdb_parquet"),
        "import against DuckDB into a table": _ratios(turns, "bancada_import", "duckdb_table"),
        "import with one faulty row against DuckDB into Parquet": _ratios(turns, "bancada_faulty", "duckdb_parquet"),
        "pandas.read_csv against the second opening": _ratios(turns, "pandas", "bancada_second"),
    }
    for action, row in best.items():
        print(f"  {action:<16} {row['seconds']:>8.2f} s   {row['peak_mb']:>8,.0f} MB")
    for what, ratio in ratios.items():
        print(f"  {what:<56} {ratio['ratio']:>6.2f} x ({ratio['ratio_of_turns']})")
    return {"bytes": size, "readings": best, "ratios": ratios}


def generate(path: Path, n_rows: int, n_columns: int) -> None:
    """Write one-minute bars of WDO on a grid of half points, the first columns of `COLUMNS`."""
    import pyarrow as pa
    import pyarrow.csv

    rng = np.random.default_rng(20261121)
    last = 7_000.0
    with path.open("wb") as file:
        file.write((",".join(COLUMNS[:n_columns]) + "\n").encode())
        for first in range(0, n_rows, CHUNK):
            n = min(CHUNK, n_rows - first)
            close = 2_000 + np.abs(last + np.cumsum(rng.integers(-3, 4, n)) - 2_000)
            opening = np.concatenate([[last], close[:-1]])
            last = float(close[-1])
            high = np.maximum(opening, close) + rng.integers(0, 4, n)
            low = np.minimum(opening, close) - rng.integers(0, 4, n)
            volume = rng.integers(1, 20_000, n)
            bought = (volume * rng.random(n)).astype(np.int64)
            day, minute = np.divmod(np.arange(first, first + n), SESSION_MINUTES)
            minutes = np.datetime64("2000-01-03T09:00:00") + (day * 1_440 + minute) * np.timedelta64(60, "s")
            prices = [opening / 2, high / 2, low / 2, close / 2]
            counts = [volume, rng.integers(1, 4_000, n), bought, volume - bought]
            columns = [minutes, *prices, *counts, np.round((high + low + close) / 6, 3), np.full(n, "WDO")]
            table = pa.table([pa.array(column) for column in columns[:n_columns]], names=COLUMNS[:n_columns])
            pa.csv.write_csv(table, file, pa.csv.WriteOptions(include_header=False, quoting_style="none"))


def store(folder: Path) -> None:
    """Import the bars and read them once, as a user would, for the second opening."""
    from bancada.services.market.series import ImportRequest

    use = series(folder)
    (info,) = use.import_file(folder / FILE, ImportRequest()).series
    use.read(info)


def series(folder: Path) -> SeriesService:
    """Return the use cases over series of an installation of the bench's own."""
    from bancada import bootstrap
    from bancada.settings import Settings

    own = Settings(data_dir=folder / "data", models_dir=folder / "models", signing_key_file=folder / "key")
    return bootstrap.build(own).market.series


def read_by_pandas(folder: Path) -> Callable[[], int]:
    import pandas as pd

    return lambda: len(pd.read_csv(folder / FILE, parse_dates=["timestamp"]))


def read_by_duckdb_into_a_table(folder: Path) -> Callable[[], int]:
    import duckdb

    connection = duckdb.connect()

    def read() -> int:
        connection.execute(f"CREATE TABLE bars AS FROM read_csv('{folder / FILE}')")
        return int(connection.execute("SELECT count(*) FROM bars").fetchall()[0][0])

    return read


def read_by_duckdb_into_parquet(folder: Path) -> Callable[[], int]:
    import duckdb

    connection = duckdb.connect()
    source, target = folder / FILE, folder / "peer.parquet"
    query = f"COPY (FROM read_csv('{source}')) TO '{target}' (FORMAT parquet)"
    return lambda: int(connection.execute(query).fetchall()[0][0])


def import_by_bancada(folder: Path, name: str = FILE) -> Callable[[], int]:
    from bancada.markets.importers.receive import receive

    def read() -> int:
        with tempfile.TemporaryDirectory(dir=folder) as work:
            received = receive(folder / name, workdir=Path(work))
            assert received.accepted + received.refused == received.rows
            return received.accepted

    return read


def import_a_faulty_file(folder: Path) -> Callable[[], int]:
    return import_by_bancada(folder, FAULTY)


def open_again(folder: Path) -> Callable[[], int]:
    use = series(folder)
    info = use.find("WDO")
    use.read(info, end=info.first)  # engines load on first use

    def read() -> int:
        bars = use.read(info)
        for name in ("ts", "open", "high", "low", "close", "volume", *bars.columns):
            np.sum(
                getattr(bars, name)
            )  # the columns are mapped: every value is fetched here, as one who reckons with it would
        return len(bars)

    return read


ACTIONS: dict[str, Callable[[Path], Callable[[], int]]] = {
    "pandas": read_by_pandas,
    "duckdb_table": read_by_duckdb_into_a_table,
    "duckdb_parquet": read_by_duckdb_into_parquet,
    "bancada_import": import_by_bancada,
    "bancada_faulty": import_a_faulty_file,
    "bancada_second": open_again,
}


def measured(action: str, folder: Path) -> dict[str, float]:
    """Run one reading in a process of its own; return its seconds, its peak memory and its rows."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", action, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{action} failed: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def one(action: str, folder: Path) -> None:
    """Time one reading and print what was measured."""
    read = ACTIONS[action](folder)
    started = perf_counter()
    rows = read()
    seconds = perf_counter() - started
    status = Path("/proc/self/status").read_text()
    peak_kb = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    print(json.dumps({"seconds": seconds, "peak_mb": peak_kb / 1000, "rows": rows}))


def fastest(runs: list[dict[str, float]]) -> dict[str, float]:
    """Return the least time and the greatest peak."""
    return {
        "seconds": round(min(run["seconds"] for run in runs), 3),
        "peak_mb": round(max(run["peak_mb"] for run in runs)),
        "rows": runs[0]["rows"],
    }


def _ratios(turns: list[dict[str, dict[str, float]]], above: str, below: str) -> dict[str, float | str]:
    best = min(turn[above]["seconds"] for turn in turns) / min(turn[below]["seconds"] for turn in turns)
    each = [turn[above]["seconds"] / turn[below]["seconds"] for turn in turns]
    return {"ratio": round(best, 2), "ratio_of_turns": f"{min(each):.2f} to {max(each):.2f}"}


def _machine() -> dict[str, str | float]:
    packages = ("duckdb", "pandas", "pyarrow", "numpy")
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count() or 0,
        "load_average": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        **{package: version(package) for package in packages},
    }


def _cpu() -> str:
    about = Path("/proc/cpuinfo")
    lines = about.read_text().splitlines() if about.is_file() else []
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
