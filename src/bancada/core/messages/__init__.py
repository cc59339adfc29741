"""The sentences of errors and findings, by code, in both languages.

One module a floor, each with `SENTENCES: dict[code, (English, Portuguese)]`; `str.format` fields are the facts' names.
A code unknown here is a defect that `tests/core/test_messages.py` finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bancada.core.messages import data, general, jobs, learning, registry, serving

__all__ = ["LANGUAGES", "SENTENCES", "render"]

LANGUAGES = ("en", "pt_BR")

SENTENCES: dict[str, tuple[str, str]] = {
    **general.SENTENCES,
    **data.SENTENCES,
    **registry.SENTENCES,
    **learning.SENTENCES,
    **serving.SENTENCES,
    **jobs.SENTENCES,
}


def render(code: str, facts: Mapping[str, Any], *, language: str) -> str:
    """Return the sentence of `code` with its facts filled in.

    Parameters
    ----------
    code : str
        A key of `SENTENCES`; an unknown one is returned with its facts, so that nothing is hidden.
    facts : mapping
        Values for the fields of the sentence; a missing one is shown as `?`.
    language : str
        "en" or "pt_BR"; anything that starts with "pt" counts as the latter.
    """
    pair = SENTENCES.get(code)
    if pair is None:
        return f"{code}: " + ", ".join(f"{key}={value}" for key, value in facts.items())
    template = pair[1] if language.lower().startswith("pt") else pair[0]
    return template.format_map(_Shown(facts, language))


class _Shown(dict[str, Any]):
    """Facts as text: lists joined by commas, decimals and findings in the same language, missing ones as `?`."""

    def __init__(self, facts: Mapping[str, Any], language: str) -> None:
        super().__init__({key: _text(value, language) for key, value in facts.items()})

    def __missing__(self, key: str) -> _Unknown:
        return _Unknown("?")


class _Unknown(str):
    """A missing fact: `?` whatever format the sentence asks for."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return str(self)


class _Decimal(float):
    """A float printed the Brazilian way: a comma before the decimals, dots between thousands where asked for."""

    def __str__(self) -> str:
        return format(self, "")

    def __format__(self, spec: str) -> str:
        return format(float(self), spec).translate(_BRAZILIAN)


_BRAZILIAN = str.maketrans(",.", ".,")


def _text(value: Any, language: str) -> Any:
    if hasattr(value, "code") and hasattr(value, "facts"):
        return value.message(language)
    if isinstance(value, float) and language.lower().startswith("pt"):
        return _Decimal(value)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(_text(item, language)) for item in value)
    return value
