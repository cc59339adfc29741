"""The whole report."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import Cancelled, InvalidTask
from bancada.core.finding import Severity
from bancada.core.model import ModelInfo
from bancada.domains.assets.evaluation import AssetEvaluation, EvaluationService, evaluation_of_json
from bancada.domains.assets.evaluation.values import PARTS
from bancada.domains.assets.requests import EvaluationRequest, ModelType
from bancada.domains.assets.values import AssetModelPort, AssetSplit, AssetTable
from bancada.learning.gates import promotion_gate
from tests.domains.assets.evaluation.evaluation_data import (
    GivenModel,
    at_random,
    made_split,
    made_table,
    of_actions,
    table_of_prices,
)


def evaluated(
    model: AssetModelPort, table: AssetTable, *, split: AssetSplit | None = None, n_resamples: int = 200
) -> AssetEvaluation:
    return EvaluationService().evaluate(
        model,
        table,
        split or made_split(table),
        EvaluationRequest(),
        importance=(("one", 0.01, 0.002),),
        n_resamples=n_resamples,
    )


@pytest.fixture(scope="module")
def table() -> AssetTable:
    return made_table(400, 3)


@pytest.fixture(scope="module")
def blind(table: AssetTable) -> AssetEvaluation:
    """The report of a model that knows nothing."""
    return evaluated(at_random(table), table)


def test_the_report_comes_back_from_json_as_it_was(blind: AssetEvaluation) -> None:
    text = json.dumps(blind.as_json())
    assert evaluation_of_json(json.loads(text)) == blind


def test_the_same_seed_gives_the_same_report(table: AssetTable, blind: AssetEvaluation) -> None:
    assert evaluated(at_random(table), table) == blind


def test_the_main_figure_is_the_auc_of_the_direction_on_test_and_comes_first_with_mcc_behind_it(
    blind: AssetEvaluation,
) -> None:
    figures = blind.figures()
    assert figures[0] == blind.main
    assert (figures[0].name, figures[0].split, figures[0].baseline) == ("AUC (direction)", "test", 0.5)
    assert (figures[1].name, figures[1].split, figures[1].baseline) == ("MCC", "test", 0.0)
    assert {one.split for one in figures} == set(PARTS)
    assert len({(one.name, one.split) for one in figures}) == len(figures)
    assert all(np.isfinite(one.value) for one in figures)


def gate_code(evaluation: AssetEvaluation) -> str:
    from datetime import UTC, datetime

    info = ModelInfo("m", datetime(2026, 1, 1, tzinfo=UTC), 1, main_metric=evaluation.main)
    verdict = promotion_gate(info, None, integrity=())
    assert verdict.passed == any(one.code == "gate_beats_baseline" for one in verdict.findings)
    return next((one.code for one in verdict.findings if "baseline" in one.code), "")


def test_the_gate_refuses_a_model_that_knows_nothing_and_lets_one_pass_that_knows(
    table: AssetTable, blind: AssetEvaluation
) -> None:
    rng = np.random.default_rng(3)
    known = np.where(rng.random(len(table)) < 0.6, np.maximum(table.actions, 0), rng.integers(0, 3, len(table)))
    knowing = evaluated(of_actions(known), table)
    assert gate_code(blind) == "gate_within_baseline"
    assert gate_code(knowing) == "gate_beats_baseline"


def of_size(*, seed: int) -> tuple[AssetTable, GivenModel]:
    """Return tickers whose moves are small and large by turns, and a model that knows which is which and nothing else."""
    rng = np.random.default_rng(seed)
    is_large = np.repeat(rng.integers(0, 2, 120).astype(bool), 5)
    moves = np.where(is_large, 0.03, 0.004) * rng.normal(size=(3, 600))
    closes = 20 * np.exp(np.cumsum(moves, axis=1))
    table = table_of_prices(np.concatenate([closes[:, :1], closes[:, :-1]], axis=1), closes)
    hold = np.where(np.tile(is_large, 3), 0.2, 0.8)
    return table, GivenModel(np.column_stack([(1 - hold) / 2, hold, (1 - hold) / 2]), np.zeros(len(table)))


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=5, deadline=None)
def test_a_model_that_knows_how_much_prices_move_and_not_where_to_is_at_chance_and_refused(seed: int) -> None:
    table, model = of_size(seed=seed)
    found = evaluated(model, table, n_resamples=60)
    assert found.main is not None
    assert found.main.value == 0.5
    assert found.main.interval is not None
    assert (found.main.interval.low, found.main.interval.high) == (0.5, 0.5)
    assert gate_code(found) == "gate_within_baseline"
    assert "assets_skill_not_shown" in {one.code for one in found.findings}


def test_an_mcc_that_the_size_of_moves_alone_lifts_above_zero_is_told_for_what_it_is() -> None:
    table, model = of_size(seed=7)
    mixed = model.probabilities.copy()
    mixed[np.arange(len(table)), np.random.default_rng(1).choice([0, 2], len(table))] += 1e-3
    found = evaluated(GivenModel(mixed / mixed.sum(axis=1, keepdims=True), model.returns), table)
    mcc = found.part("test").measure("MCC")
    assert mcc.interval is not None
    assert mcc.interval.low > 0
    assert gate_code(found) == "gate_within_baseline"
    told = next(one for one in found.findings if one.code == "assets_size_not_direction")
    assert told.facts["value"] == round(mcc.value or 0, 3)
    for language in ("en", "pt_BR"):
        assert told.message(language) in found.report_markdown(language)


def test_where_no_row_called_for_buying_the_main_figure_is_undefined_and_the_gate_refuses(table: AssetTable) -> None:
    never = replace(table, actions=np.where(table.actions == 2, 1, table.actions).astype(np.int8))
    found = evaluated(at_random(never), never)
    assert found.main is None
    assert found.part("test").measure("AUC (direction)").interval is None
    assert [one.code for one in found.findings if "skill" in one.code] == ["assets_skill_unknown"]
    assert "None" not in found.report_markdown("pt_BR")
    assert gate_code(found) == ""


def test_every_figure_has_a_baseline_and_an_interval(blind: AssetEvaluation) -> None:
    for part in blind.parts:
        for one in part.measures:
            assert one.baselines, one.name
            assert one.interval is not None, one.name
            assert one.value is not None, one.name


def test_the_report_says_that_an_r2_of_the_price_level_is_what_persistence_gets(blind: AssetEvaluation) -> None:
    found = next(one for one in blind.findings if one.code == "assets_price_level_is_persistence")
    level = blind.part("test").measure("Price R2")
    assert found.facts["value"] == round(level.value or 0, 4)
    assert found.facts["persistence"] == round(level.baselines[0].value or 0, 4)
    assert "saying that the price stays where it is gets" in found.message("en")


def test_a_model_that_knows_its_training_rows_only_shows_a_gap(table: AssetTable) -> None:
    split = made_split(table)
    rng = np.random.default_rng(5)
    answers = rng.integers(0, 3, len(table))
    answers[split.train] = table.actions[split.train]
    found = evaluated(of_actions(answers), table, split=split)
    gap = next(one for one in found.gaps if (one.name, one.part) == ("MCC", "test"))
    assert gap.is_large
    assert gap.value == pytest.approx(1.0, abs=0.15)
    assert any(one.code == "assets_overfitting_gap" for one in found.findings)


def test_a_model_that_knows_nothing_seldom_shows_a_gap() -> None:
    n_large = 0
    for seed in range(8):
        drawn = made_table(400, 2, seed=seed)
        found = evaluated(at_random(drawn, seed=seed), drawn, n_resamples=100)
        n_large += any(one.code == "assets_overfitting_gap" for one in found.findings)
    assert n_large <= 2  # each of five measures errs in one case of forty


def test_windows_begin_in_their_part_and_the_rows_left_out_are_counted(table: AssetTable) -> None:
    plain = at_random(table)
    windowed = GivenModel(plain.probabilities, plain.returns, 2, lookback=10)
    found = evaluated(windowed, table)
    assert [found.part(name).n_unanswered for name in PARTS] == [27, 27, 27]
    assert "assets_rows_unanswered" in {one.code for one in found.findings}


def test_a_part_in_which_no_row_can_be_answered_is_refused(table: AssetTable) -> None:
    plain = at_random(table)
    with pytest.raises(InvalidTask) as caught:
        evaluated(GivenModel(plain.probabilities, plain.returns, 2, lookback=100), table)
    assert caught.value.code == "assets_evaluation_no_rows"
    assert caught.value.facts["part"] == "validation"


def test_findings_come_gravest_first(blind: AssetEvaluation) -> None:
    order = {Severity.FAILURE: 0, Severity.CAUTION: 1, Severity.INFO: 2}
    grave = [order[one.severity] for one in blind.findings]
    assert grave == sorted(grave)
    assert blind.equity.verdict in blind.findings


def test_an_action_never_answered_is_told(table: AssetTable) -> None:
    found = evaluated(of_actions(np.full(len(table), 1)), table)
    told = next(one for one in found.findings if one.code == "assets_never_answered")
    assert told.facts["actions"] == ["sell", "buy"]


def test_tickers_stand_each_beside_its_majority_and_its_holding(blind: AssetEvaluation, table: AssetTable) -> None:
    assert [one.ticker for one in blind.by_ticker] == list(table.tickers)
    assert sum(one.n_rows for one in blind.by_ticker) == blind.part("test").n_rows
    assert np.mean([one.strategy or 0.0 for one in blind.by_ticker]) == pytest.approx(
        blind.equity.strategy.equity[-1] - 1
    )


class Watching:
    """A watch that is cancelled after so many looks."""

    def __init__(self, looks: int) -> None:
        self.left = looks
        self.said: list[tuple[int, int, str]] = []

    def progress(self, done: int, total: int, message: str = "") -> None:
        self.said.append((done, total, message))

    def is_cancelled(self) -> bool:
        self.left -= 1
        return self.left < 0


def test_the_evaluation_stops_where_it_is_cancelled_and_says_how_far_it_has_come(table: AssetTable) -> None:
    watch = Watching(2)
    with pytest.raises(Cancelled):
        EvaluationService().evaluate(
            at_random(table), table, made_split(table), EvaluationRequest(), n_resamples=50, watch=watch
        )
    assert [done for done, _, _ in watch.said] == [0, 1]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "Figures on test",
                "AUC of the direction",
                "chance",
                "Persistence",
                "By ticker, on test",
                "Brier score",
                "confusion",
            ),
        ),
        (
            "pt_BR",
            (
                "Números de teste",
                "AUC da direção",
                "acaso",
                "persistência",
                "Por papel, no teste",
                "Escore de Brier",
                "confusão",
            ),
        ),
    ],
    ids=["en", "pt_BR"],
)
def test_the_report_is_told_whole_in_both_languages(
    blind: AssetEvaluation, language: str, words: tuple[str, ...]
) -> None:
    text = blind.report_markdown(language)
    assert [one for one in words if one.lower() not in text.lower()] == []
    assert text.count("## ") >= 6
    assert "None" not in text
    assert "nan" not in text.lower().split()
    assert "!" not in text
    for one in blind.findings:
        assert one.message(language) in text
    for ticker in blind.tickers:
        assert f"| {ticker} |" in text
    tables = [line for line in text.splitlines() if line.startswith("|")]
    widths = []
    for line, before in zip(tables, ["", *tables], strict=False):
        if set(line) <= {"|", "-"}:
            widths.append((before.count("|"), line.count("|")))
    assert all(head == rule for head, rule in widths)


def test_drift_alone_is_not_called_a_return_foreseen() -> None:
    drifting = made_table(400, 3, drift=0.005)
    model = GivenModel(at_random(drifting).probabilities, np.full(len(drifting), 0.01))
    found = evaluated(model, drifting)
    beside_zero = found.part("test").measure("R2 (zero)").interval
    assert beside_zero is not None
    assert beside_zero.low > 0
    assert "assets_return_not_foreseen" in {one.code for one in found.findings}


SHARES = ("AUC", "Accuracy", "Balanced", "Prec.", "Recall", "F1", "ECE")


@settings(max_examples=12, deadline=None)
@given(st.integers(110, 160), st.integers(0, 1_000))
def test_no_interval_goes_beyond_what_its_figure_can_be_and_few_rows_have_none(n_sessions: int, seed: int) -> None:
    table = made_table(n_sessions, 1, seed=seed)
    found = evaluated(at_random(table, seed=seed), table)
    for part in found.parts:
        confusion = np.array(part.confusion)
        for one in part.measures:
            low, high = (0.0, 1.0) if one.name.startswith(SHARES) else (-1.0 if one.name == "MCC" else -np.inf, np.inf)
            if one.interval is not None:
                assert low <= one.interval.low <= one.interval.high <= high, one.name
        for code, action in enumerate(("sell", "hold", "buy")):
            if confusion[code].sum() < 10:
                assert part.measure(f"Recall ({action})").interval is None
            if confusion[:, code].sum() < 10:
                assert part.measure(f"Prec. ({action})").interval is None
    for measure in found.equity.strategy.measures:
        if measure.interval is not None and measure.name in ("Hit rate", "Max. drawdown"):
            assert 0 <= measure.interval.low <= measure.interval.high <= 1


def test_a_network_is_said_to_be_flattered_by_validation_and_a_forest_is_not(
    table: AssetTable, blind: AssetEvaluation
) -> None:
    network = evaluated(replace(at_random(table), model_type=ModelType.LSTM_MTL), table)
    said = next(one for one in network.findings if one.code == "assets_validation_chose_weights")
    assert said.severity is Severity.INFO
    assert said.message("pt_BR") in network.report_markdown("pt_BR")
    assert "assets_validation_chose_weights" not in {one.code for one in blind.findings}


def test_importance_is_called_by_what_it_measures(blind: AssetEvaluation) -> None:
    assert "balanced accuracy of the action raised most" in blind.report_markdown("en")
    assert "acurácia balanceada da decisão que mais sobe" in blind.report_markdown("pt_BR")


def test_portuguese_numbers_are_written_with_a_comma(blind: AssetEvaluation) -> None:
    value = blind.part("test").measure("Accuracy").value or 0.0
    assert f"{value:.4f}".replace(".", ",") in blind.report_markdown("pt_BR")
    assert f"{value:.4f}" in blind.report_markdown("en")
