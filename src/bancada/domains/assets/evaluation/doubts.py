"""What is to be read before the figures of an evaluation are taken at their word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bancada.core.finding import Finding, Severity
from bancada.domains.assets.evaluation.direction import CHANCE
from bancada.domains.assets.evaluation.figures import MAIN_NAME
from bancada.domains.assets.requests import ModelType
from bancada.domains.assets.values import ACTION_NAMES

if TYPE_CHECKING:
    from bancada.core.leaderboard import Interval
    from bancada.domains.assets.evaluation.values import EquityReport, Gap, PartEvaluation

__all__ = ["doubts_of"]

FEW_SESSIONS = 60
"""Sessions of test below which intervals say little: three months."""


def doubts_of(
    parts: tuple[PartEvaluation, ...], gaps: tuple[Gap, ...], equity: EquityReport, *, model_type: ModelType
) -> tuple[Finding, ...]:
    """Return what is to be read first; the verdict of trading among it."""
    test = parts[-1]
    return (
        *_about_skill(test),
        *_about_price(test),
        *_about_rows(parts),
        *_about_gaps(gaps),
        *_about_validation(model_type),
        equity.verdict,
    )


def _about_skill(test: PartEvaluation) -> Iterator[Finding]:
    direction = test.measure(MAIN_NAME)
    called = sum(sum(test.confusion[ACTION_NAMES.index(name)]) for name in ("sell", "buy"))
    facts = {"value": _rounded(direction.value), "rows": called, **_ends(direction.interval)}
    if direction.interval is None:
        yield Finding("assets_skill_unknown", Severity.CAUTION, facts={"rows": called})
    elif direction.interval.low > CHANCE:
        yield Finding("assets_skill_shown", Severity.INFO, facts=facts)
    else:
        yield Finding("assets_skill_not_shown", Severity.CAUTION, facts=facts)
        yield from _about_size(test)
    yield from _about_returns(test)
    answers = [sum(row[code] for row in test.confusion) for code in range(len(ACTION_NAMES))]
    never = [name for name, count in zip(ACTION_NAMES, answers, strict=True) if not count]
    if never:
        yield Finding("assets_never_answered", Severity.CAUTION, facts={"actions": never, "rows": test.n_rows})


def _about_size(test: PartEvaluation) -> Iterator[Finding]:
    """Say, where no direction is shown, what an MCC above 0 comes from."""
    mcc = test.measure("MCC")
    if mcc.interval is not None and mcc.interval.low > 0:
        yield Finding(
            "assets_size_not_direction", Severity.CAUTION, facts={"value": _rounded(mcc.value), **_ends(mcc.interval)}
        )


def _about_returns(test: PartEvaluation) -> Iterator[Finding]:
    zero, mean = test.measure("R2 (zero)"), test.measure("R2")
    if any(one.interval is None or one.interval.low <= 0 for one in (zero, mean)):
        told = {"value": _rounded(zero.value, 4), "r2": _rounded(mean.value, 4)}
        yield Finding("assets_return_not_foreseen", Severity.CAUTION, facts=told)


def _about_price(test: PartEvaluation) -> Iterator[Finding]:
    level, returns = test.measure("Price R2"), test.measure("R2")
    plain = level.baseline("persistence")
    if level.value is None or plain is None or plain.value is None:
        return
    facts = {
        "value": _rounded(level.value, 4),
        "persistence": _rounded(plain.value, 4),
        "r2": _rounded(returns.value, 4),
    }
    is_better = plain.difference is not None and plain.difference.low > 0
    code = "assets_price_level_beyond_persistence" if is_better else "assets_price_level_is_persistence"
    yield Finding(code, Severity.INFO if is_better else Severity.CAUTION, facts=facts)


def _about_rows(parts: tuple[PartEvaluation, ...]) -> Iterator[Finding]:
    for part in parts[1:]:
        if part.n_sessions < FEW_SESSIONS:
            facts = {"part": part.name, "sessions": part.n_sessions, "least": FEW_SESSIONS}
            yield Finding("assets_few_sessions", Severity.CAUTION, facts=facts)
    for part in parts:
        if part.n_unanswered:
            facts = {"part": part.name, "rows": part.n_unanswered, "of": part.n_rows + part.n_unanswered}
            yield Finding("assets_rows_unanswered", Severity.INFO, facts=facts)


def _about_validation(model_type: ModelType) -> Iterator[Finding]:
    if model_type is ModelType.LSTM_MTL:
        yield Finding("assets_validation_chose_weights", Severity.INFO)


def _about_gaps(gaps: tuple[Gap, ...]) -> Iterator[Finding]:
    for gap in gaps:
        if gap.is_large and gap.part == "test" and gap.interval is not None:
            facts = {"metric": gap.name, "value": _rounded(gap.value), **_ends(gap.interval)}
            yield Finding("assets_overfitting_gap", Severity.CAUTION, facts=facts)


def _ends(interval: Interval | None) -> dict[str, float | None]:
    if interval is None:
        return {"at_least": None, "at_most": None}
    return {"at_least": _rounded(interval.low), "at_most": _rounded(interval.high)}


def _rounded(value: float | None, digits: int = 3) -> float | None:
    return None if value is None else round(value, digits)
