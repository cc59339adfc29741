"""Tax on gains at B3: worked by hand, exact to the centavo."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada.core.errors import BadInput
from bancada.markets.brazil.execution import Execution, Paper, Side
from bancada.markets.brazil.fees import Brokerage, fees_of
from bancada.markets.brazil.matching import match
from bancada.markets.brazil.taxes import TaxKind, monthly_tax


def buy(day: str, quantity: int, price: str, symbol: str = "PETR4", **more: object) -> Execution:
    return Execution(symbol, date.fromisoformat(day), Side.BUY, quantity, Decimal(price), **more)


def sell(day: str, quantity: int, price: str, symbol: str = "PETR4", **more: object) -> Execution:
    return Execution(symbol, date.fromisoformat(day), Side.SELL, quantity, Decimal(price), **more)


def test_share_gains_are_exempt_up_to_20_000_reais_of_sales_in_the_month() -> None:
    (month,) = monthly_tax([buy("2024-02-05", 1000, "15"), sell("2024-03-05", 1000, "20.00")]).months

    assert month.share_sales == Decimal(20_000)
    assert month.kinds[TaxKind.COMMON].exempt == Decimal(5_000)
    assert month.due == 0


def test_one_centavo_more_of_sales_makes_all_of_the_gain_taxable() -> None:
    executions = [buy("2024-02-05", 1001, "15"), sell("2024-03-05", 1000, "20.00"), sell("2024-03-06", 1, "0.01")]

    month = monthly_tax(executions).months[-1]

    assert month.share_sales == Decimal("20000.01")
    assert month.kinds[TaxKind.COMMON].result == Decimal("4985.01")
    assert month.kinds[TaxKind.COMMON].tax == Decimal("747.75")
    assert month.kinds[TaxKind.COMMON].set_off == 0  # 0.005% of the sales is R$ 1.00, which is not withheld
    assert month.payable == Decimal("747.75")


@pytest.mark.parametrize("paper", [Paper.ETF, Paper.BDR, Paper.OPTION], ids=lambda paper: paper.value)
def test_what_is_no_share_is_never_exempt(paper: Paper) -> None:
    executions = [buy("2024-02-05", 100, "10", paper=paper), sell("2024-03-05", 100, "12", paper=paper)]

    assert monthly_tax(executions).months[-1].kinds[TaxKind.COMMON].tax == Decimal("30.00")


def test_a_day_trade_pays_a_fifth_and_what_was_withheld_is_set_off() -> None:
    (month,) = monthly_tax([buy("2024-03-05", 1000, "10"), sell("2024-03-05", 1000, "11")]).months

    day_trade = month.kinds[TaxKind.DAY_TRADE]
    assert (day_trade.result, day_trade.tax) == (Decimal(1000), Decimal("200.00"))
    assert (day_trade.withheld, day_trade.set_off) == (Decimal("10.00"), Decimal("10.00"))
    assert month.payable == Decimal("190.00")
    assert month.share_sales == 0  # the sale of a day trade does not count towards the exemption


def test_losses_are_carried_within_their_kind_only() -> None:
    executions = [
        buy("2024-01-08", 1000, "10"), sell("2024-01-08", 1000, "9"),  # a day trade loses 1,000
        buy("2024-02-05", 2000, "20"), sell("2024-03-05", 2000, "21"),  # a common gain of 2,000, not exempt
        buy("2024-04-01", 1000, "10"), sell("2024-04-01", 1000, "11.50"),  # a day trade gains 1,500
    ]  # fmt: skip

    january, march, april = monthly_tax(executions).months

    assert january.kinds[TaxKind.DAY_TRADE].loss_carried == Decimal(1000)
    assert march.kinds[TaxKind.COMMON].loss_used == 0
    assert march.kinds[TaxKind.COMMON].tax == Decimal("300.00")
    assert april.kinds[TaxKind.DAY_TRADE].loss_used == Decimal(1000)
    assert april.kinds[TaxKind.DAY_TRADE].tax == Decimal("100.00")


def test_an_exempt_gain_uses_up_no_loss_and_a_loss_of_a_small_month_is_carried() -> None:
    executions = [
        buy("2024-01-08", 300, "50"),
        sell("2024-02-08", 100, "40"),  # loses 1,000, sales of 4,000
        sell("2024-03-08", 100, "60"),  # gains 1,000, exempt
        buy("2024-04-08", 900, "50"),
        sell("2024-05-08", 1000, "60"),  # gains 10,000, sales of 60,000
    ]

    february, march, may = monthly_tax(executions).months

    assert february.kinds[TaxKind.COMMON].loss_carried == Decimal(1000)
    assert march.kinds[TaxKind.COMMON].loss_carried == Decimal(1000)
    assert may.kinds[TaxKind.COMMON].taxable == Decimal(9000)
    assert may.kinds[TaxKind.COMMON].set_off == Decimal("3.00")


def test_a_fund_pays_a_fifth_apart_from_everything_else() -> None:
    executions = [
        buy("2024-02-05", 100, "100", "HGLG11", paper=Paper.FII),
        sell("2024-03-05", 100, "110", "HGLG11", paper=Paper.FII),
        buy("2024-02-05", 100, "20"),
        sell("2024-03-05", 100, "10"),
    ]

    month = monthly_tax(executions).months[-1]

    assert month.kinds[TaxKind.FUND].tax == Decimal("200.00")
    assert month.kinds[TaxKind.COMMON].loss_carried == Decimal(1000)


def test_a_payment_below_ten_reais_waits_for_the_next() -> None:
    executions = [
        buy("2024-02-01", 100, "10"), sell("2024-02-01", 100, "10.40"),
        buy("2024-03-01", 100, "10"), sell("2024-03-01", 100, "10.40"),
    ]  # fmt: skip

    first, second = monthly_tax(executions).months

    assert (first.due, first.payable) == (Decimal("7.60"), 0)
    assert (second.waiting, second.payable) == (Decimal("7.60"), Decimal("15.20"))


def test_a_future_earns_reais_by_its_multiplier() -> None:
    mini = {"symbol": "WDOH24", "paper": Paper.FUTURE, "multiplier": Decimal(10)}
    executions = [sell("2024-02-05", 2, "4990.0", **mini), buy("2024-02-05", 2, "4985.5", **mini)]

    (month,) = monthly_tax(executions).months

    assert month.kinds[TaxKind.DAY_TRADE].result == Decimal(90)
    assert month.share_sales == 0


def test_within_a_day_the_first_bought_meets_the_first_sold_and_the_rest_is_held() -> None:
    found = match([buy("2024-02-05", 100, "10"), buy("2024-02-05", 100, "12"), sell("2024-02-05", 150, "11")])

    assert [(r.quantity, r.gain) for r in found.results] == [(100, Decimal(100)), (50, Decimal(-50))]
    assert all(result.is_day_trade for result in found.results)
    assert found.positions["PETR4"].quantity == 50
    assert found.positions["PETR4"].cost == Decimal(600)


def test_of_a_future_held_overnight_a_tiny_share_of_the_settlements_is_withheld() -> None:
    full = {"symbol": "DOLH24", "paper": Paper.FUTURE, "multiplier": Decimal(50), "fees": Decimal(5)}
    executions = [buy("2024-02-05", 10, "4900", **full), sell("2024-02-06", 10, "5000", **full)]

    common = monthly_tax(executions).months[0].kinds[TaxKind.COMMON]

    assert common.result == Decimal("49990.00")
    assert common.withheld == Decimal("2.50")  # 0.005% of 50,000, fees left out


def test_what_brokers_withheld_and_met_no_tax_is_told_apart() -> None:
    executions = [
        buy("2024-01-08", 1000, "10"), sell("2024-01-08", 1000, "11"),
        buy("2024-01-09", 1000, "10"), sell("2024-01-09", 1000, "8"),
    ]  # fmt: skip

    statement = monthly_tax(executions)

    assert (statement.total, statement.withheld, statement.to_pay, statement.unused) == (
        0,
        Decimal("10.00"),
        0,
        Decimal("10.00"),
    )


def test_a_short_position_closed_later_gains_when_the_price_fell() -> None:
    found = match([sell("2024-02-05", 100, "12"), buy("2024-02-06", 100, "10")])

    assert [(r.gain, r.is_day_trade, r.sold) for r in found.results] == [(Decimal(200), False, Decimal(1200))]
    assert found.positions == {}


def test_a_purchase_larger_than_the_short_position_turns_it_long() -> None:
    found = match([sell("2024-02-05", 100, "12"), buy("2024-02-06", 250, "10")])

    assert found.positions["PETR4"].quantity == 150
    assert found.positions["PETR4"].cost == Decimal(1500)


def test_rates_from_before_the_table_are_not_guessed() -> None:
    with pytest.raises(BadInput, match="2005-01-01"):
        monthly_tax([buy("2004-01-05", 1, "10"), sell("2004-01-06", 1, "11")])


def test_a_quantity_of_nothing_is_refused() -> None:
    with pytest.raises(BadInput, match="PETR4"):
        match([buy("2024-02-05", 0, "10")])


def test_what_is_still_held_and_rates_that_may_be_old_are_said() -> None:
    statement = monthly_tax([buy("2026-02-05", 100, "10"), sell("2026-03-05", 50, "11")])

    codes = [finding.code for finding in statement.findings]
    assert codes == ["tax_not_advice", "tax_still_held", "tax_table_may_be_old"]


def test_spot_fees_are_a_share_of_the_value_and_differ_for_day_trades() -> None:
    one = buy("2024-02-05", 1000, "10")

    assert fees_of(one, is_day_trade=False) == Decimal("3.00")
    assert fees_of(one, is_day_trade=True) == Decimal("2.30")
    assert fees_of(buy("2020-02-05", 1000, "10"), is_day_trade=False) == Decimal("3.25")


def test_brokerage_bears_the_municipal_tax() -> None:
    broker = Brokerage(per_order=Decimal("4.90"), iss=Decimal("0.05"))

    assert fees_of(buy("2024-02-05", 100, "10"), is_day_trade=False, brokerage=broker) == Decimal("5.45")


def test_futures_cost_reais_a_contract_and_an_unknown_one_is_named() -> None:
    mini = {"paper": Paper.FUTURE, "multiplier": Decimal(10)}

    assert fees_of(buy("2024-02-05", 3, "4990", "WDOH24", **mini), is_day_trade=True) == Decimal("1.80")
    with pytest.raises(BadInput, match="BGIH24"):
        fees_of(buy("2024-02-05", 3, "250", "BGIH24", **mini), is_day_trade=True)


def test_fees_from_before_the_table_are_not_guessed() -> None:
    with pytest.raises(BadInput, match="2013-12-02"):
        fees_of(buy("2010-02-05", 100, "10"), is_day_trade=False)


EXECUTIONS = st.lists(
    st.builds(
        Execution,
        symbol=st.sampled_from(["PETR4", "VALE3"]),
        on=st.dates(date(2023, 1, 2), date(2023, 6, 30)),
        side=st.sampled_from(Side),
        quantity=st.integers(1, 500),
        price=st.decimals("0.01", "90", places=2),
        paper=st.sampled_from([Paper.SHARE, Paper.ETF]),
        fees=st.decimals("0", "5", places=2),
    ),
    max_size=40,
)


@given(EXECUTIONS)
def test_what_was_gained_is_what_came_in_and_what_is_held_at_cost(executions: list[Execution]) -> None:
    found = match(executions)

    cash = sum((one.value if one.side is Side.SELL else -one.value) - one.fees for one in executions)
    gained = sum(result.gain for result in found.results)
    at_cost = sum(position.cost for position in found.positions.values())
    assert abs(gained - at_cost - cash) < Decimal("1e-15")


@given(EXECUTIONS)
def test_no_tax_is_negative_and_what_was_withheld_never_exceeds_it(executions: list[Execution]) -> None:
    for month in monthly_tax(executions).months:
        assert month.payable >= 0
        for kind in month.kinds.values():
            assert all(amount == round(amount, 2) for amount in (kind.result, kind.tax, kind.due, kind.loss_carried))
            assert min(kind.tax, kind.due, kind.loss_used, kind.loss_carried, kind.taxable, kind.exempt) >= 0
            assert kind.set_off <= kind.tax


@given(EXECUTIONS, st.randoms(use_true_random=False))
def test_the_order_in_which_days_are_told_changes_nothing(executions: list[Execution], shuffle: object) -> None:
    days = sorted({one.on for one in executions})
    shuffle.shuffle(days)
    retold = [one for day in days for one in executions if one.on == day]

    assert monthly_tax(retold) == monthly_tax(executions)
