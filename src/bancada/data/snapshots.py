"""Parquet copies of datasets beside the database, so that a read costs milliseconds. SQL is the truth: any copy may be deleted."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["Snapshots"]

_KEY = b"bancada_cache_key"


class Snapshots:
    """Copies in one folder, each named and marked by the cache key of the content it holds.

    **Atomicity**: a copy appears whole. **Truth**: a copy whose mark or checksum does not match is as good as absent.

    Parameters
    ----------
    folder : Path
        Created when first written to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, key: str, *, columns: Sequence[str] | None = None) -> pa.Table | None:
        """Return the content kept under `key`, or None where there is no sound copy of it."""
        path = self._path(key)
        try:
            with pq.ParquetFile(path, page_checksum_verification=True, memory_map=True) as file:
                if (file.schema_arrow.metadata or {}).get(_KEY) != key.encode():
                    return None
                names = file.schema_arrow.names if columns is None else list(columns)
                if any("." in name for name in names):
                    return file.read().select(names).replace_schema_metadata(None)  # Parquet reads a dot as a path
                return file.read(columns=names).replace_schema_metadata(None)
        except (OSError, pa.ArrowException):
            return None

    def write(self, key: str, table: pa.Table) -> None:
        """Keep the content under `key` and drop older copies of the same dataset. A folder that cannot be written is passed over."""
        marked = table.replace_schema_metadata({_KEY: key.encode()})
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
            os.close(handle)
            try:
                pq.write_table(marked, temporary, compression="lz4", write_page_checksum=True)
                Path(temporary).replace(self._path(key))
            finally:
                Path(temporary).unlink(missing_ok=True)
            self._drop_others(key)
        except OSError:
            return  # only speed is lost: the next read comes from SQL

    def drop(self, name: str) -> None:
        """Remove all copies of the dataset called `name`."""
        for path in self._folder.glob(f"{name}@*.parquet"):
            path.unlink(missing_ok=True)

    def _drop_others(self, key: str) -> None:
        keep = self._path(key)
        for path in self._folder.glob(f"{key.split(':', 1)[0]}@*.parquet"):
            if path != keep:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        name, version, head = key.split(":")
        return self._folder / f"{name}@{version}-{head}.parquet"
