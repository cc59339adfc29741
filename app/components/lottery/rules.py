"""The rules a ticket keeps, as ranges to slide: how many even, the sum, repeats of the last draw, numbers on the frame."""

from __future__ import annotations

import streamlit as st

from app.i18n import _
from app.state import Draft
from bancada.domains.lottery.constraints import EVEN, FRAME, Range
from bancada.domains.lottery.game import N_DRAWN, N_NUMBERS

__all__ = ["ranges"]


def ranges(size: int) -> dict[str, Range | None]:
    """Draw the sliders for tickets of `size` numbers; a range left whole asks for nothing and is None."""
    places = st.columns(2)
    with places[0]:
        even = _slider("even", _("Even numbers"), _among(len(EVEN), size), size=size)
        total = _slider(
            "sum",
            _("Sum of the numbers"),
            (size * (size + 1) // 2, size * (2 * N_NUMBERS + 1 - size) // 2),
            size=size,
        )
    with places[1]:
        frame = _slider(
            "frame",
            _("Numbers on the frame"),
            _among(len(FRAME), size),
            size=size,
            hint=_("The 16 numbers at the edge of the card (moldura)."),
        )
        repeats = _slider("repeats", _("Repeated from the last draw"), _among(N_DRAWN, size), size=size)
    return {"even": even, "sum": total, "frame": frame, "repeats": repeats}


def _among(group: int, size: int) -> Range:
    """Return the least and the most numbers of a group of the 25 that a ticket can hold."""
    return max(0, size - (N_NUMBERS - group)), min(group, size)


def _slider(code: str, label: str, whole: Range, *, size: int, hint: str | None = None) -> Range | None:
    chosen = st.slider(label, *whole, whole, help=hint, **Draft(f"lottery-{code}-{size}").linked)
    low, high = int(chosen[0]), int(chosen[1])
    return None if (low, high) == whole else (low, high)
