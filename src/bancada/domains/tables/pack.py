"""The pack of any table: it declares nothing, so everything is inferred from the rows or chosen by the user."""

from __future__ import annotations

from bancada.core.pack import Pack

__all__ = ["PACK"]

PACK = Pack(
    name="tables",
    title="Tables",
    summary="Any table of yours: a CSV, Parquet or XLSX file, or a table of a connected database.",
)
