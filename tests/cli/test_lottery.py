"""`bancada lottery` as a shell calls it, on draws simulated by the game's own law."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Answer
from tests.lottery_files import draw_rows, write_csv

Run = Callable[..., Answer]
N = 160


@pytest.fixture
def lottery(installation: Path, bancada: Run) -> Run:
    """Return the shell of an installation that holds N draws."""
    path = write_csv(installation / "sorteios.csv", draw_rows(N))
    assert bancada("lottery", "import", path).code == 0
    return bancada


def test_an_import_says_what_came_in_and_the_same_file_adds_nothing(installation: Path, bancada: Run) -> None:
    path = write_csv(installation / "sorteios.csv", draw_rows(N))
    first = bancada("lottery", "import", path, "--json").json
    assert (first["rows"], first["accepted"], first["refused"]) == (N, N, 0)
    assert first["dataset"]["source"] == "imported"
    again = bancada("lottery", "import", path, "--json").json
    assert again["already_imported"]
    assert again["dataset"]["version"] == first["dataset"]["version"]


def test_a_file_that_breaks_a_rule_is_refused_whole_and_names_its_contests(installation: Path, bancada: Run) -> None:
    rows = draw_rows(N)
    rows[40] = (41, rows[40][1], (1, 1, *range(3, 16)))
    path = write_csv(installation / "ruim.csv", rows)
    refused = bancada("lottery", "import", path, "--json")
    assert refused.code == 3
    assert "41" in refused.error["message"]
    assert bancada("lottery", "status", "--json").json["dataset"] is None


def test_skip_bad_takes_the_good_rows_and_writes_the_others_down(installation: Path, bancada: Run) -> None:
    rows = draw_rows(N)
    rows[-1] = (N, rows[-1][1], (1, 1, *range(3, 16)))
    path = write_csv(installation / "ruim.csv", rows)
    report = bancada("lottery", "import", path, "--skip-bad", "--json").json
    assert (report["accepted"], report["refused"]) == (N - 1, 1)
    assert Path(report["refused_file"]).read_text(encoding="utf-8").count("\n") >= 2


def test_without_a_network_an_update_stops_politely(
    lottery: Run, installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bancada import bootstrap
    from bancada.domains.lottery import official

    monkeypatch.setenv("BANCADA_LOTTERY_API_URL", "http://127.0.0.1:9/lotofacil")
    monkeypatch.setattr(official.time, "sleep", lambda seconds: None)
    bootstrap.default_parts.cache_clear()
    answer = lottery("lottery", "update", "--json")
    assert answer.code == 0
    assert answer.json["fetched"] == 0
    assert answer.json["stopped"] == "lottery_api_unreachable"
    assert answer.json["last"] == N


def test_status_names_the_last_draw_and_the_contest_that_is_open(lottery: Run) -> None:
    found = lottery("lottery", "status", "--json").json
    assert found["last"]["contest"] == N
    assert len(found["last"]["numbers"]) == 15
    assert found["next"]["contest"] > N
    assert found["next"]["is_estimated"]


def test_the_frequency_rule_plays_the_numbers_drawn_most_often_so_far(lottery: Run) -> None:
    rows = draw_rows(N)
    hits = []
    for place in range(99, N):
        counts = [sum(number in pick for _, _, pick in rows[:place]) for number in range(1, 26)]
        ticket = sorted(range(1, 26), key=lambda number: (-counts[number - 1], number))[:15]
        hits.append(len(set(ticket) & set(rows[place][2])))
    report = lottery("lottery", "backtest", "--rule", "frequency", "--from", 100, "--json").json
    assert report["n_draws"] == len(hits)
    assert report["hits"] == hits
    assert report["mean_hits"] == pytest.approx(sum(hits) / len(hits))


def test_every_backtest_counts_once_among_the_models_tried(lottery: Run) -> None:
    tried = [
        lottery("lottery", "backtest", "--rule", rule, "--from", 100, "--json").json["n_tried"]
        for rule in ("frequency", "markov", "frequency")
    ]
    assert tried == [1, 2, 2]


@pytest.mark.parametrize("arguments", [(), ("--rule", "frequency", "--model", "m")], ids=["neither", "both"])
def test_a_backtest_judges_a_rule_or_a_model(lottery: Run, arguments: tuple[str, ...]) -> None:
    assert lottery("lottery", "backtest", *arguments).code == 3


def test_a_model_that_is_not_there_is_not_found(lottery: Run) -> None:
    assert lottery("lottery", "backtest", "--model", "nenhum").code == 4
    assert lottery("lottery", "predict", "--model", "nenhum").code == 4


def test_tickets_are_made_sealed_listed_and_their_chain_verified(lottery: Run) -> None:
    made = lottery(
        "lottery", "predict", "--tickets", 3, "--how", "sample", "--seed", 11, "--fixed", "1,2", "--excluded", "25",
        "--seal", "--json",
    ).json  # fmt: skip
    assert all({1, 2} <= set(ticket) and 25 not in ticket and len(ticket) == 15 for ticket in made["tickets"])
    assert [seal["numbers"] for seal in made["seals"]] == made["tickets"]
    listed = lottery("lottery", "seals", "--json").json
    assert [one["sha256"] for one in listed["seals"]] == [one["sha256"] for one in made["seals"]]
    chain = lottery("lottery", "verify", "--json").json
    assert chain["is_whole"]
    assert chain["digest"] == made["seals"][-1]["sha256"]
    assert lottery("lottery", "verify", "--digest", "0" * 63 + "1").code == 6


def test_simulated_draws_are_marked_and_seal_nothing(installation: Path, bancada: Run) -> None:
    assert bancada("setup").code == 0
    assert bancada("lottery", "status", "--json").json["dataset"]["source"] == "simulated"
    assert bancada("lottery", "predict", "--json").json["simulated"]
    refused = bancada("lottery", "predict", "--seal", "--json")
    assert (refused.code, refused.error["code"]) == (6, "lottery_seal_simulated")


def test_real_draws_take_the_place_of_simulated_ones(installation: Path, bancada: Run) -> None:
    bancada("setup")
    bancada("lottery", "import", write_csv(installation / "sorteios.csv", draw_rows(N)))
    found = bancada("lottery", "status", "--json").json
    assert (found["dataset"]["source"], found["dataset"]["rows"]) == ("imported", N)


def test_a_larger_bet_wins_a_prize_for_every_ticket_in_it(lottery: Run) -> None:
    contest, _, pick = draw_rows(N)[-1]
    sixteen = [*pick, next(number for number in range(1, 26) if number not in pick)]
    report = lottery("lottery", "check", " ".join(map(str, sixteen)), "--contest", contest, "--json").json
    assert report["wins"][0]["hits"] == 15
    assert report["wins"][0]["prizes"] == [1, 15, 0, 0, 0]


def test_tickets_come_from_a_file_too_and_wrong_lines_are_named(lottery: Run, installation: Path) -> None:
    path = installation / "apostas.txt"
    path.write_text("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15\n1 2 3\n", encoding="utf-8")
    refused = lottery("lottery", "check", "--file", path, "--json")
    assert refused.code == 3
    assert "2" in refused.error["message"]
    assert lottery("lottery", "check", "--file", installation / "nada.txt").code == 4
    assert lottery("lottery", "check").code == 3


@pytest.mark.parametrize(("size", "n_tickets"), [(16, 1), (17, 8), (18, 24)])
def test_a_closure_has_the_known_size_and_a_guarantee_that_holds(
    bancada: Run, installation: Path, size: int, n_tickets: int
) -> None:
    found = bancada("lottery", "wheel", " ".join(map(str, range(1, size + 1))), "--json").json
    assert len(found["tickets"]) == n_tickets
    assert found["certificate"]["is_held"]
    assert found["certificate"]["worst"] == 14


def test_odds_are_exact_and_promise_nothing(lottery: Run) -> None:
    found = lottery("lottery", "odds", "--size", 15, "--json").json
    assert found["odds"][0]["one_in"]["15"] == pytest.approx(3_268_760)
    assert found["odds"][0]["cost_centavos"] == 350
    assert any("+18" in message or "18" in message for message in found["messages"])


def test_the_record_is_tested_for_randomness(lottery: Run) -> None:
    report = lottery("lottery", "randomness", "--histories", 200, "--json").json
    whole = [one for one in report["results"] if one["is_whole"]]
    assert {one["test"] for one in whole} >= {"frequency", "pairs", "repeats"}
    assert all(0 < one["p_value"] <= 1 for one in report["results"])


def test_a_users_own_database_is_read_and_never_written(
    installation: Path, bancada: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    from bancada import bootstrap

    path = installation / "meu.db"
    with sqlite3.connect(path) as own:
        columns = ", ".join(f"n{place} INTEGER" for place in range(1, 16))
        own.execute(f"CREATE TABLE resultados_oficiais (concurso INTEGER, {columns})")
        rows = [(contest, *pick) for contest, _, pick in draw_rows(N)]
        own.executemany("INSERT INTO resultados_oficiais VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)
    own.close()
    before = path.read_bytes()
    monkeypatch.setenv("BANCADA_LOTTERY_URL", f"sqlite:///{path}")
    bootstrap.default_parts.cache_clear()
    found = bancada("lottery", "status", "--json").json
    assert (found["dataset"]["source"], found["dataset"]["rows"]) == ("connected", N)
    assert bancada("lottery", "backtest", "--rule", "frequency", "--from", 100, "--json").json["n_draws"] == N - 99
    refused = bancada("lottery", "import", write_csv(installation / "sorteios.csv", draw_rows(N)), "--json")
    assert (refused.code, refused.error["code"]) == (6, "lottery_is_connected")
    assert path.read_bytes() == before
    assert sorted(one.name for one in installation.glob("meu*")) == ["meu.db"]


def test_rules_of_a_ticket_are_kept_and_what_they_leave_is_counted(lottery: Run) -> None:
    asked = ("--even", "7", "--sum", "180-200", "--repeats", "8-9", "--frame", "9 - 10")
    made = lottery("lottery", "predict", "--how", "sample", "--tickets", 3, "--seed", 1, *asked, "--json").json
    last = set(draw_rows(N)[-1][2])
    edge = {number for number in range(1, 26) if number <= 5 or number > 20 or number % 5 in (0, 1)}
    for ticket in made["tickets"]:
        assert sum(number % 2 == 0 for number in ticket) == 7
        assert 180 <= sum(ticket) <= 200
        assert 8 <= len(last & set(ticket)) <= 9
        assert 9 <= len(edge & set(ticket)) <= 10
    assert 0 < made["n_admissible"] < 3_268_760
    assert f"{made['n_admissible']:,}" in lottery("lottery", "predict", *asked).out


@pytest.mark.parametrize(
    ("option", "text", "code"),
    [
        ("--fixed", "²", "lottery_not_numbers"),
        ("--even", "x-8", "lottery_not_range"),
        ("--sum", "-", "lottery_not_range"),
    ],
    ids=["a superscript", "a word", "a dash alone"],
)
def test_what_is_no_number_is_named(lottery: Run, option: str, text: str, code: str) -> None:
    refused = lottery("lottery", "predict", option, text, "--json")
    assert (refused.code, refused.error["code"]) == (3, code)


def test_a_ticket_says_that_no_gain_is_promised_and_who_may_play(lottery: Run) -> None:
    for command in (("predict",), ("wheel", " ".join(map(str, range(1, 17))))):
        said = " ".join(lottery("lottery", *command, "--json").json["messages"])
        assert "18" in said
        assert "centavos" in said


def test_a_ticket_that_nothing_random_chose_is_sealed_without_a_seed(lottery: Run) -> None:
    assert lottery("lottery", "predict", "--seal", "--json").json["seals"][0]["seed"] is None


def test_a_seal_for_a_contest_that_was_counted_forward_says_so(lottery: Run) -> None:
    following = lottery("lottery", "status", "--json").json["next"]["contest"]
    assert following > N + 1
    assert f"{N + 1}" in lottery("lottery", "predict", "--seal").out.splitlines()[-1]


def test_a_closure_shows_the_law_of_its_best_ticket(bancada: Run, installation: Path) -> None:
    shown = bancada("lottery", "wheel", " ".join(map(str, range(1, 18)))).out
    assert "1,182,272" in shown
    assert "0.0002%" in shown


@pytest.mark.parametrize(
    "command", [("backtest", "--rule", "uniform"), ("randomness",)], ids=["backtest", "randomness"]
)
def test_a_seed_below_nought_is_refused(lottery: Run, command: tuple[str, ...]) -> None:
    assert lottery("lottery", *command, "--seed", -1).code == 2


def test_a_rule_is_scored_beside_the_uniform_forecast(lottery: Run) -> None:
    report = lottery("lottery", "backtest", "--rule", "last-k", "--k", 5, "--from", 50, "--json").json
    assert report["log_loss"]["mean"] > report["log_loss"]["uniform"]
    assert report["brier"]["mean"] > report["brier"]["uniform"]


def test_a_table_is_headed_and_written_in_the_language_of_the_shell(
    lottery: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANCADA_LANGUAGE", "pt_BR")
    shown = lottery("lottery", "backtest", "--rule", "frequency", "--from", 100).out
    assert "acertos  sorteios  esperado" in shown
    assert "9,0000" in shown
    assert f"{0.6 * N:.1f}".replace(".", ",") + " sorteios a cada dezena" in lottery("lottery", "statistics").out


@pytest.mark.parametrize("ending", ["txt", "csv", "html"])
def test_tickets_are_written_to_a_file_that_can_be_checked_or_printed(
    lottery: Run, installation: Path, ending: str
) -> None:
    path = installation / f"palpites.{ending}"
    made = lottery("lottery", "predict", "--how", "sample", "--tickets", 2, "--output", path, "--json").json
    if ending == "html":
        assert path.read_text(encoding="utf-8").count("<article>") == 2
    else:
        checked = lottery("lottery", "check", "--file", path, "--json").json
        assert [one["numbers"] for one in checked["tickets"]] == made["tickets"]
    again = lottery("lottery", "predict", "--output", path, "--json")
    assert (again.code, again.error["code"]) == (5, "target_exists")


@pytest.mark.parametrize(
    ("name", "code"),
    [("palpites.pdf", "lottery_ticket_format"), ("nowhere/palpites.txt", "lottery_not_written")],
    ids=["another ending", "a folder that is not there"],
)
def test_a_file_that_tickets_cannot_be_written_to_is_refused(
    lottery: Run, installation: Path, name: str, code: str
) -> None:
    refused = lottery("lottery", "predict", "--output", installation / name, "--json")
    assert (refused.code, refused.error["code"]) == (3, code)


def test_evidence_is_shown_for_all_tickets_together_and_for_each_model(lottery: Run) -> None:
    lottery("lottery", "predict", "--seal")
    shown = lottery("lottery", "seals").out
    together, alone = (
        next(line for line in shown.splitlines() if line.startswith(name)) for name in ("all ", "uniform")
    )
    assert together.split()[-2:] == alone.split()[-2:] == ["1.0000", "20"]
