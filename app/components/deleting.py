"""Deleting a saved model from wherever it is shown: asked once, and taken back from the trash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import cache
from app.components import confirm, undo
from app.i18n import _

if TYPE_CHECKING:
    from app.state import Choice
    from bancada.core.model import ModelInfo

__all__ = ["delete_button"]


def delete_button(info: ModelInfo, *, key: str, chosen: Choice[str]) -> None:
    """Draw the button; `chosen` is where the page keeps which model is looked at."""
    if st.button(
        _("Delete"),
        icon=":material/delete:",
        type="tertiary",
        key=key,
        disabled=info.is_champion,
        help=_("A champion is not deleted: let another model serve its task first.") if info.is_champion else None,
    ):
        confirm.confirm(
            _("Delete {name}?", name=info.name),
            _("The model goes to the trash. You can bring it back."),
            _("Delete"),
            lambda: _delete(info.name, chosen),
        )


def _delete(name: str, chosen: Choice[str]) -> None:
    cache.bench().models.delete(name)
    chosen.forget()
    undo.remember(name, lambda: _restore(name, chosen))


def _restore(name: str, chosen: Choice[str]) -> None:
    latest = next(item for item in cache.bench().models.trash() if item.name == name)
    chosen.set(cache.bench().models.restore(latest.id).name)
