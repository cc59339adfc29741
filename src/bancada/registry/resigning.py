"""The way back after a lost signing key: sign again what another key signed, once somebody says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bancada.core.errors import BadInput, TamperedModel
from bancada.registry import names
from bancada.registry.files import sha256
from bancada.registry.index import is_legacy
from bancada.registry.manifest import checked, decode, unsealed

if TYPE_CHECKING:
    from bancada.registry.shelf import Shelf

__all__ = ["resign"]


def resign(shelf: Shelf, *, reason: str) -> tuple[str, ...]:
    """Sign with the present key every model that another key signed and whose files match their manifest.

    That trusts the store's folder as it is now: with the old key gone nobody can tell whether a manifest was exchanged together with
    its files. A model whose signature claims to be the present key's and is wrong, or whose files do not match, is left as it is.

    Returns
    -------
    tuple of str
        Names that were signed again.
    """
    if not reason.strip():
        raise BadInput("reason_missing")
    with shelf.writing():
        found = {
            name: digest
            for name, entry in shelf.entries().items()
            if not is_legacy(entry) and (digest := _digest(shelf, name))
        }
        if found:
            shelf.commit("resigned", reason=reason, manifests=found)
    return tuple(sorted(found))


def _digest(shelf: Shelf, name: str) -> str:
    """Return the manifest's hash where the model may be signed again, else an empty text."""
    try:
        data = shelf.bytes_of(name, names.MANIFEST, name=name)
        seal = shelf.bytes_of(name, names.SEAL, name=name)
    except TamperedModel:
        return ""
    try:
        unsealed(data, seal, key=shelf.key, name=name)
    except TamperedModel as error:
        if error.code == "signed_by_another_key" and _matches(shelf, name, data):
            return sha256(data)
    return ""


def _matches(shelf: Shelf, name: str, data: bytes) -> bool:
    try:
        manifest = decode(data, name=name)
        for record in manifest.info.files:
            checked(manifest, record.name, shelf.bytes_of(name, record.name, name=name, limit=record.size_bytes))
    except TamperedModel:
        return False
    return manifest.info.name == name
