"""One pass over a text file before anything parses it: hash, encoding, line length. Memory stays at one chunk whatever the file."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

from bancada.core.errors import ImportRefused
from bancada.data.limits import Limits

__all__ = ["TextFacts", "file_sha256", "scan_text"]

CHUNK = 1 << 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1a\x1b"))
MAX_CONTROL_SHARE = 0.001


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What a pass over a text file found.

    Attributes
    ----------
    encoding : str
        Python codec that reads it: "utf-8", "utf-8-sig", "utf-16", "cp1252" or "latin-1".
    longest_line : int
        Bytes.
    quotes : int
        Bytes that are a double quote.
    """

    encoding: str
    longest_line: int
    quotes: int


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of the file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def scan_text(path: Path, *, limits: Limits) -> TextFacts:
    """Return the encoding and the longest line of a text file.

    Raises
    ------
    ImportRefused
        `line_too_long` as soon as one exceeds the limit; `not_text` where bytes are no text.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, has_c1, n_control, longest, current, size, quotes, head = True, False, 0, 0, 0, 0, 0, b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            head = head or chunk[:4]
            size += len(chunk)
            quotes += chunk.count(b'"')
            longest, current = _line_lengths(chunk, longest=longest, current=current)
            if max(longest, current) > limits.line_bytes:
                raise ImportRefused("line_too_long", limit_bytes=limits.line_bytes)
            if is_utf8:
                is_utf8 = _decodes(decoder, chunk)
            has_c1 = has_c1 or len(chunk.translate(None, delete=bytes(range(0x80, 0xA0)))) < len(chunk)
            n_control += len(chunk) - len(chunk.translate(None, delete=_CONTROL))
            if not head.startswith(_UTF16) and (b"\0" in chunk or n_control > max(8, MAX_CONTROL_SHARE * size)):
                raise ImportRefused("not_text", file=path.name)
    encoding = _encoding(head, is_utf8=is_utf8 and _ends_well(decoder), has_c1=has_c1, path=path)
    return TextFacts(encoding, max(longest, current), quotes)


def _line_lengths(chunk: bytes, *, longest: int, current: int) -> tuple[int, int]:
    """Return the longest line so far and the length of the one still open after this chunk."""
    separator = b"\n" if b"\n" in chunk or b"\r" not in chunk else b"\r"
    first = chunk.find(separator)
    if first < 0:
        return longest, current + len(chunk)
    last = chunk.rfind(separator)
    inner = max(map(len, chunk[first + 1 : last].split(separator)), default=0)
    return max(longest, current + first, inner), len(chunk) - last - 1


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _ends_well(decoder: codecs.IncrementalDecoder) -> bool:
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _encoding(head: bytes, *, is_utf8: bool, has_c1: bool, path: Path) -> str:
    if head.startswith(_UTF16):
        return "utf-16"
    if is_utf8:
        return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    if not has_c1:
        return "latin-1"
    try:
        with path.open(encoding="cp1252") as file:
            while file.read(CHUNK):
                pass
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"
