"""The lottery's tables: official draws, repeats, sealed tickets. A seal is never changed nor removed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "lottery_0001"
down_revision = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)
_TIERS = (15, 14, 13, 12, 11)


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "resultados_oficiais",
        sa.Column("concurso", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("data", sa.Date),
        *(sa.Column(f"n{place}", sa.SmallInteger, nullable=False) for place in range(1, 16)),
        sa.Column("ordem", sa.Text),
        *(sa.Column(f"ganhadores_{tier}", sa.BigInteger) for tier in _TIERS),
        *(sa.Column(f"rateio_{tier}_centavos", sa.BigInteger) for tier in _TIERS),
        *(sa.Column(f"{name}_centavos", sa.BigInteger) for name in ("arrecadacao", "acumulado", "estimativa")),
        sa.Column("data_proximo", sa.Date),
        sa.Column("origem", sa.Text, nullable=False),
    )
    op.create_table(
        "repete",
        sa.Column("concurso_atual", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("qtd_repetidos", sa.SmallInteger, nullable=False),
    )
    _create_seals()


def _create_seals() -> None:
    op.create_table(
        "palpites_selados",
        sa.Column("id", _KEY, primary_key=True, autoincrement=False),
        sa.Column("concurso", sa.Integer, nullable=False),
        sa.Column("modelo", sa.Text, nullable=False),
        sa.Column("semente", sa.BigInteger),
        sa.Column("numeros", sa.Text, nullable=False),
        sa.Column("selado_em", _INSTANT, nullable=False),
        sa.Column("fecha_em", _INSTANT, nullable=False),
        sa.Column("anterior", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
    )
    for name in ("concurso", "modelo"):
        op.create_index(f"ix_palpites_selados_{name}", "palpites_selados", [name])
    _forbid_changes("palpites_selados")


def _forbid_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        # INSERT OR REPLACE deletes without asking the trigger above.
        taken = f"SELECT 1 FROM {table} WHERE id = NEW.id OR sha256 = NEW.sha256"  # noqa: S608  # the name is a constant here
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({taken}) "
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
