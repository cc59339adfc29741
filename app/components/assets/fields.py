"""Fields of numbers and switches that hold a choice; a link may hold a number that a field does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.state import Choice

__all__ = ["part", "switch", "whole"]


# Any: a column, or Streamlit itself, which hold the same widgets.
def whole(
    place: Any, choice: Choice[int], label: str, span: tuple[int, int], *, step: int = 1, told: str | None = None
) -> int:
    """Draw a field of a whole number and return it."""
    if not span[0] <= choice.seed() <= span[1]:
        choice.set(choice.default)
    return int(place.number_input(label, *span, step=step, help=told, **choice.widget))


# Any: as above.
def part(
    place: Any,
    choice: Choice[float],
    label: str,
    span: tuple[float, float],
    *,
    step: float,
    digits: int = 2,
    told: str | None = None,
) -> float:
    """Draw a field of a number and return it."""
    if not span[0] <= choice.seed() <= span[1]:
        choice.set(choice.default)
    return float(place.number_input(label, *span, step=step, format=f"%.{digits}f", help=told, **choice.widget))


def switch(place: Any, choice: Choice[bool], label: str, *, told: str | None = None) -> bool:  # Any: as above
    """Draw a switch and return it."""
    choice.seed()
    return bool(place.toggle(label, help=told, **choice.widget))
