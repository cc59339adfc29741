"""Keys of the HTTP API, the chain of what was done with them, and whose runs are whose."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text, primary_key=True),
        *(_required(name, sa.Text) for name in ("role", "label", "sha256")),
        _required("created_at", _INSTANT),
        sa.Column("revoked_at", _INSTANT),
    )
    op.create_table(
        "api_audit",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        *(_required(name, sa.Text) for name in ("body", "hash")),
    )
    _forbid_changes("api_audit")
    op.create_table(
        "api_jobs",
        sa.Column("run_id", sa.Text, primary_key=True),
        _required("owner", sa.Text),
        _required("created_at", _INSTANT),
    )
    op.create_index("ix_api_jobs_owner", "api_jobs", ["owner"])


# Any: a column of any type.
def _required(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


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
