"""Which tickers and which collection: chosen once for all views of the page, and carried by links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from app import cache, problems
from app.components.assets import choices
from app.i18n import _, ngettext
from bancada.core.dataset import Source
from bancada.core.errors import InvalidName
from bancada.core.values import check_slug

if TYPE_CHECKING:
    from bancada.markets.series import SeriesInfo

__all__ = ["Picked", "draw"]

FIRST_OFFERED = 5
"""Tickers that are chosen where nobody has chosen any."""


@dataclass(frozen=True, slots=True)
class Picked:
    """What the views are about.

    Attributes
    ----------
    tickers : tuple of str
        Perhaps none.
    infos : tuple of SeriesInfo
        Every daily series of these.
    collection : str
    """

    tickers: tuple[str, ...]
    infos: tuple[SeriesInfo, ...]
    collection: str


def draw() -> Picked | None:
    """Draw the choices; None where there is no daily series at all."""
    known = cache.bench().assets.predictions.tickers()
    if not known:
        return None
    symbols = sorted({info.key.symbol for info in known})
    with st.container(key="assets-picking"):
        left, right = st.columns((8, 3), vertical_alignment="top")
        with left:
            tickers = _tickers(known, symbols)
        with right:
            collection = _collection()
    chosen = tuple(info for info in known if info.key.symbol in tickers)
    return Picked(tickers, chosen, collection)


def _tickers(known: tuple[SeriesInfo, ...], symbols: list[str]) -> tuple[str, ...]:
    asked: list[str] | None = choices.TICKERS.get()
    if asked is not None and not set(asked) <= set(symbols):
        choices.TICKERS.set([one for one in asked if one in symbols])
    chosen: list[str] = st.multiselect(
        _("Tickers"),
        symbols,
        default=_offered(known),
        placeholder=_("Type a ticker"),
        wrap=True,
        help=ngettext("{n} ticker has daily bars here.", "{n} tickers have daily bars here.", len(symbols)),
        **choices.TICKERS.linked,
    )
    return tuple(sorted(chosen))


def _offered(known: tuple[SeriesInfo, ...]) -> list[str]:
    """Return the tickers that are chosen where nobody has chosen any: those that last got bars, real ones before made-up ones."""
    ordered = sorted(
        known, key=lambda info: (info.source is Source.SIMULATED, -info.updated_at.timestamp(), info.key.symbol)
    )
    return sorted(list(dict.fromkeys(info.key.symbol for info in ordered))[:FIRST_OFFERED])


def _collection() -> str:
    there = list(dict.fromkeys((*cache.bench().assets.predictions.collections(), choices.COLLECTION.default)))
    wanted = choices.COLLECTION.seed()
    chosen: str | None = st.selectbox(
        _("Collection"),
        there if wanted in there else [wanted, *there],
        accept_new_options=True,
        help=_(
            "Where models of one purpose are saved together; each kind has a champion of its own in it. Type to begin another one."
        ),
        **choices.COLLECTION.widget,
    )
    collection = chosen or choices.COLLECTION.default
    try:
        return check_slug(collection)
    except InvalidName as error:
        problems.show(error)
    return choices.COLLECTION.default
