"""What the dashboard tells of the lottery outside its own views: the home page, the line of contests, metrics held to a law."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.components import board
from bancada.core.leaderboard import Interval
from bancada.core.model import MetricFigure
from bancada.domains.lottery.closing import closes_at
from bancada.domains.lottery.seals import SealBook
from tests.app import fake_lottery
from tests.app.conftest import Open
from tests.app.fake_bench import FakeBench
from tests.app.test_lottery_page import balls
from tests.app.test_lottery_tickets import imported
from tests.app.test_pages import said

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


def steps(app: AppTest) -> list[str]:
    """Return the labels of links to the lottery page."""
    return [one.label.strip("*") for one in app.get("page_link") if "lottery-view" in one.proto.query_string]


def test_home_says_what_draws_there_are_and_that_simulated_ones_give_way_to_official_ones(
    lottery: FakeBench, open_page: Open
):
    app = open_page("home")
    assert not app.exception
    assert "400 sorteios · último concurso 400" in said(app)
    assert "dados simulados" in said(app)
    assert steps(app) == ["Importar os sorteios oficiais", "Gerar palpites"]


def test_home_counts_results_that_are_missing_and_seals_that_wait(lottery: FakeBench, open_page: Open):
    imported(lottery)
    service = lottery.lottery
    contest = service.draws.draws().last + 1
    draw_on = service.draws.next_contest().draw_on
    book = SealBook(service.seals.book._engine, clock=lambda: closes_at(draw_on) - timedelta(hours=2))
    book.seal(contest, [tuple(range(1, 16))], model="uniform", seed=None, draw_on=draw_on, last_contest=contest - 1)
    later = replace(service.draws, clock=lambda: fake_lottery.NOW + timedelta(days=7))
    service.draws = later
    app = open_page("home")
    assert not app.exception
    assert "400 sorteios · importado · último concurso 400" in said(app)
    assert "concursos não estão no histórico" in said(app)
    assert "1 aguarda o sorteio." in said(app)
    assert steps(app) == ["Buscar os resultados que faltam", "Ver os palpites selados", "Gerar palpites"]


def test_home_without_a_draw_leads_to_bringing_them_in(empty_lottery: FakeBench, open_page: Open):
    app = open_page("home")
    assert not app.exception
    assert "Ainda não há sorteios" in said(app)
    assert steps(app) == ["Trazer os sorteios"]


@pytest.mark.parametrize("view", ["train", "generate", "check", "backtest", "sealed"])
def test_outside_the_history_last_and_next_contest_stand_in_one_line(view: str, lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **{"lottery-view": view})
    (line,) = [one.value for one in app.markdown if "Último concurso" in one.value]
    assert "**400**" in line
    assert "Próximo: **401** (apostas até" in line
    assert "20:00" in line
    assert "<ul" not in balls(app)


def test_a_number_of_the_card_stays_the_same_button_and_says_its_state(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **{"lottery-view": "generate"})
    seen = []
    for _tap in range(4):
        button = app.button(key="lottery-number-rules-3")
        seen.append((button.label, button.proto.type, button.proto.id))
        button.click().run()
    labels, types, ids = zip(*seen, strict=True)
    assert labels == ("03", "03:gray[, fixa]", "~~03~~:gray[, excluída]", "03")
    assert len(set(types)) == len(set(ids)) == 1


def test_a_number_of_a_pool_is_called_chosen(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **{"lottery-view": "generate", "lottery-make": "closure", "lottery-pool": "7"})
    assert app.button(key="lottery-number-pool-7").label == "07:gray[, escolhida]"


@pytest.mark.parametrize("hits", [8.9, 9.4])
def test_hits_beside_the_law_are_never_coloured(hits: float, lottery: FakeBench, open_page: Open):
    figure = MetricFigure("Hits", hits, "holdout", greater_is_better=True, interval=Interval(8.8, 9.5), baseline=9.0)
    lottery.models.infos = [
        replace(info, metrics=(*info.metrics, figure)) if info.is_champion else info for info in lottery.models.infos
    ]
    app = open_page("lottery", **{"lottery-view": "train"})
    (metric,) = [one for one in app.metric if one.label == "Acertos"]
    assert metric.proto.color == metric.proto.GRAY
    assert metric.proto.delta_description == "contra 9 pela lei do jogo"


def test_the_best_stand_in_one_order_also_where_the_baseline_is_one_of_them():
    found = fake_lottery.board()
    titles = [replace(found, top=top) for top in (("ls15", "uniform", "ls14pp"), ("ls15", "ls14pp"))]
    assert [board.top_frame(one)["title"].tolist() for one in titles] == [
        ["LS15", "Uniform", "LS14++"],
        ["LS15", "LS14++", "Uniform"],
    ]


def test_a_ticket_that_no_model_ordered_says_so_in_the_ledger(lottery: FakeBench, open_page: Open):
    imported(lottery)
    found = lottery.lottery.draws.draws().between(398, 398)
    draw_on = found.dates[0].item()
    book = SealBook(lottery.lottery.seals.book._engine, clock=lambda: closes_at(draw_on) - timedelta(hours=2))
    book.seal(398, [found.numbers[0].tolist()], model="uniform", seed=None, draw_on=draw_on, last_contest=397)
    app = open_page("lottery", **{"lottery-view": "sealed"})
    assert app.dataframe[0].value["Modelo"].tolist() == ["nenhum modelo"]
