"""The six steps of daily assets, each from what the ones before left in a pipeline's folder. Nothing unsigned is unpickled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from bancada import registry
from bancada.core.errors import InvalidTask
from bancada.core.ports import Clock, TrialLedger
from bancada.core.values import to_json
from bancada.domains.assets.requests import (
    EvaluationRequest,
    LoadRequest,
    PreparationRequest,
    SaveRequest,
    SplitRequest,
    Step,
    TrainRequest,
)
from bancada.domains.assets.values import LoadedAssets, LoadedTicker, SeriesReader
from bancada.services.assets.left import Left
from bancada.services.assets.trials import count_trials
from bancada.services.assets.work import StepOutcome, StepWork, Work

if TYPE_CHECKING:
    from bancada.domains.assets.evaluation import AssetEvaluation
    from bancada.domains.assets.saving import ChampionGate
    from bancada.domains.assets.values import TrainedAssets

__all__ = ["EVALUATION_FILE", "AssetSteps", "read_evaluation"]

EVALUATION_FILE = "evaluation.json"
"""Of a saved model: its report, as `domains.assets.evaluation` reads it."""
SAVED_BY = "saved_by"


@dataclass(frozen=True, slots=True)
class AssetSteps:
    """The steps over one bench's parts.

    Parameters
    ----------
    reader : SeriesReader
    store : registry.ModelStore
    key : registry.SigningKey
        Signs what `train` leaves for `evaluate` and `save`.
    ledger : TrialLedger
        Every fit counts there.
    champions : ChampionGate
        The gate, and what promotes.
    clock : Clock
    """

    reader: SeriesReader
    store: registry.ModelStore
    key: registry.SigningKey
    ledger: TrialLedger
    champions: ChampionGate
    clock: Clock

    def by_name(self) -> Mapping[Step, StepWork]:
        """Return each step's function."""
        return {
            Step.LOAD: self.load,
            Step.PREPROCESS: self.preprocess,
            Step.SPLIT: self.split,
            Step.TRAIN: self.train,
            Step.EVALUATE: self.evaluate,
            Step.SAVE: self.save,
        }

    def load(self, request: LoadRequest, work: Work) -> StepOutcome:
        """Read the bars and keep which they were; the steps after it read the very same ones again."""
        loaded = self._read(request, work)
        Left(work.folder).write_load(request, _digests(loaded))
        return StepOutcome({"tickers": [_ticker_facts(one) for one in loaded.tickers]}, loaded.findings)

    def preprocess(self, request: PreparationRequest, work: Work) -> StepOutcome:
        """Compute features and labels, and keep the table."""
        from bancada.domains.assets.preparing import PreprocessingService

        table = PreprocessingService().prepare(self._same_bars(work), request, watch=work.watch)
        Left(work.folder).write_table(table)
        facts = {
            "rows": len(table),
            "learnable": int(table.is_learnable.sum()),
            "names": list(table.names),
            "horizon": table.horizon,
            "actions": table.facts.get("actions", {}),
            "sha256": table.sha256,
        }
        return StepOutcome(facts, table.findings)

    def split(self, request: SplitRequest, work: Work) -> StepOutcome:
        """Cut the sessions in time, and keep which rows are whose."""
        from bancada.domains.assets.splitting import SplittingService

        left = Left(work.folder)
        split = SplittingService().split(left.table(), request)
        left.write_split(split)
        sizes = {name: len(rows) for name, rows in split.parts().items()}
        instants = [datetime.fromtimestamp(ns / 1e9, UTC).isoformat() for ns in split.boundaries]
        return StepOutcome({**sizes, "purged": split.n_purged, "boundaries": instants})

    def train(self, request: TrainRequest, work: Work) -> StepOutcome:
        """Train, look for leaks, export and certify; what comes of it is kept signed, and every fit counts."""
        from bancada.domains.assets.leaks import leaks_of_assets
        from bancada.domains.assets.saving import draft_assets
        from bancada.domains.assets.training import TrainingService

        left, loaded = Left(work.folder), self._same_bars(work)
        table, split = left.table(), left.split()
        trained = TrainingService().train(table, split, request, watch=work.watch)
        count_trials(self.ledger, trained, collection=work.collection, run_id=work.run_id, clock=self.clock)
        leaks = leaks_of_assets(
            table,
            split,
            model_type=request.model_type,
            seed=request.seed,
            at=self.clock(),
            loaded=loaded,
            watch=work.watch,
        )
        draft = draft_assets(
            trained, table, split, collection=work.collection, leaks=leaks, seed=request.seed, run_id=work.run_id
        )
        left.write_draft(draft, key=self.key)
        return StepOutcome(_training_facts(trained, draft), trained.findings)

    def evaluate(self, request: EvaluationRequest, work: Work) -> StepOutcome:
        """Judge what was trained on all parts, beside baselines, and keep the report."""
        from bancada.domains.assets.evaluation import EvaluationService
        from bancada.domains.assets.saved import model_of_draft

        left, loaded = Left(work.folder), self._same_bars(work)
        model = model_of_draft(left.draft(key=self.key))
        evaluation = EvaluationService().evaluate(
            model,
            left.table(),
            left.split(),
            request,
            importance=model.importance,
            fills={one.ticker: one.bars[one.fill_basis] for one in loaded.tickers},
            watch=work.watch,
        )
        left.write_evaluation(evaluation)
        return StepOutcome({"figures": [to_json(figure) for figure in evaluation.figures()]}, evaluation.findings)

    def save(self, request: SaveRequest, work: Work) -> StepOutcome:
        """Put the model into the store with its figures, and ask the gate; what this run saved before it was interrupted is kept."""
        from bancada.domains.assets.saving import SavingService, with_evaluation

        left = Left(work.folder)
        service = SavingService(self.store, self.champions, self.clock)
        before = self._saved_by(work.run_id)
        if before:
            saved = service.judge(before, request)
        else:
            evaluation = left.evaluation()
            figures = evaluation.figures()
            report = {EVALUATION_FILE: orjson.dumps(evaluation.as_json())}
            draft = with_evaluation(left.draft(key=self.key), figures, figures[0], files=report)
            saved = service.save(_signed_off(draft, work.run_id), request)
        gate = None if saved.verdict is None else to_json(saved.verdict)
        facts = {
            "model": saved.info.name,
            "task": saved.info.task,
            "collection": request.collection,
            "promoted": saved.promoted,
            "archived": saved.archived,
            "gate": gate,
        }
        return StepOutcome(facts, saved.findings, {"model": saved.info.name, "promoted": saved.promoted})

    def _saved_by(self, run_id: str) -> str:
        """Return the name of the model that a run saved; empty where it saved none."""
        found = (info for info in self.store.list() if info.metadata.get("assets", {}).get(SAVED_BY) == run_id)
        return next((info.name for info in found), "")

    def _read(self, request: LoadRequest, work: Work) -> LoadedAssets:
        from bancada.domains.assets.loading import DataLoadingService

        return DataLoadingService(self.reader).load(request, watch=work.watch)

    def _same_bars(self, work: Work) -> LoadedAssets:
        """Return the bars as `load` read them; InvalidTask where they are others by now."""
        request, digests = Left(work.folder).load()
        loaded = self._read(request, replace(work, watch=None))
        now = _digests(loaded)
        changed = sorted(ticker for ticker in now if now[ticker] != digests.get(ticker))
        if changed:
            raise InvalidTask("pipeline_bars_changed", tickers=changed)
        return loaded


def read_evaluation(folder: Path) -> AssetEvaluation:
    """Return the report that `evaluate` left in a pipeline's folder."""
    return Left(folder).evaluation()


def _signed_off(draft: registry.ModelDraft, run_id: str) -> registry.ModelDraft:
    """Return the draft with the run that saves it, by which a run that goes on finds what it saved."""
    facts = {**draft.metadata["assets"], SAVED_BY: run_id}
    return replace(draft, metadata={**draft.metadata, "assets": facts})


# Any: JSON.
def _training_facts(trained: TrainedAssets, draft: registry.ModelDraft) -> dict[str, Any]:
    return {
        "model_type": trained.model.model_type.value,
        "n_train": trained.n_train,
        "n_trials": trained.n_trials,
        "importance": [list(one) for one in trained.importance],
        "log": trained.log,
        "leaks": None if draft.leaks is None else to_json(draft.leaks),
        "certificate": None if draft.certificate is None else to_json(draft.certificate),
    }


def _digests(loaded: LoadedAssets) -> dict[str, dict[str, str]]:
    return {one.ticker: {basis: info.sha256 for basis, info in one.series.items()} for one in loaded.tickers}


# Any: JSON.
def _ticker_facts(one: LoadedTicker) -> dict[str, Any]:
    bars, info = one.bars[one.basis], one.series[one.basis]
    first, last = (datetime.fromtimestamp(int(bars.ts[place]) / 1e9, UTC) for place in (0, -1))
    return {
        "ticker": one.ticker,
        "rows": len(bars),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "basis": one.basis,
        "fill_basis": one.fill_basis,
        "bases": sorted(one.bars),
        "source": info.source.value,
        "origin": info.origin,
        "is_simulated": info.is_simulated or bool(info.is_condemned),
        "n_factors": len(one.factors),
    }
