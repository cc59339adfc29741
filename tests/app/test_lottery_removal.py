"""The draws taken out on the lottery page, and brought back."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app import i18n
from bancada.core.messages import SENTENCES
from tests.app.conftest import Open
from tests.app.fake_bench import FakeBench
from tests.app.test_pages import said


@pytest.mark.parametrize(
    ("locale", "named"), [("pt-BR", "400 sorteios, concursos 1 a 400"), ("en-US", "400 draws, contests 1 to 400")]
)
def test_one_question_names_what_goes_and_an_undo_brings_it_back(
    locale: str, named: str, lottery: FakeBench, open_page: Open
):
    service = lottery.lottery.draws
    before = service.draws().sha256
    app = open_page("lottery", locale=locale, **{"lottery-statistic": "draws"})
    app.button(key="lottery-remove").click().run()
    assert f"**{named}**" in said(app)
    assert service.info() is not None
    app.button(key="confirm-yes").click().run()
    assert not app.exception
    assert service.info() is None
    assert "lottery-restore" not in {one.key for one in app.button}
    app.button(key="undo-do").click().run()
    assert not app.exception
    assert service.draws().sha256 == before
    assert "undo-do" not in {one.key for one in app.button}


def test_who_comes_later_can_still_bring_removed_draws_back(lottery: FakeBench, open_page: Open):
    lottery.lottery.draws.remove()
    app = open_page("lottery")
    app.button(key="lottery-restore").click().run()
    assert not app.exception
    assert lottery.lottery.draws.info().rows == 400


def test_an_undo_that_came_too_late_says_why_and_changes_nothing(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", locale="en-US", **{"lottery-statistic": "draws"})
    app.button(key="lottery-remove").click().run()
    app.button(key="confirm-yes").click().run()
    service = lottery.lottery.draws
    service.load_demo(n_draws=50)
    app.button(key="undo-do").click().run()
    assert not app.exception
    assert "There are 50 draws already" in said(app)
    assert service.info().rows == 50


def test_where_nothing_was_removed_nothing_is_offered(empty_lottery: FakeBench, open_page: Open):
    assert "lottery-restore" not in {one.key for one in open_page("lottery").button}


def test_draws_of_a_connected_database_cannot_be_removed(lottery: FakeBench, open_page: Open):
    service = lottery.lottery
    lottery.lottery = replace(service, draws=replace(service.draws, archive=None))
    app = open_page("lottery", **{"lottery-statistic": "draws"})
    assert not app.exception
    assert "lottery-remove" not in {one.key for one in app.button}


@pytest.mark.parametrize("code", ["lottery_stored_differs", "lottery_left_out_stored", "lottery_api_stored_differs"])
def test_the_way_out_of_a_wrong_record_is_named_as_the_page_names_it(code: str, monkeypatch: pytest.MonkeyPatch):
    for language, sentence in zip(("en", "pt_BR"), SENTENCES[code], strict=True):
        monkeypatch.setattr(i18n.state, "language", lambda language=language: language)
        way = ", ".join(i18n._(label) for label in ("History", "Draws", "Remove the draws…"))
        assert re.search(rf"\([^()]*: {re.escape(way)}\)\.( |$)", sentence)
