"""The table of instruments: codes taken apart, values by product."""

from __future__ import annotations

from datetime import date

import pytest

from bancada.markets.instruments import (
    INSTRUMENTS,
    MONTH_CODES,
    Contract,
    InstrumentKind,
    RollRule,
    contract,
    instrument,
)


@pytest.mark.parametrize(
    ("symbol", "value", "tick"),
    [("WDOF19", 10.0, 0.5), ("DOLX25", 50.0, 0.5), ("WINV19", 0.2, 5.0), ("INDZ24", 1.0, 5.0)],
)
def test_a_point_of_a_future_is_worth_what_its_specification_says(symbol: str, value: float, tick: float) -> None:
    found = instrument(symbol)
    assert found is not None
    assert (found.point_value_brl, found.tick, found.lot, found.currency) == (value, tick, 1, "BRL")


@pytest.mark.parametrize("spelling", ["WDO", "wdo$", "WDO$N", "WDO$D", "WDO@", "WDO@N", "WDO@D", "WDOFUT", "WDO1!"])
def test_a_continuous_series_is_its_root_however_a_platform_spells_it(spelling: str) -> None:
    assert contract(spelling) == Contract("WDO", None, None)
    assert instrument(spelling) == instrument("WDOG20")


@pytest.mark.parametrize("month", range(1, 13))
def test_the_letter_of_a_contract_tells_its_month(month: int) -> None:
    found = contract(f"WIN{MONTH_CODES[month - 1]}24")
    assert found == Contract("WIN", 2024, month)
    assert found is not None
    assert not found.is_continuous


@pytest.mark.parametrize("symbol", ["PETR4", "B3SA3", "SANB11", "petr4.sa", "A1AP34"])
def test_a_share_trades_by_the_hundred_in_centavos(symbol: str) -> None:
    found = instrument(symbol)
    assert found is not None
    assert (found.kind, found.tick, found.lot, found.point_value_brl) == (InstrumentKind.SPOT, 0.01, 100, 1.0)
    assert found.roll is None


def test_a_code_of_the_fractional_market_trades_by_the_single_share() -> None:
    found = instrument("PETR4F")
    assert found is not None
    assert (found.kind, found.lot) == (InstrumentKind.FRACTIONAL, 1)


@pytest.mark.parametrize("symbol", ["AAPL", "BTCUSDT", "WDOA19", "WDO19", "PETRF251", "", "WDOI20"])
def test_what_the_table_does_not_know_is_none_and_no_guess(symbol: str) -> None:
    assert instrument(symbol) is None
    assert contract(symbol) is None


def test_a_row_says_nothing_about_days_before_it_began() -> None:
    assert instrument("WDOF19", on=date(2001, 3, 1)) is None
    assert instrument("WDOF19", on=date(2019, 1, 2)) is not None


def test_every_row_names_its_document_and_its_day_of_expiry() -> None:
    assert all(row.source.startswith("B3, ") and isinstance(row.roll, RollRule) for row in INSTRUMENTS)
    assert all(row.kind.is_future for row in INSTRUMENTS)
