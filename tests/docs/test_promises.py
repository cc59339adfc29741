"""Words about the lottery promise no gain: not in its sentences, on its page, in the shell or in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bancada.core.messages.lottery import SENTENCES

PROMISES = re.compile(
    r"""
    \bbeat(?:s|ing)?\ (?:the\ )?(?:odds|lottery|lotof[aá]cil|house|chance)\b
    | \b(?:winning|lucky|hot)\ numbers\b
    | \b(?:increase|improve|raise|boost)s?\ (?:your|the)\ (?:odds|chances?)\b
    | \bguaranteed\ (?:win|gain|profit|prize|income)
    | \b(?:sure|easy|certain)\ (?:win|gain|profit|money)\b
    | \bmore\ likely\ to\ win\b | \bget\ rich\b | \bsecrets?\ of\ the\ lottery\b
    | \bprevis(?:ão|ões)\ (?:certeiras?|garantidas?|infalíve(?:l|is))
    | \bpalpites?\ (?:certeiros?|quentes?|infalíve(?:l|is)|garantidos?|vencedor(?:es)?)
    | \b(?:dezenas|números)\ (?:da\ sorte|quentes|certeir[ao]s|vencedor[ae]s|premiad[ao]s)\b
    | \b(?:aument|melhor)(?:e|a|am|ar)\ (?:as\ |suas\ |as\ suas\ )?chances?\b
    | \b(?:ganho|lucro|prêmio|renda)\ (?:garantid|cert)[ao]\b
    | \b(?:venç[ao]|vencer|bater|derrotar)\ (?:a\ loteria|a\ lotofácil|o\ acaso|a\ banca)\b
    | \bcerteza\ de\ (?:ganhar|ganho|acertar)\b | \bganhe\b | \bfique\ ric[ao]\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def promises(text: str) -> list[str]:
    """Return the words of a text that promise a gain."""
    return PROMISES.findall(" ".join(text.split()))


def test_the_lottery_s_sentences_promise_nothing() -> None:
    assert SENTENCES
    found = {code: promises(text) for code, pair in SENTENCES.items() for text in pair}
    assert {code: words for code, words in found.items() if words} == {}


def test_the_dashboard_promises_nothing(root: Path) -> None:
    catalogues = sorted((root / "app" / "locales").rglob("*.po"))
    assert len(catalogues) > 1
    found = {path.name: promises(re.sub(r'"\n"', "", path.read_text("utf-8"))) for path in catalogues}
    assert {name: words for name, words in found.items() if words} == {}


def test_the_shell_promises_nothing(root: Path) -> None:
    modules = sorted((root / "src" / "bancada" / "cli" / "lottery").glob("*.py"))
    assert modules
    found = {path.name: promises(path.read_text("utf-8")) for path in modules}
    assert {name: words for name, words in found.items() if words} == {}


def test_a_page_promises_nothing(page: Path) -> None:
    assert promises(page.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "This model beats the lottery.",
        "Today's winning\nnumbers",
        "It increases your chances.",
        "Previsão certeira para o próximo concurso",
        "Aumente suas chances",
        "Palpites quentes e dezenas da sorte",
        "Ganhe com a nossa rede",
    ],
)
def test_a_promise_would_be_noticed(text: str) -> None:
    assert promises(text)


@pytest.mark.parametrize(
    "text", ["It promises nothing.", "Nenhum modelo muda isso.", "A signal is no promise about the next draw."]
)
def test_the_denial_of_a_promise_is_none(text: str) -> None:
    assert promises(text) == []
