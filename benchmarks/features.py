"""How long the features of 1,000,000 one-minute bars take, against pandas as users write it, the package `ta`, and merely writing them.

Run: `python benchmarks/features.py`. All in one run, by turns; values are compared before anything is timed. `ta` is asked in the
Python that BANCADA_PEERS_PYTHON names (benchmarks/peers/requirements.txt) and left out without it. Writes
benchmarks/results/features.json.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from peers.features_pandas import applied_features, pandas_features

from bancada.markets.bars import Bars, make_bars
from bancada.markets.features import FeatureEngine

if TYPE_CHECKING:
    import pandas as pd

RESULT = Path(__file__).parent / "results" / "features.json"
N_BARS, N_TURNS = 1_000_000, 3
SETTLED = 5_000
"""Bars after which averages that begin otherwise agree."""
TOLERANCE = 1e-5
"""Greatest difference, in standard deviations of the feature; over a million bars pandas' rolling deviation is 4e-6 off."""


def main() -> None:
    bars = simulated(N_BARS)
    everything = FeatureEngine()
    everything.compute(bars[:SETTLED])
    table = bars.frame()
    plain, whole = tuple(pandas_features(table.iloc[:300])), tuple(as_users(table.iloc[:300]))
    compare(FeatureEngine(whole), bars, {name: v.to_numpy() for name, v in as_users(table).items()})
    rows = [
        floor(bars, everything),
        against(f"pandas as users write it, {len(whole)} features", bars, FeatureEngine(whole), as_users, table),
        against(
            f"pandas without rolling.apply, {len(plain)} features", bars, FeatureEngine(plain), pandas_features, table
        ),
        *against_ta(bars, everything),
        incremental(bars, everything),
        {"what": "peak memory over that of the bars, MB", **{side: peak(side) for side in ("ours", "pandas")}},
    ]
    for row in rows:
        print("   ".join(f"{name} {value}" for name, value in row.items()))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"machine": machine(), "question": __doc__, "rows": rows}, indent=2) + "\n")


def simulated(n: int) -> Bars:
    """Return one-minute bars of a random walk; no two prices are equal, so that no denominator is zero."""
    rng = np.random.default_rng(20)
    close = 100 * np.exp(np.cumsum(rng.normal(0, 4e-4, n)))
    opened = np.concatenate([[100.0], close[:-1]]) * np.exp(rng.normal(0, 1e-4, n))
    high = np.maximum(opened, close) * np.exp(np.abs(rng.normal(0, 2e-4, n)))
    low = np.minimum(opened, close) * np.exp(-np.abs(rng.normal(0, 2e-4, n)))
    volume = np.ceil(rng.lognormal(6, 1, n))
    bought = volume * rng.uniform(0.2, 0.8, n)
    return make_bars(
        "SIMULATED",
        "1m",
        ts=np.arange(n) * 60_000_000_000 + 1_500_000_000_000_000_000,
        open=opened,
        high=high,
        low=low,
        close=close,
        volume=volume,
        trades=np.ceil(volume / 3),
        buy_volume=bought,
        sell_volume=volume - bought,
        vwap=(high + low + close) / 3,
        zone="UTC",
    )


def compare(engine: FeatureEngine, bars: Bars, theirs: dict[str, np.ndarray]) -> None:
    """Stop where a feature of theirs is not ours."""
    ours = engine.compute(bars)
    apart = {}
    for name, values in theirs.items():
        one, other = ours[name][SETTLED:], values[SETTLED:]
        if not np.array_equal(np.isfinite(one), np.isfinite(other)):
            apart[name] = "missing elsewhere"
            continue
        gap = np.nanmax(np.abs(one - other)) / np.nanstd(one)
        if not gap < TOLERANCE:
            apart[name] = f"{gap:.1e}"
    if apart:
        raise SystemExit(f"values differ, so a ratio would mean nothing: {apart}")


def floor(bars: Bars, engine: FeatureEngine) -> dict[str, Any]:
    """Time all features against writing as many numbers into the same memory."""
    out = np.empty((len(engine.names_for(bars)), len(bars)))

    def write(into: np.ndarray) -> None:
        for row in into:
            row[:] = bars.close

    write(out)
    turns = [
        (
            timed(lambda: write(out)),
            timed(lambda: engine.compute(bars, out=out)),
            timed(lambda: write(np.empty_like(out))),
            timed(lambda: engine.compute(bars)),
        )
        for _ in range(2 * N_TURNS)
    ]
    written, reused, fresh_written, fresh = np.median(turns, axis=0)
    return {
        "what": f"all {len(engine.specs)} features, {len(bars):,} bars",
        "bancada_s": round(fresh, 3),
        "bancada_reused_memory_s": round(reused, 3),
        "write_s": round(fresh_written, 3),
        "write_reused_memory_s": round(written, 3),
        "times_the_write": round(fresh / fresh_written, 2),
        "times_the_write_reused_memory": round(reused / written, 2),
    }


def as_users(table: pd.DataFrame) -> dict[str, pd.Series]:
    return {**pandas_features(table), **applied_features(table)}


def against(
    what: str, bars: Bars, engine: FeatureEngine, theirs: Callable[[pd.DataFrame], object], table: pd.DataFrame
) -> dict[str, Any]:
    """Time the same features in pandas and here, by turns."""
    turns = [(timed(lambda: theirs(table)), middle(lambda: engine.compute(bars))) for _ in range(N_TURNS)]
    return {"what": what, **ratio([t for t, _ in turns], [o for _, o in turns], peer="pandas_s")}


def against_ta(bars: Bars, everything: FeatureEngine) -> list[dict[str, Any]]:
    """Time `ta` once: the features that both define alike, then all that it has."""
    python = os.environ.get("BANCADA_PEERS_PYTHON", "")
    if not python:
        print("ta is left out: BANCADA_PEERS_PYTHON names no Python that has it.")
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        columns = ("open", "high", "low", "close", "volume")
        np.savez(folder / "bars.npz", **{column: getattr(bars, column) for column in columns})
        script = Path(__file__).parent / "peers" / "features_ta.py"
        command = [python, str(script), str(folder / "bars.npz"), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        told = json.loads(done.stdout.splitlines()[-1])
        theirs = {path.stem: np.load(path) for path in folder.glob("*.npy")}
    same = FeatureEngine(theirs)
    compare(same, bars, theirs)
    alike = [middle(lambda: same.compute(bars)) for _ in range(N_TURNS)]
    whole = [middle(lambda: everything.compute(bars)) for _ in range(N_TURNS)]
    return [
        {"what": f"ta, the {len(theirs)} features defined alike", **ratio([told["same_s"]], alike, peer="ta_s")},
        {
            "what": f"ta, all its {told['all_columns']} columns, against all {len(everything.specs)} of ours",
            **ratio([told["all_s"]], whole, peer="ta_s"),
            "ta_peak_mb": round(told["peak_bytes"] / 1e6),
        },
    ]


def incremental(bars: Bars, engine: FeatureEngine) -> dict[str, Any]:
    """Time one new bar after another, all features."""
    start = 20_000
    stream = engine.incremental(bars[:start])
    arrays = [getattr(bars, name) for name in ("ts", "open", "high", "low", "close", "volume")]
    arrays += [getattr(bars, name) for name in ("trades", "buy_volume", "sell_volume", "vwap")]
    took = []
    for t in range(start, start + 20_000):
        values = [array[t] for array in arrays]
        took.append(timed(lambda values=values: stream.update(int(values[0]), *values[1:])))
    return {
        "what": f"one new bar, all {len(engine.specs)} features",
        "p50_ms": round(float(np.median(took)) * 1e3, 4),
        "p99_ms": round(float(np.quantile(took, 0.99)) * 1e3, 4),
    }


def ratio(theirs: list[float], ours: list[float], *, peer: str) -> dict[str, Any]:
    each = [a / b for a in theirs for b in ours]
    return {
        peer: round(float(np.median(theirs)), 3),
        "bancada_s": round(float(np.median(ours)), 3),
        "ratio": round(float(np.median(theirs) / np.median(ours)), 1),
        "ratio_of_turns": f"{min(each):.0f} to {max(each):.0f}",
    }


def timed(action: Callable[[], object]) -> float:
    started = perf_counter()
    action()
    return perf_counter() - started


def middle(action: Callable[[], object]) -> float:
    """Return the middle of three times; memory is given back between them."""
    return float(np.median([timed(action) for _ in range(3)]))


def peak(side: str) -> int:
    """Return what one side needs in a process of its own, beyond what it held when the bars were ready, in MB."""
    done = subprocess.run([sys.executable, __file__, "--peak", side], capture_output=True, text=True, check=True)
    return int(done.stdout.splitlines()[-1])


def print_peak(side: str) -> None:
    bars = simulated(N_BARS)
    engine, small = FeatureEngine(), bars[:SETTLED]
    table = bars.frame()
    engine.compute(small)
    as_users(small.frame())
    before = highest()
    found = engine.compute(bars) if side == "ours" else as_users(table)
    assert len(found)
    print(round((highest() - before) / 1e6))


def highest() -> int:
    """Return the most bytes that this process has held; `ru_maxrss` would count those of the one that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def machine() -> dict[str, str | float]:
    about = Path("/proc/cpuinfo")
    lines = about.read_text().splitlines() if about.is_file() else []
    cpu = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    return {
        "cpu": cpu,
        "cores": os.cpu_count() or 0,
        "load_average": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        **{package: version(package) for package in ("numpy", "pandas", "numba", "ta-lib")},
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peak"]:
        print_peak(sys.argv[2])
    else:
        main()
