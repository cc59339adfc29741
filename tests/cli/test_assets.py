"""`bancada assets` as a shell calls it, on bars generated like a market."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Answer
from tests.cli.test_startup import ENGINES, PROGRAM
from tests.market_files import market_bars, write_csv
from tests.worked import environment, shell

Run = Callable[..., Answer]
SMALL = ("--n-iter", 1, "--folds", 2, "--trees", 10, "--n-jobs", 1)


@pytest.fixture
def assets(installation: Path, bancada: Run) -> Run:
    """Return `bancada assets` of an installation that holds daily bars of one share."""
    path = write_csv(installation / "ABCD3.csv", market_bars(500))
    assert bancada("market", "import", path, "--basis", "total_return").code == 0
    return lambda *args: bancada("assets", *args)


def test_tickers_are_those_with_daily_bars(assets: Run) -> None:
    assert [one["key"]["symbol"] for one in assets("tickers", "--json").json] == ["ABCD3"]
    assert assets("tickers", "xyz", "--json").json == []
    assert "ABCD3" in assets("tickers", "abcd").out


def test_six_steps_report_answer_and_clearing(assets: Run, installation: Path) -> None:
    done = json.loads(shell(installation, "assets", "run", "ABCD3", "--years", 9, *SMALL, "--json").stdout)
    steps = done["steps"]
    assert [step["status"] for step in steps] == ["done"] * 6
    assert steps[0]["facts"]["tickers"][0]["rows"] == 500
    assert len(steps[0]["messages"]) == len(steps[0]["findings"]) > 0

    assert "500" in assets("status").out
    assert "MCC" in assets("report").out
    assert assets("report", "--json").json["parts"]
    answer = assets("predict", "abcd3", "--json").json
    assert answer["model"] == steps[5]["facts"]["model"]
    assert sum(answer["probabilities"].values()) == pytest.approx(1)
    assert len(answer["messages"]) == len(answer["findings"])
    assert answer["model"] in assets("predict", "ABCD3", "--name", answer["model"]).out

    assert assets("clear", "--json").json == {"pipeline": "default", "cleared": True}
    assert {step["status"] for step in assets("status", "--json").json["steps"]} == {"todo"}
    assert assets("report").code == 4
    assert assets("predict", "ABCD3").code == 0


def test_a_ticker_that_is_not_there_is_told_before_anything_is_queued(installation: Path) -> None:
    ended = shell(installation, "assets", "load", "NADA3", "--json", check=False)
    assert (ended.returncode, json.loads(ended.stderr)["error"]["code"]) == (4, "assets_tickers_unknown")


def test_a_step_out_of_order_is_refused_by_name(assets: Run) -> None:
    refused = assets("train", "--json")
    assert (refused.code, refused.error["code"]) == (6, "pipeline_step_missing")
    assert refused.error["facts"]["missing"] == ["load", "preprocess", "split"]


def test_what_is_missing_is_told_by_the_commands_that_do_it(assets: Run) -> None:
    told = assets("train").err
    assert "bancada assets load, bancada assets prepare, bancada assets split" in told
    assert "preprocess" not in told + assets("status").out
    assert assets("preprocess", "--json").error["code"] == "pipeline_step_missing"


def test_a_force_without_a_reason_is_refused_before_anything_is_queued(assets: Run) -> None:
    refused = assets("run", "abcd3.sa", "--force", "--no-wait", "--json")
    assert (refused.code, refused.error["code"]) == (3, "assets_request_wrong")
    assert {one["status"] for one in assets("status", "--json").json["steps"]} == {"todo"}
    assert assets("run", "abcd3.sa", "--force", "--reason", "to compare", "--no-wait").code == 0


def test_who_does_not_wait_is_told_the_run_and_finds_the_pipeline_busy(assets: Run) -> None:
    queued = assets("load", "ABCD3", "--no-wait", "--json").json
    busy = assets("load", "ABCD3", "--json")

    assert (busy.code, busy.error["code"]) == (6, "pipeline_busy")
    assert busy.error["facts"]["run_id"] == queued["run"]
    assert assets("load", "ABCD3", "--no-wait", "--pipeline", "other", "--json").json["pipeline"] == "other"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("run", "ABCD3", "--model", "xgb", "--json"), 3, "assets_model_type_unknown"),
        (("predict", "ABCD3", "--json"), 4, "assets_no_model"),
        (("predict", "ABCD3", "--collection", "../x", "--json"), 3, "invalid_name"),
        (("rollback", "--json"), 4, ""),
    ],
    ids=["kind", "model", "collection", "rollback"],
)
def test_what_cannot_be_done_ends_with_its_code(assets: Run, arguments: tuple[str, ...], code: int, says: str) -> None:
    answer = assets(*arguments)
    assert (answer.code, answer.error["code"][: len(says)]) == (code, says)


def test_a_collection_without_champions_says_so(assets: Run) -> None:
    assert assets("history", "--json").json == []
    assert "yet" in assets("history").out


def test_the_state_of_a_pipeline_is_shown_without_the_libraries_of_research(installation: Path) -> None:
    shell(installation, "assets", "status", "--json")  # upgrades the database once
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "assets", "status", "--json"],
        env=environment(installation), cwd=installation, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert not set(json.loads(done.stderr)) & (ENGINES | {"numpy", "talib", "numba"})
