"""An answer: class or value, probabilities, how usual the input is, what moved it; and many answers from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import charts, state
from app.components import downloads, findings, plots, tables
from app.components.figures import abreast, metric_text
from app.i18n import _, format_duration, format_number, format_percent
from bancada.core.model import ModelInfo
from bancada.core.prediction import BatchReport, Prediction

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.elements.lib.column_types import ColumnConfig

__all__ = ["draw_answer", "draw_batch"]


SHARE = "probability_"
"""Begins the column of a class's probability."""

NOTICEABLE = 0.0005
"""A smaller move of a probability is shown as none: it would be 0.0% on the page."""


def draw_answer(answer: Prediction, info: ModelInfo) -> None:
    """Draw one answer beside its form."""
    target = info.signature.target if info.signature else ""
    with st.container(border=True, key="answer"):
        shown = format_number(answer.answer) if isinstance(answer.answer, float) else str(answer.answer)
        probability = answer.probabilities.get(str(answer.answer))
        st.metric(target or _("Answer"), shown)
        if probability is not None:
            st.caption(_("Probability {share}", share=format_percent(probability)))
        elif info.main_metric is not None:
            st.caption(_("Judged on {metric}", metric=metric_text(info.main_metric)))
        if answer.marks:
            findings.findings(answer.marks)
        else:
            findings.good(_("The input is like what was seen in training."))
    _draw_probabilities(answer, info)
    _draw_contributions(answer)
    st.caption(
        _(
            "Answered by {engine} in {time}.",
            engine=answer.engine.upper(),
            time=format_duration(answer.latency_ms / 1000),
        )
    )


def _draw_probabilities(answer: Prediction, info: ModelInfo) -> None:
    if answer.probabilities:
        plots.plot(
            charts.probabilities(
                answer.probabilities,
                answered=str(answer.answer),
                probability_title=_("Probability"),
                class_title=_("Class"),
                threshold=info.signature.threshold if info.signature else None,
                threshold_name=_("Threshold"),
                **plots.look(),
            ),
            _("Probability of each class, as the model gives it."),
            name="answer-probabilities",
        )


def _draw_contributions(answer: Prediction) -> None:
    smallest = NOTICEABLE if answer.probabilities else 0.0
    if not any(abs(part.difference) > smallest for part in answer.contributions):
        st.caption(_("No value alone moves this answer: replaced by its training median, it stays where it is."))
    else:
        plots.plot(
            charts.contributions(
                answer.contributions,
                difference_title=_("Change of the answer"),
                field_title=_("Input"),
                instead_of=_("instead of"),
                **plots.look(),
            ),
            _(
                "What moved this answer: each value alone replaced by its training median, and how far the answer moves."
            ),
            name="answer-contributions",
        )


def _shown_answers(frame: pd.DataFrame) -> pd.DataFrame:
    """Return answers as a visitor reads them: reasons in one language, numbers as numbers again beside refused rows."""
    ours, other = ("motivos", "refused") if state.language() == "pt_BR" else ("refused", "motivos")
    shown = frame.drop(
        columns=[name for name in ("marked", other) if name in frame and (name != other or ours in frame)]
    )
    if "marks" in shown:
        shown = shown.assign(marks=[_("unusual: {names}", names=names) if names else "" for names in shown["marks"]])
    return shown.assign(**{str(name): tables.numbers_again(shown[name]) for name in shown.select_dtypes("object")})


def _answer_columns(frame: pd.DataFrame) -> dict[str, ColumnConfig]:
    config = st.column_config
    fixed = {
        "prediction": config.Column(_("Answer")),
        "probability": _share_column(_("Probability")),
        "marks": config.TextColumn(_("Marks")),
        "refused": config.TextColumn(_("Why refused")),
        "motivos": config.TextColumn(_("Why refused")),
    }
    shares = {
        name: _share_column(_("Probability of {label}", label=name.removeprefix(SHARE)))
        for name in map(str, frame.columns)
        if name.startswith(SHARE)
    }
    return {**fixed, **shares}


def _share_column(title: str) -> ColumnConfig:
    return st.column_config.ProgressColumn(title, format="percent", min_value=0.0, max_value=1.0)


def draw_batch(frame: pd.DataFrame, report: BatchReport, *, name: str) -> None:
    """Draw the answers beside their rows, and the refused rows with reasons."""
    places = abreast(4, key="batch")
    places[0].metric(_("Rows"), format_number(report.rows))
    places[1].metric(_("Answered"), format_number(report.answered))
    places[2].metric(_("Marked as unusual"), format_number(report.marked))
    places[3].metric(_("Refused"), format_number(len(report.refused)))
    shown = _shown_answers(frame.head(1000))
    st.dataframe(
        tables.readable(shown),
        hide_index=True,
        placeholder="–",
        key=f"batch-table-{name}",
        column_config=_answer_columns(shown),
    )
    downloads.frame_button(frame, f"{name}-answers", label=_("Download the answers"))
    if report.refused:
        st.markdown("**" + _("Refused rows") + "**")
        language = state.language()
        st.dataframe(
            {
                _("Row"): [refused.row for refused in report.refused],
                _("Why"): ["; ".join(one.message(language) for one in refused.findings) for refused in report.refused],
            },
            hide_index=True,
            key=f"batch-refused-{name}",
        )
