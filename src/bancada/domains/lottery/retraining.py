"""The automatic retraining as ordered plain functions: back up, gather, train, check, promote.

Each may be run again after a kill in its middle and then finds what it had done. Until the last one has moved the champion in the
store's single write, the old champion serves. It knows no job engine: a step takes the state so far and a context.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bancada.core.errors import AlreadyExists, BancadaError, InvalidTask, ModelExists, ModelNotFound
from bancada.core.finding import Finding, Severity
from bancada.core.model import ModelInfo
from bancada.core.ports import Clock, JobContext, JobStep, TrialLedger
from bancada.core.values import check_slug, to_json
from bancada.domains.lottery.candidates import candidate
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.draws_file import read_draws, write_draws
from bancada.domains.lottery.fresh import answers_afresh
from bancada.domains.lottery.history import DrawHistory, fetch_history
from bancada.domains.lottery.hook import training_draws
from bancada.domains.lottery.pack import PACK, TASK
from bancada.domains.lottery.retraining_rules import by_loss, name_of, options_of, own_rules
from bancada.domains.lottery.saved import METADATA_KEY
from bancada.domains.lottery.training import TrainingOptions
from bancada.learning import Candidate, promotion_gate
from bancada.learning.reasons import explain
from bancada.registry import ModelStore

if TYPE_CHECKING:
    from bancada.domains.lottery.trainer import Trained

__all__ = ["FALLBACK", "Retraining"]

FALLBACK = "frequency"
"""Trained where nothing else could be; it serves only where no healthy champion does."""
_DEFAULT = "ls15"

# Any: JSON values of the job.
Json = Mapping[str, Any]


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Retraining:
    """The steps of a retraining over one bench's parts.

    Parameters
    ----------
    history : DrawHistory
        Where draws are read from when there is no hook.
    store : ModelStore
    ledger : TrialLedger
        Every training is recorded there, failed ones too.
    data_folder : Path
        `lottery/backups/` and `lottery/retraining/` are made in it.
    hook_module : str
        Module with `get_training_data()`; empty: none.
    clock : Clock
    timeout_s : float or None
        Of one training.
    tracking_uri : str
        MLflow's; empty: not tracked.
    candidate_of : callable
        Id and options to Candidate.
    trained_by : callable or None
        As `trainer.train_forecasters`, which is what None means.
    asked_by : callable
        As `fresh.answers_afresh`.

    Notes
    -----
    Read from the state, all optional: `kinds` (the champion's, or ls15), `name` (the prefix of new names), `holdout`, `seed` and the
    options of networks `window`, `units`, `epochs`, `patience`, `weight`; where one model is wanted and nothing else, its whole
    name `saved_as`, and `has_fallback` false.
    """

    history: DrawHistory
    store: ModelStore
    ledger: TrialLedger
    data_folder: Path
    _: KW_ONLY
    hook_module: str = ""
    clock: Clock = _utc_now
    timeout_s: float | None = None
    tracking_uri: str = ""
    candidate_of: Callable[[str, TrainingOptions], Candidate] = field(default=candidate)
    trained_by: Callable[..., Iterator[Trained]] | None = None
    asked_by: Callable[[ModelStore, str, Draws], str] = field(default=answers_afresh)

    @property
    def steps(self) -> tuple[tuple[str, JobStep], ...]:
        """The steps, in order, each with its name."""
        return (
            ("back_up", self.back_up),
            ("gather", self.gather),
            ("train", self.train),
            ("check", self.check),
            ("promote", self.promote),
        )

    def back_up(self, state: Json, context: JobContext) -> Json:  # noqa: ARG002  # the signature of a step
        """Write the champion into one file; nothing where there is none, or where its files do not verify, which is logged."""
        reigning = self.store.champion(TASK)
        if reigning is None:
            return {"champion": "", "backup": ""}
        folder = self.data_folder / "lottery" / "backups"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{reigning.name}-{context.run_id}.bancada"
        try:
            self.store.export(reigning.name, path)
        except AlreadyExists:  # a file appears whole or not at all: this run wrote it before it was interrupted
            pass
        except BancadaError as error:
            context.log(f"{reigning.name}: no backup: {error}", level="warning")
            return {"champion": reigning.name, "backup": ""}
        context.log(f"{reigning.name}: {path.name}")
        return {"champion": reigning.name, "backup": str(path)}

    def gather(self, state: Json, context: JobContext) -> Json:  # noqa: ARG002  # likewise
        """Read the draws to learn from, the user's hook first, and keep them for the steps to come."""
        draws = training_draws(self.hook_module) if self.hook_module else fetch_history(self.history)
        origin = f"hook:{self.hook_module}" if self.hook_module else "history"
        write_draws(self._draws_of(context), draws)
        context.log(f"{origin}: {draws.first}-{draws.last} ({draws.source.value})")
        return {
            "origin": origin,
            "source": draws.source.value,
            "first_contest": draws.first,
            "last_contest": draws.last,
            "n_draws": len(draws),
            "sha256": draws.sha256,
            "stamp": f"{self.clock():%Y%m%d-%H%M%S}",
        }

    def train(self, state: Json, context: JobContext) -> Json:
        """Train what was asked for, save each under a name made of the run's own moment, and choose the best on the holdout.

        Where every training fails, `frequency` is trained instead, unless `has_fallback` is false. A name that this run saved before
        it was interrupted is verified and kept.

        Raises
        ------
        InvalidTask
            `lottery_nothing_trained`, `lottery_training_failed`.
        ModelExists
        """
        draws = self._draws(state, context)
        kinds = tuple(state.get("kinds") or ()) or (self._champions_kind(),)
        failures = self._train_all(kinds, draws, state, context)
        trained = self._saved(kinds, state, context)
        is_fallback = not trained and bool(state.get("has_fallback", True))
        if is_fallback:
            context.log(f"{FALLBACK}: nothing that was asked for could be trained", level="warning")
            failures |= self._train_all((FALLBACK,), draws, state, context)
            trained = self._saved((FALLBACK,), state, context)
        if not trained:
            reasons = [_told(kind, why) for kind, why in failures.items()]
            raise InvalidTask("lottery_nothing_trained" if is_fallback else "lottery_training_failed", reasons=reasons)
        chosen = min(trained, key=by_loss)
        return {
            "trained": [info.name for info in trained],
            "failures": failures,
            "chosen": chosen.name,
            "is_fallback": is_fallback,
        }

    def check(self, state: Json, context: JobContext) -> Json:
        """Open the chosen model in a new process, ask it, and judge it by the gate; what was found is for `promote` and people."""
        name, draws = str(state["chosen"]), self._draws(state, context)
        found: list[Finding] = []
        wrong = self.asked_by(self.store, name, draws)
        if wrong:
            found.append(
                Finding("lottery_model_does_not_answer", Severity.FAILURE, None, {"model": name, "detail": wrong})
            )
        found += own_rules(
            name,
            self._reigning(other_than=name),
            draws,
            is_fallback=bool(state["is_fallback"]),
            is_healthy=lambda champion: self._is_healthy(champion, draws),
        )
        found += promotion_gate(
            self.store.info(name),
            self._reigning(other_than=name),
            integrity=self.store.verify(name),
            promotion=PACK.promotion,
        ).findings
        for finding in found:
            is_bad = finding.severity is Severity.FAILURE
            context.log(finding.message("en"), level="warning" if is_bad else "info")
        return {
            "passed": all(finding.severity is not Severity.FAILURE for finding in found),
            "findings": [to_json(finding) for finding in found],
        }

    def promote(self, state: Json, context: JobContext) -> Json:
        """Make the chosen model the champion where it passed; else the old one stays."""
        name = str(state["chosen"])
        reigning = self.store.champion(TASK)
        if reigning is not None and reigning.name == name:  # done before an interruption
            return {"promoted": name, "serving": name}
        verdict = promotion_gate(
            self.store.info(name),
            self._reigning(other_than=name),
            integrity=self.store.verify(name),
            promotion=PACK.promotion,
        )
        if not (state["passed"] and verdict.passed):
            serving = reigning.name if reigning else ""
            context.log(f"{name} is kept and does not serve; serving: {serving or '-'}", level="warning")
            return {"promoted": "", "serving": serving}
        self.store.promote(name, reason=f"retraining {context.run_id}")
        context.log(f"{name} serves")
        return {"promoted": name, "serving": name}

    def tidy(self, state: Json, context: JobContext) -> Json:
        """Let go of the draws that the other steps shared; the last step, whatever came of them."""
        self._draws_of(context).unlink(missing_ok=True)
        return {"model": state["chosen"]}

    # What the steps rest on

    def _train_all(self, kinds: Sequence[str], draws: Draws, state: Json, context: JobContext) -> dict[str, str]:
        """Train and save what this run has not saved yet; return why a kind could not be, by kind."""
        # Seconds of imports, which the other steps do without.
        from bancada.domains.lottery.trainer import Order, train_forecasters

        options = options_of(state)
        saved = {info.name for info in self._saved(kinds, state, context)}
        orders = [
            Order(
                self.candidate_of(kind, options),
                context.run_id,
                name_of(state, kind),
                self.ledger.count(task=TASK),
                self.data_folder / "metrics",
                self.tracking_uri,
            )
            for kind in dict.fromkeys(kinds)
            if name_of(state, kind) not in saved
        ]
        done, total = len(saved), len(saved) + len(orders)
        context.progress(done, total)
        failures = {}
        for trained in (self.trained_by or train_forecasters)(
            draws,
            orders,
            holdout=float(0.2 if state.get("holdout") is None else state["holdout"]),
            seed=options.seed,
            timeout_s=self.timeout_s,
            is_cancelled=context.is_cancelled,
        ):
            kind, result = trained.order.candidate.id, trained.result
            self.ledger.record(
                trained.trial(recorded_at=self.clock()), predictions=result.predictions if result else b""
            )
            if trained.draft is None:
                failures[kind] = trained.reason
                context.log(f"{kind}: {explain(trained.reason, language='en')}", level="warning")
            else:
                self.store.save(trained.order.name, trained.draft, tags=("retraining",))
                context.log(f"{kind}: {trained.order.name}")
            done += 1
            context.progress(done, total, kind)
        return failures

    def _saved(self, kinds: Sequence[str], state: Json, context: JobContext) -> list[ModelInfo]:
        """Return the whole models that this run saved of some kinds; ModelExists where another's stands in the way."""
        found = []
        for name in (name_of(state, kind) for kind in dict.fromkeys(kinds)):
            try:
                info = self.store.info(name)
            except ModelNotFound:
                continue
            if info.lineage is None or info.lineage.run_id != context.run_id:
                raise ModelExists(name=name, found=info.name)
            if not self.store.verify(name):
                found.append(info)
        return found

    def _is_healthy(self, name: str, draws: Draws) -> bool:
        return not self.store.verify(name) and not self.asked_by(self.store, name, draws)

    def _reigning(self, *, other_than: str) -> ModelInfo | None:
        """Return the champion, where it is another one and can still be read."""
        reigning = self.store.champion(TASK)
        if reigning is None or reigning.name == other_than:
            return None
        try:
            return self.store.info(reigning.name)
        except BancadaError:  # what cannot be read can neither be compared with nor serve
            return None

    def _champions_kind(self) -> str:
        reigning = self._reigning(other_than="")
        facts = {} if reigning is None else reigning.metadata.get(METADATA_KEY, {})
        return str(facts.get("kind", _DEFAULT))

    def _draws_of(self, context: JobContext) -> Path:
        return self.data_folder / "lottery" / "retraining" / f"{check_slug(context.run_id)}.npz"

    def _draws(self, state: Json, context: JobContext) -> Draws:
        try:
            draws = read_draws(self._draws_of(context))
        except FileNotFoundError:
            draws = None
        if draws is None or draws.sha256 != state["sha256"]:
            raise InvalidTask("lottery_draws_lost", run_id=context.run_id)
        return draws


def _told(kind: str, why: str) -> Finding:
    """Return why a kind could not be trained, as a sentence in either language."""
    code, _, detail = why.partition(":")
    return Finding(code, Severity.FAILURE, None, {"detail": f"{kind}: {detail}" if detail else kind})
