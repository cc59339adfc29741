"""Balanced accuracy and MCC of actions: as scikit-learn has them, and fair to guessing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bancada.domains.assets.skill import balanced_accuracy, matthews

CODES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(CODES)
def test_both_figures_are_those_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    from sklearn.metrics import matthews_corrcoef, recall_score

    truth, answers = (np.array(column) for column in zip(*pairs, strict=True))
    assume(len(set(truth) | set(answers)) > 1)  # scikit-learn warns of one action alone
    recall = recall_score(truth, answers, average="macro", labels=np.unique(truth), zero_division=0)
    assert balanced_accuracy(truth, answers) == pytest.approx(recall, abs=1e-12)
    assert matthews(truth, answers) == pytest.approx(matthews_corrcoef(truth, answers), abs=1e-9)


def test_naming_the_most_frequent_action_alone_earns_nothing() -> None:
    truth = np.array([1] * 90 + [0] * 5 + [2] * 5)
    assert balanced_accuracy(truth, np.ones(100)) == pytest.approx(1 / 3)
    assert matthews(truth, np.ones(100)) == 0.0


def test_without_rows_nothing_is_known() -> None:
    assert math.isnan(balanced_accuracy([], []))
    assert math.isnan(matthews([], []))
