"""Exported tickets: read back as they were, and a page that loads nothing, escapes everything and says what chance says."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.dataset import Source
from bancada.core.errors import BadInput
from bancada.domains.lottery.export import PageNotes, as_csv, as_page, as_text
from bancada.domains.lottery.sheet import parse_tickets
from bancada.domains.lottery.tickets import Ticket

FIRST, LARGER = tuple(range(1, 16)), tuple(range(5, 22))
TICKETS = st.integers(15, 20).flatmap(
    lambda size: st.permutations(range(1, 26)).map(lambda numbers: tuple(sorted(numbers[:size])))
)


class Page(HTMLParser):
    """What a page holds: its tags, and the chosen numbers of each card."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cards: list[list[int]] = []
        self.cells = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "article":
            self.cards.append([])
        self.cells += tag in ("b", "i")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "b" and data.strip().isdigit():
            self.cards[-1].append(int(data))


@settings(max_examples=25, deadline=None)
@given(tickets=st.lists(TICKETS, min_size=1, max_size=5))
def test_exported_tickets_are_read_back_as_they_were(tickets: list[Ticket]) -> None:
    assert parse_tickets(as_text(tickets)) == parse_tickets(as_csv(tickets)) == tuple(tickets)


@settings(max_examples=15, deadline=None)
@given(tickets=st.lists(TICKETS, min_size=1, max_size=5))
def test_a_page_marks_the_numbers_of_each_ticket_on_a_card_of_25(tickets: list[Ticket]) -> None:
    page = Page(as_page(tickets))
    assert [tuple(card) for card in page.cards] == tickets
    assert page.cells == 25 * len(tickets)


def test_a_table_has_a_head_and_as_many_columns_as_the_largest_ticket() -> None:
    lines = as_csv([FIRST, LARGER]).splitlines()
    assert lines[0] == ",".join(f"n{place}" for place in range(1, 18))
    assert lines[1] == ",".join(map(str, FIRST)) + ",,"
    assert {line.count(",") for line in lines} == {16}


@pytest.mark.parametrize(
    ("language", "tag", "chance", "simulated"),
    [
        ("en", "en", ("1 in 3,268,760,", "1 in 24,035,"), "simulated draws"),
        ("pt_BR", "pt-BR", ("1 em 3.268.760,", "1 em 24.035,"), "concursos simulados"),
    ],
)
def test_a_page_says_in_its_language_what_chance_says_of_each_size(
    language: str, tag: str, chance: tuple[str, str], simulated: str
) -> None:
    text = as_page([FIRST, LARGER], notes=PageNotes(3716, "LS15", Source.SIMULATED), language=language)
    assert f'<html lang="{tag}">' in text
    assert all(odds in text for odds in (*chance, "3716", "LS15", "18"))
    assert simulated in text
    assert simulated not in as_page([FIRST], notes=PageNotes(source=Source.OFFICIAL), language=language)


def test_a_page_escapes_what_users_wrote() -> None:
    text = as_page([FIRST], notes=PageNotes(made_by="<script>alert('&')</script>{style}"))
    assert "script" not in Page(text).tags
    assert "&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;{style}" in text


def test_a_page_loads_nothing_from_anywhere() -> None:
    text = as_page([FIRST, LARGER])
    assert not re.search(r"https?:|src=|href=|url\(|@import", text)
    assert "default-src 'none'" in text
    assert not {"script", "link", "img", "iframe"} & set(Page(text).tags)


def test_a_page_without_tickets_is_refused() -> None:
    with pytest.raises(BadInput, match="no ticket"):
        as_page([])
