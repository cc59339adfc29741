"""Sentences exist in both languages; numbers, moments and sizes follow the language."""

from __future__ import annotations

import ast
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app import i18n, state

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("app", "pages")


def used() -> set[str | tuple[str, ...]]:
    """Return every msgid in the sources."""
    keywords = {"_": None, "ngettext": (1, 2)}
    found = [
        message
        for folder in SOURCES
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords=keywords
        )
    ]
    return {message if isinstance(message, str) else tuple(message) for message in found}


def catalogues() -> dict[str, dict[str | tuple[str, ...], tuple[str, ...]]]:
    """Return the Portuguese catalogues by file name: msgid to its forms."""
    return {path.name: read(path) for path in sorted((i18n.LOCALES / "pt_BR" / "LC_MESSAGES").glob("*.po"))}


def read(path: Path) -> dict[str | tuple[str, ...], tuple[str, ...]]:
    with path.open("rb") as file:
        entries = [entry for entry in read_po(file, locale="pt_BR") if entry.id]
    return {
        entry.id if isinstance(entry.id, str) else tuple(entry.id): (
            (entry.string,) if isinstance(entry.string, str) else tuple(entry.string)
        )
        for entry in entries
    }


def catalogue() -> dict[str | tuple[str, ...], tuple[str, ...]]:
    """Return all Portuguese catalogues as one."""
    return {message: forms for entries in catalogues().values() for message, forms in entries.items()}


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}


@pytest.fixture
def portuguese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "language", lambda: "pt_BR")


def test_every_sentence_has_a_portuguese_form_and_no_form_is_an_orphan():
    assert used() == set(catalogue())


def test_a_sentence_stands_in_one_catalogue_alone():
    everywhere = Counter(message for entries in catalogues().values() for message in entries)
    assert len(catalogues()) > 1
    assert [message for message, times in everywhere.items() if times > 1] == []


@pytest.mark.usefixtures("portuguese")
def test_sentences_come_from_every_catalogue_of_the_language():
    for entries in catalogues().values():
        message = next(one for one in entries if isinstance(one, str) and not fields(one))
        assert i18n._(message) == entries[message][0]


def test_every_portuguese_form_is_written_and_names_the_same_facts():
    for message, forms in catalogue().items():
        originals = (message,) if isinstance(message, str) else message
        assert all(forms), message
        assert {frozenset(fields(form)) for form in forms} == {frozenset(fields(one)) for one in originals}, message


def test_no_sentence_hides_inside_an_f_string_where_it_cannot_be_extracted():
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "ngettext")
    ]
    assert hidden == []


@pytest.mark.parametrize(
    ("chosen", "setting", "browser", "language"),
    [
        ("en", "pt_BR", "pt-BR", "en"),
        (None, "en", "pt-BR", "en"),
        (None, "", "pt-PT", "pt_BR"),
        (None, "", "de-DE", "en"),
        (None, "", None, "pt_BR"),
    ],
    ids=["choice", "setting", "browser", "another language", "nothing known"],
)
def test_the_language_is_the_choice_then_the_setting_then_the_browser(chosen, setting, browser, language):
    assert i18n.resolve_language(chosen=chosen, setting=setting, browser=browser) == language


@pytest.mark.usefixtures("portuguese")
@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(1234.5, 2, "1.234,50"), (0.95512, None, "0,9551"), (12.0, None, "12"), (1234567.0, None, "1.234.567"),
     (float("nan"), None, "–"), (None, 2, "–"), (-0.5, 1, "-0,5"),
     (0.0000001234, None, "0,0000001234"), (2e-12, None, "2E-12")],
)  # fmt: skip
def test_numbers_are_written_the_brazilian_way(value, digits, text):
    assert i18n.format_number(value, digits) == text


@pytest.mark.usefixtures("portuguese")
def test_a_figure_has_three_decimals_unless_it_is_small():
    assert [i18n.format_figure(value) for value in (0.95, 0.00042, 12.5, 0, None)] == [
        "0,950",
        "0,00042",
        "12,500",
        "0,000",
        "–",
    ]


@pytest.mark.usefixtures("portuguese")
def test_a_metric_whose_third_decimal_hardly_moves_has_four():
    assert [i18n.format_figure(0.67301, name) for name in ("Log Loss", "Accuracy")] == ["0,6730", "0,673"]


@pytest.mark.usefixtures("portuguese")
def test_what_was_sent_is_known_again():
    sent = (0.003699, 1500.5, 20.0, "dia", None, 1234567.25)
    assert [i18n.format_sent(value) for value in sent] == ["0,003699", "1.500,5", "20", "dia", "–", "1.234.567"]


@pytest.mark.usefixtures("portuguese")
def test_moments_ages_and_sizes_are_written_the_brazilian_way():
    at = datetime(2026, 3, 4, 17, 5, tzinfo=UTC)
    assert i18n.format_moment(at) == "04/03/2026 17:05"
    assert i18n.format_age(at, now=at + timedelta(hours=3)) == "há 3 horas"
    assert i18n.format_date(date(2026, 3, 4)) == "4 de mar. de 2026"
    assert i18n.format_percent(0.1234) == "12,3%"
    assert i18n.format_bytes(1_234_567) == "1,2 MB"
    assert i18n.format_money(3.5) == "R$\xa03,50"
    assert [i18n.format_money(value, 0) for value in (-1234.0, None)] == ["-R$\xa01.234", "–"]
    assert i18n.separators() == ",."


def test_the_same_values_in_english():
    at = datetime(2026, 3, 4, 17, 5, tzinfo=UTC)
    assert i18n.format_number(1234.5, 2) == "1,234.50"
    assert i18n.format_money(1234.5) == "R$\xa01,234.50"
    assert i18n.format_moment(at) == "Mar 4, 2026 17:05"
    assert i18n.format_moment(at, zone=timezone(timedelta(hours=-3))) == "Mar 4, 2026 14:05"
    assert i18n.format_age(at, now=at + timedelta(hours=3)) == "3 hours ago"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.00021, "210 µs"), (0.0123, "12.3 ms"), (0.25, "250 ms"), (4.25, "4.2 s"), (42, "42 s"), (98, "1 min 38 s"),
     (3725, "1 h 02 min"), (None, "–")],
)  # fmt: skip
def test_durations_take_the_unit_that_suits_them(seconds, text):
    assert i18n.format_duration(seconds) == text


@pytest.mark.usefixtures("portuguese")
def test_only_one_is_singular():
    assert [i18n.ngettext("{n} row", "{n} rows", n) for n in (0, 1, 2, 1500)] == [
        "0 linhas",
        "1 linha",
        "2 linhas",
        "1.500 linhas",
    ]
