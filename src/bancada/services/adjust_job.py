"""The adjustment of a comparison's top candidate as a durable job: name it, adjust and score it. No step is run again once it returned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bancada import data, learning, registry
from bancada.core.adjustment import Adjustment
from bancada.core.errors import Cancelled
from bancada.core.finding import Finding, Severity
from bancada.core.leaderboard import LeaderboardSummary
from bancada.core.ports import JobContext, TrialLedger
from bancada.core.values import from_json, to_json
from bancada.jobs import Job
from bancada.services.adjust import ADJUST, AdjustRequest, check_adjustable, derived_id
from bancada.services.compare import CompareService
from bancada.services.drafting import draft_pipeline
from bancada.services.run_folder import RunFolder

if TYPE_CHECKING:
    from bancada.learning.adjusting import Adjusted
    from bancada.learning.evaluation import Evaluation
    from bancada.learning.prepared import Prepared

__all__ = ["AdjustJob"]

# Any: JSON values.
Json = Mapping[str, Any]

_PARTS = 4


@dataclass(frozen=True, slots=True)
class AdjustJob:
    """The steps of an adjustment over one bench's parts.

    Parameters
    ----------
    compare : CompareService
    catalogue, ledger, folder
    """

    compare: CompareService
    catalogue: data.DatasetCatalogue
    ledger: TrialLedger
    folder: RunFolder

    def job(self) -> Job:
        """Return the job."""
        return Job(ADJUST, (("name", self._name), ("adjust", self._adjust)))

    def _name(self, state: Json, context: JobContext) -> Json:  # noqa: ARG002  # the signature of a step
        request = _request(state)
        done = self.folder.adjustments(request.run_id)
        return {"id": derived_id(request, {adjustment.id for adjustment in done}), "looks": len(done) + 2}

    def _adjust(self, state: Json, context: JobContext) -> Json:
        from bancada.learning.prepared import prepare

        request = _request(state)
        summary = self._summary(request)
        dataset = self.catalogue.read(summary.task.dataset)
        context.progress(0, _PARTS, "split")
        prepared = prepare(dataset.frame, summary.task, columns=dataset.info.columns)
        base = self.folder.draft(request.run_id, request.candidate)
        context.progress(1, _PARTS, "out-of-fold answers")
        adjusted = learning.adjust(
            prepared,
            registry.load_joblib(base.files["model.joblib"], base.modules),
            calibrate=request.calibrate,
            costs=request.costs,
            recorded=self._recorded(request, summary),
            is_cancelled=context.is_cancelled,
        )
        context.progress(2, _PARTS, "evaluation")
        evaluation = _evaluated(prepared, adjusted, request, summary, context)
        found = self._found(state, request, summary, prepared, adjusted)
        context.progress(3, _PARTS, "export and certificate")
        draft = draft_pipeline(
            adjusted.pipeline,
            found.id,
            summary=replace(summary, rows=(*summary.rows, found.row)),
            prepared=prepared,
            evaluation=replace(evaluation, findings=(*evaluation.findings, *found.findings)),
            lineage=base.lineage,
            leaks=base.leaks,
            metadata={"adjusted_from": found.base, "calibration": found.method, "holdout_looks": found.holdout_looks}
            | ({} if found.threshold is None else {"threshold": to_json(found.threshold)}),
        )
        if context.is_cancelled():
            raise Cancelled
        self.folder.write_adjustment(request.run_id, found, draft)
        context.progress(_PARTS, _PARTS, found.id)
        return {"adjusted": found.id}

    def _summary(self, request: AdjustRequest) -> LeaderboardSummary:
        summary = self.compare.finished_summary(request.run_id)
        check_adjustable(request, summary)
        self.compare.check_unchanged(summary)
        return summary

    # Any: `learning.metrics.Answers`, whose module loads only when a job runs.
    def _recorded(self, request: AdjustRequest, summary: LeaderboardSummary) -> list[Any]:
        from bancada.learning.fitting import answers_from

        folds = range(summary.task.split.folds)
        stored = (self.ledger.predictions(request.run_id, request.candidate, fold) for fold in folds)
        return [answers_from(summary.task.problem, predictions) for predictions in stored]

    def _found(
        self, state: Json, request: AdjustRequest, summary: LeaderboardSummary, prepared: Prepared, adjusted: Adjusted
    ) -> Adjustment:
        base = summary.row(request.candidate)
        assert base is not None  # noqa: S101  # it is among the top
        looks = int(state["looks"])
        findings = (
            (Finding("holdout_seen_again", Severity.CAUTION, facts={"looks": looks}),) if summary.n_holdout else ()
        )
        return Adjustment(
            id=str(state["id"]),
            base=request.candidate,
            method=adjusted.method,
            row=learning.adjusted_row(prepared, adjusted, base=base, id_=str(state["id"])),
            threshold=adjusted.threshold,
            holdout_looks=looks,
            findings=findings,
        )


def _evaluated(
    prepared: Prepared, adjusted: Adjusted, request: AdjustRequest, summary: LeaderboardSummary, context: JobContext
) -> Evaluation:
    split, costs = prepared.split, request.costs or (1.0, 1.0)
    return learning.evaluate(
        adjusted.pipeline,
        prepared.features_of(split.train),
        prepared.target_of(split.train),
        prepared.features_of(split.holdout),
        prepared.target_of(split.holdout),
        oof=adjusted.out_of_fold,
        metric=summary.task.sort,
        cost_false_positive=costs[0],
        cost_false_negative=costs[1],
        seed=summary.task.split.seed,
        is_cancelled=context.is_cancelled,
    )


def _request(state: Json) -> AdjustRequest:
    names = AdjustRequest.__dataclass_fields__
    return from_json(AdjustRequest, {name: value for name, value in state.items() if name in names})
