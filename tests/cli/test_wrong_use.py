"""Wrong use of every command: one sentence, no traceback, and the exit code that the documentation promises."""

from __future__ import annotations

import pytest
import typer
import typer.main

from bancada.cli.app import app
from tests.worked import Worked

pytestmark = pytest.mark.xdist_group("worked")

GIVEN = ("--set", "lux=1", "--set", "temperatura=2", "--set", "galpao=sul")


def commands(group: object = None, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], object]]:
    """Return every command of the tree with the words that call it."""
    group = group or typer.main.get_command(app)
    found = []
    for name, command in group.commands.items():
        here = (*path, name)
        found += commands(command, here) if hasattr(command, "commands") else [(here, command)]
    return found


@pytest.mark.parametrize("words", [words for words, _ in commands()], ids=" ".join)
def test_the_help_of_every_command_has_an_example_of_that_command(
    words: tuple[str, ...], installation, bancada
) -> None:
    answer = bancada(*words, "--help")

    assert answer.code == 0
    assert f"Example: bancada {' '.join(words)}" in " ".join(answer.out.split())


def test_every_command_that_answers_data_answers_json() -> None:
    without = {" ".join(words) for words, command in commands() if "json" not in {p.name for p in command.params}}

    assert without == {"serve", "up", "worker"}


@pytest.mark.parametrize(
    "case",
    [
        (3, "file_not_found", ("data", "import", "nowhere.csv")),
        (3, "unknown_extension", ("data", "import", "lines.pdf")),
        (3, "invalid_name_characters", ("data", "import", "linhas.csv", "--name", "../x")),
        (5, "dataset_exists_other_columns", ("data", "import", "other.csv", "--name", "esteira")),
        (4, "dataset_not_found", ("data", "show", "nada")),
        (4, "dataset_not_found", ("data", "quality", "nada")),
        (4, "dataset_not_found", ("data", "delete", "nada")),
        (4, "dataset_not_in_trash", ("data", "restore", "esteira")),
        (4, "dataset_not_found", ("compare", "nada", "--target", "y")),
        (3, "columns_not_found", ("compare", "esteira", "--target", "nada")),
        (3, "unknown_metric", ("compare", "esteira", "--sort", "Fama")),
        (3, "unknown_candidates", ("compare", "esteira", "--include", "lr,xyz")),
        (3, "invalid_name_characters", ("compare", "esteira", "--save-top", "1", "--prefix", "a b")),
        (3, "split_needs_column", ("compare", "esteira", "--split", "time")),
        (4, "run_not_found", ("adjust", "nada", "lr", "--calibrate", "auto")),
        (4, "run_not_found", ("runs", "show", "nada")),
        (4, "run_not_found", ("runs", "follow", "nada")),
        (4, "run_not_found", ("runs", "cancel", "nada")),
        (4, "run_not_found", ("runs", "retry", "nada")),
        (4, "model_not_found", ("models", "show", "nada")),
        (4, "model_not_found", ("models", "card", "nada")),
        (4, "model_not_found", ("models", "annotate", "nada", "--title", "x")),
        (4, "model_not_found", ("models", "rename", "nada", "outro")),
        (4, "model_not_found", ("models", "promote", "nada")),
        (4, "champion_not_found", ("models", "champion", "nada")),
        (4, "model_not_found", ("models", "diff", "nada", "outro")),
        (4, "model_not_found", ("models", "delete", "nada")),
        (4, "model_not_found", ("models", "verify", "nada")),
        (4, "model_not_found", ("models", "export", "nada", "x.zip")),
        (4, "model_not_found", ("predict", "nada", *GIVEN)),
        (3, "file_not_found", ("predict", "MODEL", "--file", "nowhere.csv")),
        (3, "schema_error", ("predict", "MODEL", "--set", "luz=1")),
        (3, "schema_error", ("predict", "MODEL", "--set", "lux=claro")),
    ],
    ids=lambda case: " ".join(case[2]),
)
def test_a_mistake_is_told_by_code_sentence_and_exit_code(
    case: tuple[int, str, tuple[str, ...]], worked: Worked, bancada, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, error, arguments = case
    (worked.folder / "lines.pdf").write_text("x")
    (worked.folder / "other.csv").write_text("a,b\n1,2\n3,4\n")
    model = next(path.name for path in sorted(worked.models.glob("piloto-*")))
    called = [model if word == "MODEL" else word for word in arguments]

    english = bancada(*called, "--json")
    monkeypatch.setenv("BANCADA_LANGUAGE", "pt_BR")
    portuguese = bancada(*called)

    assert (english.code, english.error["code"]) == (code, error)
    assert portuguese.code == code
    assert portuguese.err.strip()
    assert " ".join(portuguese.err.split()) != " ".join(english.error["message"].split())
    assert "Traceback" not in english.err + portuguese.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("predict", "x"),
        ("predict", "x", "--file", "a.csv", "--set", "a=1"),
        ("compare", "esteira", "--folds", "1"),
        ("compare", "esteira", "--split", "diagonal"),
        ("compare", "esteira", "--holdout", "0.9"),
        ("adjust", "run"),
        ("models", "resign"),
        ("models", "rename", "one"),
        ("data", "import"),
        ("up", "--port", "many"),
    ],
    ids=" ".join,
)
def test_a_command_called_wrongly_exits_with_two(arguments: tuple[str, ...], installation, bancada) -> None:
    assert bancada(*arguments).code == 2


def test_a_setting_that_cannot_be_used_is_named(installation, bancada, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANCADA_PORT", "0")

    answer = bancada("data", "list", "--json")

    assert (answer.code, answer.error["facts"]["setting"]) == (3, "BANCADA_PORT")


def test_a_legacy_pickle_is_adopted_only_with_the_phrase(worked: Worked, bancada) -> None:
    import joblib
    from sklearn.dummy import DummyClassifier

    joblib.dump(DummyClassifier().fit([[0], [1]], [0, 1]), worked.models / "antigo.joblib")

    assert bancada("models", "adopt", "antigo").code == 6
    assert bancada("models", "adopt", "antigo", "--trust", "sure").code == 6
    listed = {model["name"]: model["is_legacy"] for model in bancada("models", "list", "--json").json}
    assert listed["antigo"]


def test_models_are_signed_anew_after_the_key_was_lost(worked: Worked, bancada) -> None:
    (worked.folder / "keys" / "signing.key").unlink()
    assert bancada("models", "verify").code == 6

    answer = bancada("models", "resign", "--after-key-loss", "--reason", "disco novo", "--json")

    assert (answer.code, len(answer.json["resigned"])) == (0, 2)
    assert bancada("models", "verify").code == 0


def test_the_version_is_printed(installation, bancada) -> None:
    from bancada import __version__

    assert bancada("--version").out.strip() == __version__
