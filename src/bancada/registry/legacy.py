"""Models from before there was a format: listed, never opened, adopted on an explicit request.

A legacy model is a `.pkl` or `.joblib` file loose in the store's folder, or an entry of registry.json with only path, metadata, saved_at.
Adopting copies the bytes of its file and signs them; nothing is unpickled here, and the file itself stays where it is.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from bancada.core.errors import InvalidName, ModelNotFound, UntrustedModel
from bancada.core.model import ModelInfo
from bancada.registry import names
from bancada.registry.index import Entry, is_legacy

if TYPE_CHECKING:
    from bancada.registry.shelf import Shelf

__all__ = ["TRUST_PHRASE", "Legacy", "check_trust", "info_of", "legacy_files", "legacy_models", "not_found"]

TRUST_PHRASE = "I trust this pickle"
"""What must be said, to the letter, before a pickle that this installation did not write is signed. Opening a pickle runs whatever code
its author put into it, with the rights of whoever opens it: only say it of a file whose author you know."""

SUFFIXES = (".pkl", ".joblib")
_NOWHERE = (
    ".nowhere.pkl"  # for an entry whose path names no pickle: a file of the store itself must never be taken for one
)


@dataclass(frozen=True, slots=True)
class Legacy:
    """One legacy model: the name it is listed under, its file in the store's folder, its entry's key and values where it has one."""

    name: str
    file: str
    key: str | None = None
    entry: Entry | None = None


def legacy_files(shelf: Shelf) -> dict[str, str]:
    """Return name to file of every legacy model."""
    return {name: legacy.file for name, legacy in legacy_models(shelf).items()}


def legacy_models(shelf: Shelf) -> dict[str, Legacy]:
    """Return every legacy model by the name it is listed under.

    A file whose name is no slug gets the slug nearest to it; one that was adopted is not listed a second time.
    """
    entries = shelf.entries()
    loose = _loose(shelf)
    if not loose and not any(map(is_legacy, entries.values())):
        return {}
    adopted = {entry["metadata"].get("adopted_from") for entry in entries.values() if not is_legacy(entry)}
    taken = {name.casefold() for name, entry in entries.items() if not is_legacy(entry)}
    candidates = [Legacy(key, _base(entry), key, entry) for key, entry in entries.items() if is_legacy(entry)]
    listed = {legacy.file for legacy in candidates}
    candidates += [Legacy(PurePosixPath(file).stem, file) for file in loose if file not in listed]
    found: dict[str, Legacy] = {}
    for legacy in candidates:
        if legacy.file in adopted:
            continue
        name = _free(_slug(legacy.name), taken)
        taken.add(name.casefold())
        found[name] = Legacy(name, legacy.file, legacy.key, legacy.entry)
    return found


def not_found(shelf: Shelf, name: object) -> ModelNotFound:
    """Return the error for a name that no model has, naming those that are like it."""
    asked = str(name)[:80]
    close = get_close_matches(asked, [*shelf.entries(), *legacy_models(shelf)], n=3)
    return ModelNotFound("model_not_found_similar", name=asked, close=close) if close else ModelNotFound(name=asked)


def _loose(shelf: Shelf) -> list[str]:
    if not shelf.root.is_dir():
        return []
    with os.scandir(shelf.root) as items:
        return sorted(
            item.name for item in items if item.name.lower().endswith(SUFFIXES) and item.is_file(follow_symlinks=False)
        )


def _base(entry: Entry) -> str:
    path = str(entry.get("path", ""))
    file = PureWindowsPath(PurePosixPath(path).name).name
    is_pickle = file.lower().endswith(SUFFIXES) and not file.startswith(".") and "\0" not in file
    return file if is_pickle else _NOWHERE


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-_")[:48] or "model"
    try:
        return names.check_name(slug)
    except InvalidName:
        return f"model-{slug}"


def _free(slug: str, taken: set[str]) -> str:
    return next(name for name in (slug, *(f"{slug}-{i}" for i in range(2, 10**6))) if name.casefold() not in taken)


def info_of(shelf: Shelf, legacy: Legacy) -> ModelInfo:
    """Return what can be shown of a legacy model without opening it."""
    entry = legacy.entry or {}
    metadata: Mapping[str, Any] = entry.get("metadata") or {}
    return ModelInfo(
        legacy.name, _saved_at(shelf, legacy), 0, title=legacy.key or "", is_legacy=True, metadata=dict(metadata)
    )


def _saved_at(shelf: Shelf, legacy: Legacy) -> datetime:
    try:
        said = datetime.fromisoformat(str((legacy.entry or {}).get("saved_at")))
    except ValueError:
        path = shelf.root / legacy.file
        return datetime.fromtimestamp(path.stat().st_mtime if path.is_file() else 0, UTC)
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def check_trust(trust: str, *, name: str) -> None:
    """Return if the trusting phrase was said; UntrustedModel (`trust_phrase_missing`) says what it means."""
    if trust != TRUST_PHRASE:
        raise UntrustedModel("trust_phrase_missing", name=name, phrase=TRUST_PHRASE)
