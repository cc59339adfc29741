"""What each journal line does to the store's files. Each effect may be applied twice; that is how a crash is mended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bancada.core.errors import TamperedModel
from bancada.registry import names
from bancada.registry.files import replace_file, sha256
from bancada.registry.index import Entry
from bancada.registry.journal import JournalLine
from bancada.registry.manifest import facts_of, seal

if TYPE_CHECKING:
    from bancada.registry.shelf import Shelf

__all__ = ["annotated", "apply", "crowned", "renamed_champions"]

_TEXTS = ("title", "notes", "tags")


def apply(shelf: Shelf, line: JournalLine) -> None:
    """Do what `line` says, whether or not a part of it was done before."""
    effect = _EFFECTS.get(line.event)
    if effect:
        effect(shelf, line)


# Any: JSON values of a journal line.
def annotated(entry: Entry, facts: Mapping[str, Any]) -> Entry:
    """Return `entry` with the title, notes and tags that `facts` names; empty ones are left out."""
    texts = {key: facts[key] for key in _TEXTS if key in facts}
    metadata = {**entry.get("metadata", {}), **texts}
    return {**entry, "metadata": {key: value for key, value in metadata.items() if key not in texts or value}}


def _listed(shelf: Shelf, line: JournalLine) -> None:
    try:
        manifest, _ = shelf.manifest(line.name)
    except TamperedModel:  # what cannot be verified is not listed by this line; opening it says why
        return
    entry = annotated(facts_of(manifest), line.facts)
    shelf.registry.write({**shelf.registry.read(), line.name: entry})


def _annotated(shelf: Shelf, line: JournalLine) -> None:
    entries = shelf.registry.read()
    if line.name in entries:
        shelf.registry.write({**entries, line.name: annotated(entries[line.name], line.facts)})


def _renamed(shelf: Shelf, line: JournalLine) -> None:
    old, new = line.name, str(line.facts["to"])
    prepared = shelf.root / str(line.facts["temporary"])
    if prepared.is_dir():
        shelf.discard(shelf.root / old)
        shelf.move(prepared, shelf.root / new)
    manifest, _ = shelf.manifest(new)
    entries = {name: entry for name, entry in shelf.registry.read().items() if name != old}
    shelf.registry.write({**entries, new: annotated(facts_of(manifest), line.facts)})
    shelf.aliases.write(renamed_champions(shelf.aliases.read(), line))


def renamed_champions(aliases: Mapping[str, Entry], line: JournalLine) -> dict[str, Entry]:
    """Return `aliases` with the renamed model called by its new name wherever it reigned."""
    new, model_id = line.facts["to"], line.facts["id"]

    def follow(record: Entry) -> Entry:
        changed = {**record, "name": new} if record["id"] == model_id else record
        return {**changed, "previous": new} if changed.get("previous_id") == model_id else changed

    return {task: _alias([follow(record) for record in entry["history"]]) for task, entry in aliases.items()}


def _alias(history: list[Entry]) -> Entry:
    return {"champion": history[-1]["name"], "history": history}


def _deleted(shelf: Shelf, line: JournalLine) -> None:
    place = shelf.trash / str(line.facts["trash"])
    source = shelf.root / str(line.facts["path"])
    if source.exists() and not place.exists():
        shelf.move(source, place)
    shelf.registry.write({name: entry for name, entry in shelf.registry.read().items() if name != line.name})


def _restored(shelf: Shelf, line: JournalLine) -> None:
    place = shelf.trash / str(line.facts["trash"])
    if place.exists():
        shelf.move(place, shelf.root / str(line.facts["path"]))
    if line.facts["entry"]:
        shelf.registry.write({**shelf.registry.read(), line.name: line.facts["entry"]})
    place.with_name(f"{place.name}.json").unlink(missing_ok=True)


def _emptied(shelf: Shelf, line: JournalLine) -> None:
    for trash_id in line.facts["trash"]:
        place = shelf.trash / str(trash_id)
        if place.is_dir() and not place.is_symlink():
            shelf.discard(place)
        else:
            place.unlink(missing_ok=True)
        place.with_name(f"{place.name}.json").unlink(missing_ok=True)


def _crowned(shelf: Shelf, line: JournalLine) -> None:
    shelf.aliases.write(crowned(shelf.aliases.read(), line))


def crowned(aliases: Mapping[str, Entry], line: JournalLine) -> dict[str, Entry]:
    """Return `aliases` with the reign that `line` began."""
    task = str(line.facts["task"])
    record = {**line.facts["record"], "seq": line.seq}
    history = [item for item in aliases.get(task, {}).get("history", []) if item["seq"] != line.seq]
    return {**aliases, task: _alias([*history, record])}


def _resigned(shelf: Shelf, line: JournalLine) -> None:
    for name, digest in line.facts["manifests"].items():
        data = shelf.bytes_of(name, names.MANIFEST, name=name)
        if sha256(data) == digest:
            replace_file(shelf.root / name / names.SEAL, seal(data, key=shelf.key))


_EFFECTS: dict[str, Callable[[Shelf, JournalLine], None]] = {
    "saved": _listed,
    "adopted": _listed,
    "imported": _listed,
    "recovered": _listed,
    "annotated": _annotated,
    "renamed": _renamed,
    "deleted": _deleted,
    "restored": _restored,
    "emptied": _emptied,
    "promoted": _crowned,
    "rolled_back": _crowned,
    "resigned": _resigned,
}
