"""The schedule of retraining, as a shell sets and reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Answer

Run = Callable[..., Answer]


@pytest.mark.parametrize(("language", "named"), [("en", ": Mon, Fri, 22:30"), ("pt_BR", ": seg, sex, 22:30")])
def test_a_schedule_is_read_by_the_names_of_its_days(
    installation: Path, bancada: Run, monkeypatch: pytest.MonkeyPatch, language: str, named: str
) -> None:
    monkeypatch.setenv("BANCADA_LANGUAGE", language)
    answer = bancada("lottery", "retrain", "--every", "4,0", "--at", "22:30")
    assert named in answer.out
