"""Names a model may take, and names of the files in its folder. No I/O here."""

from __future__ import annotations

import re

from bancada.core.errors import BadInput, InvalidName
from bancada.core.values import check_slug

__all__ = [
    "ALIASES",
    "CARD",
    "JOURNAL",
    "LOCK",
    "MANIFEST",
    "REGISTRY",
    "SEAL",
    "TEMPORARY",
    "TRASH",
    "check_file",
    "check_name",
]

REGISTRY = "registry.json"
ALIASES = "aliases.json"
JOURNAL = "journal.jsonl"
TRASH = ".trash"
LOCK = ".lock"
TEMPORARY = ".tmp-"
MANIFEST = "manifest.json"
SEAL = "manifest.sig"
CARD = "CARD.md"

_OWN = (REGISTRY, ALIASES, JOURNAL)
_PART = r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}"
_FILE = re.compile(rf"{_PART}(/{_PART}){{0,7}}")


def check_name(name: str) -> str:
    """Return `name` if a model may be called so, else raise InvalidName.

    A slug (`core.values.check_slug`) that is none of the store's own file names, nor begins like one (a registry that was set aside
    keeps its name and adds to it).
    """
    check_slug(name)
    if name.casefold().startswith(_OWN):
        raise InvalidName("invalid_name_reserved", name=name)
    return name


def check_file(name: str) -> str:
    """Return `name` if a model's folder may hold a file called so: at most 8 plain parts joined by "/".

    Raises
    ------
    BadInput
        `invalid_file_name`.
    """
    if not isinstance(name, str) or not _FILE.fullmatch(name) or ".." in name or name.casefold() in _KEPT:
        raise BadInput("invalid_file_name", file=repr(name)[:120])
    return name


_KEPT = {MANIFEST.casefold(), SEAL.casefold(), CARD.casefold()}
