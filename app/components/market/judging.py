"""How far to trust a backtest: the conditions of the verdict, what many trials do to it, and the windows of a walk-forward."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.market import trying
from app.i18n import _, current_language, format_date, format_number, format_percent, ngettext

if TYPE_CHECKING:
    from bancada.markets.performance import MultipleTesting
    from bancada.services.market.backtests import BacktestFound

__all__ = ["chosen_from", "draw", "windows"]


def draw(found: BacktestFound) -> None:
    """Draw conditions and multiple testing."""
    st.markdown(
        "**"
        + _("What the verdict asks")
        + "**\n\n"
        + "\n\n".join(
            f"{':green[:material/check:]' if one.holds else ':orange[:material/close:]'} "
            f"{one.finding.message(current_language())}"
            for one in found.sheet.conditions
        )
    )
    testing = found.sheet.testing
    st.markdown("**" + _("After all trials on these data") + "**")
    head = " | ".join((_("Statistic"), _("Value"), _("What it says")))
    st.markdown(
        f"| {head} |\n|:--|--:|:--|\n"
        + "\n".join(f"| {what} | **{value}** | {meaning} |" for what, value, meaning in _rows(testing))
    )


def _rows(testing: MultipleTesting) -> list[tuple[str, str, str]]:
    rows = [
        (
            _("Trials"),
            format_number(testing.n_trials),
            _("all that were ever made on this symbol, on bars of whatever span"),
        ),
        (
            _("Independent trials"),
            format_number(testing.n_effective, 1),
            _("what they amount to by the correlation of their results")
            if testing.effective_by == "mean_correlation"
            else _("each counts whole: too few results are kept to compare"),
        ),
        (
            _("Best Sharpe by luck"),
            format_number(testing.benchmark_sharpe, 2),
            _("expected of the best of so many trials without skill, a year"),
        ),
        (
            _("Probabilistic Sharpe"),
            format_percent(testing.probabilistic),
            _("probability that the true Sharpe ratio is above 0"),
        ),
        (
            _("Deflated Sharpe"),
            format_percent(testing.deflated),
            _("probability that it is above what luck alone gives the best"),
        ),
        (
            _("Record needed"),
            _sessions(testing.min_sessions),
            _(
                "sessions until a Sharpe ratio like this is 95% sure to be above 0; there are {n}",
                n=format_number(testing.n_sessions),
            ),
        ),
        (
            _("Record needed, deflated"),
            _sessions(testing.min_sessions_deflated),
            _("the same against the best by luck"),
        ),
    ]
    return [*rows, *_shape(testing), *_among(testing)]


def _shape(testing: MultipleTesting) -> list[tuple[str, str, str]]:
    if testing.skew is None or testing.kurtosis is None:
        return []
    return [
        (
            _("Skew, kurtosis"),
            f"{format_number(testing.skew, 2)} / {format_number(testing.kurtosis, 1)}",
            _("of the results of a session; 0 and 3 for a Gaussian"),
        )
    ]


def _sessions(value: float | None) -> str:
    return _("none would do") if value is None else format_number(value, 0)


def _among(testing: MultipleTesting) -> list[tuple[str, str, str]]:
    if testing.overfitting is None or testing.superior is None:
        return []
    over, best = testing.overfitting, testing.superior
    n_rules = format_number(over.n_rules)
    return [
        (
            _("Probability of overfitting"),
            format_percent(over.probability),
            _(
                "how often the best of {n} trials in one half of the time is no better than the median in the other",
                n=n_rules,
            ),
        ),
        (
            _("Loss outside"),
            format_percent(over.probability_of_loss),
            _("how often that best one loses in the other half"),
        ),
        (
            _("Superior ability, p"),
            format_number(best.p_consistent, 3),
            _("how often the best of {n} trials would do as well if none were better than holding nothing", n=n_rules),
        ),
    ]


def chosen_from(found: BacktestFound) -> str:
    """Return in how many windows parameters were chosen, from how many sets."""
    return _(
        "{windows}, chosen from {sets}",
        windows=ngettext("{n} window", "{n} windows", len(found.windows)),
        sets=ngettext("{n} set of parameters", "{n} sets of parameters", found.n_combinations),
    )


def windows(found: BacktestFound) -> None:
    """Draw the windows of a walk-forward."""
    st.markdown(
        _(
            "In each window the set of best net Sharpe ratio on the sessions before it is followed. What it earned there is not what it "
            "earns after: only the right column is in the tear sheet."
        )
    )
    head = " | ".join((_("Chosen on"), _("Followed on"), _("Parameters"), _("Sharpe where chosen"), _("Sharpe after")))
    rows = [
        (
            _("{first} to {last}", first=format_date(one.train_from), last=format_date(one.train_to)),
            _("{first} to {last}", first=format_date(one.test_from), last=format_date(one.test_to)),
            trying.told(found.request.rule, one.parameters),
            format_number(_yearly(found, one.train_sharpe), 2),
            format_number(_yearly(found, one.test_sharpe), 2),
        )
        for one in found.windows
    ]
    st.markdown(f"| {head} |\n|:--|:--|:--|--:|--:|\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows))


def _yearly(found: BacktestFound, sharpe: float | None) -> float | None:
    return None if sharpe is None else sharpe * found.sheet.setup.sessions_per_year**0.5
