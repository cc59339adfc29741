"""`bancada lottery remove` and `restore` as a shell calls them."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Answer
from tests.lottery_files import draw_rows, write_csv

Run = Callable[..., Answer]
N = 20


@pytest.fixture
def lottery(installation: Path, bancada: Run) -> Run:
    """Return the shell of an installation that holds N draws."""
    assert bancada("lottery", "import", write_csv(installation / "sorteios.csv", draw_rows(N))).code == 0
    return bancada


def answering(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def n_draws(lottery: Run) -> int:
    dataset = lottery("lottery", "status", "--json").json["dataset"]
    return dataset["rows"] if dataset else 0


def test_removed_draws_come_back(lottery: Run) -> None:
    removal = lottery("lottery", "remove", "--yes", "--json").json
    assert (removal["n_draws"], removal["first"], removal["last"]) == (N, 1, N)
    assert n_draws(lottery) == 0
    assert lottery("lottery", "restore", "--json").json["rows"] == N
    assert n_draws(lottery) == N
    assert lottery("lottery", "restore").code == 6


@pytest.mark.parametrize(("typed", "left"), [("s\n", 0), ("n\n", N), ("\n", N)], ids=["yes", "no", "nothing"])
def test_it_asks_once_and_names_what_goes(lottery: Run, monkeypatch: pytest.MonkeyPatch, typed: str, left: int) -> None:
    answering(monkeypatch, typed)
    answer = lottery("lottery", "remove")
    assert answer.code == 0
    assert f"Remove the draws ({N}: 1-{N}, imported, sorteios.csv)?" in answer.out
    assert n_draws(lottery) == left


@pytest.mark.parametrize("flags", [(), ("--json",)], ids=["no-answer", "json"])
def test_where_nobody_can_answer_nothing_goes(
    lottery: Run, monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...]
) -> None:
    answering(monkeypatch, "")
    answer = lottery("lottery", "remove", *flags)
    assert answer.code == 3
    assert "--yes" in answer.err
    assert n_draws(lottery) == N


def test_an_empty_record_has_nothing_to_remove_or_bring_back(installation: Path, bancada: Run) -> None:
    assert bancada("lottery", "remove", "--yes").code == 4
    assert bancada("lottery", "remove").code == 4
    assert bancada("lottery", "restore").code == 4


def test_a_wrong_record_that_came_over_simulated_draws_is_taken_out_and_the_right_one_comes_in(
    installation: Path, bancada: Run
) -> None:
    rows = draw_rows(N)
    wrong = write_csv(installation / "errado.csv", [(4, "2099-01-01", rows[7][2]), (1, "2099-01-01", (1,) * 15)])
    right = write_csv(installation / "certo.csv", rows)
    assert bancada("lottery", "import", wrong, "--skip-bad").code == 0
    refused = bancada("lottery", "import", right, "--json")
    assert refused.error["code"] == "lottery_stored_differs"
    assert "errado.csv" in refused.error["message"]
    assert bancada("lottery", "remove", "--yes").code == 0
    assert bancada("lottery", "import", right, "--json").json["accepted"] == N
