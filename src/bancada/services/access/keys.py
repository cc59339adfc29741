"""Use cases over keys of the API: make, list, revoke, and check what a caller shows."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime

from bancada.core.errors import BadInput
from bancada.core.ports import Clock
from bancada.data.access.keys import KeyRecords
from bancada.data.access.values import NO_LIMITS, KeyInfo, KeyLimits, KnownKey, NewKey, Role

__all__ = ["FRESH_S", "KeysService"]

FRESH_S = 2.0
"""How long a key that was revoked elsewhere may still pass."""

_PADDED = 128
_ID = slice(4, 16)
_LABEL = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]{0,100}")
_MOST = 10**6


@dataclass(slots=True)
class _Seen:
    """The live keys as they were last read, and when (monotonic)."""

    keys: dict[str, KnownKey] = field(default_factory=dict)
    at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class KeysService:
    """Keys of the API. **Threads**: safe to share.

    Parameters
    ----------
    records : KeyRecords
    clock : Clock
    monotonic : callable
        Returns seconds; only differences count.
    """

    records: KeyRecords
    clock: Clock
    monotonic: Callable[[], float] = time.monotonic
    _seen: _Seen = field(default_factory=_Seen, init=False, repr=False, compare=False)
    _reading: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def create(self, role: Role, *, label: str = "", limits: KeyLimits = NO_LIMITS, only_first: bool = False) -> NewKey:
        """Make a key of 256 random bits and return it with its secret, which is shown this once.

        Parameters
        ----------
        limits : KeyLimits
            Of this key alone; those of the settings by default.
        only_first : bool
            Make it only where there has never been a key.

        Raises
        ------
        BadInput
            `api_key_label`, where the label is longer than 100 characters or has control characters; `api_key_limit`, where a limit is
            less than 1 or more than 1,000,000.
        AlreadyExists
            `api_keys_exist`, where `only_first` was asked and there is one.

        Examples
        --------
        >>> new = bench.access.keys.create(Role.READ, label="planilha")  # doctest: +SKIP
        """
        if not _LABEL.fullmatch(label):
            raise BadInput("api_key_label")
        if any(limit is not None and not 1 <= limit <= _MOST for limit in astuple(limits)):
            raise BadInput("api_key_limit", most=_MOST)
        info = KeyInfo(secrets.token_hex(6), role, label, self.clock(), limits=limits)
        secret = f"bnc_{info.id}_{secrets.token_urlsafe(32)}"
        self.records.add(KnownKey(info, _digest(secret)), only_first=only_first)
        self.refresh()
        return NewKey(info, secret)

    def list(self) -> tuple[KeyInfo, ...]:
        """Return every key without its secret, oldest first, revoked ones too."""
        return tuple(key.info for key in self.records.list())

    def has_any(self) -> bool:
        """Return whether there has ever been a key."""
        return bool(self.records.list())

    def revoke(self, key_id: str) -> KeyInfo:
        """Stop a key: here at once, in other processes within `FRESH_S`. NotFound."""
        info = self.records.revoke(key_id, at=self.clock())
        self.refresh()
        return info

    def refresh(self) -> None:
        """Read the live keys anew."""
        with self._reading:
            at = self.monotonic()
            self._seen.keys = {key.info.id: key for key in self.records.list() if key.info.revoked_at is None}
            self._seen.at = at

    def age_s(self) -> float:
        """Return how many seconds ago the live keys were read; infinite before the first time."""
        return self.monotonic() - self._seen.at

    def check(self, secret: str | None) -> KeyInfo | None:
        """Return whose secret this is, or None; reads the keys anew where what is known is older than `FRESH_S`."""
        if self.age_s() > FRESH_S:
            self.refresh()
        return self.known(secret)

    def live(self, key_id: str) -> KeyInfo | None:
        """Return a key by the keys that were last read, or None where it is revoked or unknown."""
        found = self._seen.keys.get(key_id)
        return None if found is None else found.info

    def known(self, secret: str | None) -> KeyInfo | None:
        """Return whose secret this is by the keys that were last read, or None.

        A missing, malformed, unknown, revoked or wrong secret takes the same work as a right one: one hash of `_PADDED` bytes, one
        look-up, one comparison in constant time.
        """
        text = secret or ""
        digest = _digest(text)
        found = self._seen.keys.get(text[_ID], _NOBODY)
        is_right = hmac.compare_digest(digest, found.digest)
        return found.info if is_right and found is not _NOBODY else None


def _digest(secret: str) -> bytes:
    """Return the SHA-256 of a secret, over the same number of bytes whatever was shown; a header holds no NUL."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")[:_PADDED].ljust(_PADDED, b"\0")).digest()


_NOBODY = KnownKey(KeyInfo("", Role.READ, "", datetime.fromtimestamp(0, UTC)), secrets.token_bytes(32))
"""Stands where no key has the id, so that comparing takes as long; nothing hashes to its random digest."""
