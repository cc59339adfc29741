"""What is asked of research and backtests, as values that doors can fill in and links can carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bancada.markets.brazil.execution import Paper

__all__ = ["BacktestRequest", "LabelKind", "LabelRequest", "SplitRequest", "SplitterKind", "Terms", "WalkPlan"]


class LabelKind(StrEnum):
    """Ways to label a bar."""

    RETURNS = "returns"
    MAGNITUDE = "magnitude"
    THRESHOLD = "threshold"
    VOLATILITY = "volatility"
    TRIPLE_BARRIER = "triple_barrier"


class SplitterKind(StrEnum):
    """Ways to deal rows in time."""

    WALK_FORWARD = "walk_forward"
    ROLLING = "rolling"
    PURGED = "purged"
    COMBINATORIAL = "combinatorial"


@dataclass(frozen=True, slots=True)
class LabelRequest:
    """Labels that are wanted.

    Attributes
    ----------
    kind : LabelKind
    horizon : int
        Bars.
    threshold : float
        Of `threshold`: a fraction.
    width : float
        Of `volatility` and `triple_barrier`: times the past volatility over the horizon.
    window : int
        Bars of the past volatility.
    is_within_session : bool
        No label crosses from one session into another.
    """

    kind: LabelKind = LabelKind.VOLATILITY
    horizon: int = 12
    threshold: float = 0.001
    width: float = 1.0
    window: int = 50
    is_within_session: bool = False


@dataclass(frozen=True, slots=True)
class SplitRequest:
    """Folds that are wanted.

    Attributes
    ----------
    kind : SplitterKind
    folds : int
        Folds; of `combinatorial`, blocks of which two are judged at a time.
    look_back : int
        Bars that a sequence window looks back at.
    embargo : int or None
        Bars after the last outcome of a test block on which no training row may begin; None for as many as the labels' horizon.
    """

    kind: SplitterKind = SplitterKind.WALK_FORWARD
    folds: int = 5
    look_back: int = 0
    embargo: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a backtest as people state them; what is None follows the instrument.

    Attributes
    ----------
    capital : float or None
        Stated capital, in the currency of the prices; None: R$ 20,000 a mini contract, R$ 100,000 a full one, 100,000 for anything else.
    size : float or None
        Contracts or shares, always; None: one contract of a future, else what the capital buys when a position is taken, in whole lots.
    cost_bps : float or None
        Of the value of each side.
    cost_per_contract : float or None
        Of each side.
    slippage_ticks : float
        Ticks that each fill is worse by; on prices that are not stated to be as traded, which stand on no known grid, twice as many bps.
    stop_loss, take_profit : float or None
        As a fraction of the entry price.
    is_flat_overnight : bool
        Close at the session's last bar.
    allow_short : bool
    paper : Paper or None
        What a spot code of B3 is to tax law: share, ETF, BDR or real-estate fund. None: what the code tells, and no tax where it tells nothing.
    risk_free : float
        Yearly rate that the capital would earn without risk, a fraction (0.10): the CDI beside positions that are paid in full.
    """

    capital: float | None = None
    size: float | None = None
    cost_bps: float | None = None
    cost_per_contract: float | None = None
    slippage_ticks: float = 1.0
    stop_loss: float | None = None
    take_profit: float | None = None
    is_flat_overnight: bool = False
    allow_short: bool = True
    paper: Paper | None = None
    risk_free: float = 0.0


@dataclass(frozen=True, slots=True)
class BacktestRequest:
    """A rule to be tried on a series.

    Attributes
    ----------
    rule : str
        Name in `BacktestsService.rules`.
    parameters : mapping of str to float
        Those that differ from the rule's defaults.
    terms : Terms
    start, end : datetime or None
        Of the bars that are used; aware; the end is excluded.
    n_random : int
        Random strategies with the same turnover that stand beside it.
    seed : int
    """

    rule: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    terms: Terms = field(default_factory=Terms)
    start: datetime | None = None
    end: datetime | None = None
    n_random: int = 500
    seed: int = 7


@dataclass(frozen=True, slots=True)
class WalkPlan:
    """How the parameters of a rule are chosen on earlier sessions.

    Attributes
    ----------
    windows : int
        Windows of sessions that are judged one after another; the first of as many sessions is trained on only.
    is_rolling : bool
        Choose on the latest sessions, as many as before the first window; otherwise on all before each window.
    grid : mapping of str to tuple of float
        Values of each parameter that are tried; empty: a few around those of the request.
    """

    windows: int = 5
    is_rolling: bool = False
    grid: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
