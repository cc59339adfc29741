"""Training for production refuses made-up series and broken bars; research may go on."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bancada.core.dataset import Source
from bancada.core.errors import Refused
from bancada.core.finding import Finding, Severity
from bancada.markets.validation import ProductionDataValidator, production_ready, require_production_data
from tests.markets.validation.series import changed, daily, stated

BARS = daily(40)
REPORT = ProductionDataValidator().validate(BARS)


@dataclass(frozen=True)
class Verdict:
    """Evidence with a verdict."""

    is_condemned: bool
    is_enough: bool = True

    def finding(self) -> Finding:
        return Finding(
            "bars_condemned", Severity.FAILURE if self.is_condemned else Severity.INFO, facts={"symbol": "PETR4"}
        )

    def to_json(self) -> dict[str, object]:
        return {"condemned": self.is_condemned, "evidence": {}}


def codes(info, report, **options):
    """Return the codes of what stands against it."""
    return [one.code for one in production_ready(info, report, **options)]


def test_a_real_series_that_was_examined_and_validated_may_be_trained_on() -> None:
    assert codes(stated(BARS), REPORT.with_evidence(Verdict(False))) == []
    assert codes(stated(BARS, is_condemned=False), REPORT) == []
    require_production_data(stated(BARS, is_condemned=False), REPORT)


def test_a_simulated_series_is_refused_with_its_reason() -> None:
    info = stated(BARS, source=Source.SIMULATED)
    with pytest.raises(Refused) as refusal:
        require_production_data(info, REPORT.with_evidence(Verdict(False)))
    assert refusal.value.code == "production_data_refused"
    assert [one.code for one in refusal.value.facts["reasons"]] == ["bars_simulated"]
    assert "PETR4" in str(refusal.value)


def test_a_condemned_series_is_refused_by_this_report_or_by_an_earlier_one() -> None:
    assert codes(stated(BARS), REPORT.with_evidence(Verdict(True))) == ["bars_condemned"]
    assert codes(stated(BARS, is_condemned=True), REPORT) == ["bars_condemned"]


def test_a_series_that_nobody_examined_is_refused() -> None:
    assert codes(stated(BARS), REPORT) == ["bars_not_examined"]
    assert codes(stated(BARS, is_condemned=False), None) == ["bars_not_validated"]


def test_a_series_too_short_to_be_judged_is_not_cleared() -> None:
    short = REPORT.with_evidence(Verdict(False, is_enough=False))
    assert codes(stated(BARS), short) == ["bars_not_examined"]
    assert codes(stated(BARS, is_condemned=False), short) == ["bars_not_examined"]


def test_without_the_block_a_made_up_series_passes_and_broken_bars_still_do_not() -> None:
    info = stated(BARS, source=Source.SIMULATED)
    assert codes(info, REPORT, block_dummy_trading=False) == []
    broken = ProductionDataValidator().validate(changed(BARS, 3, low=0.0))
    assert codes(info, broken, block_dummy_trading=False) == ["bars_not_positive"]


def test_the_evidence_stands_in_the_report_beside_the_findings() -> None:
    answer = REPORT.with_evidence(Verdict(True)).to_json()
    assert answer["synthetic"]["condemned"] is True
    assert answer["passed"] is False
    assert [one["code"] for one in answer["findings"]] == ["bars_condemned"]
    assert REPORT.to_json()["synthetic"] is None
