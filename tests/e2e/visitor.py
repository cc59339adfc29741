"""A visitor of the dashboard: a browser page in one language, and what a person does with it.

Everything is found as a person finds it, by role and by the words on the screen, which come from the dashboard's own catalogue.
"""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

from babel.messages.pofile import read_po
from playwright.sync_api import BrowserContext, ConsoleMessage, FilePayload, Locator, Page, expect

from app.i18n import LOCALES

PATIENCE_MS = 60_000
PROBES = ("/_stcore/health", "/_stcore/host-config")
"""Streamlit's page asks for these below the address it was opened at before it asks at the root; the first answer is 404."""


class Visitor:
    """One page of one browser context."""

    def __init__(self, context: BrowserContext, base: str, *, language: str) -> None:
        self.context = context
        self.base = base
        self.language = language
        self.complaints: list[str] = []
        self.opened_in_s: dict[str, float] = {}
        context.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        self.page: Page = context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self._catalogues = [
            read_po(io.BytesIO(path.read_bytes()), locale="pt_BR")
            for path in sorted((LOCALES / "pt_BR" / "LC_MESSAGES").glob("*.po"))
        ]

    # object: whatever the sentence names, printed.
    def says(self, message: str, **facts: object) -> str:
        """Return a sentence of the dashboard in the visitor's language."""
        entry = next((found for one in self._catalogues if (found := one.get(message))), None)
        assert entry is not None, f"no such sentence: {message}"
        text = message if self.language == "en" else str(entry.string)
        return text.format(**facts) if facts else text

    def open(self, path: str = "") -> None:
        """Open an address of the dashboard and wait until it is drawn."""
        started = time.monotonic()
        self.page.goto(self.base + path)
        self.settled()
        self.opened_in_s[path.partition("?")[0] or "/"] = time.monotonic() - started

    def settled(self) -> None:
        """Wait until the page's script has run; nothing on it may be a defect shown raw."""
        self.page.wait_for_timeout(150)  # a click is told to the server a moment later
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        expect(self.main.get_by_role("heading", level=1).first).to_be_visible()
        assert self.page.get_by_test_id("stException").count() == 0, self.main.inner_text()
        assert "Traceback" not in self.page.locator("body").inner_text()

    @property
    def main(self) -> Locator:
        return self.page.get_by_test_id("stMain")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def sees(self, text: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Wait until a text stands on the page."""
        expect((within or self.main).get_by_text(text).first).to_be_visible()

    def go(self, title: str) -> None:
        """Follow the navigation to a page."""
        self.page.get_by_test_id("stSidebar").get_by_role("link", name=self.says(title), exact=True).click()
        expect(self.main.get_by_role("heading", level=1, name=self.says(title), exact=True)).to_be_visible()
        self.settled()

    def press(self, label: str, *, within: Locator | None = None) -> None:
        """Press a button."""
        (within or self.main).get_by_role("button", name=self.says(label)).first.click()
        self.settled()

    def field(self, label: str, *, within: Locator | None = None) -> Locator:
        """Return the field with this label, as it stands on the screen."""
        inputs = (within or self.main).locator("input, textarea")
        return inputs.and_(self.page.get_by_label(label, exact=True))

    def fill(self, label: str, text: str, *, within: Locator | None = None) -> None:
        """Type into a field and leave it."""
        field = self.field(label, within=within)
        field.fill(text)
        field.press("Tab")
        self.settled()

    def pick(self, label: str, option: str, *, within: Locator | None = None) -> None:
        """Choose from a select box."""
        (within or self.main).get_by_role("combobox", name=label, exact=True).click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.settled()

    def picked(self, label: str) -> Locator:
        """Return the select box with this label."""
        return self.main.get_by_role("combobox", name=label, exact=True)

    def switch(self, option: str, *, within: Locator | None = None) -> None:
        """Press one part of a segmented control."""
        (within or self.main).get_by_role("radiogroup").get_by_text(option, exact=True).click()
        self.settled()

    def hand_over(self, file: Path | FilePayload, *, within: Locator | None = None) -> None:
        """Put a file into the uploader, as dropping it does."""
        (within or self.main).locator('input[type="file"]').set_input_files(file)
        self.settled()

    def leave(self) -> None:
        """Close the browser context; the browser's console must have stayed quiet."""
        self.context.close()
        assert self.complaints == []

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location["url"].endswith(PROBES):
            self.complaints.append(f"{message.text} ({message.location['url']})")
