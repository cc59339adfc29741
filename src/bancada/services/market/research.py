"""Use cases over what can be learned from a series: features, regimes, labels, folds, selection, leaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.core.ports import Clock
from bancada.markets.bars import Bars
from bancada.markets.series import SeriesInfo
from bancada.services.market.requests import LabelKind, LabelRequest, SplitRequest, SplitterKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.core.leaks import LeakReport
    from bancada.learning.purging import FoldMap, LabelSpans, TimedSplitter
    from bancada.markets.feature_cache import FeatureCache
    from bancada.markets.features import Features, FeatureSpec
    from bancada.markets.labels import Labels
    from bancada.markets.regimes import Regimes, RegimeSummary
    from bancada.markets.selection import Selection
    from bancada.markets.store.catalogue import SeriesCatalogue

__all__ = ["LEAK_ROWS", "MUTATED", "FoldsFound", "LabelsFound", "RegimesFound", "ResearchService"]

MAX_ROWS = 200_000
"""Latest labelled bars that selection and the leak battery look at: more would only make one wait."""


@dataclass(frozen=True, slots=True, eq=False)
class RegimesFound:
    """Regimes of a series with what they look like.

    Attributes
    ----------
    bars : Bars
    regimes : Regimes
    summary : RegimeSummary
    """

    bars: Bars
    regimes: Regimes
    summary: RegimeSummary


@dataclass(frozen=True, slots=True, eq=False)
class LabelsFound:
    """Labels of a series.

    Attributes
    ----------
    bars : Bars
    labels : Labels
    uniqueness : ndarray of float64, shape (n,)
        Weight of each label by how much it shares with others; 0 where there is none.
    widths : ndarray of float64, shape (n,), or None
        Distance from the entry to either threshold or barrier, as a fraction of it; NaN before the volatility is known. None for labels
        that have neither.
    """

    bars: Bars
    labels: Labels
    uniqueness: NDArray[np.float64]
    widths: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True, eq=False)
class FoldsFound:
    """How labelled bars are dealt.

    Attributes
    ----------
    ts : ndarray of int64, shape (n_rows,)
        Opening instants of the labelled bars.
    folds : FoldMap
    embargo_bars : int
        The longest horizon, in bars.
    """

    ts: NDArray[np.int64]
    folds: FoldMap
    embargo_bars: int


@dataclass(frozen=True, slots=True)
class ResearchService:
    """What can be learned from a series.

    Parameters
    ----------
    catalogue : SeriesCatalogue
    cache : FeatureCache
    clock : callable
    """

    catalogue: SeriesCatalogue
    cache: FeatureCache
    clock: Clock

    def feature_catalogue(self) -> tuple[FeatureSpec, ...]:
        """Return what every feature is: formula, source, look-back, columns, unit."""
        from bancada.markets.features import catalogue

        return catalogue()

    def features(self, info: SeriesInfo, names: Sequence[str] | None = None) -> Features:
        """Return features of all bars of a series, computed once and kept; NotFound names unknown ones."""
        from bancada.markets.features import FeatureEngine

        return self.cache.features(self.catalogue.read(info), FeatureEngine(names), info=info)

    def regimes(self, info: SeriesInfo) -> RegimesFound:
        """Return the regime each bar closed in, by rules that look back only."""
        from bancada.markets.regimes import regimes, summarise_regimes

        bars = self.catalogue.read(info)
        found = regimes(bars)
        return RegimesFound(bars, found, summarise_regimes(bars, found))

    def labels(self, info: SeriesInfo, request: LabelRequest) -> LabelsFound:
        """Return labels with the bar at which each is known."""
        from bancada.markets.labels import uniqueness_weights

        bars = self.catalogue.read(info)
        labels = _labels(bars, request)
        return LabelsFound(bars, labels, uniqueness_weights(labels), _widths(bars, request))

    def folds(self, info: SeriesInfo, labels: LabelRequest, request: SplitRequest) -> FoldsFound:
        """Return how labelled bars are dealt to train and test, purged and embargoed."""
        from bancada.learning.purging import fold_map

        bars = self.catalogue.read(info)
        found = _labels(bars, labels)
        rows = np.flatnonzero(found.known)
        splitter = _splitter(request, _spans(bars, found, rows))
        return FoldsFound(bars.ts[rows], fold_map(splitter, len(rows)), found.horizon)

    def select(
        self, info: SeriesInfo, labels: LabelRequest, split: SplitRequest, *, names: Sequence[str] | None = None
    ) -> Selection:
        """Return the 15 to 20 features that tell most of the labels, by training folds alone.

        Looks at the latest 200,000 labelled bars. To score a model that selects, put a `FeatureSelector` into its pipeline.
        """
        from bancada.markets.selection import select_features

        rows, found, features, splitter = self._learnable(info, labels, split, names)
        folds = list(splitter.split(np.zeros((len(rows), 1))))
        return select_features(features.values[:, rows].T, found.values[rows], folds=folds, names=features.names)

    def leaks(
        self, info: SeriesInfo, labels: LabelRequest, split: SplitRequest, *, names: Sequence[str] | None = None
    ) -> LeakReport:
        """Run the leak battery over features, labels and folds of a series.

        The null target is learned by a shallow forest: what a battery needs is not the best model but one that finds a leak.
        """
        import pandas as pd
        from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

        from bancada.learning.leaks import LeakSubject, leak_battery
        from bancada.markets.features import FeatureEngine

        rows, found, features, splitter = self._learnable(info, labels, split, names, most=LEAK_ROWS)
        bars = self.catalogue.read(info)
        is_classification = bool(found.classes)
        model = HistGradientBoostingClassifier if is_classification else HistGradientBoostingRegressor
        engine = FeatureEngine(features.names)
        subject = LeakSubject(
            X=pd.DataFrame(features.values[:, rows].T, columns=list(features.names)),
            y=found.values[rows],
            is_classification=is_classification,
            folds=tuple(splitter.split(np.zeros((len(rows), 1)))),
            spans=_spans(bars, found, rows),
            estimator=lambda: model(max_iter=20, max_depth=3, random_state=7),
            rows=bars[-MUTATED:],
            features=lambda some: engine.compute(some).frame(),
            mutate=_mutated,
        )
        return leak_battery(subject, seed=7, at=self.clock(), budget_s=LEAK_BUDGET_S)

    def _learnable(
        self,
        info: SeriesInfo,
        labels: LabelRequest,
        split: SplitRequest,
        names: Sequence[str] | None,
        *,
        most: int = MAX_ROWS,
    ) -> tuple[NDArray[np.int64], Labels, Features, TimedSplitter]:
        bars = self.catalogue.read(info)
        found = _labels(bars, labels)
        rows = np.flatnonzero(found.known)[-most:]
        if not len(rows):
            raise BadInput("market_no_labels", symbol=info.key.symbol, rows=len(bars), horizon=labels.horizon)
        features = self.features(info, names)
        return rows, found, features, _splitter(split, _spans(bars, found, rows))


LEAK_ROWS = 4_000
"""Latest labelled bars that the battery deals into folds and learns from: as many as its null target looks at."""
MUTATED = 6_000
"""Latest bars on which the future is mutated."""
LEAK_BUDGET_S = 20.0
"""Seconds for null targets."""


def _mutated(bars: Bars, place: int, rng: np.random.Generator) -> Bars:
    """Return the bars up to `place` and others after it that keep the order of prices within a bar."""
    from dataclasses import replace

    n_later = len(bars) - place - 1
    factors = np.exp(rng.normal(0, 0.05, n_later))
    dealt = rng.permutation(n_later)
    changed = {}
    for name in ("open", "high", "low", "close", "volume", "trades", "buy_volume", "sell_volume", "vwap"):
        column = getattr(bars, name)
        if column is not None:
            changed[name] = np.concatenate([column[: place + 1], column[place + 1 :][dealt] * factors])
    return replace(bars, **changed)  # type: ignore[arg-type]  # columns by their own names


def _labels(bars: Bars, request: LabelRequest) -> Labels:
    from bancada.markets import labels as ways

    sessions = ways.session_days(bars) if request.is_within_session else None
    horizon = request.horizon
    match request.kind:
        case LabelKind.RETURNS:
            return ways.forward_returns(bars, horizon=horizon, sessions=sessions)
        case LabelKind.MAGNITUDE:
            return ways.magnitude_classes(ways.forward_returns(bars, horizon=horizon, sessions=sessions))
        case LabelKind.THRESHOLD:
            return ways.action_by_threshold(bars, horizon=horizon, threshold=request.threshold, sessions=sessions)
        case LabelKind.VOLATILITY:
            return ways.action_by_volatility(
                bars, horizon=horizon, k=request.width, window=request.window, sessions=sessions
            )
        case LabelKind.TRIPLE_BARRIER:
            volatility = ways.past_volatility(bars, window=request.window) * np.sqrt(horizon)
            width = request.width
            return ways.triple_barrier(
                bars, profit=width, loss=width, horizon=horizon, volatility=volatility, sessions=sessions
            ).labels


def _widths(bars: Bars, request: LabelRequest) -> NDArray[np.float64] | None:
    from bancada.markets.labels import past_volatility

    match request.kind:
        case LabelKind.THRESHOLD:
            return np.full(len(bars), request.threshold)
        case LabelKind.VOLATILITY | LabelKind.TRIPLE_BARRIER:
            return np.asarray(request.width * past_volatility(bars, window=request.window) * np.sqrt(request.horizon))
        case _:
            return None


def _spans(bars: Bars, labels: Labels, rows: NDArray[np.int64]) -> LabelSpans:
    from bancada.learning.purging import LabelSpans

    return LabelSpans(bars.ts[rows], labels.end_ts[rows])


def _splitter(request: SplitRequest, spans: LabelSpans) -> TimedSplitter:
    from bancada.learning import purging

    match request.kind:
        case SplitterKind.WALK_FORWARD:
            return purging.WalkForward(request.folds, spans=spans, look_back=request.look_back)
        case SplitterKind.ROLLING:
            return purging.WalkForward(request.folds, window="rolling", spans=spans, look_back=request.look_back)
        case SplitterKind.PURGED:
            return purging.PurgedKFold(request.folds, spans=spans, look_back=request.look_back)
        case SplitterKind.COMBINATORIAL:
            return purging.CombinatorialPurged(request.folds, 2, spans=spans, look_back=request.look_back)
