"""How long one answer takes, and ten thousand, against scikit-learn's own predict_proba of the same forest.

Run: `python benchmarks/predict.py`. One thread each, by turns; the fastest call of each. Both are asked the very same rows and must agree.
Writes benchmarks/results/predict.json.
"""

from __future__ import annotations

import json
import os
import platform
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

from bancada import registry, serving
from bancada.learning.pipeline import TaskClassifier

RESULT = Path(__file__).parent / "results" / "predict.json"
FIELDS = ("lux", "temperature", "humidity", "co2")
N_TREES = 200
N_TRAIN, N_BATCH = 8_000, 10_000
N_TURNS = 12


def main() -> None:
    frame, labels = _rows(N_TRAIN)
    pipeline = TaskClassifier(RandomForestClassifier(N_TREES, random_state=7, n_jobs=1)).fit(frame, labels)
    forest = RandomForestClassifier(N_TREES, random_state=7, n_jobs=1).fit(frame.to_numpy(), labels)
    batch, _ = _rows(N_BATCH, seed=1)
    predictor = _served(pipeline, batch)
    values = batch.iloc[0].to_dict()
    matrix = batch.to_numpy()

    def one() -> object:
        return forest.predict_proba(matrix[:1])

    def many() -> object:
        return forest.predict_proba(matrix)

    if not np.allclose(predictor.predict_proba(batch), forest.predict_proba(matrix), atol=1e-5):
        raise SystemExit("the two do not answer alike; a ratio would mean nothing")

    rows = [
        _compared("one answer", one, lambda: predictor.answer(values, explain=False)),
        _compared("one answer with what moved it", one, lambda: predictor.answer(values)),
        _compared("one row, predict_proba", one, lambda: predictor.predict_proba(matrix[:1])),
        _compared(f"{N_BATCH} rows, predict_proba", many, lambda: predictor.predict_proba(batch), n_own=1),
    ]
    for row in rows:
        print(
            f"{row['what']:<32} scikit-learn {row['scikit_learn_us']:>11,.1f} us   "
            f"Bancada {row['bancada_us']:>10,.1f} us   {row['ratio']:,.2f} x ({row['ratio_of_turns']})"
        )
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"machine": _machine(), "question": __doc__, "rows": rows}, indent=2) + "\n")


def _rows(n_rows: int, *, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Return rounded sensor-like readings and a noisy label."""
    rng = np.random.default_rng(seed)
    columns = (
        rng.gamma(2, 100, n_rows),
        rng.normal(22, 3, n_rows),
        rng.uniform(20, 60, n_rows),
        rng.normal(600, 90, n_rows),
    )
    frame = pd.DataFrame({name: column.round(2) for name, column in zip(FIELDS, columns, strict=True)})
    signal = frame["lux"] / 150 + (frame["co2"] - 600) / 90 + rng.normal(0, 0.7, n_rows)
    return frame, np.where(signal > 1.3, "busy", "free")


def _served(pipeline: TaskClassifier, sample: pd.DataFrame) -> serving.Predictor:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        store = registry.ModelStore(root / "models", key=registry.SigningKey.load_or_create(root / "key"))
        store.save("forest", serving.draft_model(pipeline, sample=sample))
        predictor = serving.load_predictor(store, "forest")
    if predictor.engine != "onnx":
        raise SystemExit("the export was refused")
    return predictor


def _compared(
    what: str, peer: Callable[[], object], own: Callable[[], object], *, n_own: int = 300
) -> dict[str, str | float]:
    """Time blocks of calls by turns and take the fastest call of each.

    Not the median: on a busy machine a call of milliseconds is interrupted and one of microseconds is not, which would
    flatter the faster of the two. The range is that of turns, each by its own fastest calls.
    """
    n_peer = max(1, n_own // 5)
    turns = np.array([(_fastest(peer, n_peer), _fastest(own, n_own)) for _ in range(N_TURNS)]) * 1e6
    best = turns.min(axis=0)
    ratios = turns[:, 0] / turns[:, 1]
    return {
        "what": what,
        "scikit_learn_us": round(float(best[0]), 1),
        "bancada_us": round(float(best[1]), 1),
        "ratio": round(float(best[0] / best[1]), 2),
        "ratio_of_turns": f"{ratios.min():.2f} to {ratios.max():.2f}",
    }


def _fastest(action: Callable[[], object], n_calls: int) -> float:
    took = []
    for _ in range(n_calls + 1):
        started = perf_counter()
        action()
        took.append(perf_counter() - started)
    return min(took)


def _machine() -> dict[str, str | float]:
    packages = ("scikit-learn", "onnxruntime", "numpy")
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
