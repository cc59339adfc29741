"""Processes that are killed at random while they save, and others that read meanwhile."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bancada.registry import ModelStore, SigningKey

HERE = Path(__file__).parent
N_WRITERS, N_SAVES, N_KILLS = 8, 50, 60


class Writers:
    """Eight writers, each started again when it was killed, until all have saved everything."""

    def __init__(self, folder: Path) -> None:
        self.root, self.key = folder / "models", folder / "key"
        self.acknowledgements = [folder / f"acknowledged-{worker}" for worker in range(N_WRITERS)]
        self.running = {worker: self._start(worker) for worker in range(N_WRITERS)}

    def _start(self, worker: int) -> subprocess.Popen[bytes]:
        arguments = [self.root, self.key, self.acknowledgements[worker], worker, N_SAVES]
        return subprocess.Popen(
            [sys.executable, HERE / "writer_process.py", *map(str, arguments)], stderr=subprocess.PIPE
        )

    def acknowledged(self) -> list[str]:
        return [name for path in self.acknowledgements if path.exists() for name in path.read_text().split()]

    def kill_one(self, rng: random.Random) -> None:
        alive = [worker for worker, process in self.running.items() if process.poll() is None]
        if alive:
            worker = rng.choice(alive)
            self.running[worker].kill()
            self.running[worker].communicate()
            self.running[worker] = self._start(worker)

    def finish(self) -> list[tuple[int, bytes]]:
        return [(process.wait(60), process.communicate()[1]) for process in self.running.values()]


@pytest.mark.slow
def test_no_acknowledged_save_is_lost_and_no_read_fails_while_writers_are_killed(tmp_path: Path) -> None:
    rng = random.Random(20261121)  # noqa: S311  # a test's choice of victims
    stop = tmp_path / "stop"
    writers = Writers(tmp_path)
    reader = [sys.executable, HERE / "reader_process.py", writers.root, writers.key, stop]
    readers = [subprocess.Popen([*map(str, reader)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    n_kills = 0
    while n_kills < N_KILLS and len(writers.acknowledged()) < N_WRITERS * N_SAVES:
        time.sleep(rng.uniform(0.01, 0.12))
        writers.kill_one(rng)
        n_kills += 1
    ends = writers.finish()
    stop.touch()
    seen = [(*process.communicate(timeout=60), process.returncode) for process in readers]

    assert ends == [(0, b"")] * N_WRITERS
    assert [(status, error) for _, error, status in seen] == [(0, b"")] * 2
    assert all(int(count) > 0 for count, _, _ in seen)
    assert n_kills > 20
    store = ModelStore(writers.root, key=SigningKey.load_or_create(writers.key))
    acknowledged = writers.acknowledged()
    assert len(set(acknowledged)) == N_WRITERS * N_SAVES
    assert set(store.names()) == set(acknowledged)
    assert all(store.open(name).files["model.joblib"] == name.encode() for name in acknowledged)
    assert not any(path.name.startswith(".tmp-") for path in writers.root.iterdir())
    assert store.summary().notices == ()
    lines = store.journal()
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert sum(line.event in ("saved", "recovered") for line in lines) == len(acknowledged)
