"""The icon of a finding: a tick is for a check that passed, and nothing else."""

from __future__ import annotations

import pytest

from app.components.words import finding_icon
from bancada.core.finding import Finding, Severity


@pytest.mark.parametrize(
    ("code", "severity", "icon"),
    [
        ("gate_files_verified", Severity.INFO, "green[:material/check_circle:]"),
        ("performance_held_costs", Severity.INFO, "green[:material/check_circle:]"),
        ("gate_leaks_not_run", Severity.INFO, "gray[:material/info:]"),
        ("bars_no_calendar", Severity.INFO, "gray[:material/info:]"),
        ("assets_no_champion", Severity.CAUTION, "orange[:material/warning:]"),
        ("gate_legacy", Severity.FAILURE, "red[:material/error:]"),
    ],
)
def test_a_tick_is_for_a_check_that_passed_and_what_is_merely_told_has_none(
    code: str, severity: Severity, icon: str
) -> None:
    assert finding_icon(Finding(code, severity)) == f":{icon}"
