"""The signing key of an installation: where it lies, how it signs. It knows nothing of models or of what it signs."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from bancada.core.errors import InvalidSettings
from bancada.registry.files import fsync_folder

__all__ = ["SigningKey"]

_SETTING = "BANCADA_SIGNING_KEY_FILE"
_OPEN_TO_OTHERS = stat.S_IRWXO | stat.S_IWGRP


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An HMAC-SHA256 key kept in one file outside the store.

    Attributes
    ----------
    path : Path
    id : str
        First 16 hexadecimal digits of a hash of the key; says which key signed, gives nothing of it away.
    """

    path: Path
    id: str
    _secret: bytes = field(repr=False, compare=False)

    @classmethod
    def load_or_create(cls, path: Path) -> SigningKey:
        """Return the key at `path`, creating it (mode 0600) where there is none.

        Two processes that create it at once agree on one key: the file appears whole, by a hard link that only one of them can make.

        Raises
        ------
        InvalidSettings
            The file is not a key, or others may read or write it.
        """
        path = Path(path).expanduser().absolute()
        if not path.exists():
            _create(path)
        try:
            return cls._load(path)
        except OSError as error:
            raise InvalidSettings(
                "signing_key_unusable", setting=_SETTING, path=str(path), detail=str(error)
            ) from error

    @classmethod
    def _load(cls, path: Path) -> SigningKey:
        if os.name == "posix" and path.stat().st_mode & _OPEN_TO_OTHERS:
            raise InvalidSettings("signing_key_open", setting=_SETTING, path=str(path))
        text = path.read_text("ascii", errors="replace").strip()
        try:
            secret = bytes.fromhex(text)
        except ValueError:
            secret = b""
        if len(secret) != 32:
            detail = "64 hexadecimal digits were expected"
            raise InvalidSettings("signing_key_unusable", setting=_SETTING, path=str(path), detail=detail)
        return cls(path, hashlib.sha256(b"bancada key id\0" + secret).hexdigest()[:16], secret)

    def sign(self, purpose: str, data: bytes) -> str:
        """Return the signature of `data`, hexadecimal. `purpose` keeps a signature of one thing from passing for another's."""
        return hmac.new(self._secret, purpose.encode() + b"\0" + data, hashlib.sha256).hexdigest()

    def verify(self, purpose: str, data: bytes, *, signature: str) -> bool:
        """Return whether `signature` is this key's, compared in constant time."""
        return hmac.compare_digest(self.sign(purpose, data).encode(), signature.encode("utf-8", "surrogatepass"))


def _create(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        whole = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(32).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its key is the one
            os.link(whole, path)
        whole.unlink()
        fsync_folder(path.parent)
    except OSError as error:
        raise InvalidSettings("signing_key_unusable", setting=_SETTING, path=str(path), detail=str(error)) from error
