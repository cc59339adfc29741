"""One import as a transaction: parsed rows become a new dataset or join one, the repeated ones counted. Knows no file format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from bancada.core.dataset import Column, ColumnType, DatasetInfo, ImportReport, Source
from bancada.core.errors import DatasetExists, ImportRefused, InvalidTask
from bancada.core.finding import Finding, Severity
from bancada.data.content import ARROW_TYPES, fingerprint, to_frame
from bancada.data.importers.parsed import Parsed
from bancada.data.records import ImportRecord, StoredDataset, import_keys, time_range, values_of
from bancada.data.rows import Rows, sql_names_for
from bancada.data.schema import describe, infer_problem, suggest_target, suggest_time
from bancada.data.tables import READING_COLUMNS, datasets, imports, readings

__all__ = ["Arrival", "already_there", "conformed", "create", "extend", "replace_rows"]

_NUMERIC_READINGS = ("lux", "temperatura", "vibracao")


@dataclass(frozen=True, slots=True)
class Arrival:
    """What arrives: parsed rows with all that is said about them.

    Attributes
    ----------
    name, pack : str
    source : Source
    origin : str
    sha256 : str
        Of the file's bytes, or of the content where there is no file.
    parsed : Parsed
    at : datetime
    table : str or None
        SQL table that is asked for.
    target, time : str or None
    declared : sequence of Column
    refused_file : str or None
    """

    name: str
    pack: str
    source: Source
    origin: str
    sha256: str
    parsed: Parsed
    at: datetime
    table: str | None = None
    target: str | None = None
    time: str | None = None
    declared: Sequence[Column] = ()
    refused_file: str | None = None


def create(connection: sa.Connection, arrival: Arrival) -> tuple[ImportReport, pa.Table]:
    """Write a new dataset; return the report and the content as it will be read back."""
    table, shares = _placed(arrival)
    columns = describe(table, declared=arrival.declared)
    info = _first_info(arrival, table, columns)
    names = tuple(table.column_names)
    sql_names = names if shares else sql_names_for(names)
    info = replace(info, table=readings.name if shares else _free_table(connection, arrival.name))
    dataset_id = connection.execute(datasets.insert().values(values_of(info, sql_names))).inserted_primary_key[0]  # type: ignore[index]  # an insert of one row has one
    rows = Rows(info.table, info.columns, sql_names)
    if not shares:
        rows.create(connection)
    report = _append(connection, arrival, StoredDataset(dataset_id, info, rows), table, repeated=0, first_row=1)
    suggested = info.target is not None and arrival.target is None
    if suggested:
        note = Finding("target_suggested", Severity.INFO, info.target)
        report = replace(report, findings=(*report.findings, note))
    return report, table


def extend(
    connection: sa.Connection, arrival: Arrival, stored: StoredDataset, before: pa.Table
) -> tuple[ImportReport, pa.Table]:
    """Add the rows that are not there yet to a dataset with the same columns."""
    table = arrival.parsed.table
    if set(table.column_names) != set(before.column_names):
        added, absent = (
            set(table.column_names) - set(before.column_names),
            set(before.column_names) - set(table.column_names),
        )
        raise DatasetExists(
            "dataset_exists_other_columns", name=stored.info.name, added=sorted(added), absent=sorted(absent)
        )
    table, before, rows = conformed(connection, table.select(before.column_names), before, stored.rows)
    is_new = _not_there(before, table)
    fresh = table.filter(is_new)
    content = pa.concat_tables([before, fresh]).combine_chunks()
    columns = describe(
        content, declared=arrival.declared, known={column.name: column for column in stored.info.columns}
    )
    first_at, last_at = time_range(columns, stored.info.time_column)
    info = replace(
        stored.info,
        columns=columns,
        rows=content.num_rows,
        sha256=fingerprint(content),
        version=stored.info.version + int(fresh.num_rows > 0),
        imported_at=arrival.at,
        first_at=first_at,
        last_at=last_at,
    )
    connection.execute(datasets.update().where(datasets.c.id == stored.id).values(values_of(info, rows.sql_names)))
    changed = StoredDataset(stored.id, info, replace(rows, columns=columns))
    repeated = table.num_rows - fresh.num_rows
    return _append(connection, arrival, changed, fresh, repeated=repeated, first_row=before.num_rows + 1), content


def replace_rows(connection: sa.Connection, arrival: Arrival, stored: StoredDataset) -> tuple[ImportReport, pa.Table]:
    """Put the rows of a connected table in place of the ones copied before, under the next version."""
    table = arrival.parsed.table
    columns = describe(table, declared=arrival.declared, known={column.name: column for column in stored.info.columns})
    old, names = stored.info, set(table.column_names)
    asked = replace(
        arrival,
        target=arrival.target or (old.target if old.target in names else None),
        time=arrival.time or (old.time_column if old.time_column in names else None),
    )
    info = _first_info(asked, table, columns)
    group = old.group_column if old.group_column in names else None
    info = replace(info, name=old.name, table=old.table, version=old.version + 1, group_column=group)
    stored.rows.drop(connection)
    sql_names = sql_names_for(tuple(table.column_names))
    rows = Rows(info.table, columns, sql_names)
    rows.create(connection)
    connection.execute(datasets.update().where(datasets.c.id == stored.id).values(values_of(info, sql_names)))
    return _append(connection, arrival, StoredDataset(stored.id, info, rows), table, repeated=0, first_row=1), table


def already_there(record: ImportRecord, info: DatasetInfo, arrival: Arrival) -> ImportReport:
    """Return the report of a file that had come before: nothing is added."""
    return ImportReport(
        dataset=info,
        sha256=arrival.sha256,
        rows=record.rows,
        accepted=0,
        refused=record.refused,
        repeated=record.rows - record.refused,
        refused_file=record.refused_file,
        already_imported=True,
        dialect=record.dialect,
        findings=(Finding("already_imported", Severity.INFO, facts={"imported_at": record.imported_at.isoformat()}),),
    )


def conformed(
    connection: sa.Connection, table: pa.Table, before: pa.Table, rows: Rows
) -> tuple[pa.Table, pa.Table, Rows]:
    """Return new and old rows in the same types: whole numbers beside fractions become fractions, anything beside text becomes text."""
    for position, name in enumerate(before.column_names):
        was, now = before.schema.field(name).type, table.schema.field(name).type
        if was == now:
            continue
        if table.column(name).null_count == table.num_rows or (was == pa.float64() and now == pa.int64()):
            table = table.set_column(position, name, table.column(name).cast(was))
        elif was == pa.int64() and now == pa.float64():
            before = before.set_column(position, name, before.column(name).cast(now))
            rows.widen(connection, position)
        else:
            raise ImportRefused("column_type_changed", column=name, was=_type_word(was), now=_type_word(now))
    return table, before, rows


def _type_word(kind: object) -> str:
    words = {ARROW_TYPES[known]: known.value for known in ColumnType if known is not ColumnType.CATEGORY}
    return words[kind]


def _not_there(before: pa.Table, table: pa.Table) -> pa.BooleanArray:
    """Return which rows are new: the k-th row of one content is there if the dataset has at least k of them."""
    old, new = _row_keys(before), _row_keys(table)
    occurrence = new.groupby(list(new.columns), sort=False).cumcount()
    counts = old.groupby(list(old.columns), sort=False).size().rename("count").reset_index()
    there = new.merge(counts, on=list(new.columns), how="left")["count"].fillna(0).to_numpy()
    return pa.array(occurrence.to_numpy() >= there)


def _row_keys(table: pa.Table) -> pd.DataFrame:
    # two 64-bit hashes of different order: two rows that share both by chance are not to be met
    frame = to_frame(table)
    forward = pd.util.hash_pandas_object(frame, index=False)
    backward = pd.util.hash_pandas_object(frame[frame.columns[::-1]], index=False)
    return pd.DataFrame({"forward": forward.to_numpy(), "backward": backward.to_numpy()})


def _placed(arrival: Arrival) -> tuple[pa.Table, bool]:
    """Return the content in the types of its table, and whether that is `leituras_sensores`."""
    table = arrival.parsed.table
    names = set(table.column_names)
    fits = "lida_em" in names and names <= set(READING_COLUMNS) and bool(names & set(_NUMERIC_READINGS))
    wanted = dict.fromkeys(_NUMERIC_READINGS, ARROW_TYPES[ColumnType.FLOAT])
    wanted |= {"lida_em": ARROW_TYPES[ColumnType.DATETIME], "estado": ARROW_TYPES[ColumnType.TEXT]}
    fits = fits and all(_can_become(table.column(name), wanted[name]) for name in names)
    is_asked = arrival.table == readings.name
    if is_asked and not fits:
        raise ImportRefused("not_sensor_columns", found=list(table.column_names), expected=list(READING_COLUMNS))
    if not fits or not (is_asked or arrival.pack == "sensors"):
        return table, False
    cast = [table.column(name).cast(wanted[name]) for name in table.column_names]
    return pa.table(cast, names=table.column_names).combine_chunks(), True


def _can_become(column: pa.ChunkedArray, kind: pa.DataType) -> bool:
    is_empty = column.null_count == len(column)
    return bool(column.type == kind or is_empty or (column.type == pa.int64() and kind == pa.float64()))


def _first_info(arrival: Arrival, table: pa.Table, columns: tuple[Column, ...]) -> DatasetInfo:
    by_name = {column.name: column for column in columns}
    for role in (arrival.target, arrival.time):
        if role is not None and role not in by_name:
            raise InvalidTask("column_not_in_dataset", dataset=arrival.name, column=role, columns=list(by_name))
    time = arrival.time or suggest_time(columns, rows=table.num_rows)
    if time is not None and by_name[time].type is not ColumnType.DATETIME and not by_name[time].type.is_numeric:
        raise InvalidTask("time_column_unordered", column=time)
    target = arrival.target or suggest_target(tuple(column for column in columns if column.name != time))
    first_at, last_at = time_range(columns, time if time and by_name[time].type is ColumnType.DATETIME else None)
    return DatasetInfo(
        name=arrival.name,
        pack=arrival.pack,
        source=arrival.source,
        origin=arrival.origin,
        table="",
        rows=table.num_rows,
        columns=columns,
        sha256=fingerprint(table),
        version=1,
        imported_at=arrival.at,
        target=target,
        problem=infer_problem(by_name[target]) if target else None,
        time_column=time,
        first_at=first_at,
        last_at=last_at,
    )


def _free_table(connection: sa.Connection, name: str) -> str:
    slug = "".join(letter if letter.isalnum() else "_" for letter in name.lower())[:40]
    taken = set(connection.execute(sa.select(datasets.c.table_name)).scalars())
    wanted, number = f"ds_{slug}", 2
    while wanted in taken or sa.inspect(connection).has_table(wanted):
        wanted, number = f"ds_{slug}_v{number}", number + 1
    return wanted


def _append(
    connection: sa.Connection,
    arrival: Arrival,
    stored: StoredDataset,
    fresh: pa.Table,
    *,
    repeated: int,
    first_row: int,
) -> ImportReport:
    parsed, info = arrival.parsed, stored.info
    record = imports.insert().values(
        dataset_id=stored.id,
        dataset=info.name,
        source=arrival.source.value,
        origin=arrival.origin,
        sha256=arrival.sha256,
        rows=parsed.rows,
        accepted=fresh.num_rows,
        refused=len(parsed.bad),
        repeated=repeated,
        refused_file=arrival.refused_file,
        dialect=parsed.dialect,
        imported_at=arrival.at,
    )
    import_id = connection.execute(record).inserted_primary_key[0]  # type: ignore[index]  # an insert of one row has one
    key = import_keys(connection, stored.id)[-1]
    stored.rows.append(connection, fresh, first_row=first_row, import_id=import_id, key=key)
    return ImportReport(
        dataset=info,
        sha256=arrival.sha256,
        rows=parsed.rows,
        accepted=fresh.num_rows,
        refused=len(parsed.bad),
        repeated=repeated,
        refused_file=arrival.refused_file,
        already_imported=False,
        dialect=parsed.dialect,
        findings=parsed.findings,
    )
