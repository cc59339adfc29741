"""Explore beyond looking: cells mended, a table copied from a database, the trash."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app import state
from app.components.connecting import address_with
from bancada.core.dataset import Source
from tests.app.conftest import Open
from tests.app.fake_bench import FakeBench, dataset_info
from tests.app.test_pages import said


def test_a_mended_cell_is_saved_when_asked_and_seen_at_once(full: FakeBench, open_page: Open):
    app = open_page("explore", view="rows")
    app.toggle(key="mend-sensores-demo").set_value(True).run()
    info = full.data.info("sensores-demo")
    save = f"cells-save-{info.cache_key}"
    assert app.button(key=save).disabled
    app.session_state[state.edits(info.cache_key).name] = {
        "edited_rows": {0: {"lux": 4321.5}}, "added_rows": [], "deleted_rows": [],
    }  # fmt: skip
    app.run()
    app.button(key=save).click().run()
    assert not app.exception
    assert full.data.frame.loc[0, "lux"] == 4321.5
    assert full.data.info("sensores-demo").version == 4
    app.toggle(key="mend-sensores-demo").set_value(False).run()
    assert app.dataframe[0].value["lux"].iloc[0] == 4321.5


def table_dialog() -> None:
    from app.components import connecting

    connecting.choose_table()


def test_a_table_of_a_database_is_copied_with_a_password_that_is_shown_nowhere(full: FakeBench):
    app = AppTest.from_function(table_dialog).run()
    assert app.button(key="connect.do").disabled
    app.text_input(key="connect.url").set_value("postgresql://leitor@servidor/base")
    app.text_input(key="connect.password").set_value("s3gr3do")
    app.text_input(key="connect.table.").set_value("vendas").run()
    app.button(key="connect.do").click().run()
    assert full.data.asked_urls == ["postgresql://leitor:s3gr3do@servidor/base"]
    assert app.text_input(key="connect.password").proto.type == app.text_input(key="connect.password").proto.PASSWORD
    assert "s3gr3do" not in said(app)


def test_the_import_dialog_offers_a_file_or_a_database(full: FakeBench, open_page: Open):
    app = open_page("explore")
    app.button(key="import").click().run()
    assert [tab.label for tab in app.tabs] == ["Um arquivo", "Um banco conectado"]


def test_a_copied_table_shows_its_age_and_can_be_copied_anew(full: FakeBench, open_page: Open):
    full.data.infos = [dataset_info("vendas", Source.CONNECTED)]
    app = open_page("explore", dataset="vendas")
    assert "Copiado há 3 horas" in said(app)
    app.button(key="copy-anew-vendas").click().run()
    assert not app.exception
    assert app.text_input(key="connect.url").value == ""


def test_what_is_deleted_can_be_undone_and_only_a_second_question_purges(full: FakeBench, open_page: Open):
    app = open_page("explore", dataset="ocupacao")
    app.button(key="delete-dataset").click().run()
    app.button(key="confirm-yes").click().run()
    assert [info.name for info in full.data.trashed] == ["ocupacao"]
    app.button(key="undo-do").click().run()
    assert full.data.trashed == []
    app.button(key="delete-dataset").click().run()
    app.button(key="confirm-yes").click().run()
    app.button(key="purge-ocupacao").click().run()
    assert full.data.trashed
    app.button(key="confirm-yes").click().run()
    assert full.data.trashed == []
    assert "ocupacao" not in {info.name for info in full.data.infos}


@pytest.mark.parametrize(
    ("address", "password", "whole"),
    [
        ("postgresql://ana@db/loja", "a/b c", "postgresql://ana:a%2Fb%20c@db/loja"),
        ("postgresql://ana@db/loja", "", "postgresql://ana@db/loja"),
        ("postgresql://ana:x@db/loja", "y", "postgresql://ana:x@db/loja"),
        ("sqlite:///pasta/base.db", "y", "sqlite:///pasta/base.db"),
    ],
    ids=["quoted", "none given", "one is there", "no server"],
)
def test_a_password_takes_its_place_in_an_address(address: str, password: str, whole: str):
    assert address_with(address, password) == whole
