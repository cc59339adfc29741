"""The terms of a backtest: what is left open follows the instrument, what a code does not tell is left out and said."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from bancada.core.dataset import Source
from bancada.core.errors import BadInput
from bancada.markets.backtest.spec import Sizing
from bancada.markets.bars import Bars, make_bars
from bancada.markets.brazil.execution import Paper
from bancada.markets.series import PriceBasis, SeriesInfo, SeriesKey
from bancada.markets.timeframe import Timeframe
from bancada.services.market.requests import Terms
from bancada.services.market.terms import stated_terms


def held(symbol: str, basis: PriceBasis = PriceBasis.RAW) -> tuple[SeriesInfo, Bars]:
    """Return three daily bars at 4,000 and their identity."""
    columns = dict.fromkeys(("open", "high", "low", "close"), [4000.0] * 3)
    at = datetime(2020, 1, 2, tzinfo=UTC)
    info = SeriesInfo(
        SeriesKey(symbol, Timeframe.D1, basis),
        Source.IMPORTED,
        "made",
        3,
        at,
        at,
        "0" * 64,
        1,
        (),
        "BVMF",
        None,
        (),
        at,
    )
    return info, make_bars(symbol, "1d", ts=np.arange(3) * 86_400_000_000_000, **columns)


@pytest.mark.parametrize(
    ("symbol", "terms", "expected"),
    [
        ("WDO", Terms(), (20_000, 1, 10, 1.2)),
        ("WDO", Terms(size=10), (200_000, 10, 10, 1.2)),
        ("DOL", Terms(), (100_000, 1, 50, 5.0)),
        ("WIN", Terms(is_flat_overnight=True), (20_000, 1, 0.2, 0.25)),
        ("IND", Terms(capital=50_000, cost_per_contract=0), (50_000, 1, 1, 0)),
    ],
    ids=["mini dollar", "ten of them", "full dollar", "day trade", "stated"],
)
def test_terms_left_open_follow_the_instrument(symbol: str, terms: Terms, expected: tuple[float, ...]) -> None:
    spec = stated_terms(*held(symbol), terms).spec
    assert (spec.capital, spec.size, spec.multiplier, spec.costs.per_contract) == expected
    assert spec.costs.slippage_ticks == 1
    assert spec.costs.bps == 0


@pytest.mark.parametrize(
    ("terms", "sizing", "size", "lot"),
    [
        (Terms(), Sizing.CAPITAL, 1, 1),
        (Terms(capital=1e6), Sizing.CAPITAL, 1, 100),
        (Terms(size=300), Sizing.UNITS, 300, 0),
    ],
    ids=["odd lots where a lot is too dear", "whole lots", "stated"],
)
def test_shares_left_open_are_what_the_capital_buys(terms: Terms, sizing: Sizing, size: float, lot: float) -> None:
    spec = stated_terms(*held("PETR4"), terms).spec
    assert (spec.sizing, spec.size, spec.lot) == (sizing, size, lot)


def test_slippage_is_in_ticks_on_the_grid_and_taxes_are_reckoned_there_only() -> None:
    raw = stated_terms(*held("PETR4"), Terms(slippage_ticks=2))
    assert (raw.spec.costs.slippage_ticks, raw.spec.costs.slippage_bps) == (2, 0)
    assert (raw.paper, raw.findings) == (Paper.SHARE, ())
    for basis in (PriceBasis.TOTAL_RETURN, PriceBasis.UNSTATED):
        off = stated_terms(*held("PETR4", basis), Terms(slippage_ticks=2))
        assert (off.spec.costs.slippage_ticks, off.spec.costs.slippage_bps) == (0, 4)
        assert off.spec.costs.bps == raw.spec.costs.bps > 0
        assert off.paper is None
        assert [one.code for one in off.findings] == ["market_slippage_in_bps", "market_tax_not_raw"]


@pytest.mark.parametrize(
    ("symbol", "stated", "paper"),
    [
        ("PETR4", None, Paper.SHARE),
        ("PETR3F", None, Paper.SHARE),
        ("B3SA3", None, Paper.SHARE),
        ("AAPL34", None, Paper.BDR),
        ("BOVA39", None, Paper.BDR),
        ("BOVA11", Paper.ETF, Paper.ETF),
        ("SANB11", Paper.SHARE, Paper.SHARE),
        ("WDO", None, Paper.FUTURE),
    ],
)
def test_a_code_or_whoever_knows_says_what_taxes_take_it_for(symbol: str, stated: Paper | None, paper: Paper) -> None:
    assert stated_terms(*held(symbol), Terms(paper=stated)).paper is paper


@pytest.mark.parametrize("symbol", ["BOVA11", "SANB11", "PETR11", "PETR1"])
def test_a_code_that_does_not_tell_is_taxed_as_nothing_until_it_is_said(symbol: str) -> None:
    stated = stated_terms(*held(symbol), Terms())
    assert stated.paper is None
    assert [one.code for one in stated.findings] == ["market_tax_paper_unstated"]


@pytest.mark.parametrize(
    ("symbol", "terms"),
    [("WDO", Terms(paper=Paper.SHARE)), ("PETR4", Terms(paper=Paper.FUTURE)), ("PETR4", Terms(risk_free=13.75))],
    ids=["a share that is a future", "a future that is a share", "per cent for a fraction"],
)
def test_terms_that_cannot_be_are_refused(symbol: str, terms: Terms) -> None:
    with pytest.raises(BadInput):
        stated_terms(*held(symbol), terms)


@pytest.mark.parametrize("symbol", ["WDO", "PETR4"])
def test_a_holder_pays_overnight_fees_beside_a_day_trader(symbol: str) -> None:
    by_day, through = (stated_terms(*held(symbol), Terms(is_flat_overnight=one)) for one in (True, False))
    assert by_day.holding == through.holding == through.spec.costs
    assert by_day.spec.costs.bps + by_day.spec.costs.per_contract < through.holding.bps + through.holding.per_contract


@pytest.mark.parametrize("terms", [Terms(size=0), Terms(capital=0)], ids=["size", "capital"])
def test_nothing_is_no_size_and_no_capital(terms: Terms) -> None:
    with pytest.raises(BadInput):
        stated_terms(*held("WDO"), terms)
