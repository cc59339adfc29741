"""The folder of one comparison: its plan, its leaderboard and the signed drafts of its best candidates.

`<data>/runs/<run_id>/plan.json`, `started.json`, `leaderboard.json`, `drafts/<candidate>/`, `adjusted/<id>/` with `adjusted/<id>.json`. Files appear whole or not at all.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bancada import registry
from bancada.core.adjustment import Adjustment
from bancada.core.errors import CandidateNotFound, RunNotFound
from bancada.core.leaderboard import LeaderboardSummary
from bancada.core.task import Task
from bancada.core.values import check_slug, dump_bytes, load_bytes

__all__ = ["RunFolder"]

_PLAN = "plan.json"
_LEADERBOARD = "leaderboard.json"
_STARTED = "started.json"
_ADJUSTED = "adjusted"


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Results of comparisons under one root, by run id.

    Parameters
    ----------
    root : Path
    key : registry.SigningKey
        Signs drafts; a draft that was changed on disk is refused.
    """

    root: Path
    key: registry.SigningKey

    def write_plan(self, run_id: str, task: Task) -> None:
        """Store what will be compared, before the first fit."""
        _write(self._of(run_id) / _PLAN, dump_bytes(task))

    def plan(self, run_id: str) -> Task:
        """Return what is compared; RunNotFound where the run has no plan yet."""
        return load_bytes(Task, _read(self._of(run_id) / _PLAN, run_id))

    def write_start(self, run_id: str, summary: LeaderboardSummary) -> None:
        """Store the leaderboard as it is before the first fit."""
        _write(self._of(run_id) / _STARTED, dump_bytes(summary))

    def start(self, run_id: str) -> LeaderboardSummary | None:
        """Return the leaderboard as it was before the first fit, or None where fits have not begun."""
        path = self._of(run_id) / _STARTED
        return load_bytes(LeaderboardSummary, path.read_bytes()) if path.is_file() else None

    def write_results(
        self, run_id: str, summary: LeaderboardSummary, drafts: Mapping[str, registry.ModelDraft]
    ) -> None:
        """Store drafts, then the leaderboard that makes them findable."""
        folder = self._of(run_id) / "drafts"
        shutil.rmtree(folder, ignore_errors=True)
        for candidate, draft in drafts.items():
            registry.write_draft(folder / check_slug(candidate), draft, key=self.key)
        _write(self._of(run_id) / _LEADERBOARD, dump_bytes(summary))

    def summary(self, run_id: str) -> LeaderboardSummary | None:
        """Return the finished leaderboard, or None while there is none."""
        path = self._of(run_id) / _LEADERBOARD
        return load_bytes(LeaderboardSummary, path.read_bytes()) if path.is_file() else None

    def draft(self, run_id: str, candidate: str) -> registry.ModelDraft:
        """Return the model of a top or adjusted candidate; CandidateNotFound, TamperedModel."""
        places = (self._of(run_id) / place / check_slug(candidate) for place in ("drafts", _ADJUSTED))
        folder = next((place for place in places if place.is_dir()), None)
        if folder is None:
            raise CandidateNotFound("candidate_not_kept", candidate=candidate, run_id=run_id)
        return registry.read_draft(folder, key=self.key)

    def write_adjustment(self, run_id: str, adjustment: Adjustment, draft: registry.ModelDraft) -> None:
        """Store an adjusted model, then the figures that make it findable."""
        folder = self._of(run_id) / _ADJUSTED / check_slug(adjustment.id)
        shutil.rmtree(folder, ignore_errors=True)
        registry.write_draft(folder, draft, key=self.key)
        _write(folder.with_name(f"{adjustment.id}.json"), dump_bytes(adjustment))

    def adjustments(self, run_id: str) -> tuple[Adjustment, ...]:
        """Return what was adjusted after the comparison, oldest first."""
        found = [load_bytes(Adjustment, path.read_bytes()) for path in (self._of(run_id) / _ADJUSTED).glob("*.json")]
        return tuple(sorted(found, key=lambda adjustment: adjustment.holdout_looks))

    def finished(self) -> tuple[str, ...]:
        """Return the ids of runs with a leaderboard, newest first."""
        found = [(path.stat().st_mtime, path.parent.name) for path in self.root.glob(f"*/{_LEADERBOARD}")]
        return tuple(run_id for _, run_id in sorted(found, reverse=True))

    def _of(self, run_id: str) -> Path:
        return self.root / check_slug(run_id)


def _read(path: Path, run_id: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise RunNotFound(run_id=run_id) from None


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
