"""Use cases over forecasters: compare, train, retrain, ask, convert."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bancada import registry
from bancada.core.dataset import Source
from bancada.core.errors import BadInput, ModelExists, NotFound, RunNotFound
from bancada.core.leaderboard import LeaderboardSummary
from bancada.core.model import ChampionRecord, ModelInfo
from bancada.core.ports import RunQueue, TrialLedger
from bancada.core.values import check_slug, to_json
from bancada.domains.lottery.closing import BRASILIA
from bancada.domains.lottery.game import BASE_RATE, N_NUMBERS
from bancada.domains.lottery.history import fetch_history
from bancada.domains.lottery.pack import DATASET, TASK
from bancada.services.lottery.draws import DrawsService
from bancada.services.lottery.requests import COMPARE, RETRAIN, TRAIN, TrainingRequest
from bancada.services.run_folder import RunFolder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.lottery.backtest import Backtest
    from bancada.domains.lottery.conversion import Conversion
    from bancada.domains.lottery.saved import SavedForecaster
    from bancada.jobs import Schedule
    from bancada.learning import Candidate

__all__ = ["Forecast", "ForecastsService"]

RETRAIN_SCHEDULE = "lottery-retrain"
BASELINE = "uniform"
"""What serves where no model does: all numbers alike."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a model says of the next contest.

    Attributes
    ----------
    model : str
        Name of the saved model; "uniform" where none serves.
    kind, engine : str
    contest : int
        That it speaks of.
    probabilities : ndarray of float64, shape (25,)
        Of number 1 first; calibrated: they sum to 15.
    is_simulated : bool
        Whether it learned from, or is asked on, simulated draws.
    last_learned : int or None
        Last contest that the model learned from.
    """

    model: str
    kind: str
    engine: str
    contest: int
    probabilities: NDArray[np.float64] = field(repr=False)
    is_simulated: bool = False
    last_learned: int | None = None


@dataclass(frozen=True, slots=True)
class ForecastsService:
    """Forecasters of the next draw.

    Parameters
    ----------
    draws : DrawsService
    store : registry.ModelStore
    ledger : TrialLedger
    folder : RunFolder
        Results of comparisons.
    queue : RunQueue
    """

    draws: DrawsService
    store: registry.ModelStore
    ledger: TrialLedger
    folder: RunFolder
    queue: RunQueue

    def candidates(self, request: TrainingRequest | None = None) -> tuple[Candidate, ...]:
        """Return the forecasters of a request, all of them where it names none; CandidateNotFound."""
        from bancada.domains.lottery.candidates import candidate, candidates

        asked = request or TrainingRequest()
        options = asked.options
        if not asked.kinds:
            return candidates(options)
        return tuple(candidate(kind, options) for kind in dict.fromkeys(asked.kinds))

    def compare(self, request: TrainingRequest) -> str:
        """Queue a comparison; returns its run id.

        Raises
        ------
        CandidateNotFound, BadInput
            An unknown forecaster, or an option that cannot be used.
        NotFound
            There is no draw.
        """
        self._check(request)
        return self.queue.submit(COMPARE, to_json(request), title=DATASET)

    def train(self, request: TrainingRequest) -> str:
        """Queue the training of one forecaster, saved in the store; returns its run id. Raises as `compare`, and ModelExists."""
        self._check(request)
        if len(request.kinds) != 1:
            raise BadInput("lottery_train_one")
        if request.name:
            folded = check_slug(request.name).casefold()
            taken = next((name for name in self.store.names() if name.casefold() == folded), None)
            if taken is not None:
                raise ModelExists(name=request.name, found=taken)
        payload = {**to_json(request), "name": "", "saved_as": request.name, "has_fallback": False}
        return self.queue.submit(TRAIN, payload, title=request.name or request.kinds[0])

    def retrain(self, request: TrainingRequest | None = None) -> str:
        """Queue the automatic retraining: back up, gather, train, check, promote. Returns its run id; raises as `compare`."""
        asked = request or self.retraining_request()
        self._check(asked, needs_draws=False)
        return self.queue.submit(RETRAIN, to_json(asked), title=TASK)

    def retraining_request(self) -> TrainingRequest:
        """Return what a retraining asks for where nothing is chosen: the champion's kind, trained as the champion was."""
        from bancada.domains.lottery.saved import METADATA_KEY

        reigning = next((info for info in self.models() if info.is_champion), None)
        facts = {} if reigning is None else reigning.metadata.get(METADATA_KEY, {})
        known = facts.get("options", {})
        names = ("window", "units", "epochs", "patience", "weight")
        return TrainingRequest(**{name: known[name] for name in names if name in known})

    def schedule_retraining(self, *, days: Sequence[int], at: str, request: TrainingRequest | None = None) -> Schedule:
        """Retrain on some weekdays (Monday is 0) at a time of day ("22:30", Brasília); replaces the schedule there is."""
        asked = request or self.retraining_request()
        self._check(asked, needs_draws=False)
        return self.queue.schedule(
            RETRAIN_SCHEDULE, RETRAIN, to_json(asked), title=TASK, days=tuple(days), at=at, zone=BRASILIA
        )

    def retraining_schedule(self) -> Schedule | None:
        """Return when retraining is scheduled, or None."""
        return next((found for found in self.queue.schedules() if found.name == RETRAIN_SCHEDULE), None)

    def unschedule_retraining(self) -> None:
        """Retrain no more by itself; NotFound where nothing is scheduled."""
        self.queue.unschedule(RETRAIN_SCHEDULE)

    def summary(self, run_id: str) -> LeaderboardSummary:
        """Return the leaderboard of a comparison, as far as it has come; RunNotFound before its draws are split."""
        from bancada.domains.lottery.scoring import METRICS
        from bancada.learning import summarise

        finished = self.folder.summary(run_id)
        if finished is not None:
            return finished
        start = self.folder.start(run_id)
        if start is None:
            raise RunNotFound(run_id=run_id)
        compared = {row.candidate for row in start.rows}
        return summarise(
            self.ledger.trials(run_id=run_id),
            start.task,
            run_id=run_id,
            engine=start.engine,
            compared=[candidate for candidate in self.candidates() if candidate.id in compared],
            n_train=start.n_train,
            n_holdout=start.n_holdout,
            dataset_sha256=start.dataset_sha256,
            n_trials=self.ledger.count(task=start.task.name),
            findings=start.findings,
            metrics=METRICS,
            baseline=start.baseline,
        )

    def models(self) -> tuple[ModelInfo, ...]:
        """Return the saved forecasters, newest first."""
        return tuple(info for info in self.store.list() if info.task == TASK and not info.is_legacy)

    def champion(self) -> ChampionRecord | None:
        """Return who serves."""
        return self.store.champion(TASK)

    def predict(self, model: str | None = None) -> Forecast:
        """Return what a saved forecaster says of the next contest; the champion where None, all numbers alike where none serves.

        Raises
        ------
        NotFound
            There is no draw.
        ModelNotFound, TamperedModel
        BadInput
            The model is no forecaster.
        """
        draws = fetch_history(self.draws.history)
        is_simulated = draws.source is Source.SIMULATED
        reigning = None if model else self.champion()
        name = model or (reigning.name if reigning else "")
        if not name or name == BASELINE:
            alike = np.full(N_NUMBERS, BASE_RATE)
            return Forecast(BASELINE, BASELINE, "native", draws.last + 1, alike, is_simulated)
        saved = self.saved(name)
        lineage = saved.info.lineage
        return Forecast(
            model=name,
            kind=saved.kind,
            engine=saved.engine,
            contest=draws.last + 1,
            probabilities=saved.next_probabilities(draws.indicators),
            is_simulated=is_simulated or (lineage is not None and lineage.dataset_source == Source.SIMULATED),
            last_learned=saved.last_contest,
        )

    def saved(self, name: str) -> SavedForecaster:
        """Return a saved forecaster as it is served; ModelNotFound, TamperedModel, BadInput."""
        from bancada.domains.lottery.saved import load_forecaster

        return load_forecaster(self.store, name)

    def backtest(
        self,
        model: str,
        *,
        first: int | None = None,
        last: int | None = None,
        blocks: int = 5,
        on_progress: Progress | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> Backtest:
        """Judge a saved forecaster on past draws; see `BacktestRequest`.

        Raises
        ------
        BadInput
            The model has seen every draw, and no earlier contest was asked for; or no draw in the range.
        Cancelled
        """
        from bancada.domains.lottery.backtest import backtest_probabilities
        from bancada.domains.lottery.candidates import candidate
        from bancada.domains.lottery.refitting import refitted_probabilities

        draws, saved = fetch_history(self.draws.history), self.saved(model)
        first = saved.last_contest + 1 if first is None else first
        if first > draws.last:
            raise BadInput("lottery_model_saw_all", model=model, last=str(saved.last_contest))
        if first > saved.last_contest:
            return backtest_probabilities(
                draws, saved.predict_proba(draws.indicators), name=model, first=first, last=last
            )
        proba = refitted_probabilities(
            draws,
            lambda: candidate(saved.kind, saved.options).factory(saved.options.seed),
            first=first,
            last=last,
            blocks=blocks,
            on_progress=on_progress,
            is_cancelled=is_cancelled,
        )
        return backtest_probabilities(draws, proba, name=f"{model} (refitted)", first=first, last=last)

    def convert(self, source: Path, target: Path) -> Conversion:
        """Turn a .keras file into a SavedModel folder or back, with a certificate; see `domains.lottery.conversion`."""
        from bancada.domains.lottery.conversion import convert

        return convert(Path(source), Path(target))

    def _check(self, request: TrainingRequest, *, needs_draws: bool = True) -> None:
        self.candidates(request)
        if needs_draws and self.draws.info() is None:
            raise NotFound("lottery_no_draws")
