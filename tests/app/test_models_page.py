"""The models page beyond one model: notices, the trash, a file taken in, champions of the past, adopting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bancada.core.finding import Finding, Severity
from bancada.registry import TRUST_PHRASE
from tests.app.conftest import Open
from tests.app.fake_bench import NOW, FakeBench
from tests.app.test_pages import said

NOTICE = Finding("journal_altered", Severity.FAILURE, facts={"length": 41})


def test_notices_of_the_store_stay_until_somebody_says_what_was_done(full: FakeBench, open_page: Open):
    full.models.notices = (NOTICE,)
    app = open_page("models")
    assert "diário foi alterado" in said(app)
    assert app.button(key="seen-do").disabled
    app.text_input(key="seen-reason").set_value("recuperado do backup").run()
    app.button(key="seen-do").click().run()
    assert full.models.acknowledged == ["recuperado do backup"]
    assert "diário foi alterado" not in said(app)


@pytest.mark.parametrize(("locale", "words"), [("pt-BR", "Para que serve"), ("en-US", "What it is for")])
def test_the_card_is_written_in_the_sessions_language(locale: str, words: str, full: FakeBench, open_page: Open):
    assert words in said(open_page("models", locale=locale, model="rf_sensores-demo"))


def test_what_was_deleted_can_be_brought_back_at_once(full: FakeBench, open_page: Open):
    app = open_page("models", model="rf_sensores-demo")
    app.button(key="delete-rf_sensores-demo").click().run()
    app.button(key="confirm-yes").click().run()
    assert "está na lixeira" in said(app)
    app.button(key="undo-do").click().run()
    assert "rf_sensores-demo" in {info.name for info in full.models.infos}
    assert "está na lixeira" not in said(app)


def test_a_champion_cannot_be_deleted_and_says_why(full: FakeBench, open_page: Open):
    button = open_page("models", model="et_sensores-demo").button(key="delete-et_sensores-demo")
    assert button.disabled
    assert "campeão" in button.help


def test_the_trash_is_emptied_only_after_a_question(full: FakeBench, open_page: Open):
    full.models.delete("rf_sensores-demo")
    app = open_page("models")
    app.button(key="empty-trash").click().run()
    assert full.models.trashed
    app.button(key="confirm-yes").click().run()
    assert not full.models.trashed


def test_the_champions_of_a_task_are_listed_and_asked_for_by_day(full: FakeBench, open_page: Open):
    app = open_page("models", model="et_sensores-demo")
    app.session_state["parts-et_sensores-demo"] = "Versões da tarefa"
    app.run()
    assert "★ **et_sensores-demo**" in said(app)
    app.date_input[0].set_value((NOW - timedelta(days=40)).date()).run()
    assert "Ninguém servia" in said(app)
    app.button(key="rollback-et_sensores-demo").click().run()
    app.button(key="confirm-yes").click().run()
    assert full.models.promoted == ["lr_sensores-demo"]


def test_the_files_are_verified_when_their_tab_is_opened(full: FakeBench, open_page: Open):
    full.models.broken = (Finding("file_unlisted", Severity.CAUTION, facts={"name": "rf", "file": "extra.bin"}),)
    app = open_page("models", model="rf_sensores-demo")
    assert "extra.bin" not in said(app)
    app.session_state["parts-rf_sensores-demo"] = "Arquivos"
    app.run()
    assert "extra.bin" in said(app)


@pytest.mark.parametrize(("phrase", "adopted"), [("sim", False), (TRUST_PHRASE, True)], ids=["wrong", "right"])
def test_a_legacy_model_is_adopted_with_the_phrase_alone(phrase: str, adopted: bool, full: FakeBench, open_page: Open):
    app = open_page("models", model="antigo")
    app.text_input[0].set_value(phrase)
    next(one for one in app.button if one.label == "Adotar").click().run()
    assert not app.exception
    assert full.models.info("antigo").is_legacy is not adopted


def test_home_says_what_needs_attention(full: FakeBench, open_page: Open):
    full.models.notices = (NOTICE,)
    full.models.broken = (Finding("artefact_missing", Severity.FAILURE, facts={"file": "model.joblib"}),)
    full.runs.worker = False
    full.runs.runs = [run for run in full.runs.runs if run.id == "run-bad"]
    text = said(open_page("home"))
    for words in ("bancada worker", "não merece confiança", "1 aviso do repositório", "A última execução falhou"):
        assert words in text
