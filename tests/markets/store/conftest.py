"""Fixtures of the store's tests: a catalogue over a lake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bancada import data
from bancada.markets import migrations
from bancada.markets.store import SeriesCatalogue
from bancada.markets.store.lake import LakeBarStore

if TYPE_CHECKING:
    import sqlalchemy as sa

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = data.open_engine(f"sqlite:///{tmp_path}/bancada.db")
    data.upgrade(engine, extra=[data.MigrationSource("markets", Path(migrations.__file__).parent)])
    yield engine
    engine.dispose()


@pytest.fixture
def lake(tmp_path: Path) -> LakeBarStore:
    return LakeBarStore(tmp_path / "lake")


@pytest.fixture
def catalogue(engine: sa.Engine, lake: LakeBarStore) -> SeriesCatalogue:
    return SeriesCatalogue(engine, lake, clock=lambda: NOW)
