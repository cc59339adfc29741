"""Mutual information against scikit-learn's, which measures the same by trees."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_selection import mutual_info_classif, mutual_info_regression

from bancada.markets.selection.information import informations

N = 800


def column(kind: str) -> np.ndarray:
    rng = np.random.default_rng(5)
    x = rng.standard_normal(N)
    return {"plain": x, "far": x + 4_000, "gaps": np.where(rng.random(N) < 0.1, np.nan, x), "grid": np.round(x, 1)}[
        kind
    ]


@pytest.mark.parametrize(("kind", "error"), [("plain", 1e-9), ("far", 2e-3), ("gaps", 1e-9), ("grid", 0.06)])
def test_information_is_what_trees_find_and_on_a_grid_nearly_so(kind: str, error: float) -> None:
    rng = np.random.default_rng(6)
    x = column(kind)
    level = np.nan_to_num(x - np.nanmean(x))
    number = level**2 + rng.standard_normal(N)
    classes = (level + rng.standard_normal(N) > 0.3).astype(np.int64) + (level > 1)
    known = np.isfinite(x)
    found = informations(x, [classes, number], neighbours=3, rng=rng)
    options = {"discrete_features": False, "random_state": 0}
    assert found[0] == pytest.approx(mutual_info_classif(x[known, None], classes[known], **options)[0], abs=error)
    assert found[1] == pytest.approx(mutual_info_regression(x[known, None], number[known], **options)[0], abs=error)


def test_a_column_that_tells_nothing_has_nearly_none_and_never_less_than_none() -> None:
    rng = np.random.default_rng(7)
    found = informations(rng.standard_normal(N), [rng.integers(0, 3, N) for _ in range(20)], neighbours=3, rng=rng)
    assert found.min() == 0.0
    assert found.max() < 0.1


def test_too_few_values_and_classes_of_one_row_tell_nothing() -> None:
    rng = np.random.default_rng(8)
    few = np.where(np.arange(N) < 4, 1.0, np.nan)
    assert informations(few, [np.arange(N)], neighbours=3, rng=rng).tolist() == [0.0]
    assert informations(rng.standard_normal(N), [np.arange(N)], neighbours=3, rng=rng).tolist() == [0.0]
