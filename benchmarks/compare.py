"""How long does a comparison take, and how much memory, beside PyCaret 4 on the same work.

Same rows, same folds, same candidates with the same parameters, no preprocessing beyond imputation; each engine with its own default
thread settings, each run in a fresh process, in alternating order. Time is that of the comparison after imports, our processes' start
included; memory is the proportional set size of the process and its children together, at its highest, sampled.

    python benchmarks/compare.py                 # prints the ratios, writes benchmarks/results/compare.json
    python benchmarks/compare.py --rows 20000 --repeats 5
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

RESULTS = Path(__file__).with_name("results") / "compare.json"
ENGINES = ("bancada", "pycaret")
SEED, FOLDS = 7, 5
THREADS = {
    "bancada": "one single-threaded process a physical core",
    "pycaret": "one process, n_jobs=-1",
}


def sensor_frame(n_rows: int):
    """Return seeded readings of three sensors and a state that follows from them, with noise."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(SEED)
    lux = rng.gamma(2.0, 8.0, n_rows)
    temperature = rng.normal(24.0, 6.0, n_rows)
    vibration = rng.gamma(1.5, 0.4, n_rows)
    risk = 0.25 * (temperature - 28) + 1.6 * (vibration - 0.9) - 0.02 * lux + rng.logistic(size=n_rows)
    state = np.select([risk > 1.0, risk > -1.0], ["alarm", "watch"], "normal")
    return pd.DataFrame({"lux": lux, "temperature": temperature, "vibration": vibration, "state": state})


def run_bancada(n_rows: int) -> dict[str, float]:
    from dataclasses import replace

    from bancada.learning import CompareOptions, candidates, compare, make_task
    from bancada.learning import comparison as _  # noqa: F401  # imports are not what is measured

    frame = sensor_frame(n_rows)
    started = time.perf_counter()
    task = make_task(frame, target="state", folds=FOLDS, holdout=0.0, seed=SEED)
    plain = [replace(candidate, needs_scaling=False) for candidate in candidates(task.problem)]
    board = compare(frame, task, candidates=plain, options=CompareOptions(n_select=5))
    return {"seconds": time.perf_counter() - started} | board.table["Accuracy"].to_dict()


def run_pycaret(n_rows: int) -> dict[str, float]:
    os.environ.setdefault("PYCARET_CUSTOM_LOGGING_PATH", os.devnull)  # else it writes logs.log where one stands
    from pycaret.tasks import ClassificationExperiment
    from sklearn.model_selection import StratifiedKFold

    from bancada.core.task import Problem
    from bancada.learning import candidates

    ids = [candidate.id for candidate in candidates(Problem.MULTICLASS)]
    frame = sensor_frame(n_rows)
    started = time.perf_counter()
    experiment = ClassificationExperiment(target="state", session_id=SEED)
    experiment.fit(frame)
    # All rows are training rows: its public interface always splits a holdout off.
    experiment._fit_state["X_train_transformed"] = experiment.get_config("X_transformed")  # noqa: SLF001
    experiment._fit_state["y_train_transformed"] = experiment.get_config("y_transformed")  # noqa: SLF001
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    result = experiment.compare_models(include=ids, fold=folds, n_select=5, errors="raise", round=12)
    seconds = time.perf_counter() - started
    return {"seconds": seconds} | result.leaderboard.set_index("Model")["Accuracy"].to_dict()


def measured(engine: str, n_rows: int) -> dict[str, float]:
    """Run one engine in a fresh process and watch its memory."""
    clean = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    command = [sys.executable, "-W", "ignore", __file__, "--rows", str(n_rows), "--child", engine]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=clean, text=True)
    peak = [0.0]
    threading.Thread(target=_watch, args=(child, peak), daemon=True).start()
    out, _ = child.communicate()
    if child.returncode != 0:
        raise SystemExit(f"{engine} ended with status {child.returncode}")
    return json.loads(out.splitlines()[-1]) | {"peak_mib": peak[0]}


def _watch(child: subprocess.Popen[str], peak: list[float]) -> None:
    while child.poll() is None:
        peak[0] = max(peak[0], sum(_pss_mib(pid) for pid in _family(child.pid)))
        time.sleep(0.05)


def _family(pid: int) -> list[int]:
    try:
        tasks = [task / "children" for task in Path(f"/proc/{pid}/task").iterdir()]
        children = [int(child) for task in tasks for child in task.read_text().split()]
    except OSError:
        return [pid]
    return [pid, *(member for child in children for member in _family(child))]


def _pss_mib(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def machine() -> str:
    """Return processor model and count; nothing else of the machine."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.machine()
    return f"{os.cpu_count()} x {model}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=3_500)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--child", choices=ENGINES, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        print(json.dumps({"bancada": run_bancada, "pycaret": run_pycaret}[chosen.child](chosen.rows)))
        return
    runs: dict[str, list[dict[str, float]]] = {engine: [] for engine in ENGINES}
    for turn in range(chosen.repeats):
        for engine in ENGINES if turn % 2 == 0 else ENGINES[::-1]:
            runs[engine].append(measured(engine, chosen.rows))
            print(f"{engine}: {runs[engine][-1]['seconds']:.2f} s, {runs[engine][-1]['peak_mib']:.0f} MiB", flush=True)
    report(runs, chosen.rows)


def report(runs: dict[str, list[dict[str, float]]], n_rows: int) -> None:
    ours, theirs = (runs[engine][0] for engine in ENGINES)
    ids = sorted(set(ours) & set(theirs) - {"seconds", "peak_mib"})
    figures = {
        engine: {
            "seconds": [round(run["seconds"], 3) for run in runs[engine]],
            "peak_mib": [round(run["peak_mib"], 1) for run in runs[engine]],
            "threads": THREADS[engine],
        }
        for engine in ENGINES
    }
    medians = {engine: statistics.median(figures[engine]["seconds"]) for engine in ENGINES}
    memory = {engine: statistics.median(figures[engine]["peak_mib"]) for engine in ENGINES}
    result = {
        "question": "a comparison of the same candidates on the same rows and folds",
        "machine": machine(),
        "rows": n_rows,
        "folds": FOLDS,
        "candidates": ids,
        "engines": figures,
        "time_ratio_pycaret_to_bancada": round(medians["pycaret"] / medians["bancada"], 2),
        "memory_ratio_pycaret_to_bancada": round(memory["pycaret"] / memory["bancada"], 2),
        "largest_accuracy_difference": max(abs(ours[id_] - theirs[id_]) for id_ in ids),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    print(f"{result['machine']}; {n_rows} rows, {FOLDS} folds, {len(ids)} candidates")
    print(f"time, PyCaret / Bancada: {result['time_ratio_pycaret_to_bancada']}")
    print(f"peak memory, PyCaret / Bancada: {result['memory_ratio_pycaret_to_bancada']}")
    print(f"largest difference of mean accuracy: {result['largest_accuracy_difference']:.2e}")


if __name__ == "__main__":
    main()
