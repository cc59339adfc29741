"""Findings as a list: what was noticed, how much it matters."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.components import words
from app.i18n import current_language
from bancada.core.finding import Finding

__all__ = ["findings", "good"]


def good(sentence: str) -> None:
    """Say that all is well."""
    st.markdown(f":green[:material/check_circle:] {sentence}")


def findings(found: Sequence[Finding], *, none: str = "") -> None:
    """Draw findings in the order given; `none` is said when there are none."""
    if not found:
        if none:
            good(none)
        return
    language = current_language()
    st.markdown("\n\n".join(f"{words.finding_icon(one)} {one.message(language)}" for one in found))
