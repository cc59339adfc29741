"""Trials of the lottery: every backtest made by hand is counted in the ledger, and all that was ever tried is counted from it.

A comparison records one trial a fold with the scores `Hits` and `Draws`; a backtest by hand records one trial under
`BACKTEST_FOLD`. A model that is deleted later stays counted: the ledger is append-only.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from bancada.core.leaderboard import FitStatus, Trial
from bancada.domains.lottery.pack import TASK
from bancada.domains.lottery.sums import p_at_least

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bancada.core.ports import TrialLedger
    from bancada.domains.lottery.backtest import Backtest

__all__ = ["BACKTEST_FOLD", "Tried", "run_id_of", "trial_of", "tried"]

BACKTEST_FOLD = -2
"""Fold of a backtest by hand: no fold of a comparison (0 and up) and no holdout (-1), so no leaderboard shows it."""


@dataclass(frozen=True, slots=True)
class Tried:
    """All that was ever tried on the lottery's task.

    Attributes
    ----------
    n_models : int
        Distinct (run, candidate) pairs with at least one finished fit; deleted models included.
    p_values : tuple of float
        One-sided and exact, of those whose hits are known, sorted by run and candidate.
    """

    n_models: int
    p_values: tuple[float, ...]


def run_id_of(backtest: Backtest) -> str:
    """Return the run id of a backtest: the same name, settings, contests, draws and hits give the same one, so it counts once.

    Hits belong to it because a name does not: another model saved under the name of a deleted one is another try.
    """
    identity = [
        backtest.name,
        backtest.settings,
        backtest.first,
        backtest.last,
        backtest.draws_sha256,
        backtest.hits.tolist(),
    ]
    return "backtest-" + hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:24]


def trial_of(backtest: Backtest, *, recorded_at: datetime, predict_time_s: float = 0.0) -> Trial:
    """Return the ledger's row of a backtest made by hand.

    Its scores are `Hits` (mean a draw), `Draws` (how many), `p` (one-sided, exact) and, where there were probabilities,
    `Log Loss` and `Brier`.
    """
    total = int(backtest.hits.sum())
    scores = {
        "Hits": backtest.mean_hits,
        "Draws": float(len(backtest)),
        "p": p_at_least(total, n_draws=len(backtest)),
    }
    if backtest.log_loss is not None and backtest.brier is not None:
        scores |= {"Log Loss": float(backtest.log_loss.mean()), "Brier": float(backtest.brier.mean())}
    return Trial(
        run_id=run_id_of(backtest),
        task=TASK,
        candidate=backtest.name,
        fold=BACKTEST_FOLD,
        status=FitStatus.OK,
        scores=scores,
        fit_time_s=0.0,
        predict_time_s=predict_time_s,
        size_bytes=0,
        recorded_at=recorded_at,
    )


def tried(ledger: TrialLedger, *, apart_from: Backtest | None = None) -> Tried:
    """Return how many models were tried on the lottery's task, and the p-values that are known.

    Parameters
    ----------
    ledger : TrialLedger
    apart_from : Backtest, optional
        Left out of both: the one being judged, whether it is in the ledger already or not.

    Notes
    -----
    Folds of one candidate in one run are one trial of a model: their hits are added up. The fit on the whole training part
    (fold -1) counts only where there is no other. A candidate whose fits all failed saw no draw and is not counted.
    """
    judged = None if apart_from is None else (run_id_of(apart_from), apart_from.name)
    finished = [trial for trial in ledger.trials(task=TASK) if trial.status is FitStatus.OK]
    finished.sort(key=_model_of)
    found = [(key, list(group)) for key, group in groupby(finished, key=_model_of) if key != judged]
    p_values = tuple(p for _, group in found if (p := _p_value(group)) is not None)
    return Tried(len(found), p_values)


def _model_of(trial: Trial) -> tuple[str, str]:
    return trial.run_id, trial.candidate


def _p_value(trials: Iterable[Trial]) -> float | None:
    """Return P(as many hits or more) over all draws of a model's trials; None where none recorded its hits."""
    known = [trial for trial in trials if {"Hits", "Draws"} <= set(trial.scores)]
    folds = [trial for trial in known if trial.fold != -1] or known
    if not folds:
        return None
    n_draws = sum(round(trial.scores["Draws"]) for trial in folds)
    total = sum(round(trial.scores["Hits"] * trial.scores["Draws"]) for trial in folds)
    return p_at_least(total, n_draws=n_draws)
