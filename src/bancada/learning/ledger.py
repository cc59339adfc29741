"""The trial ledger in memory: for comparisons made from Python without a bench, and for tests."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from bancada.core.leaderboard import Trial

if TYPE_CHECKING:
    from bancada.core.ports import TrialLedger

__all__ = ["MemoryTrialLedger"]


class MemoryTrialLedger:
    """Implements `core.ports.TrialLedger`, its durability apart: it lives as long as the process."""

    def __init__(self) -> None:
        self._trials: dict[tuple[str, str, int], tuple[Trial, bytes]] = {}
        self._lock = threading.Lock()

    def record(self, trial: Trial, *, predictions: bytes = b"") -> bool:
        """See `TrialLedger.record`."""
        key = (trial.run_id, trial.candidate, trial.fold)
        with self._lock:
            if key in self._trials:
                return False
            self._trials[key] = (trial, predictions)
            return True

    def trials(self, *, run_id: str | None = None, task: str | None = None) -> tuple[Trial, ...]:
        """See `TrialLedger.trials`."""
        with self._lock:
            trials = [trial for trial, _ in self._trials.values()]
        return tuple(t for t in trials if run_id in (None, t.run_id) and task in (None, t.task))

    def predictions(self, run_id: str, candidate: str, fold: int) -> bytes:
        """See `TrialLedger.predictions`."""
        with self._lock:
            return self._trials.get((run_id, candidate, fold), (None, b""))[1]

    def count(self, *, task: str) -> int:
        """See `TrialLedger.count`."""
        return len(self.trials(task=task))


if TYPE_CHECKING:
    _: TrialLedger = MemoryTrialLedger()
