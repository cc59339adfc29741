"""What a reader of a tear sheet must see beyond its figures: that holding earned more, that prices hold splits nobody adjusted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bancada.core.finding import Finding, Severity
from bancada.markets.instruments import contract
from bancada.markets.series import PriceBasis, SeriesInfo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bancada.markets.backtest import Backtest
    from bancada.markets.bars import Bars
    from bancada.markets.performance import TearSheet

__all__ = ["below_holding", "in_order", "is_below_holding", "split_findings"]

_BELOW = ("market_below_holding", "market_below_holding_sharpe")


def is_below_holding(finding: Finding) -> bool:
    """Return whether a finding says that holding earned more: it belongs beside the verdict."""
    return finding.code in _BELOW


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings gravest first, what belongs beside the verdict in front."""
    order = {Severity.FAILURE: 0, Severity.CAUTION: 1, Severity.INFO: 2}
    return tuple(sorted(findings, key=lambda one: (not is_below_holding(one), order[one.severity])))


def below_holding(sheet: TearSheet) -> Iterator[Finding]:
    """Yield that the rule earned less than buying and holding, in all or else for its risk; nothing where it did not."""
    own, held = sheet.strategy, sheet.buy_and_hold
    for code, name in zip(_BELOW, ("net", "sharpe"), strict=True):
        mine, other = own[name].value, held[name].value
        if mine is not None and other is not None and _shown(mine, name) < _shown(other, name):
            yield Finding(code, Severity.CAUTION, facts={"own": _shown(mine, name), "held": _shown(other, name)})
            return


def _shown(value: float, name: str) -> float:
    return round(value) if name == "net" and abs(value) >= 1_000 else round(value, 2)


def split_findings(
    info: SeriesInfo, own: Backtest, held: Backtest, *, sessions: NDArray[np.int64]
) -> Iterator[Finding]:
    """Yield the jumps inside a backtest that look like splits nobody adjusted for, with what they made of the result.

    Parameters
    ----------
    info : SeriesInfo
        Prices that are adjusted, and futures, hold none.
    own, held : Backtest
        The rule, and holding, over the same bars.
    sessions : ndarray of int64, shape (n_bars,)
    """
    import numpy as np

    from bancada.markets.validation.splits import find_splits

    is_adjusted = info.key.basis in (PriceBasis.SPLIT_ADJUSTED, PriceBasis.TOTAL_RETURN)
    if is_adjusted or info.continuous is not None or contract(info.key.symbol) is not None:
        return
    starts = np.flatnonzero(np.diff(sessions, prepend=sessions[0] - 1))
    splits = find_splits(_daily(own.bars))
    if not splits:
        return
    at = starts[[split.at for split in splits]]
    first = date(1970, 1, 1) + timedelta(days=int(sessions[at[0]]))
    facts = {
        "symbol": info.key.symbol,
        "count": len(splits),
        "splits": [f"{split.new}:{split.old}" for split in splits],
        "date": first.isoformat(),
        "net": round(float(own.pnl[at].sum()), 2),
        "held": round(float(held.pnl[at].sum()), 2),
    }
    yield Finding("market_splits_inside", Severity.CAUTION, facts=facts)


def _daily(bars: Bars) -> Bars:
    """Return bars as one a session."""
    from bancada.markets.validation.traded import traded
    from bancada.markets.validation.view import Subject, view

    if not bars.timeframe.is_intraday:
        return bars
    seen = view(bars, counted=slice(0, len(bars)), subject=Subject(None, "", None, None))
    return traded(seen, product="").daily(bars.symbol)
