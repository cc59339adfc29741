"""One installation for a module of tests of the frame: making an application costs more than asking it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bancada import bootstrap
from bancada.services import Bench
from tests.api.client import Api, api_client


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Return the Bench of an installation that this module's tests share."""
    folder = tmp_path_factory.mktemp("api")
    with pytest.MonkeyPatch.context() as patch:
        _settle(patch, folder)
        bootstrap.default_parts.cache_clear()
        yield bootstrap.default_bench()
        bootstrap.default_parts().close()
        bootstrap.default_parts.cache_clear()


@pytest.fixture(scope="module")
def front(house: Bench) -> Api:
    """Return a client without a key, whose address may fail as often as tests need; its `app` is shared by `caller`."""
    client = api_client(house, None)
    client.app.gate.failures = None
    return client


@pytest.fixture
def caller(house: Bench, front: Api) -> Callable[[str], Api]:
    """Return a function that gives a client with a new key of a role."""
    return lambda role: api_client(house, role, app=front.app)


def _settle(patch: pytest.MonkeyPatch, folder: Path) -> None:
    for name in [name for name in os.environ if name.startswith("BANCADA_") and name != "BANCADA_REAL_DATA"]:
        patch.delenv(name)
    patch.setenv("BANCADA_DATA_DIR", str(folder / "data"))
    patch.setenv("BANCADA_MODELS_DIR", str(folder / "modelos_salvos"))
    patch.setenv("BANCADA_SIGNING_KEY_FILE", str(folder / "keys" / "signing.key"))
    patch.setenv("BANCADA_FIT_WORKERS", "1")
    patch.setenv("BANCADA_LANGUAGE", "en")
