"""Upgrades: brings a database to the newest revision of Bancada's tables and of the packs'. Knows no dataset."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from bancada.core.errors import Refused
from bancada.data.engine import masked, reading, writing

__all__ = ["MigrationSource", "upgrade"]

_HERE = Path(__file__).resolve().parent / "migrations"
_REVISION = re.compile(r"""^revision(?::[^=]+)?\s*=\s*["']([^"']+)["']""", re.MULTILINE)
_FOLLOWS = re.compile(r"""^down_revision(?::[^=]+)?\s*=\s*["']([^"']+)["']""", re.MULTILINE)
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

    @property
    def version_table(self) -> str:
        """Table that holds the revision of the database."""
        return f"bancada_version_{self.name}" if self.name else "bancada_version"

    @property
    def heads(self) -> set[str]:
        """The newest revisions: those that no other one follows."""
        texts = [path.read_text(encoding="utf-8") for path in self.folder.glob("*.py")]
        named, followed = (
            {found for text in texts for found in pattern.findall(text)} for pattern in (_REVISION, _FOLLOWS)
        )
        return named - followed


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
    sources = (MigrationSource(name="", folder=_HERE / "versions"), *extra)
    if _is_newest(engine, sources):
        return
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        for source in sources:
            _run(connection, source)


def _is_newest(engine: sa.Engine, sources: Sequence[MigrationSource]) -> bool:
    """Whether each revision is the newest already: then Alembic, and the lock for writing, are not needed at all."""
    with reading(engine) as connection:
        tables = set(sa.inspect(connection).get_table_names())
        return all(source.version_table in tables and _found(connection, source) == source.heads for source in sources)


def _found(connection: sa.Connection, source: MigrationSource) -> set[str]:
    return set(connection.scalars(sa.select(sa.column("version_num")).select_from(sa.table(source.version_table))))


def _run(connection: sa.Connection, source: MigrationSource) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("version_locations", str(source.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = source.version_table
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise Refused("database_newer", database=masked(connection.engine.url), detail=str(error)) from error
