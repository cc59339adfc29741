"""A group of fields in which Enter presses the primary button, without the drawbacks of a form: nothing typed is lost before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

__all__ = ["group"]

_SCRIPT = Path(__file__).resolve().parents[1] / "enter.js"


@contextmanager
def group(name: str) -> Iterator[None]:
    """Draw fields and one primary button together; `name` is unique on the page."""
    with st.container(border=True, key=f"enter-group-{name}"):
        yield
        listen = st.components.v2.component("bancada_enter", js=_SCRIPT.read_text(encoding="utf-8"))
        with st.container(key=f"unseen-enter-{name}"):
            listen(key=f"enter-{name}")
