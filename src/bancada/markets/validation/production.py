"""Whether a series may be trained on for production: it must be a record of a market, and nothing in it may break a training."""

from __future__ import annotations

from bancada.core.errors import Refused
from bancada.core.finding import Finding, Severity
from bancada.markets.series import SeriesInfo
from bancada.markets.validation.report import ValidationReport

__all__ = ["production_ready", "require_production_data"]


def production_ready(
    info: SeriesInfo, report: ValidationReport | None, *, block_dummy_trading: bool = True
) -> tuple[Finding, ...]:
    """Return what stands against training on the series for production; empty where nothing does.

    Parameters
    ----------
    info : SeriesInfo
    report : ValidationReport or None
        None where the series was not validated, which stands against it.
    block_dummy_trading : bool
        Whether a series that is simulated, condemned, never examined for being made up, or too short for that stands out. Research
        may go on either way, marked as what it is.
    """
    found: list[Finding] = []
    if block_dummy_trading:
        found += _made_up(info, report)
    if report is None:
        found.append(Finding("bars_not_validated", Severity.FAILURE, facts={"symbol": info.key.symbol}))
    else:
        found += [check.finding for check in report.checks if check.finding and check.severity is Severity.FAILURE]
        found += [one for one in report.statements if one.severity is Severity.FAILURE]
    return tuple(found)


def require_production_data(
    info: SeriesInfo, report: ValidationReport | None, *, block_dummy_trading: bool = True
) -> None:
    """Refuse a series that may not be trained on for production.

    Raises
    ------
    Refused
        Code `production_data_refused`; all reasons at once in `facts["reasons"]`, a list of findings.
    """
    against = production_ready(info, report, block_dummy_trading=block_dummy_trading)
    if against:
        raise Refused("production_data_refused", symbol=info.key.symbol, reasons=list(against))


def _made_up(info: SeriesInfo, report: ValidationReport | None) -> list[Finding]:
    facts = {"symbol": info.key.symbol}
    found = [Finding("bars_simulated", Severity.FAILURE, facts=facts)] if info.is_simulated else []
    evidence = None if report is None else report.synthetic
    if evidence is not None and evidence.is_condemned:
        return [*found, evidence.finding()]
    is_open = info.is_condemned is None if evidence is None else not evidence.is_enough
    if is_open:
        return [*found, Finding("bars_not_examined", Severity.FAILURE, facts=facts)]
    if evidence is None and info.is_condemned:
        return [*found, Finding("bars_condemned", Severity.FAILURE, facts=facts)]
    return found
