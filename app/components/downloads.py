"""What a visitor takes along: a frame as CSV in the conventions of the language, a text as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from app.i18n import _, current_language

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["bytes_button", "frame_button", "frame_csv", "lazy_button"]


def frame_csv(frame: pd.DataFrame) -> bytes:
    """Return a frame as CSV: `;` and decimal comma in Portuguese, as spreadsheets in Brazil open it; UTF-8 with BOM."""
    is_portuguese = current_language() == "pt_BR"
    text = frame.to_csv(index=False, sep=";" if is_portuguese else ",", decimal="," if is_portuguese else ".")
    return text.encode("utf-8-sig")


def frame_button(frame: pd.DataFrame, file_name: str, *, label: str | None = None, key: str | None = None) -> None:
    """Draw a button that downloads a frame."""
    st.download_button(
        label or _("Download the data"),
        data=lambda: frame_csv(frame),
        file_name=f"{file_name}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key=key or f"download-{file_name}",
    )


def bytes_button(data: bytes | str, file_name: str, *, label: str, mime: str, key: str) -> None:
    """Draw a button that downloads ready bytes or text."""
    st.download_button(
        label, data=data, file_name=file_name, mime=mime, icon=":material/download:", on_click="ignore", key=key
    )


def lazy_button(make: Callable[[], bytes], file_name: str, *, label: str, mime: str, key: str) -> None:
    """Draw a button that downloads bytes made only when it is pressed."""
    st.download_button(
        label, data=make, file_name=file_name, mime=mime, icon=":material/download:", on_click="ignore", key=key
    )
