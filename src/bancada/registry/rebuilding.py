"""registry.json and aliases.json made anew from what else a store holds: signed manifests and the journal."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING, Any

from bancada.core.errors import InvalidName, TamperedModel
from bancada.registry import effects, names
from bancada.registry.index import Entry
from bancada.registry.journal import JournalLine
from bancada.registry.manifest import decode, facts_of

if TYPE_CHECKING:
    from bancada.registry.shelf import Shelf

__all__ = ["champions", "entries", "folders", "texts_of"]

# Any: JSON values of a journal line.
Texts = dict[str, Any]


def folders(shelf: Shelf, *, but: Container[str] = ()) -> list[str]:
    """Return the names of folders in the store that hold a manifest, sorted; those in `but` are not looked at."""
    with os.scandir(shelf.root) as items:
        found = [item.name for item in items if item.name not in but and item.is_dir(follow_symlinks=False)]
    return sorted(name for name in found if _is_name(name) and (shelf.root / name / names.MANIFEST).exists())


def _is_name(name: str) -> bool:
    try:
        names.check_name(name)
    except InvalidName:
        return False
    return True


def entries(shelf: Shelf, lines: Iterable[JournalLine]) -> dict[str, Entry]:
    """Return the entries of all models whose manifest can be read.

    One whose signature does not hold is listed too, so that it is seen to be there; opening it says what is wrong.
    """
    texts = texts_of(lines)
    made = {}
    for name in folders(shelf):
        try:
            manifest = decode(shelf.bytes_of(name, names.MANIFEST, name=name), name=name)
        except TamperedModel:
            continue
        made[name] = effects.annotated({**facts_of(manifest), "path": name}, texts.get(name, {}))
    return made


def texts_of(lines: Iterable[JournalLine]) -> dict[str, Texts]:
    """Return title, notes and tags of every model by its present name, as the journal tells."""
    texts: dict[str, Texts] = {}
    for line in lines:
        if line.event in ("saved", "adopted", "imported", "recovered"):
            texts[line.name] = _texts(line.facts)
        elif line.event == "annotated":
            texts[line.name] = {**texts.get(line.name, {}), **_texts(line.facts)}
        elif line.event == "deleted":
            texts.pop(line.name, None)
        elif line.event == "renamed":
            texts[line.facts["to"]] = texts.pop(line.name, {})
        elif line.event == "restored" and line.facts["entry"]:
            texts[line.name] = _texts(line.facts["entry"]["metadata"])
    return texts


def _texts(facts: Texts) -> Texts:
    return {key: facts[key] for key in ("title", "notes", "tags") if key in facts}


def champions(lines: Iterable[JournalLine]) -> dict[str, Entry]:
    """Return aliases as the journal tells."""
    aliases: dict[str, Entry] = {}
    for line in lines:
        if line.event in ("promoted", "rolled_back"):
            aliases = effects.crowned(aliases, line)
        elif line.event == "renamed":
            aliases = effects.renamed_champions(aliases, line)
    return aliases
