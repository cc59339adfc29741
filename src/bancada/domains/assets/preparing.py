"""Preparing: features and labels of every bar of each ticker, as one table. It reads no store and splits nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bancada.core.errors import BadInput
from bancada.core.finding import Finding, Severity
from bancada.core.values import to_json
from bancada.domains.assets.assembling import Part, part_of, series_facts, table_of, warm_up
from bancada.domains.assets.features import DAILY_FEATURES, unfit_features
from bancada.domains.assets.progress import Progress
from bancada.domains.assets.requests import PreparationRequest
from bancada.domains.assets.values import AssetTable, LoadedAssets, Watch

__all__ = ["LEAST_LEARNABLE", "PreprocessingService"]

LEAST_LEARNABLE = 1_000
"""Rows with features and label, of all tickers together, below which a training is warned of."""
RARE = 0.05
"""Share of the labels below which an action is called rare."""
_MOST_HORIZON, _MOST_WIDTH, _MOST_WINDOW = 60, 10.0, 250


@dataclass(frozen=True, slots=True)
class PreprocessingService:
    """The second step: from bars to rows that a model can learn from.

    **Look-ahead.** Features of a row know bars up to its own, its close included; labels begin at the next open. Nothing is fitted here.
    """

    def check(self, request: PreparationRequest) -> None:
        """Raise BadInput with all that `prepare` would refuse of the request alone."""
        _check(request)

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
        parts = _parts(loaded, wanted, asked=asked, watch=watch)
        names, left_out = _common(parts, wanted)
        facts = {"request": to_json(asked), "series": [series_facts(one) for one in loaded.tickers]}
        table = table_of(parts, names, horizon=asked.horizon, facts=facts)
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
        kept = max(rows, 1)
        parts = _parts(loaded, names, watch=watch, most=kept + warm_up(names))
        lacking = [part.ticker for part in parts if not part.features.keys() >= set(names)]
        if lacking:
            missing = [name for name in names if any(name not in part.features for part in parts)]
            raise BadInput("assets_features_missing", names=missing, tickers=lacking)
        facts = {"series": [series_facts(one) for one in loaded.tickers]}
        return table_of([part.last(kept) for part in parts], tuple(names), horizon=horizon, facts=facts)


def _check(asked: PreparationRequest) -> None:
    bounds = (
        ("horizon", asked.horizon, 1, _MOST_HORIZON),
        ("width", asked.width, 0.0, _MOST_WIDTH),
        ("window", asked.window, 2, _MOST_WINDOW),
        ("threshold", asked.threshold, 0.0, 1.0),
    )
    wrong = list(unfit_features(asked.features))
    wrong += [
        Finding("assets_number_out_of_range", Severity.FAILURE, name, {"value": value, "low": low, "high": high})
        for name, value, low, high in bounds
        if not low <= value <= high
    ]
    if wrong:
        raise BadInput("assets_request_wrong", problems=wrong)


def _parts(
    loaded: LoadedAssets,
    names: Sequence[str],
    *,
    watch: Watch | None,
    asked: PreparationRequest | None = None,
    most: int | None = None,
) -> list[Part]:
    progress = Progress(watch, len(loaded.tickers))
    progress.check()
    parts = []
    for one in loaded.tickers:
        parts.append(part_of(one, names, asked=asked, most=most))
        progress.step(one.ticker)
    return parts


def _common(parts: Sequence[Part], wanted: Sequence[str]) -> tuple[tuple[str, ...], list[Finding]]:
    """Return the features that all tickers have, and of the others who lacks them."""
    dropped: dict[tuple[str, ...], list[str]] = {}
    names = []
    for name in wanted:
        lacking = tuple(part.ticker for part in parts if part.lacks(name))
        if lacking:
            dropped.setdefault(lacking, []).append(name)
        else:
            names.append(name)
    if not names:
        raise BadInput("assets_no_feature_left", tickers=[part.ticker for part in parts])
    return tuple(names), [
        Finding("assets_features_left_out", Severity.CAUTION, facts={"names": left, "tickers": list(lacking)})
        for lacking, left in dropped.items()
    ]


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
