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


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "5,000 1,750.83 12,000, 7"), ("pt_BR", "5.000 1.750,83 12.000, 7")],
    ids=["en", "pt_BR"],
)
def test_thousands_follow_the_language(monkeypatch: pytest.MonkeyPatch, language: str, shown: str) -> None:
    monkeypatch.setitem(SENTENCES, "counted", ("{n} {most} {ends}",) * 2)
    assert render("counted", {"n": 5000, "most": 1750.83, "ends": [12000, 7]}, language=language) == shown


@pytest.mark.parametrize("language", ["en", "pt_BR"])
def test_numbers_that_are_names_stay_as_they_are(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setitem(SENTENCES, "named", ("{port} {year} {label} {is_new}",) * 2)
    facts = {"port": 8501, "year": "2026", "label": 2024, "is_new": True}
    assert render("named", facts, language=language) == "8501 2026 2024 True"


@pytest.mark.parametrize(
    ("value", "shown"), [(5000.0, "5.000"), (1e-7, "1e-07"), (2**60, str(2**60)), (-1500, "-1.500")]
)
def test_a_number_is_printed_whole(monkeypatch: pytest.MonkeyPatch, value: float, shown: str) -> None:
    monkeypatch.setitem(SENTENCES, "one", ("{value}",) * 2)
    assert render("one", {"value": value}, language="pt_BR") == shown


@pytest.mark.parametrize("language", ["en", "pt_BR"])
def test_a_missing_fact_is_a_question_mark_in_any_format(code: str, language: str) -> None:
    assert render(code, {"ends": "x"}, language=language) == "? ? x"
