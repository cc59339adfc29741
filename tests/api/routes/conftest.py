"""An installation with two saved models and a record of draws, its runs done inline. Made once, put back as it was for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier

from bancada import bootstrap, serving
from bancada.jobs import MemoryQueue
from bancada.learning.pipeline import TaskClassifier
from bancada.services import Bench
from bancada.settings import Settings, read_settings
from tests.api.client import Api, api_client
from tests.lottery_files import draw_rows, write_csv

TASK = "esteira: estado"
N_DRAWS = 240


class Clients:
    """One application, a client a role."""

    def __init__(self, bench: Bench, *, settings: Settings | None = None) -> None:
        self.admin = api_client(bench, "admin", settings=settings)
        self.app = self.admin.app
        self.read, self.train, self.stranger = (
            api_client(bench, role, app=self.app) for role in ("read", "train", "train")
        )
        self.nobody = api_client(bench, None, app=self.app)

    def of(self, role: str) -> Api:
        """Return the client of a role."""
        found: Api = getattr(self, role)
        return found


class LateQueue:
    """A MemoryQueue whose jobs need the queue's own parts to exist first."""

    def __init__(self) -> None:
        self.inner = MemoryQueue(())

    def close(self) -> None:
        """Nothing is held."""

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)


def sensor_rows(n_rows: int = 160) -> pd.DataFrame:
    """Return numbers and a category."""
    rng = np.random.default_rng(2)
    return pd.DataFrame(
        {
            "lux": rng.uniform(0, 50, n_rows).round(2),
            "temperatura": rng.uniform(0, 40, n_rows).round(1),
            "galpao": rng.choice(["norte", "sul"], n_rows),
        }
    )


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    made = bootstrap.Parts(_settings(folder))
    rows = sensor_rows()
    labels = np.where(rows["lux"] > 20, "claro", "escuro")
    forest = TaskClassifier(RandomForestClassifier(5, random_state=1)).fit(rows, labels)
    numbers = rows[["lux", "temperatura"]]
    tree = DecisionTreeClassifier(max_depth=2, random_state=0).fit(numbers, labels)
    made.store.save("arvore", serving.draft_model(tree, sample=numbers, task=TASK))
    made.store.save("floresta", serving.draft_model(forest, sample=rows, task=TASK))
    made.bench.lottery.draws.import_file(write_csv(folder / "sorteios.csv", draw_rows(N_DRAWS)))
    made.close()
    return folder


def _settings(folder: Path) -> Settings:
    return Settings(
        data_dir=folder / "data",
        models_dir=folder / "modelos_salvos",
        signing_key_file=folder / "keys" / "signing.key",
        language="en",
        _env_file=None,
    )


@pytest.fixture(scope="module")
def shared(_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    """Return clients of one installation for all tests of a module that change nothing in it."""
    folder = tmp_path_factory.mktemp("shared") / "installation"
    shutil.copytree(_made, folder)
    made = bootstrap.Parts(_settings(folder))
    yield Clients(made.bench, settings=made.settings)
    made.close()


@pytest.fixture
def parts(_made: Path, installation: Path) -> Iterator[bootstrap.Parts]:
    """Return the parts of an installation with the models `floresta` and `arvore` and N_DRAWS draws."""
    for name in ("data", "modelos_salvos", "keys"):
        shutil.copytree(_made / name, installation / name)
    made = bootstrap.Parts(read_settings())
    queue = made.__dict__["queue"] = LateQueue()
    queue.inner = MemoryQueue(made.jobs())
    yield made
    made.close()


@pytest.fixture
def bench(parts: bootstrap.Parts) -> Bench:
    """Return its services."""
    return parts.bench


@pytest.fixture
def clients(bench: Bench) -> Clients:
    """Return a client a role, over one application."""
    return Clients(bench)
