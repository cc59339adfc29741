"""The lottery page: its frame, the history of draws, the training of forecasters."""

from __future__ import annotations

import pytest

from tests.app.conftest import Open
from tests.app.fake_bench import FakeBench

VIEWS = ("history", "train")
STATISTICS = ("numbers", "time", "shape", "draws", "tests")


@pytest.mark.parametrize("statistic", STATISTICS)
def test_every_part_of_the_history_opens_by_its_link(statistic: str, lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **{"lottery-statistic": statistic})
    assert not app.exception
    assert not app.error
