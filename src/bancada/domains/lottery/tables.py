"""The SQL tables of the lottery pack, as SQLAlchemy metadata. What the migrations create must equal this.

Names are those that users already have; money is in centavos, whole numbers, so that no sum is ever rounded.
"""

from __future__ import annotations

import sqlalchemy as sa

from bancada.data.tables import UtcDateTime
from bancada.domains.lottery.game import N_DRAWN

__all__ = ["METADATA", "NUMBER_COLUMNS", "TIERS", "draws", "repeats", "seals"]

METADATA = sa.MetaData()
_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

NUMBER_COLUMNS = tuple(f"n{place}" for place in range(1, N_DRAWN + 1))
TIERS = (15, 14, 13, 12, 11)
"""Hits that win, best first."""

draws = sa.Table(
    "resultados_oficiais",
    METADATA,
    sa.Column("concurso", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("data", sa.Date),
    *(sa.Column(name, sa.SmallInteger, nullable=False) for name in NUMBER_COLUMNS),
    sa.Column("ordem", sa.Text),  # in the order of drawing, "18 20 25 ..."
    *(sa.Column(f"ganhadores_{tier}", sa.BigInteger) for tier in TIERS),
    *(sa.Column(f"rateio_{tier}_centavos", sa.BigInteger) for tier in TIERS),
    sa.Column("arrecadacao_centavos", sa.BigInteger),
    sa.Column("acumulado_centavos", sa.BigInteger),
    sa.Column("estimativa_centavos", sa.BigInteger),  # of the next contest's first prize
    sa.Column("data_proximo", sa.Date),
    sa.Column("origem", sa.Text, nullable=False),  # a value of core.dataset.Source
)

repeats = sa.Table(
    "repete",
    METADATA,
    sa.Column("concurso_atual", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("qtd_repetidos", sa.SmallInteger, nullable=False),
)

seals = sa.Table(
    "palpites_selados",
    METADATA,
    sa.Column("id", _Key, primary_key=True, autoincrement=False),  # place in the chain, from 1
    sa.Column("concurso", sa.Integer, nullable=False, index=True),
    sa.Column("modelo", sa.Text, nullable=False, index=True),
    sa.Column("semente", sa.BigInteger),
    sa.Column("numeros", sa.Text, nullable=False),  # "01 02 05 ...", 15 to 20 of them
    sa.Column("selado_em", UtcDateTime, nullable=False),
    sa.Column("fecha_em", UtcDateTime, nullable=False),  # when the contest's bets were expected to close
    sa.Column("anterior", sa.String(64), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False, unique=True),
)
