"""Real workers in processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bancada.jobs import RunClient
from tests.jobs.processes import WorkerProcess


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the URL of a jobs database that nobody has made yet."""
    return f"sqlite:///{tmp_path / 'jobs' / 'jobs.db'}"


@pytest.fixture
def client(url: str) -> Iterator[RunClient]:
    """Return a client of that database."""
    client = RunClient(url)
    yield client
    client.close()


@pytest.fixture
def worker(url: str) -> Iterator[Callable[..., WorkerProcess]]:
    """Return a starter of worker processes, all ended after the test."""
    started: list[WorkerProcess] = []

    def start(variant: str = "as-submitted") -> WorkerProcess:
        started.append(WorkerProcess(url, variant))
        return started[-1]

    yield start
    for process in started:
        process.kill()
