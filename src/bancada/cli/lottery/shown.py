"""How tickets and amounts of the lottery are printed."""

from __future__ import annotations

from collections.abc import Sequence

from bancada.cli.shown import decimal

__all__ = ["money", "ticket"]


def ticket(numbers: Sequence[int]) -> str:
    """Return a ticket as people write it: "01 02 05 ..."."""
    return " ".join(f"{number:02}" for number in numbers)


def money(centavos: float | None) -> str:
    """Return an amount in reais, written by the shell's language; a dash where it is unknown."""
    if centavos is None:
        return "-"
    return "R$ " + decimal(centavos / 100, 2)
