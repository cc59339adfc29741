"""Which store a setting means. It reads no environment: the composition root hands everything in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bancada.core.errors import InvalidSettings
from bancada.markets.store.port import BarStore

if TYPE_CHECKING:
    import sqlalchemy as sa

__all__ = ["open_bar_store"]


def open_bar_store(url: str, *, folder: Path, engine: sa.Engine, token: str = "") -> BarStore:
    """Return the store of bars that a setting names.

    Parameters
    ----------
    url : str
        "" for Parquet files in `folder`; "sql" for the tables of `engine`; "sqlite:///..." or "postgresql://..." for a database of its
        own; "duckdb:///file" for a DuckDB file; "md:name" for MotherDuck; else a folder of Parquet and CSV files.
    folder : Path
    engine : sqlalchemy.Engine
        Of Bancada's own tables.
    token : str
        Of MotherDuck; it appears in no error.

    Raises
    ------
    InvalidSettings
        A URL of another kind, or "md:" without a token.
    """
    kind = url.partition(":")[0] if ":" in url[2:] else ""  # "c:" begins a path
    if url == "sql":
        from bancada.markets.store.sql import SqlBarStore

        return SqlBarStore(engine)
    if kind in ("sqlite", "postgresql", "postgres"):
        from bancada.data.engine import open_engine
        from bancada.markets.store.sql import SqlBarStore

        return SqlBarStore(open_engine(url))
    if kind in ("duckdb", "md"):
        from bancada.markets.store.duck import DuckBarStore

        return DuckBarStore(url, token=token)
    if "://" in url:
        raise InvalidSettings("bars_url_unknown", kind=kind)
    from bancada.markets.store.lake import LakeBarStore

    return LakeBarStore(Path(url).expanduser() if url else folder)
