"""The evaluation: the verdict first, then the main figure beside its baseline, then the detail asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from app import cache
from app.cache import assets
from app.components import downloads, empty, findings
from app.components.assets import choices, measured, traded, trained, trusted, words
from app.components.figures import abreast
from app.components.words import named
from app.i18n import _, current_language, format_date, ngettext
from bancada.core.finding import Severity
from bancada.core.values import from_json
from bancada.domains.assets.evaluation.values import MAIN
from bancada.domains.assets.pipeline_state import StepStatus
from bancada.domains.assets.requests import Step

if TYPE_CHECKING:
    from app.components.assets.picking import Picked
    from bancada.core.leaks import LeakReport
    from bancada.core.model import ModelInfo
    from bancada.domains.assets.evaluation import AssetEvaluation
    from bancada.domains.assets.pipeline_state import PipelineState

__all__ = ["draw"]

SKILL = "assets_skill_"
"""How the codes of the verdict on actions begin."""
BESIDE = "assets_size_not_direction"
"""What belongs beside the verdict: why other figures may look good."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A report, the leak tests that stand beside it, how its files are named, and the log of the training."""

    evaluation: AssetEvaluation
    leaks: LeakReport | None
    name: str
    log: dict[str, Any]  # Any: JSON


def draw(picked: Picked) -> None:
    """Draw the view."""
    told = _choose(picked)
    if told is None:
        empty.empty(
            ":material/fact_check:",
            _("Nothing has been evaluated yet"),
            _("Run the pipeline; the report appears here, and stays with the model that is saved."),
            action=_to_pipeline,
        )
        return
    _head(told.evaluation)
    _verdict(told.evaluation)
    _main(told.evaluation)
    _others(told.evaluation)
    _detail(told)
    _take_along(told)


def _to_pipeline() -> None:
    st.button(
        _("Go to the pipeline"),
        icon=":material/route:",
        key="assets-to-pipeline",
        on_click=choices.VIEW.set,
        args=("pipeline",),
    )


def _choose(picked: Picked) -> _Told | None:
    """Draw the choice of a report and return it: the pipeline's, or one saved with a model of the collection."""
    state = cache.bench().assets.pipelines.state()
    models = {info.name: info for info in cache.bench().assets.predictions.models(picked.collection)}
    here = state.step(Step.EVALUATE).status is StepStatus.DONE
    options = [*([""] if here else []), *models]
    if not options:
        return None
    choices.REPORT.seed(options)
    chosen: str = st.selectbox(
        _("Report of"),
        options,
        format_func=named(options, lambda name: name or _("the pipeline as it stands")),
        **choices.REPORT.widget,
    )
    return _of_model(models[chosen]) if chosen else _of_pipeline(state)


def _of_pipeline(state: PipelineState) -> _Told | None:
    found = assets.report_of_pipeline(state)
    facts = state.step(Step.TRAIN).facts
    leaks = facts.get("leaks")
    if found is None:
        return None
    return _Told(found, None if leaks is None else _leaks(leaks), "pipeline", facts.get("log", {}))


# Any: JSON.
def _leaks(facts: dict[str, object]) -> LeakReport:
    from bancada.core.leaks import LeakReport

    return from_json(LeakReport, facts)


def _of_model(info: ModelInfo) -> _Told | None:
    found = assets.report_of_model(info)
    whole = cache.bench().models.info(info.name)
    return None if found is None else _Told(found, whole.leaks, info.name, assets.log_of_model(info))


def _head(found: AssetEvaluation) -> None:
    part = found.part(MAIN[0])
    parts = (
        words.model_type(found.model_type),
        ", ".join(found.tickers),
        ngettext("horizon of {n} session", "horizon of {n} sessions", found.horizon),
        _("test from {first} to {last}", first=format_date(part.first_on), last=format_date(part.last_on)),
        ngettext("{n} row", "{n} rows", part.n_rows),
    )
    st.caption(" · ".join(parts))


def _verdict(found: AssetEvaluation) -> None:
    skill = [one for one in found.findings if one.code.startswith(SKILL)]
    told = [*skill, found.equity.verdict]
    with st.container(border=True, key="assets-verdict"):
        for one in told:
            mark = ":green[:material/check_circle:]" if one.severity is Severity.INFO else ":orange[:material/gavel:]"
            st.markdown(f"**{mark} {one.message(current_language())}**")
        findings.findings([one for one in found.findings if one.code == BESIDE])
        st.caption(_("By rules that are written down; they say nothing of sessions to come."))


def _others(found: AssetEvaluation) -> None:
    others = [
        one
        for one in found.findings
        if one.code != BESIDE and not one.code.startswith(SKILL) and one != found.equity.verdict
    ]
    if others:
        label = ngettext("{n} thing to know", "{n} things to know", len(others))
        with st.expander(label, icon=":material/warning:"):
            findings.findings(others)


def _main(found: AssetEvaluation) -> None:
    places = abreast(4, key="assets-main")
    part = found.part(MAIN[0])
    for place, name in zip(places, (MAIN[1], "MCC", "R2"), strict=False):
        with place:
            measured.metric(part, name)
    with places[3]:
        traded.metric(found.equity)


def _detail(told: _Told) -> None:
    titles = {
        "figures": _("All figures"),
        "confusion": _("Right and wrong"),
        "calibration": _("Calibration"),
        "returns": _("Returns and price"),
        "equity": _("Equity"),
        "tickers": _("By ticker"),
        "trust": _("How far to trust it"),
        "training": _("Training"),
    }
    choices.DETAIL.seed(list(titles))
    chosen: str | None = st.segmented_control(
        _("Detail"),
        list(titles),
        format_func=titles.__getitem__,
        required=True,
        label_visibility="collapsed",
        **choices.DETAIL.widget,
    )
    found = told.evaluation
    {
        "figures": lambda: measured.actions(found),
        "confusion": lambda: measured.confusion(found),
        "calibration": lambda: measured.calibration(found),
        "returns": lambda: measured.returns(found),
        "equity": lambda: traded.draw(found),
        "tickers": lambda: traded.by_ticker(found),
        "trust": lambda: trusted.draw(found, told.leaks),
        "training": lambda: trained.draw(told.log),
    }[chosen or "figures"]()


def _take_along(told: _Told) -> None:
    with st.container(horizontal=True, key="assets-take-along"):
        downloads.lazy_button(
            lambda: told.evaluation.report_markdown(current_language()).encode(),
            f"{told.name}.md",
            label=_("Download the report"),
            mime="text/markdown",
            key="assets-download-report",
        )
        downloads.lazy_button(
            lambda: _as_json(told.evaluation),
            f"{told.name}.json",
            label=_("Download its figures (JSON)"),
            mime="application/json",
            key="assets-download-json",
        )


def _as_json(found: AssetEvaluation) -> bytes:
    from bancada.core.values import dump_bytes

    return dump_bytes(found)
