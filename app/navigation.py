"""The pages, their order, icons and addresses. A page is plugged in by one line here; it knows nothing of what a page draws."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from app.i18n import _

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

__all__ = [
    "ASSETS",
    "COMPARE",
    "EXPLORE",
    "HOME",
    "LOTTERY",
    "MARKET",
    "MODELS",
    "PREDICT",
    "RUNS",
    "Place",
    "build",
    "go",
    "link",
]

PAGES = Path(__file__).resolve().parents[1] / "pages"


@dataclass(frozen=True, slots=True)
class Place:
    """One page of the dashboard.

    Attributes
    ----------
    file : str
        In pages/, without ending.
    path : str
        In the address.
    icon : str
    """

    file: str
    path: str
    icon: str

    def page(self) -> Page:
        """Return the page, titled in the session's language."""
        return st.Page(
            PAGES / f"{self.file}.py",
            title=_titles()[self.file],
            icon=self.icon,
            url_path=self.path,
            default=self.file == "home",
        )


HOME = Place("home", "home", ":material/home:")
EXPLORE = Place("explore", "explore", ":material/query_stats:")
COMPARE = Place("compare", "compare", ":material/leaderboard:")
MODELS = Place("models", "models", ":material/inventory_2:")
PREDICT = Place("predict", "predict", ":material/online_prediction:")
LOTTERY = Place("lottery", "lottery", ":material/casino:")
MARKET = Place("market", "market", ":material/candlestick_chart:")
ASSETS = Place("assets", "assets", ":material/finance_mode:")
RUNS = Place("runs", "runs", ":material/pending_actions:")


def build() -> Page:
    """Draw the navigation and return the page that is open."""
    return st.navigation(
        {
            "": [HOME.page()],
            _("Data"): [EXPLORE.page()],
            _("Models"): [COMPARE.page(), MODELS.page(), PREDICT.page()],
            _("Lottery"): [LOTTERY.page()],
            _("Market"): [MARKET.page(), ASSETS.page()],
            _("Work"): [RUNS.page()],
        },
        expanded=True,
    )


def link(place: Place, label: str, *, parameters: dict[str, str] | None = None, icon: str | None = None) -> None:
    """Draw a link to a page with choices made."""
    st.page_link(place.page(), label=label, icon=icon or place.icon, query_params=parameters or {})


def go(place: Place, *, parameters: dict[str, str] | None = None) -> None:
    """Open a page with choices made."""
    st.switch_page(place.page(), query_params=parameters or {})


def _titles() -> dict[str, str]:
    return {
        "home": _("Home"),
        "explore": _("Explore"),
        "compare": _("Train and compare"),
        "models": _("Models"),
        "predict": _("Predict"),
        "lottery": _("Lottery"),
        "market": _("Market"),
        "assets": _("Assets"),
        "runs": _("Runs"),
    }
