"""A pipeline whose five first steps are done, once for all tests of a process."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bancada.domains.assets.requests import Step
from tests.services.assets.small import Small


@pytest.fixture(scope="session")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Return an installation whose five first steps are done; to be left as it is."""
    small = Small(tmp_path_factory.mktemp("evaluated"))
    small.outcomes = {step: small.do(step) for step in tuple(Step)[:5]}
    return small


@pytest.fixture
def small(evaluated: Small, tmp_path: Path) -> Small:
    """Return a copy of it."""
    shutil.copytree(evaluated.folder, tmp_path, dirs_exist_ok=True)
    return replace(evaluated, folder=tmp_path, logged=[])
