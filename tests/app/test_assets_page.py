"""The assets page: tickers, six steps, the report, answers and champions. What a visitor reads is asserted, not how it is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest  # noqa: TC002  # the name of what tests act on

from app.components.assets.doing import doing, of_step
from bancada.core.run import Progress, RunStatus
from bancada.domains.assets.pipeline_state import StepStatus
from bancada.domains.assets.requests import ModelType, Step
from tests.app.conftest import Open
from tests.app.fake_assets import TICKERS, AssetsBench
from tests.app.fake_bench import FakeBench, run
from tests.app.test_pages import button, said

VIEWS = ("data", "pipeline", "report", "predict", "champions")


def opened(open_page: Open, view: str, *, locale: str = "pt-BR", **choices: str) -> AppTest:
    app = open_page("assets", locale=locale, **{"assets-view": view}, **choices)
    assert not app.exception
    return app


def statuses(bench: AssetsBench) -> list[StepStatus]:
    return [one.status for one in bench.assets.pipelines.state().steps]


def change_bars(bench: AssetsBench) -> None:
    """Let the series be others than those that were loaded."""
    series = bench.small.reader.series_of
    for key, (info, bars) in list(series.items()):
        series[key] = (replace(info, sha256="f" * 64), bars)  # type: ignore[index]  # a dict behind the port


def saved_name(bench: AssetsBench) -> str:
    return bench.assets.predictions.models()[0].name


def test_without_daily_bars_the_page_says_where_they_come_in(empty: FakeBench, open_page: Open):
    app = open_page("assets")
    assert "Ainda não há barras diárias" in said(app)
    assert any("Mercado" in one.label for one in app.get("page_link"))


@pytest.mark.parametrize("locale", ["pt-BR", "en-US"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_in_both_languages_when_nothing_was_done_and_promises_nothing(
    view: str, locale: str, assets: AssetsBench, open_page: Open
):
    app = opened(open_page, view, locale=locale)
    assert not app.error
    assert ("quase imprevisíveis" if locale == "pt-BR" else "close to unpredictable") in said(app)


@pytest.mark.parametrize("locale", ["pt-BR", "en-US"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_in_both_languages_when_a_pipeline_is_done(
    view: str, locale: str, assets_done: AssetsBench, open_page: Open
):
    assert not opened(open_page, view, locale=locale).error


@pytest.mark.parametrize(
    "detail", ["figures", "confusion", "calibration", "returns", "equity", "tickers", "trust", "training"]
)
def test_every_detail_of_a_report_opens_by_its_link(detail: str, assets_done: AssetsBench, open_page: Open):
    assert not opened(open_page, "report", **{"assets-detail": detail}).error


def test_bars_are_told_ticker_by_ticker_with_the_prices_they_are_on(assets: AssetsBench, open_page: Open):
    app = opened(open_page, "data", **{"assets-span": "all"})
    table = app.dataframe[0].value.set_index("ticker")
    assert list(table.index) == sorted(TICKERS)
    assert set(table["basis"]) == {"retorno total"}
    assert set(table["fills"]) == {"preços negociados"}
    assert set(table["rows"]) == {"500"}


def test_tickers_with_too_few_rows_are_warned_of(assets: AssetsBench, open_page: Open):
    assert "o treino pede ao menos 1.000" in said(opened(open_page, "data"))


def test_a_link_chooses_the_tickers(assets: AssetsBench, open_page: Open):
    app = opened(open_page, "data", tickers=TICKERS[1])
    assert list(app.dataframe[0].value["ticker"]) == [TICKERS[1]]


def test_nothing_runs_until_it_is_asked_for_and_then_all_six_steps_are_queued(assets: AssetsBench, open_page: Open):
    assets.queue.pause()
    app = opened(open_page, "pipeline", **{"assets-horizon": "3", "assets-tries": "2"})
    assert statuses(assets) == [StepStatus.TODO] * 6
    button(app, "Fazer as seis etapas").click().run()
    assert not app.exception
    assert statuses(assets) == [StepStatus.QUEUED] * 6
    asked = {one.step: one.request for one in assets.assets.pipelines.state().steps}
    assert asked[Step.LOAD]["tickers"] == sorted(TICKERS)
    assert asked[Step.PREPROCESS]["horizon"] == 3
    assert asked[Step.TRAIN]["forest"]["n_iter"] == 2
    assert said(app).count("na fila") == 6


def test_a_step_can_be_done_alone_once_those_before_it_are(assets: AssetsBench, open_page: Open):
    app = opened(open_page, "pipeline", **{"assets-span": "all"})
    assert [app.button(key=f"assets-do-{step}").disabled for step in Step] == [False, *[True] * 5]
    app.button(key="assets-do-load").click().run()
    assert statuses(assets) == [StepStatus.DONE, *[StepStatus.TODO] * 5]
    assert "1.000 linhas" in said(app)
    assert not app.button(key="assets-do-preprocess").disabled


def test_what_a_step_failed_of_is_said_and_it_can_be_done_again(assets: AssetsBench, open_page: Open):
    app = opened(open_page, "pipeline", **{"assets-span": "all"})
    app.button(key="assets-do-load").click().run()
    change_bars(assets)
    app.button(key="assets-do-preprocess").click().run()
    assert not app.exception
    (failed,) = [one for one in assets.assets.pipelines.state().steps if one.status is StepStatus.FAILED]
    assert failed.error.message("pt_BR") in said(app)
    assert app.button(key="assets-do-preprocess").label == "Refazer"


def test_the_track_of_a_done_pipeline_survives_a_refresh_and_tells_each_step_in_a_line(
    assets_done: AssetsBench, open_page: Open
):
    text = said(opened(open_page, "pipeline"))
    assert text.count("concluída em") == 6
    assert f"**{saved_name(assets_done)}**" in text
    assert "AUC da direção no teste" in text


def test_steps_done_with_other_choices_than_the_form_holds_are_named(assets_done: AssetsBench, open_page: Open):
    assert "Feitas com outras escolhas" in said(opened(open_page, "pipeline", **{"assets-horizon": "5"}))


def test_without_a_worker_the_page_says_how_to_start_one(assets: AssetsBench, open_page: Open):
    assets.runs.worker = False
    assert "bancada worker" in said(opened(open_page, "pipeline"))


def test_starting_over_asks_once_and_keeps_saved_models(assets_done: AssetsBench, open_page: Open):
    app = opened(open_page, "pipeline")
    app.button(key="assets-clear").click().run()
    assert statuses(assets_done) == [StepStatus.DONE] * 6
    app.button(key="confirm-yes").click().run()
    assert statuses(assets_done) == [StepStatus.TODO] * 6
    assert assets_done.assets.predictions.models()


def test_the_report_begins_with_its_verdict_and_sets_each_figure_beside_its_baseline(
    assets_done: AssetsBench, open_page: Open
):
    app = opened(open_page, "report")
    found = assets_done.assets.pipelines.evaluation()
    skill = next(one for one in found.findings if one.code.startswith("assets_skill_"))
    text = said(app)
    assert skill.message("pt_BR") in text
    assert found.equity.verdict.message("pt_BR") in text
    assert app.metric[0].label == "AUC da direção"
    assert app.metric[0].delta == "referência: 0,5000"
    assert "referência: acaso" in text


def test_the_level_of_prices_is_told_to_be_what_persistence_gets(assets_done: AssetsBench, open_page: Open):
    text = said(opened(open_page, "report", **{"assets-detail": "returns"}))
    assert "um R2 alto de um nível nada diz de um modelo" in text


def test_a_saved_model_keeps_its_report_when_the_pipeline_is_cleared(assets_done: AssetsBench, open_page: Open):
    assets_done.assets.pipelines.clear()
    app = opened(open_page, "report")
    assert app.selectbox(key="assets-report").value == saved_name(assets_done)
    assert app.metric[0].label == "AUC da direção"


def test_a_model_answers_about_every_chosen_ticker_and_the_answers_are_kept(assets_done: AssetsBench, open_page: Open):
    app = opened(open_page, "predict")
    button(app, "Perguntar").click().run()
    assert not app.exception
    answers = app.dataframe[0].value
    assert list(answers["ticker"]) == sorted(TICKERS)
    assert set(answers["action"]) <= {"vender", "manter", "comprar"}
    assert answers["price"].str.startswith("R$").all()
    assert len(assets_done.small.logged) == len(TICKERS)
    history = app.dataframe[1].value
    assert set(history["ticker"]) == set(TICKERS)


def test_an_answer_of_a_model_that_is_no_champion_says_so(assets_done: AssetsBench, open_page: Open):
    app = opened(open_page, "predict", tickers=TICKERS[0])
    assert assets_done.assets.predictions.champion("b3", ModelType.RF) is None
    button(app, "Perguntar").click().run()
    assert "campeão" in said(app)


def test_a_promotion_against_the_gate_needs_a_reason_and_is_journalled(assets_done: AssetsBench, open_page: Open):
    name = saved_name(assets_done)
    app = opened(open_page, "champions", **{"assets-shelf": name})
    app.button(key=f"assets-promote-{name}").click().run()
    assert app.button(key=f"assets-promote-do-{name}").disabled
    app.toggle(key=f"assets-force.{name}").set_value(True)
    app.text_input(key=f"assets-reason.{name}").set_value("para comparar")
    app.button(key=f"assets-promote-{name}").click().run()
    app.button(key=f"assets-promote-do-{name}").click().run()
    champion = assets_done.assets.predictions.champion("b3", ModelType.RF)
    assert (champion.name, champion.forced, champion.reason) == (name, True, "para comparar")
    assert "para comparar" in said(opened(open_page, "champions"))


def test_a_deleted_model_goes_to_the_trash_and_comes_back(assets_done: AssetsBench, open_page: Open):
    name = saved_name(assets_done)
    app = opened(open_page, "champions", **{"assets-shelf": name})
    app.button(key=f"assets-delete-{name}").click().run()
    app.button(key="confirm-yes").click().run()
    assert assets_done.assets.predictions.models() == ()
    app.button(key="undo-do").click().run()
    assert saved_name(assets_done) == name


def test_a_name_of_a_collection_that_cannot_be_is_refused_with_a_sentence(assets: AssetsBench, open_page: Open):
    app = opened(open_page, "pipeline", collection="../fora")
    assert "../fora" in said(app)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("4/6 train 3/6 fit 3/4", "3/6 · fit 3/4"),
        ("fit 3/4", "fit 3/4"),
        ("4/6 train 7/50 val_loss 0.9312", "epoch 7 of 50 · loss on validation 0.9312"),
        ("val_loss 0.9312", "epoch 3 of 6 · loss on validation 0.9312"),
        ("5/6 evaluate 2/5 test", "2/5 · test"),
        ("1/6 load 1/2 PETR4", "1/2 · PETR4"),
        ("2/6 preprocess", ""),
        ("", ""),
    ],
)
def test_what_a_run_is_at_is_told_in_words(line: str, told: str):
    assert doing(run("r", RunStatus.RUNNING, progress=Progress(3, 6, line))) == told


def test_the_bar_of_a_step_counts_that_step_and_not_all_six():
    training = run("r", RunStatus.RUNNING, progress=Progress(3, 6, "4/6 train 7/50 val_loss 0.9312"))
    found = of_step(training).progress
    assert found is not None
    assert (found.done, found.total) == (7, 50)


def test_the_bar_of_a_step_that_tells_nothing_stays_that_of_its_run():
    waiting = run("r", RunStatus.RUNNING, progress=Progress(1, 6, "2/6 preprocess"))
    assert of_step(waiting) == waiting
