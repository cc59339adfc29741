"""The tables of the markets: bars, their imports, their series, and which imports make a series.

Written out rather than taken from `tables.METADATA`: a revision never changes once released.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "markets_0001"
down_revision = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_VALUES = ("open", "high", "low", "close", "volume", "trades", "buy_volume", "sell_volume", "vwap")


def upgrade() -> None:
    """Create them."""
    _create_bars()
    _create_imports()
    _create_series()
    _create_parts()


# Any: a column of any type.
def _required(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _create_bars() -> None:
    op.create_table(
        "bars",
        _required("symbol", sa.Text),
        _required("timeframe", sa.Text),
        _required("ts", sa.BigInteger),
        *(sa.Column(name, sa.Double) for name in _VALUES),
        _required("source", sa.Text),
        sa.PrimaryKeyConstraint("source", "symbol", "timeframe", "ts", name="bars_once"),
        sqlite_with_rowid=False,
    )


def _create_imports() -> None:
    op.create_table(
        "bar_imports",
        sa.Column("number", _KEY, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        _required("is_whole", sa.Boolean),
        _required("importer", sa.Text),
        _required("importer_version", sa.Integer),
        *(_required(name, sa.Text) for name in ("source", "file_name", "file_sha256")),
        *(
            _required(name, sa.BigInteger)
            for name in ("rows", "accepted", "refused", "left_out", "repeated", "replaced")
        ),
        sa.Column("refused_file", sa.Text),
        *(_required(name, sa.JSON) for name in ("sources", "findings", "options", "repairs")),
        _required("imported_at", _INSTANT),
    )


def _create_series() -> None:
    op.create_table(
        "bar_series",
        sa.Column("id", _KEY, primary_key=True),
        *(_required(name, sa.Text) for name in ("symbol", "timeframe", "basis", "source", "origin")),
        _required("rows", sa.BigInteger),
        _required("first_at", _INSTANT),
        _required("last_at", _INSTANT),
        _required("sha256", sa.Text),
        _required("version", sa.BigInteger),
        *(_required(name, sa.Text) for name in ("columns", "exchange", "zone")),
        *(sa.Column(name, sa.Text) for name in ("contract", "roll_rule", "adjustment")),
        _required("updated_at", _INSTANT),
        sa.Column("is_condemned", sa.Boolean),
        sa.Column("deleted_at", _INSTANT),
    )
    alive = sa.text("deleted_at IS NULL")
    op.create_index(
        "bar_series_live",
        "bar_series",
        ["symbol", "timeframe", "basis"],
        unique=True,
        sqlite_where=alive,
        postgresql_where=alive,
    )


def _create_parts() -> None:
    op.create_table(
        "bar_parts",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("series_id", sa.BigInteger, sa.ForeignKey("bar_series.id"), nullable=False),
        sa.Column("import_number", sa.BigInteger, sa.ForeignKey("bar_imports.number"), nullable=False),
        _required("source", sa.Text),
        _required("rows", sa.BigInteger),
        _required("first_at", _INSTANT),
        _required("last_at", _INSTANT),
        _required("since_version", sa.BigInteger),
        sa.Column("until_version", sa.BigInteger),
        sa.Column("before", sa.JSON),
    )
    op.create_index("bar_parts_series", "bar_parts", ["series_id"])
    op.create_index("bar_parts_source", "bar_parts", ["source"])
