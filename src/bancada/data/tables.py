"""The SQL tables of Bancada, as SQLAlchemy metadata. What a migration creates must equal this; knows no dataset."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

__all__ = [
    "METADATA",
    "READING_COLUMNS",
    "UtcDateTime",
    "datasets",
    "imports",
    "prediction_log",
    "readings",
    "trial_predictions",
    "trials",
]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC: `timestamptz` on PostgreSQL, naive UTC text on SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC, without its zone where the database keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Return the instant aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


METADATA = sa.MetaData()
_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # only INTEGER PRIMARY KEY counts by itself on SQLite

datasets = sa.Table(
    "datasets",
    METADATA,
    sa.Column("id", _Key, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_key", sa.Text, nullable=False),
    sa.Column("pack", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("sql_names", sa.JSON, nullable=False),
    sa.Column("columns", sa.JSON, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("imported_at", UtcDateTime, nullable=False),
    sa.Column("target", sa.Text),
    sa.Column("problem", sa.Text),
    sa.Column("time_column", sa.Text),
    sa.Column("group_column", sa.Text),
    sa.Column("first_at", UtcDateTime),
    sa.Column("last_at", UtcDateTime),
    sa.Column("deleted_at", UtcDateTime),
    sa.Index(
        "datasets_live_name",
        "name_key",
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    ),
)

imports = sa.Table(
    "imports",
    METADATA,
    sa.Column("id", _Key, primary_key=True),
    sa.Column("dataset_id", sa.BigInteger, sa.ForeignKey("datasets.id", ondelete="SET NULL"), index=True),
    sa.Column("dataset", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("accepted", sa.BigInteger, nullable=False),
    sa.Column("refused", sa.BigInteger, nullable=False),
    sa.Column("repeated", sa.BigInteger, nullable=False),
    sa.Column("refused_file", sa.Text),
    sa.Column("dialect", sa.JSON, nullable=False),
    sa.Column("imported_at", UtcDateTime, nullable=False),
)

readings = sa.Table(
    "leituras_sensores",
    METADATA,
    sa.Column("id", _Key, primary_key=True),
    sa.Column("lida_em", UtcDateTime),
    sa.Column("lux", sa.Double),
    sa.Column("temperatura", sa.Double),
    sa.Column("vibracao", sa.Double),
    sa.Column("estado", sa.Text),
    sa.Column("origem", sa.Text, nullable=False, index=True),
)

READING_COLUMNS = ("lida_em", "lux", "temperatura", "vibracao", "estado")

trials = sa.Table(
    "trials",
    METADATA,
    sa.Column("id", _Key, primary_key=True),
    sa.Column("run_id", sa.Text, nullable=False),
    sa.Column("task", sa.Text, nullable=False, index=True),
    sa.Column("candidate", sa.Text, nullable=False),
    sa.Column("fold", sa.Integer, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("scores", sa.JSON, nullable=False),
    sa.Column("fit_time_s", sa.Double, nullable=False),
    sa.Column("predict_time_s", sa.Double, nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("recorded_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("run_id", "candidate", "fold", name="trials_once"),
)

trial_predictions = sa.Table(
    "trial_predictions",
    METADATA,
    sa.Column("trial_id", sa.BigInteger, sa.ForeignKey("trials.id"), primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

prediction_log = sa.Table(
    "prediction_log",
    METADATA,
    sa.Column("id", _Key, primary_key=True),
    sa.Column("model", sa.Text, nullable=False, index=True),
    sa.Column("signature_sha256", sa.Text, nullable=False),
    sa.Column("inputs", sa.JSON, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("probability", sa.Double),
    sa.Column("latency_ms", sa.Double, nullable=False),
    sa.Column("answered_at", UtcDateTime, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
)
