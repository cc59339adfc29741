"""One installation for all tests of these routes: a test's keys are its own, and so are their pipelines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.b3.bench import Place, place


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return place(tmp_path_factory.mktemp("b3"))


@pytest.fixture
def here(shared: Place) -> Iterator[Place]:
    shared.forget()
    yield shared
    shared.forget()
