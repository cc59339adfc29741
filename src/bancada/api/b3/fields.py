"""How a field of a body is declared: never without its unit, its range, an example and a sentence."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["SLUG_PATTERN", "Body", "choice", "flag", "number", "text"]

SLUG_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]*([.][A-Za-z0-9_-]+)*$"
"""For the documentation; `core.values.check_slug` is what decides, and says what is wrong."""


class Body(BaseModel):
    """What is sent: a field that is not known is refused, and so is a number that is none."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, validate_default=False)


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


def flag(about: str, *, default: bool) -> Any:
    """Return the field of a yes or no, strictly one."""
    return Field(default, description=about, strict=True, examples=[default], json_schema_extra={"x-unit": "yes or no"})


def text(default: str, about: str, *, at_most: int, example: str = "", pattern: str = "") -> Any:
    """Return the field of a text.

    Parameters
    ----------
    default, about : str
    at_most : int
        Characters.
    example : str
        The default where it is not given.
    pattern : str
        For the documentation alone: what does not fit it is refused by name further down.
    """
    # Any: JSON schema.
    extra: dict[str, Any] = {"x-unit": "text", **({"pattern": pattern} if pattern else {})}
    return Field(default, description=about, max_length=at_most, examples=[example or default], json_schema_extra=extra)


def choice(default: str | None, about: str, *, example: str = "") -> Any:
    """Return the field of a choice; which ones there are, its annotation says."""
    return Field(default, description=about, examples=[example or default], json_schema_extra={"x-unit": "name"})
