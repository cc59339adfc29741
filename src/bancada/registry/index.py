"""registry.json and aliases.json: read through a cache keyed by the file's identity, replaced whole. It knows no model files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from bancada.core.errors import RegistryNewer
from bancada.registry.files import Identity, identity, replace_file
from bancada.registry.manifest import FORMAT

__all__ = ["Document", "Entry", "Unparseable", "check_entries", "is_legacy"]

# Any: JSON values of registry.json and aliases.json.
Entry = dict[str, Any]


class Unparseable(Exception):
    """A document of the store that is no JSON object of the right shape."""


class Document:
    """One JSON object on disk, one line a key.

    **Caching**: `read` costs one `stat` while the file is the same. **Values are shared**: never mutate what comes back.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
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
            # a replacement between the stat and the read is seen by the next stat, which differs from `now`
            self._seen, self._values = now, values
        return self._values

    def write(self, values: Mapping[str, Entry]) -> None:
        """Replace the file by `values`, durably."""
        lines = (
            orjson.dumps(key) + b":" + orjson.dumps(value, option=orjson.OPT_SORT_KEYS) for key, value in values.items()
        )
        replace_file(self.path, b"{\n" + b",\n".join(lines) + b"\n}\n")
        self._seen, self._values = identity(self.path), dict(values)


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
