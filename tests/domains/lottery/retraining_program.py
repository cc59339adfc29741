"""A worker whose one job is a retraining by rules: `python retraining_program.py URL FOLDER`.

Each step, when it is done and before that is recorded, writes its name into `trace` and waits while the file `hold-<name>` exists.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.dataset import DatasetInfo, Source
from bancada.core.errors import Cancelled
from bancada.core.ports import JobContext, JobStep
from bancada.data import SqlTrialLedger, open_engine, upgrade
from bancada.domains.lottery.draws import Draws, make_draws
from bancada.domains.lottery.fresh import wrong_with
from bancada.domains.lottery.prizes import NextContest, Prizes
from bancada.domains.lottery.retraining import Retraining
from bancada.domains.lottery.saved import load_forecaster
from bancada.jobs import Job, Worker
from bancada.registry import ModelStore, SigningKey

if TYPE_CHECKING:
    from bancada.domains.lottery.trainer import Order, Trained

KIND = "retrain"


def simulated(n: int, *, seed: int = 9, source: Source = Source.OFFICIAL) -> Draws:
    """Return draws by the game's own law, under whatever label a test wants; by this seed the rules are not shown to be worse than it."""
    rng = np.random.default_rng(seed)
    numbers = np.array([rng.permutation(25)[:15] + 1 for _ in range(n)])
    return make_draws(np.arange(1, n + 1), numbers, source=source)


@dataclass(frozen=True)
class FixedHistory:
    """A record that never changes."""

    record: Draws

    def draws(self) -> Draws:
        return self.record

    def prizes(self) -> Prizes:
        raise NotImplementedError

    def info(self) -> DatasetInfo | None:
        raise NotImplementedError

    def next_contest(self, today: date) -> NextContest:
        raise NotImplementedError


def store_of(folder: Path) -> ModelStore:
    """Return the store under a folder."""
    return ModelStore(folder / "models", key=SigningKey.load_or_create(folder / "key"))


def ledger_of(folder: Path) -> SqlTrialLedger:
    """Return the ledger under a folder."""
    engine = open_engine(f"sqlite:///{folder / 'bench.db'}")
    upgrade(engine)
    return SqlTrialLedger(engine)


def train_here(
    draws: Draws, orders: Sequence[Order], *, holdout: float = 0.2, seed: int = 7, **_: object
) -> Iterator[Trained]:
    """Train as the real trainer does, in this process: starting one takes seconds."""
    from bancada.core.leaderboard import FitStatus
    from bancada.domains.lottery.comparison import DrawsFitter, prepare_draws
    from bancada.domains.lottery.trainer import Trained as Ended
    from bancada.domains.lottery.trainer import train_one
    from bancada.learning.reasons import reason

    fitter = DrawsFitter(prepare_draws(draws, folds=2, holdout=holdout, seed=seed))
    for order in orders:
        try:
            result, draft = train_one(fitter, order)
        except ArithmeticError as error:
            yield Ended(order, status=FitStatus.FAILED, reason=reason("fit_failed", f"{type(error).__name__}: {error}"))
        else:
            yield Ended(order, draft, result)


def ask_here(store: ModelStore, name: str, draws: Draws) -> str:
    return wrong_with(load_forecaster(store, name).next_probabilities(draws.indicators))


def held(name: str, step: JobStep, folder: Path) -> tuple[str, JobStep]:
    def run(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
        added = step(state, context)
        with (folder / "trace").open("a") as file:
            file.write(f"{name}\n")
        while (folder / f"hold-{name}").exists():
            if context.is_cancelled():
                raise Cancelled
            time.sleep(0.02)
        return added

    return name, run


if __name__ == "__main__":
    home = Path(sys.argv[2])
    retraining = Retraining(
        FixedHistory(simulated(200)),
        store_of(home),
        ledger_of(home),
        home / "data",
        clock=lambda: datetime(2026, 3, 2, 12, tzinfo=UTC),
        trained_by=train_here,
        asked_by=ask_here,
    )
    Worker(sys.argv[1], [Job(KIND, tuple(held(name, step, home) for name, step in retraining.steps))]).serve()
