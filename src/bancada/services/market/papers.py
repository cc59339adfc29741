"""What a spot code of B3 is to tax law, as far as the code tells, and what a backtest leaves out where it cannot know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bancada.core.errors import BadInput
from bancada.core.finding import Finding, Severity
from bancada.markets.brazil.execution import Paper
from bancada.markets.series import PriceBasis, SeriesInfo

if TYPE_CHECKING:
    from bancada.markets.backtest.spec import Costs
    from bancada.markets.instruments import Instrument
    from bancada.services.market.requests import Terms

__all__ = ["SPOT_PAPERS", "left_out", "paper_of"]

SPOT_PAPERS = (Paper.SHARE, Paper.ETF, Paper.BDR, Paper.FII)
"""What a spot code can be."""
_NUMBER = re.compile(r"[A-Z][A-Z0-9]{3}(\d{1,2})F?")
_BY_NUMBER = {
    **dict.fromkeys(("3", "4", "5", "6"), Paper.SHARE),
    **dict.fromkeys(("31", "32", "33", "34", "35", "39"), Paper.BDR),
}
"""3 common, 4 to 6 preferred shares; 31 to 35 BDRs, 39 those of funds. 11 is a unit, an ETF or a real-estate fund alike, and is not here."""


def paper_of(symbol: str, known: Instrument | None, stated: Paper | None) -> Paper | None:
    """Return what a symbol is to tax law: a future, what was stated, or what its code tells.

    Parameters
    ----------
    symbol : str
    known : Instrument or None
        None for what is not of B3, which B3's taxes say nothing of.
    stated : Paper or None

    Returns
    -------
    Paper or None
        None where neither tells.

    Raises
    ------
    BadInput
        A paper that the symbol cannot be.
    """
    if known is None:
        return None
    if known.kind.is_future:
        if stated not in (None, Paper.FUTURE):
            raise BadInput("market_paper_impossible", symbol=symbol, paper=stated, known=[Paper.FUTURE.value])
        return Paper.FUTURE
    if stated is None:
        number = _NUMBER.fullmatch(known.root)
        return _BY_NUMBER.get(number[1]) if number else None
    if stated not in SPOT_PAPERS:
        raise BadInput(
            "market_paper_impossible", symbol=symbol, paper=stated, known=[paper.value for paper in SPOT_PAPERS]
        )
    return stated


def left_out(
    info: SeriesInfo, known: Instrument | None, paper: Paper | None, terms: Terms, costs: Costs
) -> Iterator[Finding]:
    """Yield what of the usual terms was left out for want of knowing: ticks off the grid, taxes."""
    symbol = info.key.symbol
    if known is None:
        if terms.paper is not None:
            yield Finding("market_tax_elsewhere", Severity.INFO, facts={"symbol": symbol})
        return
    if info.key.basis is not PriceBasis.RAW:
        if costs.slippage_bps:
            slipped = {"symbol": symbol, "ticks": terms.slippage_ticks, "bps": costs.slippage_bps}
            yield Finding("market_slippage_in_bps", Severity.INFO, facts=slipped)
        yield Finding("market_tax_not_raw", Severity.INFO, facts={"symbol": symbol})
    elif paper is None:
        yield Finding("market_tax_paper_unstated", Severity.INFO, facts={"symbol": symbol})
    elif terms.size is not None and not float(terms.size).is_integer():
        yield Finding("market_tax_fractions", Severity.INFO, facts={"symbol": symbol, "size": terms.size})
