"""A comparison killed with SIGKILL at half: what was finished is found again, as first recorded, and never made twice."""

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from bancada.core.leaderboard import FitStatus
from bancada.data import SqlTrialLedger, open_engine, upgrade
from bancada.learning.fitting import HOLDOUT

SCRIPT = textwrap.dedent(
    """
    import sys, time
    import numpy as np, pandas as pd
    from sklearn.naive_bayes import GaussianNB
    from bancada.data import SqlTrialLedger, open_engine
    from bancada.learning import Candidate, CompareOptions, compare, make_task

    class Slow(GaussianNB):
        def fit(self, X, y):
            time.sleep(0.4)
            return super().fit(X, y)

    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(size=120), "b": rng.normal(size=120)})
    frame["y"] = frame.a + rng.normal(size=120) > 0
    made = tuple(Candidate(f"slow{i}", "Slow", lambda seed: Slow()) for i in range(3))
    options = CompareOptions(n_workers=1, n_select=1)
    task = make_task(frame, target="y", folds=4)
    board = compare(frame, task, candidates=made, options=options, ledger=SqlTrialLedger(open_engine(sys.argv[1])), run_id="r")
    print("finished", board.summary.finished)
    """
)


def test_a_run_killed_at_half_resumes_and_its_finished_fits_stay_as_first_recorded(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bench.db'}"
    engine = open_engine(url)
    upgrade(engine)
    ledger = SqlTrialLedger(engine)
    script = tmp_path / "run.py"
    script.write_text(SCRIPT)
    command = [sys.executable, str(script), url]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(ledger.trials(run_id="r")) < 7:
        assert run.poll() is None
        time.sleep(0.05)
    run.send_signal(signal.SIGKILL)
    run.wait()
    half = {(t.candidate, t.fold): t for t in ledger.trials(run_id="r")}
    assert 7 <= len(half) < 16
    again = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert again.stdout.strip() == "finished True", again.stderr
    whole = ledger.trials(run_id="r")
    assert {key: t for t in whole if (key := (t.candidate, t.fold)) in half} == half
    folds = [t for t in whole if t.fold != HOLDOUT]
    assert len(folds) == 16
    assert {t.status for t in whole} == {FitStatus.OK}
    assert ledger.predictions("r", "slow0", 0)
    engine.dispose()
