"""Daily assets in the browser: six steps on real bars, a refresh and a language on the way, the report, an answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bancada.domains.assets.requests import Step
from tests.e2e.conftest import Dashboard, Visit

VIEWS = ("data", "pipeline", "report", "predict", "champions")
SMALL = "tickers=IBM&tickers=MSFT&assets-tries=1&assets-folds=2&assets-trees=20&assets-calibrated=0"


def test_six_steps_lead_to_a_report_and_to_an_answer_and_survive_a_refresh(visit: Visit, dashboard: Dashboard) -> None:
    dashboard.bench.market.series.load_demo()
    visitor = visit()
    visitor.open(f"assets?assets-view=pipeline&{SMALL}")
    visitor.press("Run all six steps")
    visitor.page.reload()
    visitor.settled()
    saved = visitor.main.locator(".st-key-assets-step-save")
    expect(saved.get_by_text(re.compile("Salvo como rf_b3_"))).to_be_visible(timeout=120_000)
    assert dashboard.bench.assets.pipelines.state().is_complete

    visitor.press("See the report")
    visitor.sees("AUC da direção")
    visitor.sees(re.compile("custos"))

    visitor.switch(visitor.says("Ask"))
    visitor.press("Ask")
    visitor.sees(re.compile(r"^IBM: (vender|manter|comprar)$"))
    visitor.switch("MSFT")
    visitor.sees(re.compile(r"^MSFT: (vender|manter|comprar)$"))


@pytest.mark.real_data
def test_real_bars_of_five_shares_lead_to_an_answer_for_petr4(
    visit: Visit, dashboard: Dashboard, real_data: Path
) -> None:
    files = sorted((real_data / "b3" / "daily").glob("*.csv"))
    for file in files:
        dashboard.bench.market.series.import_file(file)
    dashboard.bench.assets.pipelines.clear()
    shares = [file.stem for file in files]
    assert "PETR4" in shares
    visitor = visit()
    chosen = "&".join(f"tickers={share}" for share in shares)
    visitor.open(
        f"assets?assets-view=pipeline&{chosen}&assets-tries=1&assets-folds=2&assets-trees=20&assets-calibrated=0"
    )
    visitor.press("Run all six steps")
    saved = visitor.main.locator(".st-key-assets-step-save")
    expect(saved.get_by_text(re.compile("Salvo como rf_b3_"))).to_be_visible(timeout=120_000)
    loaded = dashboard.bench.assets.pipelines.state().step(Step.LOAD).facts["tickers"]
    assert sorted(one["ticker"] for one in loaded) == shares

    visitor.switch(visitor.says("Ask"))
    visitor.press("Ask")
    visitor.switch("PETR4")
    visitor.sees(re.compile(r"^PETR4: (vender|manter|comprar)$"))


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_of_assets_scrolls_a_phone_sideways(view: str, visit: Visit, dashboard: Dashboard) -> None:
    dashboard.bench.market.series.load_demo()
    visitor = visit(width=390, height=844)
    visitor.open(f"assets?assets-view={view}&{SMALL}")
    visitor.page.wait_for_timeout(500)  # charts and tables take their final width after the script
    over = visitor.page.evaluate(
        "() => { const main = document.querySelector('[data-testid=\"stMain\"]'); return main.scrollWidth - main.clientWidth }"
    )
    assert over <= 0
