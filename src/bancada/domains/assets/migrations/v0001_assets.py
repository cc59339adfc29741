"""The table of pipelines of daily assets: how far each has come, one row a pipeline of an owner."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "assets_0001"
down_revision = None


def upgrade() -> None:
    """Create it."""
    op.create_table(
        "asset_pipelines",
        sa.Column("owner", sa.String(80), primary_key=True),
        sa.Column("pipeline", sa.String(64), primary_key=True),
        sa.Column("steps", sa.JSON, nullable=False),
        sa.Column("folder", sa.String(64), nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
