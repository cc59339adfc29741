"""The training-data hook: a user's module may give draws in several forms, and what is wrong with it is told by name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from bancada.core.errors import BadInput
from bancada.domains.lottery.hook import training_draws
from bancada.domains.lottery.simulation import simulate_draws

MADE = simulate_draws(20, seed=8)
PRELUDE = """
import numpy as np, pandas as pd
from bancada.domains.lottery.simulation import simulate_draws
made = simulate_draws(20, seed=8)
names = [f"n{i}" for i in range(1, 16)]
def get_training_data():
    return """


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Return a writer of modules in the working folder: it gives the module's name."""
    monkeypatch.chdir(tmp_path)

    def write(source: str) -> str:
        name = f"gancho_{uuid4().hex}"
        (tmp_path / f"{name}.py").write_text(source)
        return name

    return write


@pytest.mark.parametrize(
    "answer",
    [
        "made",
        "made.numbers",
        "made.numbers.tolist()",
        "made.indicators",
        "made.indicators.astype(bool)",
        "made.numbers[:, ::-1].astype(float)",
        "(made.contests[::-1], made.numbers[::-1])",
        "pd.DataFrame(made.numbers, columns=names)",
        "pd.DataFrame(made.numbers, columns=names).assign(Concurso=made.contests, data=None).iloc[::-1]",
        "pd.DataFrame(made.numbers, columns=names).assign(data=pd.date_range('2024-01-01', periods=20))",
    ],
)
def test_draws_are_taken_in_every_form(hook: Callable[[str], str], answer: str) -> None:
    path = list(sys.path)
    found = training_draws(hook(PRELUDE + answer))
    assert found.sha256 == MADE.sha256
    assert sys.path == path


@pytest.mark.parametrize(
    ("source", "code", "told"),
    [
        ("x = 1", "lottery_hook_no_function", "get_training_data"),
        ("get_training_data = 3", "lottery_hook_no_function", "get_training_data"),
        ("import nada_disso", "lottery_hook_failed", "nada_disso"),
        ("x = 1 / 0", "lottery_hook_failed", "ZeroDivisionError"),
        ("def f(:", "lottery_hook_failed", "SyntaxError"),
        (PRELUDE + "open('nada.csv')", "lottery_hook_failed", "nada.csv"),
        (PRELUDE + "None", "lottery_hook_shape", "NoneType"),
        (PRELUDE + "np.zeros((3, 7))", "lottery_hook_shape", "(3, 7)"),
        (PRELUDE + "[[1, 2], [3]]", "lottery_hook_shape", "list"),
        (PRELUDE + "pd.DataFrame({'a': [1]})", "lottery_hook_shape", "columns a"),
        (PRELUDE + "(made.contests[:3], made.numbers)", "lottery_hook_shape", "3 contests"),
        (PRELUDE + "np.zeros((3, 25))", "lottery_record_broken", "1-3"),
        (PRELUDE + "np.full((3, 25), 2)", "lottery_hook_shape", "(3, 25)"),
        (PRELUDE + "np.ones((3, 15), int)", "lottery_record_broken", "1-3"),
        (PRELUDE + "(made.contests * 2, made.numbers)", "lottery_record_broken", "3, 5"),
    ],
)
def test_a_hook_that_does_not_work_is_told_by_module_and_reason(
    hook: Callable[[str], str], source: str, code: str, told: str
) -> None:
    module = hook(source)
    with pytest.raises(BadInput) as refusal:
        training_draws(module)
    assert refusal.value.code == code
    for language in ("en", "pt_BR"):
        assert module in refusal.value.message(language)
        assert told in refusal.value.message(language)


@pytest.mark.parametrize("module", ["nao_existe_mesmo", "nao_existe.dentro"])
def test_a_module_that_is_not_there_is_told(module: str) -> None:
    with pytest.raises(BadInput) as refusal:
        training_draws(module)
    assert (refusal.value.code, refusal.value.facts["module"]) == ("lottery_hook_missing", module)


@pytest.mark.parametrize(
    "source", ["raise SystemExit(3)", "def get_training_data():\n    raise SystemExit(3)"], ids=["module", "function"]
)
def test_a_hook_that_exits_takes_nothing_along(hook: Callable[[str], str], source: str) -> None:
    with pytest.raises(BadInput) as refusal:
        training_draws(hook(source))
    assert (refusal.value.code, refusal.value.facts["detail"]) == ("lottery_hook_failed", "SystemExit: 3")
