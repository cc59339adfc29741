"""The step `save`: the draft of a trained model, its way into the store, and the gate that may make it a champion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from bancada.core.errors import GateRefused, ModelExists
from bancada.core.finding import Finding, Severity
from bancada.core.model import ChampionRecord, GateVerdict, MetricFigure, ModelInfo
from bancada.core.ports import Clock
from bancada.core.values import to_json
from bancada.domains.assets.origin import facts_of, lineage_of, training_bytes
from bancada.domains.assets.plausible import with_plausibility
from bancada.domains.assets.requests import ModelType, SaveRequest, task_of
from bancada.domains.assets.saved import METADATA_KEY, TRAINING_FILE
from bancada.registry import ModelDraft, ModelStore
from bancada.registry.clock import utc_now

if TYPE_CHECKING:
    from bancada.core.leaks import LeakReport
    from bancada.domains.assets.values import AssetSplit, AssetTable, TrainedAssets

__all__ = [
    "ARCHIVED",
    "ChampionGate",
    "SavedAssets",
    "SavingService",
    "draft_assets",
    "mark_archived",
    "with_evaluation",
]

ARCHIVED = "archived"
"""Tag of a model that was champion and is not any more."""
_COLLECTION_CHARS = 32
_SAME_NAMES = 100


class ChampionGate(Protocol):
    """Who judges and promotes: the use cases over saved models."""

    def gate(self, name: str, *, task: str | None = None) -> GateVerdict:
        """Return what the gate says, without promoting."""

    def promote(self, name: str, *, task: str | None = None, force: bool = False, reason: str = "") -> ChampionRecord:
        """Make a model the champion; GateRefused."""


@dataclass(frozen=True, slots=True)
class SavedAssets:
    """What became of a model.

    Attributes
    ----------
    info : ModelInfo
        As it stands in the store, champion or not.
    verdict : GateVerdict or None
        None where no promotion was asked for.
    promoted : bool
    archived : str or None
        Name of the champion before, which stays in the store.
    findings : tuple of Finding
    """

    info: ModelInfo
    verdict: GateVerdict | None = None
    promoted: bool = False
    archived: str | None = None
    findings: tuple[Finding, ...] = ()


def draft_assets(
    trained: TrainedAssets,
    table: AssetTable,
    split: AssetSplit,
    evaluation_figures: tuple[MetricFigure, ...] = (),
    main: MetricFigure | None = None,
    *,
    collection: str,
    seed: int,
    run_id: str = "",
    leaks: LeakReport | None = None,
    extra_files: Mapping[str, bytes] | None = None,
) -> ModelDraft:
    """Return everything of a trained model except its name.

    Parameters
    ----------
    trained : TrainedAssets
    table : AssetTable
    split : AssetSplit
    evaluation_figures, main : MetricFigure
        Where it was evaluated already; else see `with_evaluation`.
    collection : str
        Slug.
    seed : int
    run_id : str
    leaks : LeakReport, optional
    extra_files : mapping of str to bytes, optional
        Such as the evaluation's report.

    Returns
    -------
    ModelDraft
        A forest's `model.joblib` and `return.joblib` or a network's `model.keras`; `model.onnx` and `return.onnx` where their
        certificates were accepted; `training.json`. The certificate is the action's, the return's stands in the metadata.
    """
    files, signature, certificate, of_return, modules, versions = _parts(trained, table, split)
    return ModelDraft(
        files={**files, TRAINING_FILE: training_bytes(trained), **(extra_files or {})},
        kind=trained.model.model_type.value,
        task=task_of(collection, trained.model.model_type),
        problem=signature.problem,
        metrics=evaluation_figures,
        main_metric=main,
        signature=signature,
        certificate=certificate,
        lineage=lineage_of(trained, table, split, seed=seed, run_id=run_id),
        leaks=leaks,
        modules=modules,
        versions=versions,
        metadata={METADATA_KEY: {**facts_of(trained, table, collection), "return_certificate": to_json(of_return)}},
    )


def with_evaluation(
    draft: ModelDraft,
    figures: tuple[MetricFigure, ...],
    main: MetricFigure | None,
    *,
    files: Mapping[str, bytes] | None = None,
) -> ModelDraft:
    """Return the draft of a model that was evaluated since it was trained."""
    return replace(draft, metrics=figures, main_metric=main, files={**draft.files, **(files or {})})


@dataclass(frozen=True, slots=True)
class SavingService:
    """Puts drafts into the store.

    Attributes
    ----------
    store : ModelStore
    champions : ChampionGate or None
        None: nothing is promoted.
    clock : Clock
        Of names that are made here.
    """

    store: ModelStore
    champions: ChampionGate | None = None
    clock: Clock = utc_now

    def save(self, draft: ModelDraft, request: SaveRequest) -> SavedAssets:
        """Save a model, and ask the gate where the request says so. A gate that refuses leaves it saved and not promoted.

        Figures on test that daily bars cannot give are a failed check of the model's leak report.

        Raises
        ------
        InvalidName, ModelExists
            A taken name is never overwritten.
        GateRefused
            `gate_reason_missing`, before anything is saved: a promotion by force needs a reason.
        """
        if request.promote and request.force and not request.reason.strip():
            raise GateRefused("gate_reason_missing", name=request.name or draft.kind)
        return self.judge(self._save(self._doubted(_placed(draft, request.collection)), request), request)

    def judge(self, name: str, request: SaveRequest) -> SavedAssets:
        """Ask the gate about a model that is saved, where the request says so; what `save` does once it has saved."""
        info = self.store.info(name)
        if not request.promote or self.champions is None:
            return SavedAssets(info)
        return self._promoted(name, info.task, request, self.champions)

    def _doubted(self, draft: ModelDraft) -> ModelDraft:
        seed = 0 if draft.lineage is None or draft.lineage.seed is None else draft.lineage.seed
        figures = draft.metrics if draft.main_metric is None else (draft.main_metric, *draft.metrics)
        return replace(draft, leaks=with_plausibility(draft.leaks, figures, at=self.clock(), seed=seed))

    def _save(self, draft: ModelDraft, request: SaveRequest) -> str:
        if request.name:
            return self.store.save(request.name, draft, notes=request.notes).name
        stem = f"{draft.kind}_{request.collection[:_COLLECTION_CHARS]}_{self.clock():%Y%m%dT%H%M%SZ}"
        for number in range(1, _SAME_NAMES):
            try:
                return self.store.save(stem if number == 1 else f"{stem}_{number}", draft, notes=request.notes).name
            except ModelExists:  # another one of the same second
                continue
        raise ModelExists(name=stem, found=stem)

    def _promoted(self, name: str, task: str, request: SaveRequest, champions: ChampionGate) -> SavedAssets:
        before, verdict = self.store.champion(task), champions.gate(name, task=task)
        if verdict.passed or request.force:
            try:
                champions.promote(name, task=task, force=request.force, reason=request.reason)
            except GateRefused as refused:
                verdict = GateVerdict(False, tuple(refused.facts.get("findings", ())) or verdict.findings)
            else:
                return self._crowned(name, task, verdict, None if before is None else before.name)
        failures = [finding for finding in verdict.findings if finding.severity is Severity.FAILURE]
        facts = {"name": name, "task": task, "checks": failures}
        told = Finding("assets_not_promoted", Severity.CAUTION, None, facts)
        return SavedAssets(self.store.info(name), verdict, findings=(told,))

    def _crowned(self, name: str, task: str, verdict: GateVerdict, before: str | None) -> SavedAssets:
        mark_archived(self.store, task)
        if before is None or before == name:
            return SavedAssets(self.store.info(name), verdict, promoted=True)
        told = Finding("assets_archived", Severity.INFO, None, {"name": before, "task": task})
        return SavedAssets(self.store.info(name), verdict, promoted=True, archived=before, findings=(told,))


def mark_archived(store: ModelStore, task: str) -> tuple[str, ...]:
    """Tag every former champion of a task that is still in the store `archived`, and take the tag from the present one.

    To be called after a promotion and after a rollback.

    Returns
    -------
    tuple of str
        The former champions, the first one first.
    """
    present = store.champion(task)
    if present is None:
        return ()
    there = {info.name: info.tags for info in store.list()}
    former = [name for name in dict.fromkeys(reign.name for reign in store.history(task)) if name in there]
    for name in former:
        tags = set(there[name])
        wanted = tags - {ARCHIVED} if name == present.name else tags | {ARCHIVED}
        if wanted != tags:
            store.annotate(name, tags=sorted(wanted))
    return tuple(name for name in former if name != present.name)


def _check_reason(request: SaveRequest, name: str) -> None:
    if request.promote and request.force and not request.reason.strip():
        raise GateRefused("gate_reason_missing", name=name)


def _parts(trained: TrainedAssets, table: AssetTable, split: AssetSplit) -> tuple[Any, ...]:
    """Return what the model's own module makes of it."""
    from bancada.domains.assets import forest

    if isinstance(trained.model, forest.ForestModel):
        return forest.draft_parts(trained.model, table, split.train)
    from bancada.domains.assets import lstm

    assert isinstance(trained.model, lstm.LstmModel)  # noqa: S101  # there are two kinds
    return lstm.draft_parts(trained.model, table, split.train)


def _placed(draft: ModelDraft, collection: str) -> ModelDraft:
    """Return the draft in the collection that it is saved to, where it was made for another."""
    facts = draft.metadata[METADATA_KEY]
    if facts["collection"] == collection:
        return draft
    task = task_of(collection, ModelType(draft.kind))
    return replace(draft, task=task, metadata={**draft.metadata, METADATA_KEY: {**facts, "collection": collection}})
