"""Commands that start a run, with a real worker: compare, cancel by Ctrl-C, retry, adjust."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bancada import bootstrap
from bancada.core.run import RunStatus
from bancada.settings import read_settings
from tests.worked import Worked, environment, shell

pytestmark = pytest.mark.xdist_group("dbos")

PATIENCE_S = 60.0


def interrupted_compare(worked: Worked) -> subprocess.CompletedProcess[str]:
    """Start a comparison of many fits and interrupt it, as Ctrl-C does, once some fits are done."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bancada", "compare", "esteira", "--include", "lr,dt,nb,rf,et,gbc", "--folds", "10"],
        env=environment(worked.folder), cwd=worked.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  # a shell's background job ignores it
    )  # fmt: skip
    parts = bootstrap.Parts(read_settings())
    deadline = time.monotonic() + PATIENCE_S
    while len(fits(parts, worked)) < 3:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # a terminal interrupts the whole group
    out, err = process.communicate(timeout=PATIENCE_S)
    parts.close()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def fits(parts: bootstrap.Parts, worked: Worked) -> dict[tuple[str, int], object]:
    """Return the instant of each fit that is recorded of runs other than the first."""
    trials = parts.ledger.trials(task="esteira.estado")
    return {(t.candidate, t.fold): t.recorded_at for t in trials if t.run_id != worked.run_id}


def test_ctrl_c_cancels_the_run_and_a_retry_keeps_what_was_fitted(worked: Worked) -> None:
    done = interrupted_compare(worked)

    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    parts = bootstrap.Parts(read_settings())
    run = parts.queue.list()[0]
    assert run.status is RunStatus.CANCELLED
    before = fits(parts, worked)

    again = shell(worked.folder, "runs", "retry", run.id, "--json")

    assert json.loads(again.stdout)["status"] == "done"
    after = fits(parts, worked)
    assert {key: after[key] for key in before} == before
    assert len(after) > len(before)
    parts.close()


def test_a_candidate_is_calibrated_and_given_a_threshold_and_saved(worked: Worked) -> None:
    costs = ("--cost-fp", 1, "--cost-fn", 5)

    first = shell(
        worked.folder, "adjust", worked.run_id, "lr", "--calibrate", "sigmoid", *costs, "--save", "alarme", "--json"
    )

    answer = json.loads(first.stdout)
    assert (answer["id"], answer["saved"], answer["holdout_looks"]) == ("lr-calibrated-cost", "alarme", 2)
    assert answer["threshold"]["split"] == "folds"
    assert answer["threshold"]["expected_cost"] <= min(answer["threshold"][k] for k in ("cost_never", "cost_always"))
    info = json.loads(shell(worked.folder, "models", "show", "alarme", "--json").stdout)
    assert info["signature"]["threshold"] == answer["threshold"]["value"]
    assert info["metadata"]["adjusted_from"] == "lr"

    shown = shell(worked.folder, "adjust", worked.run_id, "dt", *costs)

    assert "Threshold" in shown.stdout
    assert "never" in shown.stdout
    assert "scored 3 times" in shown.stdout
    assert f"bancada models save {worked.run_id} dt-cost" in shown.stdout
    assert shell(worked.folder, "adjust", worked.run_id, "dt", *costs, "--save", "alarme", check=False).returncode == 5
    assert shell(worked.folder, "adjust", worked.run_id, "dt", "--cost-fp", 1, check=False).returncode == 3


def test_a_comparison_prints_its_table_and_says_which_split_a_figure_is_of(worked: Worked) -> None:
    done = shell(
        worked.folder, "compare", "esteira", "--include", "nb", "--folds", 2, "--save-top", 1, "--prefix", "novo"
    )

    assert "holdout" in done.stdout
    assert "Dummy" in done.stdout
    assert "Saved: novo-nb" in done.stdout
    assert Path(worked.models / "novo-nb" / "manifest.json").is_file()
