"""Python's door to daily assets: `AssetModel(tickers=(...)).run(model="rf")` and `.predict("PETR4")`. It adds no logic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bancada.bootstrap import default_parts
from bancada.domains.assets.requests import (
    EvaluationRequest,
    ForestOptions,
    LoadRequest,
    LstmOptions,
    PipelineRequest,
    PreparationRequest,
    SaveRequest,
    SplitRequest,
    TrainRequest,
)
from bancada.services.assets.requests import model_type_of

if TYPE_CHECKING:
    from bancada.services.assets.answers import AssetPrediction
    from bancada.services.assets.inline import AssetRun, OnProgress

__all__ = ["AssetModel"]


@dataclass(frozen=True, slots=True)
class AssetModel:
    """Models of one collection.

    Parameters
    ----------
    collection : str
        Slug.
    tickers : sequence of str
        To learn from; as the exchange writes them.

    Examples
    --------
    >>> from bancada import AssetModel
    >>> model = AssetModel(tickers=("PETR4", "VALE3"))
    >>> model.run(model="rf", years=6).promoted  # doctest: +SKIP
    False
    >>> model.predict("PETR4").action  # doctest: +SKIP
    'hold'
    """

    collection: str = "b3"
    tickers: Sequence[str] = ()

    def run(
        self,
        *,
        model: str = "rf",
        start: date | None = None,
        end: date | None = None,
        years: float = 2.0,
        preparation: PreparationRequest | None = None,
        split: SplitRequest | None = None,
        forest: ForestOptions | None = None,
        lstm: LstmOptions | None = None,
        evaluation: EvaluationRequest | None = None,
        name: str = "",
        promote: bool = True,
        notes: str = "",
        seed: int = 7,
        on_progress: OnProgress | None = None,
    ) -> AssetRun:
        """Load, preprocess, split, train, evaluate and save, in this process; no worker is needed.

        Parameters
        ----------
        model : {"rf", "lstm", "lstm_mtl"}
        start, end : date, optional
            First and last session, both included.
        years : float
            How far back, where `start` is omitted.
        preparation : PreparationRequest, optional
            Horizon, rule of labels, features.
        split : SplitRequest, optional
        forest : ForestOptions, optional
        lstm : LstmOptions, optional
        evaluation : EvaluationRequest, optional
        name : str
            In the store; made of kind, collection and moment by default.
        promote : bool
            Ask the gate to make it champion; by force only through `bancada models promote`.
        notes : str
        seed : int
        on_progress : callable, optional

        Raises
        ------
        NotFound
            Tickers without daily bars, all of them.
        Refused
            Series that may not be trained on for production.
        InvalidTask
            Too few rows.

        Notes
        -----
        Six years of PETR4, VALE3, ITUB4, BBDC4 and ABEV3 give about 7,000 rows.
        """
        from bancada.services.assets.inline import run_here

        request = PipelineRequest(
            load=LoadRequest(tuple(self.tickers), start=start, end=end, years=years),
            preparation=preparation or PreparationRequest(),
            split=split or SplitRequest(),
            training=TrainRequest(model_type_of(model), forest or ForestOptions(), lstm or LstmOptions(), seed),
            evaluation=evaluation or EvaluationRequest(),
            saving=SaveRequest(self.collection, name, promote=promote, notes=notes),
        )
        parts = default_parts().assets
        return run_here(parts.steps, request, parts.folder, on_progress=on_progress)

    def predict(self, ticker: str, *, model: str | None = None, name: str | None = None) -> AssetPrediction:
        """Ask the collection's champion, or a model by name, about the last session of a ticker.

        Parameters
        ----------
        ticker : str
        model : {"rf", "lstm", "lstm_mtl"}, optional
            By default a forest's champion before a network's.
        name : str, optional
            A saved model, in place of the collection's.

        Raises
        ------
        NotFound
            No such ticker, or no model in the collection.
        """
        return default_parts().assets.predictions.predict(
            ticker,
            model_type=None if model is None else model_type_of(model),
            collection=self.collection,
            model=name,
            origin="python",
        )
