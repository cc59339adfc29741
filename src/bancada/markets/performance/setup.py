"""What was tested, on which data and on what terms: the head of a tear sheet, and what to doubt in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bancada.markets.backtest.result import Backtest
from bancada.markets.backtest.spec import BacktestSpec
from bancada.markets.instruments import instrument
from bancada.markets.series import PriceBasis, SeriesInfo
from bancada.markets.timeframe import Timeframe

if TYPE_CHECKING:
    from bancada.markets.backtest.baselines import RandomBaseline
    from bancada.markets.performance.attendance import Attendance
    from bancada.markets.performance.columns import Annual

__all__ = ["Chosen", "RuleTested", "Setup", "chosen_of", "make_setup"]


class Chosen(StrEnum):
    """How the parameters of a rule came about."""

    BEFOREHAND = "beforehand"
    """Fixed without looking at these data."""
    OUT_OF_SAMPLE = "out_of_sample"
    """On other sessions than those reported: walk-forward."""
    IN_SAMPLE = "in_sample"
    """After looking at the sessions reported: whatever else was tried on the symbol, by any rule, terms or timeframe, showed them."""


def chosen_of(own: str, trials: Iterable[str]) -> Chosen:
    """Return whether a backtest without walk-forward is the only look that was taken at a symbol.

    Parameters
    ----------
    own : str
        Id of the trial that is shown.
    trials : iterable of str
        Ids of all trials ever made on the symbol, its own among them or not.
    """
    return Chosen.IN_SAMPLE if any(one != own for one in trials) else Chosen.BEFOREHAND


@dataclass(frozen=True, slots=True)
class RuleTested:
    """Whose positions were tested.

    Attributes
    ----------
    name : str
    parameters : mapping of str to float
    chosen : Chosen
    split : str
        Of the walk-forward, in words; empty where there was none.
    """

    name: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    chosen: Chosen = Chosen.BEFOREHAND
    split: str = ""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a reader must know before any figure.

    Attributes
    ----------
    rule : RuleTested
    symbol : str
    timeframe : Timeframe
    basis : PriceBasis
    series : SeriesInfo or None
        None where the bars come from no store.
    first, last : datetime
        Opening instants of the first and the last bar, aware, UTC.
    first_on, last_on : date
        Their sessions.
    n_bars, n_rolls : int
    n_sessions : int
        Days with a bar that are sessions by the exchange's calendar; every day with a bar where none is known.
    n_stray_days : int
        Days with a bar that are no session. Figures count them as sessions all the same, and a finding tells of them.
    zone : str
    spec : BacktestSpec
        Capital, size, costs, stops.
    sessions_per_year, risk_free_annual : float
    n_resamples, n_random : int
        Of the intervals, and random strategies beside.
    random_method : str
        How these were dealt: `random_with_turnover`.
    """

    rule: RuleTested
    symbol: str
    timeframe: Timeframe
    basis: PriceBasis
    series: SeriesInfo | None
    first: datetime
    last: datetime
    first_on: date
    last_on: date
    n_bars: int
    n_rolls: int
    n_sessions: int
    n_stray_days: int
    zone: str
    spec: BacktestSpec
    sessions_per_year: float
    risk_free_annual: float
    n_resamples: int
    n_random: int
    random_method: str

    @property
    def is_paid_in_full(self) -> bool:
        """Whether a position takes its whole value; a future's margin goes on earning. What nothing is known of is not called so."""
        series = self.series
        if series is None or series.continuous is not None:
            return False
        known = instrument(self.symbol) if series.exchange in ("BVMF", "") else None
        return not known.kind.is_future if known else bool(series.exchange)


def make_setup(
    backtest: Backtest,
    *,
    rule: RuleTested,
    series: SeriesInfo | None,
    attended: Attendance,
    annual: Annual,
    n_rolls: int,
    n_resamples: int,
    random: RandomBaseline,
) -> Setup:
    """Return the setup of a backtest of at least one bar."""
    bars = backtest.bars
    first_on, last_on = (date(1970, 1, 1) + timedelta(days=day) for day in (attended.first, attended.last))
    first, last = (datetime.fromtimestamp(int(ts) / 1e9, tz=UTC) for ts in (bars.ts[0], bars.ts[-1]))
    return Setup(
        rule=rule,
        symbol=bars.symbol,
        timeframe=bars.timeframe,
        basis=series.key.basis if series else PriceBasis.UNSTATED,
        series=series,
        first=first,
        last=last,
        first_on=first_on,
        last_on=last_on,
        n_bars=len(bars),
        n_rolls=n_rolls,
        n_sessions=attended.n_sessions,
        n_stray_days=attended.n_stray_days,
        zone=bars.zone,
        spec=backtest.spec,
        sessions_per_year=annual.sessions,
        risk_free_annual=annual.risk_free,
        n_resamples=n_resamples,
        n_random=len(random.net),
        random_method=random.method,
    )
