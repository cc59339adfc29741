"""A catalogue over an empty SQLite database, and files written on the spot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bancada import data


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[data.DatasetCatalogue]:
    engine = data.open_engine(f"sqlite:///{tmp_path}/bancada.db")
    data.upgrade(engine)
    yield data.DatasetCatalogue(engine, folder=tmp_path / "beside", clock=lambda: datetime(2026, 5, 4, tzinfo=UTC))
    engine.dispose()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes text (or bytes) to a file and gives its path."""

    def write_file(content: str | bytes, name: str = "tabela.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write_file
