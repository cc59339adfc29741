"""Which series the market page opens: by a link, by the search, after an import or an undo, and where nothing is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.components.market import choices, reports
from bancada.markets.series import PriceBasis
from tests.app.conftest import Open
from tests.app.fake_bench import FakeBench
from tests.app.fake_market import bars_csv, bring
from tests.app.test_pages import button, said

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

SYMBOLS = ("AAAA3", "BBBB3", "WDOA")


@pytest.fixture
def many(market: FakeBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeBench:
    """Return a bench with more series than the picker lists, of which WDO alone is long."""
    for symbol in SYMBOLS:
        bring(market, tmp_path, bars_csv(symbol, n_days=1), name=f"{symbol}_M5.csv", basis=PriceBasis.RAW)
    monkeypatch.setattr("app.components.market.picking.MOST_LISTED", 2)
    return market


def opened(app: AppTest) -> str:
    assert not app.exception
    return str(app.selectbox(key="series").value)


def searched(app: AppTest, text: str) -> AppTest:
    return app.text_input(key="series-search").set_value(text).run()


def test_a_link_opens_a_series_beyond_those_that_are_listed(many: FakeBench, open_page: Open):
    app = open_page("market", series="WDOA,5m,raw")
    assert opened(app) == "WDOA,5m,raw"
    assert not app.warning
    assert len(app.selectbox(key="series").options) == 3


def test_a_symbol_alone_is_link_enough_where_it_has_one_series(many: FakeBench, open_page: Open):
    assert opened(open_page("market", series="wdoa")) == "WDOA,5m,raw"


@pytest.mark.parametrize("link", ["NADA3,1d,raw", "WDO,1d,raw", "WDO,3h,raw", "WDO,5m,xyz", ",,"])
def test_a_link_to_a_series_that_is_not_here_says_so(link: str, many: FakeBench, open_page: Open):
    app = open_page("market", series=link)
    assert opened(app) == "WDO,5m,raw"
    assert f"Não há série `{link}` aqui" in app.warning[0].value


def test_a_search_opens_the_closest_symbol(many: FakeBench, open_page: Open):
    app = searched(open_page("market", series="AAAA3,5m,raw"), "wdoa")
    assert opened(app) == "WDOA,5m,raw"
    assert opened(searched(app, "wdo")) == "WDOA,5m,raw"  # it is among what is found
    assert opened(searched(searched(app, "bbb"), "wdo")) == "WDO,5m,raw"


def test_a_search_without_a_match_says_so_and_leaves_open_what_is(many: FakeBench, open_page: Open):
    app = searched(open_page("market", series="WDOA,5m,raw"), "XYZ")
    assert opened(app) == "WDOA,5m,raw"
    assert "Nenhum ativo tem `XYZ`" in app.warning[0].value


def test_what_was_just_imported_is_seen_whatever_was_searched(many: FakeBench, open_page: Open):
    app = searched(open_page("market"), "AAAA")
    app.session_state[choices.OPEN.name] = "WDOA,5m,raw"
    app.run()
    assert opened(app) == "WDOA,5m,raw"
    assert app.text_input(key="series-search").value == ""


def test_the_button_of_a_report_asks_for_its_series(market: FakeBench, monkeypatch: pytest.MonkeyPatch):
    held: dict[str, str] = {}
    monkeypatch.setattr(choices, "OPEN", type("Held", (), {"set": lambda _self, code: held.update(code=code)})())
    reports._choose(market.market.series.list()[0], "bars")
    assert held == {"code": "WDO,5m,raw"}


def test_a_series_of_few_bars_is_not_the_first_that_is_shown(many: FakeBench, open_page: Open):
    assert opened(open_page("market")) == "WDO,5m,raw"


def test_demo_prices_with_payouts_go_before_those_without(empty_market: FakeBench, open_page: Open):
    empty_market.market.series.load_demo()
    assert opened(open_page("market")).endswith(",1d,total_return")


def test_undoing_a_removal_opens_what_came_back(many: FakeBench, open_page: Open):
    app = open_page("market", series="AAAA3,5m,raw")
    button(app, "Remover…").click().run()
    app.button(key="confirm-yes").click().run()
    app.run()  # here a dialog does not run alone
    assert opened(app) == "WDO,5m,raw"
    assert not app.warning
    app.button(key="undo-do").click().run()
    assert opened(app) == "AAAA3,5m,raw"


def test_home_names_a_symbol_once_whatever_its_bases(empty_market: FakeBench, open_page: Open):
    empty_market.market.series.load_demo()
    line = next(one for one in said(open_page("home")).splitlines() if one.startswith("10 séries"))
    assert line.count("AAPL 1d") <= 1
    named = line.split(": ")[1].split(" · ")[0].split(", ")
    assert len(named) == len(set(named)) == 5
