"""The market in the browser: a file comes in, what is wrong with it is told, a stretch of candles is dragged out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app.fake_market import N_STRAYS, bars_csv
from tests.e2e.conftest import Dashboard, Visit

VIEWS = ("bars", "validation", "features", "regimes", "labels", "backtest")


def test_a_file_comes_in_is_examined_and_seen_in_detail(visit: Visit, dashboard: Dashboard) -> None:
    visitor = visit()
    visitor.open("market")
    visitor.press("Import bars")
    file = {"name": "WDO_M5.csv", "mimeType": "text/csv", "buffer": bars_csv()}
    visitor.dialog.locator('input[type="file"]').first.set_input_files([file])
    visitor.press("Import", within=visitor.dialog)
    visitor.press("See what is wrong with them", within=visitor.dialog)

    expect(visitor.picked(visitor.says("Series"))).to_have_value(re.compile("WDO"))
    visitor.sees(re.compile(rf"Barras em dias sem pregão: {N_STRAYS} de 1\.410"))

    visitor.switch(visitor.says("Bars"))
    visitor.sees(re.compile(r"WDO, 1\.000 barras"))
    candles = visitor.main.locator(".js-plotly-plot").first
    box = candles.bounding_box()
    assert box is not None
    middle = box["y"] + 0.3 * box["height"]
    visitor.page.mouse.move(box["x"] + 0.4 * box["width"], middle)
    visitor.page.mouse.down()
    visitor.page.mouse.move(box["x"] + 0.6 * box["width"], middle, steps=8)
    visitor.page.mouse.up()
    visitor.sees(re.compile(r"WDO, \d{2,3} barras"))
    visitor.press("Back to the latest bars")
    visitor.sees(re.compile(r"WDO, 1\.000 barras"))


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_of_bars_scrolls_a_phone_sideways(view: str, visit: Visit, dashboard: Dashboard) -> None:
    dashboard.bench.market.series.load_demo()
    visitor = visit(width=390, height=844)
    visitor.open(f"market?series=AAPL,1d,raw&market-view={view}")
    visitor.page.wait_for_timeout(500)  # charts and tables take their final width after the script
    over = visitor.page.evaluate(
        "() => { const main = document.querySelector('[data-testid=\"stMain\"]'); return main.scrollWidth - main.clientWidth }"
    )
    assert over <= 0


def test_a_repair_that_is_undone_leaves_nothing_stale(visit: Visit, dashboard: Dashboard, tmp_path: Path) -> None:
    visitor = visit()
    path = tmp_path / "WIN_M5.csv"
    path.write_bytes(bars_csv("WIN"))
    dashboard.bench.market.series.import_file(path)
    visitor.open("market?series=WIN,5m,raw&market-view=validation")
    repairs = visitor.main.locator(".st-key-market-repairs")
    repairs.locator("label").first.click()
    repairs.get_by_role("button").last.click()
    visitor.sees(re.compile(r"^1\.404 barras · "))
    visitor.press("Undo the last repair")
    visitor.sees(re.compile(r"^1\.410 barras · "))
    visitor.sees(re.compile(rf"Barras em dias sem pregão: {N_STRAYS} de 1\.410"))
    expect(visitor.main.locator(".st-key-market-repairs")).to_be_visible()
