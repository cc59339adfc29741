"""Services over real parts, with a queue that works inline in place of a worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bancada import bootstrap
from bancada.jobs import MemoryQueue
from bancada.services import Bench
from bancada.settings import read_settings
from tests.worked import brazilian_rows


@pytest.fixture
def parts(installation: Path) -> Iterator[bootstrap.Parts]:
    """Return the parts of an installation whose runs are done inline."""
    made = bootstrap.Parts(read_settings())
    jobs: list = []
    made.__dict__["queue"] = queue = _LateQueue(jobs)
    jobs += made.jobs()
    queue.open()
    yield made
    made.close()


class _LateQueue:
    """A MemoryQueue whose jobs need the queue's own bench to exist first."""

    def __init__(self, jobs: list) -> None:
        self._jobs = jobs

    def open(self) -> None:
        self._queue = MemoryQueue(self._jobs)

    def close(self) -> None:
        pass

    def __getattr__(self, name: str) -> object:
        return getattr(self._queue, name)


@pytest.fixture
def bench(parts: bootstrap.Parts) -> Bench:
    """Return its services, with one dataset imported."""
    path = Path("linhas.csv")
    path.write_text(brazilian_rows(), encoding="latin-1")
    parts.bench.data.import_file(path, name="esteira", target="estado")
    return parts.bench
