"""Answers for tickers remembered on a cache that processes share: what one worker reckoned, the others need not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from bancada.core.prediction import PredictionRecord
from bancada.core.values import check_slug, dump_bytes, load_bytes
from bancada.data.caching import Cache, answer_key
from bancada.domains.assets.requests import LoadRequest, ModelType
from bancada.registry.files import Identity, identity
from bancada.services.assets.answers import AssetPrediction

if TYPE_CHECKING:
    from bancada.services.assets.predictions import PredictionsService

__all__ = ["Remembered", "RememberedPredictions"]

TTL_S = 300.0
"""How long an answer is remembered; what is said of the age of its bars may be as old."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer as it is kept.

    Attributes
    ----------
    prediction : AssetPrediction
    manifest : tuple of int or None
        Identity of the model's manifest when it answered.
    signature_sha256 : str
    """

    prediction: AssetPrediction
    manifest: Identity | None
    signature_sha256: str


@dataclass(frozen=True, slots=True)
class RememberedPredictions:
    """Asks `PredictionsService` where the cache knows no answer. Every answer is logged, remembered or not.

    An answer is kept under what was asked and the state of what it follows from: the bars of each series of the ticker, the store's
    list of models and its champions. A model that is saved, promoted, replaced or deleted, and bars that come in, each make another
    key, so an answer of before is never given again.

    Parameters
    ----------
    predictions : PredictionsService
    cache : Cache
    """

    predictions: PredictionsService
    cache: Cache

    def predict(
        self,
        ticker: str,
        *,
        model_type: ModelType | None = None,
        collection: str = "b3",
        model: str | None = None,
        origin: str = "manual",
    ) -> tuple[AssetPrediction, bool]:
        """Return the answer, and whether it was remembered; as `PredictionsService.predict`, its errors too."""
        started = perf_counter()
        name = LoadRequest((ticker,)).tickers[0]
        asked = {"ticker": name, "model_type": model_type, "collection": collection, "model": model}
        key = answer_key("assets", version=self._state(name), inputs=asked)
        known = self._known(key)
        if known is not None:
            prediction = replace(known.prediction, latency_ms=(perf_counter() - started) * 1e3)
            self.predictions.record(self._record(prediction, known.signature_sha256, origin))
            return prediction, True
        prediction = self.predictions.predict(
            name, model_type=model_type, collection=collection, model=model, origin=origin
        )
        signature = self.predictions.models_service.info(prediction.model).signature
        kept = Remembered(prediction, self._manifest(prediction.model), signature.sha256 if signature else "")
        self.cache.set(key, dump_bytes(kept), ttl_s=TTL_S)
        return prediction, False

    def _state(self, ticker: str) -> list[str]:
        """Return what changes whenever an answer for a ticker might."""
        store = self.predictions.store.root
        files = [str(identity(store / name)) for name in ("registry.json", "aliases.json")]
        return [*files, *(str(info.cache_key) for info in self.predictions.reader.series(ticker))]

    def _known(self, key: str) -> Remembered | None:
        """Return what is kept under a key, where this version of Bancada can read it and its model is still the same."""
        content = self.cache.get(key)
        if content is None:
            return None
        try:
            known = load_bytes(Remembered, content)
        except ValueError:  # written by another version on the same cache: asked anew, and written over
            return None
        return known if known.manifest == self._manifest(known.prediction.model) else None

    def _manifest(self, model: str) -> Identity | None:
        return identity(self.predictions.store.root / check_slug(model) / "manifest.json")

    def _record(self, prediction: AssetPrediction, signature_sha256: str, origin: str) -> PredictionRecord:
        return PredictionRecord(
            model=prediction.model,
            signature_sha256=signature_sha256,
            inputs={"ticker": prediction.ticker, "data_date": f"{prediction.data_date:%Y-%m-%d}"},
            answer=prediction.action,
            latency_ms=prediction.latency_ms,
            answered_at=self.predictions.clock(),
            origin=origin,
            probability=prediction.probabilities[prediction.action],
        )
