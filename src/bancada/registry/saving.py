"""How a model gets into the store and changes there: save, rename, annotate. Drafts of a run are written the same way, without a name."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bancada.core.errors import BadInput, ModelExists, Refused, TamperedModel
from bancada.core.ports import Clock
from bancada.registry import names
from bancada.registry.card import render_card
from bancada.registry.clock import utc_now
from bancada.registry.files import Linked, Missing, fsync_folder, read_beneath, sha256, write_new
from bancada.registry.index import is_legacy
from bancada.registry.keys import SigningKey
from bancada.registry.legacy import legacy_files, not_found
from bancada.registry.manifest import Manifest, ModelDraft, checked, decode, encode, make, seal, unsealed

if TYPE_CHECKING:
    from bancada.registry.shelf import Shelf

__all__ = ["annotate", "check_free", "put", "read_draft", "rename", "save", "write_draft", "write_folder"]


def save(
    shelf: Shelf,
    name: str,
    draft: ModelDraft,
    *,
    texts: dict[str, Any],
    event: str = "saved",
    origin: dict[str, str] | None = None,
) -> None:
    """Write a draft into the store as `name`; ModelExists, InvalidName, StoreReadOnly, BadInput."""
    names.check_name(name)
    texts = checked_texts(texts)
    manifest = make(name, draft, model_id=shelf.new_id(), saved_at=shelf.clock(), origin=origin, texts=texts)
    with shelf.writing():
        if event != "adopted":
            check_free(shelf, name)
        put(shelf, manifest, draft)
        shelf.commit(event, name, **texts, origin=manifest.origin)


# Any: JSON values of a journal line.
def checked_texts(texts: dict[str, Any]) -> dict[str, Any]:
    """Return title, notes and tags that can be kept, tags sorted and single; BadInput where one is no text."""
    for key in ("title", "notes"):
        value = texts.get(key, "")
        if not isinstance(value, str) or "\0" in value or len(value) > 20_000:
            raise BadInput("invalid_text", field=key)
    tags = texts.get("tags", ())
    if isinstance(tags, str) or not all(isinstance(tag, str) and 0 < len(tag) <= 100 for tag in tags):
        raise BadInput("invalid_text", field="tags")
    return {**texts, "tags": sorted(set(tags))} if "tags" in texts else texts


def check_free(shelf: Shelf, name: str) -> None:
    """Return if no model, file or folder of the store goes by `name`, compared without case; else ModelExists."""
    folded = name.casefold()
    with os.scandir(shelf.root) as items:
        there = [item.name for item in items]
    taken = next(
        (other for other in (*shelf.entries(), *legacy_files(shelf), *there) if other.casefold() == folded), None
    )
    if taken is not None:
        raise ModelExists(name=name, found=taken)


def put(shelf: Shelf, manifest: Manifest, draft: ModelDraft) -> None:
    """Write a model's folder under a temporary name and rename it into place, durably."""
    temporary = shelf.root / f"{names.TEMPORARY}{shelf.new_id()}"
    try:
        write_folder(temporary, manifest, draft, key=shelf.key)
        shelf.move(temporary, shelf.root / manifest.info.name)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def write_folder(folder: Path, manifest: Manifest, draft: ModelDraft, *, key: SigningKey) -> None:
    """Write artefacts, card, manifest and signature into a new folder, all durable."""
    folder.mkdir()
    parents = {folder}
    for file, data in draft.files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        write_new(path, data)
        parents.update(parent for parent in path.parents if parent.is_relative_to(folder))
    card = render_card(manifest.info).encode()
    encoded = encode(replace(manifest, card_sha256=sha256(card)))
    write_new(folder / names.CARD, card)
    write_new(folder / names.MANIFEST, encoded)
    write_new(folder / names.SEAL, seal(encoded, key=key))
    for parent in parents:
        fsync_folder(parent)


def annotate(shelf: Shelf, name: str, *, texts: dict[str, Any]) -> None:
    """Change title, notes or tags of a model; ModelNotFound, Refused for one that was not adopted."""
    texts = checked_texts(texts)
    with shelf.writing():
        check_adopted(shelf, name)
        if texts:
            shelf.commit("annotated", name, **texts)


def check_adopted(shelf: Shelf, name: str) -> None:
    """Return if `name` is a model of the present format; ModelNotFound, Refused (`legacy_not_adopted`)."""
    entry = shelf.entries().get(name)
    if entry is None or is_legacy(entry):
        if name in legacy_files(shelf):
            raise Refused("legacy_not_adopted", name=name)
        raise not_found(shelf, name)


def rename(shelf: Shelf, old: str, new: str) -> None:
    """Call a model by another name: its manifest is signed again under it, its champions' history follows."""
    names.check_name(new)
    with shelf.writing():
        check_adopted(shelf, old)
        if old == new:
            return
        if old.casefold() != new.casefold():
            check_free(shelf, new)
        manifest, _ = shelf.manifest(old)
        draft = manifest.draft(_read_all(shelf, manifest))
        kept = shelf.entries()[old]["metadata"]
        texts = {key: kept.get(key, none) for key, none in (("title", ""), ("notes", ""), ("tags", []))}
        renamed = replace(manifest, info=replace(manifest.info, name=new, **texts | {"tags": tuple(texts["tags"])}))
        temporary = f"{names.TEMPORARY}{shelf.new_id()}"
        write_folder(shelf.root / temporary, renamed, draft, key=shelf.key)
        fsync_folder(shelf.root)
        shelf.commit("renamed", old, to=new, id=manifest.id, temporary=temporary, **texts)


def _read_all(shelf: Shelf, manifest: Manifest) -> dict[str, bytes]:
    name = manifest.info.name
    files = {}
    for record in manifest.info.files:
        data = shelf.bytes_of(name, record.name, name=name, limit=record.size_bytes)
        files[record.name] = checked(manifest, record.name, data)
    return files


def write_draft(folder: Path, draft: ModelDraft, *, key: SigningKey, clock: Clock = utc_now) -> None:
    """Write a draft, signed, into a folder of its own (a run's top candidate, before anybody saves it under a name).

    A draft that was there is replaced whole.
    """
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = folder.with_name(f"{names.TEMPORARY}{folder.name}")
    shutil.rmtree(temporary, ignore_errors=True)
    manifest = make("", draft, model_id="", saved_at=clock())
    write_folder(temporary, manifest, draft, key=key)
    if folder.exists():
        shutil.rmtree(folder)
    temporary.rename(folder)
    fsync_folder(folder.parent)


def read_draft(folder: Path, *, key: SigningKey) -> ModelDraft:
    """Return a draft that `write_draft` wrote, signature and hashes checked.

    Raises
    ------
    TamperedModel
    """
    folder = Path(folder)
    name = folder.name

    def read(file: str, limit: int | None = None) -> bytes:
        try:
            return read_beneath(folder, file, limit=limit)
        except (Missing, Linked, FileNotFoundError) as error:
            raise TamperedModel("artefact_missing", name=name, file=file, path=str(folder / file)) from error

    data = read(names.MANIFEST)
    unsealed(data, read(names.SEAL), key=key, name=name)
    manifest = decode(data, name=name)
    files = {
        record.name: checked(manifest, record.name, read(record.name, record.size_bytes), name=name)
        for record in manifest.info.files
    }
    return manifest.draft(files)
