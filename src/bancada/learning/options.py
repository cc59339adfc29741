"""How a comparison is made, and what it compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bancada.core.errors import CandidateNotFound, InvalidTask
from bancada.core.task import Engine, Task
from bancada.learning.candidate import BASELINES, Candidate
from bancada.learning.engines import FitEngine

__all__ = ["CompareOptions", "select"]


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """How a comparison is made.

    Attributes
    ----------
    n_select : int
        How many of the best are fitted on the whole training part and kept.
    turbo : bool
        Leave the slow candidates out.
    include, exclude : tuple of str
        Candidate ids; `include` names exactly what is compared, slow ones too. The baseline always is.
    engine : Engine
    budget_s : float or None
        For the whole comparison, from when the rows are ready and the baseline is fitted. With one, short fits go first, so that most candidates have a say; what finds no time is skipped,
        with the reason. The baseline is fitted in any case.
    timeout_s : float or None
        For one fit, from when a process has the rows ready.
    n_workers : int or None
        Processes; physical cores when None.
    """

    n_select: int = 5
    turbo: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    engine: Engine = Engine.NATIVE
    budget_s: float | None = None
    timeout_s: float | None = None
    n_workers: int | None = None


def select(
    engine: FitEngine, task: Task, options: CompareOptions, candidates: Sequence[Candidate] | None = None
) -> tuple[Candidate, ...]:
    """Return what is compared, the baseline first.

    Raises
    ------
    CandidateNotFound
        Ids in `include` or `exclude` that the problem does not have, all of them at once.
    """
    if options.n_select < 1:
        raise InvalidTask("nothing_selected", n_select=options.n_select)
    every = tuple(candidates) if candidates is not None else engine.candidates(task.problem, turbo=False)
    known = {candidate.id: candidate for candidate in every}
    unknown = [id_ for id_ in (*options.include, *options.exclude) if id_ not in known]
    if unknown:
        raise CandidateNotFound("candidates_not_found", candidates=unknown, known=list(known))
    baselines = {
        c.id: c for c in engine.candidates(task.problem, turbo=False) if c.id in ("dummy", BASELINES[task.problem])
    }
    if options.include:
        chosen = [known[id_] for id_ in dict.fromkeys(options.include)]
    elif candidates is not None:
        chosen = list(every)
    else:
        chosen = list(engine.candidates(task.problem, turbo=options.turbo))
    chosen = [candidate for candidate in chosen if candidate.id not in options.exclude]
    merged = baselines | {candidate.id: candidate for candidate in chosen}
    return tuple(merged.values())
