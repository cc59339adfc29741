"""Adjusting one of the best from the page: asked, followed, judged, saved."""

from __future__ import annotations

from dataclasses import replace

from streamlit.testing.v1 import AppTest  # noqa: TC002  # the name of what tests act on

from bancada.core.task import Problem
from tests.app.conftest import Open
from tests.app.fake_bench import FakeBench, adjustment, leaderboard, task
from tests.app.test_pages import said

KEY = "top-run-done-et"
GO = "adjust-go-run-done-et"


def opened(full: FakeBench, open_page: Open, *, problem: Problem = Problem.BINARY) -> AppTest:
    full.compare.boards["run-done"] = replace(leaderboard(), task=replace(task(), problem=problem))
    app = open_page("compare", run="run-done")
    app.session_state[KEY] = True
    app.session_state["figures-of-run-done-et"] = "Ajustar"
    return app.run()


def test_a_calibration_and_costs_are_asked_by_a_button_that_names_its_effect(full: FakeBench, open_page: Open):
    app = opened(full, open_page)
    assert app.button(key=GO).label == "Calibrar"
    app.toggle(key="adjust.run-done.et.by-cost").set_value(True).run()
    assert app.button(key=GO).label == "Calibrar e escolher o limiar"
    app.number_input(key="adjust.run-done.et.miss").set_value(20.0).run()
    app.button(key=GO).click().run()
    assert not app.exception
    (request,) = full.compare.submitted
    assert (request.run_id, request.candidate, request.calibrate, request.costs) == (
        "run-done",
        "et",
        "auto",
        (1.0, 20.0),
    )
    assert "Esperando a vez" in " ".join(str(bar.proto.text) for bar in app.get("progress"))


def test_several_classes_are_calibrated_but_have_no_threshold(full: FakeBench, open_page: Open):
    app = opened(full, open_page, problem=Problem.MULTICLASS)
    assert app.button(key=GO).label == "Calibrar"
    assert "adjust.run-done.et.by-cost" not in [toggle.key for toggle in app.toggle]


def test_numbers_are_not_adjusted(full: FakeBench, open_page: Open):
    app = opened(full, open_page, problem=Problem.REGRESSION)
    assert GO not in [button.key for button in app.button]


def test_what_was_adjusted_stands_beside_the_original_with_its_threshold_and_is_saved(full: FakeBench, open_page: Open):
    full.compare.adjusted = [adjustment()]
    app = opened(full, open_page)
    frames = [one.value for one in app.dataframe]
    figures = next(frame for frame in frames if "Ajustado, reserva" in frame)
    assert list(figures["Métrica"])[:2] == ["Accuracy", "AUC"]
    costs = next(frame for frame in frames if "Custo médio por linha" in frame)
    assert list(costs["Dito positivo"]) == ["a partir de 0,230", "a partir de 0,5", "nunca", "sempre"]
    assert "Positivo a partir da probabilidade" in said(app)
    app.text_input(key="save.run-done.et-calibrated-cost.name").set_value("ajustado").run()
    app.button(key="save.run-done.et-calibrated-cost.do").click().run()
    assert full.models.infos[0].name == "ajustado"
