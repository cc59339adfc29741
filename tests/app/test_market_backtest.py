"""The backtest view of the market page: what is asked, the tear sheet, its details, and the trials that are counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.cache import market as cached
from app.components.market.history import trial_title
from bancada.markets.performance import Chosen
from bancada.markets.series import PriceBasis
from bancada.services.market.requests import BacktestRequest, WalkPlan
from tests.app.conftest import Open
from tests.app.fake_bench import FakeBench
from tests.app.fake_market import bars_csv, bring
from tests.app.test_pages import button, said

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

VIEW = {"market-view": "backtest", "random-draws": "50"}
DETAILS = ("figures", "time", "trades", "costs", "trust", "tax")


def run(app: AppTest, label: str = "Executar o backtest") -> AppTest:
    button(app, label).click().run()
    assert not app.exception
    return app


def trials(bench: FakeBench) -> int:
    return len(bench.market.backtests.trials(bench.market.series.list()[0].key))


def test_nothing_is_tried_until_it_is_asked_for(market: FakeBench, open_page: Open):
    app = open_page("market", **VIEW)
    assert not app.exception
    assert "Nenhuma regra foi testada aqui ainda" in said(app)
    assert "Comprada enquanto a média exponencial rápida" in said(app)
    assert trials(market) == 0


@pytest.mark.parametrize(
    ("locale", "label", "words"),
    [
        (
            "pt-BR",
            "Executar o backtest",
            ("Não há vantagem demonstrada após custos", "R$ 1,20 por unidade e lado", "1 tentativa"),
        ),
        ("en-US", "Run the backtest", ("No edge is demonstrated after costs", "R$ 1.20 a unit and side", "1 trial")),
    ],
    ids=["Portuguese", "English"],
)
def test_the_verdict_stands_first_and_the_terms_taken_are_said(
    locale: str, label: str, words: tuple[str, ...], market: FakeBench, open_page: Open
):
    app = run(open_page("market", locale=locale, **VIEW), label)
    text = said(app).replace("\xa0", " ")
    assert all(word in text for word in words)
    assert [one.label for one in app.metric][3] in ("Tão bom por acaso", "As good by chance")


def test_figures_on_the_page_are_those_of_the_tear_sheet(market: FakeBench, open_page: Open):
    app = run(open_page("market", **VIEW))
    info = market.market.series.list()[0]
    found = market.market.backtests.run(info, BacktestRequest("ema_cross", n_random=50))
    table = next(one.value for one in app.dataframe if "own" in one.value)
    assert len(table) == len(found.sheet.strategy.figures)
    row = table.set_index("figure").loc["Operações"]
    assert row["own"] == f"{found.sheet.trades.n}"
    assert trials(market) == 1


@pytest.mark.parametrize("detail", DETAILS)
def test_every_detail_is_drawn(detail: str, market: FakeBench, open_page: Open):
    app = run(open_page("market", **VIEW, **{"tear-sheet": detail}))
    expected = {
        "figures": "bootstrap estacionário",
        "time": "Maiores rebaixamentos",
        "trades": "MAE e MFE",
        "costs": "bps do valor de cada lado",
        "trust": "Sharpe deflacionado",
        "tax": "Imposto pelas alíquotas brasileiras, como futuro",
    }
    assert expected[detail] in said(app)


def test_earning_less_than_holding_stands_under_the_verdict_and_once(market: FakeBench, open_page: Open):
    text = said(run(open_page("market", **VIEW, **{"market-rule": "momentum"})))
    sentence = "Rendeu menos que comprar e manter"
    assert text.count(sentence) == 1
    assert text.index("Não há vantagem demonstrada") < text.index(sentence) < text.index("Por uma regra escrita")


def test_a_link_keeps_capital_size_costs_stops_and_span(market: FakeBench, open_page: Open):
    typed = {
        "market-capital": "50000",
        "market-size": "2",
        "market-fee": "2.5",
        "market-stop": "1.5",
        "market-risk-free": "10.0",
        "market-from": "2024-03-05",
    }
    app = run(open_page("market", **VIEW, **typed))
    assert app.number_input(key="market-capital").value == 50_000
    assert app.date_input(key="market-from").value == date(2024, 3, 5)
    text = said(app).replace("\xa0", " ")
    for word in (
        "capital R$ 50.000,00",
        "tamanho 2",
        "R$ 2,50 por unidade",
        "stop de perda 1,5%",
        "taxa sem risco de 10,00%",
    ):
        assert word in text


def test_a_paper_that_the_code_does_not_tell_is_taxed_when_it_is_said(
    market: FakeBench, open_page: Open, tmp_path: Path
):
    bring(market, tmp_path, bars_csv("BOVA11", n_days=3), name="BOVA11_M5.csv", basis=PriceBasis.RAW)
    link = {**VIEW, "series": "BOVA11,5m,raw", "tear-sheet": "tax"}
    app = run(open_page("market", **link))
    assert "O código BOVA11 não distingue ação ou unit de ETF" in said(app)
    text = said(run(open_page("market", **link, **{"market-paper": "etf"})))
    assert "como ETF" in text
    assert "não distingue" not in text


def test_costs_go_from_gross_to_net(market: FakeBench, open_page: Open):
    app = run(open_page("market", **VIEW, **{"tear-sheet": "costs"}))
    table = next(one.value for one in app.dataframe if "each" in one.value)
    before, slippage, fees, net = (
        float(text.replace("R$", "").replace("\xa0", "").replace(".", "").replace(",", ".")) for text in table["value"]
    )
    assert net == pytest.approx(before + slippage + fees, abs=0.02)
    assert slippage < 0
    assert fees < 0


def test_choices_changed_after_a_run_are_told_apart_from_what_is_shown(market: FakeBench, open_page: Open):
    app = run(open_page("market", **VIEW))
    app.number_input(key="ema_cross-fast").set_value(4).run()
    assert "elas mudaram depois" in said(app)
    assert trials(market) == 1


def test_what_is_tried_after_something_else_is_said_to_have_had_its_sessions_looked_at(
    market: FakeBench, open_page: Open
):
    app = run(open_page("market", **VIEW))
    app.number_input(key="ema_cross-fast").set_value(4).run()
    text = said(run(app))
    assert "Estes pregões de WDO já tinham sido vistos antes de “Cruzamento de duas médias” ser mostrada" in text
    assert "2 tentativas neste código até agora." in text


def test_a_walk_forward_shows_its_windows_and_counts_every_set(market: FakeBench, open_page: Open):
    app = open_page("market", **VIEW, **{"walk-forward": "1", "walk-windows": "2", "tear-sheet": "walk"})
    text = said(run(app, "Executar o walk-forward"))
    assert "2 janelas, escolhidos entre 8 conjuntos de parâmetros" in text
    assert "Sharpe onde foi escolhido" in text
    assert trials(market) == 9


def test_terms_that_are_typed_are_those_of_the_backtest(
    market: FakeBench, open_page: Open, monkeypatch: pytest.MonkeyPatch
):
    asked = []
    real = cached.backtest
    monkeypatch.setattr(cached, "backtest", lambda *given: asked.append(given) or real(*given))
    app = open_page("market", **VIEW, **{"day-trade": "1", "short": "0", "slippage": "2.0"})
    app.number_input(key="market-size").set_value(3.0)
    app.number_input(key="market-stop").set_value(1.5)
    app.date_input(key="market-from").set_value(date(2024, 3, 5))
    app.date_input(key="market-to").set_value(date(2024, 3, 20))
    run(app.run())
    request = asked[-1][1]
    assert (request.terms.size, request.terms.stop_loss, request.terms.take_profit) == (3, 0.015, None)
    assert (request.terms.is_flat_overnight, request.terms.allow_short, request.terms.slippage_ticks) == (
        True,
        False,
        2,
    )
    assert (request.start.date(), request.end.date()) == (date(2024, 3, 5), date(2024, 3, 21))


def test_a_wrong_order_of_parameters_is_told_and_nothing_counts(market: FakeBench, open_page: Open):
    app = open_page("market", **VIEW)
    app.number_input(key="ema_cross-fast").set_value(40).run()
    run(app)
    assert any("ema_cross" in one.value or "40" in one.value for one in app.error)
    assert trials(market) == 0


def test_trials_are_listed_best_first_by_the_names_people_know(market: FakeBench, open_page: Open):
    info = market.market.series.list()[0]
    for fast in (3, 5, 8):
        market.market.backtests.run(info, BacktestRequest("ema_cross", {"fast": fast}, n_random=20))
    app = open_page("market", **VIEW)
    table = next(one.value for one in app.dataframe if "sharpe" in one.value)
    ratios = [float(text.replace(",", ".")) for text in table["sharpe"]]
    assert ratios == sorted(ratios, reverse=True)
    assert set(table["timeframe"]) == {"5m"}
    assert set(table["what"]) == {
        f"Cruzamento de duas médias (média rápida {fast}, média lenta 20)" for fast in (3, 5, 8)
    }


def test_a_rule_that_is_gone_keeps_its_code_in_the_list(market: FakeBench):
    assert trial_title("martingale(stake=2)") == "martingale (stake 2)"
    assert trial_title("buy_and_hold()") == "Buy and hold"
    assert trial_title("ema_cross, walk-forward, 5 rolling windows").endswith("5 windows, on the latest sessions")


def test_a_tear_sheet_out_of_sample_says_so(market: FakeBench):
    found = cached.backtest(market.market.series.list()[0], BacktestRequest("momentum", n_random=20), WalkPlan(2))
    assert found.sheet.setup.rule.chosen is Chosen.OUT_OF_SAMPLE


def test_after_a_refresh_what_was_tried_is_shown_again_and_counts_nothing(market: FakeBench, open_page: Open):
    run(open_page("market", **VIEW))
    again = open_page("market", **VIEW)
    assert not again.exception
    assert "Não há vantagem demonstrada após custos" in said(again)
    assert trials(market) == 1


def test_with_trials_made_the_empty_state_does_not_say_that_there_are_none(market: FakeBench, open_page: Open):
    run(open_page("market", **VIEW))
    other = open_page("market", **{**VIEW, "market-rule": "momentum"})
    assert not other.exception
    assert "Nenhuma regra foi testada" not in said(other)
