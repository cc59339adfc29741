"""Keys of the API in SQL: the SHA-256 of each secret, never the secret."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from bancada.core.errors import AlreadyExists, NotFound
from bancada.data.access.tables import api_keys
from bancada.data.access.values import KeyInfo, KeyLimits, KnownKey, Role
from bancada.data.engine import reading, writing

__all__ = ["KeyRecords"]


class KeyRecords:
    """The table `api_keys`. **Threads and processes**: safe for both.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of an upgraded database.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, key: KnownKey, *, only_first: bool = False) -> None:
        """Keep a key; with `only_first` only where there is none yet, even a revoked one.

        Raises
        ------
        AlreadyExists
            `api_keys_exist`, where `only_first` was asked and there is one.
        """
        info = key.info
        values = {"id": info.id, "role": info.role.value, "label": info.label, "sha256": key.digest.hex()}
        with writing(self._engine) as connection:
            if only_first:
                if connection.dialect.name == "postgresql":
                    connection.execute(sa.text("LOCK TABLE api_keys IN EXCLUSIVE MODE"))
                if connection.scalar(sa.select(sa.func.count()).select_from(api_keys)):
                    raise AlreadyExists("api_keys_exist")
            own = asdict(info.limits)
            connection.execute(api_keys.insert().values(**values, **own, created_at=info.created_at))

    def list(self) -> tuple[KnownKey, ...]:
        """Return every key, oldest first, revoked ones too."""
        with reading(self._engine) as connection:
            query = sa.select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)
            return tuple(_key(row) for row in connection.execute(query).mappings())

    def revoke(self, key_id: str, *, at: datetime) -> KeyInfo:
        """Mark a key as revoked, at the first time it was; NotFound."""
        with writing(self._engine) as connection:
            alive = api_keys.c.revoked_at.is_(None)
            connection.execute(api_keys.update().where(api_keys.c.id == key_id, alive).values(revoked_at=at))
            row = connection.execute(sa.select(api_keys).where(api_keys.c.id == key_id)).mappings().one_or_none()
        if row is None:
            raise NotFound("api_key_not_found", id=key_id[:40])
        return _key(row).info


def _key(row: sa.RowMapping) -> KnownKey:
    limits = KeyLimits(row["rate_per_minute"], row["max_body_mb"])
    info = KeyInfo(row["id"], Role(row["role"]), row["label"], row["created_at"], row["revoked_at"], limits)
    return KnownKey(info, bytes.fromhex(row["sha256"]))
