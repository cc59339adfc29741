"""Runs of daily assets bear the step that they do in the session's language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.components import words
from bancada.core.run import RunStatus
from tests.app.fake_bench import run


@pytest.mark.parametrize(
    ("kind", "title", "told"),
    [
        ("assets-step", "PETR4, VALE3: train", "Ativos: PETR4, VALE3 · Treinar"),
        ("assets-step", "PETR4: preprocess", "Ativos: PETR4 · Preparar"),
        ("assets-pipeline", "PETR4, VALE3 ...: pipeline", "Ativos: PETR4, VALE3 ..."),
    ],
)
def test_a_run_of_a_step_is_titled_in_words(monkeypatch: pytest.MonkeyPatch, kind: str, title: str, told: str) -> None:
    monkeypatch.setattr("app.state.language", lambda: "pt_BR")
    assert words.run_title(replace(run("r", RunStatus.DONE), kind=kind, title=title)) == told
