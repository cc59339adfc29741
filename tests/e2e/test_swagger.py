"""The API's documentation in a browser: a key is typed in, a route is tried out, nothing is loaded from elsewhere or kept."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from bancada.bootstrap import default_bench
from bancada.data.access.values import Role
from tests.api.client import running_server


def test_a_route_is_tried_out_with_a_key_on_the_swagger_page(chromium: Browser, installation: Path) -> None:
    secret = default_bench().access.keys.create(Role.READ).secret
    with running_server() as (address, _):
        context = chromium.new_context()
        page = context.new_page()
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))

        page.goto(f"{address}/swagger")
        page.locator("button.authorize").first.click()
        page.locator(".auth-container input").fill(secret)
        page.locator(".auth-btn-wrapper button.authorize").click()
        page.locator(".auth-btn-wrapper button.btn-done").click()
        operation = page.locator(".opblock-get").filter(has=page.locator("[data-path='/models']"))
        operation.locator(".opblock-summary").click()
        operation.locator("button.execute").click()

        status = operation.locator(".live-responses-table tbody .response-col_status")
        expect(status).to_contain_text("200")
        assert [url for url in asked if not url.startswith((address, "data:"))] == []
        assert complaints == []
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        context.close()
