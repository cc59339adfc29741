"""The first tables: datasets, imports, sensor readings, the trial ledger and the prediction log.

Written out rather than taken from `tables.METADATA`: a revision never changes once released.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create them."""
    _create_datasets()
    _create_imports()
    _create_readings()
    _create_trials()
    _create_predictions()
    for table in ("trials", "trial_predictions"):
        _forbid_changes(table)


# Any: a column of any type.
def _required(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _create_datasets() -> None:
    op.create_table(
        "datasets",
        sa.Column("id", _KEY, primary_key=True),
        *(_required(name, sa.Text) for name in ("name", "name_key", "pack", "source", "origin", "table_name")),
        _required("sql_names", sa.JSON),
        _required("columns", sa.JSON),
        _required("rows", sa.BigInteger),
        _required("sha256", sa.Text),
        _required("version", sa.BigInteger),
        _required("imported_at", _INSTANT),
        *(sa.Column(name, sa.Text) for name in ("target", "problem", "time_column", "group_column")),
        *(sa.Column(name, _INSTANT) for name in ("first_at", "last_at", "deleted_at")),
    )
    alive = sa.text("deleted_at IS NULL")
    op.create_index(
        "datasets_live_name", "datasets", ["name_key"], unique=True, sqlite_where=alive, postgresql_where=alive
    )


def _create_imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("dataset_id", sa.BigInteger, sa.ForeignKey("datasets.id", ondelete="SET NULL")),
        *(_required(name, sa.Text) for name in ("dataset", "source", "origin", "sha256")),
        *(_required(name, sa.BigInteger) for name in ("rows", "accepted", "refused", "repeated")),
        sa.Column("refused_file", sa.Text),
        _required("dialect", sa.JSON),
        _required("imported_at", _INSTANT),
    )
    op.create_index("ix_imports_dataset_id", "imports", ["dataset_id"])


def _create_readings() -> None:
    op.create_table(
        "leituras_sensores",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("lida_em", _INSTANT),
        *(sa.Column(name, sa.Double) for name in ("lux", "temperatura", "vibracao")),
        sa.Column("estado", sa.Text),
        _required("origem", sa.Text),
    )
    op.create_index("ix_leituras_sensores_origem", "leituras_sensores", ["origem"])


def _create_trials() -> None:
    op.create_table(
        "trials",
        sa.Column("id", _KEY, primary_key=True),
        *(_required(name, sa.Text) for name in ("run_id", "task", "candidate")),
        _required("fold", sa.Integer),
        _required("status", sa.Text),
        _required("scores", sa.JSON),
        _required("fit_time_s", sa.Double),
        _required("predict_time_s", sa.Double),
        _required("size_bytes", sa.BigInteger),
        _required("reason", sa.Text),
        _required("recorded_at", _INSTANT),
        sa.UniqueConstraint("run_id", "candidate", "fold", name="trials_once"),
    )
    op.create_index("ix_trials_task", "trials", ["task"])
    op.create_table(
        "trial_predictions",
        sa.Column("trial_id", sa.BigInteger, sa.ForeignKey("trials.id"), primary_key=True),
        _required("data", sa.LargeBinary),
    )


def _create_predictions() -> None:
    op.create_table(
        "prediction_log",
        sa.Column("id", _KEY, primary_key=True),
        _required("model", sa.Text),
        _required("signature_sha256", sa.Text),
        _required("inputs", sa.JSON),
        _required("answer", sa.Text),
        sa.Column("probability", sa.Double),
        _required("latency_ms", sa.Double),
        _required("answered_at", _INSTANT),
        _required("origin", sa.Text),
    )
    op.create_index("ix_prediction_log_model", "prediction_log", ["model"])


def _forbid_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS $$ "
        f"BEGIN RAISE EXCEPTION '{table} is append-only'; END $$ LANGUAGE plpgsql"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
