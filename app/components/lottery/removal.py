"""The record of draws out, after one question, and back."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app import cache, problems, state
from app.cache import lottery
from app.components import confirm, undo, words
from app.i18n import _, ngettext
from bancada.core.dataset import DatasetInfo

__all__ = ["bring_back_button", "remove_button"]


def remove_button(info: DatasetInfo) -> None:
    """Draw the way to take the draws out; none where they come from a connected database."""
    if cache.bench().lottery.draws.is_connected:
        return
    if st.button(_("Remove the draws…"), icon=":material/delete:", type="tertiary", key="lottery-remove"):
        confirm.confirm(
            _("Remove the draws?"),
            _(
                "The record ({draws}; {source}: {origin}) goes into a file, from which you can bring it back. Sealed tickets, saved "
                "models and runs stay.",
                draws=f"**{_size(info)}**",
                source=words.source(info.source),
                origin=f"`{info.origin}`" if info.origin else "–",
            ),
            _("Remove"),
            lambda: _remove(_size(info)),
        )


def bring_back_button() -> None:
    """Draw the way back for whoever comes later than the undo; nothing where nothing was removed."""
    if state.TAKEN.get() is None and cache.bench().lottery.draws.has_removed:
        st.button(
            _("Bring the removed draws back"),
            icon=":material/undo:",
            key="lottery-restore",
            on_click=problems.callback(_restore),
        )


def _size(info: DatasetInfo) -> str:
    draws = lottery.draws(info)
    return ngettext(
        "{n} draw, contest {last}",
        "{n} draws, contests {first} to {last}",
        len(draws),
        first=draws.first,
        last=draws.last,
    )


def _remove(size: str) -> None:
    file = Path(cache.bench().lottery.draws.remove().file)
    undo.remember(f"Lotofácil ({size})", lambda: _restore(file))


def _restore(file: Path | None = None) -> None:
    cache.bench().lottery.draws.restore(file)
    state.TAKEN.clear()
