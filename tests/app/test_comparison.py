"""A comparison on its page, in every state: preparing, running, cancelled, failed, finished."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from app import state
from app.components import answers, tables
from app.components import board as boards
from app.components.progress import remaining_s
from bancada.core.dataset import Column, ColumnType
from bancada.core.leaderboard import Interval, LeaderboardSummary
from bancada.core.run import Progress, RunStatus
from bancada.core.task import Problem
from tests.app.conftest import Open
from tests.app.fake_bench import FakeBench, leaderboard, run
from tests.app.test_pages import button, said


def with_baseline(rank: int, holdout: float = 0.79) -> LeaderboardSummary:
    """Return the leaderboard with its baseline at a rank and with a figure on the holdout."""
    board = leaderboard()
    rows = tuple(
        replace(row, rank=rank, holdout={"Accuracy": holdout}) if row.candidate == board.baseline else row
        for row in board.rows
    )
    return replace(board, rows=rows)


def without_rows(run_id: str) -> LeaderboardSummary:
    return replace(leaderboard(run_id=run_id, finished=False), rows=(), n_train=0)


def test_a_leaderboard_without_rows_is_a_table_without_rows():
    frame = boards.board_frame(without_rows("run-x"), ())
    assert frame.empty
    assert list(frame.columns[:4]) == ["rank", "title", "Accuracy", "interval"]


@pytest.mark.parametrize("is_planned", [True, False], ids=["planned", "not planned"])
def test_a_comparison_cancelled_before_its_first_fit_says_so_and_can_be_run_again(
    is_planned: bool, full: FakeBench, open_page: Open
):
    full.runs.runs = [run("run-cut", RunStatus.CANCELLED)]
    if is_planned:
        full.compare.boards["run-cut"] = without_rows("run-cut")
    app = open_page("compare", run="run-cut")
    assert not app.exception
    assert "**Cancelada.** 0 ajustes guardados." in said(app)
    button(app, "Executar de novo").click()
    app.run()
    assert full.runs.retried == ["run-cut"]


def test_a_comparison_cancelled_on_its_way_shows_what_is_kept(full: FakeBench, open_page: Open):
    full.runs.runs = [run("run-live", RunStatus.CANCELLED, progress=Progress(31, 75))]
    app = open_page("compare", run="run-live")
    assert "31 ajustes guardados." in said(app)
    assert any("status" in one.value for one in app.dataframe)


def test_a_failed_comparison_says_why_and_can_be_run_again(full: FakeBench, open_page: Open):
    app = open_page("compare", run="run-bad")
    assert "Não há conjunto de dados chamado sumiu." in said(app)
    assert button(app, "Executar de novo")


def test_a_comparison_without_a_fit_yet_says_that_it_prepares(full: FakeBench, open_page: Open):
    full.compare.boards["run-live"] = without_rows("run-live")
    assert "Preparando" in said(open_page("compare", run="run-live"))


def test_a_running_leaderboard_does_not_count_rows_that_are_not_known_yet(full: FakeBench, open_page: Open):
    full.compare.boards["run-live"] = replace(leaderboard(run_id="run-live", finished=False), n_train=0)
    text = said(open_page("compare", run="run-live"))
    assert "sobre 0 linhas" not in text
    assert "quando todas as partições terminam" in text


def test_the_time_left_is_told_only_once_enough_is_finished():
    now = datetime.now(UTC)
    runs = [
        run("r", RunStatus.RUNNING, started_at=now - timedelta(seconds=10), progress=Progress(n, 10)) for n in (4, 5)
    ]
    assert [remaining_s(one, now) for one in runs] == [None, 10.0]


def test_a_candidate_with_folds_to_come_has_no_interval_and_is_never_the_best():
    board = leaderboard(finished=False)
    first, *others = board.rows
    early = replace(first, rank=None, reason="fit_in_progress:2/5")
    board = boards.settled(replace(board, rows=(early, *others)))
    assert board.rows[0].intervals == {}
    assert board.rows[1].intervals["Accuracy"] == others[0].intervals["Accuracy"]
    styles = boards._styled(boards.board_frame(board, board.rows), board)._compute().ctx
    accuracy = 2
    assert (0, accuracy) not in styles
    assert styles[1, accuracy] == [("font-weight", "700")]


@pytest.mark.parametrize(
    ("rank", "sentence"),
    [
        (1, "Nenhum modelo se distingue da referência"),
        (7, "3 modelos empatam no primeiro lugar e superam a referência."),
    ],
    ids=["baseline is first", "baseline is last"],
)
def test_a_finished_comparison_says_who_is_best_and_whether_that_is_more_than_the_baseline(
    rank: int, sentence: str, full: FakeBench, open_page: Open
):
    full.compare.boards["run-done"] = with_baseline(rank)
    text = said(open_page("compare", run="run-done"))
    assert sentence in text
    assert "ordem da média de Accuracy" in text


def test_one_model_alone_in_first_place_is_named():
    board = with_baseline(7)
    rows = tuple(replace(row, rank=2) if row.rank == 1 and row.candidate != "et" else row for row in board.rows)
    assert boards.verdict(replace(board, rows=rows)) == (
        "Extra Trees Classifier stands alone in first place and beats the baseline."
    )


def test_the_best_stand_beside_the_baseline_and_those_not_above_it_are_marked():
    board = with_baseline(7, holdout=0.9)
    frame = boards.top_frame(board)
    assert frame["title"].iloc[-1] == "Dummy Classifier"
    assert frame["against"].tolist() == ["above"] * 3 + ["not told from it"] * 2 + ["baseline"]


def test_for_an_error_metric_above_the_baseline_means_below_it():
    board = with_baseline(7, holdout=1.2)
    row = replace(board.rows[0], holdout_intervals={"Accuracy": Interval(0.9, 1.1)})
    lower = replace(board, greater_is_better={"Accuracy": False}, rows=(row, *board.rows[1:]))
    assert boards.top_frame(lower)["against"].iloc[0] == "above"


@pytest.mark.usefixtures("shown_defects")
def test_a_defect_of_a_page_is_said_in_the_visitors_language_with_its_details(
    full: FakeBench, open_page: Open, caplog: pytest.LogCaptureFixture
):
    full.data.refuse = KeyError("rank")
    app = open_page("compare")
    assert not app.exception
    assert "é um defeito da Bancada" in app.error[0].value
    assert any("KeyError: 'rank'" in one.value for one in app.code)
    assert "A page failed" in caplog.text


def test_a_board_that_names_its_candidates_before_any_fit_still_prepares(full: FakeBench, open_page: Open):
    board = leaderboard(run_id="run-live", finished=False)
    waiting = replace(board.rows[0], rank=None, means={}, intervals={}, reason="fit_in_progress:0/5")
    full.compare.boards["run-live"] = replace(board, rows=(waiting,))
    assert "Preparando" in said(open_page("compare", run="run-live"))


def test_advanced_choices_are_submitted(full: FakeBench, open_page: Open):
    app = open_page("compare", seed="11", kept="3", timeout="60", run="run-done")
    next(one for one in app.multiselect if one.label == "Só estes candidatos").set_value(["rf", "et"])
    next(one for one in app.selectbox if one.label == "Coluna de tempo").set_value("lida_em")
    app.run()
    assert "10 ajustes." in said(app)
    button(app, "Treinar e comparar modelos").click()
    app.run()
    (request,) = full.compare.submitted
    assert (request.seed, request.n_select, request.timeout_s) == (11, 3, 60.0)
    assert (request.include, request.exclude, request.time) == (("rf", "et"), (), "lida_em")


def test_a_forecast_asks_how_far_ahead(full: FakeBench, open_page: Open):
    app = open_page("compare", kind="forecast", ahead="12", run="run-done")
    button(app, "Treinar e comparar modelos").click()
    app.run()
    (request,) = full.compare.submitted
    assert (request.problem, request.horizon) == (Problem.FORECAST, 12)


def test_several_labels_are_chosen_among_columns_of_two_values(full: FakeBench, open_page: Open):
    info = full.data.infos[0]
    more = tuple(Column(name, ColumnType.INTEGER, n_distinct=2) for name in ("quente", "escuro"))
    full.data.infos[0] = replace(info, columns=(*info.columns, *more))
    app = open_page("compare", kind="multilabel", target="quente", run="run-done")
    labels = next(one for one in app.multiselect if one.label == "Mais alvos")
    assert labels.options == ["escuro"]
    labels.set_value(["escuro"])
    app.run()
    button(app, "Treinar e comparar modelos").click()
    app.run()
    (request,) = full.compare.submitted
    assert (request.problem, request.targets) == (Problem.MULTILABEL, ("quente", "escuro"))


def test_answers_of_a_file_are_read_in_the_sessions_language(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(state, "language", lambda: "pt_BR")
    frame = pd.DataFrame(
        {
            "lux": pd.Series([420.5, None], dtype=object),
            "prediction": ["normal", None],
            "probability_normal": pd.Series([0.91, None], dtype=object),
            "marked": [True, False],
            "marks": ["lux", ""],
            "refused": ["", "The value of lux is missing."],
            "motivos": ["", "Falta o valor de lux."],
        }
    )
    shown = answers._shown_answers(frame)
    assert list(shown.columns) == ["lux", "prediction", "probability_normal", "marks", "motivos"]
    assert shown["lux"].dtype == shown["probability_normal"].dtype == "float64"
    assert shown["marks"].tolist() == ["fora do comum: lux", ""]
    columns = answers._answer_columns(shown)
    assert [columns[name]["label"] for name in ("prediction", "probability_normal", "motivos")] == [
        "Resposta", "Probabilidade de normal", "Por que foi recusada",
    ]  # fmt: skip
    assert columns["probability_normal"]["type_config"]["type"] == "progress"


def test_figures_of_a_table_are_rounded_where_asked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(state, "language", lambda: "pt_BR")
    frame = pd.DataFrame({"minimum": [0.002674127], "sent": [0.002674127]})
    shown = tables.readable(frame, rounded=("minimum",))._translate(sparse_index=False, sparse_cols=False)["body"][0]
    assert [cell["display_value"] for cell in shown[1:]] == ["0,002674", "0,002674127"]
