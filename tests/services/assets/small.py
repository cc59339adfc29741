"""Everything of daily assets over made-up tickers in memory: steps, store, services, small enough for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bancada.core.prediction import PredictionRecord
from bancada.domains.assets.pack import PACK
from bancada.domains.assets.requests import (
    ActionRule,
    EvaluationRequest,
    ForestOptions,
    LoadRequest,
    PreparationRequest,
    SaveRequest,
    SplitRequest,
    Step,
    TrainRequest,
)
from bancada.learning.ledger import MemoryTrialLedger
from bancada.registry import ModelStore, SigningKey
from bancada.services.assets.predictions import PredictionsService
from bancada.services.assets.steps import AssetSteps
from bancada.services.assets.work import StepOutcome, Work
from bancada.services.models import ModelsService
from tests.domains.assets.assets_data import MemoryReader, made_up_reader

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TICKERS = ("AAAA3", "BBBB4")
FEATURES = ("momentum_pct_1", "momentum_pct_5", "rsi_14", "volatility_20", "body_pct", "stoch_k")
ASKED: Mapping[Step, Any] = {
    Step.LOAD: LoadRequest(TICKERS, years=100, min_rows=1),
    Step.PREPROCESS: PreparationRequest(rule=ActionRule.THRESHOLD, threshold=0.012, features=FEATURES),
    Step.SPLIT: SplitRequest(),
    Step.TRAIN: TrainRequest(forest=ForestOptions(n_iter=2, folds=2, n_estimators=20, n_jobs=1)),
    Step.EVALUATE: EvaluationRequest(),
    Step.SAVE: SaveRequest(),
}


@dataclass
class Small:
    """One installation without a database."""

    folder: Path
    reader: MemoryReader = field(default_factory=lambda: made_up_reader(500, TICKERS))
    ledger: MemoryTrialLedger = field(default_factory=MemoryTrialLedger)
    logged: list[PredictionRecord] = field(default_factory=list)
    outcomes: dict[Step, StepOutcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.key = SigningKey.load_or_create(self.folder / "keys" / "signing.key")
        self.store = ModelStore(self.folder / "models", key=self.key, clock=lambda: NOON)
        self.models = ModelsService(self.store, (PACK,))
        self.predictions = PredictionsService(self.reader, self.store, self.models, self.logged.append, lambda: NOON)

    @property
    def steps(self) -> AssetSteps:
        """The steps over the present reader."""
        return AssetSteps(self.reader, self.store, self.key, self.ledger, self.models, lambda: NOON)

    def do(self, *steps: Step, run_id: str = "run-1", **changes: Any) -> StepOutcome:
        """Do steps, each with its request of `ASKED`; changes are of the last one's. Returns what the last one told."""
        work, outcome = Work(self.folder / "left", run_id), StepOutcome()
        for step in steps:
            asked = replace(ASKED[step], **changes) if step is steps[-1] else ASKED[step]
            outcome = self.steps.by_name()[step](asked, work)
        return outcome
