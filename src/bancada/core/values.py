"""Dataclasses to JSON values and back, by their annotations."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, TypeVar

import orjson
from pydantic import TypeAdapter

from bancada.core.errors import InvalidName

__all__ = ["SLUG", "check_slug", "dump_bytes", "from_json", "load_bytes", "to_json"]

SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

T = TypeVar("T")


@cache
def _built(cls: Any) -> TypeAdapter[Any]:  # Any: a cache forgets the class it was asked for
    return TypeAdapter(cls)


def _adapter(cls: Any) -> TypeAdapter[Any]:  # Any: mypy does not take a class for hashable
    return _built(cls)


# Any: JSON values.
def to_json(value: Any) -> Any:
    """Return `value` (a dataclass of core, or a tuple of them) as JSON values; enums by value, instants as ISO-8601.

    NaN and infinities become None.
    """
    return orjson.loads(_adapter(type(value)).dump_json(value))


def from_json(cls: type[T], data: Any) -> T:
    """Return the dataclass `cls` built from JSON values; pydantic's ValidationError (a ValueError) where they do not fit."""
    value: T = _adapter(cls).validate_python(data)
    return value


def check_slug(name: str) -> str:
    """Return `name` if it is a slug, else raise InvalidName saying what is wrong.

    Refuses also what a file system would read as something else: a trailing dot, Windows device names.
    """
    if not isinstance(name, str):
        raise InvalidName("invalid_name_type", name=repr(name)[:80])
    if not SLUG.fullmatch(name):
        raise InvalidName("invalid_name_characters", name=name[:80])
    stem = name.split(".", 1)[0].upper()
    if name.endswith(".") or ".." in name:
        raise InvalidName("invalid_name_dots", name=name)
    if stem in _DEVICES:
        raise InvalidName("invalid_name_device", name=name)
    return name


# Any: any dataclass of core.
def dump_bytes(value: Any) -> bytes:
    """Return `value` as JSON in UTF-8, as `to_json` has it."""
    return _adapter(type(value)).dump_json(value)


def load_bytes(cls: type[T], content: bytes) -> T:
    """Return the dataclass `cls` from JSON in UTF-8; pydantic's ValidationError (a ValueError) where it does not fit."""
    value: T = _adapter(cls).validate_json(content)
    return value


_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"COM{i}" for i in range(1, 10)), *(f"LPT{i}" for i in range(1, 10))}
