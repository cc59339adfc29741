"""The forest as a model: whom it answers, in which columns, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bancada.core.errors import BadInput
from bancada.domains.assets.forest import ForestModel, draft_parts, in_all_actions
from bancada.domains.assets.values import ACTION_NAMES, AssetTable
from tests.domains.assets.forests import FEATURES, split_of, table_of, trained_of


def forest() -> ForestModel:
    model = trained_of().model
    assert isinstance(model, ForestModel)
    return model


def test_rows_without_every_feature_are_not_answered() -> None:
    table = table_of()
    every = np.arange(len(table))
    answers = forest().answers(table, every)
    assert 0 < len(answers.rows) < len(table)
    assert np.array_equal(answers.rows, every[table.is_complete])


def test_probabilities_of_all_three_actions_sum_to_one() -> None:
    answers = forest().answers(table_of(), split_of().test)
    assert answers.probabilities.shape == (len(split_of().test), len(ACTION_NAMES))
    np.testing.assert_allclose(answers.probabilities.sum(axis=1), 1.0, atol=1e-12)
    assert (answers.probabilities >= 0).all()
    assert np.isfinite(answers.returns).all()


def test_rows_before_an_instant_are_not_answered() -> None:
    table, rows = table_of(), split_of().test
    since = int(np.median(table.ts[rows]))
    answers = forest().answers(table, rows, since=since)
    assert np.array_equal(answers.rows, rows[table.ts[rows] >= since])


def test_features_are_found_by_name_whatever_their_order_and_company() -> None:
    table, rows = table_of(), split_of().test
    turned = np.column_stack([np.full(len(table), np.nan), table.X[:, ::-1]])
    other = replace(table, names=("not_asked_for", *table.names[::-1]), X=turned)
    expected, found = forest().answers(table, rows), forest().answers(other, rows)
    assert np.array_equal(expected.rows, found.rows)
    assert np.array_equal(expected.probabilities, found.probabilities)
    assert np.array_equal(expected.returns, found.returns)


def test_all_absent_features_are_named_at_once() -> None:
    table = table_of()
    poor = replace(table, names=table.names[2:], X=table.X[:, 2:])
    with pytest.raises(BadInput) as caught:
        forest().answers(poor, split_of().test)
    assert caught.value.code == "assets_table_lacks_features"
    assert caught.value.facts["missing"] == list(FEATURES[:2])


def test_no_rows_get_no_answers() -> None:
    answers = forest().answers(table_of(), np.empty(0, dtype=np.int64))
    assert (len(answers.rows), answers.probabilities.shape, answers.returns.shape) == (0, (0, 3), (0,))


def test_an_action_that_training_did_not_know_has_probability_zero() -> None:
    found = in_all_actions(np.array([[0.25, 0.75]]), [0, 2])
    assert found.tolist() == [[0.25, 0.0, 0.75]]


def test_the_signature_names_features_and_actions_with_ranges_of_training_rows() -> None:
    table: AssetTable = table_of()
    rows = split_of().train
    _, signature, certificate, of_return, _, versions = draft_parts(forest(), table, rows)
    assert (signature.names, signature.classes, signature.target) == (FEATURES, ACTION_NAMES, "action")
    assert [field.minimum for field in signature.fields] == pytest.approx(table.X[rows].min(axis=0))
    assert not any(field.missing_allowed for field in signature.fields)
    assert certificate.accepted
    assert of_return.accepted
    assert min(certificate.n_rows, of_return.n_rows) >= 1_000
    assert "scikit-learn" in versions
