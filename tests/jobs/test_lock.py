"""The lock of the one worker: who holds it, and when it is let go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bancada.core.errors import WorkerHeld
from bancada.jobs.lock import worker_lock
from bancada.jobs.schema import open_engine

FORK_AND_DIE = """
import os, sys, time
from bancada.jobs.lock import worker_lock
from bancada.jobs.schema import open_engine
worker_lock(open_engine(sys.argv[1])).acquire()
child = os.fork()
if child == 0:
    os.closerange(0, 3)
    time.sleep(60)
    os._exit(0)
print(child, flush=True)
os._exit(9)
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return a database that need not exist for a lock beside it."""
    return f"sqlite:///{tmp_path / 'jobs.db'}"


def test_a_lock_is_held_by_one_and_seen_by_all_until_it_is_released(url: str) -> None:
    first, second = worker_lock(open_engine(url)), worker_lock(open_engine(url))
    assert not second.is_held()
    first.acquire()
    assert (first.is_held(), second.is_held(), first.is_lost()) == (True, True, False)
    with pytest.raises(WorkerHeld) as refusal:
        second.acquire()
    assert "jobs.db.worker.lock" in refusal.value.message("pt_BR")
    first.release()
    assert not second.is_held()
    second.acquire()
    second.release()


def test_many_may_look_without_standing_in_each_others_way(url: str) -> None:
    locks = [worker_lock(open_engine(url)) for _ in range(20)]
    locks[0].acquire()
    locks[0].release()
    assert not any(lock.is_held() for lock in locks)


def test_a_forked_child_that_outlives_its_worker_does_not_keep_the_lock(url: str) -> None:
    done = subprocess.run([sys.executable, "-c", FORK_AND_DIE, url], capture_output=True, text=True, check=False)
    child = int(done.stdout)
    lock = worker_lock(open_engine(url))
    os.kill(child, 0)  # it lives
    is_held = lock.is_held()
    os.kill(child, signal.SIGKILL)
    assert done.returncode == 9, done.stderr
    assert not is_held
