"""What is known of models, and their verified bytes. Nothing here changes the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bancada.core.errors import BancadaError, ModelNotFound, TamperedModel, UntrustedModel
from bancada.core.finding import Finding, Severity
from bancada.core.model import ModelInfo
from bancada.core.values import from_json
from bancada.registry import names
from bancada.registry.files import identity, sha256
from bancada.registry.index import Entry, is_legacy
from bancada.registry.legacy import info_of, legacy_models, not_found
from bancada.registry.manifest import Manifest, check_modules, checked, decode

if TYPE_CHECKING:
    from bancada.registry.shelf import Shelf

__all__ = ["Listing", "OpenedModel", "RegistrySummary", "opened", "shown", "summary", "verified"]


@dataclass(frozen=True, slots=True)
class OpenedModel:
    """A model whose files were verified.

    Attributes
    ----------
    info : ModelInfo
    files : mapping of str to bytes
        The very bytes that were verified.
    modules : tuple of str
        What to import, by name, before the artefact opens.
    """

    info: ModelInfo
    files: Mapping[str, bytes]
    modules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegistrySummary:
    """A store at a glance.

    Attributes
    ----------
    n_models : int
        Legacy ones included.
    n_champions : int
        Tasks that have one.
    n_legacy : int
    bytes : int
        Of the listed models' files, as recorded.
    tasks : tuple of str
        Tasks of the listed models, sorted.
    notices : tuple of Finding
        What was noticed about the store itself, and by nobody acknowledged.
    """

    n_models: int
    n_champions: int
    n_legacy: int
    bytes: int
    tasks: tuple[str, ...]
    notices: tuple[Finding, ...] = ()


class Listing:
    """All models as listed, kept until a file that they are read from changes."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._key: object = None
        self._models: tuple[ModelInfo, ...] = ()
        self._built: dict[str, tuple[Entry, ModelInfo]] = {}

    def models(self) -> tuple[ModelInfo, ...]:
        """Return all models, newest first."""
        shelf = self._shelf
        entries, champions = shelf.entries(), shelf.champions()
        key = (shelf.registry.identity, shelf.aliases.identity, identity(shelf.root))
        if key != self._key or key[0] is None:
            reigning = {entry["champion"] for entry in champions.values()}
            entries, infos = self._infos(entries, reigning)
            self._built = {name: built for name, built in self._built.items() if name in entries}
            infos += [info_of(shelf, legacy) for legacy in legacy_models(shelf).values()]
            self._models = tuple(sorted(infos, key=lambda info: (info.saved_at, info.name), reverse=True))
            self._key = key
        return self._models

    def _infos(self, entries: Mapping[str, Entry], reigning: set[str]) -> tuple[Mapping[str, Entry], list[ModelInfo]]:
        """Return what entries say; an edited one that says nothing has the registry rebuilt from what is signed."""
        try:
            infos = [self._info(name, entry, reigning) for name, entry in entries.items() if not is_legacy(entry)]
        except TamperedModel as error:
            entries = self._shelf.rebuild(error)
            infos = [self._info(name, entry, reigning) for name, entry in entries.items() if not is_legacy(entry)]
        return entries, infos

    def _info(self, name: str, entry: Entry, reigning: set[str]) -> ModelInfo:
        is_champion = name in reigning
        known = self._built.get(name)
        if known and known[0] is entry and known[1].is_champion == is_champion:
            return known[1]
        info = listed(name, entry, is_champion=is_champion)
        self._built[name] = (entry, info)
        return info


def listed(name: str, entry: Entry, *, is_champion: bool) -> ModelInfo:
    """Return what an entry of registry.json says; TamperedModel (`entry_unreadable`) where somebody edited it."""
    metadata = {key: value for key, value in entry["metadata"].items() if key in _SHOWN}
    values = {
        **metadata,
        "name": name,
        "saved_at": entry.get("saved_at"),
        "format": entry["format"],
        "is_champion": is_champion,
    }
    try:
        return from_json(ModelInfo, values)
    except ValidationError as error:
        raise TamperedModel("entry_unreadable", name=name, detail=str(error)[:200]) from error


_SHOWN = frozenset(ModelInfo.__dataclass_fields__)


def _entry(shelf: Shelf, name: str) -> Entry:
    entries = shelf.entries()
    entry = entries.get(name) if isinstance(name, str) else None
    if entry is None or is_legacy(entry):
        legacy = legacy_models(shelf)
        if name in legacy:
            raise UntrustedModel("legacy_model", name=name, file=legacy[name].file)
        raise not_found(shelf, name)
    return entry


def _manifest(shelf: Shelf, name: str) -> tuple[Entry, Manifest]:
    entry = _entry(shelf, name)
    if entry.get("path") != name:
        raise TamperedModel("path_altered", name=name, found=str(entry.get("path"))[:200])
    manifest, _ = shelf.manifest(name)
    return entry, manifest


def shown(shelf: Shelf, name: str) -> ModelInfo:
    """Return everything known of one model; of a legacy one what can be known without opening it."""
    try:
        entry, manifest = shelf.steady(lambda: _manifest(shelf, name))
    except UntrustedModel:
        return info_of(shelf, legacy_models(shelf)[name])
    return _dressed(shelf, entry, manifest)


# Any: JSON values of registry.json.
def _dressed(shelf: Shelf, entry: Entry, manifest: Manifest) -> ModelInfo:
    texts: dict[str, Any] = entry["metadata"]
    name = manifest.info.name
    return replace(
        manifest.info,
        title=str(texts.get("title", "")),
        notes=str(texts.get("notes", "")),
        tags=tuple(map(str, texts.get("tags", ()))),
        is_champion=any(alias["champion"] == name for alias in shelf.champions().values()),
    )


def opened(shelf: Shelf, name: str) -> OpenedModel:
    """Return a model's verified bytes; ModelNotFound, TamperedModel, UntrustedModel, RegistryNewer."""
    entry, manifest, files = shelf.steady(lambda: _opened(shelf, name))
    modules = check_modules(manifest.modules, name=name)
    return OpenedModel(_dressed(shelf, entry, manifest), files, modules)


def _opened(shelf: Shelf, name: str) -> tuple[Entry, Manifest, dict[str, bytes]]:
    entry, manifest = _manifest(shelf, name)
    files = {}
    for record in manifest.info.files:
        data = shelf.bytes_of(name, record.name, name=name, limit=record.size_bytes)
        files[record.name] = checked(manifest, record.name, data)
    return entry, manifest, files


def verified(shelf: Shelf, name: str) -> tuple[Finding, ...]:
    """Return everything that is wrong with a model's files, all at once; ModelNotFound."""
    try:
        _, manifest = shelf.steady(lambda: _manifest(shelf, name))
    except ModelNotFound:
        raise
    except BancadaError as error:
        # with another key nobody can vouch for the manifest; a file that does not even match it was changed, and is told as that
        changed = _changed_since(shelf, name) if error.code == "signed_by_another_key" else []
        return tuple(changed) or (_finding(error),)
    return (*_unmatched(shelf, manifest), *_beside(shelf, manifest))


def _changed_since(shelf: Shelf, name: str) -> list[Finding]:
    try:
        return _unmatched(shelf, decode(shelf.bytes_of(name, names.MANIFEST, name=name), name=name))
    except BancadaError as error:
        return [_finding(error)]


def _unmatched(shelf: Shelf, manifest: Manifest) -> list[Finding]:
    """Return a finding for each file that does not match the manifest."""
    name, findings = manifest.info.name, []
    for record in manifest.info.files:
        try:
            checked(manifest, record.name, shelf.bytes_of(name, record.name, name=name, limit=record.size_bytes))
        except TamperedModel as error:
            findings.append(_finding(error))
    return findings


def _finding(error: BancadaError) -> Finding:
    return Finding(error.code, Severity.FAILURE, facts=error.facts)


def _beside(shelf: Shelf, manifest: Manifest) -> list[Finding]:
    """Return findings about the card, and about files that no manifest lists."""
    name, findings = manifest.info.name, []
    try:
        card = shelf.bytes_of(name, names.CARD, name=name)
    except TamperedModel as error:
        findings.append(Finding(error.code, Severity.CAUTION, facts=error.facts))
    else:
        if sha256(card) != manifest.card_sha256:
            findings.append(Finding("card_changed", Severity.CAUTION, facts={"name": name}))
    folder = shelf.root / name
    expected = {names.MANIFEST, names.SEAL, names.CARD, *(record.name for record in manifest.info.files)}
    found = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if _is_file(path))
    unlisted = (file for file in found if file not in expected)
    return findings + [
        Finding("file_unlisted", Severity.CAUTION, facts={"name": name, "file": file}) for file in unlisted
    ]


def _is_file(path: Path) -> bool:
    return path.is_symlink() or not path.is_dir()


def summary(shelf: Shelf, models: tuple[ModelInfo, ...]) -> RegistrySummary:
    """Return the store at a glance."""
    return RegistrySummary(
        n_models=len(models),
        n_champions=len(shelf.champions()),
        n_legacy=sum(info.is_legacy for info in models),
        bytes=sum(record.size_bytes for info in models for record in info.files),
        tasks=tuple(sorted({info.task for info in models if info.task})),
        notices=tuple(shelf.notices),
    )
