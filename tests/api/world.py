"""An installation with something behind every route: two models of a table, draws, bars, an asset model; and a server over it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

from bancada import bootstrap, serving
from bancada.data.access.values import Role
from bancada.domains.assets.requests import (
    ForestOptions,
    LoadRequest,
    PipelineRequest,
    PreparationRequest,
    SaveRequest,
    TrainRequest,
)
from bancada.jobs import MemoryQueue
from bancada.jobs.job import by_kind
from bancada.learning.pipeline import TaskClassifier
from bancada.settings import Settings
from tests.api.client import free_port, wait_until_served
from tests.lottery_files import draw_rows
from tests.lottery_files import write_csv as write_draws
from tests.market_files import market_bars
from tests.market_files import write_csv as write_bars
from tests.worked import environment

__all__ = ["ASSET_MODEL", "FEATURES", "TASK", "TICKERS", "key_of", "make_world", "save_bars", "served", "settings_of"]

TASK = "esteira: estado"
TICKERS = ("AAAA3", "BBBB4")
ASSET_MODEL = "rf_b3_first"
FEATURES = ("momentum_pct_1", "momentum_pct_5", "rsi_14", "volatility_20")
# Wrong keys may be shown more often than anybody may, and nobody waits long for a run that no worker does.
PROGRAM = """
import sys
from bancada.api import app, jobs
from bancada.api.__main__ import main
app._FAILURES_PER_MINUTE = 10**6
jobs.MAX_WAIT_S = 0.05
sys.exit(main())
"""


def settings_of(folder: Path) -> Settings:
    """Return the settings that `tests.worked.environment` gives a process of its own."""
    return Settings(
        data_dir=folder / "data",
        models_dir=folder / "modelos_salvos",
        signing_key_file=folder / "keys" / "signing.key",
        language="en",
        _env_file=None,
    )


def make_world(folder: Path) -> None:
    """Make the installation; its runs are done inline."""
    parts = bootstrap.Parts(settings_of(folder))
    parts.__dict__["queue"] = queue = MemoryQueue(())
    queue._jobs = by_kind(parts.jobs())  # the jobs need the bench, and that its queue
    _save_models(parts)
    parts.bench.lottery.draws.import_file(write_draws(folder / "sorteios.csv", draw_rows(240)))
    save_bars(parts, folder)
    run = queue.get(parts.bench.assets.pipelines.run(_pipeline(), owner="maker"))
    assert run.result, run.error
    parts.close()


def save_bars(parts: bootstrap.Parts, folder: Path) -> None:
    """Import made-up daily bars of `TICKERS`."""
    for seed, ticker in enumerate(TICKERS):
        path = write_bars(folder / f"{ticker}.csv", market_bars(700, symbol=ticker, seed=seed))
        parts.bench.market.series.import_file(path)


def key_of(folder: Path, role: Role) -> tuple[str, str]:
    """Return the id and the secret of a new key."""
    parts = bootstrap.Parts(settings_of(folder))
    new = parts.bench.access.keys.create(role, label="test")
    parts.close()
    return new.info.id, new.secret


@contextlib.contextmanager
def served(folder: Path, **changes: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run the API, without a worker, over an installation; yields its address and process. What it says goes to `server.log`."""
    port = free_port()
    environ = environment(folder) | {"BANCADA_API_PORT": str(port), "BANCADA_API_RATE_PER_MINUTE": "0"} | changes
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen([sys.executable, "-c", PROGRAM], env=environ, cwd=folder, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_served(address, process)
            yield address, process
        finally:
            process.terminate()
            process.wait(timeout=30)


def _save_models(parts: bootstrap.Parts) -> None:
    rng = np.random.default_rng(2)
    rows = pd.DataFrame(
        {
            "lux": rng.uniform(0, 50, 160).round(2),
            "temperatura": rng.uniform(0, 40, 160).round(1),
            "galpao": rng.choice(["norte", "sul"], 160),
        }
    )
    labels = np.where(rows["lux"] > 20, "claro", "escuro")
    forest = TaskClassifier(RandomForestClassifier(5, random_state=1)).fit(rows, labels)
    line = TaskClassifier(LogisticRegression()).fit(rows, labels)
    parts.store.save("esteira-rf", serving.draft_model(forest, sample=rows, task=TASK))
    parts.store.save("esteira-lr", serving.draft_model(line, sample=rows, task=TASK))
    parts.bench.models.promote("esteira-rf", force=True, reason="for the tests")


def _pipeline() -> PipelineRequest:
    return PipelineRequest(
        LoadRequest(TICKERS, years=60, min_rows=1),
        preparation=PreparationRequest(features=FEATURES),
        training=TrainRequest(forest=ForestOptions(n_iter=1, folds=2, n_estimators=5, n_jobs=1, is_calibrated=False)),
        saving=SaveRequest(name=ASSET_MODEL),
    )
