"""Figures beyond what daily bars can give are named in the reader's language, also after they were stored."""

from __future__ import annotations

import pytest

from bancada.core.leaks import LeakCheck
from bancada.core.model import MetricFigure
from bancada.core.values import from_json, to_json
from bancada.domains.assets.plausible import plausible_skill


def checked(value: float) -> LeakCheck:
    return plausible_skill([MetricFigure("AUC (direction)", value, "test", greater_is_better=True)])


@pytest.mark.parametrize("is_stored", [False, True], ids=["at once", "from the store"])
def test_what_is_too_good_is_told_in_portuguese(is_stored: bool) -> None:
    check = checked(0.712)
    found = from_json(LeakCheck, to_json(check)) if is_stored else check
    assert "AUC da direção 0,712 (no máximo 0,65)" in found.message("pt_BR")
    assert "AUC (direction) 0.712 (at most 0.65)" in found.message("en")


def test_what_can_be_is_told_with_its_limit() -> None:
    assert "AUC da direção 0,51 (no máximo 0,65)" in checked(0.51).message("pt_BR")
