"""Use cases over what can be learned from a series: features, regimes, labels, folds, selection, leaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.core.ports import Clock
from bancada.markets.bars import Bars
from bancada.markets.series import SeriesInfo
from bancada.services.market.labelling import labels_of, widths_of
from bancada.services.market.leak_subject import LEAK_BUDGET_S, LEAK_ROWS, Learnable, leak_subject
from bancada.services.market.requests import LabelRequest, SplitRequest, SplitterKind
from bancada.services.market.rolls import roll_finding, rolls_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.core.leaks import LeakReport
    from bancada.learning.purging import FoldMap, TimedSplitter
    from bancada.markets.feature_cache import FeatureCache
    from bancada.markets.features import Features, FeatureSpec
    from bancada.markets.labels import Labels
    from bancada.markets.regimes import Regimes, RegimeSummary
    from bancada.markets.selection import Selection
    from bancada.markets.store.catalogue import SeriesCatalogue

__all__ = ["FoldsFound", "LabelsFound", "RegimesFound", "ResearchService"]

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
    n_rolls : int
        Contracts that follow one another in the series without adjustment; no label crosses from one into the next.
    """

    bars: Bars
    labels: Labels
    uniqueness: NDArray[np.float64]
    widths: NDArray[np.float64] | None
    n_rolls: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class FoldsFound:
    """How labelled bars are dealt.

    Attributes
    ----------
    ts : ndarray of int64, shape (n_rows,)
        Opening instants of the labelled bars.
    folds : FoldMap
    embargo_bars, look_back_bars : int
        As the splitter took them.
    """

    ts: NDArray[np.int64]
    folds: FoldMap
    embargo_bars: int
    look_back_bars: int


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
        """Return features of all bars of a series, computed once and kept; NotFound names unknown ones.

        Features of a chain of contracts that nobody adjusted see the gaps of its rolls as moves of the price; a finding says so.
        """
        from bancada.markets.features import FeatureEngine

        bars = self.catalogue.read(info)
        found = self.cache.features(bars, FeatureEngine(names), info=info)
        return replace(found, findings=roll_finding(info, bars))

    def regimes(self, info: SeriesInfo) -> RegimesFound:
        """Return the regime each bar closed in, by rules that look back only."""
        from bancada.markets.regimes import regimes, summarise_regimes

        bars = self.catalogue.read(info)
        found = regimes(bars)
        return RegimesFound(bars, found, summarise_regimes(bars, found))

    def labels(self, info: SeriesInfo, request: LabelRequest) -> LabelsFound:
        """Return labels with the bar at which each is known; none crosses a roll of a chain that nobody adjusted."""
        from bancada.markets.labels import uniqueness_weights

        bars = self.catalogue.read(info)
        rolls = rolls_of(info, bars)
        labels = labels_of(bars, request, rolls=rolls)
        widths = widths_of(bars, request, rolls=rolls)
        return LabelsFound(bars, labels, uniqueness_weights(labels), widths, len(rolls))

    def folds(self, info: SeriesInfo, labels: LabelRequest, request: SplitRequest) -> FoldsFound:
        """Return how labelled bars are dealt to train and test, purged and embargoed.

        Look-back and embargo count bars, which is trading time: nights, weekends and holes in the data last no time. The embargo after
        each test block is the labels' horizon unless another is asked for.
        """
        from bancada.learning.purging import fold_map

        bars = self.catalogue.read(info)
        found = labels_of(bars, labels, rolls=rolls_of(info, bars))
        rows = np.flatnonzero(found.known)
        splitter = _splitter(request, found, rows)
        embargo = found.horizon if request.embargo is None else request.embargo
        return FoldsFound(bars.ts[rows], fold_map(splitter, len(rows)), embargo, request.look_back)

    def select(
        self, info: SeriesInfo, labels: LabelRequest, split: SplitRequest, *, names: Sequence[str] | None = None
    ) -> Selection:
        """Return the 15 to 20 features that tell most of the labels, by training folds alone.

        Looks at the latest 200,000 labelled bars. To score a model that selects, put a `FeatureSelector` into its pipeline.

        Parameters
        ----------
        info, labels, split
        names : sequence of str, optional
            Features to select from. When absent, all but those in units of price, whose levels drift: these come back with the verdict
            `level`.
        """
        from bancada.markets.features import FeatureEngine
        from bancada.markets.selection import FeatureScore, Verdict, select_features

        levels = [] if names is not None else [spec.name for spec in self.feature_catalogue() if _is_in_price(spec)]
        chosen = [spec.name for spec in self.feature_catalogue() if spec.name not in levels] if names is None else names
        given = self._learnable(info, labels, split, chosen, most=MAX_ROWS)
        X, y = given.features.values[:, given.rows].T, given.labels.values[given.rows]
        found = select_features(X, y, folds=given.folds, names=given.features.names)
        there = FeatureEngine(levels).names_for(self.catalogue.read(info))
        passed_over = tuple(FeatureScore(name, Verdict.LEVEL, None, None, 0.0) for name in there)
        return replace(found, scores=(*found.scores, *passed_over))

    def leaks(
        self, info: SeriesInfo, labels: LabelRequest, split: SplitRequest, *, names: Sequence[str] | None = None
    ) -> LeakReport:
        """Run the leak battery over features, labels and folds of a series, and over a selection of features inside the folds."""
        from bancada.learning.leaks import leak_battery

        given = self._learnable(info, labels, split, names, most=LEAK_ROWS)
        subject = leak_subject(self.catalogue.read(info), given)
        return leak_battery(subject, seed=7, at=self.clock(), budget_s=LEAK_BUDGET_S)

    def _learnable(
        self, info: SeriesInfo, labels: LabelRequest, split: SplitRequest, names: Sequence[str] | None, *, most: int
    ) -> Learnable:
        from bancada.markets.labels import label_spans

        bars = self.catalogue.read(info)
        found = labels_of(bars, labels, rolls=rolls_of(info, bars))
        rows = np.flatnonzero(found.known)[-most:]
        if not len(rows):
            raise BadInput("market_no_labels", symbol=info.key.symbol, rows=len(bars), horizon=labels.horizon)
        return Learnable(
            rows, found, self.features(info, names), label_spans(found, rows), _splitter(split, found, rows)
        )


def _is_in_price(spec: FeatureSpec) -> bool:
    """Return whether a feature is in prices, alone or with something else: all that changes when the price is another."""
    return spec.unit.startswith("price")


def _splitter(request: SplitRequest, labels: Labels, rows: NDArray[np.int64]) -> TimedSplitter:
    """Return the splitter of some labelled bars, whose spans are in positions of bars, and so are its look-back and embargo."""
    from bancada.learning import purging
    from bancada.markets.labels import label_spans

    spans, back = label_spans(labels, rows), request.look_back
    after = labels.horizon if request.embargo is None else request.embargo
    match request.kind:
        case SplitterKind.WALK_FORWARD:
            return purging.WalkForward(request.folds, spans=spans, embargo=after, look_back=back)
        case SplitterKind.ROLLING:
            return purging.WalkForward(request.folds, window="rolling", spans=spans, embargo=after, look_back=back)
        case SplitterKind.PURGED:
            return purging.PurgedKFold(request.folds, spans=spans, embargo=after, look_back=back)
        case SplitterKind.COMBINATORIAL:
            return purging.CombinatorialPurged(request.folds, 2, spans=spans, embargo=after, look_back=back)
