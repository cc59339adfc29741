"""Parquet files: checked by their footer, read in small batches so that what they unpack to stays bounded. Writes nothing."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bancada.core.errors import ImportRefused
from bancada.core.finding import Finding, Severity
from bancada.data.content import check_names, plain
from bancada.data.importers.parsed import BadRow, Parsed
from bancada.data.limits import Limits

__all__ = ["read_parquet_file"]

BATCH_ROWS = 16_384
PROBE_ROWS = 256
"""Rows that tell how wide a group's rows are, before as many are unpacked at once as fit into BATCH_BYTES."""
BATCH_BYTES = 16_000_000
SMALL_BYTES = 64_000_000


def read_parquet_file(path: Path, *, limits: Limits) -> Parsed:
    """Return the rows of a Parquet file.

    Raises
    ------
    ImportRefused
        `parquet_unreadable`, `unpacks_too_large`, `too_many_columns`, `too_many_rows`, `duplicate_columns`, `header_only`.
    """
    try:
        with pq.ParquetFile(path) as file:
            _check(file, path, limits)
            batches = _batches(file, path, limits)
            schema = file.schema_arrow
    except (OSError, pa.ArrowException) as error:
        raise ImportRefused("parquet_unreadable", file=path.name, detail=str(error).splitlines()[0][:200]) from error
    table = pa.Table.from_batches(batches, schema=schema.remove_metadata())
    index = [name for name in table.column_names if name.startswith("__index_level_")]
    findings = [Finding("row_index_dropped", Severity.INFO)] if index else []
    content, changes = plain(table.drop_columns(index))
    rows = content.num_rows
    content, bad = _without_long_cells(content, limits)
    return Parsed(content, rows, bad=bad, dialect={"format": "parquet"}, findings=(*findings, *changes))


def _check(file: pq.ParquetFile, path: Path, limits: Limits) -> None:
    names = file.schema_arrow.names
    if len(names) > limits.columns:
        raise ImportRefused("too_many_columns", columns=len(names), limit=limits.columns)
    check_names(names)
    if file.metadata.num_rows > limits.rows:
        raise ImportRefused("too_many_rows", rows=file.metadata.num_rows, limit=limits.rows)
    if file.metadata.num_rows == 0:
        raise ImportRefused("header_only", file=path.name, columns=len(names))


def _batches(file: pq.ParquetFile, path: Path, limits: Limits) -> list[pa.RecordBatch]:
    """Read all rows, or stop where they grow beyond the limit."""
    allowed = min(8 * limits.file_bytes, max(SMALL_BYTES, limits.expansion * path.stat().st_size))
    unpacked, batches = 0, []
    for group in range(file.metadata.num_row_groups):
        if file.metadata.row_group(group).total_byte_size > allowed:
            raise ImportRefused("unpacks_too_large", file=path.name, limit=allowed)
        for batch in file.iter_batches(batch_size=_batch_rows(file, group), row_groups=[group]):
            unpacked += batch.nbytes
            if unpacked > allowed:
                raise ImportRefused("unpacks_too_large", file=path.name, limit=allowed)
            batches.append(batch)
    return batches


def _batch_rows(file: pq.ParquetFile, group: int) -> int:
    probe = next(file.iter_batches(batch_size=PROBE_ROWS, row_groups=[group]), None)
    if probe is None or not probe.nbytes:
        return BATCH_ROWS
    fitting: int = BATCH_BYTES * len(probe) // probe.nbytes
    return max(PROBE_ROWS, min(BATCH_ROWS, fitting))


def _without_long_cells(table: pa.Table, limits: Limits) -> tuple[pa.Table, tuple[BadRow, ...]]:
    texts = [name for name in table.column_names if table.schema.field(name).type == pa.large_string()]
    long = [name for name in texts if (pc.max(pc.utf8_length(table.column(name))).as_py() or 0) > limits.cell_chars]
    reasons: dict[int, list[Finding]] = {}
    for name in long:
        lengths = pc.utf8_length(table.column(name))
        for row in pc.indices_nonzero(pc.fill_null(pc.greater(lengths, limits.cell_chars), False)).to_pylist():
            facts = {"length": lengths[row].as_py(), "limit": limits.cell_chars}
            reasons.setdefault(row, []).append(Finding("cell_too_long", Severity.FAILURE, name, facts))
    if not reasons:
        return table, ()
    bad = tuple(
        BadRow(row + 1, tuple(found), tuple(str(column[row].as_py() or "") for column in table.columns), row + 1)
        for row, found in sorted(reasons.items())
    )
    keep = pa.array([row not in reasons for row in range(table.num_rows)])
    return table.filter(keep), bad
