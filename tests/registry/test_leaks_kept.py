"""Leak tests in a manifest: written, read back, and not missed in manifests of before there were any."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson

from bancada.core.finding import Finding, Severity
from bancada.core.leaks import LeakCheck, LeakCode, LeakReport, LeakStatus
from bancada.registry import ModelDraft
from bancada.registry.manifest import Manifest, decode, encode, facts_of, make

AT = datetime(2026, 1, 2, tzinfo=UTC)
REPORT = LeakReport.of(
    [
        LeakCheck(LeakCode.OVERLAP, LeakStatus.FAILED, {"before": 56, "after": 14, "n_folds": 4}),
        LeakCheck(LeakCode.FUTURE, LeakStatus.SKIPPED, {"why": Finding("leak_no_features", Severity.INFO)}),
    ],
    ran_at=AT,
    seed=7,
)


def manifest(report: LeakReport | None) -> Manifest:
    return make("a", ModelDraft(files={"x": b"1"}, kind="lr", leaks=report), model_id="1", saved_at=AT)


def test_a_manifest_gives_back_the_leak_tests_that_it_was_made_with() -> None:
    back = decode(encode(manifest(REPORT)), name="a")
    assert back.info.leaks == REPORT
    assert back.draft({"x": b"1"}).leaks == REPORT


def test_a_manifest_of_before_the_leak_tests_is_read_as_one_without() -> None:
    values = orjson.loads(encode(manifest(REPORT)))
    del values["leaks"]
    assert decode(orjson.dumps(values), name="a").info.leaks is None


def test_the_list_of_models_does_not_carry_the_leak_tests() -> None:
    assert "leaks" not in facts_of(manifest(REPORT))["metadata"]
