"""How reigns are told in the shell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bancada.cli.shown import reasons, reign
from bancada.core.model import ChampionRecord

FAIR = ChampionRecord("rooms.busy", "a", datetime(2026, 1, 2, tzinfo=UTC), reason="better")


@pytest.mark.parametrize(
    ("record", "how", "why"),
    [
        (FAIR, "through the gate", "better"),
        (ChampionRecord(FAIR.task, "a", FAIR.since, forced=True, reason="a try"), "forced", "a try"),
        (ChampionRecord(FAIR.task, "a", FAIR.since, reason="b errs", rolled_back=True), "rolled back", "b errs"),
        (
            ChampionRecord(
                FAIR.task, "a", FAIR.since, forced=True, reason="a try", rolled_back=True, rollback_reason="b errs"
            ),
            "rolled back (forced)",
            "a try · b errs",
        ),
    ],
    ids=["gate", "forced", "rollback", "rollback to forced"],
)
def test_a_reign_tells_how_it_came_about_and_why(
    record: ChampionRecord, how: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANCADA_LANGUAGE", "en")
    assert (reign(record), reasons(record)) == (how, why)
