"""How a field of a body is declared: never without its unit, its range, an example and a sentence."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError, PydanticKnownError

__all__ = [
    "PLAIN_PATTERN",
    "SLUG_PATTERN",
    "Body",
    "Day",
    "Whole",
    "choice",
    "day",
    "flag",
    "number",
    "text",
    "told",
    "whole",
]

SLUG_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]*([.][A-Za-z0-9_-]+)*$"
"""For the documentation; `core.values.check_slug` is what decides, and says what is wrong."""
PLAIN_PATTERN = r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$"
"""Text without control characters but tab and line feed: a terminal would obey the others, or turn the reading around."""
DAY_PATTERN = r"^(19[7-9]|20[0-9])[0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


# Any: JSON values.
def whole(value: Any) -> Any:
    """Return 300.0 as 300, and everything else as it is."""
    return int(value) if type(value) is float and value.is_integer() else value


# Any: JSON values.
def _written(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(DAY_PATTERN, value):
        raise PydanticKnownError("date_parsing", {"error": "YYYY-MM-DD, 1970-01-01 to 2099-12-31"})
    return value


Whole = Annotated[int, BeforeValidator(whole)]
"""A whole number; 300.0 is one in JSON."""
Day = Annotated[date, BeforeValidator(_written)]
"""A day as ISO 8601 writes it, and nothing else that might be read as one."""


class Body(BaseModel):
    """What is sent: a field that is not known is refused, and so is a number that is none."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, validate_default=False)

    @field_validator("*")
    @classmethod
    # Any: the value of whatever field.
    def _plain(cls, value: Any) -> Any:
        if isinstance(value, str) and not re.fullmatch(PLAIN_PATTERN, value):
            raise PydanticCustomError("text_control", "should have no control characters")
        return value


# Any: pydantic's Field is a value of whatever type the annotation says.
def number(
    default: float | None,
    about: str,
    *,
    unit: str,
    at_least: float | None = None,
    above: float | None = None,
    at_most: float | None = None,
    below: float | None = None,
    example: float | None = None,
) -> Any:
    """Return the field of a number, strictly one: text and truth values are refused.

    Parameters
    ----------
    default, about : number or None, str
    unit : str
        "1" for a ratio.
    at_least, above, at_most, below : float, optional
        The range that is taken.
    example : float, optional
        The default where it is not given.
    """
    return Field(
        default,
        description=about,
        ge=at_least,
        gt=above,
        le=at_most,
        lt=below,
        strict=True,
        examples=[default if example is None else example],
        json_schema_extra={"x-unit": unit},
    )


# Any: likewise, and an example of that type.
def told(about: str, example: Any, *, unit: str, at_least: float | None = None, at_most: float | None = None) -> Any:
    """Return the field of a number, or of a list of numbers, that is answered.

    Parameters
    ----------
    about : str
    example : number or list
    unit : str
        "1" for a ratio.
    at_least, at_most : float, optional
        What it can be, where that is known for good: an answer beyond it would be none.
    """
    return Field(description=about, ge=at_least, le=at_most, examples=[example], json_schema_extra={"x-unit": unit})


def flag(about: str, *, default: bool) -> Any:
    """Return the field of a yes or no, strictly one."""
    return Field(default, description=about, strict=True, examples=[default], json_schema_extra={"x-unit": "yes or no"})


def text(default: str | None, about: str, *, at_most: int, example: str = "", pattern: str = "") -> Any:
    """Return the field of a text.

    Parameters
    ----------
    default, about : str
    at_most : int
        Characters.
    example : str
        The default where it is not given.
    pattern : str
        For the documentation alone: what does not fit it is refused by name further down. Text without control characters where it is
        not given.
    """
    # Any: JSON schema.
    extra: dict[str, Any] = {"x-unit": "text", "pattern": pattern or PLAIN_PATTERN}
    return Field(default, description=about, max_length=at_most, examples=[example or default], json_schema_extra=extra)


def day(about: str, *, example: str) -> Any:
    """Return the field of a day that may be left out."""
    # Any: JSON schema.
    extra: dict[str, Any] = {"x-unit": "day", "x-range": ["1970-01-01", "2099-12-31"], "pattern": DAY_PATTERN}
    return Field(
        None, description=f"{about} YYYY-MM-DD, 1970-01-01 to 2099-12-31.", examples=[example], json_schema_extra=extra
    )


def choice(default: str | None, about: str, *, example: str = "") -> Any:
    """Return the field of a choice; which ones there are, its annotation says."""
    return Field(default, description=about, examples=[example or default], json_schema_extra={"x-unit": "name"})
