"""Use cases over saved models of daily assets: ask one about a ticker, and who is champion of which collection."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bancada.core.finding import Finding
from bancada.domains.assets.requests import ModelType

if TYPE_CHECKING:
    from bancada.core.model import ChampionRecord, ModelInfo

__all__ = ["AssetPrediction", "PredictionsService"]


@dataclass(frozen=True, slots=True)
class AssetPrediction:
    """What a model says of a ticker at the close of its last session.

    Attributes
    ----------
    ticker : str
    action : str
        "sell", "hold" or "buy": the most probable one.
    probabilities : dict of str to float
        By action; they sum to 1.
    expected_return : float
        From the open of the next session to the close `horizon` sessions ahead, payouts included; a fraction.
    horizon : int
        Sessions.
    last_close : float
        As traded where raw prices are there, at the last session.
    price : float
        `last_close * (1 + expected_return)`: the level that the expected return leads to where the next session opens at the last close
        and nothing is paid out. The return is reckoned from an open that is not known yet; the price shifts with it.
    importance : tuple of (str, float, float)
        Feature, mean fall of the balanced accuracy when it is shuffled, standard deviation; of the model, not of this answer.
    model : str
    model_type : ModelType
    collection : str
    is_champion : bool
    data_date : datetime
        Opening instant of the last bar, aware, UTC.
    age_sessions : int
        Sessions that ended after it, until now.
    findings : tuple of Finding
        Stale bars, a ticker that was not learned from, values outside the training range, a model that is no champion.
    engine : str
        "onnx" or "native".
    latency_ms : float
    """

    ticker: str
    action: str
    probabilities: dict[str, float]
    expected_return: float
    horizon: int
    last_close: float
    price: float
    importance: tuple[tuple[str, float, float], ...]
    model: str
    model_type: ModelType
    collection: str
    is_champion: bool
    data_date: datetime
    age_sessions: int
    findings: tuple[Finding, ...] = ()
    engine: str = "native"
    latency_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class PredictionsService:
    """Saved models of daily assets."""

    def predict(
        self,
        ticker: str,
        *,
        model_type: ModelType | None = None,
        collection: str = "b3",
        model: str | None = None,
        origin: str = "manual",
    ) -> AssetPrediction:
        """Ask a model about the last session of a ticker."""
        raise NotImplementedError

    def models(self, collection: str | None = None) -> tuple[ModelInfo, ...]:
        """Return saved models of daily assets, newest first: all, or those of one collection."""
        raise NotImplementedError

    def collections(self) -> tuple[str, ...]:
        """Return the collections that saved models belong to, in order."""
        raise NotImplementedError

    def champion(self, collection: str, model_type: ModelType) -> ChampionRecord | None:
        """Return the champion of a collection's kind, or None."""
        raise NotImplementedError

    def history(self, collection: str, model_type: ModelType) -> tuple[ChampionRecord, ...]:
        """Return every reign of a collection's kind, the first one first."""
        raise NotImplementedError

    def rollback(self, collection: str, model_type: ModelType, *, reason: str = "") -> ChampionRecord:
        """Give the collection's kind back to the champion before."""
        raise NotImplementedError
