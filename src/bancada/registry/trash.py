"""Deleted models: kept in .trash until it is emptied."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import orjson

from bancada.core.errors import ModelNotFound, Refused, TamperedModel
from bancada.registry import names
from bancada.registry.champions import tasks_of
from bancada.registry.files import fsync_folder, replace_file
from bancada.registry.index import Entry, is_legacy
from bancada.registry.legacy import SUFFIXES, legacy_models, not_found
from bancada.registry.saving import check_free

if TYPE_CHECKING:
    from bancada.registry.shelf import Shelf

__all__ = ["TrashedModel", "delete", "empty", "restore", "trashed"]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


@dataclass(frozen=True, slots=True)
class TrashedModel:
    """One deleted model.

    Attributes
    ----------
    id : str
        What `restore` takes.
    name : str
        Name at the time of deletion.
    title : str
    kind : str
    deleted_at : datetime
    bytes : int
        Size of its files.
    """

    id: str
    name: str
    title: str
    kind: str
    deleted_at: datetime
    bytes: int


def delete(shelf: Shelf, name: str) -> TrashedModel:
    """Move a model to the trash; ModelNotFound, Refused (`model_is_champion`)."""
    with shelf.writing():
        key, entry, path = _found(shelf, name)
        reigning = tasks_of(shelf, name)
        if reigning:
            raise Refused("model_is_champion", name=name, tasks=reigning)
        deleted_at = shelf.clock()
        trash_id = f"{name}-{deleted_at:%Y%m%dT%H%M%S}-{shelf.new_id()[:8]}"
        shelf.trash.mkdir(exist_ok=True)
        fsync_folder(shelf.root)
        note = {"name": name, "key": key, "path": path, "deleted_at": deleted_at, "entry": entry}
        replace_file(shelf.trash / f"{trash_id}.json", orjson.dumps(note))
        shelf.commit("deleted", key, trash=trash_id, path=path)
    return _shown(shelf, trash_id)


def _found(shelf: Shelf, name: str) -> tuple[str, Entry | None, str]:
    """Return key and entry in the registry (a loose legacy file has none), and the file or folder."""
    entry = shelf.entries().get(name)
    if entry is not None and not is_legacy(entry):
        return name, entry, name
    legacy = legacy_models(shelf).get(name)
    if legacy is None:
        raise not_found(shelf, name)
    return legacy.key or name, legacy.entry, legacy.file


def trashed(shelf: Shelf) -> tuple[TrashedModel, ...]:
    """Return what is in the trash, latest first."""
    found = []
    for trash_id in _ids(shelf):
        try:
            found.append(_shown(shelf, trash_id))
        except ModelNotFound:  # taken out or emptied meanwhile
            continue
    return tuple(sorted(found, key=lambda item: (item.deleted_at, item.id), reverse=True))


def _ids(shelf: Shelf) -> list[str]:
    """Return what is in the trash; a note without its model is of a deletion that never happened."""
    ids = (path.name.removesuffix(".json") for path in shelf.trash.glob("*.json"))
    return sorted(trash_id for trash_id in ids if os.path.lexists(shelf.trash / trash_id))


def _shown(shelf: Shelf, trash_id: str) -> TrashedModel:
    note = _note(shelf, trash_id)
    metadata = (note["entry"] or {}).get("metadata", {})
    kept = shelf.trash / trash_id
    deleted_at = datetime.fromisoformat(note["deleted_at"])
    title, kind = str(metadata.get("title", "")), str(metadata.get("kind", ""))
    return TrashedModel(trash_id, note["name"], title, kind, deleted_at, _size(kept))


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files if file.is_file())


def _note(shelf: Shelf, trash_id: str) -> Entry:
    if not isinstance(trash_id, str) or not _ID.fullmatch(trash_id) or ".." in trash_id:
        raise ModelNotFound("trash_not_found", trash_id=repr(trash_id)[:140])
    try:
        note: Entry = orjson.loads((shelf.trash / f"{trash_id}.json").read_bytes())
    except FileNotFoundError as error:
        raise ModelNotFound("trash_not_found", trash_id=trash_id) from error
    except orjson.JSONDecodeError as error:
        raise TamperedModel("trash_note_unreadable", trash_id=trash_id) from error
    return note


def restore(shelf: Shelf, trash_id: str) -> str:
    """Bring a model back under its name and return that; ModelNotFound, ModelExists, TamperedModel."""
    with shelf.writing():
        note = _note(shelf, trash_id)
        name, path, entry = str(note["name"]), str(note["path"]), note["entry"]
        names.check_name(name)
        if path != name and not (PurePosixPath(path).name == path and path.lower().endswith(SUFFIXES)):
            raise TamperedModel("trash_note_unreadable", trash_id=trash_id)
        check_free(shelf, name)
        if not (shelf.trash / trash_id).exists():
            raise TamperedModel("artefact_missing", name=name, file=trash_id, path=str(shelf.trash / trash_id))
        shelf.commit("restored", str(note["key"]), trash=trash_id, path=path, entry=entry)
    return name


def empty(shelf: Shelf) -> int:
    """Remove everything in the trash for good and return how many models that were."""
    with shelf.writing():
        ids = _ids(shelf)
        if ids:
            shelf.commit("emptied", trash=ids)
    return len(ids)
