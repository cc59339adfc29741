"""The evaluation of a model of assets: all parts, the gap between them, what its signals earned, and what is to be read first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import Cancelled
from bancada.core.finding import Finding, Severity
from bancada.domains.assets.evaluation.classification import (
    classification_measures,
    confusion_counts,
    confusion_figures,
)
from bancada.domains.assets.evaluation.direction import direction_measure
from bancada.domains.assets.evaluation.doubts import doubts_of
from bancada.domains.assets.evaluation.gaps import gaps_of
from bancada.domains.assets.evaluation.measuring import baseline_of, measure_of
from bancada.domains.assets.evaluation.part_rows import (
    PartRows,
    Training,
    answered,
    make_part_rows,
    training_of,
)
from bancada.domains.assets.evaluation.regression import price_measures, return_measures
from bancada.domains.assets.evaluation.reliability import calibration_of
from bancada.domains.assets.evaluation.resampling import Sessions, make_sessions
from bancada.domains.assets.evaluation.trading import day_of, equity_report, trade
from bancada.domains.assets.evaluation.values import PARTS, AssetEvaluation, PartEvaluation, TickerRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bancada.domains.assets.evaluation.figures import Measure
    from bancada.domains.assets.evaluation.traded import Traded
    from bancada.domains.assets.requests import EvaluationRequest
    from bancada.domains.assets.values import AssetModelPort, AssetSplit, AssetTable, Watch
    from bancada.markets.bars import Bars

__all__ = ["EvaluationService"]


class EvaluationService:
    """Reckons the report of a fitted model; holds nothing between calls."""

    def evaluate(
        self,
        model: AssetModelPort,
        table: AssetTable,
        split: AssetSplit,
        request: EvaluationRequest,
        *,
        importance: tuple[tuple[str, float, float], ...] = (),
        seed: int = 7,
        n_resamples: int = 1_000,
        fills: Mapping[str, Bars] | None = None,
        watch: Watch | None = None,
    ) -> AssetEvaluation:
        """Return the report on training, validation and test rows.

        Parameters
        ----------
        model : AssetModelPort
        table : AssetTable
        split : AssetSplit
        request : EvaluationRequest
        importance : tuple of (str, float, float), optional
            Of the training, to stand in the report.
        seed : int
            Of the resamples.
        n_resamples : int
            Of each interval.
        fills : mapping of ticker to Bars, optional
            Bars that fills are reckoned on: opens are taken from them, and lots and tax where the table says that they are raw.
        watch : Watch, optional

        Raises
        ------
        InvalidTask
            A part without a row that can be answered.
        BadInput
            Costs that cannot be used.
        Cancelled
        """
        rng = np.random.default_rng(seed)
        training = training_of(table, split)
        done = []
        for step, name in enumerate(PARTS):
            _look(watch, step, name)
            done.append(_evaluated(model, table, split, training, name=name, rng=rng, n_resamples=n_resamples))
        _look(watch, len(PARTS), "equity")
        test = done[-1].rows
        traded = trade(test, table, request, fills=fills)
        equity = equity_report(traded, table, rng=rng, n_resamples=n_resamples, fills=fills)
        _look(watch, len(PARTS) + 1, "report")
        parts = tuple(one.evaluation for one in done)
        gaps = gaps_of({one.rows.name: (one.rows, one.sessions) for one in done}, training)
        by_ticker = _ticker_rows(test, table, training, traded, rng=rng, n_resamples=n_resamples)
        return AssetEvaluation(
            model_type=model.model_type.value,
            tickers=table.tickers,
            horizon=table.horizon,
            table_sha256=table.sha256,
            seed=seed,
            n_resamples=n_resamples,
            block_sessions={one.rows.name: one.sessions.block for one in done},
            cost_bps=request.cost_bps,
            allow_short=request.allow_short,
            parts=parts,
            gaps=gaps,
            equity=equity,
            by_ticker=by_ticker,
            importance=tuple(importance),
            findings=_sorted(doubts_of(parts, gaps, equity, model_type=model.model_type)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    rows: PartRows
    sessions: Sessions
    evaluation: PartEvaluation


def _evaluated(
    model: AssetModelPort,
    table: AssetTable,
    split: AssetSplit,
    training: Training,
    *,
    name: str,
    rng: np.random.Generator,
    n_resamples: int,
) -> _Part:
    answers = answered(model, table, split, name=name)
    rows = make_part_rows(answers, table, training, name=name, n_asked=len(split.parts()[name]))
    sessions = make_sessions(rows.instants, horizon=table.horizon, rng=rng, n_resamples=n_resamples)
    return _Part(rows, sessions, _part_evaluation(rows, training, sessions))


def _part_evaluation(part: PartRows, training: Training, sessions: Sessions) -> PartEvaluation:
    confusion = confusion_counts(part.truth, part.action, sessions)[0]
    return PartEvaluation(
        name=part.name,
        n_rows=len(part),
        n_unanswered=part.n_asked - len(part),
        n_sessions=len(sessions),
        first_on=day_of(int(sessions.instants[0])),
        last_on=day_of(int(sessions.instants[-1])),
        classification=classification_measures(part, training, sessions),
        returns=return_measures(part, training, sessions),
        price=price_measures(part, sessions),
        confusion=tuple(tuple(int(count) for count in row) for row in confusion),
        calibration=calibration_of(part, training, sessions),
    )


def _ticker_rows(
    part: PartRows,
    table: AssetTable,
    training: Training,
    traded: Traded,
    *,
    rng: np.random.Generator,
    n_resamples: int,
) -> tuple[TickerRow, ...]:
    found = []
    for one, strategy, holding in zip(traded.tickers, traded.strategy, traded.holding, strict=True):
        own = part.at(part.of_ticker(one.code))
        sessions = make_sessions(own.instants, horizon=table.horizon, rng=rng, n_resamples=n_resamples)
        accuracy, mcc = _beside_majority(own, training, sessions)
        direction = direction_measure(own, sessions)
        found.append(TickerRow(one.ticker, len(own), direction, accuracy, mcc, strategy.net, holding.net))
    return tuple(found)


def _beside_majority(part: PartRows, training: Training, sessions: Sessions) -> tuple[Measure, Measure]:
    own = confusion_figures(confusion_counts(part.truth, part.action, sessions))
    majority = confusion_figures(confusion_counts(part.truth, np.full(len(part), training.majority), sessions))
    accuracy, mcc = (
        measure_of(
            name,
            own[name],
            sessions.n_blocks,
            (baseline_of("majority", majority[name], own[name], sessions.n_blocks, of=name),),
            n_rows=len(part),
        )
        for name in ("Accuracy", "MCC")
    )
    return accuracy, mcc


def _look(watch: Watch | None, step: int, name: str) -> None:
    if watch is None:
        return
    if watch.is_cancelled():
        raise Cancelled
    watch.progress(step, len(PARTS) + 2, name)


def _sorted(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    order = {Severity.FAILURE: 0, Severity.CAUTION: 1, Severity.INFO: 2}
    return tuple(sorted(findings, key=lambda one: order[one.severity]))
