"""Small forests for tests: trained once a process on tickers whose return ahead hangs on the last one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from bancada.domains.assets.preparing import PreprocessingService
from bancada.domains.assets.requests import ActionRule, ForestOptions, PreparationRequest, TrainRequest
from bancada.domains.assets.splitting import SplittingService
from bancada.domains.assets.training import TrainingService
from bancada.domains.assets.values import AssetSplit, AssetTable, LoadedAssets, TrainedAssets
from bancada.registry import ModelStore, SigningKey
from tests.domains.assets.assets_data import made_up_assets

FEATURES = ("momentum_pct_1", "momentum_pct_5", "rsi_14", "volatility_20", "body_pct", "stoch_k")
SMALL = ForestOptions(n_iter=2, folds=2, n_estimators=20, n_jobs=1)


@cache
def loaded_of(signal: float, n_sessions: int = 400, seed: int = 7) -> LoadedAssets:
    """Return two made-up tickers."""
    return made_up_assets(n_sessions, signal=signal, seed=seed)


@cache
def table_of(signal: float = 0.6, n_sessions: int = 400, seed: int = 7) -> AssetTable:
    """Return their table; actions by a threshold, so that nothing but the signal can be learned."""
    request = PreparationRequest(rule=ActionRule.THRESHOLD, threshold=0.012, features=FEATURES)
    return PreprocessingService().prepare(loaded_of(signal, n_sessions, seed), request)


@cache
def split_of(signal: float = 0.6, n_sessions: int = 400, seed: int = 7) -> AssetSplit:
    """Return its split."""
    return SplittingService().split(table_of(signal, n_sessions, seed))


@cache
def trained_of(signal: float = 0.6, n_sessions: int = 400, seed: int = 7) -> TrainedAssets:
    """Return a forest trained on it."""
    table, split = table_of(signal, n_sessions, seed), split_of(signal, n_sessions, seed)
    return TrainingService().train(table, split, TrainRequest(forest=SMALL))


def store_in(folder: Path) -> ModelStore:
    """Return a store with a key of its own."""
    return ModelStore(folder / "models", key=SigningKey.load_or_create(folder / "keys" / "signing.key"))


class Watcher:
    """A Watch that remembers what it was told and asks to stop after some parts."""

    def __init__(self, *, stop_after: int | None = None) -> None:
        self.told: list[tuple[int, int, str]] = []
        self.stop_after = stop_after

    def progress(self, done: int, total: int, message: str = "") -> None:
        self.told.append((done, total, message))

    def is_cancelled(self) -> bool:
        return self.stop_after is not None and len(self.told) >= self.stop_after


def with_small_forest(**changed: object) -> ForestOptions:
    """Return the small options with some changed."""
    return replace(SMALL, **changed)  # type: ignore[arg-type]  # fields by their own names
