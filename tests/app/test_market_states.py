"""States of the market page that are easily left over: short series, holes, names in the visitor's language, spans held in a link."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.charts import palette
from app.charts.market import candles
from app.charts.market.regimes import transitions
from app.components.market import refusals, research_words, thinned, words
from bancada.markets.bars import make_bars
from bancada.markets.features import catalogue
from bancada.markets.timeframe import Timeframe
from tests.app.conftest import Open
from tests.app.fake_bench import FakeBench
from tests.app.fake_market import BARS_A_DAY, bars_csv, bring
from tests.app.test_market_page import shown_bars
from tests.app.test_pages import said

DAY_NS = 86_400 * 10**9


@pytest.fixture
def short(empty_market: FakeBench, tmp_path: Path) -> FakeBench:
    """Return a bench with a series of one bar."""
    content = b"\n".join(bars_csv(n_days=1).splitlines()[:2])
    bring(empty_market, tmp_path, content, name="WDO_M5.csv", timeframe=Timeframe.M5)
    return empty_market


@pytest.mark.parametrize(
    ("view", "least"), [("features", "30 barras"), ("regimes", "ao menos 51 barras"), ("labels", "ao menos 64 barras")]
)
def test_a_view_says_how_many_bars_it_needs(view: str, least: str, short: FakeBench, open_page: Open):
    app = open_page("market", **{"market-view": view})
    assert not app.exception
    assert not app.error
    assert "1 barra é pouco para isto" in said(app)
    assert least in said(app)


def test_few_bars_without_a_fault_are_not_praised(short: FakeBench, open_page: Open):
    app = open_page("market", **{"market-view": "validation"})
    text = said(app)
    assert not app.exception
    assert "Nada foi encontrado contra" not in text
    assert not app.get("plotly_chart")


def test_a_link_shows_the_bars_between_its_days_or_instants(market: FakeBench, open_page: Open):
    app = open_page("market", between="2024-03-14,2024-03-15")
    assert shown_bars(app) == 2 * BARS_A_DAY
    assert [one.isoformat() for one in app.date_input(key="market-days").value] == ["2024-03-14", "2024-03-15"]
    assert shown_bars(open_page("market", between="2024-03-14T10:00,2024-03-14T10:55")) == 12


@pytest.mark.parametrize("link", ["x,y", "2024-03-14", "2031-01-01,2031-01-02", "0001-01-01,9999-12-31T23:59", ","])
def test_a_link_that_is_not_readable_or_lies_elsewhere_is_no_hindrance(link: str, market: FakeBench, open_page: Open):
    app = open_page("market", between=link)
    assert not app.exception
    assert shown_bars(app) in (1_000, 1_410)


def test_days_that_are_chosen_go_into_the_address_and_leave_it(market: FakeBench, open_page: Open):
    app = open_page("market")
    day = datetime(2024, 3, 14, tzinfo=UTC).date()
    app.date_input(key="market-days").set_value((day, day + timedelta(days=1))).run()
    assert app.query_params["between"] == "2024-03-14,2024-03-15"
    app.button(key="market-unzoom").click().run()
    assert "between" not in app.query_params


def test_stretches_of_time_end_at_a_hole_and_begin_after_it():
    ts = np.concatenate([np.arange(10), np.arange(40, 50)]) * DAY_NS
    price = np.full(20, 5.0)
    bars = make_bars(
        "X", Timeframe.D1, ts=ts, open=price, high=price, low=price, close=price, volume=price, zone="America/Sao_Paulo"
    )
    at, found = thinned.stretches(bars, 4)
    assert found == [slice(0, 5), slice(5, 10), None, slice(10, 15), slice(15, 20), None]
    assert [(one - at[0]).days for one in at] == [0, 5, 10, 40, 45, 50]


def test_every_check_of_a_validation_has_a_name(market: FakeBench):
    report = market.market.validation.report(market.market.series.list()[0])
    assert [one.code for one in report.checks if words.check(one.code) == one.code] == []


def test_every_value_of_an_example_and_every_unit_and_family_has_a_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.state.language", lambda: "pt_BR")
    written = ("open", "high", "low", "close", "volume", "bars", "sessions", "new", "old", "jump", "factor")
    assert [name for name in written if words.column(name) == name and name != "volume"] == []
    units, families = {one.unit for one in catalogue()}, {one.group for one in catalogue()}
    alike = {"0 or 1", "-1 to 1", "volume"}
    assert {one for one in units if research_words.unit(one) == one} - alike <= {"ATRs"}
    assert {one for one in families if research_words.feature_group(one) == one} <= {"volume", "composite"}


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Say it: --symbol.", "Say it: **Symbol**."),
        ("Say it: --timeframe, one of 5m.", "Say it: **Timeframe**, one of 5m."),
        ("Right: --replace (in the dashboard: Replace bars that differ).", "Right: **Replace bars that differ**."),
        ("Nothing -- to say; --set fast=9", "Nothing -- to say; --set fast=9"),
    ],
    ids=["symbol", "timeframe", "replace", "none"],
)
def test_options_of_the_shell_are_told_as_fields(sentence: str, told: str):
    assert refusals.in_fields(sentence) == told


@pytest.mark.parametrize(("most", "unit"), [(900, 1), (90_000, 1e3), (5e6, 1e6), (7e9, 1e9), (0, 1)])
def test_volumes_are_written_in_a_unit_that_their_axis_names(most: float, unit: float):
    assert words.volume_unit(most)[0] == unit


def test_volume_is_drawn_in_its_unit_and_told_whole():
    at = [datetime(2024, 3, 1), datetime(2024, 3, 2)]  # noqa: DTZ001  # charts take naive instants
    figure = candles(at, ([1.0, 1], [2.0, 2], [1.0, 1], [1.5, 1.5]), [2_000_000.0, 5e5], volume_unit=1e6)
    volume: Any = next(trace for trace in figure.data if trace.type == "bar")
    assert list(volume.y) == [2.0, 0.5]
    assert list(volume.customdata) == [2_000_000.0, 5e5]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_shares_in_cells_stand_out_from_every_ground(theme: Any):
    figure = transitions(["a", "b"], [[0.9, 0.1], [0.0, 1.0]], theme=theme)
    ink = _luminance(palette(theme).ink)
    for _share, ground in figure.data[0].colorscale:
        low, high = sorted((ink, _luminance(ground)))
        assert (high + 0.05) / (low + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))
