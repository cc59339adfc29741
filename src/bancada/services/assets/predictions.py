"""Use cases over saved models of daily assets: ask one about a ticker, and who is champion of which collection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput, NotFound
from bancada.core.ports import Clock
from bancada.core.prediction import PredictionRecord
from bancada.core.values import check_slug
from bancada.domains.assets.requests import LoadRequest, ModelType, task_of
from bancada.domains.assets.values import ACTION_NAMES, AssetAnswers, AssetTable, LoadedAssets, LoadedTicker
from bancada.registry import ModelStore
from bancada.registry.files import identity
from bancada.services.assets.answers import AssetPrediction, about_input, about_model, sessions_since
from bancada.services.assets.latest import Latest

if TYPE_CHECKING:
    from bancada.core.model import ChampionRecord, ModelInfo
    from bancada.domains.assets.evaluation import AssetEvaluation
    from bancada.domains.assets.saved import SavedAssetModel
    from bancada.markets.series import SeriesInfo
    from bancada.services.assets.reader import CatalogueReader
    from bancada.services.models import ModelsService

__all__ = ["AssetPrediction", "PredictionsService"]

_YEARS = 6.0
"""Of bars that are read for an answer: more than any feature looks back."""


@dataclass(frozen=True, slots=True)
class _Latest:
    """The last sessions of a ticker as a model is asked about them."""

    ticker: LoadedTicker
    table: AssetTable


@dataclass(frozen=True, slots=True)
class PredictionsService:
    """Saved models of daily assets. Models load, and features are computed, once for as long as neither changes.

    Parameters
    ----------
    reader : CatalogueReader
    store : ModelStore
    models_service : ModelsService
    record : callable
        Logs an answer.
    clock : Clock
    """

    reader: CatalogueReader
    store: ModelStore
    models_service: ModelsService
    record: Callable[[PredictionRecord], None]
    clock: Clock
    _loaded: Latest[str, SavedAssetModel] = field(default_factory=lambda: Latest(16), init=False, repr=False)
    _latest: Latest[tuple[object, ...], _Latest] = field(default_factory=lambda: Latest(256), init=False, repr=False)

    def predict(
        self,
        ticker: str,
        *,
        model_type: ModelType | None = None,
        collection: str = "b3",
        model: str | None = None,
        origin: str = "manual",
    ) -> AssetPrediction:
        """Ask a model about the last session of a ticker.

        The model that is named answers; else the champion of the collection's kind; else the latest one saved there, with a finding that
        says so. Where no kind is asked for, a forest's champion answers before a network's.

        Parameters
        ----------
        ticker : str
            As the exchange writes it ("PETR4"), in any case, also with Yahoo's ".SA".
        model_type : ModelType, optional
        collection : str
        model : str, optional
            Name in the store; `collection` and `model_type` are then its own.
        origin : str
            What the log says asked: "manual", "cli", "python", "api".

        Raises
        ------
        NotFound
            No such ticker or model, or no model saved in the collection.
        BadInput
            A model of something else; too few bars for its features.
        TamperedModel, UntrustedModel
        """
        started = perf_counter()
        asset_model, champion = self._chosen(collection, model_type, model)
        found = self._asked(LoadRequest((ticker,), years=_YEARS).tickers[0], asset_model)
        answers = asset_model.answers(found.table, np.array([len(found.table) - 1], dtype=np.int64))
        if not len(answers.rows):
            facts = {"ticker": found.ticker.ticker, "bars": len(found.table), "model": info_of(asset_model).name}
            raise BadInput("assets_too_few_bars", **facts)
        told = self._told(found, asset_model, champion, answers)
        prediction = replace(told, latency_ms=(perf_counter() - started) * 1e3)
        self.record(_logged(prediction, info_of(asset_model), at=self.clock(), origin=origin))
        return prediction

    def tickers(self, search: str = "") -> tuple[SeriesInfo, ...]:
        """Return the daily series that models can be asked about or learn from, by symbol and basis; `search` is part of a symbol."""
        wanted = search.strip().upper().removesuffix(".SA")
        return tuple(info for info in self.reader.daily() if wanted in info.key.symbol)

    def look(self, request: LoadRequest) -> LoadedAssets:
        """Return the bars that a request asks for, and what is to be known of them; made-up ones too, as nothing is learned from them here.

        Raises
        ------
        NotFound, BadInput
            As the step `load`.
        """
        from bancada.domains.assets.loading import DataLoadingService

        return DataLoadingService(self.reader).load(request, for_production=False)

    def report(self, model: str) -> AssetEvaluation | None:
        """Return the report that was saved with a model; None where there is none."""
        import orjson

        from bancada.domains.assets.evaluation import evaluation_of_json
        from bancada.services.assets.steps import EVALUATION_FILE

        content = self.store.open(model).files.get(EVALUATION_FILE)
        return None if content is None else evaluation_of_json(orjson.loads(content))

    def models(self, collection: str | None = None) -> tuple[ModelInfo, ...]:
        """Return saved models of daily assets, newest first: all, or those of one collection."""
        found = (info for info in self.models_service.list() if "assets" in info.metadata)
        return tuple(info for info in found if collection in (None, collection_of(info)))

    def collections(self) -> tuple[str, ...]:
        """Return the collections that saved models belong to, in order."""
        return tuple(sorted({collection_of(info) for info in self.models()}))

    def champion(self, collection: str, model_type: ModelType) -> ChampionRecord | None:
        """Return the champion of a collection's kind, or None."""
        return self.models_service.champion(task_of(collection, model_type))

    def history(self, collection: str, model_type: ModelType) -> tuple[ChampionRecord, ...]:
        """Return every reign of a collection's kind, the first one first."""
        return self.models_service.history(task_of(collection, model_type))

    def rollback_target(self, collection: str, model_type: ModelType) -> str | None:
        """Return who would be champion of a collection's kind after a rollback; None where none is possible."""
        return self.models_service.rollback_target(task_of(collection, model_type))

    def promote(self, model: str, *, force: bool = False, reason: str = "") -> ChampionRecord:
        """Make a model the champion of its collection's kind; the one that leaves is marked as archived.

        Raises
        ------
        GateRefused
            As `ModelsService.promote`.
        """
        from bancada.domains.assets.saving import mark_archived

        record = self.models_service.promote(model, force=force, reason=reason)
        mark_archived(self.store, record.task)
        return record

    def rollback(self, collection: str, model_type: ModelType, *, reason: str = "") -> ChampionRecord:
        """Give the collection's kind back to the champion before; the one that leaves is marked as archived.

        Raises
        ------
        NotFound, Refused
            As `ModelsService.rollback`: there was no champion before.
        """
        from bancada.domains.assets.saving import mark_archived

        task = task_of(collection, model_type)
        record = self.models_service.rollback(task, reason=reason)
        mark_archived(self.store, task)
        return record

    def _chosen(
        self, collection: str, model_type: ModelType | None, model: str | None
    ) -> tuple[SavedAssetModel, ChampionRecord | None]:
        """Return the model that is to answer, and the champion of its task."""
        if model is not None:
            asked = self._model(model)
            task = info_of(asked).task
            return asked, self.models_service.champion(task) if task else None
        check_slug(collection)
        kinds = (ModelType.RF, ModelType.LSTM_MTL) if model_type is None else (model_type,)
        for kind in kinds:
            champion = self.champion(collection, kind)
            if champion is not None:
                return self._model(champion.name), champion
        wanted = {task_of(collection, kind) for kind in kinds}
        saved = [info for info in self.models(collection) if info.task in wanted]
        if not saved:
            named = "rf, lstm_mtl" if model_type is None else model_type.value
            known = list(self.collections())
            if not known:
                raise NotFound("assets_no_models", collection=collection, model_type=named)
            raise NotFound("assets_no_model", collection=collection, model_type=named, known=known)
        return self._model(saved[0].name), None

    def _model(self, name: str) -> SavedAssetModel:
        from bancada.domains.assets.saved import load_assets_model

        present = identity(self.store.root / check_slug(name) / "manifest.json")
        return self._loaded.get(name, present, lambda: load_assets_model(self.store, name))

    def _asked(self, ticker: str, model: SavedAssetModel) -> _Latest:
        marks = tuple(info.cache_key for info in self.reader.series(ticker))
        key = (ticker, model.names, model.horizon, model.lookback)
        return self._latest.get(key, marks, lambda: self._computed(ticker, model))

    def _computed(self, ticker: str, model: SavedAssetModel) -> _Latest:
        from bancada.domains.assets.loading import DataLoadingService
        from bancada.domains.assets.preparing import PreprocessingService

        loaded = DataLoadingService(self.reader).load(LoadRequest((ticker,), years=_YEARS), for_production=False)
        rows = max(model.lookback, 1)
        table = PreprocessingService().prepare_latest(loaded, model.names, model.horizon, rows=rows)
        return _Latest(loaded.tickers[0], table)

    def _told(
        self,
        found: _Latest,
        model: SavedAssetModel,
        champion: ChampionRecord | None,
        answers: AssetAnswers,
    ) -> AssetPrediction:
        one, table, info = found.ticker, found.table, info_of(model)
        bars, series = one.bars[one.basis], one.series[one.basis]
        last = datetime.fromtimestamp(int(table.ts[-1]) / 1e9, UTC)
        age = sessions_since(last, self.clock(), exchange=series.exchange, zone=bars.zone)
        close, expected = _close_at(one, int(table.ts[-1])), float(answers.returns[0])
        findings = (
            *about_model(info, champion),
            *about_input(info, one.ticker, table.X[-1], names=table.names, age=age, last=last),
        )
        return AssetPrediction(
            ticker=one.ticker,
            action=ACTION_NAMES[int(answers.actions[0])],
            probabilities=dict(zip(ACTION_NAMES, answers.probabilities[0].tolist(), strict=True)),
            expected_return=expected,
            horizon=model.horizon,
            last_close=close,
            price=close * (1 + expected),
            importance=model.importance,
            model=info.name,
            model_type=model.model_type,
            collection=collection_of(info),
            is_champion=champion is not None and champion.name == info.name,
            data_date=last,
            age_sessions=age,
            findings=findings,
            engine=model.engine,
        )


def info_of(model: SavedAssetModel) -> ModelInfo:
    """Return what the store says of a loaded model."""
    assert model.info is not None  # noqa: S101  # it came out of the store
    return model.info


def collection_of(info: ModelInfo) -> str:
    """Return the collection that a saved model belongs to."""
    return str(info.metadata["assets"].get("collection", ""))


def _close_at(one: LoadedTicker, ts: int) -> float:
    """Return the close as it was traded at an instant, or on the basis of the features where raw prices have no bar then."""
    fills = one.bars[one.fill_basis]
    place = int(np.searchsorted(fills.ts, ts))
    if place < len(fills) and int(fills.ts[place]) == ts:
        return float(fills.close[place])
    return float(one.bars[one.basis].close[-1])


def _logged(prediction: AssetPrediction, info: ModelInfo, *, at: datetime, origin: str) -> PredictionRecord:
    return PredictionRecord(
        model=prediction.model,
        signature_sha256="" if info.signature is None else info.signature.sha256,
        inputs={"ticker": prediction.ticker, "data_date": f"{prediction.data_date:%Y-%m-%d}"},
        answer=prediction.action,
        latency_ms=prediction.latency_ms,
        answered_at=at,
        origin=origin,
        probability=prediction.probabilities[prediction.action],
    )
