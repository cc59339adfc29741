"""Content of a dataset as an Arrow table of five plain types: made so, hashed, turned into a frame. Knows no SQL and no file.

Int64, double, bool, large_string and timestamp[us, UTC]: what both databases give back exactly as it was written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bancada.core.dataset import ColumnType
from bancada.core.errors import ImportRefused
from bancada.core.finding import Finding, Severity

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ARROW_TYPES", "TIMESTAMP", "fingerprint", "from_frame", "plain", "plain_type", "to_frame"]

TIMESTAMP = pa.timestamp("us", tz="UTC")
EXACT_FLOAT_INTEGER = 2**53

ARROW_TYPES: dict[ColumnType, Any] = {  # Any: Arrow ships no types
    ColumnType.INTEGER: pa.int64(),
    ColumnType.FLOAT: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.CATEGORY: pa.large_string(),
    ColumnType.TEXT: pa.large_string(),
    ColumnType.DATETIME: TIMESTAMP,
}


def from_frame(frame: pd.DataFrame) -> pa.Table:
    """Return the frame as an Arrow table, its index left out; ImportRefused where a column mixes kinds of values."""
    names = [str(name) for name in frame.columns]
    check_names(names)
    arrays = []
    for position, name in enumerate(names):
        series = frame.iloc[:, position]
        try:
            arrays.append(pa.chunked_array(_chunks(pa.Array.from_pandas(series))))
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
            raise ImportRefused("column_of_mixed_kinds", column=name, detail=str(error).splitlines()[0]) from error
    return pa.table(arrays, names=names)


def _chunks(array: Any) -> list[Any]:  # Any: Arrow ships no types
    return list(array.chunks) if isinstance(array, pa.ChunkedArray) else [array]


def check_names(names: Iterable[str]) -> None:
    """Raise ImportRefused where a name is empty, stands twice or holds a NUL character."""
    seen: set[str] = set()
    twice: list[str] = []
    for name in names:
        if not name or "\0" in name:
            raise ImportRefused("column_name_unusable", name=name.replace("\0", "\\0"))
        if name in seen:
            twice.append(name)
        seen.add(name)
    if twice:
        raise ImportRefused("duplicate_columns", names=sorted(set(twice)))


def plain(table: pa.Table) -> tuple[pa.Table, tuple[Finding, ...]]:
    """Return the table in the five plain types, in one chunk a column, and what was changed on the way.

    NaN and infinities of float columns become missing; times are cut to microseconds and given in UTC, naive ones taken as UTC;
    integers beyond 64 bits, or beyond 2**53 beside missing values, become text.

    Raises
    ------
    ImportRefused
        A column of lists, structures or bytes; a NUL character in a text.
    """
    findings: list[Finding] = []
    arrays = [_plain_column(name, table.column(name), findings) for name in table.column_names]
    return pa.table(arrays, names=table.column_names), tuple(findings)


# Any: Arrow arrays, which ship no types; likewise below.
def _plain_column(name: str, column: Any, findings: list[Finding]) -> Any:
    target = plain_type(name, column.type)
    try:
        values = _cast(column, target)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise ImportRefused("unsupported_column_type", column=name, type=str(column.type)) from error
    values = values.combine_chunks()
    values = values.chunk(0) if isinstance(values, pa.ChunkedArray) and values.num_chunks else values
    values = pa.array([], type=target) if isinstance(values, pa.ChunkedArray) else values
    if target == pa.float64():
        return _finite(name, values, findings)
    if target == pa.int64() and values.null_count and _beyond_exact_float(values):
        findings.append(Finding("large_integers_as_text", Severity.CAUTION, name))
        return pc.cast(values, pa.large_string())
    if target == pa.large_string() and pc.any(pc.match_substring(values, "\0")).as_py():
        raise ImportRefused("null_character", column=name)
    return values


def plain_type(name: str, kind: Any) -> Any:
    """Return the plain Arrow type that values of `kind` are kept as; ImportRefused where there is none."""
    if pa.types.is_dictionary(kind):
        return plain_type(name, kind.value_type)
    if pa.types.is_boolean(kind):
        return pa.bool_()
    if pa.types.is_integer(kind):
        return pa.int64()
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return pa.float64()
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return TIMESTAMP
    texts = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_time, pa.types.is_null)
    if any(is_kind(kind) for is_kind in texts):
        return pa.large_string()
    raise ImportRefused("unsupported_column_type", column=name, type=str(kind))


def _cast(column: Any, target: Any) -> Any:
    if target == TIMESTAMP:
        naive_or_zoned = pa.timestamp("us", tz=getattr(column.type, "tz", None))
        column = pc.cast(column, naive_or_zoned, safe=False)
        return pc.cast(column, TIMESTAMP) if column.type.tz else _as_utc(column)
    if pa.types.is_decimal(column.type):
        return pc.cast(column, target, safe=False)
    return pc.cast(column, target)


def _as_utc(column: Any) -> Any:
    return pc.cast(pc.cast(column, pa.int64()), TIMESTAMP)


def _finite(name: str, values: Any, findings: list[Finding]) -> Any:
    infinite = pc.sum(pc.is_inf(values)).as_py() or 0
    if infinite:
        findings.append(Finding("infinite_values_missing", Severity.CAUTION, name, {"count": infinite}))
    finite = pc.is_finite(values)
    if pc.all(finite).as_py() in (True, None):
        return values
    return pc.if_else(finite, values, pa.scalar(None, pa.float64()))


def _beyond_exact_float(values: Any) -> bool:
    bounds = pc.min_max(values).as_py()
    return bounds["min"] is not None and max(-bounds["min"], bounds["max"]) > EXACT_FLOAT_INTEGER


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return the table as the frame of a Dataset: missing values as NaN, None or NaT."""
    frame: pd.DataFrame = table.to_pandas()
    return frame


def fingerprint(table: pa.Table) -> str:
    """Return the SHA-256 of names, types, values and their order, hexadecimal; `table` must be plain.

    Missing values are hashed as a mask beside values, so that a missing number and a zero differ.
    """
    digest = hashlib.sha256()
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        array = pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column
        digest.update(f"{len(name.encode())}:{name}:{array.type}:{len(array)}:".encode())
        _hash_array(digest, array)
    return digest.hexdigest()


def _hash_array(digest: Any, array: Any) -> None:
    digest.update(pc.is_null(array).to_numpy(zero_copy_only=False).tobytes() if array.null_count else b"complete")
    if array.type == pa.large_string():
        lengths = pc.fill_null(pc.binary_length(array), 0)
        digest.update(lengths.to_numpy(zero_copy_only=False).tobytes())
        filled = pc.fill_null(array, "")
        start, end = _text_bounds(filled)
        digest.update(memoryview(filled.buffers()[2])[start:end] if end else b"")
        return
    if array.type == TIMESTAMP:
        array = pc.cast(array, pa.int64())
    zero = False if array.type == pa.bool_() else pa.scalar(0, array.type)
    filled = pc.fill_null(array, zero) if array.null_count else array
    digest.update(filled.to_numpy(zero_copy_only=False).tobytes())


def _text_bounds(array: Any) -> tuple[int, int]:
    offsets = np.frombuffer(array.buffers()[1], dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    return (int(offsets[0]), int(offsets[-1])) if len(offsets) else (0, 0)
