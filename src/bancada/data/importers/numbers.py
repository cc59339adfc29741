"""Text to numbers: decimal point or comma, thousands marks, R$ and percent signs left out. Knows no column and no file."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["decimal_mark", "has_comma_numbers", "read_numbers"]

_COMMA_SURE = (
    r"^[+-]?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,})|\d{1,3}(\.\d{3}){2,}|\d{4,},\d{3}|0,\d+)([eE][+-]?\d+)?$"
)
_POINT_SURE = (
    r"^[+-]?(\d{1,3}(,\d{3})+\.\d+|\d*\.(\d{1,2}|\d{4,})|\d{1,3}(,\d{3}){2,}|\d{4,}\.\d{3}|0?\.\d+)([eE][+-]?\d+)?$"
)
_COMMA_PERHAPS = r"^[+-]?\d{1,3},\d{3}$"
_GRAMMAR = {
    ".": r"^[+-]?(\d{1,3}(,\d{3})+(\.\d+)?|\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$",
    ",": r"^[+-]?(\d{1,3}(\.\d{3})+(,\d+)?|\d+,?\d*|,\d+)([eE][+-]?\d+)?$",
}
_WHOLE = r"^[+-]?\d{1,18}$"
_CURRENCY = r"^(-?)R\$\s*"


# Any: Arrow arrays, which ship no types; likewise below.
def decimal_mark(cells: Any) -> str:
    """Return "." or "," where the cells tell which one marks decimals, else an empty text ("1.234" alone does not tell)."""
    bare = _bare(cells)
    comma = pc.sum(pc.match_substring_regex(bare, _COMMA_SURE)).as_py() or 0
    point = pc.sum(pc.match_substring_regex(bare, _POINT_SURE)).as_py() or 0
    return "" if comma == point else ("," if comma > point else ".")


def has_comma_numbers(cells: Any) -> bool:
    """Whether some cell is a number with a comma before three digits: a decimal one in a file that the comma does not separate."""
    return bool(pc.any(pc.match_substring_regex(cells, _COMMA_PERHAPS)).as_py())


def read_numbers(cells: Any, *, decimal: str, is_float: bool = False) -> Any:
    """Return int64 where all cells that are numbers are whole, else float64; missing where a cell is no number.

    Parameters
    ----------
    cells : pyarrow.Array of large_string
        Trimmed.
    decimal : str
        "." or ","; the other one marks thousands.
    is_float : bool
        Give float64 whatever the cells hold.
    """
    straight = None if is_float else _cast(cells, pa.int64())
    if straight is None and decimal == "." and (is_float or pc.any(pc.match_substring(cells, ".")).as_py()):
        straight = _cast(cells, pa.float64())
        straight = straight if straight is not None and pc.all(pc.is_finite(straight)).as_py() in (True, None) else None
    if straight is not None:
        return straight
    bare = _bare(cells)
    thousands = "," if decimal == "." else "."
    fits = pc.match_substring_regex(bare, _GRAMMAR[decimal])
    plain = pc.replace_substring(bare, thousands, "")
    plain = pc.replace_substring(plain, decimal, ".") if decimal == "," else plain
    plain = pc.if_else(fits, pc.utf8_ltrim(plain, "+"), pa.scalar(None, pa.large_string()))
    if not is_float and pc.all(pc.match_substring_regex(plain, _WHOLE)).as_py():
        return pc.cast(plain, pa.int64())
    values = pc.cast(plain, pa.float64())
    return pc.if_else(pc.is_finite(values), values, pa.scalar(None, pa.float64()))


def _cast(cells: Any, kind: Any) -> Any:
    try:
        return pc.cast(cells, kind)
    except pa.ArrowInvalid:
        return None


def _bare(cells: Any) -> Any:
    if not (pc.any(pc.match_substring(cells, "$")).as_py() or pc.any(pc.ends_with(cells, "%")).as_py()):
        return cells
    return pc.utf8_rtrim(pc.replace_substring_regex(cells, _CURRENCY, r"\1"), " %")
