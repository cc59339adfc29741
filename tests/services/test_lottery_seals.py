"""Sealing over a user's own database: only where days tell which contest is still open."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bancada import bootstrap
from bancada.core.errors import Refused
from bancada.domains.lottery.connected import ConnectedHistory
from bancada.domains.lottery.simulation import simulate_draws
from bancada.domains.lottery.tables import NUMBER_COLUMNS
from bancada.services.lottery.seals import SealsService

TICKET = tuple(range(1, 16))


def sealing(parts: bootstrap.Parts, *, dated: bool) -> SealsService:
    """Return the sealed ledger beside a user's database of 120 draws."""
    draws = simulate_draws(120, seed=7, until=date(2024, 3, 1))
    columns = ("concurso", *NUMBER_COLUMNS, *(("data",) if dated else ()))
    rows = [
        (int(contest), *map(int, numbers), *((str(day),) if dated else ()))
        for contest, numbers, day in zip(draws.contests, draws.numbers, draws.dates, strict=True)
    ]
    connection = sqlite3.connect("loterias.db")
    connection.execute(f"CREATE TABLE resultados_oficiais ({', '.join(columns)})")
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO resultados_oficiais VALUES ({marks})", rows)  # noqa: S608  # question marks only
    connection.commit()
    connection.close()
    service = parts.bench.lottery
    history = ConnectedHistory(f"sqlite:///{Path('loterias.db').resolve()}")
    return replace(service.seals, draws=replace(service.draws, history=history, archive=None))


def test_a_record_without_days_cannot_say_which_contest_is_open_so_nothing_is_sealed(parts: bootstrap.Parts) -> None:
    with pytest.raises(Refused) as refused:
        sealing(parts, dated=False).seal([TICKET], model="uniform")
    assert refused.value.code == "lottery_next_unknown"


def test_a_record_with_days_is_sealed_for(parts: bootstrap.Parts) -> None:
    (seal,) = sealing(parts, dated=True).seal([TICKET], model="uniform")
    assert seal.contest > 120
    assert seal.sealed_at < seal.closes_at
