"""A file as plain UTF-8 text with its fingerprint: unpacked, its encoding recognised, in bounded memory. It knows no format of bars."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from bancada.core.errors import ImportRefused
from bancada.data.importers.scan import file_sha256
from bancada.data.limits import Limits

__all__ = ["Plain", "plain_text"]

CHUNK = 1 << 20
SMALL_BYTES = 16_000_000
HEAD_BYTES = 262_144
_GZIP, _ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
_OTHER = {b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"Rar!": "rar", b"7z\xbc\xaf": "7z", b"%PDF": "pdf", b"PAR1": "Parquet"}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Plain:
    """A text file that is valid UTF-8, without a byte order mark.

    Attributes
    ----------
    path : Path
        The file itself, or a copy in the work folder.
    name : str
        Of the file, or of the one file in an archive.
    sha256 : str
        Of the file's bytes as it came, packed or not.
    size : int
        Bytes of the text.
    breaks : int
        Line breaks in it.
    encoding : str
        Codec that the text was stored with.
    """

    path: Path
    name: str
    sha256: str
    size: int
    breaks: int
    encoding: str

    def head(self) -> tuple[str, ...]:
        """Return the first lines, at most 256 KiB; the last of them only where it is whole."""
        with self.path.open("rb") as file:
            block = file.read(HEAD_BYTES)
            is_whole = not file.read(1)
        lines = block.decode("utf-8", errors="ignore").split("\n")
        kept = lines if is_whole else lines[:-1]
        return tuple(line.removesuffix("\r") for line in kept)


@dataclass(slots=True)
class _Scan:
    """What one pass over a text found."""

    digest: str = ""
    size: int = 0
    breaks: int = 0
    returns: int = 0
    is_utf8: bool = True
    head: bytes = b""


def plain_text(path: Path, *, folder: Path, limits: Limits, on_bytes: Callable[[int], None]) -> Plain:
    """Return the text of a file, a gzip file or a zip archive with one file in it.

    Parameters
    ----------
    folder : Path
        Where a copy goes, if one is needed.
    on_bytes : callable
        Told of each block that is read; what it raises stops the reading.

    Raises
    ------
    ImportRefused
        `packed_file`, `bars_archive_files`, `unpacks_too_large`, `bars_archive_unreadable`, `encrypted_file`, `not_text`,
        `line_too_long`, `empty_file`.
    """
    with path.open("rb") as file:
        magic = file.read(8)
    kind = next((kind for start, kind in _OTHER.items() if magic.startswith(start)), None)
    if kind is not None:
        raise ImportRefused("packed_file", file=path.name, kind=kind)
    name, digest, source = path.name, "", path
    if magic.startswith((_GZIP, *_ZIP)):
        digest, source = file_sha256(path), folder / "unpacked.txt"
        name = _unpack(path, source, magic, limits, on_bytes)
    found = _scan(source, path.name, limits, on_bytes)
    if found.size == 0:
        raise ImportRefused("empty_file", file=path.name)
    encoding = _encoding(found)
    is_ready = encoding == "utf-8" and not (found.breaks == 0 and found.returns)
    if is_ready:
        return Plain(source, name, digest or found.digest, found.size, found.breaks, encoding)
    text = folder / "text.txt"
    size, breaks = _transcode(source, text, encoding, path.name, limits)
    if source != path:
        source.unlink()
    return Plain(text, name, digest or found.digest, size, breaks, encoding)


def _unpack(path: Path, target: Path, magic: bytes, limits: Limits, on_bytes: Callable[[int], None]) -> str:
    allowed = min(limits.file_bytes, max(SMALL_BYTES, limits.expansion * path.stat().st_size))
    try:
        if magic.startswith(_GZIP):
            with gzip.open(path) as stream:
                _copy(stream, target, path.name, allowed, on_bytes)
            return path.name
        with zipfile.ZipFile(path) as archive:
            entry = _only(archive, path.name)
            with archive.open(entry) as stream:
                _copy(stream, target, path.name, allowed, on_bytes)
            return PurePosixPath(entry.filename).name
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise ImportRefused("bars_archive_unreadable", file=path.name, detail=str(error)[:200]) from error


def _only(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    entries = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
    if len(entries) != 1:
        raise ImportRefused(
            "bars_archive_files", file=name, count=len(entries), files=[one.filename for one in entries[:5]]
        )
    if entries[0].flag_bits & 0x1:
        raise ImportRefused("encrypted_file", file=name)
    return entries[0]


def _copy(
    stream: IO[bytes] | gzip.GzipFile, target: Path, name: str, allowed: int, on_bytes: Callable[[int], None]
) -> None:
    size = 0
    with target.open("wb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > allowed:
                raise ImportRefused("unpacks_too_large", file=name, limit=allowed)
            file.write(chunk)
            on_bytes(len(chunk))


def _scan(path: Path, name: str, limits: Limits, on_bytes: Callable[[int], None]) -> _Scan:
    """Look at every byte once; a line is measured only where it crosses a block, since blocks are shorter than the limit allows."""
    found, hasher, open_line, is_ascii = _Scan(), hashlib.sha256(), 0, True
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while chunk := file.read(min(CHUNK, limits.line_bytes)):
            found.head = found.head or chunk[:4]
            is_wide = _wide(found.head) is not None
            if b"\0" in chunk and not is_wide:
                raise ImportRefused("not_text", file=name)
            hasher.update(chunk)
            found.size += len(chunk)
            breaks = chunk.count(b"\n")
            found.breaks += breaks
            found.returns += 0 if breaks else chunk.count(b"\r")
            open_line = _open_line(chunk, open_line, limits)
            is_ascii = is_ascii and chunk.isascii()
            found.is_utf8 = is_ascii or (found.is_utf8 and not is_wide and _decodes(decoder, chunk))
            on_bytes(len(chunk))
    found.is_utf8 = found.is_utf8 and _decodes(decoder, b"", final=True)
    found.digest = hasher.hexdigest()
    return found


def _open_line(chunk: bytes, length: int, limits: Limits) -> int:
    """Return the length of the line that is still open after this block."""
    separator = b"\n" if b"\n" in chunk else b"\r"
    first = chunk.find(separator)
    reached = length + (len(chunk) if first < 0 else first)
    if reached > limits.line_bytes:
        raise ImportRefused("line_too_long", limit_bytes=limits.line_bytes)
    return reached if first < 0 else len(chunk) - chunk.rfind(separator) - 1


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _wide(head: bytes) -> str | None:
    """Return the codec of a text whose characters are two bytes, by its mark or by the zeros of its first letters; None for others."""
    if head.startswith(_UTF16):
        return "utf-16"
    if len(head) < 4 or any(head[0::2]) == any(head[1::2]):
        return None
    letters, codec = (head[0::2], "utf-16-le") if any(head[0::2]) else (head[1::2], "utf-16-be")
    return codec if letters.isascii() and letters.decode().isprintable() else None


def _encoding(found: _Scan) -> str:
    if (wide := _wide(found.head)) is not None:
        return wide
    if found.is_utf8:
        return "utf-8-sig" if found.head.startswith(codecs.BOM_UTF8) else "utf-8"
    return "cp1252"


def _transcode(source: Path, target: Path, encoding: str, name: str, limits: Limits) -> tuple[int, int]:
    size, breaks = 0, 0
    try:
        with target.open("wb") as file:
            for text in _decoded(source, encoding):
                block = text.encode()
                size, breaks = size + len(block), breaks + block.count(b"\n")
                if b"\0" in block:
                    raise ImportRefused("not_text", file=name)
                if size > limits.file_bytes:
                    raise ImportRefused("unpacks_too_large", file=name, limit=limits.file_bytes)
                file.write(block)
    except UnicodeError as error:
        raise ImportRefused("not_text", file=name) from error
    return size, breaks


def _decoded(source: Path, encoding: str) -> Iterator[str]:
    """Yield the text with line feeds for line ends; a byte that cp1252 leaves undefined becomes the replacement mark."""
    errors = "strict" if encoding.startswith("utf") else "replace"
    with source.open(encoding=encoding, errors=errors, newline=None) as file:
        while text := file.read(CHUNK):
            yield text
