"""Preparing: features and labels of every bar of each ticker, as one table. It reads no store and splits nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import BadInput, Cancelled
from bancada.core.finding import Finding, Severity
from bancada.core.values import to_json
from bancada.domains.assets.features import DAILY_FEATURES, is_scale_free
from bancada.domains.assets.kept import table_sha256
from bancada.domains.assets.requests import ActionRule, PreparationRequest
from bancada.domains.assets.values import ACTION_NAMES, AssetTable, LoadedAssets, LoadedTicker, Watch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars
    from bancada.markets.labels import Labels

__all__ = ["LEAST_LEARNABLE", "PreprocessingService"]

LEAST_LEARNABLE = 1_000
"""Rows with features and label, of all tickers together, below which a training is warned of."""
RARE = 0.05
"""Share of the labels below which an action is called rare."""
_NO_INSTANT = np.iinfo(np.int64).min
_MOST_HORIZON = 60
_MOST_WINDOW = 250


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """What becomes of one ticker: its bars, features by name, and labels (action, return, end) where they are wanted."""

    ticker: str
    bars: Bars
    features: dict[str, NDArray[np.float64]]
    labels: tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class PreprocessingService:
    """The second step: from bars to rows that a model can learn from.

    **Look-ahead.** Features of a row know bars up to its own, its close included; labels begin at the next open. Nothing is fitted here.
    """

    def prepare(
        self, loaded: LoadedAssets, request: PreparationRequest | None = None, *, watch: Watch | None = None
    ) -> AssetTable:
        """Return one row a bar of each ticker, with features, action and return.

        A feature that one ticker cannot have (no volume, say) is left out for all, with a finding.

        Parameters
        ----------
        loaded : LoadedAssets
        request : PreparationRequest, optional
        watch : Watch, optional
            Told after each ticker.

        Raises
        ------
        BadInput
            A horizon, width, window or threshold that cannot be, features that are unknown or no ratios: all at once. No feature left.
        Cancelled
        """
        asked = request or PreparationRequest()
        _check(asked)
        wanted = asked.features or DAILY_FEATURES
        parts = [_part(one, one.bars[one.basis], wanted, request=asked) for one in _watched(loaded.tickers, watch)]
        names, left_out = _common(parts, wanted)
        facts = {"request": to_json(asked), "series": [_series(one) for one in loaded.tickers]}
        table = _table(parts, names, horizon=asked.horizon, facts=facts)
        return replace(table, findings=(*left_out, *_findings(table)))

    def prepare_latest(
        self,
        loaded: LoadedAssets,
        names: Sequence[str],
        horizon: int,
        *,
        rows: int = 64,
        watch: Watch | None = None,
    ) -> AssetTable:
        """Return the last rows of each ticker with these features and no label, for prediction.

        Only a tail of the bars is looked at, as long as features take to forget what was before: values are those of `prepare` to a
        relative 1e-9.

        Parameters
        ----------
        loaded : LoadedAssets
        names : sequence of str
            The model's features, in its order.
        horizon : int
            The model's.
        rows : int
            Of each ticker, at most; a model that looks at a window needs as many as it is long.
        watch : Watch, optional

        Raises
        ------
        BadInput
            Features that are unknown, or that a ticker's bars do not allow: all of them.
        Cancelled
        """
        _check(PreparationRequest(horizon=horizon, features=tuple(names)))
        bars_wanted = max(rows, 1) + _warm_up(names)
        parts = []
        for one in _watched(loaded.tickers, watch):
            bars = one.bars[one.basis]
            part = _part(one, bars[max(len(bars) - bars_wanted, 0) :], names, request=None)
            parts.append(_last(part, max(rows, 1)))
        found = _have(parts, names)
        missing = [name for name in names if name not in found]
        if missing:
            raise BadInput("assets_features_missing", names=missing, tickers=[part.ticker for part in parts])
        facts = {"series": [_series(one) for one in loaded.tickers]}
        return _table(parts, tuple(names), horizon=horizon, facts=facts)


def _check(asked: PreparationRequest) -> None:
    from bancada.markets.features import catalogue

    specs = {spec.name: spec for spec in catalogue()}
    unknown = [name for name in asked.features if name not in specs]
    levels = [name for name in asked.features if name in specs and not is_scale_free(specs[name])]
    intraday = [name for name in asked.features if name in specs and specs[name].is_intraday]
    repeated = sorted({name for name in asked.features if asked.features.count(name) > 1})
    wrong = [
        Finding(code, Severity.FAILURE, "features", {"names": names})
        for code, names in (
            ("assets_features_unknown", unknown),
            ("assets_features_levels", levels),
            ("assets_features_intraday", intraday),
            ("assets_features_repeated", repeated),
        )
        if names
    ]
    wrong += [
        Finding("assets_number_out_of_range", Severity.FAILURE, name, {"value": value, "low": low, "high": high})
        for name, value, low, high in (
            ("horizon", asked.horizon, 1, _MOST_HORIZON),
            ("width", asked.width, 0.0, 10.0),
            ("window", asked.window, 2, _MOST_WINDOW),
            ("threshold", asked.threshold, 0.0, 1.0),
        )
        if not low <= value <= high
    ]
    if wrong:
        raise BadInput("assets_request_wrong", problems=wrong)


def _watched(tickers: Sequence[LoadedTicker], watch: Watch | None) -> Iterator[LoadedTicker]:
    for done, one in enumerate(tickers):
        if watch is not None:
            if watch.is_cancelled():
                raise Cancelled
            watch.progress(done, len(tickers), one.ticker)
        yield one


def _part(one: LoadedTicker, bars: Bars, wanted: Sequence[str], *, request: PreparationRequest | None) -> _Part:
    from bancada.markets.features import FeatureEngine

    features = FeatureEngine(wanted, threads=1).compute(bars)
    named = dict(zip(features.names, features.values, strict=True))
    return _Part(one.ticker, bars, named, _no_labels(len(bars)) if request is None else _labels(bars, request))


def _no_labels(n: int) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.int64]]:
    return np.full(n, -1, dtype=np.int8), np.full(n, np.nan), np.full(n, _NO_INSTANT)


def _labels(bars: Bars, asked: PreparationRequest) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.int64]]:
    """Return action, return and end of each bar: all three or none."""
    from bancada.markets.labels import forward_returns

    returns = forward_returns(bars, horizon=asked.horizon)
    actions = _actions(bars, asked)
    known = returns.known & actions.known
    return (
        np.where(known, actions.values, -1).astype(np.int8),
        np.where(known, returns.values, np.nan),
        np.where(known, returns.end_ts, _NO_INSTANT),
    )


def _actions(bars: Bars, asked: PreparationRequest) -> Labels:
    from bancada.markets.labels import action_by_threshold, action_by_volatility

    if asked.rule is ActionRule.THRESHOLD:
        return action_by_threshold(bars, horizon=asked.horizon, threshold=asked.threshold)
    return action_by_volatility(bars, horizon=asked.horizon, k=asked.width, window=asked.window)


def _warm_up(names: Sequence[str]) -> int:
    from bancada.markets.features import catalogue

    return max((spec.warm_up for spec in catalogue() if spec.name in set(names)), default=1)


def _last(part: _Part, rows: int) -> _Part:
    kept = slice(max(len(part.bars) - rows, 0), None)
    features = {name: values[kept] for name, values in part.features.items()}
    actions, returns, ends = part.labels
    return _Part(part.ticker, part.bars[kept], features, (actions[kept], returns[kept], ends[kept]))


def _have(parts: Sequence[_Part], wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the features that all tickers have: known columns, and a value somewhere."""
    return tuple(name for name in wanted if not any(_lacks(part, name) for part in parts))


def _lacks(part: _Part, name: str) -> bool:
    values = part.features.get(name)
    return values is None or (len(values) > _warm_up([name]) and not np.isfinite(values).any())


def _common(parts: Sequence[_Part], wanted: Sequence[str]) -> tuple[tuple[str, ...], list[Finding]]:
    names = _have(parts, wanted)
    if not names:
        raise BadInput("assets_no_feature_left", tickers=[part.ticker for part in parts])
    dropped: dict[tuple[str, ...], list[str]] = {}
    for name in wanted:
        if name not in names:
            lacking = tuple(part.ticker for part in parts if _lacks(part, name))
            dropped.setdefault(lacking, []).append(name)
    return names, [
        Finding("assets_features_left_out", Severity.CAUTION, facts={"names": left, "tickers": list(lacking)})
        for lacking, left in dropped.items()
    ]


def _series(one: LoadedTicker) -> dict[str, Any]:  # Any: JSON
    info, bars = one.series[one.basis], one.bars[one.basis]
    return {
        "ticker": one.ticker,
        "basis": one.basis,
        "fill_basis": one.fill_basis,
        "sha256": info.sha256,
        "source": info.source.value,
        "rows": len(bars),
        "first": str(bars.ts[:1].astype("datetime64[ns]").astype("datetime64[D]")[0]),
        "last": str(bars.ts[-1:].astype("datetime64[ns]").astype("datetime64[D]")[0]),
    }


def _table(
    parts: Sequence[_Part],
    names: tuple[str, ...],
    *,
    horizon: int,
    facts: dict[str, Any],  # Any: JSON
) -> AssetTable:
    columns = [np.column_stack([part.features[name] for name in names]) for part in parts]
    table = AssetTable(
        tickers=tuple(part.ticker for part in parts),
        offsets=np.cumsum([0, *(len(part.bars) for part in parts)], dtype=np.int64),
        ts=np.concatenate([part.bars.ts for part in parts]),
        names=names,
        X=np.ascontiguousarray(np.concatenate(columns)),
        close=np.concatenate([part.bars.close for part in parts]),
        actions=np.concatenate([part.labels[0] for part in parts]),
        returns=np.concatenate([part.labels[1] for part in parts]),
        end_ts=np.concatenate([part.labels[2] for part in parts]),
        horizon=horizon,
        sha256="",
        facts=facts,
    )
    found = np.bincount(table.actions[table.is_learnable], minlength=len(ACTION_NAMES))
    counts = {name: int(found[code]) for code, name in enumerate(ACTION_NAMES)}
    told = replace(table, facts={**facts, "actions": counts})
    return replace(told, sha256=table_sha256(told))


def _findings(table: AssetTable) -> Iterator[Finding]:
    learnable, of = table.is_learnable, table.ticker_of
    total = int(learnable.sum())
    for place, ticker in enumerate(table.tickers):
        if not learnable[of == place].any():
            yield Finding("assets_ticker_unlearnable", Severity.CAUTION, facts={"ticker": ticker})
    if total < LEAST_LEARNABLE:
        yield Finding("assets_few_learnable", Severity.CAUTION, facts={"rows": total, "needed": LEAST_LEARNABLE})
    for name, count in table.facts["actions"].items():
        if not count:
            yield Finding("assets_action_missing", Severity.CAUTION, facts={"action": name})
        elif count < RARE * total:
            yield Finding("assets_action_rare", Severity.CAUTION, facts={"action": name, "count": count, "of": total})
