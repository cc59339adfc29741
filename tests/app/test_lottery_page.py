"""The lottery page: its frame, draws coming in, the history, the training of forecasters, and lottery models elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from app.cache import lottery as cached
from app.charts.lottery import against_law, delays, frequencies, over_time
from app.charts.template import Theme, palette
from bancada.core.dataset import ColumnType
from bancada.core.finding import Finding, Severity
from bancada.core.run import Progress, RunStatus
from bancada.core.signature import Field, Signature
from bancada.core.task import Problem
from bancada.core.values import to_json
from bancada.domains.lottery.economics import REFERENCE_RETURN
from bancada.services.lottery.requests import RANDOMNESS, RETRAIN, TRAIN, UPDATE
from tests.app.conftest import Open
from tests.app.fake_bench import FakeBench, run
from tests.app.fake_lottery import NOW
from tests.app.test_pages import button, said

CSV = "concurso,data," + ",".join(f"n{place}" for place in range(1, 16))
STATISTICS = ("numbers", "time", "shape", "draws", "tests")


def rows(*numbers_from: int) -> bytes:
    """Return a CSV of contests 1, 2 ...; each takes the 15 numbers that begin at the one given."""
    lines = [
        f"{contest},0{contest}/09/2003," + ",".join(str(first + step) for step in range(15))
        for contest, first in enumerate(numbers_from, start=1)
    ]
    return "\n".join([CSV, *lines]).encode()


def balls(app: AppTest) -> str:
    return "".join(one.proto.body for one in app.get("html") if "lottery-balls" in one.proto.body)


@pytest.mark.parametrize(
    ("locale", "odds", "age"), [("pt-BR", "3.268.760", "jogue com"), ("en-US", "3,268,760", "play")]
)
def test_what_chance_says_is_read_whether_there_are_draws_or_not(
    locale: str, odds: str, age: str, lottery: FakeBench, open_page: Open
):
    for view in ("history", "train"):
        text = said(open_page("lottery", locale=locale, **{"lottery-view": view}))
        assert odds in text
        assert "+18" in text
        assert f" {100 - round(100 * sum(REFERENCE_RETURN.values()))} " in text
        assert age in text.casefold()


def test_an_empty_record_says_what_to_do_and_offers_simulated_draws(empty_lottery: FakeBench, open_page: Open):
    app = open_page("lottery")
    assert not app.exception
    assert "Ainda não há sorteios" in said(app)
    assert "3.268.760" in said(app)
    button(app, "Carregar sorteios simulados").click()
    app.run()
    assert not app.exception
    assert "simulado" in said(app)


def test_the_last_contest_and_the_hour_at_which_the_next_one_closes_are_shown(lottery: FakeBench, open_page: Open):
    app = open_page("lottery")
    assert "Concurso 400" in said(app)
    draws = lottery.lottery.draws.draws()
    assert [f"<li>{number:02d}</li>" in balls(app) for number in range(1, 26)] == [
        number in draws.numbers[-1] for number in range(1, 26)
    ]
    assert "Concurso 401" in said(app)
    assert "apostas até 20:00, horário de Brasília" in said(app)
    assert "400 sorteios, concursos 1 a 400" in said(app)


def test_contests_that_an_old_record_lacks_are_counted(lottery: FakeBench, open_page: Open):
    service = lottery.lottery
    later = replace(service.draws, clock=lambda: NOW + timedelta(days=7))
    lottery.lottery = replace(service, draws=later)
    assert "concursos antes dele não estão no histórico" in said(open_page("lottery"))


@pytest.mark.parametrize("view", ["train", "history"])
def test_only_the_open_view_computes_anything(
    view: str, lottery: FakeBench, open_page: Open, monkeypatch: pytest.MonkeyPatch
):
    asked = []
    real = cached.statistics
    monkeypatch.setattr(cached, "statistics", lambda info: asked.append(info) or real(info))
    open_page("lottery", **{"lottery-view": view})
    assert bool(asked) == (view == "history")


@pytest.mark.parametrize("statistic", STATISTICS)
def test_every_part_of_the_history_opens_by_its_link(statistic: str, lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **{"lottery-statistic": statistic})
    assert not app.exception
    assert not app.error


def test_the_sentence_above_the_counts_says_how_many_lie_outside_the_fair_band(lottery: FakeBench, open_page: Open):
    counts = lottery.lottery.draws.statistics().numbers
    outside = sum(not counts.low <= count <= counts.high for count in counts.counts)
    verb = "fica" if outside == 1 else "ficam"
    assert f"Das 25 contagens, {outside} {verb} fora da faixa" in said(open_page("lottery"))


def test_the_table_of_draws_begins_with_the_last_one(lottery: FakeBench, open_page: Open):
    table = open_page("lottery", **{"lottery-statistic": "draws"}).dataframe[0].value
    assert table["contest"].tolist()[:2] == [400, 399]
    last = lottery.lottery.draws.draws()[-1:]
    assert table["numbers"].iloc[0].split() == [f"{number:02d}" for number in last.numbers[0]]
    assert table["sum"].iloc[0] == last.numbers.sum()


def test_randomness_is_tested_when_asked_and_kept_for_the_record(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **{"lottery-statistic": "tests"})
    assert not app.dataframe
    app.button(key="lottery-test-go").click().run()
    assert not app.exception
    waiting = lottery.runs.runs[0]
    assert waiting.kind == RANDOMNESS
    assert app.get("progress")
    assert app.button(key=f"cancel-{waiting.id}")
    report = lottery.lottery.chance.randomness(n_histories=100)
    lottery.runs.runs[0] = replace(waiting, status=RunStatus.DONE, ended_at=NOW, result={"report": to_json(report)})
    app.run()
    assert not app.exception
    table = app.dataframe[0].value
    assert len(table) == 5
    assert (table["p"] > 0).all()
    assert (table["p_corrected"] >= table["p"]).all()
    assert open_page("lottery", **{"lottery-statistic": "tests"}).dataframe


def test_a_test_of_other_draws_is_not_shown_and_a_cancelled_one_may_be_asked_for_again(
    lottery: FakeBench, open_page: Open
):
    found = to_json(lottery.lottery.chance.randomness(n_histories=100)) | {"draws_sha256": "0" * 64}
    lottery.runs.runs.insert(
        0, run("r-old", RunStatus.DONE, kind=RANDOMNESS, title="1-300", ended_at=NOW, result={"report": found})
    )
    lottery.runs.runs.insert(0, run("r-new", RunStatus.CANCELLED, kind=RANDOMNESS, title="1-400", ended_at=NOW))
    app = open_page("lottery", **{"lottery-statistic": "tests"})
    assert not app.dataframe
    assert "Cancelada" in said(app)
    assert app.button(key="lottery-test-go")


def dialog() -> None:
    from app.components.lottery import importing

    importing.bring_in()


def imported(content: bytes, *, skip_bad: bool = False) -> AppTest:
    app = AppTest.from_function(dialog, default_timeout=30).run()
    app.file_uploader(key="lottery-import.file").set_value(("sorteios.csv", content, "text/csv"))
    app.toggle(key="lottery-import.skip_bad").set_value(skip_bad).run()
    app.button(key="lottery-import.do").click().run()
    return app.run() if not app.warning and not app.error else app  # here a dialog does not run alone


def test_the_import_dialog_waits_for_a_file(empty_lottery: FakeBench, open_page: Open):
    app = open_page("lottery")
    app.button(key="lottery-import").click().run()
    assert app.button(key="lottery-import.do").disabled


def test_an_imported_file_says_how_many_draws_came_in(empty_lottery: FakeBench):
    app = imported(rows(1, 2, 3))
    assert not app.exception
    assert "3 draws came in." in said(app)
    assert len(empty_lottery.lottery.draws.draws()) == 3


def test_a_file_with_a_bad_draw_is_refused_whole_and_the_draw_is_named(empty_lottery: FakeBench):
    app = imported(rows(1, 15, 3))
    assert not app.exception
    assert empty_lottery.lottery.draws.info() is None
    assert "26" in said(app)
    assert f"(in the dashboard: {app.toggle(key='lottery-import.skip_bad').label})" in said(app)


def test_of_many_bad_draws_the_first_are_listed_and_all_are_in_the_details(empty_lottery: FakeBench):
    app = imported(rows(*[12] * 18))
    listed = next(one.value for one in app.markdown if one.value.startswith("- line 2: contest 1: 26"))
    assert len(listed.splitlines()) == 10
    assert "more are in the details." in said(app)
    assert "contest 18" not in said(app)
    assert "contest 18" in app.code[0].value


def test_one_draw_came_in_and_is_counted_as_one(empty_lottery: FakeBench):
    assert "1 draw came in." in said(imported(rows(1)))


def test_bad_rows_left_out_can_be_taken_along(empty_lottery: FakeBench):
    app = imported(rows(1, 2, 15), skip_bad=True)
    assert "2 draws came in." in said(app)
    assert "1 row was refused." in said(app)
    assert app.dataframe[0].value["reasons"].tolist() == ["contest 3: 26, 27, 28, 29 is no number from 1 to 25"]
    assert app.get_by_key("lottery-import.refused")


def test_draws_of_a_connected_database_are_only_read(lottery: FakeBench, open_page: Open):
    service = lottery.lottery
    lottery.lottery = replace(service, draws=replace(service.draws, archive=None))
    app = open_page("lottery")
    assert not app.exception
    assert not {"lottery-import", "lottery-update"} & {one.key for one in app.button}


def test_fetching_is_a_background_run_that_is_followed_and_its_end_is_told(lottery: FakeBench, open_page: Open):
    app = open_page("lottery")
    app.button(key="lottery-update").click().run()
    ((kind, _payload),) = lottery.lottery.forecasts.queue.submitted
    assert kind == UPDATE
    assert "Buscando resultados oficiais" in said(app)
    waiting = lottery.runs.runs[0]
    lottery.runs.runs[0] = replace(waiting, status=RunStatus.CANCELLED, ended_at=NOW)
    app.run()
    assert "A busca terminou" not in said(app)
    assert "Cancelada" in said(app)
    lottery.runs.runs[0] = replace(waiting, status=RunStatus.DONE, ended_at=NOW)
    app.run()
    assert "A busca terminou" in said(app)
    lottery.runs.runs[0] = replace(lottery.runs.runs[0], result={"stopped": "lottery_api_unreachable"})
    app.run()
    assert "quando houver rede" in said(app)
    app.button(key="lottery-update-close").click().run()
    assert "quando houver rede" not in said(app)


def test_a_comparison_always_has_the_baseline_beside_what_was_chosen(lottery: FakeBench, open_page: Open):
    address = {"lottery-view": "train", "lottery-folds": "4", "lottery-epochs": "12", "lottery-weight": "1.5"}
    app = open_page("lottery", **address)
    app.multiselect(key="lottery-kinds").set_value(["ls15", "markov"]).run()
    assert "12 ajustes" in said(app)
    app.button(key="lottery-go").click().run()
    assert not app.exception
    (request,) = lottery.lottery.forecasts.asked
    assert request.kinds == ("uniform", "ls15", "markov")
    assert (request.folds, request.holdout, request.epochs, request.weight) == (4, 0.2, 12, 1.5)


def test_a_finished_comparison_says_that_nothing_is_told_from_the_baseline(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **{"lottery-view": "train"})
    assert not app.exception
    text = said(app)
    assert "Nenhum modelo se distingue da referência" in text
    assert "320 sorteios" in text
    assert "Uniforme" in app.dataframe[0].value["title"].tolist()


def test_one_of_the_best_is_saved_and_its_tickets_are_a_link_away(lottery: FakeBench, open_page: Open):
    lottery.models.infos = []
    app = open_page("lottery", **{"lottery-view": "train"})
    assert "Nenhum foi salvo ainda" in said(app)
    titles = [one.label.split(" · ")[0] for one in app.expander if ". " in one.label]
    assert titles == ["1. LS15", "2. LS14++"]
    app.session_state["top-lottery-done-ls15"] = True
    app.run()
    app.text_input(key="save.lottery-done.ls15.name").set_value("meu-ls15").run()
    app.button(key="save.lottery-done.ls15.do").click().run()
    assert lottery.models.infos[0].name == "meu-ls15"
    assert not app.exception
    assert "Nenhum foi salvo ainda" not in said(app)
    assert "Salvo como **meu-ls15**" in said(app)
    assert [one.label for one in app.get("page_link")].count("Gerar palpites") >= 1


def test_a_comparison_that_runs_shows_its_progress(lottery: FakeBench, open_page: Open):
    live = run(
        "lottery-live", RunStatus.RUNNING, kind="lottery-compare", title="lotofacil", payload={},
        progress=Progress(3, 20, "Uniform · 3/3", NOW),
    )  # fmt: skip
    lottery.runs.runs.insert(0, live)
    app = open_page("lottery", **{"lottery-view": "train"})
    assert "3 de 20" in said(app)
    assert any("Uniforme · 3/3" in str(one.proto) for one in app.get("progress"))
    assert "os sorteios são lidos" in said(app)


def test_one_forecaster_is_trained_under_a_name_that_is_free(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **{"lottery-view": "train", "lottery-way": "one", "lottery-kind": "ls14pp"})
    app.text_input(key="lottery-name").set_value("ls15-campeao").run()
    assert app.button(key="lottery-train-go").disabled
    app.text_input(key="lottery-name").set_value("meu-ls14pp").run()
    app.button(key="lottery-train-go").click().run()
    (request,) = lottery.lottery.forecasts.asked
    assert (request.kinds, request.name) == (("ls14pp",), "meu-ls14pp")
    assert lottery.runs.runs[0].kind == TRAIN


def test_a_forecaster_without_a_name_is_called_by_kind_dataset_and_the_visitors_moment(
    lottery: FakeBench, open_page: Open
):
    app = open_page("lottery", **{"lottery-view": "train", "lottery-way": "one", "lottery-kind": "markov"})
    app.button(key="lottery-train-go").click().run()
    (request,) = lottery.lottery.forecasts.asked
    start, dataset, stamp = request.name.split("_")
    assert (start, dataset) == ("markov", "lotofacil")
    at = datetime.strptime(stamp, "%Y%m%d-%H%M%S").replace(tzinfo=ZoneInfo("America/Sao_Paulo"))
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=5)


@pytest.mark.parametrize(("kind", "way"), [(TRAIN, "one"), (RETRAIN, "again")])
def test_a_finished_training_says_what_was_saved_and_how_it_scored(
    kind: str, way: str, lottery: FakeBench, open_page: Open
):
    result = {"chosen": "ls14pp-teste", "promoted": "ls14pp-teste"}
    lottery.runs.runs.insert(0, run("t-1", RunStatus.DONE, kind=kind, title="x", ended_at=NOW, result=result))
    app = open_page("lottery", **{"lottery-view": "train", "lottery-way": way})
    text = said(app)
    assert "Salvo como **ls14pp-teste**" in text
    assert "0,6731 (0,6710 a 0,6750) em sorteios que ele não viu; todas as dezenas iguais: 0,6730" in text
    assert "não está servindo" not in text
    app.button(key="lottery-see-t-1").click().run()
    assert app.selectbox(key="lottery-saved").value == "ls14pp-teste"


def test_a_retrained_model_that_does_not_serve_says_why(lottery: FakeBench, open_page: Open):
    why = Finding("lottery_simulated_not_served", Severity.FAILURE, None, {"model": "novo", "champion": "ls15-campeao"})
    result = {"chosen": "novo", "promoted": "", "findings": [to_json(why)]}
    lottery.runs.runs.insert(0, run("t-1", RunStatus.DONE, kind=RETRAIN, title="x", ended_at=NOW, result=result))
    text = said(open_page("lottery", **{"lottery-view": "train", "lottery-way": "again"}))
    assert "novo foi salvo e já não está entre os modelos" in text
    assert "**novo** fica guardado e não está servindo" in text
    assert why.message("pt_BR") in text


def test_a_retraining_takes_kind_and_epochs_or_is_as_the_champions_was(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **{"lottery-view": "train", "lottery-way": "again"})
    assert "O do campeão (LS15)" in app.selectbox(key="lottery-again").options
    assert app.number_input(key="lottery-again-epochs").value == 25
    app.button(key="lottery-retrain-now").click().run()
    app.selectbox(key="lottery-again").set_value("ls14pp")
    app.number_input(key="lottery-again-epochs").set_value(40).run()
    app.button(key="lottery-retrain-now").click().run()
    app.button(key="lottery-schedule").click().run()
    asked = [(one.kinds, one.epochs, one.window) for one in lottery.lottery.forecasts.asked]
    assert asked == [((), 25, 12), (("ls14pp",), 40, 12), (("ls14pp",), 40, 12)]
    app.selectbox(key="lottery-again").set_value("markov").run()
    assert app.number_input(key="lottery-again-epochs").disabled


def test_retraining_starts_now_or_by_the_calendar_which_can_be_stopped(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **{"lottery-view": "train", "lottery-way": "again"})
    app.button(key="lottery-retrain-now").click().run()
    assert lottery.runs.runs[0].kind == RETRAIN
    app.button(key="lottery-schedule").click().run()
    plan = lottery.lottery.forecasts.plan
    assert (plan.days, plan.at) == ((6,), "22:30")
    assert "horário de Brasília" in said(app)
    app.button(key="lottery-unschedule").click().run()
    assert not app.exception
    assert lottery.lottery.forecasts.plan is None


def test_saved_forecasters_are_listed_with_their_champion_first(lottery: FakeBench, open_page: Open):
    app = open_page("lottery", **{"lottery-view": "train"})
    assert app.selectbox(key="lottery-saved").value == "ls15-campeao"
    app.selectbox(key="lottery-saved").set_value("ls14pp-teste").run()
    assert app.button(key="promote-ls14pp-teste")
    assert any(one.label == "Gerar palpites" for one in app.get("page_link"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_counts_are_drawn_from_the_expectation_with_the_fair_band(theme: Theme):
    figure = frequencies([90, 100, 125], expected=100.0, low=88.0, high=112.0, theme=theme, separators=",.")
    (bars,) = figure.data
    assert list(bars.y) == [-10.0, 0.0, 25.0]
    assert bars.base == 100.0
    assert (figure.layout.shapes[0].y0, figure.layout.shapes[0].y1) == (88.0, 112.0)
    look = palette(theme)
    assert list(bars.marker.color) == [look.accent, look.accent, look.above]
    assert "100" in figure.layout.annotations[-1].text


def test_the_heat_map_has_numbers_down_and_a_scale_centred_at_nought():
    figure = over_time([[0.0] * 24 + [3.0], [-5.0] + [0.0] * 24], ["1-100", "101-200"])
    (heat,) = figure.data
    assert (heat.zmin, heat.zmax) == (-4.0, 4.0)
    assert (heat.z[24][0], heat.z[0][1]) == (3.0, -5.0)
    assert list(heat.y) == list(range(1, 26))
    assert figure.layout.yaxis.autorange == "reversed"


def test_the_law_is_drawn_over_what_was_seen_and_empty_ends_are_left_off():
    figure = against_law([4, 5, 6, 7], [0, 3, 40, 57], expected=[0.1, 4.0, 38.0, 57.9], value_title="Repetidas")
    bars, band, law = figure.data
    assert list(bars.x) == [5, 6, 7]
    assert list(law.y) == [4.0, 38.0, 57.9]
    half = 1.959964 * (38.0 * (1 - 38.0 / 100)) ** 0.5
    assert band.y[1] == pytest.approx(38.0 + half)
    assert min(band.y) >= 0
    assert figure.layout.xaxis.title.text == "Repetidas"


def test_a_delay_longer_than_usual_stands_out():
    figure = delays([0, 3, 8], usual=3, theme="dark")
    (bars,) = figure.data
    assert list(bars.marker.color) == [palette("dark").accent, palette("dark").accent, palette("dark").above]
    assert figure.layout.yaxis.range[1] > 8


@pytest.mark.parametrize("longest", [0, 3, 8, 30])
def test_a_tick_of_delays_is_a_whole_number(longest: int):
    axis = delays([0, longest], usual=3).layout.yaxis
    assert axis.dtick >= 1
    assert axis.dtick == int(axis.dtick)
    assert axis.range[1] / axis.dtick <= 9


def test_a_tick_of_few_counts_is_a_whole_number():
    assert frequencies([1, 0, 1], expected=0.6, low=0, high=1).layout.yaxis.dtick == 1
    assert frequencies([700, 740], expected=720, low=690, high=750).layout.yaxis.dtick is None


def with_many_inputs(bench: FakeBench) -> FakeBench:
    fields = tuple(Field(f"n{place:03d}", ColumnType.FLOAT) for place in range(250))
    signature = Signature(fields=fields, target="dezenas", problem=Problem.MULTILABEL, classes=("1", "2"))
    bench.models.infos = [replace(info, signature=signature) for info in bench.models.infos]
    return bench


def test_the_predict_page_sends_to_the_lottery_page_instead_of_drawing_hundreds_of_fields(
    lottery: FakeBench, open_page: Open
):
    with_many_inputs(lottery)
    app = open_page("predict", model="ls15-campeao")
    assert not app.exception
    assert not app.text_input
    assert "histórico inteiro de sorteios" in said(app)
    assert any(one.label == "Gerar palpites" for one in app.get("page_link"))


def test_the_models_page_shows_forecasters_without_an_evaluation(lottery: FakeBench, open_page: Open):
    with_many_inputs(lottery)
    lottery.models.evaluation = lambda name: None
    app = open_page("models", model="ls15-campeao")
    assert not app.exception
    assert "ls15-campeao" in "".join(one.value for one in app.subheader)


def test_the_runs_page_names_what_a_lottery_run_does_and_where_its_result_is(lottery: FakeBench, open_page: Open):
    app = open_page("runs", run="lottery-done")
    assert not app.exception
    assert app.subheader[0].value == "Loteria: comparação de previsores"
    assert any(one.label == "Ver na página da loteria" for one in app.get("page_link"))
