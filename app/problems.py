"""What a visitor is shown when something does not work: what was wrong and how to mend it, never a traceback for a mistake.

A defect of the dashboard itself is said in the visitor's language too; its traceback is in the details to copy and in the log.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

import streamlit as st

from app import state
from app.i18n import _, current_language, ngettext
from bancada.core.errors import BancadaError, NotFound, Refused
from bancada.core.finding import Finding

__all__ = ["callback", "guarded", "show", "show_defect", "show_held", "shown"]

MOST_LISTED = 10
"""Mistakes drawn below a sentence; the details hold all of them."""

P = ParamSpec("P")
_log = logging.getLogger(__name__)


def show(error: BancadaError, *, sentence: str | None = None) -> None:
    """Draw an error: its sentence, the mistakes that it does not name itself, and its details, with all mistakes, to copy.

    Parameters
    ----------
    sentence : str, optional
        Instead of the error's own, on a page whose fields have names of their own.
    """
    language = current_language()
    sentence, listed = sentence or error.message(language), [finding.message(language) for finding in _listed(error)]
    with st.container(key=f"problem-{error.code}", border=False):
        draw = st.warning if isinstance(error, NotFound | Refused) else st.error
        draw(sentence, icon=":material/error:" if draw is st.error else ":material/block:")
        if any(one.rstrip(".") not in sentence for one in listed):
            st.markdown("\n".join(f"- {one}" for one in listed[:MOST_LISTED]))
        if len(listed) > MOST_LISTED:
            n_more = len(listed) - MOST_LISTED
            st.caption(ngettext("{n} more is in the details.", "{n} more are in the details.", n_more))
        _offer("\n".join((_details(error), *listed)))


def show_defect(error: Exception) -> None:
    """Draw an error that nobody foresaw: that it is a defect, what still works, and its details to copy."""
    _log.error("A page failed", exc_info=error)
    with st.container(key="problem-defect", border=False):
        st.error(
            _(
                "This part of the page could not be drawn: a defect of Bancada, not of your data. The other pages still work. "
                "Reload the page; if it comes back, copy the details into a report."
            ),
            icon=":material/error:",
        )
        _offer("".join(traceback.format_exception(error)).strip())


def _offer(details: str) -> None:
    with st.popover(_("Copy details"), type="tertiary", icon=":material/content_copy:"):
        st.code(details, language=None, wrap_lines=True)


@contextmanager
def shown() -> Iterator[None]:
    """Show an error of the enclosed block in its place and go on."""
    try:
        yield
    except BancadaError as error:
        show(error)
    except Exception as error:  # noqa: BLE001  # the last guard before Streamlit's own box, which is in English only
        show_defect(error)


def guarded(draw: Callable[P, None]) -> Callable[P, None]:
    """Give a fragment or dialog, which Streamlit runs alone, the same protection as a page."""

    @wraps(draw)
    def call(*args: P.args, **kwargs: P.kwargs) -> None:
        with shown():
            draw(*args, **kwargs)

    return call


def callback(do: Callable[P, object]) -> Callable[P, None]:
    """Make `do` fit for `on_click`: an error of it is held, and shown at the head of the page that is drawn next."""

    @wraps(do)
    def call(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            do(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  # as in `shown`, which cannot enclose what Streamlit calls
            state.HELD_PROBLEM.set(error)

    return call


def show_held() -> None:
    """Draw the error that a callback held, once."""
    error = state.HELD_PROBLEM.get()
    if error is None:
        return
    state.HELD_PROBLEM.clear()
    if isinstance(error, BancadaError):
        show(error)
    else:
        show_defect(error)


def _listed(error: BancadaError) -> tuple[Finding, ...]:
    found = error.facts.get("problems") or error.facts.get("findings") or ()
    return tuple(item for item in found if isinstance(item, Finding))


def _details(error: BancadaError) -> str:
    facts = "\n".join(f"{key} = {value}" for key, value in error.facts.items() if not isinstance(value, list | tuple))
    return f"{type(error).__name__}: {error.code}\n{error}\n{facts}".strip()
