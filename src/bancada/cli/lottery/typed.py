"""Numbers and ranges as people type them into a shell."""

from __future__ import annotations

from bancada.core.errors import BadInput

__all__ = ["numbers_typed", "range_typed"]


def numbers_typed(text: str) -> tuple[int, ...]:
    """Return numbers parted by spaces, commas, semicolons or dashes; BadInput names what is none."""
    parts = text.replace(",", " ").replace(";", " ").replace("-", " ").split()
    wrong = [part for part in parts if not _is_number(part)]
    if wrong:
        raise BadInput("lottery_not_numbers", words=wrong)
    return tuple(int(part) for part in parts)


def range_typed(text: str | None) -> tuple[int, int] | None:
    """Return both ends of "6-8" or "7"; None for nothing, BadInput for anything else."""
    if text is None:
        return None
    low, _, high = (part.strip() for part in text.partition("-"))
    if not (_is_number(low) and _is_number(high or low)):
        raise BadInput("lottery_not_range", text=text)
    return int(low), int(high or low)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
