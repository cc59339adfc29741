"""Programs as children: one that ends is started again, later each time, and not for ever as soon."""

from __future__ import annotations

import os
import time

from bancada.cli.children import Kept, stop_all


def ended(kept: Kept) -> int:
    """Look until the process has ended, and return its code."""
    deadline = time.monotonic() + 20
    while (code := kept.look()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return code


def test_a_program_that_keeps_ending_is_started_again_after_longer_pauses() -> None:
    kept = Kept(["-S", "-c", "raise SystemExit(6)"], os.environ, pauses=(0.01, 0.02, 0.03))
    told = []
    pids = set()
    for _ in range(4):
        told.append((ended(kept), kept.pause_s))
        pids.add(kept.process.pid)
    assert told == [(6, 0.01), (6, 0.02), (6, 0.03), (6, 0.03)]
    assert len(pids) == 4


def test_the_pauses_begin_anew_after_a_steady_life() -> None:
    kept = Kept(["-S", "-c", "pass"], os.environ, pauses=(0.01, 5.0), steady_s=0.0)
    assert [(ended(kept), kept.pause_s) for _ in range(3)] == [(0, 0.01)] * 3


def test_a_program_that_lives_is_left_alone() -> None:
    kept = Kept(["-S", "-c", "import time; time.sleep(60)"], os.environ)
    first = kept.process
    assert kept.look() is None
    assert kept.process is first
    stop_all([first])
    assert first.returncode == -15
