"""How long a ticket, a training and the training sets of the lottery take, against Keras as a user would write it, and PyTorch.

Run: `python benchmarks/lottery.py`. All in one run, by turns. PyTorch is asked in the Python that BANCADA_TORCH_PYTHON names and
left out without it. Draws are the official ones where ../shared/data/lotofacil holds them, else simulated; the time is the same.
Writes benchmarks/results/lottery.json.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import subprocess
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from bancada import registry
from bancada.domains.lottery import features
from bancada.domains.lottery.backtest import FrequencySetting, frequency_grid
from bancada.domains.lottery.draws import Draws, make_draws
from bancada.domains.lottery.features import Recipe
from bancada.domains.lottery.forecasters import LstmForecaster, top_numbers
from bancada.domains.lottery.saved import draft_forecaster, load_forecaster
from bancada.domains.lottery.simulation import simulate_draws
from bancada.domains.lottery.training import TrainingOptions, train_network

RESULT = Path(__file__).parent / "results" / "lottery.json"
REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "lotofacil" / "caixa_api_1_3363.jsonl.gz"
N_DRAWS, EPOCHS, BATCH, UNITS, WINDOW = 3_700, 30, 256, 64, 10
N_TURNS = 5


def main() -> None:
    draws, simulated = _draws(), simulate_draws(N_DRAWS, seed=7)
    rows = [
        *(_ticket(draws, kind) for kind in ("ls15", "ls14pp")),
        _training(simulated),
        *_builders(simulated),
        _backtest(simulated),
    ]
    for row in rows:
        print(
            "   ".join(f"{name} {value:,}" if isinstance(value, float) else f"{value}" for name, value in row.items())
        )
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"machine": _machine(), "question": __doc__, "rows": rows}, indent=2) + "\n")


def _draws() -> Draws:
    if not REAL.is_file():
        return simulate_draws(N_DRAWS, seed=7)
    lines = gzip.decompress(REAL.read_bytes()).decode().splitlines()
    records = [json.loads(line) for line in lines if line.strip()]
    return make_draws([r["numero"] for r in records], [[int(n) for n in r["listaDezenas"]] for r in records])


def _ticket(draws: Draws, kind: str) -> dict[str, Any]:
    """Time a ticket from a saved model: features of the last draws, the answer, the top 15."""
    X = draws.indicators
    options = TrainingOptions(window=WINDOW, units=UNITS, epochs=2)
    fitted = LstmForecaster(kind, options).fit(X)  # type: ignore[arg-type]  # a kind of network
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        store = registry.ModelStore(root / "models", key=registry.SigningKey.load_or_create(root / "key"))
        store.save("network", draft_forecaster(fitted, X, last_contest=draws.last))
        saved = load_forecaster(store, "network")
    if saved.engine != "onnx":
        raise SystemExit("the export was refused")
    recipe, model = fitted.recipe, fitted.inner_.model

    def own() -> np.ndarray:
        return np.sort(saved.ranking(X)[:15])

    def keras() -> np.ndarray:
        return np.flatnonzero(top_numbers(model.predict(recipe.last(X), verbose=0))[0]) + 1

    if not np.array_equal(own(), keras()):
        raise SystemExit("the two do not pick the same numbers; a ratio would mean nothing")
    turns = [(_times(keras, 30), _times(own, 600)) for _ in range(N_TURNS)]
    peer, ours = (np.concatenate([turn[side] for turn in turns]) for side in (0, 1))
    ratios = [float(np.median(a) / np.median(b)) for a, b in turns]
    return {
        "what": f"a ticket from {kind}",
        "keras_predict_ms": round(float(np.median(peer)) * 1e3, 3),
        "bancada_median_ms": round(float(np.median(ours)) * 1e3, 4),
        "bancada_p99_ms": round(float(np.quantile(ours, 0.99)) * 1e3, 4),
        "ratio": round(float(np.median(peer) / np.median(ours)), 1),
        "ratio_of_turns": f"{min(ratios):.0f} to {max(ratios):.0f}",
    }


def _training(draws: Draws) -> dict[str, Any]:
    """Time the whole of a training, from untrained to trained: building and tracing included, imports not."""
    found = features.build_dataset_ls15(draws, window=WINDOW)
    recipe, n_rows = Recipe("ls15", WINDOW), len(found)
    flat = found.sequence.reshape(n_rows, -1)
    options = TrainingOptions(
        window=WINDOW, units=UNITS, epochs=EPOCHS, batch_size=BATCH, patience=EPOCHS, validation_share=1 / n_rows
    )

    def own() -> None:
        train_network(recipe, flat, found.target, options=options)

    def plain() -> None:
        import keras

        entry = keras.Input((WINDOW, 25))
        hidden = keras.layers.Dense(UNITS, "relu")(keras.layers.LSTM(UNITS)(entry))
        model = keras.Model(entry, keras.layers.Dense(25, "sigmoid")(hidden))
        model.compile("adam", "binary_crossentropy")
        model.fit(found.sequence, found.target, epochs=EPOCHS, batch_size=BATCH, verbose=0)

    turns = np.array([(*_times(plain, 1), *_times(own, 1), _torch(found)) for _ in range(N_TURNS)])
    keras_s, own_s, torch_s = np.median(turns, axis=0)
    row: dict[str, Any] = {
        "what": f"training of LS15, {n_rows} rows, {EPOCHS} epochs",
        "keras_fit_s": round(float(keras_s), 2),
        "bancada_s": round(float(own_s), 2),
        "ratio": round(float(keras_s / own_s), 2),
        "ratio_of_turns": f"{(turns[:, 0] / turns[:, 1]).min():.2f} to {(turns[:, 0] / turns[:, 1]).max():.2f}",
    }
    if np.isnan(torch_s):
        print("PyTorch is left out: BANCADA_TORCH_PYTHON names no Python that has it.")
        return row
    return {**row, "pytorch_s": round(float(torch_s), 2), "ratio_to_pytorch": round(float(torch_s / own_s), 2)}


def _torch(found: features.TrainingSet) -> float:
    python = os.environ.get("BANCADA_TORCH_PYTHON", "")
    if not python:
        return float("nan")
    script = Path(__file__).parent / "peers" / "lottery_torch.py"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.npz"
        np.savez(path, rows=found.sequence, target=found.target)
        command = [python, str(script), str(path), str(EPOCHS), str(BATCH), str(UNITS)]
        # TensorFlow takes every core whatever OMP_NUM_THREADS says; PyTorch gets as many.
        environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return float(json.loads(done.stdout.splitlines()[-1])["seconds"])


def _builders(draws: Draws) -> list[dict[str, Any]]:
    rows = []
    for kind in ("ls15", "ls14", "ls15pp", "ls14pp"):
        build = getattr(features, f"build_dataset_{kind}")
        took = _times(lambda build=build: build(draws, window=WINDOW), 20)
        rows.append({"what": f"build_dataset_{kind}, {len(draws)} draws", "median_ms": round(np.median(took) * 1e3, 2)})
    return rows


def _backtest(draws: Draws) -> dict[str, Any]:
    """Time the frequency rules over 3,000 draws with 100 settings."""
    settings = [FrequencySetting(window) for window in range(5, 505, 5)]
    took = _times(lambda: frequency_grid(draws, settings, first=draws.last - 2_999), 5)
    return {"what": "frequency rules, 3,000 draws x 100 settings", "median_s": round(float(np.median(took)), 3)}


def _times(action: Callable[[], object], n_calls: int) -> np.ndarray:
    """Return how long each call took, in seconds, after one that is not counted where there are several."""
    if n_calls > 1:
        action()
    took = []
    for _ in range(n_calls):
        started = perf_counter()
        action()
        took.append(perf_counter() - started)
    return np.array(took)


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
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


if __name__ == "__main__":
    main()
