"""What a prediction was asked with: JSON in, checked as a whole before any model sees it. Knows no transport and no model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bancada.api.schemas import MAX_ROWS
from bancada.core.errors import BadInput, SchemaError
from bancada.core.finding import Finding, Severity

__all__ = ["Asked", "Row", "check_rows", "parsed"]

Row = Mapping[str, str | float | int | bool | None]

MAX_TEXT = 10_000
"""Characters of one value: what is answered is logged as it was sent."""
MAX_PROBLEMS = 1_000
_PLAIN = frozenset({str, float, int, bool, type(None)})
_NAMES = frozenset({"inputs", "rows", "explain"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One request.

    Attributes
    ----------
    rows : tuple of mapping
        A value a field.
    is_one : bool
        Whether the row came as `inputs`, so that one answer is wanted rather than a list of them.
    explain : bool
    """

    rows: tuple[Row, ...]
    is_one: bool
    explain: bool


def parsed(body: bytes) -> Asked:
    """Return what a body asks for.

    Raises
    ------
    BadInput
        `body_not_json`, `body_not_a_prediction`, `api_too_many_rows`.
    SchemaError
        `rows_do_not_fit`: values that are lists, objects or overlong texts, each of them named.
    """
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadInput("body_not_json", detail=str(error)[:200]) from error
    if type(content) is not dict or not content.keys() <= _NAMES or ("inputs" in content) == ("rows" in content):
        raise BadInput("body_not_a_prediction", names=["inputs", "rows", "explain"])
    explain, is_one = content.get("explain", False), "inputs" in content
    rows = [content["inputs"]] if is_one else content["rows"]
    if type(explain) is not bool or type(rows) is not list or not rows or any(type(row) is not dict for row in rows):
        raise BadInput("body_not_a_prediction", names=["inputs", "rows", "explain"])
    if len(rows) > MAX_ROWS:
        raise BadInput("api_too_many_rows", found=len(rows), limit=MAX_ROWS)
    check_rows(rows)
    return Asked(tuple(rows), is_one, explain)


def check_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    """Raise SchemaError where values are what no field could take, each of them named."""
    problems = [problem for place, row in enumerate(rows) for problem in _problems(row, place)]
    if problems:
        raise SchemaError("rows_do_not_fit", problems=problems[:MAX_PROBLEMS])


def _problems(row: Mapping[str, Any], place: int) -> list[Finding]:
    """Return what no field could take, of one row."""
    found = []
    for name, value in row.items():
        if type(value) not in _PLAIN:
            shown = "[...]" if type(value) is list else "{...}"
            facts = {"expected": "number, text, true, false or null", "row": place + 1, "value": shown}
            found.append(Finding("value_of_wrong_type", Severity.FAILURE, name[:80], facts))
        elif type(value) is str and len(value) > MAX_TEXT:
            facts = {"row": place + 1, "limit": MAX_TEXT}
            found.append(Finding("value_too_long", Severity.FAILURE, name[:80], facts))
    return found
