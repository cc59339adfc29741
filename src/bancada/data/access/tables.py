"""The SQL tables of the API's keys, of its audit and of whose runs are whose; among Bancada's own tables."""

from __future__ import annotations

import sqlalchemy as sa

from bancada.data.tables import METADATA, UtcDateTime

__all__ = ["api_audit", "api_jobs", "api_keys"]

api_keys = sa.Table(
    "api_keys",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("revoked_at", UtcDateTime),
    sa.Column("rate_per_minute", sa.Integer),
    sa.Column("max_body_mb", sa.Integer),
)

api_audit = sa.Table(
    "api_audit",
    METADATA,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)

api_jobs = sa.Table(
    "api_jobs",
    METADATA,
    sa.Column("run_id", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_api_jobs_owner", "owner"),
)
