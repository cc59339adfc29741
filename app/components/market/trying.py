"""The fields of a backtest: the rule and its parameters, how these are chosen, the span, chance; its terms are fields of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from app.cache import market
from app.components import words as of_app
from app.components.market import stating
from app.i18n import _, current_language, format_number
from app.state import Choice, Draft
from bancada.services.market.requests import BacktestRequest, WalkPlan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bancada.markets.rules import Parameter, Rule
    from bancada.markets.series import SeriesInfo

__all__ = ["ASKED", "Asked", "fields", "rule_title", "told"]

RULE = Choice("market-rule", "ema_cross")
WALK = Choice("walk-forward", default=False)
WINDOWS = Choice("walk-windows", 5)
ROLLING = Choice("walk-rolling", default=False)
DRAWS = Choice("random-draws", 500)
SEED = Choice("market-seed", 7)
FIRST = Draft("market-from")
LAST = Draft("market-to")
ASKED = Draft("market-backtest.asked")
"""What this visitor last had tried."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A backtest that is wanted.

    Attributes
    ----------
    key : str
        Cache key of the series.
    request : BacktestRequest
    plan : WalkPlan or None
        None: the parameters as they stand.
    """

    key: str
    request: BacktestRequest
    plan: WalkPlan | None = None


def _rules_of(info: SeriesInfo) -> dict[str, Rule]:
    """Return the rules that can be tried on a series, by name."""
    return {rule.name: rule for rule in market.rules() if info.key.timeframe.is_intraday or not rule.is_intraday}


def rule_title(name: str) -> str:
    """Return how a rule is called; its code where no such rule is known."""
    known = {rule.name: rule for rule in market.rules()}
    return known[name].title(current_language()) if name in known else name


def told(name: str, parameters: Mapping[str, float]) -> str:
    """Return the parameters of a rule in a line, each by the name that people know, without its unit."""
    rule = {rule.name: rule for rule in market.rules()}.get(name)
    titles = {one.name: one.title(current_language()).partition(",")[0] for one in rule.parameters} if rule else {}
    return ", ".join(f"{titles.get(code, code).lower()} {format_number(value)}" for code, value in parameters.items())


def fields(info: SeriesInfo) -> Asked:
    """Draw the fields and return what they ask for."""
    rule = _rule(info)
    parameters = _parameters(rule)
    plan = _walk(rule)
    terms = stating.terms(info)
    start, end = _span(info)
    with st.expander(_("Chance and seed")):
        DRAWS.seed()
        draws = st.number_input(
            _("Random strategies beside it"),
            20,
            5_000,
            step=100,
            help=_("They trade as often as the rule, with positions of its own dealt out again in time."),
            **DRAWS.widget,
        )
        SEED.seed()
        seed = st.number_input(_("Seed"), 0, 2**31 - 1, step=1, **SEED.widget)
    request = BacktestRequest(rule.name, parameters, terms, start, end, int(draws), int(seed))
    return Asked(info.cache_key, request, plan)


def _rule(info: SeriesInfo) -> Rule:
    rules = _rules_of(info)
    RULE.seed(list(rules))
    name: str = st.selectbox(_("Rule"), list(rules), format_func=of_app.named(rules, rule_title), **RULE.widget)
    st.caption(rules[name].describe(current_language()))
    return rules[name]


def _parameters(rule: Rule) -> dict[str, float]:
    if not rule.parameters:
        return {}
    places = st.columns(min(len(rule.parameters), 2))
    return {
        one.name: _parameter(rule.name, one, places[place % len(places)]) for place, one in enumerate(rule.parameters)
    }


def _parameter(rule: str, one: Parameter, place: st.delta_generator.DeltaGenerator) -> float:
    if one.is_whole:
        whole = Choice(f"{rule}-{one.name}", int(one.default))
        if not one.low <= whole.seed() <= one.high:
            whole.set(int(one.default))
        low, high, step = int(one.low), int(one.high), 1
        return float(
            place.number_input(one.title(current_language()), low, high, step=step, help=_range(one), **whole.widget)
        )
    fine = Choice(f"{rule}-{one.name}", float(one.default))
    if not one.low <= fine.seed() <= one.high:
        fine.set(float(one.default))
    return float(
        place.number_input(
            one.title(current_language()),
            float(one.low),
            float(one.high),
            step=0.001 if one.high <= 1 else 0.5,
            format="%.3f" if one.high <= 1 else "%.1f",
            help=_range(one),
            **fine.widget,
        )
    )


def _range(one: Parameter) -> str:
    return _("From {low} to {high}.", low=format_number(one.low), high=format_number(one.high))


def _walk(rule: Rule) -> WalkPlan | None:
    """Draw how parameters are chosen; None leaves them as they stand."""
    if not rule.parameters:
        return None
    WALK.seed()
    wanted = st.toggle(
        _("Choose parameters on earlier sessions (walk-forward)"),
        help=_(
            "A few values around those above are tried. In each window the set that did best before it is followed; only the sessions "
            "after each choice are reported. Every set counts as a trial."
        ),
        **WALK.widget,
    )
    if not wanted:
        return None
    WINDOWS.seed()
    windows = st.number_input(_("Windows"), 1, 50, step=1, **WINDOWS.widget)
    ROLLING.seed()
    rolling = st.toggle(
        _("On the latest sessions only"), help=_("Otherwise on all sessions before each window."), **ROLLING.widget
    )
    return WalkPlan(int(windows), bool(rolling))


def _span(info: SeriesInfo) -> tuple[datetime | None, datetime | None]:
    """Draw the first and the last day; None leaves an end open."""
    first, last = info.first.date(), info.last.date()
    with st.container(horizontal=True, key="market-backtest-span"):
        start, end = (_day(draft, label, first, last) for draft, label in ((FIRST, _("From")), (LAST, _("To"))))
    return _midnight(start), _midnight(end + timedelta(days=1)) if end else None


def _day(draft: Draft, label: str, first: date, last: date) -> date | None:
    chosen: date | None = st.date_input(
        label, None, first, last, format="DD/MM/YYYY" if current_language() == "pt_BR" else "YYYY-MM-DD", **draft.linked
    )
    return chosen


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)
