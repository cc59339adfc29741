"""What holds on every page: it opens, in both languages and on a phone; links, values and keys do what they should."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bancada.core.model import ModelInfo
from tests.e2e.conftest import Dashboard, Visit

PAGES = {
    "": "Home",
    "explore": "Explore",
    "compare": "Train and compare",
    "models": "Models",
    "predict": "Predict",
    "lottery": "Lottery",
    "market": "Market",
    "assets": "Assets",
    "runs": "Runs",
}
VIEWS = ("overview", "column", "relation", "time", "correlation", "quality", "rows")
Saved = tuple[ModelInfo, ModelInfo]


@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_every_page_opens_in_the_language_of_the_browser(language: str, visit: Visit, saved: Saved) -> None:
    visitor = visit(language)
    for path, title in PAGES.items():
        visitor.open(path)
        expect(visitor.main.get_by_role("heading", level=1)).to_have_text(visitor.says(title))
        expect(visitor.page.locator("html")).to_have_attribute("lang", language.replace("_", "-"))
    print({path: f"{seconds:.2f} s" for path, seconds in visitor.opened_in_s.items()})  # noqa: T201  # read, not judged


def test_every_view_of_a_dataset_opens(visit: Visit, saved: Saved) -> None:
    visitor = visit()
    for view in VIEWS:
        visitor.open(f"explore?dataset=sensores-demo&view={view}")
        visitor.sees(visitor.says("simulated"))


@pytest.mark.parametrize("path", [*PAGES, "models?model=lr_esteira", "explore?view=correlation"])
def test_a_phone_scrolls_no_page_sideways(path: str, visit: Visit, saved: Saved) -> None:
    visitor = visit(width=390, height=844)
    visitor.open(path)
    visitor.page.wait_for_timeout(500)  # charts and tables take their final width after the script
    over = visitor.page.evaluate(
        """() => {
            const main = document.querySelector('[data-testid="stMain"]')
            return [document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth]
        }"""
    )
    assert max(over) <= 0
    expect(visitor.page.locator("html")).to_have_attribute("lang", "pt-BR")


def test_a_shared_link_shows_the_same_view_in_the_other_language(visit: Visit, saved: Saved) -> None:
    first = visit()
    first.open("explore")
    first.pick(first.says("Dataset"), "esteira")
    first.switch(first.says("One column"))
    first.pick(first.says("Column"), "temperatura")
    expect(first.page).to_have_url(re.compile("column=temperatura"))
    shared = first.page.url.removeprefix(first.base)

    second = visit("en")
    second.open(shared)

    expect(second.picked(second.says("Dataset"))).to_have_value("esteira")
    expect(second.picked(second.says("Column"))).to_have_value("temperatura")
    second.sees(second.says("How the values of {column} are spread, by {by}: each group adds up to 100%.",
                            column="temperatura", by="estado"))  # fmt: skip


def test_values_survive_another_page_another_language_and_a_refresh(visit: Visit, saved: Saved) -> None:
    visitor = visit()
    visitor.open("predict?model=lr_esteira")
    lux = visitor.field("💡 Lux")
    lux.fill("12,5")
    lux.press("Tab")
    visitor.settled()

    visitor.go("Runs")
    visitor.go("Predict")
    expect(lux).to_have_value("12,5")

    visitor.switch("English", within=visitor.page.get_by_test_id("stSidebar"))
    visitor.language = "en"
    expect(visitor.main.get_by_role("heading", level=1)).to_have_text("Predict")
    expect(lux).to_have_value("12,5")

    visitor.page.reload()
    visitor.settled()
    expect(lux).to_have_value("12,5")
    expect(visitor.picked(visitor.says("Model"))).to_have_value(re.compile("lr_esteira"))


def test_enter_asks_for_the_answer(visit: Visit, dashboard: Dashboard, saved: Saved) -> None:
    visitor = visit()
    visitor.open("predict?model=nb_esteira")
    lux = visitor.field("💡 Lux")
    lux.fill("31")
    lux.press("Enter")

    visitor.sees(re.compile(visitor.says("Answered by {engine} in {time}.", engine="(ONNX|NATIVE)", time=".*")))
    visitor.settled()
    (record,) = dashboard.bench.predict.history("nb_esteira")
    assert record.inputs["lux"] == 31
    assert record.origin == "manual"


def test_an_address_that_names_nothing_falls_back_to_what_is_there(visit: Visit, saved: Saved) -> None:
    visitor = visit()
    for path in ("explore?dataset=nada&view=nada", "compare?dataset=nada&folds=x&run=nada", "predict?model=nada"):
        visitor.open(path)
    expect(visitor.picked(visitor.says("Model"))).to_have_value("★ lr_esteira")
