"""What the leak battery looks at of a series: a procedure that selects inside folds, and steps that are fitted on training rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bancada.core.leaks import LeakStatus
from bancada.learning.leaks.future import fitted_on_training, future_mutation
from bancada.learning.leaks.golden import golden_feature
from bancada.learning.leaks.null_target import null_target
from bancada.learning.leaks.overlap import label_overlap
from bancada.learning.purging import PurgedKFold
from bancada.markets.bars import Bars
from bancada.markets.features import FeatureEngine
from bancada.markets.labels import action_by_volatility, forward_returns, label_spans
from bancada.services.market.leak_subject import GOLDEN_LIMIT, Learnable, leak_subject
from tests.market_files import market_bars

NAMES = ("momentum_pct_1", "momentum_pct_5", "rsi_14", "parkinson_20", "close_zscore_20", "range_pct", "weekday_sin")
BARS = market_bars(700)


def given(bars: Bars, *, kind: str) -> Learnable:
    labels = forward_returns(bars, horizon=5) if kind == "returns" else action_by_volatility(bars, horizon=5)
    rows = np.flatnonzero(labels.known)
    spans = label_spans(labels, rows)
    splitter = PurgedKFold(3, spans=spans, embargo=5)
    return Learnable(rows, labels, FeatureEngine(NAMES).compute(bars), spans, splitter)


@pytest.mark.parametrize("kind", ["returns", "actions"])
def test_a_sound_procedure_passes_every_check_and_none_is_skipped(kind: str) -> None:
    subject = leak_subject(BARS, given(BARS, kind=kind))
    rng = np.random.default_rng(1)
    checks = [
        future_mutation(subject, rng),
        fitted_on_training(subject, rng),
        label_overlap(subject),
        golden_feature(subject, rng),
        null_target(subject, rng, n_draws=4),
    ]
    assert [check.status for check in checks] == [LeakStatus.PASSED] * 5


def test_a_feature_that_saw_half_of_the_answer_is_not_believed() -> None:
    known = given(BARS, kind="returns")
    ahead = known.labels.values[known.rows]
    subject = leak_subject(BARS, known)
    noise = np.random.default_rng(2).standard_normal(len(ahead)) * ahead.std()
    spoilt = replace(subject, X=subject.X.assign(leaked=ahead + noise))
    check = golden_feature(spoilt, np.random.default_rng(3))
    assert check.status is LeakStatus.FAILED
    assert check.facts["features"] == ["leaked"]
    assert check.facts["limit"] == GOLDEN_LIMIT


def test_a_selection_made_on_all_rows_before_the_folds_is_found_by_what_is_fitted() -> None:
    subject = leak_subject(BARS, given(BARS, kind="actions"))
    leaky = replace(subject, transform=lambda X, train: ((X - X.mean()) / X.std()).iloc[train])
    check = fitted_on_training(leaky, np.random.default_rng(4))
    assert check.status is LeakStatus.FAILED


def test_few_rows_are_learned_from_without_a_selection() -> None:
    bars = market_bars(90)
    subject = leak_subject(bars, given(bars, kind="returns"))
    assert subject.transform is None
    assert subject.estimator is not None
    assert type(subject.estimator()).__name__ == "HistGradientBoostingRegressor"
