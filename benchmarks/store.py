"""What saving and listing cost in a store of 10,000 models, beside a registry that is one JSON file rewritten with `json`, and MLflow's rows.

Run: `python benchmarks/store.py [N_MODELS]`. By turns; the median of each. Every save is of the same facts. The plain registry is what
such stores usually do: read the file, add an entry, write the file in place, nothing fsynced, nothing signed; beside it the same made
durable (temporary file, fsync, rename). MLflow gets a registered model and a version in its SQLite store, no artefacts.
Writes benchmarks/results/store.json.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import orjson

from bancada.core.leaderboard import Interval
from bancada.core.model import Certificate, Lineage, MetricFigure
from bancada.registry import ModelDraft, ModelStore, SigningKey
from bancada.registry.manifest import facts_of, make

RESULT = Path(__file__).parent / "results" / "store.json"
N_TURNS = 15
METRICS = ("Accuracy", "AUC", "Recall", "Prec.", "F1", "Kappa", "MCC")


def draft() -> ModelDraft:
    figures = tuple(MetricFigure(name, 0.9, "holdout", interval=Interval(0.88, 0.92), baseline=0.7) for name in METRICS)
    return ModelDraft(
        files={"model.joblib": bytes(20_000), "model.onnx": bytes(20_000)},
        kind="rf",
        task="rooms.busy",
        metrics=figures,
        main_metric=figures[0],
        certificate=Certificate(accepted=True, n_rows=1_000, max_difference=1e-7),
        lineage=Lineage("rooms", "ab" * 32, "imported", "run-1", "time", 800, 200, 40, 7, "native"),
    )


def filled(folder: Path, n_models: int) -> ModelStore:
    """Return a store of `n_models`, its registry written at once; the last model is saved as any."""
    store = ModelStore(folder / "models", key=SigningKey.load_or_create(folder / "key"))
    first = store.save("model-0", draft())
    entry = facts_of(make("model-0", draft(), model_id="0" * 16, saved_at=first.saved_at))
    entries = {f"model-{i}": entry | {"path": f"model-{i}"} for i in range(1, n_models)}
    registry = store.root / "registry.json"
    registry.write_bytes(orjson.dumps(orjson.loads(registry.read_bytes()) | entries))
    for i in range(1, n_models):
        (store.root / f"model-{i}").mkdir()
    return ModelStore(store.root, key=SigningKey.load_or_create(folder / "key"))


def plain_save(path: Path, name: str, *, is_durable: bool) -> None:
    entries = json.loads(path.read_text())
    entries[name] = dict(next(iter(entries.values())), path=name)
    target = path.with_suffix(".new") if is_durable else path
    with target.open("w") as file:
        json.dump(entries, file)
        file.flush()
        if is_durable:
            os.fsync(file.fileno())
    if is_durable:
        target.replace(path)


def median_ms(work: Callable[[int], object]) -> float:
    times = []
    for turn in range(N_TURNS):
        start = perf_counter()
        work(turn)
        times.append(perf_counter() - start)
    return round(statistics.median(times) * 1e3, 3)


def mlflow_ms(folder: Path, n_models: int) -> dict[str, float]:
    """Return what MLflow's registry rows cost; nothing where it is not installed."""
    try:
        from mlflow import MlflowClient
    except ImportError:
        return {}
    client = MlflowClient(f"sqlite:///{folder / 'mlflow.db'}", f"sqlite:///{folder / 'mlflow.db'}")
    tags = dict.fromkeys(METRICS, "0.9")

    def save(i: object) -> None:
        client.create_registered_model(f"model-{i}", tags=tags)
        client.create_model_version(f"model-{i}", f"file://{folder}/artefacts/{i}", tags=tags)

    for i in range(n_models):
        save(f"first-{i}")

    def listed(_: int) -> None:
        token, n_seen = None, 0
        while token != "" and (token or not n_seen):
            page = client.search_registered_models(max_results=1_000, page_token=token)
            n_seen, token = n_seen + len(page), page.token or ""
        if n_seen < n_models:
            sys.exit("MLflow does not list what was put into it")

    return {"save, MLflow rows": median_ms(save), "list, MLflow rows": median_ms(listed)}


def main() -> None:
    n_models = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    n_mlflow = min(n_models, 1_000)  # ten thousand would take minutes; its list grows with their number
    folder = Path(tempfile.mkdtemp(prefix="bancada-bench-"))
    try:
        store = filled(folder, n_models)
        if len(store.list()) != n_models:
            sys.exit("the store does not list what was put into it")
        plain = folder / "plain.json"
        shutil.copyfile(store.root / "registry.json", plain)
        key = SigningKey.load_or_create(folder / "key")
        times = {
            "save, Bancada": median_ms(lambda i: store.save(f"new-{i}", draft())),
            "save, json in place": median_ms(lambda i: plain_save(plain, f"new-{i}", is_durable=False)),
            "save, json durable": median_ms(lambda i: plain_save(plain, f"newer-{i}", is_durable=True)),
            "list again, Bancada": median_ms(lambda _: store.list()),
            "list in a fresh process's store, Bancada": median_ms(lambda _: ModelStore(store.root, key=key).list()),
            "list, json": median_ms(
                lambda _: sorted(json.loads(plain.read_text()).items(), key=lambda item: item[1]["saved_at"])
            ),
            **{f"{what} ({n_mlflow} models)": value for what, value in mlflow_ms(folder, n_mlflow).items()},
        }
    finally:
        shutil.rmtree(folder)
    ratios = {
        "save: json in place / Bancada": round(times["save, json in place"] / times["save, Bancada"], 2),
        "save: json durable / Bancada": round(times["save, json durable"] / times["save, Bancada"], 2),
        "list: json / Bancada again": round(times["list, json"] / times["list again, Bancada"], 1),
        "list: json / Bancada fresh": round(times["list, json"] / times["list in a fresh process's store, Bancada"], 2),
    }
    machine = {"cpu_count": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(
        json.dumps({"n_models": n_models, "ms": times, "ratios": ratios, "machine": machine}, indent=2) + "\n"
    )
    for what, value in times.items():
        print(f"{value:12.3f} ms  {what}")
    for what, value in ratios.items():
        print(f"{value:12.2f} x   {what}")


if __name__ == "__main__":
    main()
