"""Limits of one key of the HTTP API: requests a minute and the size of a body; null where those of the settings hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add them."""
    for name in ("rate_per_minute", "max_body_mb"):
        op.add_column("api_keys", sa.Column(name, sa.Integer))
