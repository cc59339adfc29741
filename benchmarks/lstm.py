"""How fast the two-headed LSTM is trained, and how much memory it takes, beside Keras's own fit; and how long one answer takes.

The same network, rows, losses, optimizer and batches on both sides, validation after every epoch on both, each training in a fresh
process, by turns. Keras is handed arrays, as its users do. Time is that of the epochs, tracing included, imports and the making of the
arrays not; memory is the most that a process held up to the end of the last epoch. Answers are asked of one network by Keras and by its
certified graphs.

    python benchmarks/lstm.py                    # prints the ratios, writes benchmarks/results/lstm.json
    python benchmarks/lstm.py --turns 2 --epochs 5
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from bancada.domains.assets.features import DAILY_FEATURES
from bancada.domains.assets.requests import LstmOptions
from bancada.domains.assets.values import AssetSplit, AssetTable

RESULT = Path(__file__).parent / "results" / "lstm.json"
N_TICKERS, N_SESSIONS, SEED = 5, 1_500, 7
DAY = 86_400 * 10**9
SIDES = ("keras", "bancada")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--child", choices=(*SIDES, "answers"))
    asked = parser.parse_args()
    if asked.child:
        run = {"keras": plain_training, "bancada": own_training, "answers": answers}[asked.child]
        print(json.dumps(run(options(asked.epochs))))
        return
    turns = [{side: measured(side, asked.epochs) for side in SIDES} for _ in range(asked.turns)]
    rows = [_training_row(turns, asked.epochs), measured("answers", 2)]
    for row in rows:
        print(
            "   ".join(f"{name} {value:,}" if isinstance(value, float) else f"{value}" for name, value in row.items())
        )
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"machine": _machine(), "question": __doc__, "rows": rows}, indent=2) + "\n")


def measured(side: str, n_epochs: int) -> dict[str, Any]:
    """Run one side in a fresh process."""
    command = [sys.executable, "-W", "ignore", __file__, "--child", side, "--epochs", str(n_epochs)]
    # TensorFlow takes every core whatever OMP_NUM_THREADS says.
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def options(n_epochs: int) -> LstmOptions:
    """Return the defaults, without what would make the two sides differ in how much they learn from."""
    return LstmOptions(epochs=n_epochs, early_stopping_patience=n_epochs, is_oversampled=False)


def rows() -> tuple[AssetTable, AssetSplit]:
    """Return rows of five tickers over 1,500 sessions, features at random."""
    rng = np.random.default_rng(SEED)
    n = N_TICKERS * N_SESSIONS
    ts = np.tile(np.arange(N_SESSIONS) * DAY, N_TICKERS)
    X = rng.standard_normal((n, len(DAILY_FEATURES)))
    returns = 0.02 * rng.standard_normal(n)
    actions = np.digitize(returns, (-0.01, 0.01)).astype(np.int8)
    offsets = np.arange(N_TICKERS + 1) * N_SESSIONS
    names = tuple(f"T{i}" for i in range(N_TICKERS))
    table = AssetTable(names, offsets, ts, DAILY_FEATURES, X, np.ones(n), actions, returns, ts + 2 * DAY, 2, "0" * 64)
    first, second = (int(share * N_SESSIONS) * DAY for share in (0.7, 0.8))
    train, validation = np.flatnonzero(ts + 2 * DAY < first), np.flatnonzero((ts >= first) & (ts + 2 * DAY < second))
    return table, AssetSplit(train, validation, np.flatnonzero(ts >= second), 0, (first, second))


def own_training(chosen: LstmOptions) -> dict[str, Any]:
    import_module("bancada.domains.assets.lstm_epochs")  # imports are not what is measured
    from bancada.domains.assets.lstm_fitting import fit_lstm

    table, split = rows()
    peaks: list[float] = []
    _, log = fit_lstm(table, split, chosen, seed=SEED, on_epoch=lambda _: peaks.append(_peak_mib()))
    return _told([row["seconds"] for row in log["epochs"]], log["n_train"], peaks[-1])


def plain_training(chosen: LstmOptions) -> dict[str, Any]:
    import keras

    from bancada.domains.assets.lstm_fitting import check_windows
    from bancada.domains.assets.networks import Scales, build_network

    table, split = rows()
    parts = check_windows(table, split, chosen.lookback)
    X = table.X[parts[0].rows]
    arrays = [(part.flat(), {"action": table.actions[part.rows], "return": table.returns[part.rows]}) for part in parts]
    keras.utils.set_random_seed(SEED)
    model = build_network(Scales(X.mean(axis=0), X.var(axis=0), 0.0, float(table.returns[parts[0].rows].std())), chosen)
    ends = [0.0]
    clock = keras.callbacks.LambdaCallback(
        on_train_begin=lambda _: ends.__setitem__(0, perf_counter()),
        on_epoch_end=lambda *_: ends.append(perf_counter()),
    )
    (windows, answered), validation = arrays
    model.fit(
        windows,
        answered,
        validation_data=validation,
        epochs=chosen.epochs,
        batch_size=chosen.batch_size,
        verbose=0,
        callbacks=[clock],
    )
    return _told(np.diff(ends).tolist(), len(windows), _peak_mib())


def answers(chosen: LstmOptions) -> dict[str, Any]:
    """Time one answer, action and return, from a window in hand."""
    from bancada.domains.assets.lstm_fitting import fit_lstm
    from bancada.domains.assets.windows import windows_of
    from bancada.registry import load_keras

    table, split = rows()
    model, _ = fit_lstm(table, split, chosen, seed=SEED)
    network = load_keras(model.content, ("bancada.domains.assets.networks",))
    single = windows_of(table, split.test[-1:], lookback=chosen.lookback).flat()
    double, engines = single.astype(np.float64), model.engines()
    if {engine.name for engine in engines} != {"onnx"}:
        raise SystemExit("the export was refused")

    def own() -> list[np.ndarray]:
        return [engine.run(double) for engine in engines]

    def peer() -> dict[str, np.ndarray]:
        return network.predict(single, verbose=0)

    if np.abs(own()[0] - peer()["action"]).max() > 1e-5:
        raise SystemExit("the two do not answer alike; a ratio would mean nothing")
    theirs, ours = (
        np.concatenate(taken) for taken in zip(*((_times(peer, 20), _times(own, 600)) for _ in range(5)), strict=True)
    )
    return {
        "what": "one answer, action and return",
        "keras_predict_ms": round(float(np.median(theirs)) * 1e3, 3),
        "bancada_median_ms": round(float(np.median(ours)) * 1e3, 4),
        "bancada_p99_ms": round(float(np.quantile(ours, 0.99)) * 1e3, 4),
        "ratio": round(float(np.median(theirs) / np.median(ours)), 1),
    }


def _times(action: Callable[[], object], n_calls: int) -> np.ndarray:
    action()
    took = []
    for _ in range(n_calls):
        started = perf_counter()
        action()
        took.append(perf_counter() - started)
    return np.array(took)


def _told(seconds: list[float], n_windows: int, peak_mib: float) -> dict[str, Any]:
    return {
        "seconds": sum(seconds),
        "samples_per_s": n_windows / median(seconds[1:]),
        "peak_mib": peak_mib,
        "n_windows": n_windows,
    }


def _training_row(turns: list[dict[str, dict[str, Any]]], n_epochs: int) -> dict[str, Any]:
    def middle(side: str, key: str) -> float:
        return float(median(turn[side][key] for turn in turns))

    ratios = [turn["keras"]["seconds"] / turn["bancada"]["seconds"] for turn in turns]
    n_windows = turns[0]["bancada"]["n_windows"]
    return {
        "what": f"training, {n_windows} windows of 32 x {len(DAILY_FEATURES)}, {n_epochs} epochs",
        "keras_fit_s": round(middle("keras", "seconds"), 2),
        "bancada_s": round(middle("bancada", "seconds"), 2),
        "ratio": round(float(median(ratios)), 2),
        "ratio_of_turns": f"{min(ratios):.2f} to {max(ratios):.2f}",
        "keras_samples_per_s": round(middle("keras", "samples_per_s")),
        "bancada_samples_per_s": round(middle("bancada", "samples_per_s")),
        "keras_peak_mib": round(middle("keras", "peak_mib")),
        "bancada_peak_mib": round(middle("bancada", "peak_mib")),
    }


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _machine() -> dict[str, str | float]:
    packages = ("keras", "tensorflow-cpu", "onnxruntime", "numpy")
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
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


if __name__ == "__main__":
    main()
