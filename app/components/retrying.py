"""Running again what was stopped or failed: what is finished is kept."""

from __future__ import annotations

import streamlit as st

from app import cache, problems, state
from app.i18n import _
from bancada.core.run import RunInfo

__all__ = ["retry_button"]


def retry_button(run: RunInfo, *, chosen: state.Choice[str] = state.RUN) -> None:
    """Draw the button that runs a failed or cancelled run again, and is what is `chosen` then."""
    st.button(
        _("Run again"),
        icon=":material/refresh:",
        type="primary",
        key=f"retry-{run.id}",
        on_click=problems.callback(_retry),
        args=(run.id, chosen),
        help=_("What is finished is kept and not done again."),
    )


def _retry(run_id: str, chosen: state.Choice[str]) -> None:
    chosen.set(cache.bench().runs.retry(run_id))
