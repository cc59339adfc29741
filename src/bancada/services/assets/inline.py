"""All six steps at once in this process: no queue, no worker, nothing left in the folder of pipelines but the saved model."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from time import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bancada.domains.assets.requests import PipelineRequest, Step
from bancada.services.assets.checking import RequestChecks
from bancada.services.assets.requests import requests_of
from bancada.services.assets.steps import AssetSteps, read_evaluation
from bancada.services.assets.work import NumberedWatch, Work

if TYPE_CHECKING:
    from bancada.core.finding import Finding
    from bancada.domains.assets.evaluation import AssetEvaluation
    from bancada.domains.assets.values import Watch

__all__ = ["AssetRun", "OnProgress", "run_here"]

ABANDONED_S = 7 * 86_400.0
"""Age at which a folder of work in progress belongs to nobody any more."""
_PREFIX = "python-"

OnProgress = Callable[[int, int, str], None]
"""Told how many of the six steps are done, how many there are, and what is being done."""


@dataclass(frozen=True, slots=True)
class AssetRun:
    """What the six steps gave.

    Attributes
    ----------
    model : str
        Name in the store.
    promoted : bool
        Whether it is the collection's champion now. Daily returns are close to unpredictable: that the gate refuses is the usual end.
    evaluation : AssetEvaluation
        Every figure beside its baselines; `.report_markdown("en")` to read it.
    facts : dict
        JSON of each step by its name; see `domains.assets.pipeline_state.StepState`.
    findings : tuple of Finding
        Of all steps, in order.
    """

    model: str
    promoted: bool
    evaluation: AssetEvaluation
    facts: dict[str, dict[str, Any]]  # Any: JSON
    findings: tuple[Finding, ...]


def run_here(
    steps: AssetSteps, request: PipelineRequest, folder: Path, *, on_progress: OnProgress | None = None
) -> AssetRun:
    """Do the six steps and return what they gave.

    Parameters
    ----------
    steps : AssetSteps
    request : PipelineRequest
    folder : Path
        Beneath which a folder of work in progress lies meanwhile.
    on_progress : callable, optional
        May raise to stop: nothing is saved then.

    Raises
    ------
    BancadaError
        As the steps do; what they would refuse of their requests alone before the first begins.
    """
    names = {known.casefold() for known in steps.store.names()}
    RequestChecks(steps.reader, lambda name: name.casefold() not in names).check(requests_of(request).values())
    asked, told, run_id = requests_of(request), _Told(on_progress), f"{_PREFIX}{uuid4().hex[:12]}"
    work = _work_folder(folder)
    try:
        outcomes = {}
        for number, (step, do) in enumerate(steps.by_name().items(), start=1):
            watch = NumberedWatch(told, number, len(Step), step.value)
            watch.progress(0, 0)
            outcomes[step] = do(asked[step], Work(work, run_id, request.saving.collection, watch))
        told.progress(len(Step), len(Step))
        saved = outcomes[Step.SAVE].facts
        findings = tuple(finding for outcome in outcomes.values() for finding in outcome.findings)
        facts = {step.value: outcome.facts for step, outcome in outcomes.items()}
        return AssetRun(saved["model"], saved["promoted"], read_evaluation(work), facts, findings)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _work_folder(folder: Path) -> Path:
    """Return a new folder for work in progress; those of processes that were killed are removed after a week."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{_PREFIX}*"):
        if left.stat().st_mtime < time() - ABANDONED_S:
            shutil.rmtree(left, ignore_errors=True)
    return Path(mkdtemp(prefix=_PREFIX, dir=folder))


@dataclass(frozen=True, slots=True)
class _Told:
    """A Watch that tells a function; what stops it is an error raised there, or Ctrl-C."""

    on_progress: OnProgress | None

    def progress(self, done: int, total: int, message: str = "") -> None:
        if self.on_progress is not None:
            self.on_progress(done, total, message)

    def is_cancelled(self) -> bool:
        return False


if TYPE_CHECKING:

    def _proved(told: _Told) -> Watch:
        return told
