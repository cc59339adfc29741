"""The form of the compare page: the choices in three steps, how they will be judged, and the button that starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from app import cache, state
from app.components import explore, words
from app.i18n import _, ngettext
from bancada.core.dataset import ColumnType, DatasetInfo
from bancada.core.task import Engine, Problem, SplitKind, Task
from bancada.services.compare import CompareRequest

__all__ = ["choices", "how_it_will_be_judged", "submit_button"]


def choices(infos: Sequence[DatasetInfo]) -> CompareRequest:
    """Draw the three steps and return what they ask for."""
    st.markdown("##### " + _("1. What to predict"))
    info = explore.choose(infos)
    target = _target(info)
    request = _kind(info, CompareRequest(info.name, target))
    st.markdown("##### " + _("2. How to judge"))
    sort, split, group, folds, holdout = _judging(info, request)
    st.markdown("##### " + _("3. How long to try"))
    turbo, engine, minutes = _effort()
    request = replace(
        request,
        sort=sort or None,
        folds=folds,
        split=SplitKind(split) if split else None,
        group=group if split == SplitKind.GROUP.value else None,
        holdout=holdout / 100,
        turbo=turbo,
        engine=engine,
        budget_minutes=float(minutes) or None,
    )
    with st.expander(_("Advanced"), icon=":material/tune:"):
        return _advanced(info, request)


def _kind(info: DatasetInfo, request: CompareRequest) -> CompareRequest:
    """Draw the kind of answer, and what some kinds take besides."""
    kinds = ["", *(problem.value for problem in Problem)]
    state.KIND.seed(kinds)
    kind = st.selectbox(
        _("Kind of answer"),
        kinds,
        format_func=words.named(kinds, lambda code: words.problem(code) if code else _("automatic")),
        **state.KIND.widget,
    )
    if kind == Problem.FORECAST:
        state.HORIZON.seed()
        horizon = st.number_input(
            _("Rows ahead"),
            1,
            1000,
            step=1,
            help=_("How many rows after the last known one the target lies."),
            **state.HORIZON.widget,
        )
        return replace(request, problem=Problem.FORECAST, horizon=horizon)
    if kind == Problem.MULTILABEL:
        names = [column.name for column in info.columns if column.n_distinct == 2 and column.name != request.target]
        state.MORE_TARGETS.set([name for name in state.MORE_TARGETS.get([]) if name in names])
        more = st.multiselect(
            _("More targets"), names, help=_("Columns of 0 and 1, learned together."), **state.MORE_TARGETS.widget
        )
        return replace(request, problem=Problem.MULTILABEL, targets=(request.target, *more))
    return replace(request, problem=Problem(kind) if kind else None)


def _advanced(info: DatasetInfo, request: CompareRequest) -> CompareRequest:
    """Draw what few change: candidates, time column, seed, number kept, limit of one fit."""
    problem = cache.bench().compare.plan(request).problem
    titles = {one.id: one.title for one in cache.bench().compare.candidates(problem, turbo=False)}
    chosen = []
    for draft, label, hint in (
        (state.ONLY, _("Only these candidates"), _("Empty: all of them.")),
        (state.LEFT_OUT, _("Candidates left out"), None),
    ):
        draft.set([name for name in draft.get([]) if name in titles])
        chosen.append(st.multiselect(label, list(titles), format_func=titles.__getitem__, help=hint, **draft.widget))
    times = ["", *(column.name for column in info.columns if column.type is ColumnType.DATETIME)]
    state.ORDERED_BY.seed(times)
    time = st.selectbox(
        _("Column of time"),
        times,
        format_func=words.named(times, lambda name: name or _("automatic")),
        **state.ORDERED_BY.widget,
    )
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    for choice in (state.SEED, state.KEPT, state.TIMEOUT):
        choice.seed()
    return replace(
        request,
        include=tuple(chosen[0]),
        exclude=tuple(chosen[1]),
        time=time or None,
        seed=left.number_input(_("Seed"), 0, 2**31 - 1, step=1, **state.SEED.widget),
        n_select=middle.number_input(
            _("Kept"), 1, 20, step=1, help=_("Best models that are fitted anew and can be saved."), **state.KEPT.widget
        ),
        timeout_s=float(
            right.number_input(
                _("One fit, s"),
                0,
                86_400,
                step=30,
                help=_("0 leaves the limit of the settings."),
                **state.TIMEOUT.widget,
            )
        )
        or None,
    )


def _target(info: DatasetInfo) -> str:
    names = [column.name for column in info.columns if column.type is not ColumnType.DATETIME]
    state.TARGET.seed(names, default=info.target if info.target in names else names[-1])
    target: str = st.selectbox(
        _("Target"), names, help=_("The column that a model will learn to answer."), **state.TARGET.widget
    )
    return target


def _judging(info: DatasetInfo, request: CompareRequest) -> tuple[str, str, str, int, int]:
    target, task = request.target, cache.bench().compare.plan(request)
    metrics = cache.bench().compare.metrics(task.problem)
    state.METRIC.seed(metrics, default=task.sort)
    sort = st.selectbox(
        _("Metric that ranks"), metrics, help=words.metric_help(state.METRIC.get()), **state.METRIC.widget
    )
    splits = ["", *(kind.value for kind in SplitKind if kind is not SplitKind.TIME or info.time_column)]
    state.SPLIT.seed(splits)
    split = st.selectbox(_("Split"), splits, format_func=words.named(splits, words.split), **state.SPLIT.widget)
    group = ""
    if split == SplitKind.GROUP.value:
        names = [column.name for column in info.columns if column.name != target]
        state.GROUP.seed(names, default=info.group_column or names[0])
        group = st.selectbox(_("Group"), names, **state.GROUP.widget)
    left, right = st.columns(2)
    state.FOLDS.seed()
    folds = left.number_input(_("Folds"), 2, 20, step=1, **state.FOLDS.widget)
    state.HOLDOUT.seed()
    holdout = right.number_input(
        _("Holdout, %"),
        0,
        50,
        step=5,
        help=_("Rows that no comparison sees; the best models are scored on them once, at the end."),
        **state.HOLDOUT.widget,
    )
    return sort, split, group, folds, holdout


def _effort() -> tuple[bool, Engine, int]:
    state.TURBO.seed()
    turbo = st.toggle(_("Turbo"), help=_("Leaves out the candidates that take long."), **state.TURBO.widget)
    left, right = st.columns(2)
    state.ENGINE.seed([engine.value for engine in Engine])
    engine = left.selectbox(
        _("Engine"),
        [engine.value for engine in Engine],
        format_func=words.named([engine.value for engine in Engine], words.engine),
        **state.ENGINE.widget,
    )
    state.BUDGET.seed()
    minutes = right.number_input(_("Limit, minutes"), 0, 600, step=5, help=_("0 sets no limit."), **state.BUDGET.widget)
    return turbo, Engine(engine), minutes


def how_it_will_be_judged(request: CompareRequest) -> None:
    """Say what the request means for these rows: kind, split and why, number of fits."""
    task = cache.bench().compare.plan(request)
    known = {
        one.id for one in cache.bench().compare.candidates(task.problem, turbo=request.turbo and not request.include)
    }
    n_candidates = len((known & set(request.include) if request.include else known) - set(request.exclude))
    st.caption(f":material/rule: {_plan_sentence(task, n_candidates)}")


def _plan_sentence(task: Task, n_candidates: int) -> str:
    fits = n_candidates * task.split.folds
    return " ".join(
        (
            _("Kind: {kind}, split {split}.", kind=words.problem(task.problem), split=words.split(task.split.kind)),
            words.split_reason(task.split.reason),
            ngettext("{n} fit.", "{n} fits.", fits),
        )
    )


def submit_button(request: CompareRequest) -> None:
    """Draw the button that starts the comparison."""
    if st.button(
        _("Train and compare models"), type="primary", width="stretch", icon=":material/play_arrow:", key="compare-go"
    ):
        state.RUN.set(cache.bench().compare.submit(request))
        st.rerun()
