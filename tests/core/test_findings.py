"""Findings come back from JSON as they were, those among their facts too, so that any language can tell them."""

from __future__ import annotations

import pytest

from bancada.core.finding import Finding, Severity
from bancada.core.values import from_json, to_json

INNER = Finding("dataset_not_found", Severity.FAILURE, None, {"name": "x"})


@pytest.mark.parametrize(
    "facts",
    [
        {"why": INNER},
        {"why": [INNER, "text", 3]},
        {"why": [Finding("error", facts={"deeper": [INNER]})]},
        {"by": {"file": [[INNER], {"first": INNER}]}},
        {"n": [1]},
    ],
    ids=["one", "in a list", "in a finding in a list", "in lists and mappings", "none"],
)
def test_findings_among_the_facts_come_back_as_findings(facts: dict[str, object]) -> None:
    finding = Finding("error", facts=facts)

    assert from_json(Finding, to_json(finding)) == finding


def test_the_callers_facts_stay_as_they_are() -> None:
    facts = {"why": [to_json(INNER)]}

    assert Finding("error", facts=facts).facts == {"why": [INNER]}
    assert facts == {"why": [to_json(INNER)]}


@pytest.mark.parametrize("language", ["en", "pt_BR"])
def test_a_finding_read_back_is_told_in_the_words_of_the_one_that_was_written(language: str) -> None:
    inner = Finding("import_rows_refused", Severity.FAILURE, facts={"count": 3, "reasons": [INNER]})
    finding = Finding("bars_refused", facts={"count": 3, "reasons": [inner]})
    again = from_json(Finding, to_json(finding))

    assert again.message(language) == finding.message(language)
    assert "{" not in again.message(language)


@pytest.mark.parametrize(
    "changed",
    [{"severity": "loud"}, {"severity": ["info"]}, {"code": 3}, {"column": 3}, {"facts": []}, {"more": 1}],
    ids=["severity", "list", "code", "column", "facts", "field"],
)
def test_what_only_looks_like_a_finding_stays_as_it_is(changed: dict[str, object]) -> None:
    alike = {**to_json(INNER), **changed}

    assert Finding("error", facts={"why": [alike]}).facts == {"why": [alike]}
