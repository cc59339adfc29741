"""Use cases over saved models: look, compare, promote through the gate, roll back, let go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bancada import learning, registry
from bancada.core.errors import GateRefused, ModelNotFound, TamperedModel, UntrustedModel
from bancada.core.finding import Finding, Severity
from bancada.core.model import ChampionRecord, GateVerdict, ModelInfo
from bancada.core.pack import Pack, Promotion
from bancada.core.values import check_slug, load_bytes
from bancada.services.drafting import REPORT

if TYPE_CHECKING:
    from bancada.learning.evaluation import Evaluation

__all__ = ["ModelsService"]


@dataclass(frozen=True, slots=True)
class ModelsService:
    """Saved models and champions.

    Attributes
    ----------
    store : ModelStore
    packs : tuple of Pack
        What they ask of a champion holds for the tasks that they name; any other must beat its baseline.
    crowned : callable or None
        Told the task whose champion has changed.
    """

    store: registry.ModelStore
    packs: tuple[Pack, ...] = ()
    crowned: Callable[[str], None] | None = None

    def list(self) -> tuple[ModelInfo, ...]:
        """Return all models, newest first, legacy ones included."""
        return self.store.list()

    def summary(self) -> registry.RegistrySummary:
        """Return counts, size and notices of the store."""
        return self.store.summary()

    def info(self, name: str) -> ModelInfo:
        """Return everything known of a model; ModelNotFound."""
        return self.store.info(name)

    def card(self, name: str, *, language: str = "en") -> str:
        """Return the model's card, Markdown, in "en" or "pt_BR"."""
        return self.store.card(name, language=language)

    def name_is_free(self, name: str) -> bool:
        """Whether a model can be saved under `name`; InvalidName where it is no slug."""
        taken = {known.casefold() for known in self.store.names()}
        return check_slug(name).casefold() not in taken

    def evaluation(self, name: str) -> Evaluation | None:
        """Return the evaluation that was stored with the model, or None."""
        from bancada.learning.evaluation import Evaluation

        report = self.store.open(name).files.get(REPORT)
        return None if report is None else load_bytes(Evaluation, report)

    def verify(self, name: str) -> tuple[Finding, ...]:
        """Return what is wrong with a model's files; empty when all is well."""
        return self.store.verify(name)

    def gate(self, name: str, *, task: str | None = None) -> GateVerdict:
        """Return what the gate of a promotion says, without promoting."""
        info = self.store.info(name)
        judged = task or info.task
        reigning = self.store.champion(judged)
        champion = None if reigning is None else self._info_or_none(reigning.name)
        return learning.promotion_gate(
            info, champion, integrity=self._integrity(name), promotion=self._promotion(judged)
        )

    def promote(self, name: str, *, task: str | None = None, force: bool = False, reason: str = "") -> ChampionRecord:
        """Make a model its task's champion.

        Parameters
        ----------
        force : bool
            Promote although the gate refuses; needs a reason, and is journalled. Files that do not verify are never promoted.

        Raises
        ------
        GateRefused
            With the gate's findings as `facts["findings"]`.
        """
        verdict = self.gate(name, task=task)
        failures = [finding for finding in verdict.findings if finding.severity is Severity.FAILURE]
        if self._integrity(name):
            raise GateRefused("gate_integrity", name=name, findings=failures)
        if failures and not force:
            raise GateRefused(name=name, findings=failures)
        if force and not reason.strip():
            raise GateRefused("gate_reason_missing", name=name)
        return self._told(self.store.promote(name, task=task, forced=force and bool(failures), reason=reason))

    def champion(self, task: str, *, as_of: datetime | None = None) -> ChampionRecord | None:
        """Return who is champion of a task, or was at an instant."""
        return self.store.champion(task, as_of=as_of)

    def champions(self) -> dict[str, ChampionRecord]:
        """Return the champion of every task."""
        return self.store.champions()

    def history(self, task: str) -> tuple[ChampionRecord, ...]:
        """Return every reign of a task, the first one first."""
        return self.store.history(task)

    def rollback(self, task: str, *, reason: str = "") -> ChampionRecord:
        """Give the task back to the champion before."""
        return self._told(self.store.rollback(task, reason=reason))

    def rollback_target(self, task: str) -> str | None:
        """Return who would serve a task after a rollback; None where none is possible."""
        return self.store.rollback_target(task)

    def rename(self, old: str, new: str) -> ModelInfo:
        """Rename a model; aliases and history follow."""
        return self.store.rename(old, new)

    def annotate(
        self, name: str, *, title: str | None = None, notes: str | None = None, tags: tuple[str, ...] | None = None
    ) -> ModelInfo:
        """Change title, notes or tags; what is None stays."""
        return self.store.annotate(name, title=title, notes=notes, tags=tags)

    def diff(self, a: str, b: str) -> registry.ModelDiff:
        """Return in what two models differ."""
        return self.store.diff(a, b)

    def delete(self, name: str) -> None:
        """Move a model to the trash."""
        self.store.delete(name)

    def trash(self) -> tuple[registry.TrashedModel, ...]:
        """Return what lies in the trash."""
        return self.store.trash()

    def restore(self, trash_id: str) -> ModelInfo:
        """Bring a model back from the trash."""
        return self.store.restore(trash_id)

    def adopt(self, name: str, *, trust: str) -> ModelInfo:
        """Take a legacy model in; `trust` must be the phrase that says what trusting a pickle means."""
        return self.store.adopt(name, trust=trust)

    def export(self, name: str, path: Path) -> Path:
        """Write one model as a single file."""
        return self.store.export(name, path)

    def import_file(self, path: Path, name: str, *, trust: str = "") -> ModelInfo:
        """Take a model in from a file that `export` wrote, or an .onnx or .skops file of another tool.

        One that another installation signed only with the phrase of trust.
        """
        return self.store.import_file(path, name, trust=trust)

    def empty_trash(self) -> int:
        """Remove deleted models for good and return how many."""
        return self.store.empty_trash()

    def acknowledge(self, *, reason: str) -> None:
        """Say that the notices of the store were seen."""
        self.store.acknowledge(reason=reason)

    def resign(self, *, reason: str) -> tuple[str, ...]:
        """Sign every model anew after the loss of the signing key; returns their names."""
        return self.store.resign(reason=reason)

    def _told(self, record: ChampionRecord) -> ChampionRecord:
        if self.crowned is not None:
            self.crowned(record.task)
        return record

    def _promotion(self, task: str) -> Promotion:
        return next((pack.promotion for pack in self.packs if task in pack.tasks), Promotion.BEATS)

    def _integrity(self, name: str) -> tuple[Finding, ...]:
        try:
            return self.store.verify(name)
        except (TamperedModel, UntrustedModel) as error:
            return (Finding(error.code, Severity.FAILURE, facts=error.facts),)

    def _info_or_none(self, name: str) -> ModelInfo | None:
        try:
            return self.store.info(name)
        except ModelNotFound:
            return None
