"""Which parameters a walk-forward chooses among, and how it deals sessions."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from bancada.core.errors import BadInput
from bancada.services.market.requests import BacktestRequest, WalkPlan

if TYPE_CHECKING:
    from bancada.markets.performance.walking import SessionSplitter
    from bancada.markets.rules import Parameter, Rule

__all__ = ["MOST_COMBINATIONS", "combinations", "splitter_of", "usual_grid"]

MOST_COMBINATIONS = 200
"""That a walk-forward tries; each is a trial, and the more there are the less the best one says."""
_WHOLE_STEPS = (0.5, 1.0, 2.0)
_ALONE_STEPS = (0.5, 0.75, 1.0, 1.5, 2.0)
_FINE_STEPS = (0.75, 1.0, 1.25)


def usual_grid(rule: Rule, parameters: Mapping[str, float]) -> dict[str, tuple[float, ...]]:
    """Return a few values around those of a rule: half and twice of periods, a quarter less and more of levels, within their ranges.

    Parameters
    ----------
    rule : Rule
    parameters : mapping of str to float
        All of its parameters.
    """
    return {one.name: _around(one, parameters[one.name], n_parameters=len(rule.parameters)) for one in rule.parameters}


def _around(parameter: Parameter, value: float, *, n_parameters: int) -> tuple[float, ...]:
    steps = _FINE_STEPS if not parameter.is_whole else _ALONE_STEPS if n_parameters == 1 else _WHOLE_STEPS
    near = [min(max(value * step, parameter.low), parameter.high) for step in steps]
    return tuple(sorted({float(round(one)) if parameter.is_whole else one for one in near}))


def combinations(rule: Rule, request: BacktestRequest, plan: WalkPlan) -> tuple[Mapping[str, float], ...]:
    """Return the sets of parameters that are tried, the request's own first; those in the wrong order (fast above slow) are left out.

    Raises
    ------
    BadInput
        A rule without parameters, a grid that the rule does not know or cannot take, more than `MOST_COMBINATIONS`.
    """
    own = dict(rule.complete(request.parameters))
    if not own:
        raise BadInput("market_nothing_to_choose", rule=rule.name)
    _check(rule, plan.grid)
    grid = {name: (value,) for name, value in own.items()} | dict(plan.grid) if plan.grid else usual_grid(rule, own)
    size = prod(len(values) for values in grid.values())
    if size > MOST_COMBINATIONS:
        raise BadInput("market_grid_too_large", size=size, most=MOST_COMBINATIONS)
    tried = [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]
    sound = [one for one in tried if all(one[a] < one[b] for a, b in rule.order)]
    if not sound:
        rule.complete(tried[0])
    return tuple(sorted(sound, key=lambda one: one != own))


def _check(rule: Rule, grid: Mapping[str, tuple[float, ...]]) -> None:
    known = {parameter.name: parameter for parameter in rule.parameters}
    wrong = [name for name in grid if name not in known]
    wrong += [
        f"{name}={value:g}"
        for name, values in grid.items()
        if name in known
        for value in values
        if not known[name].allows(value)
    ]
    wrong += [f"{name}=" for name, values in grid.items() if not values]
    if wrong:
        ranges = [f"{p.name} ({p.low:g}..{p.high:g})" for p in rule.parameters]
        raise BadInput("rule_parameters", name=rule.name, wrong=wrong, known=ranges)


def splitter_of(plan: WalkPlan) -> SessionSplitter:
    """Return what deals sessions; what a session earned is known at its close, so that nothing needs purging between windows."""
    from bancada.learning.purging import WalkForward

    return WalkForward(plan.windows, window="rolling" if plan.is_rolling else "expanding")
