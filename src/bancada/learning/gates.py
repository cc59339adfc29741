"""The gate of a promotion: what must hold before a model answers for a task.

Judges values alone; knows neither the store that keeps them nor who asks. A refusal can be overridden above, with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from bancada.core.finding import Finding, Severity
from bancada.core.leaks import LeakStatus
from bancada.core.model import GateVerdict, MetricFigure, ModelInfo
from bancada.core.pack import Promotion
from bancada.core.task import Problem, SplitKind

__all__ = ["promotion_gate"]


def promotion_gate(
    info: ModelInfo,
    champion: ModelInfo | None,
    *,
    integrity: Sequence[Finding],
    promotion: Promotion = Promotion.BEATS,
) -> GateVerdict:
    """Judge whether a model may become its task's champion.

    Parameters
    ----------
    info : ModelInfo
        The model that asks.
    champion : ModelInfo or None
        Who serves the task now; it may be the model itself.
    integrity : sequence of Finding
        What verifying the model's files found; empty when all is well.
    promotion : Promotion
        What the task asks of the main metric: to beat its baseline beyond the interval, or not to be worse beyond it.

    Returns
    -------
    GateVerdict
        One finding a check: `failure` stops the promotion, `caution` is to be read first, `info` is a check that passed.
    """
    findings = [
        _files(info, integrity),
        _format(info),
        _signature(info, champion),
        _baseline(info, promotion),
        *_chance(info),
        _certificate(info),
        _leaks(info),
    ]
    if champion is not None and champion.name != info.name:
        findings.extend(_against(info, champion))
    return GateVerdict(all(f.severity is not Severity.FAILURE for f in findings), tuple(findings))


def _files(info: ModelInfo, integrity: Sequence[Finding]) -> Finding:
    if integrity:
        return Finding("gate_files_refused", Severity.FAILURE, None, {"model": info.name, "problems": list(integrity)})
    return Finding("gate_files_verified", Severity.INFO, None, {"model": info.name})


def _format(info: ModelInfo) -> Finding:
    if info.is_legacy:
        return Finding("gate_legacy", Severity.FAILURE, None, {"model": info.name})
    return Finding("gate_not_legacy", Severity.INFO, None, {"model": info.name})


def _signature(info: ModelInfo, champion: ModelInfo | None) -> Finding:
    if info.signature is None:
        return Finding("gate_signature_missing", Severity.CAUTION, None, {"model": info.name})
    if champion is None:
        return Finding("gate_signature_first", Severity.INFO, None, {"model": info.name})
    if champion.name == info.name:
        return Finding("gate_is_champion", Severity.INFO, None, {"model": info.name})
    if champion.signature is None:
        return Finding("gate_signature_unknown", Severity.CAUTION, None, {"models": [champion.name]})
    names = {"model": info.name, "champion": champion.name}
    if info.signature.sha256 == champion.signature.sha256:
        return Finding("gate_signature_same", Severity.INFO, None, names)
    changed = _changes(info, champion)
    if len(changed) > _NAMED:
        changed = [*changed[:_NAMED], f"… (+{len(changed) - _NAMED})"]
    return Finding("gate_signature_changes", Severity.CAUTION, None, {**names, "changed": changed})


_NAMED = 8
"""Changed inputs that are named; models of many inputs would bury the other findings."""


def _changes(info: ModelInfo, champion: ModelInfo) -> list[str]:
    if info.signature is None or champion.signature is None:
        return []
    new, old = info.signature, champion.signature
    changed = list(new.differences(old))
    units = {field.name: field.unit for field in old.fields}
    changed += [
        f"{f.name} ({units[f.name] or '-'} → {f.unit or '-'})"
        for f in new.fields
        if _unit_moved(f.unit, units.get(f.name))
    ]
    if sorted(new.names) == sorted(old.names) and new.names != old.names:
        changed.append(" → ".join(", ".join(names) for names in (old.names, new.names)))
    if new.target != old.target:
        changed.append(f"{old.target} → {new.target}")
    if new.problem is not old.problem:
        changed.append(f"{old.problem.value} → {new.problem.value}")
    if new.classes != old.classes:
        changed.append(" → ".join(", ".join(classes) or "-" for classes in (old.classes, new.classes)))
    return changed


def _unit_moved(new: str, old: str | None) -> bool:
    return old is not None and new != old


def _baseline(info: ModelInfo, promotion: Promotion) -> Finding:
    figure = info.main_metric
    if figure is None or figure.interval is None or figure.baseline is None:
        return Finding("gate_metric_unknown", Severity.FAILURE, None, {"model": info.name})
    facts = {
        "metric": figure.name,
        "split": figure.split,
        "value": figure.value,
        "low": figure.interval.low,
        "high": figure.interval.high,
        "baseline": figure.baseline,
    }
    if _beats(figure):
        return Finding("gate_beats_baseline", Severity.INFO, None, facts)
    if _is_worse(figure):
        return Finding("gate_worse_than_baseline", Severity.FAILURE, None, facts)
    if promotion is Promotion.NOT_WORSE:
        return Finding("gate_not_worse_than_baseline", Severity.INFO, None, facts)
    return Finding("gate_within_baseline", Severity.FAILURE, None, facts)


def _beats(figure: MetricFigure) -> bool:
    if figure.interval is None or figure.baseline is None:
        return False
    if figure.greater_is_better:
        return figure.interval.low > figure.baseline
    return figure.interval.high < figure.baseline


def _is_worse(figure: MetricFigure) -> bool:
    """Whether even the better end of the interval is worse than the baseline; a figure that is no number shows nothing better."""
    if figure.interval is None or figure.baseline is None:
        return False
    if figure.greater_is_better:
        return not figure.interval.high >= figure.baseline
    return not figure.interval.low <= figure.baseline


def _chance(info: ModelInfo) -> list[Finding]:
    """Caution where the main metric beats the baseline and what corrects for chance does not: the skill may be the class shares'."""
    main = info.main_metric
    if main is None or main.name in _CHANCE_CORRECTED or not _beats(main):
        return []
    return [
        Finding(
            "gate_no_better_than_chance",
            Severity.CAUTION,
            None,
            {"metric": figure.name, "main": main.name, "low": figure.interval.low, "baseline": figure.baseline},
        )
        for figure in info.metrics
        if figure.name in _CHANCE_CORRECTED and figure.split == main.split and figure.interval is not None
        if figure.baseline is not None and not _beats(figure)
    ][:1]


_CHANCE_CORRECTED = frozenset({"MCC", "Kappa", "R2"})


def _certificate(info: ModelInfo) -> Finding:
    certificate = info.certificate
    if certificate is not None and certificate.accepted:
        return Finding("gate_certified", Severity.INFO, None, {"model": info.name, "n_rows": certificate.n_rows})
    reason = certificate.reason if certificate else ""
    return Finding("gate_without_certificate", Severity.CAUTION, None, {"model": info.name, "reason": reason or "-"})


def _leaks(info: ModelInfo) -> Finding:
    report = info.leaks
    if report is None or not (report.passed or report.failed):
        return Finding("gate_leaks_not_run", _not_run(info), None, {"model": info.name})
    if report.failed:
        facts = {"model": info.name, "checks": [check.finding for check in report.failed]}
        return Finding("gate_leaks_found", Severity.FAILURE, None, facts)
    counts = {status: len(report.with_status(status)) for status in LeakStatus}
    told = {"model": info.name, "n_passed": counts[LeakStatus.PASSED], "n_skipped": counts[LeakStatus.SKIPPED]}
    return Finding("gate_leaks_none", Severity.INFO, None, told)


def _not_run(info: ModelInfo) -> Severity:
    """Return how much it matters: rows in time order are where leaks hide."""
    is_timed = info.lineage is not None and info.lineage.split.startswith(SplitKind.TIME.value)
    return Severity.CAUTION if is_timed or info.problem is Problem.FORECAST else Severity.INFO


def _against(info: ModelInfo, champion: ModelInfo) -> list[Finding]:
    """Compare with the champion, only where both figures are of the same rows: same data, split and metric."""
    mine, theirs = info.main_metric, champion.main_metric
    if mine is None or theirs is None or info.lineage is None or champion.lineage is None:
        return []
    same_rows = all(
        getattr(info.lineage, name) == getattr(champion.lineage, name)
        for name in ("dataset_sha256", "split", "seed", "n_train", "n_holdout")
    )
    if not same_rows or not info.lineage.dataset_sha256 or (mine.name, mine.split) != (theirs.name, theirs.split):
        return []
    facts = {"metric": mine.name, "value": mine.value, "champion": champion.name, "champion_value": theirs.value}
    is_below = mine.value < theirs.value if mine.greater_is_better else mine.value > theirs.value
    if is_below:
        return [Finding("gate_below_champion", Severity.CAUTION, None, facts)]
    return [Finding("gate_not_below_champion", Severity.INFO, None, facts)]
