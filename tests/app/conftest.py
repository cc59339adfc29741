"""The dashboard under test: a fake bench behind the composition root, caches cleared around each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app import problems
from app.cache import keeping
from bancada.settings import Settings
from tests.app.fake_assets import AssetsBench, assets_bench, copied, piped
from tests.app.fake_bench import FakeBench, full_bench
from tests.app.fake_lottery import compared, lottery_bench
from tests.app.fake_market import market_bench

MAIN = Path(__file__).resolve().parents[2] / "app" / "main.py"
Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _cleared() -> Iterator[None]:
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def _defects_raise(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a defect of a page end its test, unless the test asks how one is shown."""

    def show_defect(error: Exception) -> None:
        raise error

    if "shown_defects" not in request.fixturenames:
        monkeypatch.setattr(problems, "show_defect", show_defect)


@pytest.fixture
def shown_defects() -> None:
    """Leave defects to the page, as for a visitor."""


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> FakeBench:
    """Return a bench with nothing on it, which the dashboard uses."""
    return _used(FakeBench(), monkeypatch)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> FakeBench:
    """Return a bench with datasets, models and runs, which the dashboard uses."""
    return _used(full_bench(), monkeypatch)


@pytest.fixture
def lottery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeBench:
    """Return a bench with simulated draws, a finished comparison and two saved forecasters, which the dashboard uses."""
    return _used(compared(lottery_bench(tmp_path)), monkeypatch)


@pytest.fixture
def empty_lottery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeBench:
    """Return a bench with a lottery that has no draw, which the dashboard uses."""
    return _used(lottery_bench(tmp_path, n_draws=0), monkeypatch)


@pytest.fixture
def market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeBench:
    """Return a bench with five-minute bars of WDO, which the dashboard uses."""
    return _used(market_bench(tmp_path), monkeypatch)


@pytest.fixture
def empty_market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeBench:
    """Return a bench with a market that has no series, which the dashboard uses."""
    return _used(market_bench(tmp_path, n_days=0), monkeypatch)


@pytest.fixture(scope="session")
def piped_assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which a pipeline of daily assets is done; to be copied."""
    return piped(tmp_path_factory.mktemp("piped"))


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AssetsBench:
    """Return a bench with two tickers and nothing done with them, which the dashboard uses."""
    bench = assets_bench(tmp_path)
    _used(bench, monkeypatch)
    return bench


@pytest.fixture
def assets_done(piped_assets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AssetsBench:
    """Return a bench on which the six steps are done for two tickers, which the dashboard uses."""
    bench = copied(piped_assets, tmp_path)
    _used(bench, monkeypatch)
    return bench


@pytest.fixture
def open_page() -> Open:
    """Return a function that opens a page as a visitor would, in a language and with choices in the address."""

    def open_page(page: str, *, locale: str = "pt-BR", **choices: str) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=30)
        app.context = {"locale": locale, "timezone": "America/Sao_Paulo"}
        for name, value in choices.items():
            app.query_params[name] = value
        if page != "home":
            app.switch_page(f"../pages/{page}.py")
        return app.run()

    return open_page


def _used(bench: FakeBench, monkeypatch: pytest.MonkeyPatch) -> FakeBench:
    settings = Settings(language="", cache_ttl_s=3600, cache_max_entries=64)
    root = SimpleNamespace(default_bench=lambda: bench, default_settings=lambda: settings)
    monkeypatch.setattr(keeping, "bootstrap", root)
    return bench
