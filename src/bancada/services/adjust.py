"""What one may ask of a finished comparison beside saving: one of its best calibrated, or answering by the threshold that costs least."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bancada.core.errors import CandidateNotFound, InvalidTask
from bancada.core.leaderboard import LeaderboardSummary
from bancada.core.task import Problem

__all__ = ["ADJUST", "AdjustRequest", "check_adjustable", "derived_id"]

ADJUST = "adjust"
"""Kind of the job that adjusts."""


@dataclass(frozen=True, slots=True)
class AdjustRequest:
    """What to adjust, and how.

    Attributes
    ----------
    run_id : str
        Of a finished comparison.
    candidate : str
        One of its best.
    calibrate : {"none", "auto", "isotonic", "sigmoid"}
    cost_false_positive, cost_false_negative : float or None
        Binary problems: what each mistake costs, in any one unit; both or neither.
    """

    run_id: str
    candidate: str
    calibrate: Literal["none", "auto", "isotonic", "sigmoid"] = "none"
    cost_false_positive: float | None = None
    cost_false_negative: float | None = None

    @property
    def costs(self) -> tuple[float, float] | None:
        """Both costs, or None where no threshold is asked for."""
        if self.cost_false_positive is None or self.cost_false_negative is None:
            return None
        return self.cost_false_positive, self.cost_false_negative


def check_adjustable(request: AdjustRequest, summary: LeaderboardSummary) -> None:
    """Raise CandidateNotFound or InvalidTask where the request does not fit the comparison."""
    problem = summary.task.problem
    if request.candidate not in summary.top:
        raise CandidateNotFound("candidate_not_kept", candidate=request.candidate, run_id=request.run_id)
    if problem not in (Problem.BINARY, Problem.MULTICLASS):
        raise InvalidTask("adjust_needs_classes", problem=problem.value)
    if (request.cost_false_positive is None) != (request.cost_false_negative is None):
        raise InvalidTask("adjust_costs_both")
    if request.costs is None and request.calibrate == "none":
        raise InvalidTask("nothing_to_adjust")
    if request.costs is not None and problem is not Problem.BINARY:
        raise InvalidTask("threshold_needs_binary", problem=problem.value)
    if request.costs is not None and (min(request.costs) < 0 or max(request.costs) <= 0):
        raise InvalidTask("threshold_costs", costs=list(request.costs))


def derived_id(request: AdjustRequest, taken: set[str]) -> str:
    """Return what the adjusted candidate is called: `rf-calibrated`, `rf-cost`, `rf-calibrated-cost`, numbered where taken."""
    calibrated = "-calibrated" if request.calibrate != "none" else ""
    stem = f"{request.candidate}{calibrated}{'' if request.costs is None else '-cost'}"
    numbered = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name not in taken)
