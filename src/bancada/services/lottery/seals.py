"""Use cases over sealed tickets: stored before their draw, scored after it, weighed as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.dataset import Source
from bancada.core.errors import Refused
from bancada.domains.lottery.history import fetch_history
from bancada.domains.lottery.pack import TASK
from bancada.services.lottery.chance import ChanceService
from bancada.services.lottery.draws import DrawsService

if TYPE_CHECKING:
    from bancada.domains.lottery.evidence import Evidence
    from bancada.domains.lottery.seals import ChainReport, ScoredSeal, Seal, SealBook
    from bancada.domains.lottery.tickets import Ticket

__all__ = ["SealsService"]


@dataclass(frozen=True, slots=True)
class SealsService:
    """The sealed ledger.

    Parameters
    ----------
    book : SealBook
    draws : DrawsService
    chance : ChanceService
        Counts the models tried.
    """

    book: SealBook
    draws: DrawsService
    chance: ChanceService

    def seal(self, tickets: Sequence[Ticket], *, model: str, seed: int | None = None) -> tuple[Seal, ...]:
        """Store tickets for the contest that is open by the clock, before its bets close.

        Raises
        ------
        NotFound
            There is no draw, so no contest can be told.
        Refused
            The draws are simulated, bets closed meanwhile, or the last draw has no date: its contest may be long past.
        BadInput
            A ticket that is none.
        """
        draws = fetch_history(self.draws.history)
        if draws.source is Source.SIMULATED:
            raise Refused("lottery_seal_simulated")
        coming = self.draws.upcoming()
        if coming.draw_on is None or np.isnat(draws.dates[-1]):  # nothing ties contests to days
            raise Refused("lottery_next_unknown", contest=str(coming.contest))
        return self.book.seal(
            coming.contest, tickets, model=model, seed=seed, draw_on=coming.draw_on, last_contest=coming.contest - 1
        )

    def list(self) -> tuple[ScoredSeal, ...]:
        """Return every seal in its order, with its hits where its contest is drawn."""
        return self.book.scored(self.draws.draws())

    def verify(self, *, published: str | None = None) -> ChainReport:
        """Recompute the whole chain; says what it proves and what it does not. `published`: a digest it must still hold."""
        return self.book.verify(published=published)

    def evidence(self) -> tuple[Evidence, ...]:
        """Return the e-value of all tickets together, then of each sealed model, beside the threshold for the models tried."""
        from bancada.domains.lottery.evidence import evidence

        scored = self.list()
        models = sorted({one.seal.model for one in scored})
        n_tried = max(self.chance.tried().n_models + self._n_uncounted(models), 1)
        return (evidence(scored, n_tried=n_tried), *(evidence(scored, model=m, n_tried=n_tried) for m in models))

    def _n_uncounted(self, models: Sequence[str]) -> int:
        """Return how many sealed models left no trial in the ledger: brought in from elsewhere, or gone without a trace."""
        trials = self.chance.ledger.trials(task=TASK)
        runs, known = {trial.run_id for trial in trials}, {trial.candidate for trial in trials}
        lineages = {info.name: info.lineage for info in self.chance.forecasts.models()}
        found = ((name, lineages.get(name)) for name in models if name not in known)
        return sum(lineage is None or lineage.run_id not in runs for _, lineage in found)
