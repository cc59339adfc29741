"""Every page in its states: empty, full, wrong. What a visitor reads is asserted, not how it is drawn."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest  # noqa: TC002  # the name of what tests act on

from app import state
from bancada.core.errors import DatasetNotFound, RegistryNewer
from bancada.core.run import RunStatus
from tests.app.conftest import Open
from tests.app.fake_bench import FakeBench, leaderboard, run, signature

TITLES = {
    "home": ("Início", "Home"),
    "explore": ("Explorar", "Explore"),
    "compare": ("Treinar e comparar", "Train and compare"),
    "models": ("Modelos", "Models"),
    "predict": ("Prever", "Predict"),
    "market": ("Mercado", "Market"),
    "assets": ("Ativos", "Assets"),
    "runs": ("Execuções", "Runs"),
}


def said(app: AppTest) -> str:
    """Return everything written on the page."""
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.error, *app.success, *app.subheader]
    return "\n".join(str(part.value) for part in parts)


def button(app: AppTest, label: str) -> object:
    return next(one for one in app.button if one.label == label)


@pytest.mark.parametrize("page", TITLES)
def test_an_empty_page_opens_without_an_exception_and_says_what_to_do(page: str, empty: FakeBench, open_page: Open):
    app = open_page(page)
    assert not app.exception
    assert app.title[0].value == TITLES[page][0]
    links = [one.label for one in app.get("page_link")]
    assert app.button or links


@pytest.mark.parametrize("page", TITLES)
def test_a_full_page_opens_without_an_exception_in_both_languages(page: str, full: FakeBench, open_page: Open):
    for locale, title in zip(("pt-BR", "en-US"), TITLES[page], strict=True):
        app = open_page(page, locale=locale)
        assert not app.exception
        assert not app.error
        assert app.title[0].value == title


@pytest.mark.parametrize("page", ["home", "explore", "compare"])
def test_an_error_of_the_bench_is_shown_as_a_sentence_and_never_as_a_traceback(
    page: str, full: FakeBench, open_page: Open
):
    full.data.refuse = DatasetNotFound(name="sumiu")
    app = open_page(page)
    assert not app.exception
    assert "sumiu" in said(app)


def test_a_refusal_offers_its_details_to_copy(full: FakeBench, open_page: Open):
    full.data.refuse = RegistryNewer(found=9, known=1)
    app = open_page("explore")
    assert any("RegistryNewer" in one.value for one in app.code)


def test_the_demo_data_can_be_loaded_from_an_empty_bench(empty: FakeBench, open_page: Open):
    app = open_page("explore")
    button(app, "Carregar os dados de demonstração").click()
    app.run()
    assert not app.exception
    assert app.selectbox[0].value == "sensores-demo"


@pytest.mark.parametrize("view", ["overview", "column", "relation", "time", "correlation", "quality", "rows"])
def test_every_view_of_explore_opens_by_its_link(view: str, full: FakeBench, open_page: Open):
    app = open_page("explore", view=view)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize(
    ("page", "choices"),
    [("explore", {}), ("compare", {}), ("models", {"model": "rf_sensores-demo"}), ("predict", {}), ("runs", {})],
    ids=["explore", "compare", "models", "predict", "runs"],
)
def test_what_rests_on_simulated_rows_is_marked_so(
    page: str, choices: dict[str, str], full: FakeBench, open_page: Open
):
    assert "simulado" in said(open_page(page, **choices))


def test_home_counts_simulated_datasets(full: FakeBench, open_page: Open):
    assert open_page("home").metric[0].delta == "1 simulado"


def test_a_comparison_is_submitted_with_what_was_chosen(full: FakeBench, open_page: Open):
    app = open_page("compare", metric="F1", folds="3", holdout="10", turbo="0", run="run-done")
    button(app, "Treinar e comparar modelos").click()
    app.run()
    assert not app.exception
    (request,) = full.compare.submitted
    assert (request.dataset, request.target) == ("sensores-demo", "estado")
    assert (request.sort, request.folds, request.holdout, request.turbo) == ("F1", 3, 0.1, False)


def test_a_running_comparison_shows_its_progress_and_can_be_cancelled(full: FakeBench, open_page: Open):
    app = open_page("compare", run="run-live")
    assert "31 de 75" in said(app)
    button(app, "Cancelar").click()
    app.run()
    assert full.runs.cancelled == ["run-live"]


def test_a_finished_comparison_offers_its_best_five(full: FakeBench, open_page: Open):
    app = open_page("compare", run="run-done")
    assert [one.label.split(".")[0] for one in app.expander if ". " in one.label] == ["1", "2", "3", "4", "5"]


def test_the_page_says_why_rows_are_split_in_time_order(full: FakeBench, open_page: Open):
    assert "Partições embaralhadas" in said(open_page("compare", run="run-done"))


def test_a_comparison_without_a_worker_says_how_to_start_one(full: FakeBench, open_page: Open):
    full.runs.worker = False
    full.runs.runs = [run("run-wait", RunStatus.WAITING, started_at=None, note_code="run_waits_for_worker")]
    assert "bancada worker" in said(open_page("compare"))


def test_a_failed_run_says_why_and_can_be_run_again(full: FakeBench, open_page: Open):
    app = open_page("runs", run="run-bad")
    assert "Não há conjunto de dados chamado sumiu." in said(app)
    assert "There is no dataset called sumiu." in said(open_page("runs", locale="en-US", run="run-bad"))
    button(app, "Executar de novo").click()
    app.run()
    assert full.runs.retried == ["run-bad"]


def test_a_link_to_a_model_opens_it(full: FakeBench, open_page: Open):
    app = open_page("models", model="rf_sensores-demo")
    assert app.subheader[0].value == "rf_sensores-demo"


def test_a_legacy_model_says_what_trusting_it_means(full: FakeBench, open_page: Open):
    assert "executa qualquer código" in said(open_page("models", model="antigo"))


def test_deleting_a_model_asks_once_and_can_be_undone(full: FakeBench, open_page: Open):
    app = open_page("models", model="rf_sensores-demo")
    app.button(key="delete-rf_sensores-demo").click()
    app.run()
    assert len(full.models.infos) == 4
    app.button(key="confirm-yes").click()
    app.run()
    assert "rf_sensores-demo" not in {info.name for info in full.models.infos}
    app.button(key="restore-t-rf_sensores-demo").click()
    app.run()
    assert "rf_sensores-demo" in {info.name for info in full.models.infos}


def test_promoting_shows_the_gate_before_it_is_done(full: FakeBench, open_page: Open):
    app = open_page("models", model="rf_sensores-demo")
    app.button(key="promote-rf_sensores-demo").click()
    app.run()
    assert full.models.promoted == []
    app.button(key="promote-do-rf_sensores-demo").click()
    app.run()
    assert full.models.promoted == ["rf_sensores-demo"]


def test_the_champion_is_preselected_for_predictions(full: FakeBench, open_page: Open):
    assert open_page("predict").selectbox[0].value == "et_sensores-demo"


def test_inputs_carry_their_icons_and_units(full: FakeBench, open_page: Open):
    labels = [one.label for one in open_page("predict").text_input]
    assert labels == ["💡 Lux", "🌡️ Temperatura (°C)", "📳 Vibração (mm/s)"]


def test_a_prediction_sends_the_form_and_shows_answer_and_mark(full: FakeBench, open_page: Open):
    app = open_page("predict")
    app.text_input[0].set_value("5000,0")
    button(app, "🔮 Fazer previsão").click()
    app.run()
    assert full.predict.asked[0]["lux"] == 5000.0
    assert app.metric[0].value == "normal"
    assert "fora da faixa" in said(app)


def test_a_scenario_fills_the_form_without_asking(full: FakeBench, open_page: Open):
    app = open_page("predict")
    app.button(key="scenario-dark").click()
    app.run()
    assert app.text_input[0].value == "3,0"
    assert full.predict.asked == []


def test_the_history_of_answers_opens_by_its_link(full: FakeBench, open_page: Open):
    app = open_page("predict", way="history")
    assert not app.exception
    assert len(app.dataframe[-1].value) == 3


def test_values_survive_a_change_of_page_and_of_language(full: FakeBench, open_page: Open):
    app = open_page("compare", run="run-done")
    app.number_input[0].set_value(9)
    app.run()
    app.switch_page("../pages/models.py").run()
    app.switch_page("../pages/compare.py").run()
    assert app.number_input[0].value == 9
    app.button_group[-1].set_value("en")
    app.run()
    assert app.title[0].value == "Train and compare"
    assert app.number_input[0].value == 9


def test_a_choice_in_the_address_that_no_longer_exists_gives_way_to_the_default(full: FakeBench, open_page: Open):
    app = open_page("explore", dataset="apagado", view="nenhuma")
    assert not app.exception
    assert app.selectbox[0].value == "sensores-demo"


def test_a_leaderboard_shows_failed_candidates_with_their_reason(full: FakeBench, open_page: Open):
    frame = next(one.value for one in open_page("compare", run="run-done").dataframe if "status" in one.value)
    assert len(frame) == len(leaderboard().rows)
    assert frame["status"].str.contains("singular").any()


def test_what_is_typed_to_predict_survives_a_change_of_page_and_of_language(full: FakeBench, open_page: Open):
    app = open_page("predict")
    app.text_input[0].set_value("77,5")
    app.run()
    assert full.predict.asked == []
    app.switch_page("../pages/models.py").run()
    app.switch_page("../pages/predict.py").run()
    assert app.text_input[0].value == "77,5"
    app.button_group[-1].set_value("en")
    app.run()
    assert app.text_input[0].value == "77,5"


def test_what_is_typed_to_predict_comes_back_from_the_address_after_a_refresh(full: FakeBench, open_page: Open):
    lux = state.model_input(signature().sha256, "lux").name
    assert open_page("predict", **{lux: "77,5"}).text_input[0].value == "77,5"


def test_an_answer_says_so_when_the_values_changed_since(full: FakeBench, open_page: Open):
    app = open_page("predict")
    button(app, "🔮 Fazer previsão").click()
    app.run()
    assert "perguntados antes" not in said(app)
    app.text_input[0].set_value("12")
    app.run()
    assert "perguntados antes" in said(app)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("20,5", 20.5), ("20.5", 20.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("-3", -3.0), ("1.234.567", 1234567.0)],
)
def test_a_decimal_comma_and_a_decimal_point_are_both_read(full: FakeBench, open_page: Open, typed: str, number: float):
    app = open_page("predict")
    app.text_input[0].set_value(typed)
    button(app, "🔮 Fazer previsão").click()
    app.run()
    assert full.predict.asked[0]["lux"] == number


def test_text_where_a_number_belongs_is_said_beside_the_field(full: FakeBench, open_page: Open):
    app = open_page("predict")
    app.text_input[0].set_value("muita")
    app.run()
    assert "não é um número" in said(app)


def test_a_number_that_could_be_read_in_two_ways_says_how_it_was_read(full: FakeBench, open_page: Open):
    app = open_page("predict")
    app.text_input[0].set_value("1.234")
    app.run()
    assert "Lido como 1,234" in said(app)
