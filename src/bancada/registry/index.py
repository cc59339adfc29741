"""registry.json and aliases.json: read through a cache keyed by the file's identity, replaced whole. It knows no model files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson

from bancada.core.errors import RegistryNewer
from bancada.registry.files import Identity, identity, replace_file
from bancada.registry.manifest import FORMAT

__all__ = ["Document", "Entry", "Unparseable", "check_aliases", "check_entries", "is_legacy"]

# Any: JSON values of registry.json and aliases.json.
Entry = dict[str, Any]


class Unparseable(Exception):
    """A document of the store that is no JSON object of the right shape."""


class Document:
    """One JSON object on disk, one line a key.

    **Caching**: `read` costs one `stat` while the file is the same, and `write` encodes only values that are new objects.
    **Values are shared**: never mutate what comes back.

    Parameters
    ----------
    path : Path
    check : callable
        Raises where the values read from disk cannot be used; they are then read, and refused, again the next time.
    """

    def __init__(self, path: Path, *, check: Callable[[Mapping[str, Entry]], None]) -> None:
        self.path = path
        self._check = check
        self._lines: dict[str, tuple[Entry, bytes]] = {}
        self._seen: Identity | None = None
        self._values: dict[str, Entry] = {}

    @property
    def identity(self) -> Identity | None:
        """Identity of the file that the last `read` or `write` saw."""
        return self._seen

    def read(self) -> Mapping[str, Entry]:
        """Return the object; empty where the file is absent. Raises Unparseable."""
        now = identity(self.path)
        if now is None:
            self._seen, self._values = None, {}
        elif now != self._seen:
            values = _parsed(self.path.read_bytes())
            self._check(values)
            # a replacement between the stat and the read is seen by the next stat, which differs from `now`
            known = self._values
            # entries that did not change stay the same objects, so that what was made of them can be kept
            self._values = {key: known[key] if known.get(key) == value else value for key, value in values.items()}
            self._seen = now
        return self._values

    def write(self, values: Mapping[str, Entry]) -> None:
        """Replace the file by `values`, durably."""
        self._lines = {key: (value, self._line(key, value)) for key, value in values.items()}
        replace_file(self.path, b"{\n" + b",\n".join(line for _, line in self._lines.values()) + b"\n}\n")
        self._seen, self._values = identity(self.path), dict(values)

    def _line(self, key: str, value: Entry) -> bytes:
        known = self._lines.get(key)
        if known and known[0] is value:
            return known[1]
        return orjson.dumps(key) + b":" + orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _parsed(data: bytes) -> dict[str, Entry]:
    try:
        values = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Unparseable(str(error)) from error
    if not isinstance(values, dict) or not all(isinstance(value, dict) for value in values.values()):
        raise Unparseable("an object of objects was expected")
    return values


def is_legacy(entry: Entry) -> bool:
    """Return whether an entry comes from before there was a format."""
    return bool(entry.get("format", 0) == 0)


def check_entries(entries: Mapping[str, Entry]) -> None:
    """Raise RegistryNewer where an entry was written by a newer Bancada, Unparseable where one has no known shape."""
    for name, entry in entries.items():
        found = entry.get("format", 0)
        if not isinstance(found, int) or found < 0 or not isinstance(entry.get("metadata", {}), dict):
            raise Unparseable(name)
        if found > FORMAT:
            raise RegistryNewer(name=name, found=found, supported=FORMAT)


def check_aliases(aliases: Mapping[str, Entry]) -> None:
    """Raise Unparseable where a task's entry has no history of reigns."""
    for task, entry in aliases.items():
        history = entry.get("history")
        if (
            not isinstance(history, list)
            or not history
            or not all(isinstance(reign, dict) and "id" in reign for reign in history)
        ):
            raise Unparseable(task)
