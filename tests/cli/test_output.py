"""What the shell prints: nothing that a terminal would obey, whoever wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from bancada.cli import output
from bancada.cli.output import say, show_json, show_table, shown

if TYPE_CHECKING:
    import pytest

NASTY = "a\x1b[2Jb\x9bc\x07\r\x7f\u202ed"
OBEYED = ("\x1b", "\x9b", "\x07", "\r", "\x7f", "\u202e")


def test_characters_that_a_terminal_obeys_are_written_out_and_lines_and_accents_stay() -> None:
    assert shown(NASTY) == r"a\x1b[2Jb\x9bc\x07\r\x7f\u202ed"
    assert shown("ação\n\tR$ 3,50 – 漢字") == "ação\n\tR$ 3,50 – 漢字"


def test_tables_sentences_and_lines_print_no_such_character(capsys: pytest.CaptureFixture[str]) -> None:
    show_table(("name", "notes"), [("x", NASTY), (NASTY, "y")], title=NASTY)
    say(NASTY, NASTY)
    output.console.print(NASTY, markup=False)
    said = capsys.readouterr().out
    assert [sign for sign in OBEYED if sign in said] == []
    assert said.count(r"\x1b") == 5


def test_json_has_them_as_escapes_that_mean_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    show_json({"notes": NASTY, NASTY: 1})
    said = capsys.readouterr().out
    assert [sign for sign in OBEYED if sign in said] == []
    assert orjson.loads(said) == {"notes": NASTY, NASTY: 1}
