"""The sentences of errors and findings, by code, in both languages.

One module a floor, each with `SENTENCES: dict[code, (English, Portuguese)]`; `str.format` fields are the facts' names.
A code unknown here is a defect that `tests/core/test_messages.py` finds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bancada.core import naming
from bancada.core.messages import api, assets, data, general, jobs, leaks, learning, lottery, market, registry, serving

__all__ = ["LANGUAGES", "SENTENCES", "render"]

LANGUAGES = ("en", "pt_BR")

SENTENCES: dict[str, tuple[str, str]] = {
    **general.SENTENCES,
    **data.SENTENCES,
    **registry.SENTENCES,
    **learning.SENTENCES,
    **leaks.SENTENCES,
    **serving.SENTENCES,
    **jobs.SENTENCES,
    **lottery.SENTENCES,
    **market.SENTENCES,
    **assets.SENTENCES,
    **api.SENTENCES,
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
    return template.format_map(_Shown(facts, language, code=code))


class _Shown(dict[str, Any]):
    """Facts as text: lists joined by commas, numbers and findings in the same language, missing ones as `?`."""

    def __init__(self, facts: Mapping[str, Any], language: str, *, code: str) -> None:
        super().__init__({k: _named(k, _word(code, k, v, language), language) for k, v in facts.items()})

    def __missing__(self, key: str) -> _Unknown:
        return _Unknown("?")


class _Unknown(str):
    """A missing fact: `?` whatever format the sentence asks for."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return str(self)


class _Number(float):
    """A number printed by the language: thousands parted, no empty decimals; a format that the sentence asks for holds."""

    __slots__ = ()

    def __str__(self) -> str:
        return format(self, "")

    def __format__(self, spec: str) -> str:
        value = float(self)
        return format(value, spec) if spec else f"{value:,}".removesuffix(".0")


class _Brazilian(_Number):
    """The same with a comma before the decimals and dots between thousands."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return super().__format__(spec).translate(_SWAPPED)


_SWAPPED = str.maketrans(",.", ".,")
_CODES = frozenset({"label", "port", "seed", "version"})
"""Facts that may be whole numbers and are names all the same: nobody counts them."""
_DAYS = frozenset({"closes", "date", "high", "low", "stored"})
"""Facts that may be days, kept as "2003-09-29" and read as the language writes them; a cell of a file is quoted as it stands."""
_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?= |$)")
_EXACT = 2**53
"""Whole numbers up to which a float holds every one."""


def _word(code: str, name: str, value: Any, language: str) -> Any:
    """Return a fact whose codes are words of the language."""
    if not language.lower().startswith("pt"):
        return value
    if isinstance(value, str):
        return naming.portuguese(code, name, value)
    if isinstance(value, list | tuple):
        return [naming.portuguese(code, name, one) if isinstance(one, str) else one for one in value]
    return value


def _named(name: str, value: Any, language: str) -> Any:
    if name in _CODES:
        return value
    if name in _DAYS and isinstance(value, str) and language.lower().startswith("pt"):
        return _DAY.sub(r"\3/\2/\1", value)
    return _text(value, language)


def _text(value: Any, language: str) -> Any:
    if hasattr(value, "code") and hasattr(value, "facts"):
        return value.message(language)
    if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _EXACT):
        return _Brazilian(value) if language.lower().startswith("pt") else _Number(value)
    if isinstance(value, list | tuple | set | frozenset):
        return _joined([str(_text(item, language)) for item in value], is_prose=any(hasattr(i, "facts") for i in value))
    return value


def _joined(texts: list[str], *, is_prose: bool) -> str:
    """Return names joined by commas; sentences by semicolons, the last one's full stop kept."""
    if not is_prose:
        return ", ".join(texts)
    return "; ".join([*(text.removesuffix(".") for text in texts[:-1]), *texts[-1:]])
