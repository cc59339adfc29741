"""`bancada market backtest --walk-forward` as a shell calls it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Answer
from tests.market_files import market_bars, write_csv

Run = Callable[..., Answer]


@pytest.fixture
def market(installation: Path, bancada: Run) -> Run:
    """Return the shell of an installation that holds daily bars of one share."""
    assert (
        bancada("market", "import", write_csv(installation / "ABCD3.csv", market_bars(400)), "--basis", "raw").code == 0
    )
    return bancada


def test_parameters_are_chosen_window_by_window_and_every_set_counts(market: Run) -> None:
    words = ("market", "backtest", "ABCD3", "--walk-forward", "--windows", "3", "--grid", "fast=3;5", "--random", "20")

    answer = market(*words, "--json").json
    shown = market(*words).out

    assert (answer["n_combinations"], answer["testing"]["n_trials"]) == (2, 3)
    assert [window["parameters"]["slow"] for window in answer["windows"]] == [20, 20, 20]
    assert all(window["train_to"] < window["test_from"] for window in answer["windows"])
    assert answer["setup"]["rule"]["chosen"] == "out_of_sample"
    assert answer["windows"][0]["test_from"] in shown


def test_a_grid_that_is_no_list_of_numbers_is_named(market: Run) -> None:
    refused = market("market", "backtest", "ABCD3", "--walk-forward", "--grid", "fast=3;x", "--json")

    assert refused.code == 3
    assert "fast=x" in refused.error["message"]
