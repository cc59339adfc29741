"""The API's documentation in a browser: a key is typed in, a route is tried out, nothing is loaded from elsewhere or kept."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bancada.api.app import document
from bancada.data.access.values import Role
from tests.api.world import key_of, served

METHODS = ("get", "put", "post", "delete", "patch")
N_OPERATIONS = sum(name in METHODS for item in document()["paths"].values() for name in item)


class Reader:
    """A page of a fresh browser, and all that it asked for and complained of.

    Attributes
    ----------
    page : Page
    asked, complaints : list of str
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def elsewhere(self) -> list[str]:
        """What was asked of others than this server."""
        return [url for url in self.asked if not url.startswith((self.address, "data:"))]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Return the address of a server and the secret of a key that reads."""
    folder = tmp_path_factory.mktemp("swagger")
    secret = key_of(folder, Role.READ)[1]
    with served(folder) as (address, _):
        yield address, secret


@pytest.fixture
def reader(server: tuple[str, str], chromium: Browser) -> Iterator[Reader]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield Reader(context, server[0])
    context.close()


@pytest.mark.parametrize("path", ["/", "/docs", "/swagger"])
def test_every_operation_is_on_the_page_and_nothing_is_loaded_from_elsewhere(reader: Reader, path: str) -> None:
    reader.page.goto(reader.address + path)
    expect(reader.page.locator(".opblock")).to_have_count(N_OPERATIONS)
    expect(reader.page.locator(".errors-wrapper")).to_have_count(0)
    assert (reader.elsewhere, reader.complaints) == ([], [])


def test_every_operation_unfolds_with_its_text_and_its_answers(reader: Reader) -> None:
    reader.page.goto(f"{reader.address}/docs")
    expect(reader.page.locator(".opblock")).to_have_count(N_OPERATIONS)
    for operation in reader.page.locator(".opblock").all():
        operation.locator(".opblock-summary").click()
        expect(operation.locator(".responses-table").first).to_be_visible()
        expect(operation.locator(".renderedMarkdown").first).to_be_visible()
        operation.locator(".opblock-summary").click()
    assert (reader.elsewhere, reader.complaints) == ([], [])


def test_a_route_is_tried_out_with_a_key_on_the_swagger_page(reader: Reader, server: tuple[str, str]) -> None:
    page = reader.page
    page.goto(f"{reader.address}/swagger")
    page.locator("button.authorize").first.click()
    page.locator(".auth-container input").fill(server[1])
    page.locator(".auth-btn-wrapper button.authorize").click()
    page.locator(".auth-btn-wrapper button.btn-done").click()
    operation = page.locator(".opblock-get").filter(has=page.locator("[data-path='/models']"))
    operation.locator(".opblock-summary").click()
    operation.locator("button.execute").click()

    status = operation.locator(".live-responses-table tbody .response-col_status")
    expect(status).to_contain_text("200")
    assert (reader.elsewhere, reader.complaints) == ([], [])
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_without_a_key_a_route_that_is_tried_out_says_what_is_needed(reader: Reader) -> None:
    page = reader.page
    page.goto(f"{reader.address}/docs")
    operation = page.locator(".opblock-get").filter(has=page.locator("[data-path='/data']"))
    operation.locator(".opblock-summary").click()
    operation.locator("button.execute").click()
    expect(operation.locator(".live-responses-table")).to_contain_text("api_key_needed")
    assert reader.elsewhere == []


def test_the_specification_that_a_server_gives_is_one_in_both_forms(server: tuple[str, str]) -> None:
    as_json, as_yaml = (httpx.get(server[0] + path) for path in ("/openapi.json", "/swagger/swagger.yml"))
    assert yaml.safe_load(as_yaml.text) == as_json.json() == document()
