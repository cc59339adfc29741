"""How far a report can be trusted: training against the rest, the leak tests, and which features mattered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import charts
from app.components import plots
from app.components.assets import measured, words
from app.components.market import written
from app.i18n import _, current_language
from bancada.core.leaks import LeakStatus
from bancada.core.messages import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bancada.core.leaks import LeakCheck, LeakReport
    from bancada.domains.assets.evaluation import AssetEvaluation

__all__ = ["draw", "importance"]


def draw(found: AssetEvaluation, leaks: LeakReport | None) -> None:
    """Draw the gaps, the leak tests and the importance."""
    _gaps(found)
    st.subheader(_("Leak tests"), anchor=False)
    if leaks is None:
        st.caption(_("None was run."))
    else:
        for check in leaks.checks:
            _check(check)
    importance(found.importance, name="assets-report-importance")


def _gaps(found: AssetEvaluation) -> None:
    st.subheader(_("Training against the rest"), anchor=False)
    st.markdown(
        _(
            "How much better the model looks on the rows it was trained on. A forest remembers them: training figures are not what to expect."
        )
    )
    word = words.report()
    written.table(
        [
            {
                "figure": word.measure(one.name),
                "part": words.part(one.part),
                "gap": word.value(one.name, one.value),
                "interval": word.interval(one.name, one.interval),
                "large": _("large") if one.is_large else "",
            }
            for one in found.gaps
        ],
        {
            "figure": written.text_column(_("Figure"), pinned=True, width=measured.FIGURE_PX),
            "part": written.text_column(_("Against")),
            "gap": written.number_column(_("Gap")),
            "interval": written.number_column(_("95% interval"), width=150),
            "large": written.text_column(""),
        },
        key="assets-gaps",
    )


def _check(check: LeakCheck) -> None:
    colour, icon = {
        LeakStatus.PASSED: ("green", "check_circle"),
        LeakStatus.FAILED: ("red", "error"),
        LeakStatus.SKIPPED: ("gray", "remove_circle"),
    }[check.status]
    language = current_language()
    if check.status is LeakStatus.SKIPPED:  # its sentence names the test
        st.markdown(f":{colour}[:material/{icon}:] {check.message(language)}")
        return
    st.markdown(f":{colour}[:material/{icon}:] **{_test_name(check, language)}**: {check.message(language)}")


def _test_name(check: LeakCheck, language: str) -> str:
    name = render(f"leak_{check.code}", {}, language=language)
    return name[:1].upper() + name[1:]


def importance(found: Sequence[tuple[str, float, float]], *, name: str) -> None:
    """Draw what is lost when each feature is shuffled, as `domains.assets.importance` has it; nothing where it is not known."""
    from bancada.learning.evaluation.values import Importance

    if not found:
        return
    columns, means, stds = zip(*found, strict=True)
    plots.plot(
        charts.importance(
            Importance(columns, means, stds, "Balanced Accuracy", 0.0, 0, 1, "validation"),
            loss_title=_("Loss of balanced accuracy, action raised most"),
            column_title=_("Feature"),
            max_bars=12,
            **plots.look(),
        ),
        _(
            "What the model loses on validation rows when one feature is shuffled, each row answered by the action whose probability is raised most above its mean; bars that do not clear their spread tell nothing."
        ),
        name=name,
    )
