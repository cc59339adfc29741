"""Bars and figures that are better than such data are known to be: smoothed or re-dated prices, and skill that no market gives.

It asks how bars and figures look, never where they came from: validation and the leak battery do that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.finding import Finding, Severity
from bancada.core.leaks import LeakCheck, LeakCode, LeakReport, LeakStatus

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.core.model import MetricFigure
    from bancada.domains.assets.values import LoadedTicker
    from bancada.markets.bars import Bars

    Floats = NDArray[np.float64]

__all__ = ["MOST_AUC", "MOST_PERSISTENCE", "MOST_R2", "implausible_bars", "plausible_skill", "with_plausibility"]

MOST_PERSISTENCE = 0.2
"""Rank correlation of a return with the one before above which prices are not those that were traded. Of PETR4, VALE3, ITUB4, BBDC4 and
ABEV3, 2020 to 2026, it is within 0.03 of 0, and in no stretch of 300 sessions above 0.16; of means of three sessions it is 0.6. Ranks,
since a few violent days move the plain correlation by as much. Below 0 it is what buyers' and sellers' prices taken in turn give, and real."""
LEAST_RETURNS = 250
"""Returns below which such a correlation, of standard error 0.06, is not judged."""
RUN = 20
"""Returns in a row that two series have at different dates only where one was copied."""
_DISTINCT = RUN // 2
"""Different ones among them; prices that hardly move repeat themselves."""
_DECIMALS = 9

MOST_AUC = 0.65
"""AUC of the direction on test that daily bars do not give: on the five shares above forests and networks reach 0.52, and the widest
interval of 95% of one without skill, over 14 months, ends at 0.57."""
MOST_R2 = 0.1
"""R2 of the return likewise: the best of Gu, Kelly and Xiu (2020), "Empirical asset pricing via machine learning", Review of Financial
Studies 33, table 1, is 0.004 on single shares."""
_JUDGED = {"AUC (direction)": MOST_AUC, "R2": MOST_R2, "R2 (zero)": MOST_R2}


def implausible_bars(loaded: Sequence[LoadedTicker]) -> Iterator[Finding]:
    """Yield what speaks against learning from some tickers' bars: returns that repeat the ones before, or another date's."""
    for one in loaded:
        returns, _ = _returns(one.bars[one.basis])
        persistence = _persistence(returns)
        if len(returns) > LEAST_RETURNS and persistence > MOST_PERSISTENCE:
            facts = {
                "ticker": one.ticker,
                "value": round(persistence, 3),
                "most": MOST_PERSISTENCE,
                "rows": len(returns),
            }
            yield Finding("assets_bars_smoothed", Severity.FAILURE, facts=facts)
    yield from _copies(loaded)


def _returns(bars: Bars) -> tuple[Floats, NDArray[np.int64]]:
    """Return log returns from close to close, of closes that can be, and the instants at which they end."""
    known = np.isfinite(bars.close) & (bars.close > 0)
    return np.diff(np.log(bars.close[known])), bars.ts[known][1:]


def _persistence(returns: Floats) -> float:
    from bancada.learning.leaks.skill import rank_skill

    return rank_skill(returns[1:], returns[:-1]) if len(returns) > 2 else 0.0  # of two pairs


def _copies(loaded: Sequence[LoadedTicker]) -> Iterator[Finding]:
    """Yield each pair of series of which one has a run of the other's returns at another date, with how many and the first of them."""
    runs = [_runs(one.bars[one.basis]) for one in loaded]
    marks = np.concatenate([found for found, _ in runs])
    ends = np.concatenate([at for _, at in runs])
    of = np.repeat(np.arange(len(runs)), [len(found) for found, _ in runs])
    order = np.lexsort((ends, of, marks))
    first, second = order[:-1], order[1:]
    is_copy = (marks[first] == marks[second]) & (ends[first] != ends[second])
    pairs: dict[tuple[int, int], list[int]] = {}
    for place in np.flatnonzero(is_copy).tolist():
        pairs.setdefault((int(of[first[place]]), int(of[second[place]])), []).append(place)
    for (one, other), places in pairs.items():
        at = min(places, key=lambda place: int(ends[first[place]]))
        yield Finding(
            "assets_bars_copied",
            Severity.FAILURE,
            facts={
                "ticker": loaded[one].ticker,
                "other": loaded[other].ticker,
                "rows": len(places) + RUN - 1,
                "date": _day(int(ends[first[at]])),
                "high": _day(int(ends[second[at]])),
            },
        )


def _runs(bars: Bars) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return a mark of each run of returns that is varied enough to be known again, and the instant at which it ends."""
    returns, ends = _returns(bars)
    if len(returns) < RUN:
        return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
    whole = np.round(returns * 10**_DECIMALS).astype(np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(whole, RUN)
    is_varied = 1 + (np.diff(np.sort(windows, axis=1), axis=1) > 0).sum(axis=1) >= _DISTINCT
    # A polynomial modulo 2**64: that two different ones of a million runs share a mark is a matter of one in ten million.
    factors = np.cumprod(np.full(RUN, 6_364_136_223_846_793_005, dtype=np.uint64))
    marks: NDArray[np.uint64] = (windows.astype(np.uint64) * factors).sum(axis=1, dtype=np.uint64)
    return marks[is_varied], ends[RUN - 1 :][is_varied]


def _day(ts: int) -> str:
    return datetime.fromtimestamp(ts / 1e9, tz=UTC).date().isoformat()


def plausible_skill(figures: Iterable[MetricFigure]) -> LeakCheck:
    """Return whether the figures on test are such as daily bars can give; skipped where none of them is there."""
    found = {one.name: one.value for one in figures if one.split == "test" and one.name in _JUDGED}
    if not found:
        why = Finding("leak_no_test_figures", Severity.INFO)
        return LeakCheck(LeakCode.PLAUSIBLE, LeakStatus.SKIPPED, {"why": why})
    beyond = {name: value for name, value in found.items() if value > _JUDGED[name]}
    status = LeakStatus.FAILED if beyond else LeakStatus.PASSED
    return LeakCheck(LeakCode.PLAUSIBLE, status, {"figures": [_told(*one) for one in (beyond or found).items()]})


def _told(name: str, value: float) -> Finding:
    facts = {"metric": name, "value": round(value, 3), "most": _JUDGED[name]}
    return Finding("leak_plausible_figure", Severity.INFO, None, facts)


def with_plausibility(
    leaks: LeakReport | None, figures: Iterable[MetricFigure], *, at: datetime, seed: int
) -> LeakReport | None:
    """Return the report of a battery with the check of the figures in it, in the place of an earlier one.

    Parameters
    ----------
    leaks : LeakReport or None
        None: the check makes a report of its own where it fails, for skill that cannot be must not pass for want of a battery.
    figures : iterable of MetricFigure
    at : datetime
        When, where there is no report; aware, UTC.
    seed : int
        Likewise.
    """
    check = plausible_skill(figures)
    if leaks is None:
        return LeakReport.of([check], ran_at=at, seed=seed) if check.status is LeakStatus.FAILED else None
    others = [one for one in leaks.checks if one.code is not LeakCode.PLAUSIBLE]
    return LeakReport.of([*others, check], ran_at=leaks.ran_at, seed=leaks.seed)
