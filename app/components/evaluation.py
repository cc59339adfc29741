"""How one fitted model does, figure by figure; each says which rows it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import streamlit as st

from app import charts
from app.components import findings, plots, words
from app.i18n import _, format_number

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from bancada.learning.evaluation import Evaluation

__all__ = ["draw"]

Part = tuple[str, "Callable[[], Figure]", str]


def draw(found: Evaluation, *, key: str, more: Mapping[str, Callable[[], None]] | None = None) -> None:
    """Draw every figure that an evaluation has, each behind its tab; `more` tabs come last."""
    findings.findings(found.findings)
    parts = [*_confusion(found), *_curves(found), *_probable(found), *_numbers(found), *_insight(found)]
    others = more or {}
    titles = [*(title for title, _figure, _sentence in parts), *others]
    if not titles:
        return
    tabs = st.tabs(titles, on_change="rerun", key=f"figures-of-{key}")
    for place, (tab, (_title, figure, sentence)) in enumerate(zip(tabs, parts, strict=False)):
        if tab.open:
            with tab:
                plots.plot(figure(), sentence, name=f"{key}-{place}")
    for tab, draw_other in zip(tabs[len(parts) :], others.values(), strict=True):
        if tab.open:
            with tab:
                draw_other()


def _confusion(found: Evaluation) -> list[Part]:
    parts: list[Part] = []
    if (confusion := found.confusion) is not None:
        sentence = _("Rows by true class (down) and answered class (across), {rows}.", rows=_rows(confusion.split))
        parts.append(
            (
                _("Right and wrong"),
                lambda: charts.confusion(
                    confusion,
                    true_title=_("True class"),
                    answered_title=_("Answered class"),
                    share_name=_("of this true class"),
                    **plots.look(),
                ),
                sentence,
            )
        )
    return parts


def _curves(found: Evaluation) -> list[Part]:
    parts: list[Part] = []
    if found.roc:
        sentence = _("Found positives against false alarms as the threshold moves; the diagonal is chance.")
        parts.append(
            (
                "ROC",
                lambda: charts.roc(
                    found.roc,
                    false_positive_title=_("False alarms"),
                    true_positive_title=_("Positives found"),
                    chance_name=_("Chance"),
                    **plots.look(),
                ),
                sentence,
            )
        )
    if found.precision_recall:
        sentence = _("Precision against recall as the threshold moves; the dashed line is answering at random.")
        parts.append(
            (
                _("Precision and recall"),
                lambda: charts.precision_recall(
                    found.precision_recall,
                    recall_title=_("Recall"),
                    precision_title=_("Precision"),
                    prevalence_name=_("share of the class"),
                    **plots.look(),
                ),
                sentence,
            )
        )
    return parts


def _probable(found: Evaluation) -> list[Part]:
    parts: list[Part] = []
    if found.calibration:
        sentence = _("Whether 80% means 80%: predicted against observed shares, with 95% intervals.")
        parts.append(
            (
                _("Calibration"),
                lambda: charts.calibration(
                    found.calibration,
                    predicted_title=_("Predicted probability"),
                    observed_title=_("Observed share"),
                    perfect_name=_("Says what happens"),
                    rows_name=_("rows"),
                    **plots.look(),
                ),
                sentence,
            )
        )
    if (thresholds := found.thresholds) is not None:
        sentence = _(
            "What each threshold on the probability of {label} would give. A false alarm costs {false_alarm}, a miss {miss}.",
            label=thresholds.label,
            false_alarm=format_number(thresholds.cost_false_positive),
            miss=format_number(thresholds.cost_false_negative),
        )
        parts.append(
            (
                _("Threshold"),
                lambda: charts.threshold(
                    thresholds,
                    threshold_title=_("Threshold"),
                    score_title=_("Score"),
                    cost_title=_("Cost per row"),
                    precision_name=_("Precision"),
                    recall_name=_("Recall"),
                    chosen_name=_("Chosen"),
                    **plots.look(),
                ),
                sentence,
            )
        )
    return parts


def _numbers(found: Evaluation) -> list[Part]:
    if (residuals := found.residuals) is None:
        return []
    sentence = _(
        "Predicted against actual, {rows}: off by {error} on average, where always answering the median is off by {baseline}.",
        rows=_rows(residuals.split),
        error=format_number(residuals.mean_absolute_error),
        baseline=format_number(residuals.baseline_absolute_error),
    )
    spread = _(
        "How far predictions are off: to the right too high, to the left too low; the dashed line is their mean."
    )
    return [
        (
            _("Predicted and actual"),
            lambda: charts.predicted_actual(
                residuals,
                actual_title=_("Actual"),
                predicted_title=_("Predicted"),
                perfect_name=_("Predicted = actual"),
                **plots.look(),
            ),
            sentence,
        ),
        (
            _("Errors"),
            lambda: charts.residuals(
                residuals,
                residual_title=_("Predicted minus actual"),
                rows_title=_("Rows"),
                bias_name=_("Mean"),
                **plots.look(),
            ),
            spread,
        ),
    ]


def _insight(found: Evaluation) -> list[Part]:
    parts: list[Part] = []
    if (importance := found.importance) is not None:
        sentence = _(
            "How much {metric} falls when one column is shuffled, {rows}; bars show the spread over repeats.",
            metric=importance.metric,
            rows=_rows(importance.split),
        )
        parts.append(
            (
                _("What matters"),
                lambda: charts.importance(
                    importance,
                    loss_title=_("Loss of {metric}", metric=importance.metric),
                    column_title=_("Column"),
                    **plots.look(),
                ),
                sentence,
            )
        )
    if (curve := found.learning_curve) is not None:
        sentence = _(
            "{metric} by number of training rows: still rising means more rows would help.", metric=curve.metric
        )
        parts.append(
            (
                _("Learning curve"),
                lambda: charts.learning_curve(
                    curve,
                    size_title=_("Training rows"),
                    judged_name=_("On rows not seen"),
                    train_name=_("On its training rows"),
                    **plots.look(),
                ),
                sentence,
            )
        )
    return parts


def _rows(split: str) -> str:
    return words.split_name(split)
