"""Which importer reads a file: told by its first bytes and its extension. Knows each importer by name only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from bancada.core.dataset import ColumnType
from bancada.core.errors import ImportRefused
from bancada.core.values import check_slug
from bancada.data.importers.parquet_file import read_parquet_file
from bancada.data.importers.parsed import Parsed
from bancada.data.importers.text_file import read_text_file
from bancada.data.importers.workbook import read_workbook
from bancada.data.limits import Limits

__all__ = ["check_file", "read_file", "slug_for"]

TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".dat", ".data")
KNOWN_SUFFIXES = (*TEXT_SUFFIXES, ".parquet", ".pq", ".xlsx", ".xlsm")
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ARCHIVES = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"%PDF": "pdf",
}


def check_file(path: Path, shown_name: str, *, limits: Limits) -> None:
    """Raise ImportRefused where the file is not there, is empty or is larger than the limit; nothing of it is read."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ImportRefused("file_not_found", file=shown_name) from error
    if not path.is_file():
        raise ImportRefused("file_not_found", file=shown_name)
    if size > limits.file_bytes:
        raise ImportRefused("file_too_large", file=shown_name, size=size, limit=limits.file_bytes)
    if size == 0:
        raise ImportRefused("empty_file", file=shown_name)


def read_file(path: Path, *, limits: Limits, expected: Mapping[str, ColumnType], shown_name: str) -> Parsed:
    """Return the rows of a file of any known kind; the first bytes count before the extension.

    Raises
    ------
    ImportRefused
        `unknown_extension`, `encrypted_file`, `old_workbook`, `packed_file` and all that the importers refuse.
    """
    suffix = Path(shown_name).suffix.lower() or path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(8)
        if head == _OLE:
            rest = file.read(1 << 20)
            code = "encrypted_file" if _ENCRYPTED in rest else "old_workbook"
            raise ImportRefused(code, file=shown_name)
    for magic, kind in _ARCHIVES.items():
        if head.startswith(magic):
            raise ImportRefused("packed_file", file=shown_name, kind=kind)
    if suffix not in KNOWN_SUFFIXES:
        raise ImportRefused("unknown_extension", file=shown_name, extension=suffix or "-", known=list(KNOWN_SUFFIXES))
    if head.startswith(b"PAR1") or suffix in (".parquet", ".pq"):
        return read_parquet_file(path, limits=limits)
    if head.startswith(b"PK\x03\x04") or suffix in (".xlsx", ".xlsm"):
        return read_workbook(path, limits=limits, expected=expected)
    return read_text_file(path, limits=limits, expected=expected)


def slug_for(name: str) -> str:
    """Return a slug made from a file's or a table's name; InvalidName where nothing of it can be used."""
    stem = Path(name).name
    stem = stem.rsplit(".", 1)[0] if Path(stem).suffix.lower() in KNOWN_SUFFIXES else stem
    ascii_only = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", ascii_only).strip("-_")[:64]
    return check_slug(slug or "dataset")
