"""The lottery page: tickets marked, generated, closed, checked, backtested and sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
import sqlalchemy as sa

from app import state
from app.components.lottery import card, picks
from app.state import Choice
from bancada.core.run import RunStatus
from bancada.domains.lottery.backtest import backtest_probabilities
from bancada.domains.lottery.closing import closes_at
from bancada.domains.lottery.seals import SealBook
from bancada.domains.lottery.significance import BacktestReport, report
from bancada.services.lottery.requests import BacktestRequest
from tests.app.conftest import Open
from tests.app.fake_bench import FakeBench, run
from tests.app.fake_lottery import model
from tests.app.test_pages import said

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

VIEWS = ("generate", "check", "backtest", "sealed")
TICKET = "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15"


def view(name: str) -> dict[str, str]:
    return state.LOTTERY_VIEW.link(name)


def metrics(app: AppTest) -> dict[str, str]:
    return {one.label: one.value for one in app.metric}


def imported(bench: FakeBench) -> FakeBench:
    """Say of the draws that they are not simulated, as sealing asks."""
    with bench.lottery.seals.book._engine.begin() as connection:
        connection.execute(sa.text("UPDATE resultados_oficiais SET origem = 'imported'"))
    return bench


def sealed_before(bench: FakeBench, contest: int, *, model: str = "ls15-campeao") -> None:
    """Seal a ticket for a contest of the record, as it would have been before its draw."""
    found = bench.lottery.draws.draws().between(contest, contest)
    draw_on = found.dates[0].item()
    book = SealBook(bench.lottery.seals.book._engine, clock=lambda: closes_at(draw_on) - timedelta(hours=2))
    book.seal(contest, [found.numbers[0].tolist()], model=model, seed=None, draw_on=draw_on, last_contest=contest - 1)


@pytest.mark.parametrize("locale", ["pt-BR", "en-US"])
@pytest.mark.parametrize("name", VIEWS)
def test_every_view_opens_by_its_link_in_both_languages(name: str, locale: str, lottery: FakeBench, open_page: Open):
    app = open_page("lottery", locale=locale, **view(name))
    assert not app.exception
    assert not app.error


def test_a_tap_fixes_a_number_the_next_strikes_it_and_a_third_frees_it(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **view("generate"))
    states = []
    for _tap in range(3):
        app.button(key="lottery-number-rules-7").click().run()
        states.append((app.query_params.get("lottery-fixed"), app.query_params.get("lottery-out")))
    assert states == [("7", None), (None, "7"), (None, None)]
    assert not app.exception


def test_the_number_of_tickets_left_is_exact_at_once(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **view("generate"), **{"lottery-fixed": "1-2", "lottery-out": "25"})
    assert "**497.420** de 3.268.760" in said(app)  # C(22, 13)
    app.slider(key="lottery-even-15").set_value((7, 7)).run()
    assert "**152.460** de 3.268.760" in said(app)
    assert not app.exception


def test_rules_that_contradict_each_other_are_named_and_generate_nothing(lottery: FakeBench, open_page: Open):
    sixteen = "-".join(str(number) for number in range(1, 17))
    app = open_page("lottery", **view("generate"), **{"lottery-fixed": sixteen})
    assert said(app).count("Há 16 dezenas fixas") == 1
    assert app.button(key="lottery-generate").disabled


def test_generated_tickets_keep_the_rules_and_stand_beside_what_chance_says(lottery: FakeBench, open_page: Open):
    app = open_page(
        "lottery",
        **view("generate"),
        **{"lottery-fixed": "3-25", "lottery-out": "1", "lottery-how": "diversified", "lottery-tickets": "5"},
    )
    app.button(key="lottery-generate").click().run()
    assert not app.exception
    made = app.session_state[picks.MADE.name]
    assert len(set(made.found.tickets)) == 5
    assert all({3, 25} <= set(ticket) and 1 not in ticket for ticket in made.found.tickets)
    assert made.model == "ls15-campeao"
    assert "a mesma chance" in said(app)
    assert "dados simulados" in said(app)


def test_changed_choices_are_told_from_the_tickets_that_were_made(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **view("generate"))
    app.button(key="lottery-generate").click().run()
    assert "mudaram desde então" not in said(app)
    app.button(key="lottery-number-rules-4").click().run()
    assert "mudaram desde então" in said(app)


def test_the_same_link_makes_the_same_tickets(lottery: FakeBench, open_page: Open):
    chosen = {"lottery-how": "sample", "lottery-tickets": "3", "lottery-seed": "11", "lottery-model": "uniform"}
    found = []
    for _visit in range(2):
        app = open_page("lottery", **view("generate"), **chosen)
        app.button(key="lottery-generate").click().run()
        found.append(app.session_state[picks.MADE.name].found.tickets)
    assert found[0] == found[1]


@pytest.mark.parametrize(("is_champion", "chosen"), [(True, "ls15-campeao"), (False, "uniform")])
def test_without_a_champion_all_numbers_count_alike_until_a_model_is_chosen(
    is_champion: bool, chosen: str, lottery: FakeBench, open_page: Open
):
    lottery.models.infos = [model("ls14-novo"), model("ls15-campeao", champion=is_champion)]
    assert open_page("lottery", **view("generate")).selectbox(key=picks.MODEL.name).value == chosen


@pytest.mark.parametrize(
    "numbers",
    [
        {"lottery-how": "sample", "lottery-temperature": "-4"},
        {"lottery-how": "diversified", "lottery-overlap": "19"},
        {"lottery-tickets": "1.5"},
        {"lottery-tickets": "99999"},
    ],
)
def test_a_link_with_a_number_that_cannot_be_chosen_opens_with_the_usual_one(
    numbers: dict[str, str], lottery: FakeBench, open_page: Open
):
    app = open_page("lottery", **view("generate"), **numbers)
    assert not app.exception
    assert not app.error
    assert app.button(key="lottery-generate")


def test_simulated_draws_cannot_be_sealed_for(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **view("generate"))
    app.button(key="lottery-generate").click().run()
    assert app.button(key="lottery-seal").disabled
    assert "não há concurso para o qual selar" in said(app)


def test_tickets_are_sealed_once_and_then_wait_in_the_ledger(lottery: FakeBench, open_page: Open):
    imported(lottery)
    answer = lottery.lottery.forecasts.predict
    lottery.lottery.forecasts.predict = lambda model=None: replace(answer(model), is_simulated=False)
    app = open_page("lottery", **view("generate"), **{"lottery-tickets": "2"})
    app.button(key="lottery-generate").click().run()
    app.button(key="lottery-seal").click().run()
    assert not app.exception
    assert "2 palpites estão selados" in said(app)
    assert "lottery-seal" not in {one.key for one in app.button}
    (first, second) = lottery.lottery.seals.book.list()
    assert (first.model, first.contest, second.previous) == ("ls15-campeao", 401, first.sha256)
    app = open_page("lottery", **view("sealed"))
    assert metrics(app)["À espera do sorteio"] == "2"
    assert list(app.dataframe[0].value["Acertos"]) == ["esperando", "esperando"]


def test_drawn_seals_are_scored_and_the_evidence_stands_beside_its_threshold(lottery: FakeBench, open_page: Open):
    for contest in (390, 391):
        sealed_before(lottery, contest)
    app = open_page("lottery", **view("sealed"))
    assert not app.exception
    assert list(app.dataframe[0].value["Acertos"]) == ["15", "15"]
    found = lottery.lottery.seals.evidence()[0]
    assert found.n_contests == 2
    assert metrics(app)["Palpites apurados"] == "2"
    assert "sinal a partir de" in next(one for one in app.metric if one.label == "Evidência E").delta
    assert any(one.value == lottery.lottery.seals.verify().digest for one in app.code)
    assert "RFC 3161" in said(app)


def test_an_empty_ledger_says_what_sealing_is_for(lottery: FakeBench, open_page: Open):
    assert "Nenhum palpite foi selado ainda" in said(open_page("lottery", **view("sealed")))


@pytest.mark.parametrize(("size", "n_tickets"), [(16, 1), (17, 8), (18, 24)])
def test_a_closure_is_shown_with_its_certificate(size: int, n_tickets: int, lottery: FakeBench, open_page: Open):
    pool = "-".join(str(number) for number in range(1, size + 1))
    app = open_page("lottery", **view("generate"), **{"lottery-make": "closure", "lottery-pool": pool})
    assert not app.exception
    assert metrics(app)["Palpites"] == str(n_tickets)
    assert "**Certificado.**" in said(app)
    assert "nunca faz menos de 14 acertos" in said(app)


def test_a_pool_too_small_says_how_many_numbers_it_takes(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **view("generate"), **{"lottery-make": "closure", "lottery-pool": "1-2-3"})
    assert "Escolha de 16 a 18 dezenas" in said(app)


def checked(app: AppTest, text: str) -> AppTest:
    app.text_area(key=picks.PASTED.name).set_value(text).run()
    return app.button(key="lottery-check").click().run()


def test_pasted_tickets_are_checked_beside_what_chance_expects(lottery: FakeBench, open_page: Open):
    app = checked(open_page("lottery", **view("check")), f"{TICKET}\n{TICKET} 16")
    assert not app.exception
    found = lottery.lottery.tickets.check(lottery.lottery.tickets.parse(f"{TICKET}\n{TICKET} 16"))
    assert metrics(app)["Prêmios"] == str(int(found.prizes.sum()))
    assert "o acaso espera 720" in [one.delta for one in app.metric]
    assert list(app.dataframe[0].value["Palpite"]) == [1, 2]


def test_one_contest_shows_its_draw(lottery: FakeBench, open_page: Open):
    last = lottery.lottery.draws.draws()[-1:].numbers[0].tolist()
    app = open_page("lottery", **view("check"), **{"lottery-contests": "one", "lottery-contest": "400"})
    checked(app, card.numbers_text(last))
    assert not app.exception
    assert metrics(app)["Melhor acerto"] == "15"
    assert "Sorteadas no concurso 400" in said(app)


def test_wrong_lines_are_all_named_and_nothing_is_checked(lottery: FakeBench, open_page: Open):
    app = checked(open_page("lottery", **view("check")), f"{TICKET}\n1 2 3\n{TICKET} 99")
    assert "Linha 2: 3 dezenas" in said(app)
    assert "Linha 3" in said(app)
    assert not app.metric


@pytest.mark.parametrize("rule", ["uniform", "frequency", "last-k", "markov"])
def test_a_rule_is_judged_at_once_against_the_exact_law(rule: str, lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **view("backtest"), **{"lottery-rule": rule})
    app.button(key="lottery-backtest").click().run()
    assert not app.exception
    assert f" {rule} acertou" not in said(app)
    assert "” acertou" in said(app)
    request, found = app.session_state[picks.JUDGED.name]
    assert (request.rule, found.n_draws) == (rule, 399)
    assert {"Média de acertos", "p, exato", "p, corrigido", "Menor ganho visível"} <= set(metrics(app))
    assert "dados simulados" in said(app)
    assert "já tentados: 1." in said(app)


def test_a_range_of_contests_is_judged_alone(lottery: FakeBench, open_page: Open):
    app = open_page(
        "lottery", **view("backtest"), **{"lottery-span": "range", "lottery-from": "300", "lottery-to": "350"}
    )
    app.button(key="lottery-backtest").click().run()
    found: BacktestReport = app.session_state[picks.JUDGED.name][1]
    assert (found.first, found.last, len(found.hits)) == (300, 350, 51)
    assert "concursos 300 a 350" in said(app)


def test_a_model_is_judged_in_the_background_and_shown_when_it_is_done(lottery: FakeBench, open_page: Open):
    chance = lottery.lottery.chance
    asked: list[BacktestRequest] = []
    draws = lottery.lottery.draws.draws()
    alike = np.full((len(draws), 25), 0.6)
    found = report(backtest_probabilities(draws, alike, name="ls15-campeao"), n_tried=3)

    class Background:
        """Judges as the service does, but in a run that is at hand."""

        tried = staticmethod(chance.tried)
        economics = staticmethod(chance.economics)

        def submit_backtest(self, request: BacktestRequest) -> str:
            asked.append(request)
            lottery.runs.runs.insert(0, run("bt-1", RunStatus.WAITING, kind="lottery-backtest", title=request.model))
            return "bt-1"

        def backtest_of(self, run_id: str) -> BacktestReport:
            return found

    lottery.lottery = replace(lottery.lottery, chance=Background())
    app = open_page("lottery", **view("backtest"), **{"lottery-subject": "model"})
    app.button(key="lottery-backtest").click().run()
    assert not app.exception
    assert [one.model for one in asked] == ["ls15-campeao"]
    assert "Avaliando ls15-campeao" in said(app)
    lottery.runs.runs[0] = replace(lottery.runs.runs[0], status=RunStatus.DONE, ended_at=datetime.now(UTC))
    app = open_page("lottery", **view("backtest"), **{"lottery-subject": "model", "lottery-backtest-run": "bt-1"})
    assert not app.exception
    assert "ls15-campeao, concursos 2 a 400" in said(app)
    assert (metrics(app)["Log-loss"], metrics(app)["Brier"]) == ("0,6730", "0,2400")


def test_what_playing_costs_stands_beside_what_comes_back(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **view("backtest"), **{"lottery-judging": "money"})
    assert not app.exception
    assert metrics(app)["Volta de cada real"] == "R$\xa00,39"
    odds = app.dataframe[0].value
    assert list(odds["Dezenas"]) == [15, 16, 17, 18, 19, 20]
    assert odds["15 acertos: 1 em"].iloc[1] == pytest.approx(204_297.5)
    assert "+18" in said(app)


def test_marks_pass_over_what_is_no_number_of_the_card(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Choice, "get", lambda self: "3-99-x-25-0-3")
    assert card.marked(picks.FIXED) == (3, 25)
