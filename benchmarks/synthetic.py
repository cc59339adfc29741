"""How often `detect_synthetic_patterns` is wrong: real windows it condemns, made-up windows it lets pass.

Run: `python benchmarks/synthetic.py [FOLDER]`, where FOLDER holds the real files of ../shared/data. Rolling windows of 1,000 bars. The
thresholds were fixed on daily bars of other shares or other years and on fakes of other seeds (see markets/synthetic/evidence.py); the windows
of one file overlap, so the interval of its rate is narrower than it should be. Writes benchmarks/results/synthetic.json.
"""

from __future__ import annotations

import json
import math
import os
import platform
import sys
from pathlib import Path
from time import perf_counter

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from bancada.markets.bars import Bars, make_bars
from bancada.markets.synthetic import detect_synthetic_patterns
from bancada.markets.synthetic.evidence import MIN_BARS
from bancada.markets.synthetic.fakes import FAKES, block_bootstrap

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).parent / "results" / "synthetic.json"
WINDOW, N_FAKES, FIRST_SEED = 1_000, 1_000, 70_000
STEP = {"1d": 50, "5m": 250, "1h": 250}
OHLCV = ("open", "high", "low", "close", "volume")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        raise SystemExit(f"no real files in {folder}: name their folder")
    files = _files(folder)
    real = [_judged(name, _rolling(bars), file=bars) for name, bars in files.items()]
    fakes = [_judged(name, _made(name)) for name in FAKES]
    fakes += [
        _judged(
            f"block bootstrap of {name}", [block_bootstrap(WINDOW, rng=_rng(k), real=files[name]) for k in range(200)]
        )
        for name in ("PETR4", "WDO")
    ]
    shortest = [window for bars in files.values() for window in _rolling(bars, MIN_BARS)]
    short = _judged(f"real windows of {MIN_BARS} bars", shortest)
    whole = [name for name, bars in files.items() if detect_synthetic_patterns(bars).is_condemned]
    longest = max(files.values(), key=len)
    started = perf_counter()
    detect_synthetic_patterns(longest)
    took = perf_counter() - started
    total = sum(row["windows"] for row in real)
    print(
        f"real windows condemned: {sum(row['condemned'] for row in real)} of {total}; whole files condemned: {whole or 'none'}"
    )
    for row in (*real, short, *fakes):
        print(
            f"{row['what']:<28} {row['condemned']:>5} of {row['windows']:>5} condemned  [{row['low']:.3f}, {row['high']:.3f}]"
        )
    print(f"one file of {len(longest):,} bars: {took * 1e3:.0f} ms")
    machine = {"cores": os.cpu_count() or 0, "python": platform.python_version(), "numpy": np.__version__}
    content = {
        "machine": machine,
        "question": __doc__,
        "window": WINDOW,
        "real": real,
        "shortest": short,
        "fakes": fakes,
    }
    content |= {"condemned_files": whole, "ms_of_longest": round(took * 1e3, 1), "bars_of_longest": len(longest)}
    RESULT.write_text(json.dumps(content, indent=2) + "\n")


def _rng(number: int) -> np.random.Generator:
    return np.random.default_rng(FIRST_SEED + number)


def _made(kind: str) -> list[Bars]:
    return [FAKES[kind](WINDOW, rng=_rng(k)) for k in range(N_FAKES)]


def _rolling(bars: Bars, window: int = WINDOW) -> list[Bars]:
    step = STEP[bars.timeframe.value]
    return [bars[start : start + window] for start in range(0, max(1, len(bars) - window + 1), step)]


def _judged(what: str, windows: list[Bars], file: Bars | None = None) -> dict[str, object]:
    condemned = sum(detect_synthetic_patterns(window).is_condemned for window in windows)
    low, high = _wilson(condemned, len(windows))
    row: dict[str, object] = {"what": what, "windows": len(windows), "condemned": condemned, "low": low, "high": high}
    return row if file is None else {**row, "bars": len(file)}


def _wilson(k: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's interval of a share, 95%."""
    centre, spread = k / n + z * z / (2 * n), z * math.sqrt(k / n * (1 - k / n) / n + z * z / (4 * n * n))
    return round((centre - spread) / (1 + z * z / n), 4), round((centre + spread) / (1 + z * z / n), 4)


def _files(folder: Path) -> dict[str, Bars]:
    files = {}
    for path in sorted((folder / "b3" / "daily").glob("*.csv")):
        table = pd.read_csv(path).query("openValueStock > 0")
        names = [f"{name}ValueStock" for name in OHLCV[:-1]]
        files[path.stem] = _bars(path.stem, "1d", pd.to_datetime(table["dateStock"]), table[[*names, "quantityStock"]])
    for path in sorted((folder / "us").glob("*.csv")):
        table = pd.read_csv(path)
        files[path.name[:4]] = _bars(
            path.name[:4], "1d", pd.to_datetime(table["Date"]), table[[n.title() for n in OHLCV]]
        )
    table = pd.read_csv(folder / "intraday" / "WDO_M5_2018_2019_mt5.csv.gz", sep="\t")
    instants = pd.to_datetime(table["<DATE>"] + " " + table["<TIME>"], format="%Y.%m.%d %H:%M:%S")
    files["WDO"] = _bars("WDO", "5m", instants, table[["<OPEN>", "<HIGH>", "<LOW>", "<CLOSE>", "<VOL>"]])
    table = pd.read_csv(folder / "intraday" / "binance_spot_BTCUSDT_1h.csv.gz")
    files["BTCUSDT"] = _bars("BTCUSDT", "1h", pd.to_datetime(table["open_time"], unit="ms"), table[list(OHLCV)])
    return files


def _bars(symbol: str, timeframe: str, instants: pd.Series, table: pd.DataFrame) -> Bars:
    columns = dict(zip(OHLCV, table.to_numpy(dtype=float).T, strict=True))
    return make_bars(symbol, timeframe, ts=instants.to_numpy(dtype="datetime64[ns]"), **columns)


if __name__ == "__main__":
    main()
