"""Kept reads of the market page. Each is keyed by the fingerprint and version of its series, never by bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cache.keeping import bench, frames, values

if TYPE_CHECKING:
    from bancada.core.leaderboard import Trial
    from bancada.core.leaks import LeakReport
    from bancada.markets.bars import Bars
    from bancada.markets.features import Features, FeatureSpec
    from bancada.markets.rules import Rule
    from bancada.markets.selection import Selection
    from bancada.markets.series import SeriesInfo
    from bancada.markets.validation import ValidationReport
    from bancada.markets.validation.coverage import Coverage
    from bancada.services.market.backtests import BacktestFound
    from bancada.services.market.requests import BacktestRequest, LabelRequest, SplitRequest, WalkPlan
    from bancada.services.market.research import FoldsFound, LabelsFound, RegimesFound

__all__ = [
    "backtest",
    "bars",
    "coverage",
    "feature_catalogue",
    "features",
    "folds",
    "labels",
    "leaks",
    "lines",
    "regimes",
    "rules",
    "selection",
    "trials",
    "validation",
    "was_tried",
]


def bars(info: SeriesInfo) -> Bars:
    """Return all bars of a series; shared, as their arrays are read-only."""
    return _bars(info.cache_key, info)


@frames
def _bars(key: str, _info: SeriesInfo) -> Bars:  # noqa: ARG001  # the key is what is hashed
    return bench().market.series.read(_info)


def validation(info: SeriesInfo) -> ValidationReport:
    """Return what is wrong with a series."""
    return _validation(info.cache_key, info)


@frames
def _validation(key: str, _info: SeriesInfo) -> ValidationReport:  # noqa: ARG001  # as above
    return bench().market.validation.report(_info)


def coverage(info: SeriesInfo) -> Coverage:
    """Return how many bars each day or month of a series has."""
    return _coverage(info.cache_key, info)


@frames
def _coverage(key: str, _info: SeriesInfo) -> Coverage:  # noqa: ARG001  # as above
    return bench().market.validation.coverage(_info)


@values
def feature_catalogue() -> tuple[FeatureSpec, ...]:
    """Return what every feature is."""
    return bench().market.research.feature_catalogue()


def features(info: SeriesInfo) -> Features:
    """Return all features of a series; shared."""
    return _features(info.cache_key, info)


@frames
def _features(key: str, _info: SeriesInfo) -> Features:  # noqa: ARG001  # as above
    return bench().market.research.features(_info)


def lines(info: SeriesInfo, names: tuple[str, ...]) -> Features:
    """Return the few features that are drawn over candles; shared."""
    return _lines(info.cache_key, names, info)


@frames
def _lines(key: str, names: tuple[str, ...], _info: SeriesInfo) -> Features:  # noqa: ARG001  # as above
    return bench().market.research.features(_info, names)


def regimes(info: SeriesInfo) -> RegimesFound:
    """Return the regimes of a series; shared."""
    return _regimes(info.cache_key, info)


@frames
def _regimes(key: str, _info: SeriesInfo) -> RegimesFound:  # noqa: ARG001  # as above
    return bench().market.research.regimes(_info)


def labels(info: SeriesInfo, request: LabelRequest) -> LabelsFound:
    """Return labels of a series; shared."""
    return _labels(info.cache_key, request, info)


@frames
def _labels(key: str, request: LabelRequest, _info: SeriesInfo) -> LabelsFound:  # noqa: ARG001  # as above
    return bench().market.research.labels(_info, request)


def folds(info: SeriesInfo, request: LabelRequest, split: SplitRequest) -> FoldsFound:
    """Return how labelled bars are dealt; shared."""
    return _folds(info.cache_key, request, split, info)


@frames
def _folds(key: str, request: LabelRequest, split: SplitRequest, _info: SeriesInfo) -> FoldsFound:  # noqa: ARG001  # as above
    return bench().market.research.folds(_info, request, split)


def selection(info: SeriesInfo, request: LabelRequest, split: SplitRequest) -> Selection:
    """Return the features selected on training folds."""
    return _selection(info.cache_key, request, split, info)


@frames
def _selection(key: str, request: LabelRequest, split: SplitRequest, _info: SeriesInfo) -> Selection:  # noqa: ARG001  # as above
    return bench().market.research.select(_info, request, split)


def leaks(info: SeriesInfo, request: LabelRequest, split: SplitRequest) -> LeakReport:
    """Return what the leak battery found."""
    return _leaks(info.cache_key, request, split, info)


@frames
def _leaks(key: str, request: LabelRequest, split: SplitRequest, _info: SeriesInfo) -> LeakReport:  # noqa: ARG001  # as above
    return bench().market.research.leaks(_info, request, split)


def rules() -> tuple[Rule, ...]:
    """Return the rules that can be tried."""
    return bench().market.backtests.rules()


def trials(info: SeriesInfo) -> tuple[Trial, ...]:
    """Return every trial on a series' symbol; read anew, for any door may add to them."""
    return bench().market.backtests.trials(info.key)


def was_tried(info: SeriesInfo, request: BacktestRequest, plan: WalkPlan | None = None) -> bool:
    """Return whether this very trial is counted already; read anew."""
    return bench().market.backtests.was_tried(info, request, plan)


def backtest(info: SeriesInfo, request: BacktestRequest, plan: WalkPlan | None = None) -> BacktestFound:
    """Return a rule tried on a series, its parameters as they stand or chosen by a plan; shared. It is counted once."""
    return _backtest(info.cache_key, request, plan, info)


@frames
def _backtest(key: str, request: BacktestRequest, plan: WalkPlan | None, _info: SeriesInfo) -> BacktestFound:  # noqa: ARG001  # as above
    use = bench().market.backtests
    return use.run(_info, request) if plan is None else use.walk_forward(_info, request, plan)
