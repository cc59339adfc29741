"""A record of draws, wherever it is kept: Bancada's own tables or a user's database, which is only ever read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bancada.core.dataset import Column, ColumnType, DatasetInfo
from bancada.core.errors import NotFound
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.pack import DATASET, PACK
from bancada.domains.lottery.prizes import NextContest, Prizes, next_draw_day
from bancada.domains.lottery.tables import NUMBER_COLUMNS
from bancada.domains.lottery.tables import draws as draws_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DrawHistory", "expected_next", "fetch_history", "info_of"]


class DrawHistory(Protocol):
    """Where draws are read from.

    **Consistency**: what one call returns is one state of the record. **Threads**: every method may be called from any of them.
    """

    def draws(self) -> Draws:
        """Return all draws, oldest first; empty where there is none."""

    def prizes(self) -> Prizes:
        """Return what each draw paid, aligned with `draws()`; -1 where unknown."""

    def info(self) -> DatasetInfo | None:
        """Return the identity of the record, or None where it is empty."""

    def next_contest(self, today: date) -> NextContest:
        """Return the contest after the last draw; NotFound of an empty record."""


def fetch_history(history: DrawHistory) -> Draws:
    """Return the draws of a record, oldest first.

    Raises
    ------
    NotFound
        `lottery_no_draws`: there is none.
    """
    draws = history.draws()
    if not len(draws):
        raise NotFound("lottery_no_draws")
    return draws


def expected_next(draws: Draws, *, today: date, announced: date | None = None) -> NextContest:
    """Return the contest after the last one and the day it is, or was, to be drawn.

    Parameters
    ----------
    today : date
        Draws without dates are taken to end yesterday. Draws with dates are not: where the record is old, the day returned has passed,
        and that contest has been drawn already without the record knowing.
    announced : date, optional
        As the last draw's publication told it; passed over where it lies before that draw.

    Raises
    ------
    NotFound
        `lottery_no_draws`.
    """
    if not len(draws):
        raise NotFound("lottery_no_draws")
    last: date | None = draws.dates[-1].item()
    if announced is not None and (last is None or announced >= last):
        return NextContest(draws.last + 1, announced, is_estimated=False)
    return NextContest(draws.last + 1, next_draw_day(last or today - timedelta(days=1)), is_estimated=True)


def info_of(draws: Draws, *, origin: str, version: int, imported_at: datetime) -> DatasetInfo:
    """Return the identity of draws that are not empty: contest, date and n1..n15 with their ranges."""
    first_at, last_at = _ends(draws)
    return DatasetInfo(
        name=DATASET,
        pack=PACK.name,
        source=draws.source,
        origin=origin,
        table=draws_table.name,
        rows=len(draws),
        columns=_columns(draws, first_at, last_at),
        sha256=draws.sha256,
        version=version,
        imported_at=imported_at,
        time_column="data" if first_at else None,
        first_at=first_at,
        last_at=last_at,
    )


def _ends(draws: Draws) -> tuple[datetime | None, datetime | None]:
    known = draws.dates[~np.isnat(draws.dates)]
    if not len(known):
        return None, None
    first, last = (datetime.combine(day.item(), time(), UTC) for day in (known.min(), known.max()))
    return first, last


def _columns(draws: Draws, first_at: datetime | None, last_at: datetime | None) -> tuple[Column, ...]:
    dates = Column(
        "data",
        ColumnType.DATETIME,
        n_missing=int(np.isnat(draws.dates).sum()),
        n_distinct=len(np.unique(draws.dates[~np.isnat(draws.dates)])),
        minimum=first_at.timestamp() if first_at else None,
        maximum=last_at.timestamp() if last_at else None,
    )
    numbers = (_integers(name, draws.numbers[:, place]) for place, name in enumerate(NUMBER_COLUMNS))
    return (_integers("concurso", draws.contests), dates, *numbers)


def _integers(name: str, values: NDArray[np.integer]) -> Column:
    return Column(
        name,
        ColumnType.INTEGER,
        n_distinct=len(set(values.tolist())),
        minimum=float(values.min()),
        maximum=float(values.max()),
    )
