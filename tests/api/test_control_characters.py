"""Text that is kept and shown later holds nothing that a terminal would obey."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.api.client import Api

Caller = Callable[[str], Api]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/models/esteira/promote", "reason"),
        ("/models/esteira/promote", "task"),
        ("/api/b3/save-model", "notes"),
        ("/api/b3/save-model", "reason"),
        ("/lottery/train", "name"),
    ],
)
@pytest.mark.parametrize("sign", ["\x1b", "\x00", "\x9b", "\x7f", "\u202e"], ids=ascii)
def test_a_control_character_is_refused_by_name_and_not_said_back(
    caller: Caller, path: str, field: str, sign: str
) -> None:
    answer = caller("admin").post(path, json={field: f"a{sign}[2Jb"}, headers={"Accept-Language": "pt-BR"})
    assert answer.status_code == 422
    found = [problem for problem in answer.json()["problems"] if problem["where"].endswith(field)]
    assert [(problem["code"], problem["detail"]) for problem in found] == [
        ("text_control", "não deve ter caracteres de controle")
    ]
    assert sign not in answer.text


def test_lines_and_accents_are_taken(caller: Caller) -> None:
    answer = caller("admin").post("/models/none-such/promote", json={"reason": "linha 1\n\tação – 漢字"})
    assert answer.status_code == 404
