"""Cells as text to whole numbers, days and centavos. Knows no file; what cannot be read is a ValueError, never a guess."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

__all__ = ["MAX_CENTAVOS", "centavos", "day", "whole"]

MAX_CENTAVOS = 10**15
"""Ten trillion reais: beyond it an amount is a mistake, and a column of 64 bits would not be far."""
_UNKNOWN = {"", "-", "--", "nan", "null", "none", "n/a"}
_WHOLE = re.compile(r"\d{1,15}(\.0+)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[ T].*)?")
_GROUPED = re.compile(r"\d{1,3}([.,]\d{3})+")
_AMOUNT = re.compile(r"\d{1,16}(\.\d+)?")


def _bare(text: str) -> str:
    """Return the text without the NULs and no-break spaces that official files hold."""
    return text.replace("\0", "").replace("\xa0", " ").strip()


def whole(text: str) -> int | None:
    """Return a whole number that is not negative; None where the cell says nothing; ValueError."""
    if text.isascii() and text.isdigit() and len(text) <= 15:
        return int(text)
    bare = _bare(text)
    if bare.lower() in _UNKNOWN:
        return None
    if _GROUPED.fullmatch(bare):
        bare = re.sub("[.,]", "", bare)
    if not _WHOLE.fullmatch(bare):
        raise ValueError(bare)
    return int(bare.partition(".")[0])


def day(text: str) -> date | None:
    """Return the day of `29/09/2003` or `2003-09-29`, a time behind it left out; None where the cell is empty; ValueError."""
    bare = _bare(text)
    if bare.lower() in _UNKNOWN | {"nat"}:
        return None
    if found := _DAY_FIRST.fullmatch(bare):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := _YEAR_FIRST.fullmatch(bare):
        return date(int(found[1]), int(found[2]), int(found[3]))
    raise ValueError(bare)


def centavos(text: str) -> int | None:
    """Return an amount of money in centavos: `R$49.765,82`, `49765.82`, `49,765.82` or `49765,82`; None where empty; ValueError.

    Whole thousands parted by dots alone (`1.234`) are reais: money never has three decimals.
    """
    bare = _bare(text).removeprefix("R$").strip()
    if bare.lower() in _UNKNOWN:
        return None
    mark = max(bare.rfind(","), bare.rfind("."))
    if _GROUPED.fullmatch(bare):
        bare = re.sub("[.,]", "", bare)
    elif mark >= 0:
        reais = (
            bare[:mark].replace("." if bare[mark] == "," else ",", "")
            if _GROUPED.fullmatch(bare[:mark])
            else bare[:mark]
        )
        bare = f"{reais}.{bare[mark + 1 :]}"
    if not _AMOUNT.fullmatch(bare):
        raise ValueError(text)
    amount = int((Decimal(bare) * 100).to_integral_value())
    if amount > MAX_CENTAVOS:
        raise ValueError(text)
    return amount
