"""Use cases over draws: bring them in, fetch what is missing, look at the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bancada.core.errors import Refused
from bancada.core.ports import Clock, RunQueue
from bancada.domains.lottery.closing import BRASILIA, closes_at, expected_draw_on
from bancada.domains.lottery.prizes import NextContest
from bancada.services.lottery.requests import UPDATE

if TYPE_CHECKING:
    from bancada.core.dataset import DatasetInfo
    from bancada.data import ImportRecord
    from bancada.domains.lottery.archive import DrawArchive, DrawImport
    from bancada.domains.lottery.draws import Draws
    from bancada.domains.lottery.history import DrawHistory
    from bancada.domains.lottery.official import UpdateReport
    from bancada.domains.lottery.prizes import Prizes
    from bancada.domains.lottery.removal import Removal
    from bancada.domains.lottery.statistics import HistoryStatistics

__all__ = ["DrawsService"]


@dataclass(frozen=True, slots=True)
class DrawsService:
    """The record of draws.

    Parameters
    ----------
    history : DrawHistory
        What is read: Bancada's own tables, or a user's database.
    archive : DrawArchive or None
        Bancada's own tables; None where a user's database is connected, which is only ever read.
    api_url : str
        Official results.
    queue : RunQueue
    clock : Clock
    """

    history: DrawHistory
    archive: DrawArchive | None
    api_url: str
    queue: RunQueue
    clock: Clock

    @property
    def is_connected(self) -> bool:
        """Whether draws come from a user's own database."""
        return self.archive is None

    def import_file(self, path: Path, *, skip_bad: bool = False, origin: str | None = None) -> DrawImport:
        """Import the official spreadsheet, JSON of the official API, or a CSV: all draws or none, or with `skip_bad` the good ones.

        Raises
        ------
        ImportRefused
            With the contests that break a rule.
        Refused
            `lottery_is_connected` where draws come from a user's own database.
        """
        return self._own().import_file(Path(path), skip_bad=skip_bad, origin=origin)

    def remove(self) -> Removal:
        """Take every draw out into one file; seals, models and runs stay. `restore` brings the draws back.

        Raises
        ------
        NotFound
            `lottery_no_draws`.
        Refused
            `lottery_is_connected` where draws come from a user's own database.
        """
        return self._own().remove()

    def restore(self, file: Path | None = None) -> DatasetInfo:
        """Bring back the draws of the last removal, or of a file of removed draws.

        Raises
        ------
        NotFound
            `lottery_nothing_removed`.
        Refused
            `lottery_restore_present` where there are draws that are not simulated; `lottery_is_connected`.
        BadInput
            The file is not as it was written.
        """
        return self._own().restore(Path(file) if file else None)

    @property
    def has_removed(self) -> bool:
        """Whether `restore` has something to bring back."""
        return self.archive is not None and self.archive.last_removed() is not None

    def update(
        self,
        *,
        on_progress: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005  # told to nobody
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> UpdateReport:
        """Fetch what is missing from the official API; without a network the report says so and nothing is half-done."""
        from bancada.domains.lottery.official import update

        return update(self._own(), url=self.api_url, on_progress=on_progress, is_cancelled=is_cancelled)

    def submit_update(self) -> str:
        """Queue the same as a background run; returns its id."""
        self._own()
        return self.queue.submit(UPDATE, {}, title="Lotofácil")

    def load_demo(self, *, n_draws: int = 1_200, seed: int = 7) -> DrawImport | None:
        """Put simulated draws into an empty record, marked so; None where there are draws, or a user's database."""
        if self.archive is None or self.archive.info() is not None:
            return None
        return self.archive.load_simulated(n_draws=n_draws, seed=seed)

    def draws(self) -> Draws:
        """Return all draws, oldest first."""
        return self.history.draws()

    def prizes(self) -> Prizes:
        """Return what was won and collected, aligned with the draws."""
        return self.history.prizes()

    def info(self) -> DatasetInfo | None:
        """Return the identity of the record; None where there is no draw."""
        return self.history.info()

    def imports(self) -> tuple[ImportRecord, ...]:
        """Return what came in, newest first."""
        return () if self.archive is None else self.archive.imports()

    def next_contest(self) -> NextContest:
        """Return the contest after the last one known, and the day it is or was expected on; NotFound of an empty record."""
        return self.history.next_contest(self._today())

    def upcoming(self) -> NextContest:
        """Return the first contest whose bets are still open by the clock.

        Where the record is old, that is not the one after its last: its number is then counted forward over the days on which
        draws are held, and marked as estimated, since holidays move draws.
        """
        following = self.next_contest()
        contest, day, moved = following.contest, following.draw_on or self._today(), following.draw_on is None
        while closes_at(day) <= self.clock():
            contest, day, moved = contest + 1, expected_draw_on(day), True
        return NextContest(contest, day, is_estimated=following.is_estimated or moved)

    def statistics(self) -> HistoryStatistics:
        """Return counts, delays, repeats, sums and shares beside what a fair game gives; BadInput of an empty record."""
        from bancada.domains.lottery.statistics import describe

        return describe(self.draws())

    def _today(self) -> date:
        return self.clock().astimezone(ZoneInfo(BRASILIA)).date()

    def _own(self) -> DrawArchive:
        if self.archive is None:
            raise Refused("lottery_is_connected")
        return self.archive
