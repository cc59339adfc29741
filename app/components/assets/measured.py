"""Figures of a report on validation and test, each with its interval and beside what needs no model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import charts
from app.charts.assets import reliability
from app.components import plots
from app.components.assets import choices, words
from app.components.market import written
from app.components.words import named
from app.i18n import _
from bancada.domains.assets.values import ACTION_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bancada.core.model import MetricFigure
    from bancada.domains.assets.evaluation import AssetEvaluation
    from bancada.domains.assets.evaluation.figures import Measure, PartEvaluation

__all__ = ["actions", "calibration", "confusion", "metric", "returns", "stored", "table"]

JUDGED = ("validation", "test")
FIGURE_PX = 210
"""Room for the longest name of a figure that is told in most rows: "Revocação (ponderada)"."""


def metric(part: PartEvaluation, name: str) -> None:
    """Draw one figure of a part with its baseline and its interval."""
    word, found = words.report(), part.measure(name)
    beside = found.baselines[0] if found.baselines else None
    st.metric(
        word.measure(name),
        word.value(name, found.value),
        delta=None if beside is None else _("baseline: {value}", value=word.value(name, beside.value)),
        delta_color="off",
        delta_arrow="off",
    )
    parts = [] if beside is None else [_("baseline: {value}", value=word[f"baseline.{beside.name}"])]
    if found.interval is not None:
        parts.insert(0, _("95%: {interval}", interval=word.interval(name, found.interval)))
    st.caption(" · ".join(parts))


def stored(found: MetricFigure) -> None:
    """Draw one figure of a saved model with its baseline and its interval."""
    word = words.report()
    beside = word.value(found.name, found.baseline)
    st.metric(
        word.measure(found.name),
        word.value(found.name, found.value),
        delta=None if found.baseline is None else _("baseline: {value}", value=beside),
        delta_color="off",
        delta_arrow="off",
    )
    if found.interval is not None:
        st.caption(_("95%: {interval}", interval=word.interval(found.name, found.interval)))


def actions(found: AssetEvaluation) -> None:
    """Draw how well actions are answered, as a whole and by action."""
    st.markdown(words.report()["action_note"])
    table(found, [one.name for one in found.part("test").classification], key="assets-actions")


def returns(found: AssetEvaluation) -> None:
    """Draw how well returns are answered, and why a level of prices is no feat."""
    st.markdown(_("Expected returns over the horizon, beside answering zero and the mean of training rows."))
    table(found, [one.name for one in found.part("test").returns], key="assets-returns")
    test = found.part("test")
    word, level = words.report(), test.measure("Price R2")
    beside = level.baseline("persistence")
    st.markdown(
        _(
            "The implied price, beside saying that the price stays where it is. That alone has an R2 of {naive} here, the model {own}: a "
            "high R2 of a level says nothing of a model.",
            naive=word.value("Price R2", None if beside is None else beside.value),
            own=word.value("Price R2", level.value),
        )
    )
    table(found, [one.name for one in test.price], key="assets-price")


def table(found: AssetEvaluation, names: Sequence[str], *, key: str) -> None:
    """Draw figures by name: test and validation with intervals, and each baseline of the test."""
    others = list(dict.fromkeys(one.name for name in names for one in found.part("test").measure(name).baselines[1:]))
    rows = [_row(found, name, others) for name in names]
    word = words.report()
    written.table(
        rows,
        {
            "figure": written.text_column(_("Figure"), pinned=True, width=FIGURE_PX),
            "test": written.number_column(_capital(words.part("test"))),
            "test_interval": written.number_column(_("95% interval"), width=150),
            "baseline": written.number_column(_("Baseline")),
            "what": written.text_column(_("Which")),
            **{name: written.number_column(_capital(word[f"baseline.{name}"])) for name in others},
            "validation": written.number_column(_capital(words.part("validation"))),
            "validation_interval": written.number_column(_("Its 95% interval"), width=150),
        },
        key=key,
    )


def _row(found: AssetEvaluation, name: str, others: Sequence[str]) -> dict[str, object]:
    word = words.report()
    test, validation = (found.part(part).measure(name) for part in reversed(JUDGED))
    first = test.baselines[0] if test.baselines else None
    return {
        "figure": word.measure(name),
        "test": word.value(name, test.value),
        "test_interval": word.interval(name, test.interval),
        "baseline": "–" if first is None else word.value(name, first.value),
        "what": "" if first is None else word[f"baseline.{first.name}"],
        **{other: _baseline(test, other) for other in others},
        "validation": word.value(name, validation.value),
        "validation_interval": word.interval(name, validation.interval),
    }


def _baseline(measure: Measure, name: str) -> str:
    found = measure.baseline(name)
    return "–" if found is None else words.report().value(measure.name, found.value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _part(found: AssetEvaluation) -> PartEvaluation:
    """Draw the choice of a part and return it."""
    parts = tuple(reversed(JUDGED))
    choices.PART.seed(parts)
    chosen: str | None = st.segmented_control(
        _("Rows of"), parts, format_func=named(parts, words.part), required=True, **choices.PART.widget
    )
    return found.part(chosen or parts[0])


def confusion(found: AssetEvaluation) -> None:
    """Draw counts by action that came and action that was answered."""
    from bancada.learning.evaluation.values import Confusion

    part = _part(found)
    labels = tuple(words.action(code) for code in ACTION_NAMES)
    plots.plot(
        charts.confusion(
            Confusion(labels, part.confusion, part.name),
            true_title=_("Action that came"),
            answered_title=_("Action answered"),
            share_name=_("of this true class"),
            **plots.look(),
        ),
        _("Rows by the action that came (down) and the one that was answered (across); shares are of each row."),
        name="assets-confusion",
    )


def calibration(found: AssetEvaluation) -> None:
    """Draw whether probabilities are what they say."""
    part = _part(found)
    plots.plot(
        reliability(
            [(words.action(code), part.calibration.bins[code]) for code in ACTION_NAMES],
            predicted_title=_("Predicted probability"),
            observed_title=_("Observed share"),
            perfect_name=_("Says what happens"),
            rows_name=_("rows"),
            **plots.look(),
        ),
        _(
            "The share that came against the probability that was answered, by action; hollow marks rest on fewer than 20 rows."
        ),
        name="assets-calibration",
    )
    table(found, [one.name for one in part.calibration.errors], key="assets-ece")
    st.caption(
        _(
            "A calibration error is above 0 by chance alone; beside it stands what right probabilities would show on as many rows."
        )
    )
