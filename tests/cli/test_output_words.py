"""Codes of the library are words of the shell's language in tables and findings; JSON keeps the codes."""

from __future__ import annotations

import pytest

from bancada.cli import output
from bancada.core.finding import Finding, Severity


@pytest.fixture
def portuguese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANCADA_LANGUAGE", "pt_BR")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANCADA_LANGUAGE", "en")


@pytest.mark.usefixtures("portuguese")
def test_severities_are_told_in_portuguese(capsys: pytest.CaptureFixture[str]) -> None:
    output.show_findings(
        [Finding("assets_action_rare", Severity.CAUTION, None, {"action": "buy", "count": 1, "of": 9})]
    )
    assert capsys.readouterr().out.startswith("[atenção] Só 1 de 9 linhas pedem a decisão comprar")


@pytest.mark.usefixtures("portuguese")
@pytest.mark.parametrize(
    ("code", "word"), [("done", "concluída"), ("total_return", "retorno total"), ("imported", "importado")]
)
def test_statuses_bases_and_sources_are_told_in_portuguese(code: str, word: str) -> None:
    assert output.word(code) == word


@pytest.mark.usefixtures("english")
def test_in_english_the_codes_are_the_words() -> None:
    assert output.word("total_return") == "total_return"


@pytest.mark.usefixtures("portuguese")
def test_a_code_without_a_word_stays() -> None:
    assert output.word("pruned") == "pruned"
