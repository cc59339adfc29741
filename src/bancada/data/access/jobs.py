"""Whose runs are whose: the key that asked for each run of the API, in SQL."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bancada.data.access.tables import api_jobs
from bancada.data.engine import reading, writing

__all__ = ["JobOwners"]


class JobOwners:
    """The table `api_jobs`. **Threads and processes**: safe for both.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of an upgraded database.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, run_id: str, owner: str, *, at: datetime) -> None:
        """Note whose run this is; the first note stays."""
        with writing(self._engine) as connection:
            if connection.scalar(sa.select(api_jobs.c.owner).where(api_jobs.c.run_id == run_id)) is None:
                connection.execute(api_jobs.insert().values(run_id=run_id, owner=owner, created_at=at))

    def owner(self, run_id: str) -> str | None:
        """Return whose run this is; None where no key asked for it."""
        with reading(self._engine) as connection:
            found: str | None = connection.scalar(sa.select(api_jobs.c.owner).where(api_jobs.c.run_id == run_id))
            return found

    def of(self, owner: str, *, limit: int = 1000) -> tuple[str, ...]:
        """Return the runs of one owner, newest first."""
        query = sa.select(api_jobs.c.run_id).where(api_jobs.c.owner == owner)
        with reading(self._engine) as connection:
            return tuple(connection.scalars(query.order_by(api_jobs.c.created_at.desc()).limit(limit)))
