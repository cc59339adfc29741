"""The SQL tables of the markets, as SQLAlchemy metadata. What the migrations create must equal this; knows no series."""

from __future__ import annotations

import sqlalchemy as sa

from bancada.data.tables import UtcDateTime
from bancada.markets.store.port import VALUES

__all__ = ["BARS_METADATA", "METADATA", "bar_imports", "bar_parts", "bar_series", "bars", "bars_alone"]

METADATA = sa.MetaData()
BARS_METADATA = sa.MetaData()
"""Of a database that holds bars alone, somewhere else."""

_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ALIVE = sa.text("deleted_at IS NULL")


def _bars(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "bars",
        metadata,
        sa.Column("symbol", sa.Text, nullable=False),
        sa.Column("timeframe", sa.Text, nullable=False),
        sa.Column("ts", sa.BigInteger, nullable=False),  # nanoseconds since 1970 UTC, exact on every database
        *(sa.Column(name, sa.Double) for name in VALUES),
        sa.Column("source", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("source", "symbol", "timeframe", "ts", name="bars_once"),
        sqlite_with_rowid=False,  # rows lie in the order of the key, so that a series is read in one stretch
    )


bars = _bars(METADATA)
bars_alone = _bars(BARS_METADATA)

bar_imports = sa.Table(
    "bar_imports",
    METADATA,
    sa.Column("number", _Key, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column(
        "is_whole", sa.Boolean, nullable=False
    ),  # false while its bars are being stored, and for good after a crash then
    sa.Column("importer", sa.Text, nullable=False),
    sa.Column("importer_version", sa.Integer, nullable=False),
    sa.Column("source", sa.Text, nullable=False),  # a value of core.dataset.Source
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("file_sha256", sa.Text, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("accepted", sa.BigInteger, nullable=False),
    sa.Column("refused", sa.BigInteger, nullable=False),
    sa.Column("left_out", sa.BigInteger, nullable=False),
    sa.Column("repeated", sa.BigInteger, nullable=False),
    sa.Column("replaced", sa.BigInteger, nullable=False),
    sa.Column("refused_file", sa.Text),
    sa.Column("sources", sa.JSON, nullable=False),  # under which the store holds its rows
    sa.Column("findings", sa.JSON, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("repairs", sa.JSON, nullable=False),
    sa.Column("imported_at", UtcDateTime, nullable=False),
)

bar_series = sa.Table(
    "bar_series",
    METADATA,
    sa.Column("id", _Key, primary_key=True),
    sa.Column("symbol", sa.Text, nullable=False),
    sa.Column("timeframe", sa.Text, nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("first_at", UtcDateTime, nullable=False),
    sa.Column("last_at", UtcDateTime, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("columns", sa.Text, nullable=False),  # names parted by commas
    sa.Column("exchange", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("contract", sa.Text),
    sa.Column("roll_rule", sa.Text),
    sa.Column("adjustment", sa.Text),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Column("is_condemned", sa.Boolean),
    sa.Column("deleted_at", UtcDateTime),
    sa.Index(
        "bar_series_live",
        "symbol",
        "timeframe",
        "basis",
        unique=True,
        sqlite_where=_ALIVE,
        postgresql_where=_ALIVE,
    ),
)

bar_parts = sa.Table(
    "bar_parts",
    METADATA,
    sa.Column("id", _Key, primary_key=True),
    sa.Column("series_id", sa.BigInteger, sa.ForeignKey("bar_series.id"), nullable=False),
    sa.Column("import_number", sa.BigInteger, sa.ForeignKey("bar_imports.number"), nullable=False),
    sa.Column("source", sa.Text, nullable=False),  # under which the store holds its rows
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("first_at", UtcDateTime, nullable=False),
    sa.Column("last_at", UtcDateTime, nullable=False),
    sa.Column("since_version", sa.BigInteger, nullable=False),
    sa.Column("until_version", sa.BigInteger),  # the version in which a repair took its place
    sa.Column("before", sa.JSON),  # of a repair: the series as it had been
    sa.Index("bar_parts_series", "series_id"),
    sa.Index("bar_parts_source", "source"),
)
