"""Models and rules on past draws, judged by the exact law of hits; and what playing costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import cache, problems
from app.cache import lottery
from app.components import empty, enter, progress, retrying, words
from app.components.lottery import chance, frame, judged, picks
from app.i18n import _, format_number
from bancada.core.dataset import DatasetInfo
from bancada.domains.lottery.backtest import Rule
from bancada.services.lottery.requests import BacktestRequest

if TYPE_CHECKING:
    from bancada.domains.lottery.significance import BacktestReport

__all__ = ["draw"]

JUDGINGS = ("hits", "money")
SUBJECTS = ("rule", "model")
SPANS = ("usual", "range")


def draw() -> None:
    """Draw the view."""
    info = frame.record()
    if info is None:
        return
    picks.JUDGING.seed(JUDGINGS)
    titles = {"hits": _("Hits of a rule or model"), "money": _("What playing costs")}
    judging = st.segmented_control(
        _("What to judge"),
        JUDGINGS,
        format_func=titles.__getitem__,
        required=True,
        label_visibility="collapsed",
        **picks.JUDGING.widget,
    )
    if judging == "money":
        chance.draw(info)
    else:
        _hits(info)


def _hits(info: DatasetInfo) -> None:
    left, right = st.columns((4, 8), gap="large")
    with left, enter.group("lottery-backtest"):
        request = _request(info)
        ready = bool(request.rule or request.model)
        if st.button(
            _("Run the backtest"), type="primary", key="lottery-backtest", disabled=not ready, width="stretch"
        ):
            with problems.shown(), st.spinner(_("Playing the past contests one by one")):
                _start(request)
        tried = cache.bench().lottery.chance.tried()
        st.caption(
            _("Models and rules tried so far: {n}. Deleted ones count too.", n=format_number(tried.n_models)),
            help=_("The more are tried, the likelier that one looks good by luck; p is corrected for all of them."),
        )
    with right, problems.shown():
        _answer(request)


def _start(request: BacktestRequest) -> None:
    """Judge a rule at once; a model, which may have to be fitted anew, in the background."""
    use = cache.bench().lottery.chance
    if request.model:
        picks.JUDGED.clear()
        picks.BACKTEST.set(use.submit_backtest(request))
        return
    picks.BACKTEST.forget()
    picks.JUDGED.set((request, use.backtest(request)))


def _answer(request: BacktestRequest) -> None:
    run_id = picks.BACKTEST.seed()
    if run_id:
        _background(run_id)
        return
    held: tuple[BacktestRequest, BacktestReport] | None = picks.JUDGED.get()
    if held is None:
        empty.empty(
            ":material/rule:",
            _("Nothing is judged yet"),
            _("Choose a rule or a saved model. Each ticket is made from the draws before its contest alone."),
        )
        return
    if held[0] != request:
        st.caption(":material/history: " + _("This keeps the choices made before; they were changed since."))
    judged.draw(held[1], title=_rule_titles()[held[0].rule])


def _background(run_id: str) -> None:
    """Draw a model's backtest as it stands: its progress, why it stopped, or what it found."""
    run = cache.bench().runs.get(run_id)
    if not run.status.is_over:
        with st.container(border=True, key="lottery-backtest-progress"):
            st.markdown("**" + _("Judging {name}", name=run.title) + "**")
            progress.follow_run(run_id)
        return
    report = cache.bench().lottery.chance.backtest_of(run_id)
    if report is not None:
        judged.draw(report, title=report.name)
        return
    st.error(words.run_error(run), icon=":material/error:")
    retrying.retry_button(run)


def _request(info: DatasetInfo) -> BacktestRequest:
    picks.SUBJECT.seed(SUBJECTS)
    titles = {"rule": _("A rule"), "model": _("A saved model")}
    subject = st.segmented_control(
        _("Judge"), SUBJECTS, format_func=titles.__getitem__, required=True, width="stretch", **picks.SUBJECT.widget
    )
    rule, model = ("", _model()) if subject == "model" else (_rule(), "")
    k, seed = picks.LAST_K.get(), picks.SEED.get()
    if rule == Rule.LAST_K:
        picks.LAST_K.seed()
        k = st.number_input(_("Draws looked back"), 1, 5000, step=10, **picks.LAST_K.widget)
    if rule == Rule.UNIFORM:
        picks.SEED.seed()
        seed = st.number_input(_("Seed"), 0, 2**31 - 1, step=1, **picks.SEED.widget)
    first, last = _span(info, model=bool(model))
    return BacktestRequest(rule=rule, model=model, first=first, last=last, k=k, seed=seed)


def _rule() -> str:
    rules = [rule.value for rule in Rule]
    picks.RULE.seed(rules)
    titles = _rule_titles()
    hints = {
        Rule.UNIFORM.value: _("15 numbers drawn at random for each contest, with a seed."),
        Rule.FREQUENCY.value: _(
            "Before each contest, the 15 numbers drawn most often so far; ties go to the smaller number."
        ),
        Rule.LAST_K.value: _("The 15 numbers drawn most often in the last k draws; ties go to the smaller number."),
        Rule.MARKOV.value: _(
            "The 15 numbers most often drawn after a draw in which they had come out, or not, as in the last one."
        ),
    }
    rule: str = st.selectbox(_("Rule"), rules, format_func=words.named(rules, titles.__getitem__), **picks.RULE.widget)
    st.caption(hints[rule])
    return rule


def _model() -> str:
    names = [info.name for info in cache.bench().lottery.forecasts.models()]
    if not names:
        st.caption(_("No forecaster is saved yet: train one in the view Train and compare."))
        return ""
    picks.TRIED.seed(names)
    chosen: str = st.selectbox(_("Model"), names, **picks.TRIED.widget)
    return chosen


def _span(info: DatasetInfo, *, model: bool) -> tuple[int | None, int | None]:
    """Draw which contests to judge on; None leaves an end to the rule or model."""
    draws = lottery.draws(info)
    picks.SPAN.seed(SPANS)
    titles = {"usual": _("The usual ones"), "range": _("From – to")}
    span = st.segmented_control(
        _("Contests"), SPANS, format_func=titles.__getitem__, required=True, width="stretch", **picks.SPAN.widget
    )
    if span != "range":
        st.caption(
            _("Those after the last that the model learned from; before them it is fitted anew, walking forward.")
            if model
            else _("From the 1,001st of the record on, so that there is a past to count; all of a shorter one.")
        )
        return None, None
    for choice, usual in ((picks.FIRST, draws.first + 1), (picks.LAST, draws.last)):
        if not draws.first < choice.seed(default=usual) <= draws.last:
            choice.set(usual)
    left, right = st.columns(2)
    first = left.number_input(_("From contest"), draws.first + 1, draws.last, step=1, **picks.FIRST.widget)
    last = right.number_input(_("To contest"), draws.first + 1, draws.last, step=1, **picks.LAST.widget)
    return int(first), int(last)


def _rule_titles() -> dict[str, str]:
    return {
        Rule.UNIFORM.value: _("Random numbers"),
        Rule.FREQUENCY.value: _("Most drawn so far"),
        Rule.LAST_K.value: _("Most drawn in the last k"),
        Rule.MARKOV.value: _("Markov on repeats"),
    }
