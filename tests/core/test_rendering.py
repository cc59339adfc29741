"""Facts inside sentences: printed by the language, never hiding what is missing."""

from __future__ import annotations

import pytest

from bancada.core.messages import SENTENCES, render


@pytest.fixture
def code(monkeypatch: pytest.MonkeyPatch) -> str:
    """Plant a sentence with a plain number, a formatted one and a list."""
    monkeypatch.setitem(SENTENCES, "planted", ("{share} {price:,.2f} {ends}",) * 2)
    return "planted"


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "97.35 1,234.50 1.5, 2"), ("pt_BR", "97,35 1.234,50 1,5, 2")], ids=["en", "pt_BR"]
)
def test_decimals_follow_the_language(code: str, language: str, shown: str) -> None:
    assert render(code, {"share": 97.35, "price": 1234.5, "ends": [1.5, 2]}, language=language) == shown


@pytest.mark.parametrize("language", ["en", "pt_BR"])
def test_a_missing_fact_is_a_question_mark_in_any_format(code: str, language: str) -> None:
    assert render(code, {"ends": "x"}, language=language) == "? ? x"
