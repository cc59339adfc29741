"""Upgrades: brings a database to the newest revision of Bancada's tables and of the packs'. Knows no dataset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from bancada.core.errors import Refused
from bancada.data.engine import masked, writing

__all__ = ["MigrationSource", "upgrade"]

_HERE = Path(__file__).resolve().parent / "migrations"
_LOCK = 0x62616E63  # "banc": any number that no other program takes for an advisory lock of this database


@dataclass(frozen=True, slots=True)
class MigrationSource:
    """Migrations of a pack, kept apart from Bancada's own by a version table of their own.

    Attributes
    ----------
    name : str
        Suffix of the version table.
    folder : Path
        Folder of Alembic revisions.
    """

    name: str
    folder: Path


def upgrade(engine: sa.Engine, *, extra: Sequence[MigrationSource] = ()) -> None:
    """Bring the database to the newest revision. Doing it again changes nothing; two processes at once wait for each other.

    Parameters
    ----------
    extra : sequence of MigrationSource
        Of the packs, run after Bancada's own.

    Raises
    ------
    Refused
        `database_newer` where a newer Bancada wrote it; `database_*` where it cannot be reached or written.
    """
    own = MigrationSource(name="", folder=_HERE / "versions")
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        for source in (own, *extra):
            _run(connection, source)


def _run(connection: sa.Connection, source: MigrationSource) -> None:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("version_locations", str(source.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = f"bancada_version_{source.name}" if source.name else "bancada_version"
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise Refused("database_newer", database=masked(connection.engine.url), detail=str(error)) from error
