"""Adopting a legacy model: its bytes are copied and signed, never opened here, and its file stays where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bancada.core.errors import Refused
from bancada.registry.legacy import check_trust, legacy_models, not_found
from bancada.registry.manifest import ModelDraft
from bancada.registry.saving import save

if TYPE_CHECKING:
    from bancada.registry.shelf import Shelf

__all__ = ["adopt"]


def adopt(shelf: Shelf, name: str, *, trust: str) -> None:
    """Copy a legacy model's bytes into a signed model of the present format, under the name it is listed by.

    Raises
    ------
    UntrustedModel
        The phrase was not said.
    ModelNotFound, TamperedModel
    Refused
        `already_adopted`.
    """
    with shelf.writing():
        legacy = legacy_models(shelf).get(name)
        if legacy is None:
            if name in shelf.entries():
                raise Refused("already_adopted", name=name)
            raise not_found(shelf, name)
        check_trust(trust, name=name)
        data = shelf.bytes_of(".", legacy.file, name=name, limit=2**40)
        metadata = (legacy.entry or {}).get("metadata") or {}
        draft = ModelDraft(files={"model.joblib": data}, kind="pickle", metadata=dict(metadata))
        origin = {"how": "adopted", "file": legacy.file, "trust": trust}
        texts = {"title": legacy.key} if legacy.key and legacy.key != name else {}
        save(shelf, name, draft, texts=texts, event="adopted", origin=origin)
        if legacy.key and legacy.key != name:
            shelf.registry.write({key: entry for key, entry in shelf.registry.read().items() if key != legacy.key})
