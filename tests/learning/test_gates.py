"""The gate of a promotion."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bancada.core.dataset import ColumnType
from bancada.core.finding import Finding, Severity
from bancada.core.leaderboard import Interval
from bancada.core.leaks import LeakCheck, LeakCode, LeakReport, LeakStatus
from bancada.core.messages import LANGUAGES, SENTENCES
from bancada.core.model import Certificate, Lineage, MetricFigure, ModelInfo
from bancada.core.pack import Promotion
from bancada.core.signature import Field, Signature
from bancada.core.task import Problem
from bancada.learning.gates import promotion_gate

SIGNATURE = Signature(
    (Field("lux", ColumnType.FLOAT, "lx"), Field("temperatura", ColumnType.FLOAT, "°C")),
    "estado",
    Problem.BINARY,
    ("normal", "quente"),
)
FIGURE = MetricFigure("F1", 0.9, "holdout", True, Interval(0.85, 0.94), 0.5)
LINEAGE = Lineage(dataset="sensores", dataset_sha256="ab" * 32, split="stratified", n_train=800, n_holdout=200, seed=7)
GOOD = ModelInfo(
    "novo",
    datetime(2026, 1, 2, tzinfo=UTC),
    1,
    problem=Problem.BINARY,
    main_metric=FIGURE,
    signature=SIGNATURE,
    certificate=Certificate(True, 1_000, 1e-7),
    lineage=LINEAGE,
)
CHAMPION = replace(GOOD, name="campeao")


def codes(
    info: ModelInfo, champion: ModelInfo | None = CHAMPION, integrity: tuple[Finding, ...] = ()
) -> dict[str, Severity]:
    return {f.code: f.severity for f in promotion_gate(info, champion, integrity=integrity).findings}


def test_a_sound_model_passes_and_every_check_says_so() -> None:
    verdict = promotion_gate(GOOD, None, integrity=())
    assert verdict.passed
    assert [f.code for f in verdict.findings] == [
        "gate_files_verified",
        "gate_not_legacy",
        "gate_signature_first",
        "gate_beats_baseline",
        "gate_certified",
        "gate_leaks_not_run",
    ]
    assert {f.severity for f in verdict.findings} == {Severity.INFO}


def test_the_champion_itself_is_told_to_be_the_champion_and_not_compared_with_itself() -> None:
    found = codes(GOOD, GOOD)
    assert found["gate_is_champion"] is Severity.INFO
    assert not {"gate_signature_first", "gate_signature_same", "gate_not_below_champion"} & set(found)


def test_files_that_do_not_verify_stop_the_promotion_and_are_named() -> None:
    bad = Finding("column_missing", Severity.FAILURE, "model.onnx", {})
    verdict = promotion_gate(GOOD, None, integrity=(bad,))
    assert not verdict.passed
    assert "do not verify" in verdict.findings[0].message("en")


@pytest.mark.parametrize(
    ("figure", "is_better"),
    [
        (FIGURE, True),
        (replace(FIGURE, interval=Interval(0.5, 0.94)), False),
        (replace(FIGURE, interval=Interval(0.49, 0.94)), False),
        (MetricFigure("MAE", 1.0, "folds", False, Interval(0.9, 1.1), 2.0), True),
        (MetricFigure("MAE", 1.0, "folds", False, Interval(0.9, 2.1), 2.0), False),
        (MetricFigure("MAE", 3.0, "folds", False, Interval(2.9, 3.1), 2.0), False),
    ],
    ids=["above", "touching", "around", "error-below", "error-around", "error-above"],
)
def test_the_main_metric_must_beat_the_dummy_beyond_its_interval(figure: MetricFigure, is_better: bool) -> None:
    verdict = promotion_gate(replace(GOOD, main_metric=figure), None, integrity=())
    assert verdict.passed is is_better


@pytest.mark.parametrize(
    "figure",
    [None, replace(FIGURE, interval=None), replace(FIGURE, baseline=None)],
    ids=["none", "no-interval", "no-baseline"],
)
def test_a_model_without_a_judged_metric_is_not_shown_to_beat_anything(figure: MetricFigure | None) -> None:
    assert codes(replace(GOOD, main_metric=figure))["gate_metric_unknown"] is Severity.FAILURE


def test_a_legacy_model_is_stopped() -> None:
    assert codes(replace(GOOD, is_legacy=True))["gate_legacy"] is Severity.FAILURE


def test_a_model_without_certificate_may_pass_with_a_caution_that_says_why() -> None:
    verdict = promotion_gate(replace(GOOD, certificate=Certificate(False, 1_000, 0.2, "differs")), None, integrity=())
    assert verdict.passed
    (caution,) = [f for f in verdict.findings if f.severity is Severity.CAUTION]
    assert "differs" in caution.message("pt_BR")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (replace(SIGNATURE, fields=SIGNATURE.fields[:1]), "temperatura"),
        (replace(SIGNATURE, fields=(SIGNATURE.fields[0], replace(SIGNATURE.fields[1], unit="K"))), "°C → K"),
        (replace(SIGNATURE, fields=SIGNATURE.fields[::-1]), "lux, temperatura → temperatura, lux"),
        (replace(SIGNATURE, classes=("frio", "quente")), "normal, quente → frio, quente"),
        (replace(SIGNATURE, target="outro"), "estado → outro"),
        (replace(SIGNATURE, problem=Problem.MULTICLASS), "binary → multiclass"),
    ],
    ids=["field-gone", "unit", "order", "classes", "target", "problem"],
)
def test_a_changed_signature_is_a_caution_that_names_the_change(changed: Signature, named: str) -> None:
    verdict = promotion_gate(replace(GOOD, signature=changed), CHAMPION, integrity=())
    assert verdict.passed
    (caution,) = [f for f in verdict.findings if f.code == "gate_signature_changes"]
    assert named in caution.message("en")


def test_ranges_seen_do_not_change_a_signature() -> None:
    wider = replace(SIGNATURE, fields=(replace(SIGNATURE.fields[0], maximum=9.0), SIGNATURE.fields[1]))
    assert "gate_signature_same" in codes(replace(GOOD, signature=wider))


def test_signatures_that_are_not_known_are_cautions() -> None:
    assert codes(replace(GOOD, signature=None))["gate_signature_missing"] is Severity.CAUTION
    assert codes(GOOD, replace(CHAMPION, signature=None))["gate_signature_unknown"] is Severity.CAUTION


def test_a_lower_figure_than_the_champions_on_the_same_rows_is_a_caution() -> None:
    worse = replace(GOOD, main_metric=replace(FIGURE, value=0.88))
    assert codes(worse)["gate_below_champion"] is Severity.CAUTION
    assert codes(GOOD)["gate_not_below_champion"] is Severity.INFO


@pytest.mark.parametrize(
    "other",
    [
        replace(CHAMPION, lineage=replace(LINEAGE, dataset_sha256="cd" * 32)),
        replace(CHAMPION, lineage=None),
        replace(CHAMPION, main_metric=replace(FIGURE, name="AUC")),
    ],
    ids=["other-data", "unknown-data", "other-metric"],
)
def test_figures_of_different_rows_are_not_compared(other: ModelInfo) -> None:
    assert not {"gate_below_champion", "gate_not_below_champion"} & set(codes(GOOD, other))


def test_every_finding_has_its_facts_in_both_languages() -> None:
    variants = [
        GOOD,
        replace(GOOD, main_metric=None, certificate=None, is_legacy=True, signature=None),
        replace(
            GOOD,
            signature=replace(SIGNATURE, target="x"),
            main_metric=replace(FIGURE, value=0.1, interval=Interval(0, 0.6)),
        ),
    ]
    bad = (Finding("column_missing", Severity.FAILURE, "a", {}),)
    found = [f for info in variants for f in promotion_gate(info, CHAMPION, integrity=bad).findings]
    for finding in found:
        assert finding.code in SENTENCES
        assert all("?" not in finding.message(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("figure", "is_warned"),
    [
        (MetricFigure("MCC", 0.05, "holdout", True, Interval(-0.02, 0.1), 0.0), True),
        (MetricFigure("Kappa", 0.0, "holdout", True, Interval(0.0, 0.0), 0.0), True),
        (MetricFigure("MCC", 0.6, "holdout", True, Interval(0.5, 0.7), 0.0), False),
        (MetricFigure("MCC", 0.0, "folds", True, Interval(-0.1, 0.1), 0.0), False),
        (MetricFigure("Precision", 0.0, "holdout", True, Interval(0.0, 0.1), 0.5), False),
    ],
)
def test_skill_that_is_no_better_than_chance_is_a_caution(figure: MetricFigure, is_warned: bool) -> None:
    verdict = promotion_gate(replace(GOOD, metrics=(FIGURE, figure)), None, integrity=())

    assert verdict.passed
    assert ("gate_no_better_than_chance" in [f.code for f in verdict.findings]) is is_warned


LOSS = MetricFigure("Log Loss", 0.674, "holdout", False, Interval(0.672, 0.676), 0.673)


@pytest.mark.parametrize(
    ("figure", "passed", "code"),
    [
        (LOSS, True, "gate_not_worse_than_baseline"),
        (replace(LOSS, interval=Interval(0.673, 0.676)), True, "gate_not_worse_than_baseline"),
        (replace(LOSS, interval=Interval(0.6731, 0.676)), False, "gate_worse_than_baseline"),
        (replace(LOSS, interval=Interval(0.670, 0.672)), True, "gate_beats_baseline"),
        (replace(LOSS, interval=Interval(math.nan, math.nan)), False, "gate_worse_than_baseline"),
        (MetricFigure("Hits", 9.0, "holdout", True, Interval(8.9, 9.1), 9.0), True, "gate_not_worse_than_baseline"),
        (MetricFigure("Hits", 8.8, "holdout", True, Interval(8.7, 8.9), 9.0), False, "gate_worse_than_baseline"),
        (replace(LOSS, interval=None), False, "gate_metric_unknown"),
    ],
    ids=["around", "touching", "worse", "better", "no-number", "hits-around", "hits-below", "unknown"],
)
def test_a_task_without_a_pattern_asks_only_that_a_model_is_not_worse(
    figure: MetricFigure, passed: bool, code: str
) -> None:
    verdict = promotion_gate(replace(GOOD, main_metric=figure), None, integrity=(), promotion=Promotion.NOT_WORSE)
    found = {f.code: f for f in verdict.findings}

    assert verdict.passed is passed
    assert (code in found, found[code].severity is Severity.FAILURE) == (True, not passed)
    assert all("?" not in found[code].message(language) for language in LANGUAGES)


def test_not_being_worse_excuses_nothing_else() -> None:
    legacy = replace(GOOD, main_metric=LOSS, is_legacy=True)
    assert not promotion_gate(legacy, None, integrity=(), promotion=Promotion.NOT_WORSE).passed


LOOKED = LeakCheck(LeakCode.FUTURE, LeakStatus.PASSED, {"n_places": 6, "n_features": 4})
FOUND = LeakCheck(LeakCode.GOLDEN, LeakStatus.FAILED, {"features": ["amanha"], "skill": 0.99, "limit": 0.95})
NOT_RUN = LeakCheck(LeakCode.FITTED, LeakStatus.SKIPPED, {"why": Finding("leak_no_transform", Severity.INFO)})


def leaks(*checks: LeakCheck) -> LeakReport:
    return LeakReport.of(checks, ran_at=datetime(2026, 1, 2, tzinfo=UTC), seed=7)


def test_a_leak_stops_the_promotion_and_is_named() -> None:
    verdict = promotion_gate(replace(GOOD, leaks=leaks(LOOKED, FOUND, NOT_RUN)), None, integrity=())
    (stopped,) = [f for f in verdict.findings if f.severity is Severity.FAILURE]
    assert not verdict.passed
    assert stopped.code == "gate_leaks_found"
    assert "amanha" in stopped.message("pt_BR")
    assert "?" not in stopped.message("en")


def test_leak_tests_that_found_nothing_are_said_with_how_many_applied() -> None:
    verdict = promotion_gate(replace(GOOD, leaks=leaks(LOOKED, NOT_RUN)), None, integrity=())
    assert verdict.passed
    assert "1 passed, 1 did not apply" in verdict.findings[-1].message("en")


@pytest.mark.parametrize(
    ("info", "severity"),
    [
        (GOOD, Severity.INFO),
        (replace(GOOD, lineage=replace(LINEAGE, split="time x 5, holdout 0.2")), Severity.CAUTION),
        (replace(GOOD, problem=Problem.FORECAST), Severity.CAUTION),
        (replace(GOOD, lineage=None, leaks=leaks(NOT_RUN)), Severity.INFO),
    ],
    ids=["any-order", "time-order", "forecast", "nothing-applied"],
)
def test_leak_tests_that_were_not_run_matter_where_rows_are_in_time_order(info: ModelInfo, severity: Severity) -> None:
    assert codes(info, None)["gate_leaks_not_run"] is severity
