"""The error tree: the picture at the head of the module, exit codes, built-ins that callers expect, travel between processes."""

from __future__ import annotations

import builtins
import pickle
import re

import pytest

from bancada.core import errors
from bancada.core.errors import BancadaError, DatasetNotFound, ModelExists, SchemaError
from bancada.core.finding import Finding, Severity

CLASSES = [getattr(errors, name) for name in errors.__all__]
ONE_A_CLASS = pytest.mark.parametrize("cls", CLASSES, ids=[cls.__name__ for cls in CLASSES])
LINE = re.compile(r"^(?P<mark>\+ |\|   x |    x )?(?P<name>[A-Z]\w+)(?: \((?P<builtin>\w+)\))?(?P<text>.*)$")


def pictured() -> dict[str, tuple[str | None, str | None, str]]:
    """Return name to (parent, built-in, text) as drawn at the head of the module."""
    found: dict[str, tuple[str | None, str | None, str]] = {}
    branch = None
    for line in (errors.__doc__ or "").splitlines()[2:]:
        match = LINE.match(line)
        if match is None:
            continue
        name, mark = match["name"], match["mark"]
        parent = None if mark is None else "BancadaError" if mark == "+ " else branch
        branch = name if mark == "+ " else branch
        found[name] = (parent, match["builtin"], match["text"].strip())
    return found


def test_the_picture_at_the_head_is_the_tree_of_classes() -> None:
    defined = {}
    for cls in CLASSES:
        parents = [base for base in cls.__bases__ if issubclass(base, BancadaError)]
        others = [base.__name__ for base in cls.__bases__ if not issubclass(base, BancadaError)]
        builtin = None if cls is BancadaError else next(iter(others), None)
        defined[cls.__name__] = (parents[0].__name__ if parents else None, builtin)
    assert {name: (parent, builtin) for name, (parent, builtin, _) in pictured().items()} == defined


def test_the_picture_says_the_exit_code_of_every_branch() -> None:
    for name, (parent, _, text) in pictured().items():
        if parent == "BancadaError":
            assert text.endswith(f"exit code {getattr(errors, name).exit_code}"), name


def test_every_class_is_public() -> None:
    assert errors.__all__ == sorted(errors.__all__)
    assert set(errors.__all__) == {
        name for name, value in vars(errors).items() if isinstance(value, type) and value.__module__ == errors.__name__
    }


@ONE_A_CLASS
def test_an_error_is_caught_as_the_builtin_that_a_caller_expects(cls: type[BancadaError]) -> None:
    builtin = pictured()[cls.__name__][1]
    if builtin is not None:
        with pytest.raises(getattr(builtins, builtin)):
            raise cls(name="x")
    with pytest.raises(BancadaError):
        raise cls(name="x")


@ONE_A_CLASS
def test_an_error_survives_the_way_between_processes(cls: type[BancadaError]) -> None:
    error = cls(None, name="sensores", count=3)
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.code, copy.facts) == (cls, error.code, error.facts)


@ONE_A_CLASS
def test_an_error_speaks_both_languages(cls: type[BancadaError]) -> None:
    error = cls(name="x", what="x", detail="d")
    assert error.message("en") == str(error)
    assert error.message("pt_BR") != error.message("en")


def test_a_code_of_its_own_replaces_the_one_of_the_class() -> None:
    assert ModelExists(name="a", found="A").code == "model_exists"
    assert DatasetNotFound("dataset_not_in_trash", name="a").code == "dataset_not_in_trash"


def test_a_missing_thing_prints_as_a_sentence_although_it_is_a_key_error() -> None:
    assert str(DatasetNotFound(name="vendas", available=["a", "b"])).endswith("Datasets here: a, b.")


def test_all_problems_of_rows_stand_in_one_sentence() -> None:
    problems = [Finding("column_missing", Severity.FAILURE, name) for name in ("lux", "vibracao")]
    text = SchemaError("rows_do_not_fit", problems=problems).message("pt_BR")
    assert "Falta a coluna lux" in text
    assert "Falta a coluna vibracao" in text


def test_an_unknown_code_hides_none_of_its_facts() -> None:
    assert str(BancadaError("of_another_version", name="a")) == "of_another_version: name=a"
