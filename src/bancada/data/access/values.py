"""What keys of the API and lines of its audit are; no SQL here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

__all__ = ["NO_LIMITS", "AuditEntry", "AuditLine", "KeyInfo", "KeyLimits", "KnownKey", "NewKey", "Role"]


class Role(StrEnum):
    """What a key may do: read and predict; train too; everything. Each role may do what those before it may."""

    READ = "read"
    TRAIN = "train"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """Return whether this role may do what `needed` may."""
        return _RANKS[self] >= _RANKS[needed]


_RANKS = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class KeyLimits:
    """What one key may ask at most; None: what the settings say.

    Attributes
    ----------
    rate_per_minute : int or None
        Requests.
    max_body_mb : int or None
        Size of a body in MB; the setting's is never exceeded.
    """

    rate_per_minute: int | None = None
    max_body_mb: int | None = None


NO_LIMITS = KeyLimits()


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """One key, without its secret.

    Attributes
    ----------
    id : str
        12 hexadecimal digits; part of the secret, and what logs and the audit show.
    role : Role
    label : str
        What its maker called it; may be empty.
    created_at : datetime
    revoked_at : datetime or None
    limits : KeyLimits
    """

    id: str
    role: Role
    label: str
    created_at: datetime
    revoked_at: datetime | None = None
    limits: KeyLimits = NO_LIMITS


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key with the SHA-256 of its secret, as it is kept."""

    info: KeyInfo
    digest: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made. The secret is shown this once and kept nowhere.

    Attributes
    ----------
    info : KeyInfo
    secret : str
        What goes into the header `X-API-Key`.
    """

    info: KeyInfo
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One call that changed something, as it is handed to the record.

    Attributes
    ----------
    at : datetime
    key_id : str
        Who; "local" for the shell.
    action : str
        Method and route template, as "POST /models/{name}/promote".
    subject : dict
        The parameters of the path, by name.
    status : int
        HTTP status of the answer; 0 for what the shell did.
    request_id : str
    address : str
        Of the caller; empty for the shell.
    """

    at: datetime
    key_id: str
    action: str
    # Any: JSON values, kept and shown, never computed with.
    subject: dict[str, Any]
    status: int
    request_id: str
    address: str


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the audit: an entry, its number (1 for the first) and the hash over it and all before it."""

    seq: int
    entry: AuditEntry
    hash: str
