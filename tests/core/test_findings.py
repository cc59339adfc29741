"""Findings come back from JSON as they were, those among their facts too, so that any language can tell them."""

from __future__ import annotations

import pytest

from bancada.core.finding import Finding, Severity
from bancada.core.values import from_json, to_json

INNER = Finding("dataset_not_found", Severity.FAILURE, None, {"name": "x"})


@pytest.mark.parametrize(
    "facts",
    [{"why": INNER}, {"why": [INNER, "text", 3]}, {"why": [Finding("error", facts={"deeper": [INNER]})]}, {"n": [1]}],
    ids=["one", "in a list", "in a finding in a list", "none"],
)
def test_findings_among_the_facts_come_back_as_findings(facts: dict[str, object]) -> None:
    finding = Finding("error", facts=facts)

    assert from_json(Finding, to_json(finding)) == finding


def test_the_callers_facts_stay_as_they_are() -> None:
    facts = {"why": [to_json(INNER)]}

    assert Finding("error", facts=facts).facts == {"why": [INNER]}
    assert facts == {"why": [to_json(INNER)]}
