"""What is loaded while a serving process warms up is set aside from searches for cycles; what comes later is searched."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from bancada.api.collector import THRESHOLDS, WARMING, settle


@pytest.fixture
def collector() -> Iterator[None]:
    """Leave the collector of this process as it was."""
    thresholds, callbacks = gc.get_threshold(), list(gc.callbacks)
    yield
    gc.callbacks[:] = callbacks
    gc.set_threshold(*thresholds)
    gc.unfreeze()


MANY = 1_000


class Knot:
    """A cycle of one."""

    def __init__(self) -> None:
        self.me = self


@pytest.mark.usefixtures("collector")
def test_what_survives_the_first_full_searches_is_set_aside_and_no_more_than_that() -> None:
    n_before = len(gc.callbacks)
    settle()
    assert gc.get_threshold() == THRESHOLDS
    kept = []
    for _ in range(WARMING):
        frozen = gc.get_freeze_count()
        kept.append([Knot() for _ in range(MANY)])
        gc.collect()
        assert gc.get_freeze_count() > frozen + MANY / 2
    assert len(gc.callbacks) == n_before
    frozen = gc.get_freeze_count()
    kept.append([Knot() for _ in range(MANY)])
    gc.collect()
    assert gc.get_freeze_count() < frozen + MANY / 2


@pytest.mark.usefixtures("collector")
def test_a_cycle_made_afterwards_is_still_found() -> None:
    settle()
    knot = Knot()
    seen = weakref.ref(knot)
    del knot
    gc.collect()
    assert seen() is None
