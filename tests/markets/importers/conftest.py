"""Fixtures for importers of bars."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.markets.importers.files import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a place where files lie and are received."""
    return Desk(tmp_path)
