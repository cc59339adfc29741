"""One model as one file: export to a .zip, and import of one, from here or from another installation."""

from __future__ import annotations

import io
import secrets
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bancada.core.errors import AlreadyExists, BadInput, TamperedModel, UntrustedModel
from bancada.core.finding import Finding
from bancada.registry import names
from bancada.registry.files import Linked, Missing, fsync_folder, read_beneath, write_new
from bancada.registry.legacy import TRUST_PHRASE
from bancada.registry.manifest import Manifest, ModelDraft, checked, decode, unsealed
from bancada.registry.reading import opened
from bancada.registry.saving import save

if TYPE_CHECKING:
    from bancada.registry.shelf import Shelf

__all__ = ["export", "import_file", "read_plain"]

_MEMBERS = 1_000
_EXPANSION = 100
_FREE_BYTES = 2**20
_DOCUMENT_BYTES = 64 * 2**20
_TOTAL_BYTES = 4 * 2**30


def export(shelf: Shelf, name: str, path: Path) -> Path:
    """Write a model's verified bytes with manifest and signature into `path` (or into a folder, as `<name>.zip`) and return it.

    Raises
    ------
    AlreadyExists
        `file_exists`: nothing is overwritten.
    ModelNotFound, TamperedModel, UntrustedModel
    """
    files = opened(shelf, name).files
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for own in (names.MANIFEST, names.SEAL, names.CARD):
            archive.writestr(_member(own), shelf.bytes_of(name, own, name=name))
        for file, data in files.items():
            archive.writestr(_member(file), data)
    path = Path(path)
    path = path / f"{name}.zip" if path.is_dir() else path
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        write_new(temporary, buffer.getvalue())
        path.hardlink_to(temporary)
    except FileExistsError as error:
        raise AlreadyExists("file_exists", path=str(path)) from error
    finally:
        temporary.unlink(missing_ok=True)
    fsync_folder(path.parent)
    return path


def _member(file: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(file, date_time=(1980, 1, 1, 0, 0, 0))


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A parsed archive: manifest and verified files, and whether this installation signed it."""

    manifest: Manifest
    files: dict[str, bytes]
    signed_by: str


def import_file(shelf: Shelf, path: Path, name: str, *, trust: str) -> None:
    """Store the model in an exported file as `name`.

    Raises
    ------
    BadInput
        `not_an_export`: no such archive, or one that is built to do harm (paths, duplicates, sizes).
    TamperedModel
        A file that does not match its manifest, or a signature of this installation that does not hold.
    UntrustedModel
        Another installation signed it, and the trusting phrase was not said.
    InvalidName, ModelExists
    """
    names.check_name(name)
    parcel = _parcel(shelf, Path(path))
    origin = {"how": "imported", "name": parcel.manifest.info.name}
    if parcel.signed_by != shelf.key.id:
        if trust != TRUST_PHRASE:
            facts = {"name": name, "key": parcel.signed_by, "here": shelf.key.id, "phrase": TRUST_PHRASE}
            raise UntrustedModel("signed_elsewhere", **facts)
        origin |= {"key": parcel.signed_by, "trust": trust}
    draft: ModelDraft = parcel.manifest.draft(parcel.files)
    save(shelf, name, draft, texts={}, event="imported", origin=origin)


def read_plain(path: Path, *, limit: int) -> bytes:
    """Return the bytes of a plain file somewhere on this machine; BadInput where there is none, or more than `limit`."""
    path = Path(path).absolute()
    try:
        data = read_beneath(path.parent, path.name, limit=limit)
    except (Missing, Linked, FileNotFoundError, NotADirectoryError) as error:
        raise BadInput("no_such_file", path=str(path)) from error
    if len(data) > limit:
        raise BadInput("model_file_too_large", path=str(path), limit=limit)
    return data


def _parcel(shelf: Shelf, path: Path) -> _Parcel:
    data = read_plain(path, limit=_TOTAL_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _opened(shelf, archive, path=path)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise BadInput(
            "not_an_export", path=str(path), reason=Finding("archive_broken", facts={"detail": str(error)})
        ) from error


def _opened(shelf: Shelf, archive: zipfile.ZipFile, *, path: Path) -> _Parcel:
    members = _members(archive, path=path)
    for own in (names.MANIFEST, names.SEAL):
        if own not in members:
            raise BadInput("not_an_export", path=str(path), reason=Finding("archive_lacks", facts={"file": own}))
    encoded = _read(archive, members[names.MANIFEST], _DOCUMENT_BYTES)
    seal = _read(archive, members[names.SEAL], 1_000)
    signed_by = (seal.decode("ascii", errors="replace").split() or ["", ""])[1:2]
    if signed_by == [shelf.key.id]:
        unsealed(encoded, seal, key=shelf.key, name=path.name)
    manifest = decode(encoded, name=path.name)
    expected = {record.name for record in manifest.info.files} | {names.MANIFEST, names.SEAL, names.CARD}
    unlisted = sorted(set(members) - expected)
    if unlisted:
        raise BadInput(
            "not_an_export", path=str(path), reason=Finding("archive_unlisted", facts={"files": unlisted[:3]})
        )
    files = {}
    for record in manifest.info.files:
        if record.name not in members:
            raise TamperedModel("artefact_missing", name=path.name, file=record.name, path=str(path))
        files[record.name] = checked(manifest, record.name, _read(archive, members[record.name], record.size_bytes))
    return _Parcel(manifest, files, signed_by[0][:16] if signed_by else "")


def _members(archive: zipfile.ZipFile, *, path: Path) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    reason = _harm(infos)
    if reason:
        raise BadInput("not_an_export", path=str(path), reason=reason)
    return {info.filename: info for info in infos}


def _harm(infos: list[zipfile.ZipInfo]) -> Finding | None:
    """Return what is wrong with an archive's table of contents, or None. Nothing was unpacked yet."""
    if len(infos) > _MEMBERS:
        return Finding("archive_many_files", facts={"n": len(infos), "limit": _MEMBERS})
    if len({info.filename.casefold() for info in infos}) != len(infos):
        return Finding("archive_duplicate")
    packed, unpacked = sum(info.compress_size for info in infos), sum(info.file_size for info in infos)
    if unpacked > _TOTAL_BYTES or unpacked > _FREE_BYTES + _EXPANSION * packed:
        return Finding("archive_expands", facts={"packed": packed, "unpacked": unpacked})
    own = {names.MANIFEST, names.SEAL, names.CARD}
    for info in infos:
        if info.flag_bits & 0x1:
            return Finding("archive_encrypted")
        if info.filename not in own and not _is_file_name(info.filename):
            return Finding("archive_bad_member", facts={"file": repr(info.filename)[:90]})
    return None


def _is_file_name(file: str) -> bool:
    try:
        names.check_file(file)
    except BadInput:
        return False
    return True


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    with archive.open(info) as member:
        return member.read(limit + 1)
