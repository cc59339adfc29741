"""Which store a setting means. It reads no environment: the composition root hands everything in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
    raise NotImplementedError(url, folder, engine, token)
