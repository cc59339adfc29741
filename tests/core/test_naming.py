"""Metrics, parts of rows and decisions are words of the reader's language in every sentence; names that a user gave stay."""

from __future__ import annotations

import pytest

from bancada.core.finding import Finding
from bancada.core.naming import portuguese

GATE = {"metric": "AUC (direction)", "split": "test", "value": 0.5123, "low": 0.49, "high": 0.53, "baseline": 0.5}


def test_the_gate_names_its_metric_and_its_rows_in_portuguese() -> None:
    told = Finding("gate_within_baseline", facts=GATE).message("pt_BR")
    assert "AUC da direção (teste)" in told
    assert "direction" not in told


def test_in_english_the_codes_are_the_words() -> None:
    assert "AUC (direction) (test)" in Finding("gate_within_baseline", facts=GATE).message("en")


def test_decisions_that_a_model_never_answered_are_named_in_the_language() -> None:
    found = Finding("assets_never_answered", facts={"actions": ["sell", "buy"], "rows": 900})
    assert found.message("pt_BR").endswith("nunca respondeu: vender, comprar.")
    assert found.message("en").endswith("never answered: sell, buy.")


def test_a_decision_that_is_rare_is_named_in_the_language() -> None:
    found = Finding("assets_action_rare", facts={"action": "hold", "count": 12, "of": 900})
    assert "pedem a decisão manter" in found.message("pt_BR")


def test_a_part_of_the_rows_is_named_in_the_language() -> None:
    found = Finding("assets_few_sessions", facts={"part": "validation", "sessions": 40, "least": 60})
    assert found.message("pt_BR").startswith("A parte validação tem 40 pregões")


def test_steps_of_a_pipeline_are_named_in_the_language() -> None:
    found = Finding("pipeline_step_missing", facts={"step": "train", "missing": ["load", "preprocess"]})
    assert found.message("pt_BR").startswith("A etapa treinar depende de etapas")
    assert "carregar, preparar." in found.message("pt_BR")


def test_a_class_that_a_user_called_buy_stays_what_it_is() -> None:
    found = Finding("calibration_needs_each_class", facts={"absent": ["buy"], "n_rows": 10})
    assert "não se encontrou: buy" in found.message("pt_BR")


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Prec. (buy)", "Precisão (comprar)"),
        ("Recall (weighted)", "Revocação (ponderada)"),
        ("F1 (macro)", "F1 (macro)"),
        ("MCC", "MCC"),
        ("Own score", "Own score"),
    ],
)
def test_a_metric_of_one_decision_or_mean_is_put_together(name: str, word: str) -> None:
    assert portuguese("gate_within_baseline", "metric", name) == word
